"""Attendance as it was ticked: unit by activity, one mark for each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from metrics.figure import Point, Scope
from metrics.relations import compose, parameters

if TYPE_CHECKING:
    from warehouse.connect import Reader


@dataclass(frozen=True, slots=True)
class Attendance:
    """One unit at one activity. attendance: 出席, 委托代会, 请假 or 缺席, "" when not filled in."""

    kind: str
    activity_name: str
    held_on: date
    unit: str
    attendee: str
    attendance: str
    row_id: int


_ATTENDANCE = """
select a.kind, a.activity_name, a.held_on, a.unit, coalesce(a.attendee, ''), coalesce(a.attendance, ''), a.row_id
from units_in_scope as u
join activity as a on a.unit = u.unit
where a.opened_in <= u.version and (a.closed_in is null or a.closed_in > u.version)
  and a.held_on <= u.as_of
order by a.held_on, a.activity_name, u.sort_no, a.unit
"""


def list_attendance(warehouse: Reader, point: Point, scope: Scope | None = None) -> list[Attendance]:
    """Everybody expected at an activity held by the date, activity by activity, in the register's order."""
    rows = warehouse.query(compose([], _ATTENDANCE), parameters([point], scope or Scope()))
    return [Attendance(*row) for row in rows]
