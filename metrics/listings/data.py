"""Resources by kind, demands that wait, applications with their users, attendance by kind of activity."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from metrics.figure import Point, Scope
from metrics.relations import compose, parameters

if TYPE_CHECKING:
    from warehouse.connect import Reader

UNJUDGED_CYCLES = ("实时", "不定期", "不更新", "其他")


@dataclass(frozen=True, slots=True)
class ResourceCount:
    """Live resources of one value of 共享类型 or 更新周期; value "" = 未填报."""

    value: str
    count: int


@dataclass(frozen=True, slots=True)
class WaitingDemand:
    """A demand that passed the review and is neither refused nor delivered at the date.

    stage: 待答复 or 待提供. due_on: its last day; days_waiting: since it was asked; days_left: < 0 late.
    """

    provider: str
    asked_by: str
    resource_name: str
    asked_on: date
    stage: str
    due_on: date | None
    days_waiting: int
    days_left: int | None
    row_id: int

    @property
    def days_late(self) -> int:
        """Days past the last day, 0 while there is time."""
        return max(0, -self.days_left) if self.days_left is not None else 0


@dataclass(frozen=True, slots=True)
class Refusals:
    """Demands a provider refused by the date."""

    provider: str
    count: int


@dataclass(frozen=True, slots=True)
class AppUse:
    """Scenarios of one application online at the date, of how many units, with users and cases as reported."""

    app: str
    scenarios: int
    units: int
    user_count: int
    case_count: int


@dataclass(frozen=True, slots=True)
class AttendanceCount:
    """Attendance by kind of activity: 本人出席, 委托代会, 请假, 缺席 (and 未填报) apart."""

    kind: str
    present: int
    deputised: int
    excused: int
    absent: int
    unreported: int


_RESOURCES = """
select coalesce({column}, ''), count(*)
from live_resources
group by all
order by 2 desc, 1
"""

_WAITING = """
select d.unit, d.asked_by, d.resource_name, d.asked_on,
    case when coalesce(d.answered_on <= d.as_of, false) then '待提供' else '待答复' end as stage,
    case stage when '待提供' then d.delivery_due_on else d.answer_due_on end as due_on,
    d.as_of - d.asked_on, due_on - d.as_of, d.row_id
from passed_demands as d
join register as u on u.as_of = d.as_of and u.version = d.version and u.unit = d.unit
where d.asked_on <= d.as_of
  and not coalesce(d.delivered_on <= d.as_of, false)
  and not (coalesce(d.answered_on <= d.as_of, false) and d.answer is not distinct from '不同意')
order by due_on nulls last, u.sort_no, d.unit, d.asked_on, d.row_id
"""

_REFUSALS = """
select d.unit, count(*)
from passed_demands as d
join register as u on u.as_of = d.as_of and u.version = d.version and u.unit = d.unit
where d.answered_on <= d.as_of and d.answer = '不同意'
group by d.unit, u.sort_no
order by 2 desc, u.sort_no
"""

_APPS = """
select s.app, count(*), count(distinct s.unit), coalesce(sum(s.user_count), 0)::bigint,
    coalesce(sum(s.case_count), 0)::bigint
from units_in_scope as u
join scenario as s on s.unit = u.unit
where s.opened_in <= u.version and (s.closed_in is null or s.closed_in > u.version)
  and s.launched_on <= u.as_of and (s.stopped_on is null or s.stopped_on > u.as_of)
group by s.app
order by list_position(['善美村居', '善美店小二', '民情地图', '其他'], s.app)
"""

_ATTENDANCE = """
select a.kind, count(*) filter (a.attendance = '出席'), count(*) filter (a.attendance = '委托代会'),
    count(*) filter (a.attendance = '请假'), count(*) filter (a.attendance = '缺席'),
    count(*) filter (a.attendance is null)
from units_in_scope as u
join activity as a on a.unit = u.unit
where a.opened_in <= u.version and (a.closed_in is null or a.closed_in > u.version)
  and a.held_on <= u.as_of
group by a.kind
order by list_position(['培训', '联席会议', '履职评价'], a.kind)
"""


def count_share_types(warehouse: Reader, point: Point, scope: Scope | None = None) -> list[ResourceCount]:
    """Live resources by 共享类型, the most first."""
    return _count_resources(warehouse, "share_type", point, scope)


def count_update_cycles(warehouse: Reader, point: Point, scope: Scope | None = None) -> list[ResourceCount]:
    """Live resources by 更新周期, the most first; UNJUDGED_CYCLES are those 更新及时率 does not judge."""
    return _count_resources(warehouse, "update_cycle", point, scope)


def list_waiting_demands(warehouse: Reader, point: Point, scope: Scope | None = None) -> list[WaitingDemand]:
    """Demands that wait for an answer or for the data, at providers in scope, the most urgent first."""
    rows = warehouse.query(compose([], _WAITING), parameters([point], scope or Scope()))
    return [WaitingDemand(*row) for row in rows]


def count_refusals(warehouse: Reader, point: Point, scope: Scope | None = None) -> list[Refusals]:
    """Refusals by provider, the most first."""
    return [Refusals(*row) for row in warehouse.query(compose([], _REFUSALS), parameters([point], scope or Scope()))]


def count_apps(warehouse: Reader, point: Point, scope: Scope | None = None) -> list[AppUse]:
    """Scenarios online by application, the three of the plan first."""
    return [AppUse(*row) for row in warehouse.query(compose([], _APPS), parameters([point], scope or Scope()))]


def count_attendance(warehouse: Reader, point: Point, scope: Scope | None = None) -> list[AttendanceCount]:
    """Attendance by kind of activity held by the date."""
    rows = warehouse.query(compose([], _ATTENDANCE), parameters([point], scope or Scope()))
    return [AttendanceCount(*row) for row in rows]


def _count_resources(warehouse: Reader, column: str, point: Point, scope: Scope | None) -> list[ResourceCount]:
    sql = compose([], _RESOURCES.format(column=column))
    return [ResourceCount(*row) for row in warehouse.query(sql, parameters([point], scope or Scope()))]
