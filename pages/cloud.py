"""迁云上云: the figures of the task area, unit by unit, down to the rows."""

from __future__ import annotations

from ui.session import look
from ui.topic import show_topic

METRICS = ("cloud_migrated", "cloud_new", "cloud_on_plan")

here = look()
show_topic(here, "迁云上云", "cloud", METRICS)
