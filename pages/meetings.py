"""会议培训: attendance and training."""

from __future__ import annotations

from ui.session import look
from ui.topic import show_topic

here = look()
show_topic(here, "meetings")
