"""Confirmed 履职评价 by year, who was commended, and the collection of good cases."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from metrics.figure import Point, Scope
from metrics.relations import compose, parameters

if TYPE_CHECKING:
    from warehouse.connect import Reader

GRADES = ("优秀", "良好", "合格", "不合格")


@dataclass(frozen=True, slots=True)
class Evaluation:
    """One confirmed result. commended_on: 通报表扬, None when it was not or not yet by the date."""

    unit: str
    period: str
    grade: str
    evaluated_on: date
    commended_on: date | None
    row_id: int


@dataclass(frozen=True, slots=True)
class GoodCase:
    """One entry of 优秀案例库. adopted_by: as filed, "" when nobody took it over yet."""

    unit: str
    title: str
    kind: str
    included_on: date
    is_replicable: bool | None
    adopted_by: str
    row_id: int


_EVALUATIONS = """
select e.unit, e.period, coalesce(e.grade, ''), e.evaluated_on,
    case when e.commended_on <= u.as_of then e.commended_on end, e.row_id
from units_in_scope as u
join evaluation as e on e.unit = u.unit
where e.opened_in <= u.version and (e.closed_in is null or e.closed_in > u.version)
  and e.is_confirmed and e.evaluated_on <= u.as_of
order by e.period, u.sort_no, e.unit
"""

_CASES = """
select c.unit, c.title, coalesce(c.kind, ''), c.included_on, c.is_replicable, coalesce(c.adopted_by, ''), c.row_id
from register as u
join good_case as c on c.unit = u.unit
where c.opened_in <= u.version and (c.closed_in is null or c.closed_in > u.version)
  and c.included_on <= u.as_of
order by c.included_on desc, u.sort_no, c.unit, c.title
"""


def list_evaluations(warehouse: Reader, point: Point, scope: Scope | None = None) -> list[Evaluation]:
    """Confirmed results only, year by year, in the register's order."""
    rows = warehouse.query(compose([], _EVALUATIONS), parameters([point], scope or Scope()))
    return [Evaluation(*row) for row in rows]


def list_good_cases(warehouse: Reader, point: Point, scope: Scope | None = None) -> list[GoodCase]:
    """The good cases included by the date, the latest first."""
    return [GoodCase(*row) for row in warehouse.query(compose([], _CASES), parameters([point], scope or Scope()))]
