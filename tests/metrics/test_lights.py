"""Lights: the table of rates and the table of dated duties."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from metrics.catalog import load_catalog
from metrics.figure import Figure
from metrics.lights import describe_thresholds, light_of, light_of_duty, near_from

METRIC = load_catalog()["lists_filed"]
DUE = date(2023, 6, 28)


def light(numerator, denominator, target="1", *, silent=0, unreported=0, **more):
    metric = replace(METRIC, target=None if target is None else Decimal(target), **more)
    figure = Figure("lists_filed", "全县", DUE, numerator, denominator, unreported=unreported, silent_units=silent)
    found = light_of(metric, figure)
    return found and (found.shape, found.word)


@pytest.mark.parametrize(
    ("numerator", "denominator", "target", "expected"),
    [
        (10, 10, "1", ("●", "达标")),
        (9999, 10000, "1", ("▲", "基本达标")),  # 99.99 %, shown as 100.0 %, is still below
        (8, 10, "1", ("▲", "基本达标")),  # 80 % = target − 20 points
        (7999, 10000, "1", ("■", "未达标")),
        (0, 10, "1", ("■", "未达标")),
        (0, 0, "1", ("○", "无数据")),
        (6, 10, "0.6", ("●", "达标")),
        (4, 10, "0.6", ("▲", "基本达标")),
        (3999, 10000, "0.6", ("■", "未达标")),
        (3, 10, "0.5", ("▲", "基本达标")),  # a target of just 50 % still has 20 points
        (29, 100, "0.5", ("■", "未达标")),
        (32, 100, "0.4", ("▲", "基本达标")),  # below 50 %: from 80 % of the target, 32 %
        (31, 100, "0.4", ("■", "未达标")),
        (40, 100, "0.4", ("●", "达标")),
        (1, 3, "0.3333333333333333333333333333", ("●", "达标")),
        (5, 10, None, None),
    ],
)
def test_rate_lights(numerator, denominator, target, expected):
    assert light(numerator, denominator, target) == expected


def test_all_unreported_is_no_data():
    assert light(0, 4, unreported=4) == ("○", "无数据")
    assert light(0, 4, unreported=3) == ("■", "未达标")


def test_no_green_while_a_unit_is_silent():
    assert light(10, 10, silent=1) == ("▲", "基本达标")
    assert light(5, 10, silent=1) == ("■", "未达标")


def test_aims_are_never_red_and_counts_have_no_light():
    assert light(0, 10, is_aim=True) == ("▲", "基本达标")
    assert light(10, 10, is_aim=True) == ("●", "达标")
    assert light(10, 10, is_count=True) is None


@pytest.mark.parametrize(
    ("as_of", "done", "expected"),
    [
        (date(2023, 6, 28), date(2023, 6, 28), ("●", "按时完成")),
        (date(2023, 7, 5), date(2023, 6, 28), ("●", "按时完成")),
        (date(2023, 7, 5), date(2023, 6, 29), ("◐", "逾期完成")),
        (date(2023, 6, 29), None, ("■", "逾期未完成")),
        (date(2023, 6, 29), date(2023, 7, 1), ("■", "逾期未完成")),  # done later is not done yet
        (date(2023, 6, 28), None, ("▲", "15日内到期")),
        (date(2023, 6, 13), None, ("▲", "15日内到期")),
        (date(2023, 6, 12), None, ("○", "未到期")),
        (date(2023, 6, 1), date(2023, 6, 20), ("○", "未到期")),
    ],
)
def test_duty_lights(as_of, done, expected):
    found = light_of_duty(DUE, done, as_of)
    assert (found.shape, found.word) == expected


def test_thresholds_are_said_in_words():
    assert describe_thresholds(METRIC) == (
        "目标值100%（实施方案三（二）2、三（三）3）；80%以上为基本达标，低于该值为未达标"
    )
    low = replace(METRIC, target=Decimal("0.4"), target_clause="领导小组会议纪要", is_aim=True)
    assert describe_thresholds(low) == "目标值40%（领导小组会议纪要）；32%以上为基本达标；属争取目标，不列未达标"
    assert describe_thresholds(replace(METRIC, target=None)) == ""
    with pytest.raises(ValueError):
        near_from(replace(METRIC, target=None))
