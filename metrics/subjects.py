"""The subjects behind a figure: names, outcomes and the cells they came from. Same relations as the counting."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from metrics.figure import OUTCOME_NAMES, Outcome, Point, Scope, SubjectRow
from metrics.relations import compose, find_metric, parameters, relieve

if TYPE_CHECKING:
    from warehouse.connect import Reader

# A row's place comes from its own table (version: the one that first brought it); a list has that of its upload.
_ROWS = """,
judged as (
    select s.*, {relieved} as outcome
    from {subject}_rows as s
    left join reliefs as r
        on r.as_of = s.as_of and r.version = s.version and r.unit = s.unit and r.metric = '{metric}'
    where s.{metric} is not null
)
select j.as_of, j.version, j.unit, j.key, j.label, j.outcome, j.dataset, j.row_id, j.upload_id
from judged as j
join register as u on u.as_of = j.as_of and u.version = j.version and u.unit = j.unit
where len($6::varchar[]) = 0 or list_contains($6::varchar[], j.outcome)
order by u.sort_no, j.unit, j.sort_no, j.key, j.row_id
limit $7 offset $8
"""
_MANY_ROWS = """,
judged as (
{judged}
),
relieved as (
    select j.* replace ({relieved} as outcome)
    from judged as j
    left join reliefs as r on r.as_of = j.as_of and r.version = j.version and r.unit = j.unit and r.metric = j.metric
)
select j.metric, j.as_of, j.version, j.unit, j.key, j.label, j.outcome, j.dataset, j.row_id, j.upload_id
from relieved as j
join register as u on u.as_of = j.as_of and u.version = j.version and u.unit = j.unit
where len($6::varchar[]) = 0 or list_contains($6::varchar[], j.outcome)
order by j.metric_no, u.sort_no, j.unit, j.sort_no, j.key, j.row_id
"""
_EVERY_ROW = 2**62


def find_rows(
    warehouse: Reader,
    metric: str,
    point: Point,
    unit: str = "",
    outcomes: Sequence[Outcome] = (),
    scope: Scope | None = None,
    *,
    limit: int | None = None,
    offset: int = 0,
) -> list[SubjectRow]:
    """The subjects a figure counts at a point, in the order of the register, then of the plan, then by key.

    Args:
        unit: a unit code; "" for all units in the scope.
        outcomes: only these; empty for all five. Counts agree with Figure: achieved = numerator, and so on.
        limit, offset: a page of the list; the order is total, so pages neither overlap nor skip.

    Raises:
        KeyError: an unknown metric.
        ValueError: an unknown outcome.
    """
    entry = find_metric(metric)
    if unknown := set(outcomes) - set(OUTCOME_NAMES):
        raise ValueError(f"unknown outcomes {sorted(unknown)}")
    scope = scope or Scope()
    if unit and scope.unit and unit != scope.unit:
        return []
    narrowed = Scope(scope.batch, scope.kind, unit or scope.unit)
    sql = compose([entry.subject], _ROWS.format(metric=metric, subject=entry.subject, relieved=relieve(f"s.{metric}")))
    paging = [list(outcomes), _EVERY_ROW if limit is None else limit, offset]
    found = warehouse.query(sql, [*parameters([point], narrowed), *paging])
    places = _find_places(warehouse, found)
    return [
        SubjectRow(
            metric, as_of, code, key, label, outcome, dataset, row_id, *places.get((dataset, row_id, upload), ("",))
        )
        for as_of, _, code, key, label, outcome, dataset, row_id, upload in found
    ]


def find_rows_of(
    warehouse: Reader,
    metrics: Sequence[str],
    point: Point,
    scope: Scope | None = None,
    outcomes: Sequence[Outcome] = (),
) -> list[SubjectRow]:
    """The subjects of many figures at a point, figure by figure in the order given, each as `find_rows` lists it.

    Raises:
        KeyError: an unknown metric.
    """
    asked = [find_metric(one) for one in dict.fromkeys(metrics)]
    if not asked:
        return []
    judged = "\n    union all\n".join(
        f"    select '{one.id}' as metric, {number} as metric_no, as_of, version, unit, key, label, sort_no, dataset,"
        f" row_id, upload_id, {one.id} as outcome\n    from {one.subject}_rows where {one.id} is not null"
        for number, one in enumerate(asked)
    )
    sql = compose([one.subject for one in asked], _MANY_ROWS.format(judged=judged, relieved=relieve("j.outcome")))
    found = warehouse.query(sql, [*parameters([point], scope or Scope()), list(outcomes)])
    places = _find_places(warehouse, [row[1:] for row in found])
    return [
        SubjectRow(row[0], row[1], *row[3:9], *places.get(row[7:10], ("",)))  # type: ignore[misc]
        for row in found
    ]


def _find_places(warehouse: Reader, found: Sequence[tuple]) -> Mapping[tuple, tuple]:
    """(dataset, row id, upload id) → (file, sheet, row, version that brought it)."""
    places: dict[tuple, tuple] = {}
    for dataset in sorted({row[6] for row in found if row[7] is not None}):
        wanted = sorted({row[7] for row in found if row[6] == dataset and row[7] is not None})
        sql = f"""
            select r.row_id, r.upload_id, p.file_name, r.sheet, r.source_row, r.opened_in
            from "{dataset}" as r
            left join upload as p on p.upload_id = r.upload_id
            where r.row_id in (select unnest(?::bigint[]))
            order by r.opened_in desc"""
        for row_id, upload_id, file, sheet, line, version in warehouse.query(sql, [wanted]):
            places[dataset, row_id, upload_id] = (file or "", sheet or "", line, version)
    uploads = sorted({row[8] for row in found if row[7] is None and row[8] is not None})
    if uploads:
        sql = """
            select c.upload_id, c.dataset, p.file_name, min(c.opened_in)
            from coverage as c
            left join upload as p on p.upload_id = c.upload_id
            where c.upload_id in (select unnest(?::bigint[]))
            group by all"""
        for upload_id, dataset, file, version in warehouse.query(sql, [uploads]):
            places[dataset, None, upload_id] = (file or "", "", None, version)
    return places
