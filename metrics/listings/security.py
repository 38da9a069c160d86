"""The fall-due calendar of 等保测评 and 密评, and when each unit last held an 应急演练."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Literal

from metrics.figure import Point, Scope
from metrics.listings.deadlines import OWED_TESTS, WITHIN_DAYS
from metrics.relations import compose, parameters

if TYPE_CHECKING:
    from warehouse.connect import Reader

TestState = Literal["untested", "expired", "due_soon", "valid", "after"]


@dataclass(frozen=True, slots=True)
class SecurityTest:
    """One test one system in use owes. kind: mlps or crypto. due_on: the day the last test runs out, None untested.

    state: `after` when the latest test lies after the date, so that nobody can tell how it stood then.
    """

    kind: Literal["mlps", "crypto"]
    unit: str
    system_name: str
    level: str
    tested_on: date | None
    due_on: date | None
    days_left: int | None
    state: TestState
    row_id: int


@dataclass(frozen=True, slots=True)
class Drill:
    """A unit's last 应急演练 by the date. held_on: None without one. is_recent: within the twelve months before."""

    unit: str
    held_on: date | None
    is_recent: bool
    is_silent: bool


_TESTS = f"""{OWED_TESTS}
select t.kind, t.unit, t.system_name, t.mlps_level, t.tested_on, t.due_on, t.due_on - t.as_of,
    case
        when t.tested_on is null then 'untested'
        when t.tested_on > t.as_of then 'after'
        when t.due_on < t.as_of then 'expired'
        when t.due_on <= t.as_of + $6::integer then 'due_soon'
        else 'valid'
    end as state,
    t.row_id
from owed as t
join register as u on u.as_of = t.as_of and u.version = t.version and u.unit = t.unit
order by t.due_on nulls first, u.sort_no, t.unit, t.system_name, t.kind
"""

_DRILLS = """
select u.unit, max(s.done_on) as held_on,
    coalesce(max(s.done_on) + interval 12 month >= u.as_of, false), n.unit is null
from units_in_scope as u
left join security as s
    on s.unit = u.unit and s.item = '应急演练' and s.done_on <= u.as_of
    and s.opened_in <= u.version and (s.closed_in is null or s.closed_in > u.version)
left join reporters as n on n.version = u.version and n.unit = u.unit and n.dataset = 'security'
group by u.unit, u.as_of, u.sort_no, n.unit
order by u.sort_no, u.unit
"""


def list_tests(
    warehouse: Reader, point: Point, scope: Scope | None = None, *, within_days: int = WITHIN_DAYS
) -> list[SecurityTest]:
    """Every 等保测评 and 密评 that systems in use owe, the untested first, then by the day they run out."""
    rows = warehouse.query(compose([], _TESTS), [*parameters([point], scope or Scope()), within_days])
    return [SecurityTest(*row) for row in rows]


def list_drills(warehouse: Reader, point: Point, scope: Scope | None = None) -> list[Drill]:
    """The last drill of every unit in scope, in the register's order."""
    return [Drill(*row) for row in warehouse.query(compose([], _DRILLS), parameters([point], scope or Scope()))]
