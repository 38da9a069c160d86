"""Reference tables: obligations, milestones, phases, task areas and the working-day calendar.

Read once from data/reference, frozen. Facts only; what follows from them is counted in `metrics`.
"""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from types import MappingProxyType

REFERENCE_FOLDER = Path(__file__).resolve().parent.parent / "data" / "reference"
LAST_OBLIGATION_YEAR = 2099


@dataclass(frozen=True, slots=True)
class Obligation:
    """One report owed by a due day (inclusive). batches: who owes it, empty = every unit in scope."""

    kind: str
    period: str
    due_on: date
    batches: tuple[str, ...]
    clause: str
    notice_days: int


@dataclass(frozen=True, slots=True)
class Milestone:
    """One thing a unit has to reach in the pilot year.

    counted_after: up to and on this day it counts only when reached; None: always counted.
    """

    id: str
    label: str
    clause: str
    counted_after: date | None = None


@dataclass(frozen=True, slots=True)
class Phase:
    """A phase and the metric ids of its headline cards. last_day None: open end."""

    name: str
    last_day: date | None
    cards: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Area:
    """A task area, a column of the unit matrix. lead: the metric shown in the cell."""

    id: str
    title: str
    lead: str


@dataclass(frozen=True, slots=True)
class NoticedDay:
    """A day named by a State Council notice: a holiday, or a weekend worked in exchange (调休)."""

    is_working: bool
    note: str


@cache
def load_obligations() -> tuple[Obligation, ...]:
    """Every obligation up to 2099, by due day; 实施方案五（一）, 四（三）."""
    raw = _read_toml("obligations.toml")
    notice_days = int(raw["notice_days"])
    single = [
        Obligation(one["kind"], one["period"], one["due_on"], tuple(one["batches"]), one["clause"], notice_days)
        for one in raw.get("single", ())
    ]
    recurring = [
        Obligation(
            one["kind"],
            one["period"].format(year=year),
            date(year, one["month"], one["day"]),
            tuple(one["batches"]),
            one["clause"],
            notice_days,
        )
        for one in raw.get("recurring", ())
        for year in range(one["first_year"], LAST_OBLIGATION_YEAR + 1)
    ]
    return tuple(sorted(single + recurring, key=lambda one: (one.due_on, one.kind, one.period)))


@cache
def load_milestones() -> tuple[Milestone, ...]:
    """The milestones in the order of the plan, without the reports of the pilot period."""
    return tuple(Milestone(**one) for one in _read_toml("milestones.toml")["milestones"])


@cache
def load_pilot_end() -> date:
    """The last day of the pilot year: reports due by then are milestones."""
    return _read_toml("milestones.toml")["pilot_ends_on"]


@cache
def load_phases() -> tuple[Phase, ...]:
    """The phases in order of time; only the last one is open."""
    phases = tuple(
        Phase(one["name"], one.get("last_day"), tuple(one["cards"])) for one in _read_toml("phases.toml")["phases"]
    )
    closed = [phase.last_day for phase in phases[:-1]]
    if not phases or phases[-1].last_day is not None or None in closed or closed != sorted(closed):  # type: ignore[type-var]
        raise ValueError("phases.toml: phases must follow each other and only the last one has no last_day")
    return phases


def phase_of(as_of: date) -> Phase:
    """The phase a date lies in."""
    return next(phase for phase in load_phases() if phase.last_day is None or as_of <= phase.last_day)


@cache
def load_areas() -> tuple[Area, ...]:
    """The task areas in the order of the plan."""
    return tuple(Area(**one) for one in _read_toml("areas.toml")["areas"])


@cache
def load_noticed_days() -> Mapping[date, NoticedDay]:
    """Holidays and worked weekends by day; every other day is judged by its weekday."""
    path = REFERENCE_FOLDER / "working_days.csv"
    with path.open(encoding="utf-8", newline="") as stream:
        days = {
            date.fromisoformat(row["date"]): NoticedDay(row["is_working"] == "1", row["note"])
            for row in csv.DictReader(stream)
        }
    years = {day.year for day in days}
    if years != set(range(min(years), max(years) + 1)):
        raise ValueError(f"{path.name}: a year between the first and the last is missing")
    return MappingProxyType(days)


def _read_toml(name: str) -> dict:
    return tomllib.loads((REFERENCE_FOLDER / name).read_text(encoding="utf-8"))
