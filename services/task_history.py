"""One 督办事项 from its meeting to its result: what was done to it, when and by whom, told from the states of its row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from config.contracts import load_contracts
from metrics.sentences import show_date
from services.rows import hide_phones, value_words
from services.store import Store
from warehouse.edits import RowState, history_of
from warehouse.task_requests import OPEN, RETURNED, TaskRequest, list_requests

StepKind = Literal["assigned", "progress", "extended", "closed", "cancelled", "asked", "mended", "withdrawn"]
KIND_NAMES: dict[StepKind, str] = {
    "assigned": "交办", "progress": "进展", "extended": "延期", "closed": "销号", "cancelled": "撤销",
    "asked": "申请销号", "mended": "更正", "withdrawn": "撤回",
}  # fmt: skip
# Fields told by a step of their own; a change of any other one is a 更正.
_TOLD = {"progress", "extended_to", "extended_on", "closed_on", "cancelled_on", "note"}


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that happened. at: when it was entered; words: what, ready to be read; who: by whom; reason: or ""."""

    kind: StepKind
    at: datetime
    words: str
    who: str
    reason: str = ""


def read_history(store: Store, row_id: int, names: Mapping[str, str]) -> tuple[Step, ...]:
    """The steps of the task whose present row this is, oldest first. names: unit code → name.

    An uploaded register and an edit in the browser tell the same way: both leave states of the row.
    """
    states = sorted(history_of(store.warehouse, "task", row_id), key=lambda one: one.opened_in)
    steps: list[Step] = []
    for before, now in zip([None, *states], states, strict=False):
        steps += _first_steps(now, names) if before is None else _changes(before, now, names)
    numbers = dict.fromkeys(str(one.values["task_no"]) for one in states)
    for number in numbers:
        for request in list_requests(store.warehouse, number):
            steps += _request_steps(request, names)
    return tuple(sorted(steps, key=lambda one: one.at))


def _first_steps(state: RowState, names: Mapping[str, str]) -> list[Step]:
    """What the row said when it came; a register filed late brings everything at once."""
    values = state.values
    parts = [_text(values, "source"), _text(values, "meeting"), f"{_day(values, 'assigned_on')}交办"]
    parts.append(f"{names.get(str(values['unit']), str(values['unit']))}牵头")
    if co_units := _text(values, "co_units"):
        parts.append(f"{co_units}配合")
    parts.append(f"时限{_day(values, 'due_on')}")
    return [
        Step("assigned", state.opened_at, "，".join(part for part in parts if part), state.opened_by, _reason(state)),
        *_changes(None, state, names),
    ]


def _changes(before: RowState | None, now: RowState, names: Mapping[str, str]) -> list[Step]:
    """The steps between two states: one for each thing that changed."""
    earlier: Mapping[str, object] = before.values if before else {}
    changed = {name for name, value in now.values.items() if value != earlier.get(name)}
    reason = _reason(now) if before else ""
    if now.kind == "undo":
        return [Step("withdrawn", now.opened_at, "撤回前一次登记", now.opened_by, reason)]
    told: list[tuple[StepKind, str]] = []
    if "progress" in changed and (words := _text(now.values, "progress")):
        told.append(("progress", words))
    if changed & {"extended_to", "extended_on"}:
        told.append(("extended", _extension(now.values)))
    if "closed_on" in changed:
        closed = _day(now.values, "closed_on")
        told.append(("closed", f"{closed}办结，予以销号" if closed else "取消办结日期，恢复在办"))
    if "cancelled_on" in changed:
        cancelled = _day(now.values, "cancelled_on")
        told.append(("cancelled", f"{cancelled}撤销" if cancelled else "取消撤销日期，恢复在办"))
    if before and (others := changed - _TOLD):
        told.append(("mended", _mended(earlier, now.values, others, names)))
    if before and not told and "note" in changed:
        told.append(("mended", f"备注：{hide_phones(_text(now.values, 'note'))}"))
    return [Step(kind, now.opened_at, words, now.opened_by, reason) for kind, words in told]


def _extension(values: Mapping[str, object]) -> str:
    until, on = _day(values, "extended_to"), _day(values, "extended_on")
    if not until:
        return "取消延期"
    words = f"延期至{until}" + (f"，{on}批准" if on else "，批准日期未填")
    return words if is_counted(values) else f"{words}；批准迟于原时限{_day(values, 'due_on')}，不计入，仍按原时限计"


def is_counted(values: Mapping[str, object]) -> bool:
    """An extension counts when it was approved no later than the original day. 五（一）."""
    approved, due = values.get("extended_on"), values.get("due_on")
    return isinstance(approved, date) and isinstance(due, date) and approved <= due


def _mended(
    before: Mapping[str, object], now: Mapping[str, object], changed: set[str], names: Mapping[str, str]
) -> str:
    parts = []
    for field in load_contracts()["task"].fields:
        if field.name in changed:
            old, new = (value_words(field, side.get(field.name), names) or "空" for side in (before, now))
            parts.append(f"{field.title}由“{old}”改为“{new}”")
    return "；".join(parts)


def _request_steps(request: TaskRequest, names: Mapping[str, str]) -> list[Step]:
    asked = f"{names.get(request.unit, request.unit)}申请销号：{hide_phones(request.words)}"
    steps = [Step("asked", request.asked_at, asked, request.asked_by)]
    if request.state == RETURNED and request.answered_at:
        steps.append(Step("asked", request.answered_at, f"退回销号申请：{request.answer}", request.answered_by))
    return steps


def open_requests(store: Store) -> dict[str, TaskRequest]:
    """Task number → the latest request that still waits for the bureau."""
    waiting = [one for one in list_requests(store.warehouse) if one.state == OPEN]
    return {one.task_no: one for one in reversed(waiting)}


def _reason(state: RowState) -> str:
    return hide_phones(state.reason or "")


def _text(values: Mapping[str, object], name: str) -> str:
    return hide_phones(str(values.get(name) or ""))


def _day(values: Mapping[str, object], name: str) -> str:
    day = values.get(name)
    return show_date(day) if isinstance(day, date) else ""
