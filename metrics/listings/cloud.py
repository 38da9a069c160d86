"""Where the systems run, with every exemption apart, and what was promised for them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Literal

from metrics.figure import COUNTY, Point, Scope
from metrics.relations import compose, parameters

if TYPE_CHECKING:
    from warehouse.connect import Reader

Place = Literal["on_cloud", "province", "above", "approved", "relieved", "pending"]
PLACE_NAMES: dict[Place, str] = {
    "on_cloud": "已上云",
    "province": "省统建",
    "above": "上级部署",
    "approved": "经批准暂不上云",
    "relieved": "登记不纳入考核",
    "pending": "尚未上云",
}


@dataclass(frozen=True, slots=True)
class Hosting:
    """Systems in use at the date by where they run. on_cloud + pending is the denominator of 上云率."""

    unit: str
    on_cloud: int
    province: int
    above: int
    approved: int
    relieved: int
    pending: int

    @property
    def in_use(self) -> int:
        return self.on_cloud + self.province + self.above + self.approved + self.relieved + self.pending

    @property
    def percent_without_exemption(self) -> Decimal | None:
        """on_cloud / in_use in percent, half-up to one decimal: the rate if nothing were exempt; None without systems."""
        if not self.in_use:
            return None
        return (Decimal(self.on_cloud * 100) / Decimal(self.in_use)).quantize(Decimal("0.1"), ROUND_HALF_UP)


@dataclass(frozen=True, slots=True)
class SystemPlace:
    """One system in use. first_due_on: the first promise; due_on: the present plan; is_moved: they differ."""

    unit: str
    system_name: str
    place: Place
    hosting: str
    launched_on: date | None
    is_new: bool
    reason: str
    approval: str
    first_due_on: date | None
    due_on: date | None
    is_moved: bool
    row_id: int


# Being on the cloud comes first, as in the definition; a relief is the last reason not to count.
_PLACES = """,
placed as (
    select s.*, u.sort_no,
        case
            when s.cloud_from <= s.as_of then 'on_cloud'
            when s.hosting = '省政务云' then 'province'
            when s.hosting = '上级部门' then 'above'
            when s.is_approved_off_cloud then 'approved'
            when r.metric is not null then 'relieved'
            else 'pending'
        end as place
    from systems_in_use as s
    join register as u on u.as_of = s.as_of and u.version = s.version and u.unit = s.unit
    left join reliefs as r
        on r.as_of = s.as_of and r.version = s.version and r.unit = s.unit and r.metric = 'cloud_migrated'
)
"""

_COUNTS = """
select unit, count(*) filter (place = 'on_cloud'), count(*) filter (place = 'province'),
    count(*) filter (place = 'above'), count(*) filter (place = 'approved'),
    count(*) filter (place = 'relieved'), count(*) filter (place = 'pending')
from placed
group by grouping sets ((unit, sort_no), ())
order by grouping(unit), sort_no, unit
"""

_SYSTEMS = """
select unit, system_name, place, coalesce(hosting, ''), launched_on, coalesce(launched_on >= joined_on, false),
    coalesce(exempt_reason, ''), coalesce(exempt_approval, ''), cloud_due_on, cloud_due_now_on,
    cloud_due_now_on is distinct from cloud_due_on, row_id
from placed
order by sort_no, unit, system_name
"""


def count_hosting(warehouse: Reader, point: Point, scope: Scope | None = None) -> list[Hosting]:
    """For each unit with systems in use, in the register's order, then COUNTY (zeros when there are none)."""
    rows = warehouse.query(compose([], _PLACES + _COUNTS), parameters([point], scope or Scope()))
    return [Hosting(unit or COUNTY, *counts) for unit, *counts in rows]


def list_systems(warehouse: Reader, point: Point, scope: Scope | None = None) -> list[SystemPlace]:
    """Every system in use with its place and its plan, in the register's order."""
    rows = warehouse.query(compose([], _PLACES + _SYSTEMS), parameters([point], scope or Scope()))
    return [SystemPlace(*row) for row in rows]


def list_new_off_cloud(warehouse: Reader, point: Point, scope: Scope | None = None) -> list[SystemPlace]:
    """New systems that should be on the city cloud and are not, by name: the misses of 新建系统上云率."""
    away = ("pending", "approved", "relieved")
    return [one for one in list_systems(warehouse, point, scope) if one.is_new and one.place in away]


def list_moved_plans(warehouse: Reader, point: Point, scope: Scope | None = None) -> list[SystemPlace]:
    """Systems whose present plan differs from the first promise (调整计划)."""
    return [one for one in list_systems(warehouse, point, scope) if one.is_moved]
