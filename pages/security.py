"""安全管理: the four basics, 等保 and 密评."""

from __future__ import annotations

from ui.session import look
from ui.topic import show_topic

here = look()
show_topic(here, "security")
