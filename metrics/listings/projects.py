"""The seven stages of projects, money, and the three named lists 该建不建, 为建而建, 建而不用."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from metrics.figure import Point, Scope
from metrics.relations import compose, parameters

if TYPE_CHECKING:
    from warehouse.connect import Reader

STAGES = ("规划", "年度计划", "立项", "采购", "实施", "验收", "评价")


@dataclass(frozen=True, slots=True)
class ProjectState:
    """One live project at the date.

    stage: the last of the seven dates reached, "" when none is. days_in_stage: since that day.
    first_due_on: the first promise; due_on: the present plan. Amounts in 万元.
    is_never_started: 该建不建, the promised day is over and it was never started.
    is_built_unused_by_design: 为建而建, accepted, with no catalogued resource of its systems and no users.
    is_out_of_use: 建而不用, accepted and reported as used little or not at all (not reported is apart).
    """

    unit: str
    project_name: str
    stage: str
    stage_on: date | None
    days_in_stage: int | None
    first_due_on: date | None
    due_on: date | None
    is_moved: bool
    is_on_hold: bool
    budget_wan: Decimal | None
    contract_wan: Decimal | None
    paid_wan: Decimal | None
    usage: str
    is_never_started: bool
    is_built_unused_by_design: bool
    is_out_of_use: bool
    row_id: int


@dataclass(frozen=True, slots=True)
class StageCount:
    """How many live projects stand in a stage, with their budgets in 万元."""

    stage: str
    count: int
    budget_wan: Decimal


# 为建而建 looks at the systems that name the project: a resource catalogued from one of them is a use. Users are
# known by 使用情况 only, so a project reported as 在用 or 少用 has users.
_PROJECTS = """,
used_projects as (
    select distinct u.as_of, u.version, u.unit, s.project_name
    from units_in_scope as u
    join "system" as s on s.unit = u.unit
    join live_resources as c
        on c.as_of = u.as_of and c.version = u.version and c.unit = s.unit and c.source_system = s.system_name
    where s.opened_in <= u.version and (s.closed_in is null or s.closed_in > u.version)
      and s.project_name is not null and c.catalogued_on <= u.as_of
),
staged as (
    select l.*, p.budget_wan, p.contract_wan, p.paid_wan, p.state, p.started_on,
        case
            when p.evaluated_on <= l.as_of then 7
            when p.accepted_on <= l.as_of then 6
            when p.started_on <= l.as_of then 5
            when p.procured_on <= l.as_of then 4
            when p.approved_on <= l.as_of then 3
            when p.listed_on <= l.as_of then 2
            when p.planned_on <= l.as_of then 1
            else 0
        end as stage_no,
        case stage_no
            when 7 then p.evaluated_on when 6 then p.accepted_on when 5 then p.started_on when 4 then p.procured_on
            when 3 then p.approved_on when 2 then p.listed_on when 1 then p.planned_on
        end as stage_on,
        coalesce(p.accepted_on <= l.as_of, false) as is_accepted
    from live_projects as l
    join project as p on p.row_id = l.row_id and p.opened_in <= l.version
        and (p.closed_in is null or p.closed_in > l.version)
)
select s.unit, s.project_name, s.stage_no, s.stage_on, s.as_of - s.stage_on, s.due_on, s.due_now_on,
    s.due_now_on is distinct from s.due_on, s.state is not distinct from '暂停',
    s.budget_wan, s.contract_wan, s.paid_wan, coalesce(s.usage, ''),
    coalesce(s.due_on < s.as_of, false) and s.stage_no < 5,
    s.is_accepted and c.project_name is null and coalesce(s.usage, '未使用') = '未使用',
    s.is_accepted and s.usage is not null and s.usage <> '在用',
    s.row_id
from staged as s
join register as u on u.as_of = s.as_of and u.version = s.version and u.unit = s.unit
left join used_projects as c
    on c.as_of = s.as_of and c.version = s.version and c.unit = s.unit and c.project_name = s.project_name
order by u.sort_no, s.unit, s.project_name
"""


def list_projects(warehouse: Reader, point: Point, scope: Scope | None = None) -> list[ProjectState]:
    """Live projects of units in scope, in the register's order."""
    rows = warehouse.query(compose([], _PROJECTS), parameters([point], scope or Scope()))
    return [ProjectState(unit, name, STAGES[number - 1] if number else "", *rest) for unit, name, number, *rest in rows]


def count_stages(projects: list[ProjectState]) -> list[StageCount]:
    """The chain 规划 → … → 评价 with counts and budgets, in order; projects without any date are not in it."""
    return [
        StageCount(
            stage,
            sum(project.stage == stage for project in projects),
            sum((one.budget_wan for one in projects if one.stage == stage and one.budget_wan), Decimal(0)),
        )
        for stage in STAGES
    ]
