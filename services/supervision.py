"""督办事项 as acts of the bureau: assign, extend, close (销号), cancel. Each is one edit of the register, previewed first.

What the units do with their items (进展, 申请销号) is in services.task_progress.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import Literal

from metrics.sentences import show_date
from services.actor import Actor, NotAllowed, Role, require
from services.registers import Edit, Refused, RowChanged, UploadPreview, commit_edits, preview_edits
from services.store import Store

# services/meetings.py turns decisions into tasks; whoever numbers tasks asks here.
from services.task_numbers import next_task_numbers
from warehouse.edits import RowState, list_present
from warehouse.task_requests import GRANTED, answer_requests

__all__ = ["Act", "Done", "do", "find_task", "next_task_numbers", "preview"]

DATASET = "task"
MAY_RULE: frozenset[Role] = frozenset({"县政数局", "技术员"})
ACT_NAMES = {"assign": "交办督办事项", "extend": "督办事项延期", "close": "督办事项销号", "cancel": "撤销督办事项"}
# As often as numbers may be taken by others between asking and committing.
_TRIES = 30


@dataclass(frozen=True, slots=True)
class Act:
    """One act ready to be previewed and done. words: what it does, for the receipt; reason: kept with the version.

    warning: what the user has to know before confirming, or "".
    """

    kind: Literal["assign", "extend", "close", "cancel"]
    edit: Edit
    words: str
    reason: str
    warning: str = ""


@dataclass(frozen=True, slots=True)
class Done:
    """What was done. number: of the receipt; version: to be undone under 报送记录."""

    task_no: str
    words: str
    number: str
    version: int | None


def find_task(store: Store, task_no: str) -> RowState:
    """The present row. Raises NotAllowed with a sentence when there is none (any more)."""
    for row in list_present(store.warehouse, DATASET):
        if row.values["task_no"] == task_no:
            return row
    raise NotAllowed(f"没有编号为“{task_no}”的督办事项，可能已撤销登记。请刷新后再看。")


def plan_assignment(
    store: Store,
    actor: Actor,
    *,
    content: str,
    unit: str,
    assigned_on: date,
    due_on: date,
    co_units: str = "",
    source: str = "",
    meeting: str = "",
) -> Act:
    """A new item; its number is the next one when it is done. unit: code of the 牵头单位; co_units: names, with 、."""
    _require(actor, "assign")
    if not content.strip():
        raise NotAllowed("请填写事项内容。")
    if not unit:
        raise NotAllowed("请选择牵头单位。")
    if due_on < assigned_on:
        raise NotAllowed(f"完成时限{show_date(due_on)}早于交办日期{show_date(assigned_on)}，请核对。")
    number = next_task_numbers(store.warehouse, assigned_on)[0]
    values: dict[str, object] = {
        "task_no": number, "source": source, "meeting": meeting.strip(), "assigned_on": assigned_on,
        "content": content.strip(), "unit": unit, "co_units": co_units.strip(), "due_on": due_on,
    }  # fmt: skip
    return Act("assign", Edit(values), f"交办“{content.strip()}”，时限{show_date(due_on)}", "")


def plan_extension(
    seen: RowState, actor: Actor, *, extended_to: date, extended_on: date, approver: str, reason: str, today: date
) -> Act:
    """延期. It counts when it was approved (`extended_on`) no later than the original day; later ones are only noted.

    Raises NotAllowed also where a late approval would put an earlier one, which counts, out of force.
    """
    _require(actor, "extend")
    _refuse_ended(seen)
    due_on, counted = _day(seen, "due_on"), _counted_extension(seen)
    _refuse_outside(seen, extended_on, today, "批准日期")
    if not approver.strip() or not reason.strip():
        raise NotAllowed("延期要写明批准人和原因。")
    if extended_to <= (counted or due_on):
        raise NotAllowed(f"新的时限{show_date(extended_to)}不晚于现行时限{show_date(counted or due_on)}，请核对。")
    is_late = extended_on > due_on
    if is_late and counted:
        raise NotAllowed(
            f"该事项已按期批准延期至{show_date(counted)}。这次的批准日期{show_date(extended_on)}迟于原时限{show_date(due_on)}，"
            "按口径不算延期，登记后原来的延期也会失效，故不予登记。可登记为进展情况。"
        )
    said = f"{show_date(extended_on)}批准延期至{show_date(extended_to)}，批准人：{approver.strip()}，原因：{reason.strip()}"
    values = {"extended_to": extended_to, "extended_on": extended_on, "note": _noted(seen, said)}
    warning = (
        f"批准日期迟于原时限{show_date(due_on)}，按考核口径不算延期：只作记录，是否按期仍看原时限。" if is_late else ""
    )
    words = f"延期至{show_date(extended_to)}" + ("（批准迟于原时限，不计入）" if is_late else "")
    return Act("extend", _edit(seen, values), words, f"批准人：{approver.strip()}；原因：{reason.strip()}", warning)


def plan_closing(seen: RowState, actor: Actor, *, closed_on: date, words: str, today: date) -> Act:
    """销号: the bureau confirms the result. words: what was looked at."""
    _require(actor, "close")
    _refuse_ended(seen)
    _refuse_outside(seen, closed_on, today, "办结日期")
    due_on = _counted_extension(seen) or _day(seen, "due_on")
    late = f"，超过时限{(closed_on - due_on).days}天" if closed_on > due_on else "，按期办结"
    return Act("close", _edit(seen, {"closed_on": closed_on}), f"{show_date(closed_on)}办结销号{late}", words.strip())


def plan_cancelling(seen: RowState, actor: Actor, *, cancelled_on: date, reason: str, today: date) -> Act:
    """撤销: the item no longer stands, and counts nowhere from that day."""
    _require(actor, "cancel")
    _refuse_ended(seen)
    _refuse_outside(seen, cancelled_on, today, "撤销日期")
    if not reason.strip():
        raise NotAllowed("撤销督办事项必须写明原因。")
    values = {
        "cancelled_on": cancelled_on,
        "note": _noted(seen, f"{show_date(cancelled_on)}撤销，原因：{reason.strip()}"),
    }
    return Act("cancel", _edit(seen, values), f"{show_date(cancelled_on)}撤销", reason.strip())


def preview(store: Store, act: Act, actor: Actor, day: date) -> UploadPreview:
    """What the act would do to the register and to the figures of the day shown; nothing is stored.

    Raises registers.Refused, RowChanged, NotAllowed.
    """
    return preview_edits(store, DATASET, [act.edit], actor, now=datetime.combine(day, time(12)))


def do(store: Store, act: Act, actor: Actor, *, now: datetime | None = None) -> Done:
    """Does it as one version. Raises registers.Refused, RowChanged, NotAllowed, StoreFailed."""
    at = now or datetime.now()
    if act.kind == "assign":
        return _assign(store, act, actor, at)
    receipt = commit_edits(store, DATASET, [act.edit], actor, reason=act.reason, now=at, action=ACT_NAMES[act.kind])
    task_no = str(act.edit.values["task_no"])
    if act.kind in ("close", "cancel"):
        with store.warehouse.write(makes_version=False) as writer:
            answer_requests(writer, task_no, GRANTED, act.words, actor, at)
    return Done(task_no, act.words, receipt.number, receipt.version)


def _assign(store: Store, act: Act, actor: Actor, at: datetime) -> Done:
    """Takes the next free number: when somebody else was quicker, the one after it."""
    assigned_on = act.edit.values["assigned_on"]
    assert isinstance(assigned_on, date)
    for remaining in reversed(range(_TRIES)):
        number = next_task_numbers(store.warehouse, assigned_on)[0]
        edit = replace(act.edit, values={**act.edit.values, "task_no": number})
        try:
            receipt = commit_edits(store, DATASET, [edit], actor, now=at, action=ACT_NAMES["assign"])
        except (RowChanged, Refused) as taken:
            if not remaining or not _is_number_taken(taken):
                raise
        else:
            return Done(number, act.words, receipt.number, receipt.version)
    raise AssertionError("the last try either returns or raises")


def _is_number_taken(fault: RowChanged | Refused) -> bool:
    return isinstance(fault, RowChanged) or all(one.code == "row_exists" for one in fault.problems)


def _require(actor: Actor, kind: str) -> None:
    require(actor, MAY_RULE, f"办理“{ACT_NAMES[kind]}”")


def _edit(seen: RowState, values: Mapping[str, object]) -> Edit:
    return Edit({"task_no": seen.values["task_no"], **values}, seen.row_id, seen.opened_in)


def _refuse_ended(seen: RowState) -> None:
    for field, word in (("closed_on", "销号"), ("cancelled_on", "撤销")):
        if isinstance(day := seen.values[field], date):
            raise NotAllowed(f"该事项已于{show_date(day)}{word}。如有误，请在“报送记录”中撤销那次登记。")


def _refuse_outside(seen: RowState, day: date, today: date, title: str) -> None:
    assigned_on = _day(seen, "assigned_on")
    if day < assigned_on:
        raise NotAllowed(f"{title}{show_date(day)}早于交办日期{show_date(assigned_on)}，请核对。")
    if day > today:
        raise NotAllowed(f"{title}{show_date(day)}还没有到，请核对。")


def _counted_extension(seen: RowState) -> date | None:
    """The extended day, when it counts."""
    until, approved = seen.values["extended_to"], seen.values["extended_on"]
    counts = isinstance(approved, date) and approved <= _day(seen, "due_on")
    return until if counts and isinstance(until, date) else None


def _noted(seen: RowState, said: str) -> str:
    return "；".join(part for part in (str(seen.values["note"] or ""), said) if part)


def _day(seen: RowState, name: str) -> date:
    day = seen.values[name]
    if not isinstance(day, date):
        raise NotAllowed("该事项的交办日期或完成时限未填（待补正），请先在台账中补正。")
    return day
