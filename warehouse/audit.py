"""The log of who did what: entries are added and read, never changed or removed.

Also the one form in which the store keeps a moment: local time without a zone.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from warehouse.connect import Reader, Warehouse, Writer
from warehouse.numbering import insert_numbered

_COLUMNS = (
    "entry_id", "entered_at", "actor", "role", "unit", "on_behalf_of", "origin", "action", "subject", "before", "after",
    "version",
)  # fmt: skip
_ASKED = "where $action in ('', action) and $unit in ('', unit, on_behalf_of)"


class Actor(Protocol):
    """Who acts: name, role, unit code (or ""), for whom (代收), and from where (address or 命令行)."""

    @property
    def name(self) -> str: ...
    @property
    def role(self) -> str: ...
    @property
    def unit(self) -> str: ...
    @property
    def on_behalf_of(self) -> str: ...
    @property
    def origin(self) -> str: ...


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One line of the log; `before` and `after` are text, JSON when they were more than text."""

    entry_id: int
    entered_at: datetime
    actor: str
    role: str
    unit: str
    on_behalf_of: str
    origin: str
    action: str
    subject: str
    before: str
    after: str
    version: int | None


def local_time(at: datetime) -> datetime:
    """The moment in this machine's local time, without a zone; one without a zone is taken as local."""
    return at.astimezone().replace(tzinfo=None) if at.tzinfo else at


def add_entry(
    target: Warehouse | Writer,
    at: datetime,
    actor: Actor,
    action: str,
    subject: str,
    before: object = "",
    after: object = "",
    version: int | None = None,
) -> int:
    """Add one line, inside the caller's transaction when it has one; returns its number."""
    if isinstance(target, Warehouse):
        with target.write(makes_version=False) as writer:
            return add_entry(writer, at, actor, action, subject, before, after, version)
    who = [actor.name, actor.role, actor.unit, actor.on_behalf_of, actor.origin]
    what = [action, subject, _text(before), _text(after), version]
    return insert_numbered(target, "audit", _COLUMNS, [local_time(at), *who, *what])


def list_entries(
    reader: Reader, *, action: str = "", unit: str = "", start: int = 0, limit: int = 1000
) -> list[AuditEntry]:
    """The latest entries first, from the one at place `start` on; all, or those of one action, of or for one unit."""
    rows = reader.query(
        f"select {', '.join(_COLUMNS)} from audit {_ASKED} order by entry_id desc limit $limit offset $start",
        {"action": action, "unit": unit, "limit": limit, "start": start},
    )
    return [AuditEntry(*row) for row in rows]


def count_entries(reader: Reader, *, action: str = "", unit: str = "") -> int:
    """How many entries `list_entries` would have without a limit."""
    ((count,),) = reader.query(f"select count(*) from audit {_ASKED}", {"action": action, "unit": unit})
    return int(count)


def list_actions(reader: Reader) -> list[str]:
    """Every action that the log holds, the most frequent first."""
    rows = reader.query("select action from audit group by action order by count(*) desc, action")
    return [action for (action,) in rows]


def _text(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str, sort_keys=True)
