"""迁云上云: systems on the city cloud, with every exemption apart."""

from __future__ import annotations

from ui.session import look
from ui.topic import show_topic

here = look()
show_topic(here, "cloud")
