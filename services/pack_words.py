"""Short words that stand at figures on paper: value, count, change, state, and the finding as a title."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from metrics.catalog import Metric
from metrics.figure import OPEN_OUTCOMES, UNFILLED, Figure
from metrics.lights import Light
from metrics.sentences import name_units, no_subjects, short_name, show_date
from services.pack_contents import PackRow

FULL = Decimal(100)
NOT_BEGUN = "试点尚未启动，不作升降比较"
MEETING_WORDS = "上次会议"


def value_words(metric: Metric, figure: Figure) -> str:
    """36.0%; a count as 6个; 未报送 for a silent unit; 未填报 where nothing was filled in; — when nothing is counted."""
    if figure.silent_units and figure.silent_units == figure.units_in_scope and not figure.denominator:
        return "未报送"
    if not figure.denominator:
        return "—"
    if figure.is_unfilled:
        return UNFILLED
    return f"{figure.numerator}个" if metric.is_count else f"{figure.percent}%"


def counted_words(figure: Figure) -> str:
    """32/89; empty when nothing is counted."""
    return f"{figure.numerator}/{figure.denominator}" if figure.denominator else ""


def nothing_words(metric: Metric, figure: Figure) -> str:
    """Why nothing is counted: nothing had been accepted by the day, or there is nothing of the kind."""
    return no_subjects(metric) if figure.version else "当时无报送"


def reported_words(figure: Figure) -> str:
    """已报15/16个单位; empty when no unit is silent."""
    if not figure.silent_units:
        return ""
    return f"已报{figure.units_in_scope - figure.silent_units}/{figure.units_in_scope}个单位"


def aside_words(figure: Figure) -> str:
    """不纳入2，未填报5，无法回溯1; empty when there are none."""
    parts = (("不纳入", figure.exempt), ("未填报", figure.unreported), ("无法回溯", figure.unknown))
    return "，".join(f"{word}{count}" for word, count in parts if count)


def change_words(points: Decimal | None) -> str:
    """上升8.3个百分点, 下降…, 持平; empty without a comparison."""
    if points is None:
        return ""
    return f"{'上升' if points > 0 else '下降'}{abs(points)}个百分点" if points else "持平"


def say_compared(compared_on: date | None, compared_words: str) -> str:
    """升降为与上次会议（2024年11月30日）相比; that there was nothing yet to compare with, when the day is None.

    compared_words: how the day is called; the day itself where somebody chose it.
    """
    if compared_on is None:
        return f"{compared_words}{NOT_BEGUN}"
    day = show_date(compared_on)
    return f"升降为与{day if compared_words == day else f'{compared_words}（{day}）'}相比"


def explained_words(rows: Sequence[PackRow], measure: str) -> str:
    """3项已有情况说明，其中1项承诺已逾期: of what is still open; empty where nothing was said."""
    said = [one for one in rows if one.explanation and one.row.outcome in OPEN_OUTCOMES]
    late = sum(one.is_late for one in said)
    words = f"{len(said)}{measure}已有情况说明" if said else ""
    return f"{words}，其中{late}{measure}承诺已逾期" if late else words


def light_words(light: Light | None) -> str:
    """■ 未达标; 未定目标 without a light."""
    return f"{light.shape} {light.word}" if light else "未定目标"


def say_headline(
    metric: Metric,
    county: Figure,
    units: Sequence[Figure],
    names: Mapping[str, str],
    change: Decimal | None,
    compared_words: str,
) -> str:
    """The finding as a title: the figure, its change, who stands at zero or is silent; no full stop."""
    name = short_name(metric)
    if not county.units_in_scope:
        return f"{name}：没有符合条件的单位"
    if county.silent_units == county.units_in_scope:
        return f"{county.units_in_scope}个单位均未报送，{name}无法计算"
    if not county.denominator:
        return f"{name}：{no_subjects(metric)}"
    if county.is_unfilled:
        return f"{county.denominator}{metric.subject_noun}均未填报，{name}无法计算"
    if metric.is_count:
        return f"{county.denominator}{metric.subject_noun}中{county.numerator}个{metric.done_words}"
    if county.numerator == county.denominator:
        title = f"{county.denominator}{metric.subject_noun}全部{metric.done_words}"
    else:
        title = f"{name}{county.percent}%"
        if change is not None:
            title += f"，比{compared_words}{change_words(change)}" if change else f"，与{compared_words}持平"
    own = [one for one in units if one.unit != county.unit]
    unfilled = [one.unit for one in own if one.is_unfilled]
    zero = [one.unit for one in own if one.denominator and not one.numerator and not one.is_unfilled]
    silent = [one.unit for one in own if one.silent_units]
    for units_so, words in ((zero, "为零"), (unfilled, UNFILLED), (silent, "未报送")):
        if units_so and len(own) > 1:
            title += f"；{_few(units_so, names)}{words}"
    return title


def _few(codes: Sequence[str], names: Mapping[str, str]) -> str:
    return name_units(codes, names) if len(codes) <= 2 else f"{len(codes)}个单位"
