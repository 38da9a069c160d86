"""Which names of one list another list does not know: systems, projects, resources and functions of the same unit.

Names are compared as they stand, exactly. A unit that never sent the other list is not compared but counted apart:
everything of it would be missing, and that is said by the lists filed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from metrics.figure import Point, Scope
from metrics.relations import compose, parameters

if TYPE_CHECKING:
    from warehouse.connect import Reader

GAPS_LISTED = 100


@dataclass(frozen=True, slots=True)
class Direction:
    """One way of comparing: the names that `from_list` gives, looked for in `in_list`. noun: what gives the name."""

    id: str
    from_list: str
    in_list: str
    noun: str


DIRECTIONS = (
    Direction("system_project", "系统清单填写的对应项目", "项目台账", "个系统"),
    Direction("project_system", "已验收项目", "系统清单的对应项目", "个项目"),
    Direction("resource_system", "资源清单填写的来源系统", "系统清单", "项资源"),
    Direction("system_resource", "在用系统", "资源清单的来源系统", "个系统"),
    Direction("function_system", "职能清单填写的来源系统", "系统清单", "项职能"),
    Direction("system_function", "在用系统", "职能清单的来源系统", "个系统"),
    Direction("function_resource", "职能清单填写的来源系统", "资源清单的来源系统", "项职能"),
    Direction("resource_function", "资源清单填写的来源系统", "职能清单的来源系统", "项资源"),
)


@dataclass(frozen=True, slots=True)
class Gap:
    """A name of one unit that the other list does not know, and how many rows give it."""

    unit: str
    name: str
    row_count: int


@dataclass(frozen=True, slots=True)
class Matching:
    """One direction compared at the date.

    compared: distinct (unit, name) looked for; unmatched: of these without a match; blank_rows: rows that give no
    name; silent_units: units whose names were not compared because they never sent the other list.
    gaps: the first GAPS_LISTED unmatched names in the register's order.
    """

    direction: Direction
    compared: int
    unmatched: int
    blank_rows: int
    silent_units: int
    gaps: tuple[Gap, ...]


_MATCHING = """,
known_systems as (
    select u.as_of, u.version, u.unit, s.system_name, s.project_name
    from units_in_scope as u
    join "system" as s on s.unit = u.unit
    where s.opened_in <= u.version and (s.closed_in is null or s.closed_in > u.version)
),
known_functions as (
    select u.as_of, u.version, u.unit, f.source_system
    from units_in_scope as u
    join "function" as f on f.unit = u.unit
    where f.opened_in <= u.version and (f.closed_in is null or f.closed_in > u.version)
),
given as (
    select 'system_project' as direction, 'project' as other, s.unit, k.project_name as name
    from systems_in_use as s
    join known_systems as k using (as_of, version, unit, system_name)
    union all
    select 'project_system', 'system', unit, project_name from live_projects where accepted_on <= as_of
    union all
    select 'resource_system', 'system', unit, source_system from live_resources
    union all
    select 'system_resource', 'catalog', unit, system_name from systems_in_use
    union all
    select 'function_system', 'system', unit, source_system from known_functions
    union all
    select 'system_function', 'function', unit, system_name from systems_in_use
    union all
    select 'function_resource', 'catalog', unit, source_system from known_functions
    union all
    select 'resource_function', 'function', unit, source_system from live_resources
),
there as (
    select 'system_project' as direction, u.unit, p.project_name as name
    from units_in_scope as u
    join project as p on p.unit = u.unit
    where p.opened_in <= u.version and (p.closed_in is null or p.closed_in > u.version)
    union
    select 'project_system', unit, project_name from known_systems
    union
    select unnest(['resource_system', 'function_system']), unit, system_name from known_systems
    union
    select unnest(['system_resource', 'function_resource']), unit, source_system from live_resources
    union
    select unnest(['system_function', 'resource_function']), unit, source_system from known_functions
),
names as (
    select g.direction, g.other, g.unit, g.name, count(*) as row_count
    from given as g
    group by all
),
judged as (
    select n.direction, n.unit, n.name, n.row_count, u.sort_no,
        n.name is null as is_blank,
        r.unit is null as is_silent,
        n.name is not null and r.unit is not null as is_compared,
        t.name is null as is_missing
    from names as n
    join register as u on u.unit = n.unit
    left join reporters as r on r.dataset = n.other and r.unit = n.unit
    left join there as t on t.direction = n.direction and t.unit = n.unit and t.name = n.name
)
select direction, count(*) filter (is_compared), count(*) filter (is_compared and is_missing),
    coalesce(sum(row_count) filter (is_blank), 0)::bigint, count(distinct unit) filter (is_silent and not is_blank),
    coalesce((list([unit, name, row_count::varchar] order by sort_no, unit, name)
        filter (is_compared and is_missing))[:$6], [])
from judged
group by direction
"""


def match_lists(warehouse: Reader, point: Point, scope: Scope | None = None) -> list[Matching]:
    """Every direction in the order of DIRECTIONS, with zeros where nothing is to be compared."""
    sql = compose([], _MATCHING)
    rows = warehouse.query(sql, [*parameters([point], scope or Scope()), GAPS_LISTED])
    found = {direction: counts for direction, *counts in rows}
    return [_to_matching(one, found.get(one.id, [0, 0, 0, 0, []])) for one in DIRECTIONS]


def _to_matching(direction: Direction, counts: list) -> Matching:
    compared, unmatched, blank_rows, silent_units, gaps = counts
    listed = tuple(Gap(unit, name, int(row_count)) for unit, name, row_count in gaps)
    return Matching(direction, compared, unmatched, blank_rows, silent_units, listed)
