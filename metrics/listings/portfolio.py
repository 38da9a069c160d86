"""Projects taken together: the chain of stages with days, what stands still, and the money by unit."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from statistics import median_high, median_low
from typing import TYPE_CHECKING

from metrics.figure import COUNTY, Point, Scope
from metrics.listings.projects import STAGES, ProjectState, list_projects

if TYPE_CHECKING:
    from warehouse.connect import Reader

# A line for looking closer, not a rule of the plan; the page says so.
STUCK_DAYS = 180
OPEN_STAGES = STAGES[: STAGES.index("验收")]


@dataclass(frozen=True, slots=True)
class StageSpan:
    """Live projects that stand in a stage. Days in stage up to the date, None without projects; budget in 万元."""

    stage: str
    count: int
    median_days: Decimal | None
    longest_days: int | None
    budget_wan: Decimal


@dataclass(frozen=True, slots=True)
class Money:
    """Amounts of live projects in 万元, over those that filled the cell in; *_filled: how many did."""

    unit: str
    projects: int
    budget_wan: Decimal
    budget_filled: int
    contract_wan: Decimal
    contract_filled: int
    paid_wan: Decimal
    paid_filled: int


@dataclass(frozen=True, slots=True)
class Portfolio:
    """What the page of projects shows. stageless: live projects without any date. money: units, then COUNTY.

    stuck: not yet accepted and more than STUCK_DAYS in one stage, the longest first. moved: plans put off or forward.
    """

    projects: int
    spans: tuple[StageSpan, ...]
    stageless: int
    on_hold: int
    stuck: tuple[ProjectState, ...]
    money: tuple[Money, ...]
    moved: tuple[ProjectState, ...]
    never_started: tuple[ProjectState, ...]


@dataclass(frozen=True, slots=True)
class UseLists:
    """为建而建 and 建而不用 by name."""

    built_for_nothing: tuple[ProjectState, ...]
    out_of_use: tuple[ProjectState, ...]


def read_portfolio(warehouse: Reader, point: Point, scope: Scope | None = None) -> Portfolio:
    """All that rests on dates and amounts, in the register's order but for `stuck`."""
    projects = list_projects(warehouse, point, scope)
    return Portfolio(
        projects=len(projects),
        spans=measure_stages(projects),
        stageless=sum(not one.stage for one in projects),
        on_hold=sum(one.is_on_hold for one in projects),
        stuck=find_stuck(projects),
        money=sum_money(projects),
        moved=tuple(one for one in projects if one.is_moved),
        never_started=tuple(one for one in projects if one.is_never_started),
    )


def read_use_lists(warehouse: Reader, point: Point, scope: Scope | None = None) -> UseLists:
    """What rests on 使用情况, a present-tense cell: to be asked at the rows of the time."""
    projects = list_projects(warehouse, point, scope)
    return UseLists(
        built_for_nothing=tuple(one for one in projects if one.is_built_unused_by_design),
        out_of_use=tuple(one for one in projects if one.is_out_of_use),
    )


def measure_stages(projects: Sequence[ProjectState]) -> tuple[StageSpan, ...]:
    """The seven stages in order, with how long the projects now in each have been there."""
    spans = []
    for stage in STAGES:
        inside = [one for one in projects if one.stage == stage]
        days = [one.days_in_stage for one in inside if one.days_in_stage is not None]
        spans.append(
            StageSpan(
                stage,
                len(inside),
                Decimal(median_low(days) + median_high(days)) / 2 if days else None,
                max(days) if days else None,
                sum((one.budget_wan for one in inside if one.budget_wan is not None), Decimal(0)),
            )
        )
    return tuple(spans)


def find_stuck(projects: Sequence[ProjectState]) -> tuple[ProjectState, ...]:
    """Projects before 验收 that have been in one stage for more than STUCK_DAYS, the longest first."""
    waiting = [one for one in projects if one.stage in OPEN_STAGES and (one.days_in_stage or 0) > STUCK_DAYS]
    return tuple(sorted(waiting, key=lambda one: -(one.days_in_stage or 0)))


def sum_money(projects: Sequence[ProjectState]) -> tuple[Money, ...]:
    """Budget, contract and paid of every unit with projects, then of the county."""
    units = dict.fromkeys(one.unit for one in projects)
    parts = [_sum(unit, [one for one in projects if one.unit == unit]) for unit in units]
    return (*parts, _sum(COUNTY, projects))


def _sum(unit: str, projects: Sequence[ProjectState]) -> Money:
    def total(read: Callable[[ProjectState], Decimal | None]) -> tuple[Decimal, int]:
        filled = [amount for one in projects if (amount := read(one)) is not None]
        return sum(filled, Decimal(0)), len(filled)

    return Money(
        unit,
        len(projects),
        *total(lambda one: one.budget_wan),
        *total(lambda one: one.contract_wan),
        *total(lambda one: one.paid_wan),
    )
