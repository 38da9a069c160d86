"""The two drawings of the pilot year: milestones planned and reached, and the roll-out month by month.

Along a time axis, every number written at its mark; pointing at a lane or a month only repeats it in words.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from html import escape

from metrics.figure import Figure
from metrics.listings.pilot import AIM_LABEL, FIRST_DAY, MilestoneCourse, PilotYear
from metrics.sentences import show_date
from ui.charts import BLUE, GREY, INK, LINE, draw_picture

YEAR_WIDTH, LANE_HEIGHT, LANES_TOP = 960, 30, 52
COVERAGE_WIDTH, COVERAGE_HEIGHT = 500, 230


@dataclass(frozen=True, slots=True)
class _Axis:
    """A span of days laid out from left to right, in units of the drawing."""

    first: date
    last: date
    left: int
    right: int

    def at(self, day: date) -> float:
        return self.left + (self.right - self.left) * (day - self.first).days / (self.last - self.first).days

    def months(self, every: int) -> list[date]:
        """The first days of months, each `every` months after the one before."""
        months = []
        day = self.first.replace(day=1)
        while day <= self.last:
            months.append(day)
            day = (day + timedelta(days=32)).replace(day=1)
        return months[::every]

    def draw_months(self, every: int, top: int, bottom: int) -> str:
        """Upright lines from `top` to `bottom` with the month under each; January carries its year."""
        return "".join(
            f'<line x1="{self.at(day):.1f}" x2="{self.at(day):.1f}" y1="{top}" y2="{bottom}" stroke="{LINE}"/>'
            + _text(self.at(day), bottom + 20, f"{day.year}年1月" if day.month == 1 else f"{day.month}月")
            for day in self.months(every)
        )


def draw_pilot_year(year: PilotYear, as_of: date) -> str:
    """A lane for each milestone: the planned day as a hollow diamond, a bar from the first unit to the last gain."""
    last_day = max(one.day for one in year.planned)
    bottom = LANES_TOP + LANE_HEIGHT * len(year.courses)
    height = bottom + 32
    axis = _Axis(FIRST_DAY, last_day, 238, YEAR_WIDTH - 96)
    marks = [
        _upright(axis.at(one.day), bottom, f"{one.day.month}月{one.day.day}日{one.label}", GREY)
        for one in year.planned
        if not one.key
    ]
    if as_of < last_day:
        marks.append(_upright(axis.at(as_of), bottom, "统计时点", BLUE, row=1))
    lanes, tips = [], []
    for place, course in enumerate(year.courses):
        lanes.append(_draw_lane(axis, course, LANES_TOP + LANE_HEIGHT * place + LANE_HEIGHT // 2))
        top = (LANES_TOP + LANE_HEIGHT * place) / height * 100
        tips.append(
            f'<i style="left:0;width:100%;bottom:auto;top:{top:.2f}%;height:{LANE_HEIGHT / height * 100:.2f}%" '
            f'title="{escape(_course_words(course))}"></i>'
        )
    drawing = axis.draw_months(1, LANES_TOP, bottom) + "".join(marks) + "".join(lanes)
    picture = draw_picture(drawing, YEAR_WIDTH, height, alt=describe_pilot_year(year))
    return f'<div class="trend wide">{picture}{"".join(tips)}</div>'


def describe_pilot_year(year: PilotYear) -> str:
    """The drawing in words, for those who do not see it."""
    return f"截至{show_date(year.until)}。" + "；".join(_course_words(one) for one in year.courses) + "。"


def draw_coverage(figures: Sequence[Figure], aim_day: date) -> str:
    """全面推广覆盖率 by month; the 争取 aim stands beside it in grey and is no limit."""
    known = [one for one in figures if one.percent is not None]
    last = max(aim_day, figures[-1].as_of)
    days = (last - FIRST_DAY).days
    top, bottom = 30, COVERAGE_HEIGHT - 30
    axis = _Axis(FIRST_DAY, last, 46, COVERAGE_WIDTH - 18)

    def height_of(percent: float) -> float:
        return bottom - (bottom - top) * percent / 100

    grid = "".join(
        f'<line x1="{axis.left}" x2="{axis.right}" y1="{height_of(share):.1f}" y2="{height_of(share):.1f}" stroke="{LINE}"/>'
        + _text(axis.left - 8, height_of(share) + 4, f"{share}%", anchor="end")
        for share in (0, 25, 50, 75, 100)
    )
    spots = [(axis.at(one.as_of), height_of(float(one.percent or 0)), one) for one in known]
    line = " ".join(f"{x:.1f},{y:.1f}" for x, y, _ in spots)
    dots = "".join(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.2" fill="{BLUE}"/>' for x, y, _ in spots)
    labels = "".join(
        _text(x, y - 10, _share(one), anchor="end", color=INK, size=13)
        if one is known[-1]
        else _text(x + 4, y + 19, _share(one), anchor="start", color=INK, size=13)
        for x, y, one in spots
        if one.as_of == aim_day or one is known[-1]
    )
    x, words = axis.at(aim_day), f"{AIM_LABEL}：{show_date(aim_day)}前"
    # The words stand on the side where there is room for them.
    is_left = x > axis.left + (axis.right - axis.left) * 0.6
    aim = _diamond(x, height_of(100), GREY) + _text(
        x - 12 if is_left else x + 12, height_of(100) + 5, words, anchor="end" if is_left else "start", size=13
    )
    every = 3 if days < 800 else 6 if days < 1600 else 12
    drawing = (
        axis.draw_months(every, top, bottom)
        + grid
        + f'<polyline fill="none" stroke="{BLUE}" stroke-width="2.2" points="{line}"/>{dots}{labels}{aim}'
    )
    step = 100 * (axis.right - axis.left) / COVERAGE_WIDTH / max(days / 30.4, 1)
    tips = "".join(
        f'<i style="left:{x / COVERAGE_WIDTH * 100 - step / 2:.2f}%;width:{step:.2f}%" '
        f'title="{show_date(one.as_of)}：{_share(one)}"></i>'
        for x, _, one in spots
    )
    picture = draw_picture(drawing, COVERAGE_WIDTH, COVERAGE_HEIGHT, alt=describe_coverage(figures, aim_day))
    return f'<div class="trend">{picture}{tips}</div>'


def describe_coverage(figures: Sequence[Figure], aim_day: date) -> str:
    """The curve in words: its two ends and what it is to reach."""
    known = [one for one in figures if one.percent is not None]
    told = [f"{show_date(one.as_of)}{_share(one)}" for one in (known[:1] + known[-1:])]
    return f"全面推广覆盖率：{'，'.join(dict.fromkeys(told))}；{AIM_LABEL}：{show_date(aim_day)}前。"


def _draw_lane(axis: _Axis, course: MilestoneCourse, y: int) -> str:
    end = course.days[-1] if course.days else None
    counted = f"{end.achieved}/{end.counted}个单位" if end and end.counted else "未到统计时间"
    parts = [
        f'<line x1="{axis.left}" x2="{axis.right}" y1="{y}" y2="{y}" stroke="{LINE}"/>',
        _text(axis.left - 12, y + 5, course.label, anchor="end", color=INK, size=13),
        _text(axis.right + 14, y + 5, counted, anchor="start", color=INK, size=13),
    ]
    if course.first and course.last_gain:
        x, until = axis.at(course.first.day), axis.at(course.last_gain.day)
        parts.append(
            f'<line x1="{x:.1f}" x2="{until:.1f}" y1="{y}" y2="{y}" stroke="{BLUE}" stroke-width="7"/>'
            f'<circle cx="{x:.1f}" cy="{y}" r="4.5" fill="{BLUE}"/><circle cx="{until:.1f}" cy="{y}" r="6.5" fill="{BLUE}"/>'
        )
    if course.due_on:
        x = axis.at(course.due_on)
        # A day near the right edge has its words before it, beside the lane's own numbers there is no room.
        anchor, shift = ("end", 8) if x > axis.right - 40 else ("middle", 0)
        parts.append(
            _diamond(x, y, INK)
            + _text(x + shift, y - 9, f"{course.due_on.month}月{course.due_on.day}日前", anchor=anchor, color=INK)
        )
    return "".join(parts)


def _course_words(course: MilestoneCourse) -> str:
    end = course.days[-1] if course.days else None
    plan = f"计划{show_date(course.due_on)}前，" if course.due_on else ""
    return f"{course.label}：{plan}" + (
        f"{end.achieved}/{end.counted}个单位" if end and end.counted else "未到统计时间"
    )


def _upright(x: float, bottom: int, words: str, color: str, *, row: int = 0) -> str:
    """A dotted line through all lanes with its words above it; the second row is for what may stand close to a first."""
    top = 20 + 16 * row
    line = f'<line x1="{x:.1f}" x2="{x:.1f}" y1="{top}" y2="{bottom}" stroke="{color}" stroke-dasharray="3 3"/>'
    return line + _text(x, top - 5, words, color=color, size=12.5)


def _diamond(x: float, y: float, color: str) -> str:
    return f'<path d="M{x:.1f} {y - 7:.1f}l7 7l-7 7l-7 -7z" fill="none" stroke="{color}" stroke-width="1.8"/>'


def _text(x: float, y: float, words: str, *, anchor: str = "middle", color: str = GREY, size: float = 12) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{color}" font-size="{size:g}">{escape(words)}</text>'


def _share(figure: Figure) -> str:
    return f"{figure.percent}%（{figure.numerator}/{figure.denominator}）"
