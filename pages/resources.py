"""数据资源: lists filed, resources from 编目 to 汇聚, demands."""

from __future__ import annotations

from ui.session import look
from ui.topic import show_topic

here = look()
show_topic(here, "data")
