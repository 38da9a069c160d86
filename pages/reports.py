"""报告报送: reports owed, received and in time."""

from __future__ import annotations

from ui.session import look
from ui.topic import show_topic

here = look()
show_topic(here, "reports")
