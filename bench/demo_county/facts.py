"""What happened in the invented county: systems, resources, projects and people with their true dates.

Everything comes from names.toml and a fixed seed; nothing knows yet what was reported when (see known.py).
"""

from __future__ import annotations

import csv
import random
import tomllib
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from pathlib import Path

SEED = 20230103
NAMES = Path(__file__).with_name("names.toml")
REGISTER = Path(__file__).resolve().parents[2] / "data" / "reference" / "units.csv"
PILOT_STARTED = date(2023, 1, 3)
LAST_DAY = date(2025, 7, 3)
RENAMED_ON = date(2024, 3, 29)
MERGED_ON = date(2024, 6, 30)
BUREAU = "HF012"
COUNTY = "HF000"
MERGED_UNIT = "HF042"
SILENT_UNIT = "HF040"

JOINED = {
    "HF012": date(2023, 6, 15), "HF013": date(2023, 6, 15), "HF014": date(2023, 7, 1), "HF015": date(2023, 7, 1),
    "HF016": date(2023, 8, 1), "HF017": date(2023, 8, 1), "HF018": date(2023, 12, 1), "HF019": date(2023, 9, 1),
    "HF020": date(2024, 9, 1), "HF024": date(2023, 9, 1), "HF031": date(2023, 9, 15), "HF036": date(2023, 10, 10),
    "HF039": date(2023, 10, 10), "HF040": date(2023, 11, 1), "HF041": date(2023, 11, 1), "HF042": date(2023, 12, 1),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Month:
    """A date of which staff know only the month; `day` is its last day."""

    day: date


@dataclass(frozen=True, slots=True)
class System:
    """A government system; `promises`: (known from, planned day) pairs, the last known one is what staff write."""

    unit: str
    name: str
    launched: Month | date | None
    place: str
    level: str
    network: str
    flags: frozenset[str]
    cloud_on: date | None = None
    promises: tuple[tuple[date, date], ...] = ()
    tests: tuple[date, ...] = ()
    crypto_tests: tuple[date, ...] = ()
    localised_on: date | None = None
    retired_on: date | None = None

    @property
    def launched_day(self) -> date | None:
        return self.launched.day if isinstance(self.launched, Month) else self.launched


@dataclass(frozen=True, slots=True)
class Resource:
    """A data resource on its way from catalogue to the city's data centre; `diligence`: chance of a timely update."""

    unit: str
    name: str
    code: str
    system: str
    share_type: str
    cycle: str
    flags: frozenset[str]
    owner: str
    diligence: float
    catalogued: date | None = None
    published: date | None = None
    mounted: date | None = None
    converged: date | None = None
    retired: date | None = None


@dataclass(frozen=True, slots=True)
class Project:
    """An information project with the day each stage was reached; money in 万元 as text."""

    unit: str
    name: str
    code: str
    budget: str
    stages: dict[str, date]
    promises: tuple[tuple[date, date], ...]
    opinion_on: date | None
    acceptance_opinion_on: date | None
    flags: frozenset[str]


@dataclass(frozen=True, slots=True)
class Holder:
    """One person in one post."""

    unit: str
    role: str
    name: str
    position: str
    leads: bool | None
    phone: str
    appointed: date
    filed: date | None
    ended: date | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Unit:
    """One row of the register as shipped, and the unit's habits."""

    code: str
    name: str
    short_name: str
    aliases: tuple[str, ...]
    kind: str
    batch: str
    joined: date | None
    sort_no: int
    basis: str
    pace: str = ""
    raw: dict[str, list[str]] = field(default_factory=dict)


@cache
def units() -> dict[str, Unit]:
    """Every unit of the register by code, in protocol order; joined dates as the demo invents them."""
    names = tomllib.loads(NAMES.read_text(encoding="utf-8"))
    result = {}
    with REGISTER.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            code = row["单位编号"]
            own = names.get(code, {})
            pilot = PILOT_STARTED if row["批次"] == "首批试点" or code == COUNTY else None
            result[code] = Unit(
                code=code, name=row["单位全称"], short_name=row["简称"],
                aliases=tuple(alias for alias in row["别名"].split("、") if alias),
                kind=row["类别"], batch=row["批次"], joined=JOINED.get(code, pilot), sort_no=int(row["排序"]),
                basis=row["名单依据"], pace=own.get("pace", ""),
                raw={key: value for key, value in own.items() if key != "pace"},
            )  # fmt: skip
    return result


def rng_for(*parts: object) -> random.Random:
    """A generator that depends on what it is for, so that a new fact leaves the others as they were."""
    return random.Random(f"{SEED}/" + "/".join(str(part) for part in parts))


def workday(day: date) -> date:
    """The day itself, or the Monday after a weekend."""
    return day + timedelta(days=(7 - day.weekday()) if day.weekday() > 4 else 0)


def day_between(rng: random.Random, first: date, last: date) -> date:
    """A working day between two days."""
    return workday(first + timedelta(days=rng.randint(0, max((last - first).days, 0))))


def month_end(text: str) -> date:
    """The last day of a month written 2019-05."""
    year, month = (int(part) for part in text.split("-"))
    return date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)


def started(unit: Unit) -> date:
    """The day from which the unit works under the plan."""
    assert unit.joined is not None
    return unit.joined


def split(line: str) -> list[str]:
    """The parts of a line of names.toml."""
    return [part.strip() for part in line.split("|")]
