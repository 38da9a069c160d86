"""督办事项 at a date: open, near due, overdue, closed, cancelled, each with days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from metrics.figure import Point, Scope
from metrics.lights import Light, light_of_duty
from metrics.relations import compose, parameters

if TYPE_CHECKING:
    from warehouse.connect import Reader


@dataclass(frozen=True, slots=True)
class Task:
    """One task handed out by the date and not cancelled by then.

    due_on: the day that counts; first_due_on: the original one. days_left: < 0 when the day is over.
    closed_on: None while open at the date.
    """

    task_no: str
    content: str
    source: str
    meeting: str
    unit: str
    co_units: str
    assigned_on: date
    first_due_on: date
    due_on: date
    days_left: int
    closed_on: date | None
    progress: str
    light: Light
    row_id: int

    @property
    def is_overdue(self) -> bool:
        return self.closed_on is None and self.days_left < 0


@dataclass(frozen=True, slots=True)
class TaskCounts:
    """交办、办结、在办未到期、逾期未办结、撤销; assigned = closed + open_not_due + overdue, cancelled apart."""

    assigned: int
    closed: int
    open_not_due: int
    overdue: int
    cancelled: int


_TASKS = """
select t.task_no, t.content, coalesce(t.source, ''), coalesce(t.meeting, ''), t.unit, coalesce(t.co_units, ''),
    t.assigned_on, t.due_on as first_due_on,
    case when t.extended_on <= t.due_on then coalesce(t.extended_to, t.due_on) else t.due_on end as due_on,
    case when t.closed_on <= u.as_of then t.closed_on end as closed_on, coalesce(t.progress, ''), t.row_id
from units_in_scope as u
join task as t on t.unit = u.unit
where t.opened_in <= u.version and (t.closed_in is null or t.closed_in > u.version)
  and t.assigned_on <= u.as_of
  and coalesce(t.cancelled_on <= u.as_of, false) = $6
order by 9, t.task_no
"""


def list_tasks(warehouse: Reader, point: Point, scope: Scope | None = None) -> list[Task]:
    """Tasks of leading units in scope, by the due day that counts."""
    rows = warehouse.query(compose([], _TASKS), [*parameters([point], scope or Scope()), False])
    return [_to_task(row, point.as_of) for row in rows]


def list_overdue_tasks(warehouse: Reader, point: Point, scope: Scope | None = None) -> list[Task]:
    """Open tasks whose day is over, the longest overdue first."""
    return [task for task in list_tasks(warehouse, point, scope) if task.is_overdue]


def count_tasks(warehouse: Reader, point: Point, scope: Scope | None = None) -> TaskCounts:
    """The counts shown beside the rates."""
    tasks = list_tasks(warehouse, point, scope)
    closed = sum(task.closed_on is not None for task in tasks)
    overdue = sum(task.is_overdue for task in tasks)
    cancelled = len(warehouse.query(compose([], _TASKS), [*parameters([point], scope or Scope()), True]))
    return TaskCounts(len(tasks), closed, len(tasks) - closed - overdue, overdue, cancelled)


def _to_task(row: tuple, as_of: date) -> Task:
    (
        task_no,
        content,
        source,
        meeting,
        unit,
        co_units,
        assigned_on,
        first_due_on,
        due_on,
        closed_on,
        progress,
        row_id,
    ) = row
    return Task(
        task_no=task_no,
        content=content,
        source=source,
        meeting=meeting,
        unit=unit,
        co_units=co_units,
        assigned_on=assigned_on,
        first_due_on=first_due_on,
        due_on=due_on,
        days_left=(due_on - as_of).days,
        closed_on=closed_on,
        progress=progress,
        light=light_of_duty(due_on, closed_on, as_of),
        row_id=row_id,
    )
