"""The only cache of the screen: results by (what, filters, day, data version). A new version makes new keys; nothing is flushed."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from datetime import date
from typing import Any

import streamlit as st

from config.reference import phase_of
from config.settings import load_settings
from metrics.figure import Outcome, Scope, SubjectRow
from metrics.versions import points_for
from services import agenda as agendas
from services import profile as profiles
from services import progress, rows
from services.actor import Actor
from services.agenda import Agenda
from services.profile import Profile
from services.progress import Headline, Overview, Topic
from services.store import Store
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
            _overview(folder, version, day, Scope())
            _agenda(folder, version, day, Scope(), phase_of(day).cards, make_actor())


def topic(look: Look, metric: str) -> Topic:
    return _topic(look.store_path, look.version, metric, look.as_of, look.scope)


def headlines(look: Look, metrics: tuple[str, ...]) -> list[Headline]:
    return _headlines(look.store_path, look.version, metrics, look.as_of, look.scope)


def overview(look: Look) -> Overview:
    return _overview(look.store_path, look.version, look.as_of, look.scope)


def agenda(look: Look, metrics: tuple[str, ...]) -> Agenda:
    return _agenda(look.store_path, look.version, look.as_of, look.scope, metrics, look.actor)


def profile(look: Look, unit: RegisterUnit) -> Profile:
    return _profile(look.store_path, look.version, unit, look.as_of, look.actor)


def listing(look: Look, read: Callable[..., Any], metric: str) -> Any:
    """One list of metrics.listings at the day, looked back as the figure `metric` is."""
    return _listing(look.store_path, look.version, read.__name__, look.as_of, look.scope, metric, read)


def subject_rows(look: Look, metric: str, unit: str, outcomes: tuple[Outcome, ...]) -> list[SubjectRow]:
    return _rows(look.store_path, look.version, metric, look.as_of, unit, outcomes, look.scope)


# Results are frozen, so sessions may share them: cache_resource hands out the object itself, without a copy.
@st.cache_resource(show_spinner=False, max_entries=ENTRIES)
def _topic(store_path: str, version: int, metric: str, as_of: date, scope: Scope) -> Topic:
    return progress.read_topic(_store(store_path), metric, as_of, scope)


@st.cache_resource(show_spinner=False, max_entries=ENTRIES)
def _headlines(store_path: str, version: int, metrics: tuple[str, ...], as_of: date, scope: Scope) -> list[Headline]:
    return progress.read_headlines(_store(store_path), metrics, as_of, scope)


@st.cache_resource(show_spinner=False, max_entries=ENTRIES)
def _overview(store_path: str, version: int, as_of: date, scope: Scope) -> Overview:
    return progress.read_overview(_store(store_path), as_of, scope)


@st.cache_resource(show_spinner=False, max_entries=ENTRIES)
def _agenda(store_path: str, version: int, as_of: date, scope: Scope, metrics: tuple[str, ...], actor: Actor) -> Agenda:
    return agendas.read_agenda(_store(store_path), as_of, scope, metrics, actor)


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
def _rows(
    store_path: str, version: int, metric: str, as_of: date, unit: str, outcomes: tuple[Outcome, ...], scope: Scope
) -> list[SubjectRow]:
    return rows.find_behind(_store(store_path), metric, as_of, unit, outcomes, scope)


def _store(path: str) -> Store:
    return open_once(path)
