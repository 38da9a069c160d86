"""The finding of a figure in one official sentence: a small grammar with its cases. Words come from the catalogue."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from metrics.catalog import Metric
from metrics.figure import COUNTY, Figure, change_in_points
from metrics.ranking import rank_units

# Relations with one subject for each unit: the sentence names units instead of giving a rate.
_UNIT_SUBJECTS = frozenset({"units", "workplans", "scenarios", "trainings", "evaluations"})
_MOST_NAMES = 3


def show_date(day: date) -> str:
    """2023年6月28日, as in official papers."""
    return f"{day.year}年{day.month}月{day.day}日"


def show_percent(figure: Figure) -> str:
    """44.9%, or — when nothing is counted."""
    return "—" if figure.percent is None else f"{figure.percent}%"


def show_change(points: Decimal | None) -> str:
    """上升1.5个百分点, 下降0.3个百分点, 持平; empty when there is nothing to compare."""
    if points is None:
        return ""
    if not points:
        return "持平"
    return f"{'上升' if points > 0 else '下降'}{abs(points)}个百分点"


def finding(
    metric: Metric,
    county: Figure,
    units: Sequence[Figure],
    names: Mapping[str, str],
    as_of: date,
    *,
    before: Figure | None = None,
    before_words: str = "上次会议",
) -> str:
    """The main finding at a date.

    Args:
        county: the pooled figure of the scope shown.
        units: its units' figures; a single one makes the sentence about that unit.
        names: unit code → short name.
        before: the figure of the former meeting, None when there was none.
        before_words: how the former date is called, e.g. 半年前.
    """
    own = [figure for figure in units if figure.unit != COUNTY]
    if len(own) == 1:
        body = _single_unit(metric, own[0], names.get(own[0].unit) or own[0].unit)
    else:
        body = _whole_county(metric, county, own, names)
    return f"截至{show_date(as_of)}，{body}{_compare(metric, before, county, before_words)}。"


def name_units(codes: Sequence[str], names: Mapping[str, str], most: int = _MOST_NAMES) -> str:
    """Short names joined by 、; beyond `most` the first of them and 等n个单位."""
    shown = "、".join(names.get(code) or code for code in codes[:most])
    return shown if len(codes) <= most else f"{shown}等{len(codes)}个单位"


def _whole_county(metric: Metric, county: Figure, units: Sequence[Figure], names: Mapping[str, str]) -> str:
    if not county.units_in_scope:
        return "没有符合条件的单位"
    silent = [figure.unit for figure in units if figure.silent_units]
    if county.silent_units == county.units_in_scope:
        return f"{county.units_in_scope}个单位均未报送，{_short_name(metric)}无法计算"
    body = _counts(metric, county)
    if county.denominator and metric.subject in _UNIT_SUBJECTS:
        body += _name_open_units(county, units, names)
    elif county.denominator:
        body += _rate_and_extremes(metric, county, units, names)
    if silent:
        few = len(silent) <= _MOST_NAMES
        named = (
            f"{len(silent)}个单位未报送（{name_units(silent, names)}）" if few else f"{name_units(silent, names)}未报送"
        )
        body += f"；另有{named}"
    return body


def _single_unit(metric: Metric, figure: Figure, name: str) -> str:
    if figure.silent_units:
        return f"{name}未报送，{_short_name(metric)}无法计算"
    if metric.subject not in _UNIT_SUBJECTS or not figure.denominator:
        rate = f"，{_short_name(metric)}{show_percent(figure)}" if figure.denominator and not metric.is_count else ""
        return f"{name}{_counts(metric, figure)}{rate}"
    if figure.unreported:
        return f"{name}未填报"
    return f"{name}{metric.done_words if figure.numerator else metric.open_words}"


def _counts(metric: Metric, figure: Figure) -> str:
    measure, total, done = metric.subject_noun[0], figure.denominator, figure.numerator
    if not total:
        return _nothing_counted(metric, figure)
    whole = f"{total}{metric.subject_noun}"
    if figure.unreported == total:
        return f"{whole}均未填报"
    if done == total:
        return f"{whole}全部{metric.done_words}" if total > 1 else f"{whole}{metric.done_words}"
    if not done:
        return f"{whole}均{metric.open_words}" if total > 1 else f"{whole}{metric.open_words}"
    return f"{whole}中{done}{measure}{metric.done_words}，{total - done}{measure}{metric.open_words}"


def _nothing_counted(metric: Metric, figure: Figure) -> str:
    noun = metric.subject_noun[1:]
    aside = []
    if figure.exempt:
        aside.append(f"{figure.exempt}{metric.subject_noun[0]}不纳入")
    if figure.unknown:
        aside.append(f"{figure.unknown}{metric.subject_noun[0]}无法回溯")
    reason = f"（{'，'.join(aside)}）" if aside else ""
    return f"没有应统计的{noun}{reason}，{_short_name(metric)}无法计算"


def _name_open_units(county: Figure, units: Sequence[Figure], names: Mapping[str, str]) -> str:
    open_units = [figure.unit for figure in units if figure.denominator and not figure.numerator]
    if not county.numerator or not 0 < len(open_units) <= _MOST_NAMES:
        return ""
    return f"（{name_units(open_units, names)}）"


def _rate_and_extremes(metric: Metric, county: Figure, units: Sequence[Figure], names: Mapping[str, str]) -> str:
    rate = "" if county.numerator in (0, county.denominator) else f"，{_short_name(metric)}{show_percent(county)}"
    ranked = [figure for rank, figure in rank_units(units) if rank is not None]
    if not ranked or ranked[0].rate == ranked[-1].rate:
        return rate
    best = [figure for figure in ranked if figure.rate == ranked[0].rate]
    worst = [figure for figure in ranked if figure.rate == ranked[-1].rate]
    return f"{rate}；{_extreme(best, '最高', names)}，{_extreme(worst, '最低', names)}"


def _extreme(figures: Sequence[Figure], word: str, names: Mapping[str, str]) -> str:
    shared = "并列" if len(figures) > 1 else ""
    return f"{name_units([one.unit for one in figures], names)}{shared}{word}（{show_percent(figures[0])}）"


def _compare(metric: Metric, before: Figure | None, county: Figure, before_words: str) -> str:
    if before is None or metric.is_count or not county.denominator:
        return ""
    points = change_in_points(before, county)
    day = show_date(before.as_of)
    when = day if before_words == day else f"{before_words}（{day}）"
    return f"；{when}无数据，不作比较" if points is None else f"；与{when}相比{show_change(points)}"


def _short_name(metric: Metric) -> str:
    """The name without the remark in brackets."""
    return metric.name.partition("（")[0]
