"""The operation log as the bureau reads it: a page at a time, or whole to take away. Nothing here changes an entry."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from services.actor import MAY_READ_LOG, Actor, require
from services.store import Store
from warehouse.audit import AuditEntry, add_entry, count_entries, list_actions, list_entries

LOG_LIMIT = 200_000
PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class LogPage:
    """entries: the latest first, from place `start` on. count: of all that were asked for. actions: the log's own."""

    entries: tuple[AuditEntry, ...]
    start: int
    count: int
    actions: tuple[str, ...]


def read_log(store: Store, actor: Actor, *, action: str = "", unit: str = "", start: int = 0) -> LogPage:
    """One page of the log, all or one action, all units or what one did or had done for it. Raises NotAllowed.

    An action that the log does not hold, as an old link may name it, narrows nothing.
    """
    require(actor, MAY_READ_LOG, "查看操作日志")
    actions = tuple(list_actions(store.warehouse))
    action = action if action in actions else ""
    count = count_entries(store.warehouse, action=action, unit=unit)
    start = start if 0 <= start < count else 0
    entries = list_entries(store.warehouse, action=action, unit=unit, start=start, limit=PAGE_SIZE)
    return LogPage(tuple(entries), start, count, actions)


def take_log(store: Store, actor: Actor, *, now: datetime | None = None) -> list[AuditEntry]:
    """The whole log for taking away, the latest first; the taking is logged itself. Raises NotAllowed."""
    require(actor, MAY_READ_LOG, "导出操作日志")
    add_entry(store.warehouse, now or datetime.now(), actor, "导出操作日志", "操作日志")
    return list_entries(store.warehouse, limit=LOG_LIMIT)
