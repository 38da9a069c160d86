"""Which version of the rows a date is seen through: 按现有资料回算 or 按当时资料."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING

from metrics.figure import Point
from metrics.relations import find_metric

if TYPE_CHECKING:
    from warehouse.connect import Reader


def present_point(warehouse: Reader, day: date) -> Point:
    """The date seen through today's rows (按现有资料回算)."""
    return Point(day, warehouse.version())


def known_point(warehouse: Reader, day: date) -> Point:
    """The date seen through the rows as known at its end (按当时资料); version 0 when nothing had been accepted."""
    return known_points(warehouse, [day])[0]


def known_points(warehouse: Reader, days: Sequence[date]) -> list[Point]:
    """The same for many days at once, in the order given."""
    sql = """
        select d.day, coalesce(max(v.version), 0)
        from (select distinct unnest(?::date[]) as day) as d
        left join version as v on cast(v.made_at as date) <= d.day
        group by d.day"""
    versions = dict(warehouse.query(sql, [list(days)]))
    return [Point(day, versions[day]) for day in days]


def points_for(metric: str, days: Sequence[date], warehouse: Reader) -> list[Point]:
    """The points a trend of this figure stands on, by its basis, one for each day in the order given.

    "dated": every day through today's rows. "state": each day through the rows of the time; a point of version 0
    means 当时无报送. Today and later days are seen through today's rows either way.
    """
    if find_metric(metric).basis == "dated":
        version = warehouse.version()
        return [Point(day, version) for day in days]
    return known_points(warehouse, days)


def points_by_basis(
    metrics: Iterable[str], days: Sequence[date], warehouse: Reader
) -> list[tuple[tuple[str, ...], list[Point]]]:
    """The metrics grouped by basis with the points of each group, so that one query answers a group."""
    grouped: dict[str, list[str]] = {}
    for metric in metrics:
        grouped.setdefault(find_metric(metric).basis, []).append(metric)
    return [(tuple(names), points_for(names[0], days, warehouse)) for names in grouped.values()]
