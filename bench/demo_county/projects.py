"""The invented projects: seven stages, opinions, deadlines that moved."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

from bench.demo_county.facts import Project, Unit, month_end, rng_for, split, started, units, workday

STAGES = ("planned", "listed", "approved", "procured", "started", "accepted", "evaluated")


@cache
def projects() -> tuple[Project, ...]:
    """All projects in register order."""
    lines = [(unit, line) for unit in units().values() for line in unit.raw.get("projects", [])]
    return tuple(_project(unit, number, line) for number, (unit, line) in enumerate(lines, start=1))


def project_of(unit: str, system: str) -> str:
    """Name of the project that built or moved a system, or empty."""
    return next((one.name for one in projects() if one.unit == unit and one.name.startswith(system)), "")


def _project(unit: Unit, number: int, line: str) -> Project:
    name, planned, months, budget, *rest = split(line)
    flags = frozenset(rest[0].split() if rest else ())
    rng = rng_for("project", unit.code, name)
    first = month_end(planned).replace(day=1) + timedelta(days=rng.randint(2, 20))
    length = int(months) * 30
    days = dict.fromkeys(STAGES, first)
    days["planned"] = workday(first)
    days["listed"] = workday(first + timedelta(days=rng.randint(20, 40)))
    days["approved"] = workday(first + timedelta(days=int(length * 0.3)))
    days["procured"] = workday(first + timedelta(days=int(length * 0.45)))
    days["started"] = workday(first + timedelta(days=int(length * 0.5)))
    due = workday(first + timedelta(days=length))
    slip = rng.randint(70, 190) if "late" in flags else -rng.randint(2, 25)
    days["accepted"] = workday(due + timedelta(days=slip))
    days["evaluated"] = workday(days["accepted"] + timedelta(days=rng.randint(60, 220)))
    if "never" in flags:
        days = {stage: day for stage, day in days.items() if stage in {"planned", "listed", "approved"}}
    if unit.pace == "slow" or rng.random() < 0.2:
        days.pop("evaluated", None)
    promises = [(days["approved"], due)]
    if "late" in flags:
        promises.append((due - timedelta(days=20), workday(days["accepted"] + timedelta(days=30))))
    if "never" in flags:
        promises.append((due - timedelta(days=30), workday(due + timedelta(days=365))))
    opinion: date | None = workday(days["approved"] - timedelta(days=rng.randint(4, 16)))
    if "noopinion" in flags or days["approved"] < started(unit):
        opinion = None
    elif unit.pace == "slow":
        opinion = workday(days["approved"] + timedelta(days=rng.randint(5, 30)))
    acceptance = None
    if "accepted" in days and "unused" not in flags:
        shift = rng.randint(6, 25) if unit.pace == "slow" else -rng.randint(2, 10)
        acceptance = workday(days["accepted"] + timedelta(days=shift))
    return Project(
        unit=unit.code, name=name, code=f"HF{planned[:4]}{number:04d}", budget=budget, stages=days,
        promises=tuple(promises), opinion_on=opinion, acceptance_opinion_on=acceptance, flags=flags,
    )  # fmt: skip
