"""督办事项: due tasks closed and closed in time."""

from __future__ import annotations

from ui.session import look
from ui.topic import show_topic

here = look()
show_topic(here, "tasks")
