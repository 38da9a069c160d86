"""单位名录: rename, merge, join and leave as guided acts; each shows first what it does to the denominators.

A unit keeps its code through every name; its lists stay where they were, with their dates.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from metrics.counting import count_figures
from metrics.figure import COUNTY, Figure, Point
from metrics.sentences import show_date
from services.actor import Actor, NotAllowed
from services.figures import visible_metrics
from services.register_edits import Edit, entered_facts, prepare_edits
from services.registers import accepted_table, commit_edits
from services.store import Store
from services.submit import Receipt
from warehouse.commit import trial
from warehouse.edits import list_present
from warehouse.register import RegisterUnit, list_units, named_since

_CODE = re.compile(r"([^0-9]*)([0-9]+)")


@dataclass(frozen=True, slots=True)
class UnitChange:
    """One act, not yet done. act: 单位更名, 单位合并, 纳入单位 or 单位退出.  sentence: what it will do.

    effective_on: the day the figures change.  named_on: the day a new name begins to be dated.
    """

    act: str
    sentence: str
    edits: tuple[Edit, ...]
    effective_on: date
    named_on: date


@dataclass(frozen=True, slots=True)
class Shift:
    """A county figure whose denominator, numerator or silent units the act changes on a day."""

    metric: str
    day: date
    before: Figure
    after: Figure


def rename_unit(store: Store, code: str, name: str, short_name: str, from_on: date, today: date) -> UnitChange:
    """The unit bears another name from a day on; the former ones go on being understood. Raises NotAllowed."""
    unit = _unit(store, code)
    since = named_since(store.warehouse, code)
    if not name.strip():
        raise NotAllowed("请填写新的单位全称。")
    if from_on > today:
        raise NotAllowed("更名日期不能晚于今天，请在更名之后办理。")
    if since is not None and from_on < since:
        raise NotAllowed(f"“{unit.name}”自{show_date(since)}起登记，更名日期不能早于这一天。")
    values = {"name": name.strip(), "short_name": short_name.strip() or None}
    sentence = f"自{show_date(from_on)}起，“{unit.name}”更名为“{name.strip()}”，单位编号{code}不变，原名称仍可识别。"
    return UnitChange("单位更名", sentence, (_edit(store, code, values),), from_on, from_on)


def merge_units(store: Store, leaving: str, into: str, on: date, today: date) -> UnitChange:
    """A unit leaves on a day and another takes over its names; its lists keep their dates. Raises NotAllowed."""
    if leaving == into:
        raise NotAllowed("请选择两个不同的单位。")
    gone, taking = _unit(store, leaving), _unit(store, into)
    if on > today:
        raise NotAllowed("合并日期不能晚于今天，请在合并之后办理。")
    _refuse_left(gone)
    _refuse_left(taking)
    names = [gone.name, gone.short_name, *gone.aliases, *gone.former_names]
    aliases = list(dict.fromkeys(name for name in (*taking.aliases, *names) if name))
    edits = (_edit(store, leaving, {"left_on": on}), _edit(store, into, {"aliases": aliases}))
    sentence = (
        f"自{show_date(on)}起，“{gone.name}”并入“{taking.name}”：原单位退出名录，已报的资料保留在原单位名下，"
        f"以后以“{gone.name}”报送的表按“{taking.name}”识别。"
    )
    return UnitChange("单位合并", sentence, edits, on, today)


def leave_unit(store: Store, code: str, on: date, today: date) -> UnitChange:
    """A unit leaves the register on a day; what it filed stays. Raises NotAllowed."""
    unit = _unit(store, code)
    _refuse_left(unit)
    sentence = f"自{show_date(on)}起，“{unit.name}”退出名录，不再计入各项指标；此前各日的数字不变。"
    return UnitChange("单位退出", sentence, (_edit(store, code, {"left_on": on}),), on, today)


def join_unit(
    store: Store, name: str, short_name: str, kind: str, batch: str, joined_on: date, after: str, today: date
) -> UnitChange:
    """A new unit joins on a day; after: code of the unit it follows in protocol order, "" for the last place.

    Raises NotAllowed.
    """
    units = list_units(store.warehouse)
    if not name.strip():
        raise NotAllowed("请填写单位全称。")
    behind = [unit.sort_no for unit in units if unit.code == after] or [max((one.sort_no for one in units), default=0)]
    place = behind[0] + 1
    moved = [
        _edit(store, unit.code, {"sort_no": unit.sort_no + 1})
        for unit in units
        if unit.sort_no >= place and any(other.sort_no == place for other in units)
    ]
    values = {
        "code": next_code([unit.code for unit in units]), "name": name.strip(), "short_name": short_name.strip() or None,
        "kind": kind, "batch": batch, "joined_on": joined_on, "sort_no": place,
    }  # fmt: skip
    sentence = f"自{show_date(joined_on)}起，“{name.strip()}”纳入名录，单位编号{values['code']}，批次为“{batch}”。"
    return UnitChange("纳入单位", sentence, (Edit(values), *moved), joined_on, min(joined_on, today))


def next_code(codes: Sequence[str]) -> str:
    """The code after the highest one, in the same spelling."""
    found = [match for code in codes if (match := _CODE.fullmatch(code))]
    if not found:
        return "HF001"
    highest = max(found, key=lambda match: int(match[2]))
    return f"{highest[1]}{int(highest[2]) + 1:0{len(highest[2])}d}"


def list_shifts(store: Store, change: UnitChange, actor: Actor, *, latest: date, now: datetime) -> list[Shift]:
    """County figures that the act changes, on its own day and on the latest one, by the rows as they stand.

    Nothing is stored. Raises Refused, NotAllowed.
    """
    prepared = prepare_edits(store, "unit", change.edits, actor, now.date(), change.named_on)
    table = accepted_table(prepared)
    metrics = visible_metrics(actor)
    days = sorted({change.effective_on, max(change.effective_on, latest)})
    before = count_figures(store.warehouse, [Point(day, store.version()) for day in days], metrics)
    with trial(store.warehouse, entered_facts(actor, now), [table]) as tried:
        after = count_figures(tried.reader, [Point(day, tried.reader.version()) for day in days], metrics)
    known = {(one.metric, one.as_of): one for one in before if one.unit == COUNTY}
    shifts = []
    for one in after:
        was = known.get((one.metric, one.as_of))
        if one.unit == COUNTY and was is not None and _counts(was) != _counts(one):
            shifts.append(Shift(one.metric, one.as_of, was, one))
    return shifts


def commit_change(store: Store, change: UnitChange, actor: Actor, *, reason: str, now: datetime) -> Receipt:
    """Does the act as a new version of the register. Raises Refused, RowChanged, NotAllowed."""
    if not reason.strip():
        raise NotAllowed("请写明依据，如文件名称和文号。")
    return commit_edits(
        store, "unit", change.edits, actor, reason=reason, now=now, action=change.act, reported_on=change.named_on
    )


def _edit(store: Store, code: str, values: Mapping[str, object]) -> Edit:
    row = next(one for one in list_present(store.warehouse, "unit") if one.values["code"] == code)
    return Edit(values, row.row_id, row.opened_in)


def _unit(store: Store, code: str) -> RegisterUnit:
    found = next((unit for unit in list_units(store.warehouse) if unit.code == code), None)
    if found is None:
        raise NotAllowed("名录中没有这个单位，请刷新后重新选择。")
    return found


def _refuse_left(unit: RegisterUnit) -> None:
    if unit.left_on is not None:
        raise NotAllowed(f"“{unit.name}”已于{show_date(unit.left_on)}退出名录。")


def _counts(one: Figure) -> tuple[int, ...]:
    return one.numerator, one.denominator, one.exempt, one.unreported, one.unknown, one.silent_units, one.units_in_scope
