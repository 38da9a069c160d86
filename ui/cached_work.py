"""The cache beside ui.cache for the work around the figures: filing, review, undo, registers, attachments, meetings, papers.

Keyed by the count of all writes as well where acts that make no version change the answer, and by the rights of whoever
looks instead of the person: people of one role and unit share what is shown to them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

import streamlit as st

from metrics.figure import Figure, Scope
from services import attachments, meeting_check, meetings, registers, submit, unit_register, uploads
from services import history as histories
from services import recount as recounts
from services import review as reviews
from services.actor import Actor
from services.compared import Compared, read_published
from services.history import UndoPreview
from services.meeting_check import PreCheck
from services.meetings import Meeting
from services.pack_contents import Pack
from services.progress import Headline
from services.recount import Difference
from services.registers import Edit
from services.repeated import Repeat, find_repeat
from services.restated import Restated, find_restated
from services.review import Review
from services.submit import Draft, UploadPreview
from services.unit_register import Shift, UnitChange
from services.uploads import Entry, EntryDetail
from ui.session import DEMO_MARKER, Look, latest_day, open_once


def history(look: Look, unit: str, dataset: str, state: str = "", kind: str = "") -> list[Entry]:
    return _history(look.store_path, look.store.warehouse.writes(), look.actor.rights, unit, dataset, state, kind)


def history_detail(look: Look, entry: Entry) -> EntryDetail:
    return _history_detail(look.store_path, look.version, look.actor.rights, entry)


def upload_preview(look: Look, draft: Draft) -> UploadPreview:
    """What accepting would do as of the present data version; counted once."""
    return _upload_preview(draft.token, draft.examined.sha256, repr(draft.options), look.version, draft, look)


def repeat(look: Look, draft: Draft) -> Repeat | None:
    """What it means to send content again that counts already."""
    writes = look.store.warehouse.writes()
    return _repeat(draft.token, draft.examined.sha256, repr(draft.options), writes, look.today, draft, look)


def edits_preview(look: Look, dataset: str, edits: tuple[Edit, ...]) -> UploadPreview:
    """What edits of a register would do as of the present data version."""
    return _edits_preview(
        look.store_path, look.version, dataset, repr(edits), look.actor.rights, look.today, look, edits
    )


def unit_shifts(look: Look, change: UnitChange) -> list[Shift]:
    """What a rename, merge, join or leave would do to the figures of the latest day."""
    return _unit_shifts(look.store_path, look.version, repr(change), look.actor.rights, look.as_of, look, change)


def undo_preview(look: Look, version: int) -> UndoPreview:
    return _undo_preview(look.store_path, look.version, look.actor.rights, version, look.as_of)


def review(look: Look, upload_id: int) -> Review:
    return _review(look.store_path, look.version, look.store.warehouse.writes(), look.actor.rights, upload_id)


def frozen_pack(look: Look, meeting: Meeting) -> Pack:
    """What a meeting was frozen with, as whoever looks may see it; it never changes."""
    return _frozen_pack(look.store_path, meeting.id, meeting.revision, look.actor.rights)


def open_meeting(look: Look) -> Meeting | None:
    """The meeting that lies ahead, for every page's sidebar."""
    return _open_meeting(
        look.store_path, look.store.warehouse.writes(), look.actor.rights, latest_day(look.store.path / DEMO_MARKER)
    )


def check_before(look: Look, meeting: Meeting) -> PreCheck:
    return _check_before(look.store_path, look.version, look.store.warehouse.writes(), meeting, look.actor.rights)


def recount(look: Look, meeting: Meeting) -> tuple[Difference, ...]:
    return _recount(look.store_path, look.version, meeting.id, look.actor.rights)


def restated(look: Look, headlines: Sequence[Headline]) -> tuple[Restated, ...]:
    """Which of the figures shown were published otherwise by the meeting they are compared with."""
    if look.compared.meeting is None:
        return ()
    published = _published(look.store_path, look.compared, look.scope, look.actor.rights)
    return find_restated(published, [(one.metric, one.before) for one in headlines])


def attached_image(look: Look, attachment_id: int) -> bytes:
    """An attached picture to look at; logged once for each person who looks."""
    return _attached_image(look.store_path, attachment_id, look.actor)


@st.cache_resource(show_spinner=False, max_entries=256)
def _history(store_path: str, writes: int, actor: Actor, unit: str, dataset: str, state: str, kind: str) -> list[Entry]:
    return uploads.list_entries(open_once(store_path), actor, unit=unit, dataset=dataset, state=state, kind=kind)


@st.cache_resource(show_spinner=False, max_entries=64)
def _history_detail(store_path: str, version: int, actor: Actor, entry: Entry) -> EntryDetail:
    return uploads.read_detail(open_once(store_path), entry, actor)


@st.cache_resource(show_spinner=False, max_entries=64)
def _repeat(
    token: str, sha256: str, options: str, writes: int, today: date, _draft: Draft, _look: Look
) -> Repeat | None:
    return find_repeat(_look.store, _draft, _look.actor, today)


@st.cache_resource(show_spinner="正在比对现有数据", max_entries=32)
def _upload_preview(token: str, sha256: str, options: str, version: int, _draft: Draft, _look: Look) -> UploadPreview:
    return submit.preview(_look.store, _draft, _look.actor)


@st.cache_resource(show_spinner="正在比对现有数据", max_entries=32)
def _edits_preview(
    store_path: str,
    version: int,
    dataset: str,
    text: str,
    actor: Actor,
    today: date,
    _look: Look,
    _edits: tuple[Edit, ...],
) -> UploadPreview:
    return registers.preview_edits(_look.store, dataset, _edits, actor)


@st.cache_resource(show_spinner="正在计算对指标的影响", max_entries=16)
def _unit_shifts(
    store_path: str, version: int, text: str, actor: Actor, latest: date, _look: Look, _change: UnitChange
) -> list[Shift]:
    return unit_register.list_shifts(_look.store, _change, actor, latest=latest, now=datetime.now())


@st.cache_resource(show_spinner="正在计算撤销后的变化", max_entries=16)
def _undo_preview(store_path: str, version: int, actor: Actor, undone: int, as_of: date) -> UndoPreview:
    return histories.preview_undo(open_once(store_path), undone, actor, day=as_of)


@st.cache_resource(show_spinner="正在按现有数据重新检查", max_entries=16)
def _review(store_path: str, version: int, writes: int, actor: Actor, upload_id: int) -> Review:
    return reviews.read_review(open_once(store_path), upload_id, actor)


@st.cache_resource(show_spinner=False, max_entries=32)
def _frozen_pack(store_path: str, meeting_id: int, revision: int, actor: Actor) -> Pack:
    return meetings.frozen_pack(open_once(store_path), meeting_id, actor)


@st.cache_resource(show_spinner=False, max_entries=64)
def _open_meeting(store_path: str, writes: int, actor: Actor, today: date) -> Meeting | None:
    return meetings.open_meeting(open_once(store_path), actor, today)


@st.cache_resource(show_spinner=False, max_entries=8)
def _check_before(store_path: str, version: int, writes: int, meeting: Meeting, actor: Actor) -> PreCheck:
    return meeting_check.check_before(open_once(store_path), meeting, actor)


@st.cache_resource(show_spinner=False, max_entries=32)
def _recount(store_path: str, version: int, meeting_id: int, actor: Actor) -> tuple[Difference, ...]:
    return recounts.recount(open_once(store_path), meeting_id, actor)


# What was frozen never changes, so no data version is part of the key; what it is compared with comes from ui.cache.
@st.cache_resource(show_spinner=False, max_entries=128)
def _published(store_path: str, compared: Compared, scope: Scope, actor: Actor) -> Mapping[str, Figure]:
    return read_published(open_once(store_path), compared, scope, actor)


@st.cache_resource(show_spinner=False, max_entries=16)
def _attached_image(store_path: str, attachment_id: int, actor: Actor) -> bytes:
    return attachments.read_attachment(open_once(store_path), attachment_id, actor, act="查看")


@st.cache_resource(show_spinner=False)
def made_papers(store_path: str) -> dict[str, tuple[str, bytes]]:
    """Name → (what it was made from, bytes) of papers that take seconds to make; whoever made one shares it."""
    return {}
