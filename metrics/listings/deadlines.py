"""What falls due next: reports, tasks and security tests, with the days left."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Literal

from metrics.figure import Point, Scope
from metrics.listings.reports import list_report_duties, report_title
from metrics.listings.tasks import list_tasks
from metrics.relations import compose, parameters

if TYPE_CHECKING:
    from warehouse.connect import Reader

WITHIN_DAYS = 60
DeadlineKind = Literal["report", "task", "mlps", "crypto"]
DEADLINE_NAMES: dict[DeadlineKind, str] = {
    "report": "报告报送",
    "task": "督办事项",
    "mlps": "等保测评",
    "crypto": "密评",
}


@dataclass(frozen=True, slots=True)
class Deadline:
    """Something due on a day. unit: who owes it, "" when `open_count` units owe the same report."""

    kind: DeadlineKind
    title: str
    unit: str
    due_on: date
    days_left: int
    open_count: int = 1


# Tests owed and the day the last one runs out: 二级 24, 三级 12, 四级 6 months; 密评 12 months for 三级 and 四级, as in the
# definitions of the two rates (subjects/systems.sql).
OWED_TESTS = """,
owed as (
    select 'mlps' as kind, s.*, s.mlps_tested_on as tested_on,
        case s.mlps_level
            when '二级' then s.mlps_tested_on + interval 24 month
            when '三级' then s.mlps_tested_on + interval 12 month
            when '四级' then s.mlps_tested_on + interval 6 month
        end::date as due_on
    from systems_in_use as s
    where s.mlps_level in ('二级', '三级', '四级')
    union all
    select 'crypto', s.*, s.crypto_tested_on, (s.crypto_tested_on + interval 12 month)::date
    from systems_in_use as s
    where s.mlps_level in ('三级', '四级')
)
"""

_TESTS = f"""{OWED_TESTS}
select t.kind, t.system_name, t.unit, t.due_on, t.due_on - t.as_of
from owed as t
join register as u on u.as_of = t.as_of and u.version = t.version and u.unit = t.unit
where t.tested_on <= t.as_of and t.due_on >= t.as_of and t.due_on <= $6
order by t.due_on, u.sort_no, t.unit, t.kind, t.system_name
"""


def list_tests_due(
    warehouse: Reader, point: Point, scope: Scope | None = None, *, within_days: int = WITHIN_DAYS
) -> list[Deadline]:
    """等保测评 and 密评 of systems in use that run out within so many days; those run out before are not here."""
    last_day = point.as_of + timedelta(days=within_days)
    rows = warehouse.query(compose([], _TESTS), [*parameters([point], scope or Scope()), last_day])
    return [Deadline(*row) for row in rows]


def list_deadlines(
    warehouse: Reader, point: Point, scope: Scope | None = None, *, within_days: int = WITHIN_DAYS
) -> list[Deadline]:
    """Everything due from the date on within so many days and still open, the nearest first.

    A report several units still owe is one entry with their number; one that a single unit owes names it.
    """
    last_day = point.as_of + timedelta(days=within_days)
    owed: dict[tuple[date, str], list[str]] = {}
    for duty in list_report_duties(warehouse, point, scope, until=last_day):
        if duty.due_on >= point.as_of and duty.received_on is None:
            owed.setdefault((duty.due_on, report_title(duty.kind, duty.period)), []).append(duty.unit)
    reports = [
        Deadline("report", title, units[0] if len(units) == 1 else "", due_on, (due_on - point.as_of).days, len(units))
        for (due_on, title), units in owed.items()
    ]
    tasks = [
        Deadline("task", f"{task.task_no} {task.content}", task.unit, task.due_on, task.days_left)
        for task in list_tasks(warehouse, point, scope)
        if task.closed_on is None and point.as_of <= task.due_on <= last_day
    ]
    tests = list_tests_due(warehouse, point, scope, within_days=within_days)
    return sorted([*reports, *tasks, *tests], key=lambda one: one.due_on)
