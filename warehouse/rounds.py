"""Rounds of collection as stored: what was asked of whom until when, who was reminded, who confirmed.

Writes run inside the caller's transaction; what a unit has sent is never kept here, it is read from the uploads.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from warehouse.audit import local_time
from warehouse.connect import Reader, Writer
from warehouse.numbering import insert_numbered

_ROUND_COLUMNS = (
    "round_id, revision, name, doc_no, datasets, units, opened_on, deadline, contact, contact_phone, note, "
    "changed_at, changed_by, closed_at, closed_version"
)
_REMINDER_COLUMNS = (
    "reminder_id", "round_id", "unit", "reminded_at", "reminded_by", "way", "datasets", "answer", "answered_at",
)  # fmt: skip
_CONFIRMATION_COLUMNS = (
    "confirmation_id", "round_id", "unit", "is_agreed", "words", "confirmed_on", "confirmed_by", "noted_at", "noted_by",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Round:
    """One round. datasets: ids in contract order; units: codes; contact: a name or placeholder.

    revision: 1 when made, one more with every change. closed_at, closed_version: None while it is open.
    """

    name: str
    datasets: tuple[str, ...]
    units: tuple[str, ...]
    opened_on: date
    deadline: date
    doc_no: str = ""
    contact: str = ""
    contact_phone: str = ""
    note: str = ""
    round_id: int = 0
    revision: int = 0
    changed_at: datetime | None = None
    changed_by: str = ""
    closed_at: datetime | None = None
    closed_version: int | None = None

    @property
    def is_open(self) -> bool:
        return self.closed_at is None


@dataclass(frozen=True, slots=True)
class Reminder:
    """One 催办: when, by whom, how, what was owed then (dataset ids), and the answer once there is one."""

    reminder_id: int
    round_id: int
    unit: str
    reminded_at: datetime
    reminded_by: str
    way: str
    datasets: tuple[str, ...]
    answer: str = ""
    answered_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Confirmation:
    """A unit's reply to its 核实确认单; a later one takes the place of an earlier one."""

    confirmation_id: int
    round_id: int
    unit: str
    is_agreed: bool
    words: str
    confirmed_on: date
    confirmed_by: str
    noted_at: datetime
    noted_by: str


class RoundChanged(Exception):
    """Somebody else changed the round, or a record of it, since it was read. `by`: who, "" when unknown."""

    def __init__(self, by: str = "") -> None:
        super().__init__(by)
        self.by = by


def list_rounds(reader: Reader) -> list[Round]:
    """All rounds, the one opened last first."""
    return [
        _round(row)
        for row in reader.query_dicts(f'select {_ROUND_COLUMNS} from "round" order by opened_on desc, round_id desc')
    ]


def find_round(reader: Reader, round_id: int) -> Round | None:
    """One round; None when there is none."""
    rows = reader.query_dicts(f'select {_ROUND_COLUMNS} from "round" where round_id = ?', [round_id])
    return _round(rows[0]) if rows else None


def add_round(writer: Writer, made: Round, at: datetime, by: str) -> Round:
    """Stores a new round under the next number."""
    number = int(writer.query('select coalesce(max(round_id), 0) + 1 from "round"')[0][0])
    stored = replace(made, round_id=number, revision=1, changed_at=local_time(at), changed_by=by)
    _insert(writer, stored)
    return stored


def change_round(writer: Writer, changed: Round, at: datetime, by: str) -> Round:
    """Puts a changed round in the place of the stored one of the same revision.

    Raises:
        RoundChanged: the stored one has another revision, or there is none.
    """
    present = find_round(writer, changed.round_id)
    if present is None or present.revision != changed.revision:
        raise RoundChanged(present.changed_by if present else "")
    stored = replace(changed, revision=changed.revision + 1, changed_at=local_time(at), changed_by=by)
    writer.execute('delete from "round" where round_id = ?', [changed.round_id])
    _insert(writer, stored)
    return stored


def list_reminders(reader: Reader, round_id: int) -> list[Reminder]:
    """The reminders of a round, the latest first."""
    rows = reader.query(
        f"""select {", ".join(_REMINDER_COLUMNS)} from reminder where round_id = ? order by reminded_at desc, reminder_id desc""",
        [round_id],
    )
    return [Reminder(*(*row[:6], tuple(row[6]), *row[7:])) for row in rows]


def add_reminder(writer: Writer, made: Reminder) -> int:
    """Stores a reminder under the next number, which it returns."""
    values = [made.round_id, made.unit, local_time(made.reminded_at), made.reminded_by, made.way, list(made.datasets)]
    answered_at = local_time(made.answered_at) if made.answered_at else None
    return insert_numbered(writer, "reminder", _REMINDER_COLUMNS, [*values, made.answer, answered_at])


def change_answer(writer: Writer, reminder: Reminder, answer: str, at: datetime) -> None:
    """Writes the answer to a reminder.

    Raises:
        RoundChanged: the stored answer is not the one of `reminder`.
    """
    same = writer.query(
        "update reminder set answer = ?, answered_at = ? where reminder_id = ? and answer = ? returning reminder_id",
        [answer, local_time(at), reminder.reminder_id, reminder.answer],
    )
    if not same:
        raise RoundChanged


def list_confirmations(reader: Reader, round_id: int) -> list[Confirmation]:
    """The replies of a round, the latest first."""
    rows = reader.query(
        f"""select {", ".join(_CONFIRMATION_COLUMNS)} from confirmation where round_id = ? order by confirmation_id desc""",
        [round_id],
    )
    return [Confirmation(*row) for row in rows]


def add_confirmation(writer: Writer, made: Confirmation) -> int:
    """Stores a reply under the next number, which it returns."""
    values = [made.round_id, made.unit, made.is_agreed, made.words, made.confirmed_on, made.confirmed_by]
    return insert_numbered(
        writer, "confirmation", _CONFIRMATION_COLUMNS, [*values, local_time(made.noted_at), made.noted_by]
    )


def _insert(writer: Writer, one: Round) -> None:
    values = [
        one.round_id, one.revision, one.name, one.doc_no, list(one.datasets), list(one.units), one.opened_on,
        one.deadline, one.contact, one.contact_phone, one.note, one.changed_at, one.changed_by, one.closed_at,
        one.closed_version,
    ]  # fmt: skip
    writer.execute(f'insert into "round" ({_ROUND_COLUMNS}) values ({", ".join("?" * len(values))})', values)


def _round(row: dict) -> Round:
    return Round(**{**row, "datasets": tuple(row["datasets"]), "units": tuple(row["units"])})
