"""What a unit does with its 督办事项: report progress, ask for 销号. The bureau may report for it and answers requests.

A progress entry becomes the row's 进展情况; former ones stay in the row's past. The register belongs to the bureau, so
the right of a unit to this one column of its own items is checked here.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from loaders.units import UnitNames
from metrics.sentences import show_date
from services.actor import Actor, NotAllowed, Role, require
from services.register_edits import Edit, entered_facts, prepare_edits
from services.registers import Refused, RowChanged
from services.store import Store
from services.submit import receipt_number, unit_names
from services.supervision import DATASET, MAY_RULE, Done, find_task
from warehouse.audit import add_entry
from warehouse.commit import commit_upload
from warehouse.connect import Reader, Writer
from warehouse.edits import RowState, find_moved
from warehouse.task_requests import OPEN, RETURNED, add_request, answer_requests, list_requests

MAY_REPORT: frozenset[Role] = MAY_RULE | {"单位"}
LONGEST_TEXT = 500
_TRIES = 10
# Stands for the register's own rules while an entry is checked; the log and the version name who really acts.
_RULES = Actor(name="督办", role="县政数局")


def units_of(values: Mapping[str, object], names: UnitNames) -> frozenset[str]:
    """Codes of the lead unit and of the co-units whose names are in the register."""
    written = str(values.get("co_units") or "")
    for mark in ("，", "；", ",", ";", "\n", " "):
        written = written.replace(mark, "、")
    found = {names.find(name) for name in written.split("、") if name}
    return frozenset({str(values["unit"]), *(code for code in found if code)})


def may_report(store: Store, values: Mapping[str, object], actor: Actor) -> bool:
    """The bureau for every item, a unit for those it leads or helps with."""
    if actor.role == "单位":
        return actor.unit in units_of(values, unit_names(store))
    return actor.role in MAY_RULE


def add_progress(
    store: Store, task_no: str, actor: Actor, *, day: date, text: str, now: datetime | None = None
) -> Done:
    """Adds an entry; two people may do so at once, both entries stay.

    day: what the entry is about, not after today.
    Raises NotAllowed (foreign item, ended, nothing written), registers.Refused (a secrecy mark …), StoreFailed.
    """
    at = now or datetime.now()
    for remaining in reversed(range(_TRIES)):
        seen = find_task(store, task_no)
        _require_own(store, seen, actor)
        words = _entry_words(store, seen, actor, day, text, at.date())
        try:
            return _commit(store, seen, words, actor, at)
        except RowChanged:
            # The item moved on meanwhile (another entry, an extension): the entry is added to what it is now.
            if not remaining:
                raise
    raise AssertionError("the last try either returns or raises")


def ask_for_closing(store: Store, task_no: str, actor: Actor, words: str, *, now: datetime | None = None) -> None:
    """申请销号 by a unit; one request at a time. Raises NotAllowed."""
    seen = find_task(store, task_no)
    _require_own(store, seen, actor)
    if actor.role != "单位":
        raise NotAllowed(f"{actor.bureau}可以直接销号，不必申请。")
    if not words.strip():
        raise NotAllowed(f"请写明办结情况和成果，供{actor.bureau}核验。")
    with store.warehouse.write(makes_version=False) as writer:
        if any(one.state == OPEN for one in list_requests(writer, task_no)):
            raise NotAllowed(f"该事项已有销号申请待核，请等{actor.bureau}答复。")
        add_request(writer, task_no, actor.unit, words.strip(), actor, now or datetime.now())


def return_request(store: Store, task_no: str, actor: Actor, answer: str, *, now: datetime | None = None) -> None:
    """The bureau sends a request back, with the reason. Raises NotAllowed, also when it was answered meanwhile."""
    require(actor, MAY_RULE, "退回销号申请")
    if not answer.strip():
        raise NotAllowed("退回销号申请必须写明原因。")
    with store.warehouse.write(makes_version=False) as writer:
        if not answer_requests(writer, task_no, RETURNED, answer.strip(), actor, now or datetime.now()):
            raise NotAllowed("该事项没有待核的销号申请，可能他人已经答复。请刷新后再看。")


def _require_own(store: Store, seen: RowState, actor: Actor) -> None:
    require(actor, MAY_REPORT, "登记督办事项进展")
    if not may_report(store, seen.values, actor):
        raise NotAllowed(f"该事项不由本单位牵头或配合，只能由牵头、配合单位或者{actor.bureau}登记进展。")
    for field, word in (("closed_on", "销号"), ("cancelled_on", "撤销")):
        if isinstance(ended := seen.values[field], date):
            raise NotAllowed(f"该事项已于{show_date(ended)}{word}，不再登记进展。")


def _entry_words(store: Store, seen: RowState, actor: Actor, day: date, text: str, today: date) -> str:
    """2024年3月5日，县公安局：已完成接口联调: so that day and author stay with the text on paper too."""
    assigned_on = seen.values["assigned_on"]
    if not text.strip():
        raise NotAllowed("请填写进展情况。")
    if len(text.strip()) > LONGEST_TEXT:
        raise NotAllowed(f"进展情况超过{LONGEST_TEXT}字，请精简；详细材料可作为佐证材料上传。")
    if day > today:
        raise NotAllowed(f"进展日期{show_date(day)}还没有到，请核对。")
    if isinstance(assigned_on, date) and day < assigned_on:
        raise NotAllowed(f"进展日期{show_date(day)}早于交办日期{show_date(assigned_on)}，请核对。")
    known = {one.code: one.short_name or one.name for one in unit_names(store).known}
    return f"{show_date(day)}，{known.get(actor.unit, store.settings.bureau)}：{text.strip()}"


def _commit(store: Store, seen: RowState, words: str, actor: Actor, at: datetime) -> Done:
    task_no = str(seen.values["task_no"])
    edit = Edit({"task_no": task_no, "progress": words}, seen.row_id, seen.opened_in)
    prepared = prepare_edits(store, DATASET, [edit], _RULES, at.date())
    if prepared.table is None or not prepared.is_acceptable:
        # A row that went away while it was prepared looks like a new one that lacks everything else.
        _refuse_moved(store, store.warehouse, seen)
        raise Refused([one for one in prepared.problems if one.severity != "warning"])

    def check(writer: Writer) -> None:
        _refuse_moved(store, writer, seen)
        add_entry(
            writer, at, actor, "登记督办进展", task_no, str(seen.values["progress"] or ""), words, writer.version()
        )

    made = commit_upload(store.warehouse, entered_facts(actor, at), [prepared.table], None, accepted_at=at, check=check)
    return Done(task_no, words, receipt_number(made.upload_id), made.version)


def _refuse_moved(store: Store, reader: Reader, seen: RowState) -> None:
    moved = find_moved(reader, DATASET, {seen.row_id: seen.opened_in}, (), ())
    if moved:
        raise RowChanged(store, DATASET, moved)
