"""会议: prepared by the bureau, frozen once with all results, shown again unchanged. Counts nothing itself.

Two people at once: whoever changes a meeting shows which revision was seen; the second is told, nothing is lost.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from metrics.sentences import show_date
from services.actor import MAY_PREPARE, Actor, require
from services.fingerprints import (
    CONFIGURATION,
    DEFINITIONS,
    hash_configuration,
    hash_definitions,
    hash_program,
    read_texts,
)
from services.frozen_meeting import frozen_pack, frozen_texts, read_meeting
from services.meeting_decisions import (
    amend_decision,
    confirm_decisions,
    drop_decision,
    list_decisions,
    record_decision,
)
from services.meeting_errors import MeetingChanged, MeetingDamaged, MeetingRefused, MeetingUnknown
from services.meeting_rules import meeting_words, refuse_unsound, say_passed, show_to
from services.pack import Occasion, Pack, build_pack, to_json
from services.pack_words import MEETING_WORDS
from services.restated import published_in, tell_restated
from services.store import Store
from warehouse import meetings as stored
from warehouse.audit import add_entry, local_time
from warehouse.connect import Reader
from warehouse.decisions import Decision
from warehouse.meetings import AgendaItem, FrozenTexts, Meeting, RevisionPassed

__all__ = [
    "AgendaItem", "Decision", "Meeting", "MeetingChanged", "MeetingDamaged", "MeetingRefused", "MeetingUnknown",
    "amend", "amend_decision", "confirm_decisions", "discard", "drop_decision", "freeze", "frozen_pack",
    "frozen_texts", "last_meeting", "list_decisions", "list_meetings", "open_meeting", "prepare", "read_meeting",
    "record_decision",
]  # fmt: skip

Progress = Callable[[float, str], None]

MAY_CHANGE = ("name", "held_on", "as_of", "agenda", "notes")


def list_meetings(store: Store, actor: Actor) -> list[Meeting]:
    """Meetings, newest first; a unit's staff see the frozen ones, without notes and other units' pages."""
    found = [show_to(one, actor) for one in stored.list_meetings(store.warehouse)]
    return [one for one in found if one is not None]


def last_meeting(store: Store, before: date) -> Meeting | None:
    """The latest frozen meeting held before that day; None when there was none."""
    return _last(store.warehouse, before, None)


def open_meeting(store: Store, actor: Actor, today: date) -> Meeting | None:
    """The next meeting of those that the actor may see, today's included; None when none lies ahead."""
    ahead = [one for one in list_meetings(store, actor) if one.held_on >= today]
    return min(ahead, key=lambda one: (one.held_on, one.id), default=None)


def prepare(
    store: Store,
    actor: Actor,
    *,
    name: str,
    held_on: date,
    as_of: date,
    agenda: Sequence[AgendaItem] = (),
    notes: str = "",
    now: datetime | None = None,
) -> Meeting:
    """A new meeting, to be changed until it is frozen.

    Args:
        agenda: pages in order: task areas by id, units by code; empty for all areas in the plan's order.

    Raises:
        NotAllowed: the role may not.
        MeetingRefused: no name, a day after the meeting, a page that does not exist.
    """
    require(actor, MAY_PREPARE, "筹备会议")
    draft = Meeting(0, name.strip(), held_on, as_of, tuple(agenda), notes.strip(), stored.PREPARED, 1)
    refuse_unsound(store, draft)
    with store.warehouse.write(makes_version=False) as writer:
        made = replace(draft, id=stored.add_meeting(writer, draft))
        add_entry(writer, now or datetime.now(), actor, "筹备会议", made.name, "", meeting_words(made))
    return made


def amend(store: Store, meeting: Meeting, actor: Actor, *, now: datetime | None = None, **changes: Any) -> Meeting:
    """Changes name, held_on, as_of, agenda or notes of a meeting that is not frozen.

    Args:
        meeting: as the user saw it.

    Raises:
        MeetingChanged: somebody else changed or froze it in the meantime; nothing is changed.
    """
    require(actor, MAY_PREPARE, "修改会议")
    if unknown := set(changes) - set(MAY_CHANGE):
        raise TypeError(f"a meeting has no {sorted(unknown)} to change")
    if meeting.is_frozen:
        raise say_passed(store, meeting)
    clean: dict[str, Any] = {key: value.strip() if isinstance(value, str) else value for key, value in changes.items()}
    if "agenda" in clean:
        clean["agenda"] = tuple(clean["agenda"])
    changed = replace(meeting, **clean, revision=meeting.revision + 1)
    refuse_unsound(store, changed)
    try:
        with store.warehouse.write(makes_version=False) as writer:
            stored.change_meeting(writer, meeting, changed)
            add_entry(
                writer,
                now or datetime.now(),
                actor,
                "修改会议",
                meeting.name,
                meeting_words(meeting),
                meeting_words(changed),
            )
    except RevisionPassed as passed:
        raise say_passed(store, meeting) from passed
    return changed


def discard(store: Store, meeting: Meeting, actor: Actor, *, now: datetime | None = None) -> None:
    """Takes back a meeting that was never frozen. Raises MeetingChanged as amend."""
    require(actor, MAY_PREPARE, "删除会议")
    if list_decisions(store, meeting.id, actor):
        raise MeetingRefused(f"“{meeting.name}”已登记会议决定，不能删除。请先删除这些决定。")
    try:
        with store.warehouse.write(makes_version=False) as writer:
            stored.remove_meeting(writer, meeting)
            add_entry(writer, now or datetime.now(), actor, "删除会议", meeting.name, meeting_words(meeting))
    except RevisionPassed as passed:
        raise say_passed(store, meeting) from passed


def freeze(
    store: Store, meeting: Meeting, actor: Actor, *, now: datetime | None = None, progress: Progress | None = None
) -> Meeting:
    """Stores everything the meeting will be shown; from then on nobody can change it.

    Results, the texts of the definitions they were counted by and the meeting itself are written in one transaction.

    Raises:
        MeetingChanged: somebody else changed or froze it in the meantime; nothing is stored.
        MeetingRefused: the day of its figures has not come yet.
    """
    require(actor, MAY_PREPARE, "冻结会议")
    now = now or datetime.now()
    tell = progress or (lambda share, words: None)
    if meeting.is_frozen:
        raise say_passed(store, meeting)
    if meeting.as_of > now.date():
        raise MeetingRefused(f"数据截至{show_date(meeting.as_of)}，这一天还没有到，不能冻结。")
    tell(0.05, "正在计算各项数字")
    pack = _count(store, meeting, actor)
    tell(0.8, "正在封存")
    try:
        with store.warehouse.write(makes_version=False) as writer:
            # From here on nobody else writes, so a second count is the last one.
            if pack.version != writer.version():
                pack = _count(store, meeting, actor)
            frozen = replace(
                meeting,
                state=stored.FROZEN,
                revision=meeting.revision + 1,
                frozen_at=local_time(now),
                frozen_version=pack.version,
                definitions=hash_definitions(),
                configuration=hash_configuration([pack.county_name, pack.bureau]),
                program=hash_program(),
            )
            stored.change_meeting(writer, meeting, frozen)
            texts = FrozenTexts(to_json(pack), read_texts(*DEFINITIONS, *CONFIGURATION))
            stored.keep_results(writer, frozen, texts)
            add_entry(writer, now, actor, "冻结会议", meeting.name, "", meeting_words(frozen), pack.version)
    except RevisionPassed as passed:
        raise say_passed(store, meeting) from passed
    tell(1.0, "已冻结")
    return frozen


def _count(store: Store, meeting: Meeting, actor: Actor) -> Pack:
    last = _last(store.warehouse, meeting.held_on, meeting)
    areas = tuple(one.id for one in meeting.agenda if one.kind == "area")
    occasion = Occasion(meeting.name, last.as_of if last else None, MEETING_WORDS, areas, meeting.held_on)
    pack = build_pack(store, meeting.as_of, agenda=occasion)
    if last is None:
        return pack
    try:
        return tell_restated(pack, published_in(frozen_pack(store, last.id, actor)))
    except MeetingRefused:  # its own page says that it cannot be read
        return pack


def _last(reader: Reader, before: date, meeting: Meeting | None) -> Meeting | None:
    """The latest frozen meeting before a day; for a meeting, one whose figures are older than its own."""
    frozen = (one for one in stored.list_meetings(reader) if one.is_frozen and one.held_on < before)
    return next((one for one in frozen if meeting is None or one.as_of < meeting.as_of), None)
