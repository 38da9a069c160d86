"""The cache of what is counted and listed: results by (what, filters, day, data version). A new version makes new keys;
nothing is flushed. Results of the work around the figures are kept in ui.cached_work."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any, TypeVar, cast

import streamlit as st

from config.reference import phase_of
from config.settings import load_settings
from metrics.figure import Outcome, Scope, SubjectRow
from metrics.listings.evidence import Belief, EvidenceCount, count_evidence, weigh_figure
from metrics.listings.moves import Moves, group_moves
from metrics.versions import known_point, points_for, present_point
from services import agenda as agendas
from services import overview as overviews
from services import profile as profiles
from services import progress, quality, rows, search
from services.actor import Actor
from services.agenda import Agenda
from services.compared import Compared, compare_with
from services.overview import Overview
from services.profile import Profile
from services.progress import Topic
from services.quality import Quality
from services.search import Found
from services.store import Store
from ui.session import DEMO_MARKER, Look, latest_day, open_once
from ui.signed_in import make_actor
from warehouse.connect import StoreInUse
from warehouse.register import RegisterUnit

ENTRIES = 256
Listed = TypeVar("Listed")


def warm() -> None:
    """Opens the store and prepares the first screen at start-up; a store in use is told to the visitor, not here."""
    folder = str(load_settings().store)
    with contextlib.suppress(StoreInUse, OSError):
        store = open_once(folder)
        if version := store.version():
            day = latest_day(store.path / DEMO_MARKER)
            since = compare_with(store, day).day
            _overview(folder, version, day, Scope(), since)
            actor = make_actor(bureau=store.settings.bureau).rights
            _agenda(folder, version, day, Scope(), phase_of(day).cards, actor, since, date.today())


def topic(look: Look, metric: str) -> Topic:
    return _topic(look.store_path, look.version, metric, look.as_of, look.scope, look.compared)


def overview(look: Look) -> Overview:
    return _overview(look.store_path, look.version, look.as_of, look.scope, look.compared.day)


def agenda(look: Look, metrics: tuple[str, ...]) -> Agenda:
    day = look.compared.day
    # Invented facts end before today; what is said about them today is shown with them all the same.
    said_until = look.today if look.is_latest else look.as_of
    return _agenda(look.store_path, look.version, look.as_of, look.scope, metrics, look.actor.rights, day, said_until)


def profile(look: Look, unit: RegisterUnit) -> Profile:
    return _profile(look.store_path, look.version, unit, look.as_of, look.actor.rights)


def listing(look: Look, read: Callable[..., Listed], metric: str, unit: str = "") -> Listed:
    """One list of metrics.listings at the day, looked back as the figure `metric` is; of one unit, when named."""
    scope = replace(look.scope, unit=unit)
    found = _listing(look.store_path, look.version, read.__name__, look.as_of, scope, metric, read)
    return cast(Listed, found)


def moves(look: Look, metric: str, before: date, unit: str = "") -> Moves:
    """Which subjects of a figure moved between a former day and the day shown; of one unit, when named."""
    return _moves(look.store_path, look.version, metric, before, look.as_of, replace(look.scope, unit=unit))


def data_quality(look: Look) -> Quality:
    """Findings in the rows known at the day; the latest day looks at the present rows."""
    return _quality(look.store_path, look.version, look.as_of, look.is_latest, look.scope, look.actor.rights)


def found(look: Look, text: str) -> Found:
    return _found(look.store_path, look.version, text, look.as_of, look.actor.rights)


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


# Results are frozen, so sessions may share them: cache_resource hands out the object itself, without a copy.
@st.cache_resource(show_spinner=False, max_entries=ENTRIES)
def _topic(store_path: str, version: int, metric: str, as_of: date, scope: Scope, compared: Compared) -> Topic:
    return progress.read_topic(_store(store_path), metric, as_of, scope, compared.day, compared.words)


@st.cache_resource(show_spinner=False, max_entries=ENTRIES)
def _overview(store_path: str, version: int, as_of: date, scope: Scope, since: date | None) -> Overview:
    return overviews.read_overview(_store(store_path), as_of, scope, since)


@st.cache_resource(show_spinner=False, max_entries=ENTRIES)
def _agenda(
    store_path: str,
    version: int,
    as_of: date,
    scope: Scope,
    metrics: tuple[str, ...],
    actor: Actor,
    since: date | None,
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


def _store(path: str) -> Store:
    return open_once(path)
