"""The scenarios behind “粤系列”“善美系列”应用, one by one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from metrics.figure import Point, Scope
from metrics.relations import compose, parameters

if TYPE_CHECKING:
    from warehouse.connect import Reader


@dataclass(frozen=True, slots=True)
class Scenario:
    """One scenario. state: 在线, 未上线 or 已停用 at the date. user_count, case_count: as reported, None = 未填报."""

    unit: str
    app: str
    scenario_name: str
    state: str
    launched_on: date | None
    stopped_on: date | None
    user_count: int | None
    case_count: int | None
    is_replicable: bool | None
    effect: str
    row_id: int


_SCENARIOS = """
select s.unit, s.app, s.scenario_name,
    case
        when s.stopped_on <= u.as_of then '已停用'
        when s.launched_on <= u.as_of then '在线'
        else '未上线'
    end as state,
    s.launched_on, s.stopped_on, s.user_count, s.case_count, s.is_replicable, coalesce(s.effect, ''), s.row_id
from units_in_scope as u
join scenario as s on s.unit = u.unit
where s.opened_in <= u.version and (s.closed_in is null or s.closed_in > u.version)
order by list_position(['善美村居', '善美店小二', '民情地图', '其他'], s.app), u.sort_no, s.unit, s.scenario_name
"""


def list_scenarios(warehouse: Reader, point: Point, scope: Scope | None = None) -> list[Scenario]:
    """Every scenario of units in scope, by application, then in the register's order."""
    rows = warehouse.query(compose([], _SCENARIOS), parameters([point], scope or Scope()))
    return [Scenario(*row) for row in rows]
