"""试点与推广: the pilot year's milestones, roll-out and work plans."""

from __future__ import annotations

from ui.session import look
from ui.topic import show_topic

here = look()
show_topic(here, "pilot")
