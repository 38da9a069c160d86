"""What the lists lack or contradict: lists not sent, reliefs in force, names in one list and not in another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from metrics.figure import Point, Scope
from metrics.relations import compose, parameters

if TYPE_CHECKING:
    from warehouse.connect import Reader


@dataclass(frozen=True, slots=True)
class SilentList:
    """A list (dataset id) that a unit in scope has never sent, as known at the version."""

    dataset: str
    unit: str


@dataclass(frozen=True, slots=True)
class Relief:
    """One 不纳入考核 entry in force at the date."""

    unit: str
    metric: str
    reason: str
    approval: str
    from_on: date
    until_on: date | None
    row_id: int
    file: str
    sheet: str
    source_row: int | None


@dataclass(frozen=True, slots=True)
class LooseName:
    """A name one list refers to and the other list of the same unit does not hold.

    dataset, field: where it is referred to; wanted_in: the list that should hold it.
    """

    dataset: str
    field: str
    wanted_in: str
    unit: str
    label: str
    name: str
    row_id: int
    file: str
    sheet: str
    source_row: int | None


_SILENT = """
select d.dataset, u.unit
from units_in_scope as u
cross join (select unnest($6::varchar[]) as dataset, unnest(range(len($6::varchar[]))) as part) as d
left join reporters as n on n.version = u.version and n.unit = u.unit and n.dataset = d.dataset
where n.unit is null
order by d.part, u.sort_no, u.unit
"""

_RELIEFS = """
select e.unit, e.metric, e.reason, e.approval, e.from_on, e.until_on, e.row_id, coalesce(l.file_name, ''),
    coalesce(e.sheet, ''), e.source_row
from register as u
join exemption as e on e.unit = u.unit
left join upload as l on l.upload_id = e.upload_id
where e.opened_in <= u.version and (e.closed_in is null or e.closed_in > u.version)
  and e.from_on <= u.as_of and (e.until_on is null or e.until_on >= u.as_of)
order by u.sort_no, e.unit, e.from_on, e.metric
"""

# Lists count as sent before a name can be missing from them: a silent unit is named elsewhere.
_LOOSE = """,
referred as (
    select 'catalog' as dataset, 'source_system' as field, 'system' as wanted_in, unit, resource_name as label,
        source_system as name, opened_in, closed_in, row_id, upload_id, sheet, source_row
    from catalog where coalesce(source_system, '') <> ''
    union all
    select 'function', 'source_system', 'system', unit, function_name, source_system, opened_in, closed_in, row_id,
        upload_id, sheet, source_row
    from "function" where coalesce(source_system, '') <> ''
    union all
    select 'system', 'project_name', 'project', unit, system_name, project_name, opened_in, closed_in, row_id,
        upload_id, sheet, source_row
    from "system" where coalesce(project_name, '') <> ''
),
held as (
    select 'system' as dataset, unit, system_name as name, opened_in, closed_in from "system"
    union all
    select 'project', unit, project_name, opened_in, closed_in from project
)
select r.dataset, r.field, r.wanted_in, r.unit, r.label, r.name, r.row_id, coalesce(l.file_name, ''),
    coalesce(r.sheet, ''), r.source_row
from register as u
join referred as r on r.unit = u.unit and r.opened_in <= u.version and (r.closed_in is null or r.closed_in > u.version)
join reporters as n on n.version = u.version and n.unit = r.unit and n.dataset = r.wanted_in
left join upload as l on l.upload_id = r.upload_id
where not exists (
    from held as h
    where h.dataset = r.wanted_in and h.unit = r.unit and h.name = r.name
      and h.opened_in <= u.version and (h.closed_in is null or h.closed_in > u.version)
)
order by r.dataset, u.sort_no, r.unit, r.name, r.label, r.row_id
"""


def list_silent(
    warehouse: Reader, point: Point, scope: Scope | None = None, *, datasets: Sequence[str] = ()
) -> list[SilentList]:
    """Per list of `datasets`, in their order, the units in scope without any accepted upload of it."""
    rows = warehouse.query(compose([], _SILENT), [*parameters([point], scope or Scope()), list(datasets)])
    return [SilentList(*row) for row in rows]


def list_reliefs(warehouse: Reader, point: Point, scope: Scope | None = None) -> list[Relief]:
    """Reliefs in force at the date with reason and approval, in the register's order."""
    return [Relief(*row) for row in warehouse.query(compose([], _RELIEFS), parameters([point], scope or Scope()))]


def list_loose_names(warehouse: Reader, point: Point, scope: Scope | None = None) -> list[LooseName]:
    """Names referred to and not held: 来源系统 without a system, 对应项目名称 without a project of the same unit."""
    return [LooseName(*row) for row in warehouse.query(compose([], _LOOSE), parameters([point], scope or Scope()))]
