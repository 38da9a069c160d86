"""考勤 on the day: which activity, which units should come, and a tick for each; saved into the register, row by row.

Several people may tick at once: each saves the rows they ticked, and only the same row of the same unit can clash.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from config.contracts import load_contracts
from metrics.sentences import show_date
from services.activities import ACT, DATASET, Activity
from services.actor import Actor, NotAllowed, require
from services.figures import full_names
from services.registers import Edit, Refused, RowChanged, UploadPreview, commit_edits, may_edit, preview_edits
from services.store import Store
from services.supervision import MAY_RULE
from warehouse.edits import RowState, list_present


@dataclass(frozen=True, slots=True)
class Tick:
    """How one unit came. attendance: 出席, 委托代会, 请假, 缺席, "" not yet ticked. note: role or remark."""

    attendance: str = ""
    attendee: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class RollRow:
    """One line of the tick list as it stands. row_id, opened_in: of the stored row, None before the first tick."""

    unit: str
    tick: Tick
    row_id: int | None
    opened_in: int | None


@dataclass(frozen=True, slots=True)
class Saved:
    """units: codes whose ticks were saved; number, version: of the receipt, "" and None when there was nothing left.

    clashes: a Chinese sentence for each row that somebody else ticked otherwise in the meantime; not saved.
    """

    units: tuple[str, ...]
    number: str
    version: int | None
    clashes: tuple[str, ...]


def attendance_words() -> tuple[str, ...]:
    """出席, 请假, 委托代会, 缺席, as the contract lists them."""
    return tuple(one.value for one in load_contracts()[DATASET].field("attendance").choices)


def read_roll(store: Store, activity: Activity) -> tuple[RollRow, ...]:
    """The tick list as it stands now, in the register's order."""
    stored = _stored(store, activity)
    return tuple(_roll_row(code, stored.get(code)) for code in activity.units)


def count_marks(roll: Sequence[RollRow], ticks: Mapping[str, Tick]) -> dict[str, int]:
    """出席 → how many, were the ticks saved; "" for the units not ticked."""
    marks = [ticks.get(row.unit, row.tick).attendance or row.tick.attendance for row in roll]
    return {word: marks.count(word) for word in (*attendance_words(), "")}


def edits_of(activity: Activity, roll: Sequence[RollRow], ticks: Mapping[str, Tick]) -> dict[str, Edit]:
    """Unit → edit, of the rows whose tick differs from what was seen; a tick taken away changes nothing."""
    edits = {}
    for row in roll:
        tick = ticks.get(row.unit, row.tick)
        if tick.attendance and tick != row.tick:
            values: dict[str, object] = {
                "kind": activity.kind, "activity_name": activity.activity_name, "held_on": activity.held_on,
                "unit": row.unit, "topic": activity.topic, "attendance": tick.attendance,
                "attendee": tick.attendee, "note": tick.note,
            }  # fmt: skip
            edits[row.unit] = Edit(values, row.row_id, row.opened_in)
    return edits


def preview(
    store: Store, actor: Actor, activity: Activity, roll: Sequence[RollRow], ticks: Mapping[str, Tick], day: date
) -> UploadPreview:
    """What saving would do at the day shown. Raises registers.Refused, RowChanged, NotAllowed."""
    edits = list(edits_of(activity, roll, ticks).values())
    return preview_edits(store, DATASET, edits, actor, now=datetime.combine(max(day, activity.held_on), time(12)))


def save(
    store: Store,
    actor: Actor,
    activity: Activity,
    roll: Sequence[RollRow],
    ticks: Mapping[str, Tick],
    *,
    now: datetime | None = None,
) -> Saved:
    """Saves the ticks as one version; rows that somebody else ticked meanwhile are left as they are and named.

    Raises registers.Refused, NotAllowed, StoreFailed.
    """
    at = now or datetime.now()
    if not may_edit(DATASET, actor):
        require(actor, MAY_RULE, ACT)
    if activity.held_on > at.date():
        raise NotAllowed(f"活动日期{show_date(activity.held_on)}还没有到，不能登记考勤。")
    edits = edits_of(activity, roll, ticks)
    clashes: list[str] = []
    while edits:
        try:
            receipt = commit_edits(store, DATASET, list(edits.values()), actor, now=at, action=ACT)
        except (RowChanged, Refused):
            # A first tick of a unit that has one by now is refused, a later one has changed: both are looked up.
            aside = _put_aside(store, activity, edits, ticks)
            if aside is None:
                raise
            clashes += aside
        else:
            return Saved(tuple(edits), receipt.number, receipt.version, tuple(clashes))
    return Saved((), "", None, tuple(clashes))


def _put_aside(store: Store, activity: Activity, edits: dict[str, Edit], ticks: Mapping[str, Tick]) -> list[str] | None:
    """Takes the rows that moved out of the edits; says what stands there, unless it is the same. None: none moved."""
    names = full_names(store)
    present = _stored(store, activity)
    moved = []
    for unit, edit in edits.items():
        now = present.get(unit)
        if (edit.row_id, edit.seen) != ((now.row_id, now.opened_in) if now else (None, None)):
            moved.append(unit)
    said = []
    for unit in moved:
        del edits[unit]
        now = present.get(unit)
        name = names.get(unit, unit)
        if now is None:
            said.append(f"{name}的登记已被他人撤回，您的登记没有保存。")
        elif _tick_of(now) != ticks[unit]:
            stands = f"{now.opened_by}于{now.opened_at:%H:%M}登记为“{now.values['attendance']}”"
            said.append(f"{name}已由{stands}，您的登记没有保存，请核对。")
    return said if moved else None


def _stored(store: Store, activity: Activity) -> dict[str, RowState]:
    """Unit code → its present row at the activity."""
    place = (activity.activity_name, activity.held_on)
    rows = list_present(store.warehouse, DATASET)
    return {
        str(row.values["unit"]): row for row in rows if (row.values["activity_name"], row.values["held_on"]) == place
    }


def _roll_row(unit: str, stored: RowState | None) -> RollRow:
    if stored is None:
        return RollRow(unit, Tick(), None, None)
    return RollRow(unit, _tick_of(stored), stored.row_id, stored.opened_in)


def _tick_of(stored: RowState) -> Tick:
    return Tick(*(str(stored.values[name] or "") for name in ("attendance", "attendee", "note")))
