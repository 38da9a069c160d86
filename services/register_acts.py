"""Acts on single rows of a register that are more than an edit: confirming an evaluation, 更正 of a first day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from config.contracts import load_contracts
from services.actor import Actor, NotAllowed
from services.registers import Edit, Receipt, RowChanged, commit_edits, may_edit
from services.store import Store
from warehouse.corrections import CannotCorrect, correct_value
from warehouse.edits import find_moved, find_present

EVALUATION = "evaluation"


def confirm_evaluations(
    store: Store, seen: Sequence[tuple[int, int]], actor: Actor, *, confirmed: bool = True, reason: str = "",
    now: datetime | None = None,
) -> Receipt:  # fmt: skip
    """Confirms evaluations, or takes the confirmation back (with a reason); the log bears the actor's name.

    seen: (row_id, opened_in) of each row as it was looked at. Raises RowChanged, Refused, NotAllowed.
    """
    if not confirmed and not reason.strip():
        raise NotAllowed("取消确认必须写明原因。")
    present = find_present(store.warehouse, EVALUATION, [row_id for row_id, _ in seen])
    blank = [one for one in present.values() if one.values["score"] is None and one.values["grade"] is None]
    if confirmed and blank:
        raise NotAllowed("得分和等次都没有填写的评价不能确认，请先补填。")
    edits = [Edit({"is_confirmed": confirmed}, row_id, opened_in) for row_id, opened_in in seen]
    action = "确认履职评价" if confirmed else "取消确认履职评价"
    return commit_edits(store, EVALUATION, edits, actor, reason=reason, now=now, action=action)


def correct_first_day(
    store: Store, dataset: str, row_id: int, seen: int, field: str, day: date, reason: str, actor: Actor,
    *, now: datetime | None = None,
) -> int:  # fmt: skip
    """更正: sets a first day that edits may not move later, and logs the reason; returns the version.

    Raises RowChanged, NotAllowed.
    """
    contract = load_contracts()[dataset]
    if not may_edit(dataset, actor) or actor.role == "单位":
        raise NotAllowed(f"当前身份为“{actor.role_name}”，不能办理更正。请由{actor.bureau}办理。")
    if not reason.strip():
        raise NotAllowed("更正必须写明原因。")
    if day > (now or datetime.now()).date():
        raise NotAllowed(f"{contract.field(field).title}不能晚于今天。")
    moved = find_moved(store.warehouse, dataset, {row_id: seen}, (), ())
    if moved:
        raise RowChanged(store, dataset, moved)
    row = find_present(store.warehouse, dataset, [row_id])[row_id]
    key = {name: row.values[name] for name in contract.key}
    try:
        return correct_value(store.warehouse, dataset, key, field, day, reason.strip(), actor, now or datetime.now())
    except CannotCorrect as refusal:
        raise NotAllowed("这一项不能更正，请刷新后重新查看。") from refusal
