"""The finding of a figure in one official sentence: a small grammar with its cases. Words come from the catalogue."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal

from metrics.catalog import Metric
from metrics.figure import COUNTY, UNFILLED, Figure, SubjectRow, change_in_points
from metrics.ranking import rank_units

# Relations with one subject for each unit: the sentence names units instead of giving a rate.
UNIT_SUBJECTS = frozenset({"units", "workplans", "scenarios", "trainings", "evaluations"})
_MOST_NAMES = 3


def show_date(day: date) -> str:
    """2023年6月28日, as in official papers."""
    return f"{day.year}年{day.month}月{day.day}日"


def show_moment(at: datetime | None) -> str:
    """2023年6月28日09:30; empty for None."""
    return f"{show_date(at.date())}{at:%H:%M}" if at else ""


def show_percent(figure: Figure) -> str:
    """44.9%; 未填报 where nothing was filled in; — when nothing is counted."""
    if figure.is_unfilled:
        return UNFILLED
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
    compared = _compare(metric, before, county, before_words, is_single=len(own) == 1)
    return f"截至{show_date(as_of)}，{body}{compared}。"


def name_units(codes: Sequence[str], names: Mapping[str, str], most: int = _MOST_NAMES) -> str:
    """Short names joined by 、; beyond `most` the first of them and 等n个单位."""
    shown = "、".join(names.get(code) or code for code in codes[:most])
    return shown if len(codes) <= most else f"{shown}等{len(codes)}个单位"


def short_name(metric: Metric) -> str:
    """The name without the remark in brackets."""
    return metric.name.partition("（")[0]


def say_open(metric: Metric, figure: Figure) -> str:
    """What is still open, misses and 未填报 apart: 33项尚未汇聚，6项未填报; empty when everything is done."""
    return "，".join(f"{count}{metric.subject_noun[0]}{words}" for count, words in _open_parts(metric, figure))


def name_open(metric: Metric, rows: Sequence[SubjectRow], most: int) -> str:
    """The open subjects of one unit by name: 户籍信息、人口信息尚未汇聚，门牌信息未填报; the unit's state where it is itself counted.

    most: names given before 等n项.
    """
    parts = []
    for outcome, words in (("missed", metric.open_words), ("unreported", "未填报")):
        labels = list(dict.fromkeys(row.label for row in rows if row.outcome == outcome))
        if labels and metric.subject in UNIT_SUBJECTS:
            parts.append(metric.alone_words or words if outcome == "missed" else words)
        elif labels:
            more = f"等{len(labels)}{metric.subject_noun[0]}" if len(labels) > most else ""
            parts.append(f"{'、'.join(labels[:most])}{more}{words}")
    return "，".join(parts)


def no_subjects(metric: Metric) -> str:
    """没有应上云系统, 没有应统计的到期项目: why a rate cannot be given."""
    noun = metric.subject_noun[1:]
    return f"没有{noun}" if metric.is_count or noun.startswith("应") else f"没有应统计的{noun}"


def _open_parts(metric: Metric, figure: Figure) -> list[tuple[int, str]]:
    missed = figure.denominator - figure.numerator - figure.unreported
    return [(count, words) for count, words in ((missed, metric.open_words), (figure.unreported, "未填报")) if count]


def _whole_county(metric: Metric, county: Figure, units: Sequence[Figure], names: Mapping[str, str]) -> str:
    if not county.units_in_scope:
        return "没有符合条件的单位"
    silent = [figure.unit for figure in units if figure.silent_units]
    if county.silent_units == county.units_in_scope:
        return f"{county.units_in_scope}个单位均未报送，{short_name(metric)}无法计算"
    if county.denominator and metric.subject in UNIT_SUBJECTS:
        body = _counts(metric, county, _names_of_open(metric, units, names))
    else:
        body = _counts(metric, county) + _rate_and_extremes(metric, county, units, names)
    if silent:
        few = len(silent) <= _MOST_NAMES
        named = (
            f"{len(silent)}个单位未报送（{name_units(silent, names)}）" if few else f"{name_units(silent, names)}未报送"
        )
        body += f"；另有{named}"
    return body


def _single_unit(metric: Metric, figure: Figure, name: str) -> str:
    if figure.silent_units:
        return f"{name}未报送，{short_name(metric)}无法计算"
    if metric.subject not in UNIT_SUBJECTS:
        is_partial = 0 < figure.numerator < figure.denominator
        rate = f"，{short_name(metric)}{show_percent(figure)}" if is_partial and not metric.is_count else ""
        return f"{name}{_counts(metric, figure)}{rate}"
    if not figure.denominator:
        return f"{name}不纳入{short_name(metric)}统计" if figure.exempt else f"{name}{no_subjects(metric)}"
    return f"{name}{_state_words(metric, figure)}"


def _state_words(metric: Metric, figure: Figure) -> str:
    """How one unit stands where the unit itself is what is counted."""
    if figure.unreported:
        return "未填报"
    return metric.done_words if figure.numerator else metric.alone_words or metric.open_words


def _counts(metric: Metric, figure: Figure, open_names: Mapping[str, str] | None = None) -> str:
    """43个项目中34个按时出具，9个未按时出具. open_names: words of an open part → who, in brackets."""
    measure, total, done = metric.subject_noun[0], figure.denominator, figure.numerator
    if not total:
        return _nothing_counted(metric, figure)
    whole = f"{total}{metric.subject_noun}"
    if done == total:
        return f"{whole}全部{metric.done_words}" if total > 1 else f"{whole}{metric.done_words}"
    open_parts = _open_parts(metric, figure)
    if not done and len(open_parts) == 1:
        return f"{whole}均{open_parts[0][1]}" if total > 1 else f"{whole}{open_parts[0][1]}"
    parts = [f"{done}{measure}{metric.done_words}"] if done else []
    parts += [f"{count}{measure}{words}{(open_names or {}).get(words, '')}" for count, words in open_parts]
    return f"{whole}中{'，'.join(parts)}"


def _nothing_counted(metric: Metric, figure: Figure) -> str:
    measure = metric.subject_noun[0]
    aside = [
        f"{count}{measure}{words}"
        for count, words in ((figure.exempt, "不纳入"), (figure.unknown, "无法回溯"))
        if count
    ]
    reason = f"（{'，'.join(aside)}）" if aside else ""
    return f"{no_subjects(metric)}{reason}" + ("" if metric.is_count else f"，{short_name(metric)}无法计算")


def _names_of_open(metric: Metric, units: Sequence[Figure], names: Mapping[str, str]) -> dict[str, str]:
    """Words of an open part → its units in brackets, where they are few enough to be named."""
    open_units = [one for one in units if one.denominator and not one.numerator]
    parts = {
        metric.open_words: [one.unit for one in open_units if not one.unreported],
        "未填报": [one.unit for one in open_units if one.unreported],
    }
    return {words: f"（{name_units(who, names)}）" for words, who in parts.items() if 0 < len(who) <= _MOST_NAMES}


def _rate_and_extremes(metric: Metric, county: Figure, units: Sequence[Figure], names: Mapping[str, str]) -> str:
    if county.numerator in (0, county.denominator):
        return ""
    rate = f"，{short_name(metric)}{show_percent(county)}"
    unfilled = [figure.unit for figure in units if figure.is_unfilled]
    blank = f"；{name_units(unfilled, names)}{UNFILLED}" if unfilled else ""
    ranked = [figure for rank, figure in rank_units(units) if rank is not None and not figure.is_unfilled]
    if not ranked or ranked[0].rate == ranked[-1].rate:
        return rate + blank
    best = [figure.unit for figure in ranked if figure.rate == ranked[0].rate]
    worst = [figure.unit for figure in ranked if figure.rate == ranked[-1].rate]
    # Many at the top need no names; who is last is what a meeting asks for.
    top = f"{len(best)}个单位" if len(best) > _MOST_NAMES else name_units(best, names)
    ends = ((top, best, "最高", ranked[0]), (name_units(worst, names), worst, "最低", ranked[-1]))
    return (
        f"{rate}；"
        + "，".join(
            f"{who}{'并列' if len(tied) > 1 else ''}{word}（{show_percent(one)}）" for who, tied, word, one in ends
        )
        + blank
    )


def _compare(metric: Metric, before: Figure | None, county: Figure, before_words: str, *, is_single: bool) -> str:
    if before is None or metric.is_count or not county.denominator or county.is_unfilled:
        return ""
    points = change_in_points(before, county)
    day = show_date(before.as_of)
    when = day if before_words == day else f"{before_words}（{day}）"
    if points is None:
        return f"；{when}无数据，不作比较"
    if is_single and metric.subject in UNIT_SUBJECTS:
        then, now = _state_words(metric, before), _state_words(metric, county)
        return f"，与{when}相同" if then == now else f"；{when}时{then}"
    return f"；与{when}相比{show_change(points)}"
