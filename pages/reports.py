"""报告报送: the figures of the task area, unit by unit, down to the rows."""

from __future__ import annotations

from ui.session import look
from ui.topic import show_topic

METRICS = ("report_on_time", "report_submitted", "report_complete")

here = look()
show_topic(here, "报告报送", "reports", METRICS)
