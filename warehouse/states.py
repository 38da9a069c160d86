"""The states of an upload. One that waits has a number but no version yet; one that was returned never gets one."""

from __future__ import annotations

WAITING, ACCEPTED, RETURNED, UNDONE, SUPERSEDED = "待审核", "已入库", "已退回", "已撤销", "已替代"
