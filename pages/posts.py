"""队伍建设: the figures of the task area, unit by unit, down to the rows."""

from __future__ import annotations

from ui.session import look
from ui.topic import show_topic

METRICS = ("posts_filled", "units_complete", "cdo_in_leadership", "workplan_filed", "county_posts")

here = look()
show_topic(here, "队伍建设", "posts", METRICS)
