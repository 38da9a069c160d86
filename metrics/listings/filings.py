"""Lists filed by unit with their days, the way of resources from 编目 to 汇聚, and the ages of waiting demands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from metrics.counting import count_figures
from metrics.figure import COUNTY, Figure, Point, Scope
from metrics.listings.data import WaitingDemand
from metrics.relations import compose, parameters

if TYPE_CHECKING:
    from warehouse.connect import Reader

LIST_NAMES = ("政务信息系统清单", "公共数据资源清单", "部门职能数据清单", "数据需求清单")
STEPS = ("catalogued", "published", "mounted", "converged")
STEP_NAMES = {"catalogued": "编目", "published": "发布", "mounted": "挂接", "converged": "汇聚"}
# The upper ends of the bands of days a demand has waited; the last band is open.
BAND_DAYS = (10, 30, 90)


@dataclass(frozen=True, slots=True)
class Filing:
    """One list of one unit. filed_on: first reporting day by the date. is_nil: it was a nil return (零报告).

    is_relieved: 不纳入考核, counts only for a list not filed.
    """

    unit: str
    title: str
    filed_on: date | None
    is_nil: bool
    is_relieved: bool


@dataclass(frozen=True, slots=True)
class Funnel:
    """The county's figures of the four steps; live: resources not retired at the date."""

    live: int
    steps: tuple[Figure, ...]

    def left_out(self, step: Figure) -> int:
        """Live resources that the step does not count."""
        return self.live - step.denominator


@dataclass(frozen=True, slots=True)
class AgeBand:
    """Demands that have waited between two numbers of days, both included. last_day None: and more."""

    first_day: int
    last_day: int | None
    count: int
    late: int


_FILINGS = """
select f.unit, f.title, f.filed_on, coalesce(bool_or(c.is_nil), false), bool_or(r.metric is not null)
from filed_lists as f
join register as u on u.as_of = f.as_of and u.version = f.version and u.unit = f.unit
left join coverage as c on c.upload_id = f.upload_id and c.dataset = f.dataset and c.unit = f.unit
    and c.reported_on = f.filed_on
left join reliefs as r
    on r.as_of = f.as_of and r.version = f.version and r.unit = f.unit and r.metric = 'lists_filed'
group by u.sort_no, f.unit, f.sort_no, f.title, f.filed_on
order by u.sort_no, f.unit, f.sort_no
"""


def list_filings(warehouse: Reader, point: Point, scope: Scope | None = None) -> list[Filing]:
    """Units in scope × LIST_NAMES, in the register's order; 实施方案三（二）2, 三（三）3."""
    return [Filing(*row) for row in warehouse.query(compose([], _FILINGS), parameters([point], scope or Scope()))]


def filed_by_unit(filings: Sequence[Filing]) -> list[tuple[str, tuple[Filing, ...]]]:
    """(unit, its lists in the order of LIST_NAMES), in the order given."""
    units = dict.fromkeys(one.unit for one in filings)
    return [(unit, tuple(one for one in filings if one.unit == unit)) for unit in units]


def count_filed(filings: Sequence[Filing], title: str) -> tuple[int, int]:
    """(filed, owed) of one list; a unit relieved of it owes nothing."""
    asked = [one for one in filings if one.title == title]
    filed = sum(one.filed_on is not None for one in asked)
    return filed, sum(one.filed_on is not None or not one.is_relieved for one in asked)


def count_funnel(warehouse: Reader, point: Point, scope: Scope | None = None) -> Funnel:
    """The four steps as the figures of the same names count them, each with its own denominator."""
    figures = [one for one in count_figures(warehouse, [point], STEPS, scope) if one.unit == COUNTY]
    # Every live resource is judged by 编目率, so its denominator (with what is not counted) is their number.
    first = figures[0]
    return Funnel(first.denominator + first.exempt + first.unknown, tuple(figures))


def count_ages(demands: Sequence[WaitingDemand]) -> list[AgeBand]:
    """Waiting demands by days since they were asked; late: past their last day."""
    bands = []
    first = 0
    for last in (*BAND_DAYS, None):
        inside = [one for one in demands if one.days_waiting >= first and (last is None or one.days_waiting <= last)]
        late = sum(one.days_left is not None and one.days_left < 0 for one in inside)
        bands.append(AgeBand(first, last, len(inside), late))
        first = (last or 0) + 1
    return bands
