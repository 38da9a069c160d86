"""The metrics of a pack: every figure with what stands beside it, the rows behind it, its sentence and its trend."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from config.contracts import load_contracts
from metrics.catalog import Metric, load_catalog
from metrics.counting import count_figures
from metrics.figure import COUNTY, Figure, Scope, SubjectRow, change_in_points
from metrics.lights import describe_thresholds, light_of
from metrics.listings import Explanation
from metrics.ranking import rank_units
from metrics.sentences import finding, short_name, show_date
from metrics.subjects import find_rows_of
from metrics.versions import points_by_basis
from services.data_numbers import data_number, metric_number
from services.pack_contents import PackFigure, PackMetric, PackRow
from services.pack_words import say_headline
from services.progress import TrendFigure, denominator_words, looking_back_words, trend_days
from services.rows import explain_lateness, hide_phones
from services.store import Store
from warehouse.register import list_units, short_names


def read_metrics(
    store: Store,
    as_of: date,
    scope: Scope,
    compared_on: date | None,
    compared_words: str,
    places: dict[str, int],
    said: Sequence[Explanation],
) -> tuple[PackMetric, ...]:
    """Every metric that is not restricted, in the catalogue's order.

    Args:
        compared_on, compared_words: the former day and how it is called; None for no comparison.
        places: unit code → place in the register, from 1.
        said: the 情况说明 that stand at the rows.
    """
    catalog = {name: one for name, one in load_catalog().items() if not one.restricted}
    names = short_names(list_units(store.warehouse))
    days = trend_days(as_of)
    found: dict[str, PackMetric] = {}
    for same, points in points_by_basis(
        catalog, sorted({*days, compared_on} if compared_on else days), store.warehouse
    ):
        figures: dict[tuple[str, date], list[Figure]] = {}
        for one in count_figures(store.warehouse, points, same, scope):
            figures.setdefault((one.metric, one.as_of), []).append(one)
        known = {point.as_of for point in points if point.version}
        point = next(one for one in points if one.as_of == as_of)
        rows: dict[str, list[SubjectRow]] = {name: [] for name in same}
        for row in find_rows_of(store.warehouse, same, point, scope):
            rows[row.metric].append(row)
        for name in same:
            metric = catalog[name]
            now = {one.unit: one for one in figures[name, as_of]}
            before = (
                {one.unit: one for one in figures[name, compared_on]} if compared_on and compared_on in known else {}
            )
            ranks = {figure.unit: rank for rank, figure in rank_units(list(now.values()))}
            lines = {
                code: _pack_figure(metric, one, before.get(code), ranks.get(code), places.get(code, 0))
                for code, one in now.items()
            }
            county = lines.pop(COUNTY)
            units = [line.figure for line in lines.values()]
            found[name] = PackMetric(
                metric=metric,
                number=metric_number(name),
                county=county,
                units=tuple(lines.values()),
                headline=say_headline(metric, county.figure, units, names, county.change, compared_words)
                if point.version
                else f"{short_name(metric)}：当时无报送",
                finding=finding(
                    metric, county.figure, units, names, as_of, before=county.before, before_words=compared_words
                )
                if point.version
                else f"截至{show_date(as_of)}，当时无报送，{short_name(metric)}不能按当时资料统计。",
                denominator=denominator_words(metric, county.figure),
                looking_back=looking_back_words(metric, point),
                target=describe_thresholds(metric),
                sources=tuple(load_contracts()[source].title for source in metric.sources),
                trend=tuple(
                    TrendFigure(
                        day, next(one for one in figures[name, day] if one.unit == COUNTY) if day in known else None
                    )
                    for day in days
                ),
                rows=_pack_rows(rows[name], said),
            )
    return tuple(found[name] for name in catalog)


def _pack_figure(metric: Metric, one: Figure, before: Figure | None, rank: int | None, place: int) -> PackFigure:
    change = change_in_points(before, one) if before and not metric.is_count else None
    return PackFigure(data_number(metric.id, place), one, light_of(metric, one), rank, before, change)


def _pack_rows(rows: Sequence[SubjectRow], said: Sequence[Explanation]) -> tuple[PackRow, ...]:
    clean = (replace(row, key=hide_phones(row.key), label=hide_phones(row.label)) for row in rows)
    return tuple(PackRow(row, *words) for row, words in zip(clean, explain_lateness(rows, said), strict=True))
