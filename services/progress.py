"""What the screens ask for: figures with lights, rank, trend, change and the sentence that says the finding.

Counts nothing itself: figures come from `metrics`, rows from `warehouse`; this module puts side by side what one
page shows, and keeps restricted figures from roles that may not see them.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from metrics.catalog import Metric, load_catalog
from metrics.counting import count_figures
from metrics.figure import COUNTY, Figure, Point, Scope, change_in_points
from metrics.lights import Light, light_of
from metrics.ranking import rank_units
from metrics.sentences import finding, show_percent
from metrics.versions import known_point, points_by_basis, points_for, present_point
from services.actor import MAY_SEE_RESTRICTED, Actor
from services.store import Store
from warehouse.register import RegisterUnit, list_units, short_names

TREND_MONTHS = 12
CHANGE_MONTHS = 6


@dataclass(frozen=True, slots=True)
class TrendFigure:
    """The county figure at one day; figure None: nothing had been accepted by then (当时无报送)."""

    day: date
    figure: Figure | None


@dataclass(frozen=True, slots=True)
class Headline:
    """One figure with what stands beside it.

    before: the figure at the former day, None when nothing had been accepted by then.
    change: since then in 百分点 to one decimal, None when not comparable.
    """

    metric: Metric
    county: Figure
    light: Light | None
    trend: tuple[TrendFigure, ...]
    before: Figure | None
    change: Decimal | None


@dataclass(frozen=True, slots=True)
class UnitLine:
    """One unit's figure in a table. rank: shared by ties, None when nothing is counted."""

    unit: RegisterUnit
    figure: Figure
    light: Light | None
    rank: int | None


@dataclass(frozen=True, slots=True)
class Topic:
    """All that the topic page of one metric shows.

    looking_back: which way the figures look back.  other_way: what the other way gives for the county, "" when the same.
    """

    headline: Headline
    point: Point
    lines: tuple[UnitLine, ...]
    finding: str
    denominator: str
    looking_back: str
    other_way: str


@dataclass(frozen=True, slots=True)
class UnitFigure:
    """One unit's figure beside the county's and that of all units of its kind."""

    metric: Metric
    own: Figure
    county: Figure
    of_kind: Figure
    light: Light | None


def may_see(metric: Metric, actor: Actor) -> bool:
    """False for a restricted metric and a role that does not need it."""
    return not metric.restricted or actor.role in MAY_SEE_RESTRICTED


def read_topic(store: Store, metric_id: str, as_of: date, scope: Scope, since: date | None, since_words: str) -> Topic:
    """The county figure with trend and change since a former day, every unit's figure with rank and light, and the finding."""
    metric = load_catalog()[metric_id]
    point = points_for(metric_id, [as_of], store.warehouse)[0]
    figures = [one for one in count_figures(store.warehouse, [point], [metric_id], scope) if one.units_in_scope]
    units = {unit.code: unit for unit in list_units(store.warehouse)}
    ranks = {figure.unit: rank for rank, figure in rank_units(figures)}
    lines = tuple(
        UnitLine(units[one.unit], one, light_of(metric, one), ranks[one.unit]) for one in figures if one.unit != COUNTY
    )
    headline = read_headlines(store, (metric_id,), as_of, scope, since)[0]
    return Topic(
        headline=headline,
        point=point,
        lines=lines,
        finding=finding(
            metric,
            headline.county,
            [line.figure for line in lines],
            short_names(units.values()),
            as_of,
            before=headline.before,
            before_words=since_words,
        ),
        denominator=denominator_words(metric, headline.county),
        looking_back=looking_back_words(metric, point),
        other_way=_say_other_way(store, metric, point, headline.county, scope),
    )


def read_headlines(
    store: Store, metric_ids: Sequence[str], as_of: date, scope: Scope, since: date | None
) -> list[Headline]:
    """County figures with a year of month-ends and the change since a former day (None: no comparison), in the order asked for."""
    days = trend_days(as_of)
    asked = sorted({*days, since} if since else days)
    catalog = load_catalog()
    found: dict[str, Headline] = {}
    for same, points in points_by_basis(metric_ids, asked, store.warehouse):
        figures = {
            (figure.metric, figure.as_of): figure
            for figure in count_figures(store.warehouse, points, same, scope)
            if figure.unit == COUNTY
        }
        for one in same:
            by_day = {point.as_of: figures[one, point.as_of] if point.version else None for point in points}
            county = by_day[as_of] or Figure(one, COUNTY, as_of, 0, 0)
            before = by_day[since] if since else None
            found[one] = Headline(
                metric=catalog[one],
                county=county,
                light=light_of(catalog[one], county),
                trend=tuple(TrendFigure(day, by_day[day]) for day in days),
                before=before,
                change=change_in_points(before, county) if before else None,
            )
    return [found[one] for one in metric_ids]


def read_unit(store: Store, unit: RegisterUnit, metric_ids: Sequence[str], as_of: date) -> list[UnitFigure]:
    """Per metric the unit's own figure beside the county's and that of units of its kind."""
    catalog = load_catalog()
    found: dict[str, UnitFigure] = {}
    for same, points in points_by_basis(metric_ids, [as_of], store.warehouse):
        county = {one.metric: one for one in count_figures(store.warehouse, points, same) if one.unit == COUNTY}
        kind = count_figures(store.warehouse, points, same, Scope(kind=unit.kind))
        for one in same:
            own = [figure for figure in kind if figure.metric == one and figure.unit == unit.code]
            of_kind = next(figure for figure in kind if figure.metric == one and figure.unit == COUNTY)
            if own:
                light = light_of(catalog[one], own[0])
                found[one] = UnitFigure(catalog[one], own[0], county[one], of_kind, light)
    return [found[one] for one in metric_ids if one in found]


def looking_back_words(metric: Metric, point: Point) -> str:
    """Which way the figure looks back, as every figure has to say."""
    if metric.basis == "dated":
        return metric.basis_words
    return f"按当时资料（数据第{point.version}版）" if point.version else "按当时资料（当时无报送）"


def _say_other_way(store: Store, metric: Metric, point: Point, county: Figure, scope: Scope) -> str:
    """The county's figure by the way of looking back that is not shown; empty where both give the same."""
    is_dated = metric.basis == "dated"
    other = (known_point if is_dated else present_point)(store.warehouse, point.as_of)
    if other.version == point.version:
        return ""
    way = f"按当时资料（数据第{other.version}版）" if is_dated else "按现有资料回算"
    if not other.version:
        return "按当时资料：当时无报送"
    figure = next(one for one in count_figures(store.warehouse, [other], [metric.id], scope) if one.unit == COUNTY)
    if (figure.numerator, figure.denominator) == (county.numerator, county.denominator):
        return ""
    rate = "" if metric.is_count else f"{show_percent(figure)}，"
    return f"{way}：{rate}{figure.numerator}/{figure.denominator}"


def trend_days(as_of: date) -> tuple[date, ...]:
    """Twelve month-ends before the day, and the day itself."""
    days = [as_of]
    end = as_of.replace(day=1) - timedelta(days=1)
    while len(days) <= TREND_MONTHS:
        days.append(end)
        end = end.replace(day=1) - timedelta(days=1)
    return tuple(reversed(days))


def comparable_day(store: Store, day: date) -> date | None:
    """The day, or None when no unit had joined by then: what had not begun is nothing to rise or fall from."""
    joined = [unit.joined_on for unit in list_units(store.warehouse) if unit.joined_on]
    return day if joined and min(joined) <= day else None


def add_months(day: date, months: int) -> date:
    """The same day of another month, clipped to that month's end."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def denominator_words(metric: Metric, county: Figure) -> str:
    """分母：69个应上云系统；考核范围26个单位，已报25个."""
    words = f"分母：{county.denominator}{metric.subject_noun}；考核范围{county.units_in_scope}个单位"
    if county.silent_units:
        words += f"，已报{county.units_in_scope - county.silent_units}个"
    return words
