"""Decisions typed in a meeting: drafts until the bureau confirms them, then 督办事项 through the ordinary upload."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from config.contracts import load_contracts
from metrics.sentences import show_date
from services.actor import MAY_PREPARE, Actor, require
from services.meeting_errors import MeetingChanged, MeetingRefused, MeetingUnknown
from services.store import Store
from services.submit import Options, Refused, accept, drop, examine_upload
from warehouse.audit import add_entry
from warehouse.decisions import (
    CONFIRMED,
    DRAFT,
    Decision,
    add_decision,
    change_decision,
    remove_decision,
)
from warehouse.decisions import list_decisions as stored_decisions
from warehouse.meetings import Meeting, RevisionPassed, find_meeting
from warehouse.register import list_units

_ACT = "登记会议决定"
_SOURCE = "联席会议"
_FREE_TEXTS = ("content", "co_units")


def list_decisions(store: Store, meeting_id: int, actor: Actor) -> list[Decision]:
    """The decisions of a meeting in the order they were typed; a unit's staff see the confirmed ones of their own.

    A confirmed one whose 督办事项 was taken back since (its version undone, its row taken out) is 已撤销.
    """
    decisions = stored_decisions(store.warehouse, _meeting(store, meeting_id).id)
    if actor.role == "单位":
        return [one for one in decisions if one.unit == actor.unit and one.state == CONFIRMED]
    return decisions


def record_decision(
    store: Store,
    meeting_id: int,
    actor: Actor,
    *,
    content: str,
    unit: str,
    due_on: date,
    co_units: str = "",
    now: datetime | None = None,
) -> Decision:
    """Notes a decision as a draft; it counts for nothing until it is confirmed.

    Args:
        unit: code of the 牵头单位.

    Raises:
        NotAllowed, MeetingUnknown, MeetingRefused (empty content, unknown unit, a day before the meeting).
    """
    require(actor, MAY_PREPARE, _ACT)
    meeting = _meeting(store, meeting_id)
    draft = Decision(0, meeting_id, content.strip(), unit, co_units.strip(), due_on)
    _refuse_unsound(store, meeting, draft)
    with store.warehouse.write(makes_version=False) as writer:
        made = replace(draft, id=add_decision(writer, draft))
        add_entry(writer, now or datetime.now(), actor, "登记会议决定", meeting.name, "", _words(made))
    return made


def amend_decision(
    store: Store, decision: Decision, actor: Actor, *, now: datetime | None = None, **changes: Any
) -> Decision:
    """Changes content, unit, co_units or due_on of a draft; a withdrawn one becomes a draft. Raises as drop_decision."""
    require(actor, MAY_PREPARE, _ACT)
    meeting = _meeting(store, decision.meeting_id)
    texts = {name: value.strip() if name in _FREE_TEXTS else value for name, value in changes.items()}
    changed = replace(decision, **texts, state=DRAFT, version=None, revision=decision.revision + 1)
    _refuse_unsound(store, meeting, changed)
    try:
        with store.warehouse.write(makes_version=False) as writer:
            change_decision(writer, decision, changed)
            add_entry(
                writer, now or datetime.now(), actor, "修改会议决定", meeting.name, _words(decision), _words(changed)
            )
    except RevisionPassed as passed:
        raise _passed() from passed
    return changed


def drop_decision(store: Store, decision: Decision, actor: Actor, *, now: datetime | None = None) -> None:
    """Takes back a draft or a withdrawn one. Raises MeetingChanged when it was changed or confirmed in the meantime."""
    require(actor, MAY_PREPARE, _ACT)
    meeting = _meeting(store, decision.meeting_id)
    try:
        with store.warehouse.write(makes_version=False) as writer:
            remove_decision(writer, decision)
            add_entry(writer, now or datetime.now(), actor, "删除会议决定", meeting.name, _words(decision))
    except RevisionPassed as passed:
        raise _passed() from passed


def confirm_decisions(
    store: Store, meeting_id: int, actor: Actor, ids: Sequence[int], *, now: datetime | None = None
) -> list[Decision]:
    """Makes drafts 督办事项: one small workbook through the ordinary upload, checked, versioned and kept like any other.

    Withdrawn ones come back under their own numbers. The numbers are reserved first, so that a confirmation that broke
    off can be repeated without doubling anything.

    Raises:
        MeetingChanged: one of them counts as a 督办事项 already, or is gone.
        MeetingRefused: the meeting has not been held yet, or the check found problems; nothing is taken in.
    """
    require(actor, MAY_PREPARE, "把会议决定列入督办事项")
    now = now or datetime.now()
    meeting = _meeting(store, meeting_id)
    if now.date() < meeting.held_on:
        raise MeetingRefused(f"“{meeting.name}”定于{show_date(meeting.held_on)}召开，会后才能把决定列入督办事项。")
    drafts = _reserve_numbers(store, meeting, ids)
    if not drafts:
        return []
    file_name = f"会议决定（{meeting.name}）.csv"
    options = Options(dataset="task", reported_on=now.date(), replaces="keys")
    draft = examine_upload(store, _workbook(store, meeting, drafts), file_name, actor, options=options, now=now)
    try:
        receipt = accept(store, draft, actor, now=now)
    except Refused as refusal:
        raise MeetingRefused(f"决定没有列入督办事项：{'；'.join(one.message for one in refusal.problems)}") from refusal
    finally:
        drop(store, draft)
    try:
        with store.warehouse.write(makes_version=False) as writer:
            confirmed = []
            for one in drafts:
                done = replace(one, state=CONFIRMED, version=receipt.version, revision=one.revision + 1)
                change_decision(writer, one, done)
                confirmed.append(done)
            numbers = [one.task_no for one in confirmed]
            add_entry(writer, now, actor, "确认会议决定", meeting.name, "", numbers, receipt.version)
    except RevisionPassed as passed:
        raise _passed() from passed
    return confirmed


def _reserve_numbers(store: Store, meeting: Meeting, ids: Sequence[int]) -> list[Decision]:
    """The drafts with their task numbers, unique by the meeting's own number."""
    try:
        with store.warehouse.write(makes_version=False) as writer:
            stored = stored_decisions(writer, meeting.id)
            used = {one.task_no for one in stored}
            known = {one.id: one for one in stored}
            reserved, place = [], 0
            for number in dict.fromkeys(ids):
                seen = known.get(number)
                if seen is None or seen.state == CONFIRMED:
                    raise _passed()
                name = seen.task_no
                while not name or (name in used and name != seen.task_no):
                    name = _task_no(meeting, place := place + 1)
                draft = replace(seen, task_no=name, state=DRAFT, version=None)
                if draft != seen:
                    draft = replace(draft, revision=seen.revision + 1)
                    change_decision(writer, seen, draft)
                reserved.append(draft)
            return reserved
    except RevisionPassed as passed:
        raise _passed() from passed


def _task_no(meeting: Meeting, place: int) -> str:
    return f"会〔{meeting.held_on.year}〕{meeting.id}-{place}号"


def _workbook(store: Store, meeting: Meeting, drafts: Sequence[Decision]) -> bytes:
    names = _unit_names(store)
    contract = load_contracts()["task"]
    rows: list[Mapping[str, str]] = [
        {
            "task_no": one.task_no, "source": _SOURCE, "meeting": meeting.name,
            "assigned_on": meeting.held_on.isoformat(), "content": one.content, "unit": names[one.unit],
            "co_units": one.co_units, "due_on": one.due_on.isoformat(),
        }
        for one in drafts
    ]  # fmt: skip
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([field.title for field in contract.fields])
    writer.writerows([row.get(field.name, "") for field in contract.fields] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def _refuse_unsound(store: Store, meeting: Meeting, decision: Decision) -> None:
    if not decision.content:
        raise MeetingRefused("决定的内容不能为空。")
    if decision.unit not in _unit_names(store):
        raise MeetingRefused(f"单位名录中没有“{decision.unit}”，请选择牵头单位。")
    if decision.due_on < meeting.held_on:
        raise MeetingRefused(
            f"完成时限{show_date(decision.due_on)}早于会议日期{show_date(meeting.held_on)}，请改为会后的日期。"
        )


def _unit_names(store: Store) -> Mapping[str, str]:
    return {unit.code: unit.name for unit in list_units(store.warehouse)}


def _meeting(store: Store, meeting_id: int) -> Meeting:
    meeting = find_meeting(store.warehouse, meeting_id)
    if meeting is None:
        raise MeetingUnknown(f"没有编号为{meeting_id}的会议。")
    return meeting


def _words(decision: Decision) -> dict[str, object]:
    return {
        "content": decision.content, "unit": decision.unit, "co_units": decision.co_units,
        "due_on": decision.due_on.isoformat(),
    }  # fmt: skip


def _passed() -> MeetingChanged:
    return MeetingChanged("这项决定已由他人修改、确认或删除，请刷新后再办理。")
