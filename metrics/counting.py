"""Counts outcomes into figures: the only place where subjects become numbers. Integers only; no rates, no rounding."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from metrics.catalog import Metric, load_catalog
from metrics.figure import COUNTY, Figure, Point, Scope
from metrics.relations import compose, find_metric, parameters, relieve, subjects_of

if TYPE_CHECKING:
    from warehouse.connect import Reader

# Reliefs turn a miss or silence into exempt; silent units are counted whether relieved or not.
_FIGURES = """,
outcomes as (
{outcomes}
),
relieved as (
    select o.metric, o.as_of, o.version, o.unit, o.n, {relieved} as outcome
    from outcomes as o
    left join reliefs as r on r.as_of = o.as_of and r.version = o.version and r.unit = o.unit and r.metric = o.metric
),
counted as (
    select metric, as_of, version, unit,
        sum(n) filter (outcome = 'achieved') as achieved,
        sum(n) filter (outcome in ('achieved', 'missed', 'unreported')) as judged,
        sum(n) filter (outcome = 'exempt') as exempt,
        sum(n) filter (outcome = 'unreported') as unreported,
        sum(n) filter (outcome = 'unknown') as unknown
    from relieved
    group by all
),
asked(metric, metric_no, population, silent_dataset) as (
    values {asked}
),
populations as (
    select 'in_scope' as population, as_of, version, unit, sort_no from units_in_scope
    union all
    select 'register', as_of, version, unit, sort_no from units_to_cover
    union all
    select 'county', as_of, version, unit, sort_no from units_of_county
),
per_unit as (
    select a.metric, a.metric_no, p.as_of, p.version, p.unit, p.sort_no,
        c.achieved, c.judged, c.exempt, c.unreported, c.unknown,
        (a.silent_dataset <> '' and n.unit is null)::integer as silent
    from asked as a
    join populations as p on p.population = a.population
    left join counted as c
        on c.metric = a.metric and c.as_of = p.as_of and c.version = p.version and c.unit = p.unit
    left join reporters as n on n.version = p.version and n.dataset = a.silent_dataset and n.unit = p.unit
),
summed as (
    select metric, metric_no, as_of, version, unit, sort_no, grouping(unit) as is_county,
        coalesce(sum(achieved), 0)::bigint as achieved, coalesce(sum(judged), 0)::bigint as judged,
        coalesce(sum(exempt), 0)::bigint as exempt, coalesce(sum(unreported), 0)::bigint as unreported,
        coalesce(sum(unknown), 0)::bigint as unknown, sum(silent)::bigint as silent, count(*) as units
    from per_unit
    group by grouping sets ((metric, metric_no, as_of, version, unit, sort_no), (metric, metric_no, as_of, version))
)
select metric, as_of, version, unit, achieved, judged, exempt, unreported, unknown, silent, units
from summed
order by metric_no, as_of, version, is_county, sort_no, unit
"""


def count_figures(
    warehouse: Reader, points: Sequence[Point], metrics: Sequence[str] | None = None, scope: Scope | None = None
) -> list[Figure]:
    """Figures of every unit and of the county at each point.

    Args:
        points: dates with the version to look through; one query answers all of them.
        metrics: ids; None for all of the catalogue, in its order.

    Returns:
        For each metric and point (in the order given): its units in the register's order, zeros included, then
        COUNTY, the sum over them. A unit outside the metric's population has no figure.

    Raises:
        KeyError: an unknown id.
    """
    asked = list(load_catalog().values()) if metrics is None else [find_metric(one) for one in dict.fromkeys(metrics)]
    places = {point: place for place, point in enumerate(dict.fromkeys(points))}
    if not asked or not places:
        return []
    rows = warehouse.query(_compose_figures(asked), parameters(list(places), scope or Scope()))
    return _to_figures(rows, asked, places)


def _to_figures(rows: Iterable[tuple], asked: Sequence[Metric], places: dict[Point, int]) -> list[Figure]:
    order = {metric.id: number for number, metric in enumerate(asked)}
    slots: dict[tuple[int, int], list[Figure]] = {
        (number, place): [] for number in range(len(asked)) for place in range(len(places))
    }
    for metric, as_of, version, unit, achieved, judged, exempt, unreported, unknown, silent, units in rows:
        figure = Figure(
            metric, unit or COUNTY, as_of, achieved, judged, exempt, unreported, unknown, silent, units, version
        )
        slots[order[metric], places[Point(as_of, version)]].append(figure)
    for (number, place), figures in slots.items():
        if not figures:
            point = list(places)[place]
            figures.append(Figure(asked[number].id, COUNTY, point.as_of, 0, 0, version=point.version))
    return [figure for figures in slots.values() for figure in figures]


def _compose_figures(asked: Sequence[Metric]) -> str:
    grouped = subjects_of(asked)
    counted, outcomes = [], []
    for subject, metrics in grouped.items():
        columns = ", ".join(metric.id for metric in metrics)
        counted.append(
            f"{subject}_counted as materialized (\n    select as_of, version, unit, {columns}, count(*) as n\n"
            f"    from {subject}_rows group by all\n)"
        )
        outcomes += [
            f"    select '{metric.id}' as metric, as_of, version, unit, {metric.id} as outcome, n\n"
            f"    from {subject}_counted where {metric.id} is not null"
            for metric in metrics
        ]
    entries = ", ".join(
        f"('{metric.id}', {number}, '{metric.population}', '{metric.silent_dataset}')"
        for number, metric in enumerate(asked)
    )
    tail = _FIGURES.format(relieved=relieve("o.outcome"), outcomes="\n    union all\n".join(outcomes), asked=entries)
    return compose(grouped, ",\n" + ",\n".join(counted) + tail)
