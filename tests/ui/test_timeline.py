"""The drawings along the pilot year: what stands at which day, also where marks meet or nothing has happened yet."""

from __future__ import annotations

import re
from datetime import date
from urllib.parse import unquote

from metrics.figure import COUNTY, Figure
from metrics.listings.pilot import MilestoneCourse, MilestoneDay, PilotYear, PlannedDay
from ui.timeline import describe_coverage, describe_pilot_year, draw_coverage, draw_pilot_year

AIM = date(2023, 12, 31)
PLANNED = (PlannedDay("", "试点期结束", date(2023, 5, 31)), PlannedDay("", "争取全面推广", AIM, is_aim=True))
TEXT = re.compile(r'<text x="([\d.]+)" y="([\d.]+)" text-anchor="(\w+)"[^>]*>([^<]+)<')


def year_of(*courses: MilestoneCourse, until: date = AIM) -> PilotYear:
    return PilotYear(until, courses, PLANNED)


def texts(drawn: str) -> dict[str, tuple[float, float, str]]:
    """Words → (x, y, anchor)."""
    return {words: (float(x), float(y), anchor) for x, y, anchor, words in TEXT.findall(unquote(drawn))}


def test_lane_runs_from_first_unit_to_last_gain_and_tells_its_count() -> None:
    days = (
        MilestoneDay(date(2023, 1, 31), 0, 11),
        MilestoneDay(date(2023, 4, 30), 3, 11),
        MilestoneDay(date(2023, 8, 31), 11, 11),
        MilestoneDay(AIM, 11, 11),
    )
    drawn = unquote(draw_pilot_year(year_of(MilestoneCourse("plan", "工作方案备案", None, days)), AIM))
    # 238 to 864 is 2023-01-01 to 2023-12-31, 364 days: 30 April is day 119, 31 August day 242.
    assert f'<line x1="{238 + 626 * 119 / 364:.1f}" x2="{238 + 626 * 242 / 364:.1f}"' in drawn
    assert "11/11个单位" in texts(drawn)


def test_milestone_not_yet_counted_has_its_day_and_no_bar() -> None:
    course = MilestoneCourse("report", "报送试点工作总结", date(2023, 5, 31), ())
    drawn = unquote(draw_pilot_year(year_of(course, until=date(2023, 3, 31)), date(2023, 3, 31)))
    assert 'stroke-width="7"' not in drawn and "<circle" not in drawn
    assert {"5月31日前", "未到统计时间", "统计时点"} <= set(texts(drawn))


def test_date_of_the_page_beside_the_end_of_the_pilot_has_a_row_of_its_own() -> None:
    shown = texts(draw_pilot_year(year_of(until=date(2023, 5, 20)), date(2023, 5, 20)))
    assert shown["统计时点"][1] - shown["5月31日试点期结束"][1] >= 14


def test_year_that_is_over_shows_no_date_of_the_page() -> None:
    assert "统计时点" not in texts(draw_pilot_year(year_of(), AIM))


def test_curve_labels_the_day_of_the_aim_and_the_last_month() -> None:
    figures = [
        Figure("rollout_coverage", COUNTY, date(2023, 11, 30), 10, 40),
        Figure("rollout_coverage", COUNTY, AIM, 20, 40),
        Figure("rollout_coverage", COUNTY, date(2024, 1, 31), 30, 40),
    ]
    shown = texts(draw_coverage(figures, AIM))
    assert {"50.0%（20/40）", "75.0%（30/40）"} <= set(shown)
    assert "25.0%（10/40）" not in shown
    assert describe_coverage(figures, AIM) == (
        "全面推广覆盖率：2023年11月30日25.0%（10/40），2024年1月31日75.0%（30/40）；争取全面推广：2023年12月31日前。"
    )


def test_words_of_the_aim_stay_inside_the_picture_before_and_long_after_its_day() -> None:
    early = [Figure("rollout_coverage", COUNTY, date(2023, 2, 28), 1, 40)]
    late = [Figure("rollout_coverage", COUNTY, date(year, 12, 31), 20, 40) for year in range(2023, 2031)]
    (words,) = [one for one in texts(draw_coverage(early, AIM)) if "争取" in one]
    assert texts(draw_coverage(early, AIM))[words][2] == "end"
    assert texts(draw_coverage(late, AIM))[words][2] == "start"


def test_year_in_words_names_plan_and_count_of_every_milestone() -> None:
    course = MilestoneCourse("train", "参加培训", date(2023, 1, 31), (MilestoneDay(AIM, 9, 11),))
    assert describe_pilot_year(year_of(course)) == "截至2023年12月31日。参加培训：计划2023年1月31日前，9/11个单位。"
