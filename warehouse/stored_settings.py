"""What was set for this store: one row for each setting that somebody changed. What it was before stands in the log."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass, fields, replace
from datetime import datetime, time
from pathlib import Path
from typing import Any

from config.settings import Settings
from warehouse.audit import Actor, local_time
from warehouse.connect import Reader, Writer

YES, NO = "是", "否"


class SettingPassed(Exception):
    """Somebody else changed the setting since it was read."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


@dataclass(frozen=True, slots=True)
class StoredSetting:
    """name: a field of config.settings.Settings. value: as text. revision: counts its changes, from 1."""

    name: str
    value: str
    revision: int
    changed_at: datetime
    changed_by: str


def list_stored(reader: Reader) -> dict[str, StoredSetting]:
    """Name → what was set; names that this program does not know are left out."""
    rows = reader.query("select name, value, revision, changed_at, changed_by from setting order by name")
    known = {one.name for one in fields(Settings)}
    return {row[0]: StoredSetting(*row) for row in rows if row[0] in known}


def apply_stored(reader: Reader, given: Settings) -> Settings:
    """The settings that hold: what was set, and what is given for the rest; a text that is no value counts as not set."""
    values: dict[str, Any] = {}
    for one in list_stored(reader).values():
        with contextlib.suppress(ValueError):
            values[one.name] = _READ.get(one.name, str)(one.value)
    return replace(given, **values)


def put_setting(writer: Writer, name: str, value: str, seen: int, actor: Actor, at: datetime) -> None:
    """Sets one.

    Args:
        seen: the revision that was read; 0: it had never been set.

    Raises:
        SettingPassed: it has another revision now; nothing is changed.
    """
    found = writer.query("select revision from setting where name = ?", [name])
    if (found[0][0] if found else 0) != seen:
        raise SettingPassed(name)
    writer.execute("delete from setting where name = ?", [name])
    writer.execute(
        "insert into setting (name, value, revision, changed_at, changed_by) values (?, ?, ?, ?, ?)",
        [name, value, seen + 1, local_time(at), actor.name],
    )


def text_of(value: object) -> str:
    """A setting's value as the store keeps it and the page shows it."""
    if isinstance(value, bool):
        return YES if value else NO
    if isinstance(value, time):
        return f"{value:%H:%M}"
    return "" if value is None else str(value)


_READ: dict[str, Any] = {
    "is_review_on": lambda text: text == YES,
    "backup_at": time.fromisoformat,
    "backups_kept": int,
    "backup_folder": lambda text: Path(text) if text else None,
}
