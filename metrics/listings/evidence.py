"""How far to believe a figure: rows with 佐证材料, rows a platform confirms, rows the bureau registered, rows only 自报."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from config.contracts import load_contracts
from metrics.figure import Point, Scope, SubjectRow
from metrics.listings import cloud_check, platform
from metrics.relations import compose, find_metric, parameters, relieve
from warehouse.attachments import attached_sql, key_sql

if TYPE_CHECKING:
    from warehouse.connect import Reader

# Figures about being on the city cloud: its own list confirms their systems.
CLOUD_METRICS = ("cloud_migrated", "cloud_new", "cloud_on_plan")


@dataclass(frozen=True, slots=True)
class EvidenceCount:
    """Rows of one kind of a unit as known at a point, and those of them with a file attached by then."""

    dataset: str
    unit: str
    rows: int
    evidenced: int


@dataclass(frozen=True, slots=True)
class Belief:
    """The stored rows a figure counts. evidenced and verified may overlap (both).

    registered: rows of the bureau's own registers without evidence. reported: 自报, none of the others.
    """

    rows: int
    evidenced: int = 0
    verified: int = 0
    both: int = 0
    registered: int = 0

    @property
    def reported(self) -> int:
        return self.rows - self.evidenced - self.verified + self.both - self.registered


_BASED = """,
judged as (
    select distinct s.dataset, s.row_id, s.unit, {relieved} as outcome
    from {subject}_rows as s
    left join reliefs as r
        on r.as_of = s.as_of and r.version = s.version and r.unit = s.unit and r.metric = '{metric}'
    where s.{metric} is not null and s.row_id is not null
)
select j.dataset, list(distinct j.row_id order by j.row_id)
from judged as j
where j.outcome in ('achieved', 'missed', 'unreported') and j.unit in (select unit from register)
group by j.dataset
order by j.dataset
"""


def count_evidence(
    warehouse: Reader, point: Point, datasets: Sequence[str], scope: Scope | None = None
) -> list[EvidenceCount]:
    """Per kind, in the order given, and unit, in the register's order: rows and rows with a file; units without a row left out."""
    counts = []
    for dataset in datasets:
        sql = f""",
        mine as (
            select r.unit, {key_sql(dataset, "r")} as key, u.sort_no
            from "{dataset}" as r
            join register as u on u.unit = r.unit
            where r.opened_in <= u.version and (r.closed_in is null or r.closed_in > u.version)
        )
        select m.unit, count(*), count(a.key)
        from mine as m
        left join {attached_sql(str(int(point.version)))} as a on a.dataset = '{dataset}' and a.key = m.key
        group by m.unit, m.sort_no
        order by m.sort_no, m.unit"""
        found = warehouse.query(compose([], sql), parameters([point], scope or Scope()))
        counts += [EvidenceCount(dataset, unit, int(rows), int(evidenced)) for unit, rows, evidenced in found]
    return counts


def weigh_figure(warehouse: Reader, metric: str, point: Point, scope: Scope | None = None) -> Belief:
    """The distinct stored rows in a figure's denominator, and what stands behind them; 0 rows for a figure without any.

    Raises:
        KeyError: an unknown metric.
    """
    entry = find_metric(metric)
    sql = _BASED.format(metric=metric, subject=entry.subject, relieved=relieve(f"s.{metric}"))
    found = warehouse.query(compose([entry.subject], sql), parameters([point], scope or Scope()))
    rows = evidenced = verified = both = registered = 0
    for dataset, row_ids in found:
        shown = set(_evidenced_rows(warehouse, dataset, row_ids, point.version))
        confirmed = _confirmed_rows(warehouse, dataset, metric, point, scope).intersection(row_ids)
        rows += len(row_ids)
        evidenced += len(shown)
        verified += len(confirmed)
        both += len(shown & confirmed)
        if not load_contracts()[dataset].is_from_units:
            registered += len(set(row_ids) - shown - confirmed)
    return Belief(rows, evidenced, verified, both, registered)


def _confirmed_rows(warehouse: Reader, dataset: str, metric: str, point: Point, scope: Scope | None) -> frozenset[int]:
    """Rows that a platform's own list shows in the state the metric asks about."""
    if dataset == "catalog" and metric in platform.STEPS:
        return platform.compare_resources(warehouse, point, scope).confirmed.get(metric, frozenset())
    if dataset == "system" and metric in CLOUD_METRICS:
        return cloud_check.compare_systems(warehouse, point, scope).confirmed.get(cloud_check.ON_CLOUD, frozenset())
    return frozenset()


def find_evidenced(warehouse: Reader, rows: Sequence[SubjectRow], version: int) -> set[tuple[str, int]]:
    """(dataset, row id) of the stored rows behind these subjects that have a file attached at a version."""
    asked: dict[str, list[int]] = {}
    for row in rows:
        if row.row_id is not None:
            asked.setdefault(row.dataset, []).append(row.row_id)
    return {
        (dataset, row_id)
        for dataset, row_ids in asked.items()
        for row_id in _evidenced_rows(warehouse, dataset, row_ids, version)
    }


def _evidenced_rows(warehouse: Reader, dataset: str, row_ids: Sequence[int], version: int) -> list[int]:
    sql = f"""
        select distinct r.row_id
        from "{dataset}" as r
        join {attached_sql("$version")} as a on a.dataset = '{dataset}' and a.key = {key_sql(dataset, "r")}
        where r.row_id in (select unnest($row_ids::bigint[]))"""
    return [int(row_id) for (row_id,) in warehouse.query(sql, {"version": version, "row_ids": list(row_ids)})]
