"""队伍建设: posts filled and filed, vacancies with days."""

from __future__ import annotations

from ui.session import look
from ui.topic import show_topic

here = look()
show_topic(here, "posts")
