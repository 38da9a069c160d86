"""The invented data resources and functions: how far each got on the way 编目, 发布, 挂接, 汇聚."""

from __future__ import annotations

import random
from datetime import date, timedelta
from functools import cache

from bench.demo_county.facts import Resource, Unit, day_between, rng_for, split, started, units, workday

STOPS = {"fast": 0.04, "steady": 0.13, "slow": 0.34}  # chance to get stuck at each step
CYCLE_DAYS = {"每日": 1, "每周": 7, "每月": 30, "每季度": 91, "每半年": 182, "每年": 365}


@cache
def resources() -> tuple[Resource, ...]:
    """All resources in register order."""
    return tuple(
        _resource(unit, number, line)
        for unit in units().values()
        for number, line in enumerate(unit.raw.get("resources", []), start=1)
    )


def updated_on(resource: Resource, day: date) -> date | None:
    """The latest update that staff know of on a day; None before the first mounting or when they leave it blank."""
    if resource.mounted is None or resource.mounted > day or "blank" in resource.flags:
        return None
    rng = rng_for("update", resource.name, day)
    cycle = CYCLE_DAYS.get(resource.cycle, 60)
    if rng.random() < resource.diligence:
        return max(resource.mounted, day - timedelta(days=int(cycle * rng.uniform(0, 0.8))))
    return max(resource.mounted, day - timedelta(days=int(cycle * rng.uniform(1.4, 3)) + 2))


def _resource(unit: Unit, number: int, line: str) -> Resource:
    head, share_type, cycle, *rest = split(line)
    name, system_no = (part.strip() for part in head.split("@"))
    flags = frozenset(rest[0].split() if rest else ())
    system = split(unit.raw["systems"][int(system_no) - 1])[0] if system_no != "0" else ""
    rng = rng_for("resource", unit.code, name)
    catalogued, published, mounted, converged = _way(unit, share_type, flags, rng)
    return Resource(
        unit=unit.code, name=name, code=f"441521{unit.code[2:]}/{number:06d}", system=system, share_type=share_type,
        cycle=cycle, flags=flags, owner=f"人员{600 + unit.sort_no:03d}",
        diligence={"fast": 0.93, "steady": 0.8, "slow": 0.45}[unit.pace],
        catalogued=catalogued, published=published, mounted=mounted, converged=converged,
        retired=date(2024, 11, 29) if "retired" in flags else None,
    )  # fmt: skip


def _way(
    unit: Unit, share_type: str, flags: frozenset[str], rng: random.Random
) -> tuple[date | None, date | None, date | None, date | None]:
    begun = started(unit) + timedelta(days=20)
    spread = {"fast": 200, "steady": 420, "slow": 700}[unit.pace]
    days: list[date | None] = [day_between(rng, begun, begun + timedelta(days=spread))]
    for shortest, longest in ((8, 70), (20, 160), (10, 120)):
        before = days[-1]
        stuck = before is None or rng.random() < STOPS[unit.pace]
        days.append(
            None if stuck or before is None else workday(before + timedelta(days=rng.randint(shortest, longest)))
        )
    catalogued, published, mounted, converged = days
    if share_type == "不予共享":
        mounted = None
    if "noconverge" in flags:
        converged = None
    return catalogued, published, mounted, converged
