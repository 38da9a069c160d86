"""“粤系列”“善美系列”应用: scenarios online."""

from __future__ import annotations

from ui.session import look
from ui.topic import show_topic

here = look()
show_topic(here, "apps")
