"""Meetings: prepared by revisions, frozen once with all their results, never changed afterwards.

Keeps texts and hashes; what the texts say is no business of the warehouse.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date, datetime
from hashlib import sha256
from typing import Literal

from warehouse.connect import Reader, Writer
from warehouse.numbering import insert_numbered

MeetingState = Literal["筹备", "已冻结"]

PREPARED: MeetingState = "筹备"
FROZEN: MeetingState = "已冻结"


class ResultsDamaged(Exception):
    """What is stored of a frozen meeting is not what was sealed."""


class RevisionPassed(Exception):
    """The record is no longer as the caller saw it: somebody changed, froze or removed it."""


@dataclass(frozen=True, slots=True)
class AgendaItem:
    """A page of the meeting: a task area or a unit, by its id or code, with a note."""

    kind: Literal["area", "unit"]
    id: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Meeting:
    """One meeting. revision: counts the changes while it is prepared.

    frozen_version: the data version its results were counted from. definitions, configuration, program: sha256 of
    what they were counted by; "" until frozen.
    """

    id: int
    name: str
    held_on: date
    as_of: date
    agenda: tuple[AgendaItem, ...]
    notes: str
    state: MeetingState
    revision: int
    frozen_at: datetime | None = None
    frozen_version: int | None = None
    definitions: str = ""
    configuration: str = ""
    program: str = ""

    @property
    def is_frozen(self) -> bool:
        return self.state == FROZEN


@dataclass(frozen=True, slots=True)
class FrozenTexts:
    """results: the pack as JSON text. definitions: path → text of every file that the figures were counted by."""

    results: str
    definitions: Mapping[str, str]


_COLUMNS = ("meeting_id", *(field.name for field in fields(Meeting) if field.name != "id"))


def list_meetings(reader: Reader) -> list[Meeting]:
    """All meetings, the latest day first, of one day the later made first."""
    rows = reader.query(f"select {', '.join(_COLUMNS)} from meeting order by held_on desc, meeting_id desc")
    return [_to_meeting(row) for row in rows]


def find_meeting(reader: Reader, meeting_id: int) -> Meeting | None:
    """A meeting by number; None when there is none."""
    rows = reader.query(f"select {', '.join(_COLUMNS)} from meeting where meeting_id = ?", [meeting_id])
    return _to_meeting(rows[0]) if rows else None


def add_meeting(writer: Writer, meeting: Meeting) -> int:
    """Write down a new meeting; its id is ignored, the next number is taken and returned."""
    return insert_numbered(writer, "meeting", _COLUMNS, _values(meeting))


def change_meeting(writer: Writer, seen: Meeting, changed: Meeting) -> None:
    """Put `changed` in the place of what the caller saw.

    Raises:
        RevisionPassed: the stored meeting is not `seen` any more, or is frozen.
    """
    _require_seen(writer, seen)
    assignments = ", ".join(f"{name} = ?" for name in _COLUMNS[1:])
    writer.execute(f"update meeting set {assignments} where meeting_id = ?", [*_values(changed), seen.id])


def remove_meeting(writer: Writer, seen: Meeting) -> None:
    """Take back a meeting that is still prepared. Raises RevisionPassed as change_meeting."""
    _require_seen(writer, seen)
    writer.execute("delete from meeting where meeting_id = ?", [seen.id])


def keep_results(writer: Writer, meeting: Meeting, texts: FrozenTexts) -> None:
    """Store what a frozen meeting was shown, sealed together with the meeting itself."""
    definitions = _dump(dict(texts.definitions))
    packed = [zlib.compress(text.encode()) for text in (texts.results, definitions)]
    writer.execute(
        "insert into meeting_results (meeting_id, results, definitions, seal) values (?, ?, ?, ?)",
        [meeting.id, *packed, _seal(meeting, texts.results, definitions)],
    )


def read_results(reader: Reader, meeting: Meeting) -> FrozenTexts:
    """What a frozen meeting was shown, checked against its seal.

    Raises:
        ResultsDamaged: something of it is missing or was changed.
    """
    rows = reader.query("select results, definitions, seal from meeting_results where meeting_id = ?", [meeting.id])
    if len(rows) != 1:
        raise ResultsDamaged(f"meeting {meeting.id} has {len(rows)} results")
    try:
        results, definitions = (zlib.decompress(packed).decode() for packed in rows[0][:2])
    except (zlib.error, TypeError, UnicodeDecodeError) as fault:
        raise ResultsDamaged(f"the results of meeting {meeting.id} cannot be unpacked") from fault
    if _seal(meeting, results, definitions) != rows[0][2]:
        raise ResultsDamaged(f"the results of meeting {meeting.id} are not those that were sealed")
    return FrozenTexts(results, json.loads(definitions))


def _require_seen(reader: Reader, seen: Meeting) -> None:
    stored = find_meeting(reader, seen.id)
    if stored is None or stored.is_frozen or stored.revision != seen.revision:
        raise RevisionPassed(f"meeting {seen.id} is not at revision {seen.revision} any more")


def _seal(meeting: Meeting, results: str, definitions: str) -> str:
    parts = [_dump([str(value) for value in (meeting.id, *_values(meeting))]), results, definitions]
    digest = sha256()
    for part in parts:
        digest.update(sha256(part.encode()).digest())
    return digest.hexdigest()


def _values(meeting: Meeting) -> list[object]:
    """The columns after the number, in their order."""
    agenda = _dump([asdict(one) for one in meeting.agenda])
    return [agenda if name == "agenda" else getattr(meeting, name) for name in _COLUMNS[1:]]


def _to_meeting(row: tuple) -> Meeting:
    values = dict(zip(_COLUMNS, row, strict=True))
    agenda = tuple(AgendaItem(**one) for one in json.loads(values.pop("agenda")))
    return Meeting(id=values.pop("meeting_id"), agenda=agenda, **values)


def _dump(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
