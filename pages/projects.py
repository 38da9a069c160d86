"""信息化项目: CDO opinions, schedule and use of projects."""

from __future__ import annotations

from ui.session import look
from ui.topic import show_topic

here = look()
show_topic(here, "projects")
