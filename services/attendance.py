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
from services.registers import Edit, RowChanged, UploadPreview, commit_edits, may_edit, preview_edits
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
    stored = {
        str(row.values["unit"]): row
        for row in list_present(store.warehouse, DATASET)
        if (row.values["activity_name"], row.values["held_on"]) == (activity.activity_name, activity.held_on)
    }
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
        except RowChanged as changed:
            clashes += _put_aside(store, edits, changed, ticks)
        else:
            return Saved(tuple(edits), receipt.number, receipt.version, tuple(clashes))
    return Saved((), "", None, tuple(clashes))


def _put_aside(store: Store, edits: dict[str, Edit], changed: RowChanged, ticks: Mapping[str, Tick]) -> list[str]:
    """Takes the clashing rows out of the edits; says of each what stands there, unless it is the same tick."""
    names = full_names(store)
    said = []
    for one in changed.moved:
        known = one.now or one.was
        unit = str(known.values["unit"]) if known else ""
        if unit not in edits:
            raise changed
        del edits[unit]
        if one.now is None:
            said.append(f"{names.get(unit, unit)}的登记已被他人撤回，您的登记没有保存。")
        elif _tick_of(one.now) != ticks[unit]:
            stands = one.now.values["attendance"]
            said.append(
                f"{names.get(unit, unit)}已由{one.now.opened_by}于{one.now.opened_at:%H:%M}登记为“{stands}”，"
                "您的登记没有保存，请核对。"
            )
    return said


def _roll_row(unit: str, stored: RowState | None) -> RollRow:
    if stored is None:
        return RollRow(unit, Tick(), None, None)
    return RollRow(unit, _tick_of(stored), stored.row_id, stored.opened_in)


def _tick_of(stored: RowState) -> Tick:
    return Tick(*(str(stored.values[name] or "") for name in ("attendance", "attendee", "note")))
