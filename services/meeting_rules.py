"""What a meeting must be, who sees how much of it, and what the second of two people is told."""

from __future__ import annotations

from dataclasses import replace

from config.reference import load_areas
from metrics.sentences import show_date
from services.actor import Actor
from services.meeting_errors import MeetingChanged, MeetingRefused
from services.store import Store
from warehouse.meetings import Meeting, find_meeting
from warehouse.register import list_units

NAME_LETTERS = 60


def show_to(meeting: Meeting, actor: Actor) -> Meeting | None:
    """As much of a meeting as the actor may see: unit staff a frozen one without notes and other units; else None."""
    if actor.role != "单位":
        return meeting
    if not meeting.is_frozen:
        return None
    own = (one for one in meeting.agenda if one.kind == "area" or one.id == actor.unit)
    return replace(meeting, notes="", agenda=tuple(replace(one, note="") for one in own))


def refuse_unsound(store: Store, meeting: Meeting) -> None:
    """Raises MeetingRefused for a name, a day or an agenda that cannot be."""
    if not meeting.name or len(meeting.name) > NAME_LETTERS:
        raise MeetingRefused(f"会议名称不能为空，也不能超过{NAME_LETTERS}个字。")
    if meeting.as_of > meeting.held_on:
        raise MeetingRefused(
            f"数据截至{show_date(meeting.as_of)}，晚于会议日期{show_date(meeting.held_on)}，请改为会议当日或以前。"
        )
    pages = [(one.kind, one.id) for one in meeting.agenda]
    known = {("area", area.id) for area in load_areas()} | {("unit", one.code) for one in list_units(store.warehouse)}
    for kind, name in pages:
        if (kind, name) not in known:
            raise MeetingRefused(f"议程中的“{name}”不是现有的{'重点任务' if kind == 'area' else '单位'}，请重新选择。")
    if len(set(pages)) < len(pages):
        raise MeetingRefused("议程中有重复的内容，请删去一项。")


def say_passed(store: Store, meeting: Meeting) -> MeetingChanged:
    """What became of a meeting that is no longer as the user saw it."""
    now = find_meeting(store.warehouse, meeting.id)
    if now is None:
        return MeetingChanged(f"“{meeting.name}”已由他人删除。")
    if now.is_frozen:
        return MeetingChanged(f"“{now.name}”已冻结，不能再改。如有差错，请另建一个会议。")
    return MeetingChanged(f"“{now.name}”已由他人修改，您的修改没有保存。请刷新后在新内容上再改。")


def meeting_words(meeting: Meeting) -> dict[str, object]:
    """A meeting as the log keeps it: task areas by title, units by code, each note after its page."""
    titles = {area.id: area.title for area in load_areas()}
    pages = [(titles.get(one.id, one.id), f"（{one.note}）" if one.note else "") for one in meeting.agenda]
    return {
        "name": meeting.name, "held_on": meeting.held_on.isoformat(), "as_of": meeting.as_of.isoformat(),
        "agenda": [part for page in pages for part in page if part], "notes": meeting.notes,
        "state": meeting.state, "revision": meeting.revision, "definitions": meeting.definitions,
        "configuration": meeting.configuration, "program": meeting.program,
    }  # fmt: skip
