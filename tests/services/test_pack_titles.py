"""Findings as titles: what nobody filled in is no zero, equal counts are said once, nothing is counted that is none."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from metrics.catalog import load_catalog
from metrics.figure import COUNTY, Figure, Outcome, SubjectRow
from services.pack_contents import PackRow
from services.pack_titles import say_missed
from services.pack_words import explained_words, say_headline, value_words

DAY = date(2024, 1, 31)
NAMES = {"HF001": "海城镇", "HF002": "县公安局", "HF003": "县教育局", "HF004": "附城镇"}


def posts(unit: str, done: int, whole: int, unreported: int = 0) -> Figure:
    return Figure("posts_filled", unit, DAY, done, whole, unreported=unreported, units_in_scope=1, version=1)


def headline(county: Figure, *units: Figure) -> str:
    return say_headline(load_catalog()["posts_filled"], county, units, NAMES, Decimal("1.1"), "上次会议")


def test_unit_that_filled_in_nothing_is_told_apart_from_one_at_zero() -> None:
    # 3 + 0 + 0 of 3 + 3 + 3, of which the last three posts were never filled in
    units = (posts("HF001", 3, 3), posts("HF002", 0, 3), posts("HF003", 0, 3, unreported=3))
    assert headline(posts(COUNTY, 3, 9, unreported=3), *units) == (
        "“一官两员”配备率33.3%，比上次会议上升1.1个百分点；县公安局为零；县教育局未填报"
    )


def test_only_what_is_still_open_counts_as_explained() -> None:
    def row(outcome: Outcome, explanation: str, *, is_late: bool = False) -> PackRow:
        return PackRow(SubjectRow("cloud_migrated", DAY, "HF002", "甲", "甲", outcome), explanation, is_late)

    rows = [
        row("missed", "正在割接", is_late=True),
        row("unreported", "待核"),
        row("exempt", "已批准"),
        row("missed", ""),
    ]
    assert explained_words(rows, "个") == "2个已有情况说明，其中1个承诺已逾期"
    assert explained_words(rows[1:], "个") == "1个已有情况说明" and explained_words(rows[2:], "个") == ""


def test_figure_of_which_nothing_was_filled_in_is_no_rate() -> None:
    units = (posts("HF001", 0, 3, unreported=3), posts("HF002", 0, 3, unreported=3))
    assert headline(posts(COUNTY, 0, 6, unreported=6), *units) == "6个岗位均未填报，“一官两员”配备率无法计算"


def test_value_of_which_nothing_was_filled_in_is_no_zero() -> None:
    metric = load_catalog()["posts_filled"]
    assert value_words(metric, posts(COUNTY, 0, 6, unreported=6)) == "未填报"
    assert value_words(metric, posts(COUNTY, 0, 6, unreported=5)) == "0.0%"


def test_missed_tasks_are_told_by_unit() -> None:
    assert say_missed({}, NAMES, 0) == "已定目标的任务没有未达标单位"
    assert say_missed({}, NAMES, 4) == "已定目标的任务没有未达标单位，4个单位有任务未填报或未报送"
    assert say_missed({"HF001": 2}, NAMES, 4) == "海城镇有2项任务未达标"
    assert say_missed({"HF001": 1, "HF002": 1}, NAMES, 0) == "海城镇、县公安局各有1项任务未达标"
    assert (
        say_missed({"HF001": 1, "HF002": 3, "HF003": 1}, NAMES, 0)
        == "3个单位有未达标任务，未达标最多的是县公安局（3项）"
    )
