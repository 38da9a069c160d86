"""The finding sentence, case by case; and ranks and changes, which it stands on."""

import re
from datetime import date
from decimal import Decimal

import pytest

from metrics.catalog import load_catalog
from metrics.figure import COUNTY, Figure, change_in_points
from metrics.ranking import rank_units
from metrics.sentences import finding, say_open, show_change, show_percent

DAY = date(2023, 12, 31)
NAMES = {code: f"县{code}局" for code in "ABCDEFGH"}


def figure(unit, numerator, denominator, *, silent=0, units=1, day=DAY, **more):
    return Figure("m", unit, day, numerator, denominator, silent_units=silent, units_in_scope=units, **more)


def county(units, **more):
    sums = {
        name: sum(getattr(one, name) for one in units)
        for name in ("numerator", "denominator", "exempt", "unreported", "unknown", "silent_units", "units_in_scope")
    }
    return Figure("m", COUNTY, DAY, **(sums | more))


def say(metric, units, **more):
    return finding(load_catalog()[metric], county(units), units, NAMES, DAY, **more)


def one_each(outcomes):
    return [figure(code, done, 1) for code, done in zip(NAMES, outcomes, strict=False)]


CASES = [
    (
        "the example of the product: units with gaps",
        "units_complete",
        [figure(str(number), number < 7, 1) for number in range(22)],
        "22个单位中7个“一官两员”齐备，15个有缺口。",
    ),
    (
        "few gaps are named",
        "units_complete",
        one_each([1, 0, 1, 0]),
        "4个单位中2个“一官两员”齐备，2个有缺口（县B局、县D局）。",
    ),
    ("all complete", "units_complete", one_each([1, 1, 1]), "3个单位全部“一官两员”齐备。"),
    ("none complete", "units_complete", one_each([0, 0, 0]), "3个单位均有缺口。"),
    (
        "best and worst",
        "cloud_migrated",
        [figure("A", 3, 4), figure("B", 1, 4), figure("C", 1, 2)],
        "10个应上云系统中5个已上云，5个尚未上云，政务信息系统上云率50.0%；县A局最高（75.0%），县B局最低（25.0%）。",
    ),
    (
        "ties for best and worst",
        "cloud_migrated",
        [figure("A", 1, 1), figure("B", 2, 2), figure("C", 0, 1), figure("D", 0, 2)],
        "6个应上云系统中3个已上云，3个尚未上云，政务信息系统上云率50.0%；"
        "县A局、县B局并列最高（100.0%），县C局、县D局并列最低（0.0%）。",
    ),
    (
        "many ties at the top need no names",
        "converged",
        [figure(code, 1, 1) for code in "ABCD"] + [figure("E", 0, 1)],
        "5项应汇聚资源中4项已汇聚，1项尚未汇聚，汇聚率80.0%；4个单位并列最高（100.0%），县E局最低（0.0%）。",
    ),
    (
        "many ties at the bottom: the first are named",
        "converged",
        [figure(code, 0, 1) for code in "ABCD"] + [figure("E", 1, 1)],
        "5项应汇聚资源中1项已汇聚，4项尚未汇聚，汇聚率20.0%；"
        "县E局最高（100.0%），县A局、县B局、县C局等4个单位并列最低（0.0%）。",
    ),
    (
        "unreported is a state of its own",
        "converged",
        [figure("A", 2, 4, unreported=1), figure("B", 1, 2)],
        "6项应汇聚资源中3项已汇聚，2项尚未汇聚，1项未填报，汇聚率50.0%。",
    ),
    (
        "only unreported is open",
        "functions_covered",
        [figure("A", 1, 2, unreported=1), figure("B", 1, 1)],
        "3项职能事项中2项已编目，1项未填报，职能数据编目率66.7%；县B局最高（100.0%），县A局最低（50.0%）。",
    ),
    (
        "nothing done, partly unreported",
        "fresh",
        [figure("A", 0, 3), figure("B", 0, 2, unreported=2)],
        "5项定期更新资源中3项未及时更新，2项未填报。",
    ),
    (
        "units that filled nothing in are named apart",
        "scenario_live",
        [figure("A", 1, 1), figure("B", 0, 1), figure("C", 0, 1, unreported=1)],
        "3个单位中1个已有场景上线，1个尚无场景上线（县B局），1个未填报（县C局）。",
    ),
    (
        "all alike: nobody is best",
        "converged",
        [figure("A", 1, 2), figure("B", 2, 4)],
        "6项应汇聚资源中3项已汇聚，3项尚未汇聚，汇聚率50.0%。",
    ),
    ("everything done", "converged", [figure("A", 2, 2), figure("B", 1, 1)], "3项应汇聚资源全部已汇聚。"),
    ("nothing done", "converged", [figure("A", 0, 2), figure("B", 0, 1)], "3项应汇聚资源均尚未汇聚。"),
    (
        "silent units are named and never ranked",
        "catalogued",
        [figure("A", 1, 2), figure("B", 1, 1), figure("C", 0, 0, silent=1)],
        "3项资源中2项已编目，1项尚未编目，编目率66.7%；县B局最高（100.0%），县A局最低（50.0%）；另有1个单位未报送（县C局）。",
    ),
    (
        "many silent units",
        "catalogued",
        [figure("A", 1, 1), *(figure(code, 0, 0, silent=1) for code in "BCDE")],
        "1项资源已编目；另有县B局、县C局、县D局等4个单位未报送。",
    ),
    ("all silent", "catalogued", [figure(code, 0, 0, silent=1) for code in "AB"], "2个单位均未报送，编目率无法计算。"),
    ("nobody in scope", "catalogued", [], "没有符合条件的单位。"),
    (
        "empty denominator with exemptions",
        "cloud_migrated",
        [figure("A", 0, 0, exempt=2), figure("B", 0, 0, exempt=1)],
        "没有应上云系统（3个不纳入），政务信息系统上云率无法计算。",
    ),
    (
        "empty denominator with unknowns",
        "mlps_valid",
        [figure("A", 0, 0, unknown=2), figure("B", 0, 0, exempt=1)],
        "没有应测评系统（1个不纳入，2个无法回溯），等保测评有效率无法计算。",
    ),
    (
        "empty denominator",
        "task_closed",
        [figure("A", 0, 0), figure("B", 0, 0)],
        "没有应统计的到期督办事项，到期事项办结率无法计算。",
    ),
    (
        "nothing but unreported",
        "posts_filled",
        [figure("A", 0, 3, unreported=3), figure("B", 0, 3, unreported=3)],
        "6个岗位均未填报。",
    ),
    ("a count", "evaluation_excellent", one_each([1, 0, 0, 0, 0]), "5个已评价单位中1个评为优秀，4个为其他等次。"),
    (
        "one unit, many subjects",
        "cloud_migrated",
        [figure("A", 3, 4)],
        "县A局4个应上云系统中3个已上云，1个尚未上云，政务信息系统上云率75.0%。",
    ),
    ("one unit, silent", "cloud_migrated", [figure("A", 0, 0, silent=1)], "县A局未报送，政务信息系统上云率无法计算。"),
    ("one unit, complete", "units_complete", [figure("A", 1, 1)], "县A局“一官两员”齐备。"),
    ("one unit, gaps", "units_complete", [figure("A", 0, 1)], "县A局“一官两员”有缺口。"),
    ("one unit, work plan missing", "workplan_filed", [figure("A", 0, 1)], "县A局尚未备案工作方案。"),
    ("one unit, everything done", "converged", [figure("A", 2, 2)], "县A局2项应汇聚资源全部已汇聚。"),
    ("one unit, nothing done", "converged", [figure("A", 0, 1)], "县A局1项应汇聚资源尚未汇聚。"),
    ("a count of nobody", "evaluation_excellent", [figure("A", 0, 0), figure("B", 0, 0)], "没有已评价单位。"),
    ("one unit, unreported", "units_complete", [figure("A", 0, 1, unreported=1)], "县A局未填报。"),
    (
        "one unit, exempt",
        "trained",
        [figure("A", 0, 0, exempt=1)],
        "县A局不纳入培训覆盖率统计。",
    ),
]


@pytest.mark.parametrize(("metric", "units", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_finding(metric, units, expected):
    assert say(metric, units) == f"截至2023年12月31日，{expected}"


@pytest.mark.parametrize(
    ("before", "ending"),
    [
        (None, "汇聚率50.0%。"),
        (figure(COUNTY, 1, 4, day=date(2023, 6, 30)), "；与上次会议（2023年6月30日）相比上升25.0个百分点。"),
        (figure(COUNTY, 2, 3, day=date(2023, 6, 30)), "；与上次会议（2023年6月30日）相比下降16.7个百分点。"),
        (figure(COUNTY, 4, 8, day=date(2023, 6, 30)), "；与上次会议（2023年6月30日）相比持平。"),
        (figure(COUNTY, 0, 0, day=date(2023, 6, 30)), "；上次会议（2023年6月30日）无数据，不作比较。"),
    ],
)
def test_finding_against_the_former_meeting(before, ending):
    assert say("converged", [figure("A", 1, 2), figure("B", 1, 2)], before=before).endswith(ending)


@pytest.mark.parametrize(
    ("before", "after", "sentence"),
    [
        (0, 0, "县A局“一官两员”有缺口，与上次会议（2023年6月30日）相同。"),
        (1, 1, "县A局“一官两员”齐备，与上次会议（2023年6月30日）相同。"),
        (0, 1, "县A局“一官两员”齐备；上次会议（2023年6月30日）时“一官两员”有缺口。"),
        (1, 0, "县A局“一官两员”有缺口；上次会议（2023年6月30日）时“一官两员”齐备。"),
    ],
)
def test_one_unit_is_compared_by_its_state_not_in_points(before, after, sentence):
    former = figure(COUNTY, before, 1, day=date(2023, 6, 30))
    assert say("units_complete", [figure("A", after, 1)], before=former) == f"截至2023年12月31日，{sentence}"


def test_what_is_open_in_words():
    metric = load_catalog()["converged"]
    assert say_open(metric, figure("A", 83, 122, unreported=6)) == "33项尚未汇聚，6项未填报"
    assert say_open(metric, figure("A", 2, 2)) == ""


def test_every_figure_has_a_sentence_in_plain_chinese():
    for metric in load_catalog():
        sentence = say(metric, [figure("A", 1, 3, unreported=1), figure("B", 0, 1), figure("C", 0, 0, silent=1)])
        plain = re.sub("县[ABC]局", "", sentence)
        assert plain.endswith("。") and not re.search(r"[A-Za-z,;:()!?]|，，|；；|，。", plain), sentence


def test_unit_without_a_short_name_is_called_by_its_code():
    metric, units = load_catalog()["catalogued"], [figure("A", 1, 2), figure("B", 0, 1)]
    assert "；A最高（50.0%），B最低（0.0%）" in finding(metric, county(units), units, {"A": ""}, DAY)


def test_ranks_share_ties_and_leave_silent_units_last():
    units = [
        figure("A", 0, 0, silent=1),
        figure("B", 1, 3),
        figure("C", 0, 0),
        figure("D", 2, 6),
        figure("E", 3, 3),
        figure("F", 3333, 10000),  # 33.3 % as shown, but below a third
        figure(COUNTY, 9, 12),
    ]
    assert [(rank, one.unit) for rank, one in rank_units(units)] == [
        (1, "E"), (2, "B"), (2, "D"), (4, "F"), (None, "C"), (None, "A"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("before", "after", "points"),
    [
        ((1, 3), (2, 3), "33.3"),
        ((2, 3), (1, 3), "-33.3"),
        # 1/8 and 1/16: 12.5 and 6.25 shown as 6.3; subtracted unrounded −6.25 → −6.3, not −6.2.
        ((1, 8), (1, 16), "-6.3"),
        # 2/3 − 1/6 = 50 points exactly; the shown 66.7 − 16.7 agree by chance, 1/7 − 1/9 = 3.17… → 3.2.
        ((1, 9), (1, 7), "3.2"),
        ((1, 2), (2, 4), "0.0"),
    ],
)
def test_change_is_subtracted_from_unrounded_rates(before, after, points):
    assert change_in_points(figure("A", *before), figure("A", *after)) == Decimal(points)


def test_change_needs_both_rates():
    assert change_in_points(figure("A", 0, 0), figure("A", 1, 2)) is None
    assert change_in_points(figure("A", 1, 2), figure("A", 0, 0)) is None
    # nothing was filled in on one of the days: who fills in later did not rise from zero
    assert change_in_points(figure("A", 0, 2, unreported=2), figure("A", 1, 2)) is None
    assert change_in_points(figure("A", 1, 2), figure("A", 0, 2, unreported=2)) is None
    assert change_in_points(figure("A", 0, 2, unreported=1), figure("A", 1, 2)) == Decimal("50.0")


def test_figure_of_which_nothing_was_filled_in_shows_no_percent():
    assert show_percent(figure("A", 0, 3, unreported=3)) == "未填报"
    assert show_percent(figure("A", 0, 3, unreported=2)) == "0.0%"
    # counts, which other programs read, stay as they are
    assert (figure("A", 0, 3, unreported=3).percent, figure("A", 0, 3, unreported=3).rate) == (None, Decimal(0))


@pytest.mark.parametrize(
    ("counts", "shown"), [((1, 3), "33.3%"), ((1, 16), "6.3%"), ((1, 2000), "0.1%"), ((1, 2001), "0.0%"), ((0, 0), "—")]
)
def test_percent_is_rounded_half_up_for_showing(counts, shown):
    assert show_percent(figure("A", *counts)) == shown


def test_change_in_words():
    shown = [show_change(value) for value in (Decimal("1.5"), Decimal("-0.3"), Decimal("0.0"), None)]
    assert shown == ["上升1.5个百分点", "下降0.3个百分点", "持平", ""]
