"""The only cache of the screen: results by (what, filters, day, data version). A new version makes new keys; nothing is flushed."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import streamlit as st

from config.reference import phase_of
from config.settings import load_settings
from metrics.figure import Outcome, Scope, SubjectRow
from metrics.listings.evidence import Belief, EvidenceCount, count_evidence, weigh_figure
from metrics.listings.moves import Moves, group_moves
from metrics.listings.platform import Comparison
from metrics.versions import known_point, points_for, present_point
from services import agenda as agendas
from services import attachments, meeting_check, meetings, progress, quality, rows, search, uploads
from services import history as histories
from services import overview as overviews
from services import profile as profiles
from services import recount as recounts
from services import review as reviews
from services.actor import Actor
from services.agenda import Agenda
from services.compared import Compared, compare_with
from services.history import UndoPreview
from services.meeting_check import PreCheck
from services.meetings import Meeting
from services.overview import Overview
from services.pack_contents import Pack
from services.profile import Profile
from services.progress import Headline, Topic
from services.quality import Quality
from services.recount import Difference
from services.review import Review
from services.search import Found
from services.store import Store
from services.uploads import Entry, EntryDetail
from ui.session import DEMO_MARKER, Look, latest_day, make_actor, open_once
from warehouse.connect import StoreInUse
from warehouse.register import RegisterUnit

ENTRIES = 256


def warm() -> None:
    """Opens the store and prepares the first screen at start-up; a store in use is told to the visitor, not here."""
    folder = str(load_settings().store)
    with contextlib.suppress(StoreInUse, OSError):
        store = open_once(folder)
        if version := store.version():
            day = latest_day(store.path / DEMO_MARKER)
            since = compare_with(store, day).day
            _overview(folder, version, day, Scope(), since)
            _agenda(folder, version, day, Scope(), phase_of(day).cards, make_actor(), since, date.today())


def topic(look: Look, metric: str) -> Topic:
    return _topic(look.store_path, look.version, metric, look.as_of, look.scope, look.compared)


def headlines(look: Look, metrics: tuple[str, ...]) -> list[Headline]:
    return _headlines(look.store_path, look.version, metrics, look.as_of, look.scope, look.compared.day)


def overview(look: Look) -> Overview:
    return _overview(look.store_path, look.version, look.as_of, look.scope, look.compared.day)


def agenda(look: Look, metrics: tuple[str, ...]) -> Agenda:
    day = look.compared.day
    # Invented facts end before today; what is said about them today is shown with them all the same.
    said_until = look.today if look.is_latest else look.as_of
    return _agenda(look.store_path, look.version, look.as_of, look.scope, metrics, look.actor, day, said_until)


def profile(look: Look, unit: RegisterUnit) -> Profile:
    return _profile(look.store_path, look.version, unit, look.as_of, look.actor)


def listing(look: Look, read: Callable[..., Any], metric: str, unit: str = "") -> Any:
    """One list of metrics.listings at the day, looked back as the figure `metric` is; of one unit, when named."""
    scope = replace(look.scope, unit=unit)
    return _listing(look.store_path, look.version, read.__name__, look.as_of, scope, metric, read)


def compared(look: Look, compare: Callable[..., Comparison], metric: str, unit: str = "") -> Comparison:
    """自报 beside 平台 at the day; by the present lists on the latest day, otherwise by those known then."""
    return listing(look, compare, metric, unit)  # type: ignore[no-any-return]


def moves(look: Look, metric: str, before: date, unit: str = "") -> Moves:
    """Which subjects of a figure moved between a former day and the day shown; of one unit, when named."""
    return _moves(look.store_path, look.version, metric, before, look.as_of, replace(look.scope, unit=unit))


def data_quality(look: Look) -> Quality:
    """Findings in the rows known at the day; the latest day looks at the present rows."""
    return _quality(look.store_path, look.version, look.as_of, look.is_latest, look.scope, look.actor)


def history(look: Look, unit: str, dataset: str, state: str = "", kind: str = "") -> list[Entry]:
    return _history(look.store_path, look.store.warehouse.writes(), look.actor, unit, dataset, state, kind)


def history_detail(look: Look, entry: Entry) -> EntryDetail:
    return _history_detail(look.store_path, look.version, look.actor, entry)


def undo_preview(look: Look, version: int) -> UndoPreview:
    return _undo_preview(look.store_path, look.version, look.actor, version, look.as_of)


def review(look: Look, upload_id: int) -> Review:
    return _review(look.store_path, look.version, look.store.warehouse.writes(), look.actor, upload_id)


def found(look: Look, text: str) -> Found:
    return _found(look.store_path, look.version, text, look.as_of, look.actor)


def frozen_pack(look: Look, meeting: Meeting) -> Pack:
    """What a meeting was frozen with, as whoever looks may see it; it never changes."""
    return _frozen_pack(look.store_path, meeting.id, meeting.revision, look.actor)


def check_before(look: Look, meeting: Meeting) -> PreCheck:
    return _check_before(look.store_path, look.version, look.store.warehouse.writes(), meeting, look.actor)


def recount(look: Look, meeting: Meeting) -> tuple[Difference, ...]:
    return _recount(look.store_path, look.version, meeting.id, look.actor)


def subject_rows(look: Look, metric: str, unit: str, outcomes: tuple[Outcome, ...]) -> list[SubjectRow]:
    return _rows(look.store_path, look.version, metric, look.as_of, unit, outcomes, look.scope)


def belief(look: Look, metric: str) -> Belief:
    """What stands behind the county figure shown; files attached since count at once."""
    return _belief(look.store_path, look.version, look.store.warehouse.writes(), metric, look.as_of, look.scope)


def evidence(look: Look, datasets: tuple[str, ...], unit: str = "") -> list[EvidenceCount]:
    """Rows and rows with files per kind and unit, as known at the day; of one unit, when named."""
    scope = replace(look.scope, unit=unit) if not unit else Scope(unit=unit)
    return _evidence(
        look.store_path, look.version, look.store.warehouse.writes(), look.as_of, look.is_latest, datasets, scope
    )


def attached_image(look: Look, attachment_id: int) -> bytes:
    """An attached picture to look at; logged once for each person who looks."""
    return _attached_image(look.store_path, attachment_id, look.actor)


# Results are frozen, so sessions may share them: cache_resource hands out the object itself, without a copy.
@st.cache_resource(show_spinner=False, max_entries=ENTRIES)
def _topic(store_path: str, version: int, metric: str, as_of: date, scope: Scope, compared: Compared) -> Topic:
    return progress.read_topic(_store(store_path), metric, as_of, scope, compared.day, compared.words)


@st.cache_resource(show_spinner=False, max_entries=ENTRIES)
def _headlines(
    store_path: str, version: int, metrics: tuple[str, ...], as_of: date, scope: Scope, since: date
) -> list[Headline]:
    return progress.read_headlines(_store(store_path), metrics, as_of, scope, since)


@st.cache_resource(show_spinner=False, max_entries=ENTRIES)
def _overview(store_path: str, version: int, as_of: date, scope: Scope, since: date) -> Overview:
    return overviews.read_overview(_store(store_path), as_of, scope, since)


@st.cache_resource(show_spinner=False, max_entries=ENTRIES)
def _agenda(
    store_path: str,
    version: int,
    as_of: date,
    scope: Scope,
    metrics: tuple[str, ...],
    actor: Actor,
    since: date,
    said_until: date,
) -> Agenda:
    return agendas.read_agenda(_store(store_path), as_of, scope, metrics, actor, since, said_until=said_until)


@st.cache_resource(show_spinner=False, max_entries=ENTRIES)
def _profile(store_path: str, version: int, unit: RegisterUnit, as_of: date, actor: Actor) -> Profile:
    return profiles.read_profile(_store(store_path), unit, as_of, actor)


@st.cache_resource(show_spinner=False, max_entries=ENTRIES)
def _listing(
    store_path: str, version: int, name: str, as_of: date, scope: Scope, metric: str, _read: Callable[..., Any]
) -> Any:
    warehouse = _store(store_path).warehouse
    return _read(warehouse, points_for(metric, [as_of], warehouse)[0], scope)


@st.cache_resource(show_spinner=False, max_entries=ENTRIES)
def _moves(store_path: str, version: int, metric: str, before: date, after: date, scope: Scope) -> Moves:
    warehouse = _store(store_path).warehouse
    first, last = points_for(metric, [before, after], warehouse)
    return group_moves(warehouse, metric, first, last, scope)


@st.cache_resource(show_spinner=False, max_entries=ENTRIES)
def _rows(
    store_path: str, version: int, metric: str, as_of: date, unit: str, outcomes: tuple[Outcome, ...], scope: Scope
) -> list[SubjectRow]:
    return rows.find_behind(_store(store_path), metric, as_of, unit, outcomes, scope)


@st.cache_resource(show_spinner=False, max_entries=ENTRIES)
def _quality(store_path: str, version: int, as_of: date, is_latest: bool, scope: Scope, actor: Actor) -> Quality:
    store = _store(store_path)
    point = present_point(store.warehouse, as_of) if is_latest else known_point(store.warehouse, as_of)
    return quality.read_quality(store, point, scope, actor)


@st.cache_resource(show_spinner=False, max_entries=ENTRIES)
def _history(store_path: str, writes: int, actor: Actor, unit: str, dataset: str, state: str, kind: str) -> list[Entry]:
    return uploads.list_entries(_store(store_path), actor, unit=unit, dataset=dataset, state=state, kind=kind)


@st.cache_resource(show_spinner="正在计算撤销后的变化", max_entries=16)
def _undo_preview(store_path: str, version: int, actor: Actor, undone: int, as_of: date) -> UndoPreview:
    return histories.preview_undo(_store(store_path), undone, actor, day=as_of)


@st.cache_resource(show_spinner="正在按现有数据重新检查", max_entries=16)
def _review(store_path: str, version: int, writes: int, actor: Actor, upload_id: int) -> Review:
    return reviews.read_review(_store(store_path), upload_id, actor)


@st.cache_resource(show_spinner=False, max_entries=32)
def _history_detail(store_path: str, version: int, actor: Actor, entry: Entry) -> EntryDetail:
    return uploads.read_detail(_store(store_path), entry, actor)


@st.cache_resource(show_spinner=False, max_entries=ENTRIES)
def _found(store_path: str, version: int, text: str, as_of: date, actor: Actor) -> Found:
    return search.find(_store(store_path), text, as_of, actor)


@st.cache_resource(show_spinner=False, max_entries=ENTRIES)
def _belief(store_path: str, version: int, writes: int, metric: str, as_of: date, scope: Scope) -> Belief:
    warehouse = _store(store_path).warehouse
    return weigh_figure(warehouse, metric, points_for(metric, [as_of], warehouse)[0], scope)


@st.cache_resource(show_spinner=False, max_entries=ENTRIES)
def _evidence(
    store_path: str, version: int, writes: int, as_of: date, is_latest: bool, datasets: tuple[str, ...], scope: Scope
) -> list[EvidenceCount]:
    warehouse = _store(store_path).warehouse
    point = present_point(warehouse, as_of) if is_latest else known_point(warehouse, as_of)
    return count_evidence(warehouse, point, datasets, scope)


@st.cache_resource(show_spinner=False, max_entries=8)
def _attached_image(store_path: str, attachment_id: int, actor: Actor) -> bytes:
    return attachments.read_attachment(_store(store_path), attachment_id, actor, act="查看")


@st.cache_resource(show_spinner=False, max_entries=8)
def _frozen_pack(store_path: str, meeting_id: int, revision: int, actor: Actor) -> Pack:
    return meetings.frozen_pack(_store(store_path), meeting_id, actor)


@st.cache_resource(show_spinner=False, max_entries=8)
def _check_before(store_path: str, version: int, writes: int, meeting: Meeting, actor: Actor) -> PreCheck:
    return meeting_check.check_before(_store(store_path), meeting, actor)


@st.cache_resource(show_spinner=False, max_entries=8)
def _recount(store_path: str, version: int, meeting_id: int, actor: Actor) -> tuple[Difference, ...]:
    return recounts.recount(_store(store_path), meeting_id, actor)


def _store(path: str) -> Store:
    return open_once(path)


@st.cache_resource(show_spinner=False)
def made_papers(store_path: str) -> dict[str, tuple[str, bytes]]:
    """Name → (what it was made from, bytes) of papers that take seconds to make; whoever made one shares it."""
    return {}
