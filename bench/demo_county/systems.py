"""The invented systems: when each moved to the city cloud, what was promised, when it was tested."""

from __future__ import annotations

import random
from datetime import date, timedelta
from functools import cache

from bench.demo_county.facts import (
    LAST_DAY,
    Month,
    System,
    Unit,
    day_between,
    month_end,
    rng_for,
    split,
    started,
    units,
    workday,
)  # fmt: skip

MOVES = {"fast": (0.9, 0.85), "steady": (0.64, 0.6), "slow": (0.16, 0.0)}  # share that moves, share on time
HALF_YEAR = timedelta(days=183)


@cache
def systems() -> tuple[System, ...]:
    """All systems in register order."""
    return tuple(
        _system(unit, number, line)
        for unit in units().values()
        for number, line in enumerate(unit.raw.get("systems", []), start=1)
    )


def _system(unit: Unit, number: int, line: str) -> System:
    name, launched, place, level, network, *rest = split(line)
    flags = frozenset(rest[0].split() if rest else ())
    rng = rng_for("system", unit.code, name)
    day = month_end(launched)
    first_day = day_between(rng, day.replace(day=1), day)
    exact: Month | date | None = first_day if "new" in flags or rng.random() < 0.55 else Month(day)
    if "hidden" in flags:
        exact = None
    cloud_on, promises = _move(unit, number, place, flags, rng)
    if place == "市政务云":
        cloud_on = first_day
    localised = None
    if unit.pace != "slow" and rng.random() < 0.7:
        localised = day_between(rng, date(2023, 3, 1), date(2025, 5, 30))
    return System(
        unit=unit.code, name=name, launched=exact, place=place, level=level, network=network, flags=flags,
        cloud_on=cloud_on, promises=promises, tests=_tests(unit, level, first_day, rng),
        crypto_tests=_crypto(unit, level, first_day, rng), localised_on=localised,
        retired_on=date(2024, 5, 31) if "retired" in flags else None,
    )  # fmt: skip


def _move(
    unit: Unit, number: int, place: str, flags: frozenset[str], rng: random.Random
) -> tuple[date | None, tuple[tuple[date, date], ...]]:
    if place in {"省政务云", "上级部门", "市政务云"} or flags & {"approved", "retired"}:
        return None, ()
    begun = max(started(unit), date(2023, 3, 20))
    if unit.batch == "首批试点" and unit.pace != "slow" and number in {2, 5} and "asked" not in flags:
        return day_between(rng, date(2022, 9, 1), date(2023, 3, 24)), ()
    months = {"fast": (3, 11), "steady": (5, 17), "slow": (8, 14)}[unit.pace]
    due = workday(begun + timedelta(days=30 * rng.randint(*months)))
    moves, on_time = MOVES[unit.pace] if "new" not in flags else (0.0, 0.0)
    promises = [(begun, due)]
    cloud_on = None
    if rng.random() < moves:
        late = rng.random() >= on_time
        cloud_on = workday(due + timedelta(days=rng.randint(40, 200) if late else -rng.randint(3, 45)))
    known = due + timedelta(days=12)
    while (cloud_on is None or cloud_on > known) and known < LAST_DAY and len(promises) < 3:
        due = workday(due + HALF_YEAR)
        promises.append((known, due))
        known = due + timedelta(days=12)
    if number % 5 == 4 and unit.pace != "fast":
        promises = []
    return cloud_on, tuple(promises)


def _tests(unit: Unit, level: str, launched: date, rng: random.Random) -> tuple[date, ...]:
    months = {"二级": 24, "三级": 12}.get(level)
    if months is None or (unit.pace == "slow" and rng.random() < 0.35):
        return ()
    day = max(launched + timedelta(days=60), date(2021, 3, 1) + timedelta(days=rng.randint(0, 640)))
    lag = {"fast": (-40, 5), "steady": (-45, 110), "slow": (20, 420)}[unit.pace]
    days = []
    while day <= LAST_DAY:
        days.append(workday(day))
        day += timedelta(days=round(months * 30.4) + rng.randint(*lag))
    return tuple(days)


def _crypto(unit: Unit, level: str, launched: date, rng: random.Random) -> tuple[date, ...]:
    if level != "三级" or unit.pace == "slow" or rng.random() < 0.25:
        return ()
    first = day_between(rng, max(date(2023, 11, 6), launched), max(date(2024, 9, 30), launched + timedelta(days=90)))
    second = first + timedelta(days=350 + rng.randint(-30, 40))
    return (first, workday(second)) if second <= LAST_DAY else (first,)
