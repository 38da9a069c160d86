"""What became of each copy of the database: made or failed, where it lies, when it made room for a later one.

A copy does not hold the record of itself, nor of those made after it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from warehouse.audit import Actor, local_time
from warehouse.backup import BackupFacts
from warehouse.connect import Reader, Writer
from warehouse.numbering import insert_numbered

MADE, FAILED = "完成", "失败"
DAILY, MANUAL, BY_TERMINAL = "每日", "手动", "终端"
_FACTS = ("kind", "path", "version", "size", "files_copied", "seconds", "state", "reason")
_COLUMNS = ("backup_id", "made_at", "made_by", *_FACTS)


@dataclass(frozen=True, slots=True)
class BackupRecord:
    """One try. kind: DAILY, MANUAL or BY_TERMINAL.  path, version, size: of the copy; "" and None when it failed.

    files_copied: originals and attachments put beside it this time, None where they are not copied.
    reason: why it failed, or what is missing beside a copy: a Chinese sentence.
    """

    backup_id: int
    made_at: datetime
    made_by: str
    kind: str
    path: str
    version: int | None
    size: int | None
    files_copied: int | None
    seconds: float
    state: str
    reason: str
    removed_at: datetime | None = None

    @property
    def is_good(self) -> bool:
        return self.state == MADE


def add_made(
    writer: Writer, kind: str, made: BackupFacts, files: int | None, seconds: float, reason: str, actor: Actor, at: datetime
) -> None:  # fmt: skip
    """Notes a verified copy; reason: what is missing beside it, empty when nothing is."""
    _add(writer, actor, at, [kind, str(made.path.resolve()), made.version, made.size, files, seconds, MADE, reason])


def add_failed(writer: Writer, kind: str, reason: str, seconds: float, actor: Actor, at: datetime) -> None:
    """Notes a try of which nothing is left."""
    _add(writer, actor, at, [kind, "", None, None, None, seconds, FAILED, reason])


def note_removed(writer: Writer, backup_ids: Sequence[int], at: datetime) -> None:
    """Notes that copies made room for later ones."""
    writer.execute("update backup set removed_at = ? where backup_id in ?", [local_time(at), list(backup_ids)])


def list_backups(reader: Reader, *, kind: str = "", state: str = "", limit: int = 1000) -> list[BackupRecord]:
    """The latest first, by the order in which they were tried: a clock may be set back."""
    rows = reader.query(
        f"""select {", ".join(_COLUMNS)}, removed_at from backup where $kind in ('', kind) and $state in ('', state)
        order by backup_id desc limit $limit""",
        {"kind": kind, "state": state, "limit": limit},
    )
    return [BackupRecord(*row) for row in rows]


def _add(writer: Writer, actor: Actor, at: datetime, facts: Sequence[object]) -> None:
    insert_numbered(writer, "backup", _COLUMNS, [local_time(at), actor.name, *facts])
