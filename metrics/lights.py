"""Lights: colour, shape and word always together. A figure without a confirmed target has none."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Literal

from metrics.catalog import Metric
from metrics.figure import Figure

LightCode = Literal["met", "near", "missed", "none", "done", "late_done", "due_soon", "overdue", "not_due"]

DUE_SOON_DAYS = 15
_HALF = Decimal("0.5")


@dataclass(frozen=True, slots=True)
class Light:
    """What is drawn: `shape` and `word` carry the meaning, `colour` (#rrggbb) repeats it."""

    code: LightCode
    shape: str
    word: str
    colour: str


_GREEN, _AMBER, _RED, _GREY = "#2E7D4F", "#9A6700", "#B42318", "#5F6B7A"
MET = Light("met", "●", "达标", _GREEN)
NEAR = Light("near", "▲", "基本达标", _AMBER)
MISSED = Light("missed", "■", "未达标", _RED)
NO_DATA = Light("none", "○", "无数据", _GREY)

DONE = Light("done", "●", "按时完成", _GREEN)
LATE_DONE = Light("late_done", "◐", "逾期完成", _AMBER)
DUE_SOON = Light("due_soon", "▲", "15日内到期", _AMBER)
OVERDUE = Light("overdue", "■", "逾期未完成", _RED)
NOT_DUE = Light("not_due", "○", "未到期", _GREY)


def lights_by_code() -> dict[str, Light]:
    """Every light by its code, as a stored or transferred figure names it."""
    return {one.code: one for one in (MET, NEAR, MISSED, NO_DATA, DONE, LATE_DONE, DUE_SOON, OVERDUE, NOT_DUE)}


def light_of(metric: Metric, figure: Figure) -> Light | None:
    """The light of a rate against its confirmed target; None without one, and for counts.

    No light is green while a unit is silent, and a 争取 goal is never red: both show ▲ instead.
    """
    if metric.target is None or metric.is_count:
        return None
    rate = figure.rate
    if rate is None or figure.unreported == figure.denominator:
        return NO_DATA
    if rate >= metric.target:
        return NEAR if figure.silent_units else MET
    if metric.is_aim or rate >= near_from(metric):
        return NEAR
    return MISSED


def near_from(metric: Metric) -> Decimal:
    """From which rate on 基本达标 begins: target less the gap, or for a target below a half its near share.

    Raises:
        ValueError: the metric has no target.
    """
    if metric.target is None:
        raise ValueError(f"{metric.id} has no target")
    return metric.target * metric.near_share if metric.target < _HALF else metric.target - metric.near_gap


def light_of_duty(due_on: date, done_on: date | None, as_of: date) -> Light:
    """The light of a dated duty at a day; on the due day itself nobody is late."""
    if done_on is not None and done_on <= as_of:
        return DONE if done_on <= due_on else LATE_DONE
    if due_on < as_of:
        return OVERDUE
    return DUE_SOON if due_on <= as_of + timedelta(days=DUE_SOON_DAYS) else NOT_DUE


def describe_thresholds(metric: Metric) -> str:
    """Target and thresholds in words, shown at the light; empty without a target."""
    if metric.target is None:
        return ""
    words = f"目标值{_percent(metric.target)}（{metric.target_clause}）；{_percent(near_from(metric))}以上为基本达标"
    return f"{words}；属争取目标，不列未达标" if metric.is_aim else f"{words}，低于该值为未达标"


def _percent(share: Decimal) -> str:
    return f"{(share * 100).normalize():f}%"
