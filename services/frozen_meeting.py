"""A meeting as one actor may see it, and what was frozen with it: unchanged, sealed, never counted again."""

from __future__ import annotations

from services.actor import Actor
from services.meeting_errors import MeetingDamaged, MeetingRefused, MeetingUnknown
from services.meeting_rules import show_to
from services.pack_contents import Pack
from services.pack_json import from_json
from services.pack_narrow import narrow_pack
from services.store import Store
from warehouse import meetings as stored
from warehouse.meetings import FrozenTexts, Meeting, ResultsDamaged


def read_meeting(store: Store, meeting_id: int, actor: Actor) -> Meeting:
    """One meeting. Raises MeetingUnknown when there is none that the actor may see."""
    found = stored.find_meeting(store.warehouse, meeting_id)
    seen = show_to(found, actor) if found else None
    if seen is None:
        raise MeetingUnknown(f"没有编号为{meeting_id}的会议。")
    return seen


def frozen_pack(store: Store, meeting_id: int, actor: Actor) -> Pack:
    """What the meeting was shown, to the last digit; a unit's staff get their own part of it.

    Raises:
        MeetingUnknown: there is no such meeting.
        MeetingRefused: it is not frozen yet, or was frozen in a form that this program does not read.
        MeetingDamaged: what is stored was damaged; nothing of it is shown.
    """
    meeting = read_meeting(store, meeting_id, actor)
    try:
        pack = from_json(frozen_texts(store, meeting_id).results)
    except (KeyError, TypeError, ValueError) as fault:
        raise MeetingRefused(
            f"“{meeting.name}”的数字由另一版本的程序封存，现在的程序读不出。封存的内容没有损坏，请联系技术员。"
        ) from fault
    return narrow_pack(pack, actor.unit) if actor.role == "单位" else pack


def frozen_texts(store: Store, meeting_id: int) -> FrozenTexts:
    """The sealed texts of a frozen meeting. Raises as frozen_pack."""
    meeting = stored.find_meeting(store.warehouse, meeting_id)
    if meeting is None:
        raise MeetingUnknown(f"没有编号为{meeting_id}的会议。")
    if not meeting.is_frozen:
        raise MeetingRefused(f"“{meeting.name}”还没有冻结，没有封存的数字。请先冻结。")
    try:
        return stored.read_results(store.warehouse, meeting)
    except ResultsDamaged as damage:
        raise MeetingDamaged(
            f"“{meeting.name}”封存的内容与校验码不符，可能已损坏或被改动，不予显示。请从备份恢复后再看。"
        ) from damage
