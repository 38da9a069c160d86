"""The two drawings of the pilot year: milestones planned and reached, and the roll-out month by month.

Drawn with Plotly, and loaded by this one page only: its script is fetched when the first such chart is shown.
Nothing in them needs a pointer: every number is written at its mark, hovering only repeats it in words.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import plotly.graph_objects as go

from metrics.figure import Figure
from metrics.listings.pilot import AIM_LABEL, FIRST_DAY, MilestoneCourse, PilotYear
from metrics.sentences import show_date
from ui.charts import BLUE, FONTS, GREY, INK, LINE

LANE_HEIGHT = 34
# No tool bar, no zooming by accident in a meeting; the page's own words stay the only ones.
CONFIG: dict[str, Any] = {"displayModeBar": False, "displaylogo": False, "scrollZoom": False, "doubleClick": False}
_HOVER = "%{customdata}<extra></extra>"


def draw_pilot_year(year: PilotYear, as_of: date) -> go.Figure:
    """A lane for each milestone: the planned day as a hollow diamond, a bar from the first unit to the last gain."""
    last_day = max(one.day for one in year.planned)
    lanes = [one.label for one in year.courses]
    figure = go.Figure()
    for course in year.courses:
        _draw_course(figure, course)
    due = [one for one in year.courses if one.due_on]
    figure.add_scatter(
        x=[one.due_on for one in due],
        y=[one.label for one in due],
        mode="markers+text",
        marker={"symbol": "diamond", "size": 13, "color": "#ffffff", "line": {"color": INK, "width": 1.8}},
        text=[f"{one.due_on.month}月{one.due_on.day}日前" for one in due if one.due_on],
        textposition=["top left" if one.due_on and one.due_on.month == 12 else "top center" for one in due],
        textfont={"size": 11, "color": INK},
        cliponaxis=False,
        customdata=[f"计划：{one.label}，{show_date(one.due_on)}前" for one in due if one.due_on],
        hovertemplate=_HOVER,
    )
    for planned in (one for one in year.planned if not one.key):
        _mark_day(figure, planned.day, f"{planned.day.month}月{planned.day.day}日{planned.label}")
    if as_of < last_day:
        _mark_day(figure, as_of, "统计时点", color=BLUE)
    for course in year.courses:
        end = course.days[-1] if course.days else None
        words = f"{end.achieved}/{end.counted}个单位" if end and end.counted else "未到统计时间"
        figure.add_annotation(
            x=1.005, xref="paper", y=course.label, text=words, showarrow=False, xanchor="left", font={"color": INK}
        )
    _finish(figure, height=LANE_HEIGHT * len(lanes) + 84, margin={"l": 8, "r": 96, "t": 40, "b": 30})
    figure.update_yaxes(
        categoryorder="array", categoryarray=lanes[::-1], automargin=True, tickfont={"size": 13, "color": INK}
    )
    _month_axis(figure, FIRST_DAY, last_day, every=1)
    return figure


def describe_pilot_year(year: PilotYear) -> str:
    """The drawing in words, for those who do not see it."""
    parts = []
    for one in year.courses:
        end = one.days[-1] if one.days else None
        plan = f"计划{show_date(one.due_on)}前，" if one.due_on else ""
        parts.append(f"{one.label}：{plan}" + (f"{end.achieved}/{end.counted}个单位" if end else "未到统计时间"))
    return f"截至{show_date(year.until)}。" + "；".join(parts) + "。"


def draw_coverage(figures: Sequence[Figure], aim_day: date) -> go.Figure:
    """全面推广覆盖率 by month; the 争取 aim stands beside it in grey and is no limit."""
    known = [one for one in figures if one.percent is not None]
    last = max(aim_day, figures[-1].as_of if figures else aim_day)
    figure = go.Figure()
    figure.add_scatter(
        x=[one.as_of for one in known],
        y=[float(one.percent or 0) for one in known],
        mode="lines+markers+text",
        line={"color": BLUE, "width": 2.4},
        marker={"size": 6, "color": BLUE},
        text=_labels(known, aim_day),
        textposition=["top left" if one is known[-1] else "bottom right" for one in known],
        textfont={"size": 13, "color": INK},
        cliponaxis=False,
        customdata=[f"{show_date(one.as_of)}：{one.percent}%（{one.numerator}/{one.denominator}）" for one in known],
        hovertemplate=_HOVER,
    )
    figure.add_scatter(
        x=[aim_day],
        y=[100],
        mode="markers+text",
        marker={"symbol": "diamond-open", "size": 13, "color": GREY, "line": {"width": 1.8}},
        text=[f"　{AIM_LABEL}：{show_date(aim_day)}前　"],
        textposition="middle left" if last == aim_day else "middle right",
        textfont={"size": 13, "color": GREY},
        cliponaxis=False,
        customdata=[f"{AIM_LABEL}：{show_date(aim_day)}前覆盖名录内全部单位"],
        hovertemplate=_HOVER,
    )
    _finish(figure, height=280, margin={"l": 48, "r": 16, "t": 24, "b": 30})
    figure.update_yaxes(
        range=[-4, 108], tickvals=[0, 25, 50, 75, 100], ticktext=["0%", "25%", "50%", "75%", "100%"], gridcolor=LINE
    )
    _month_axis(figure, FIRST_DAY, last, every=3 if (last - FIRST_DAY).days < 800 else 6)
    return figure


def describe_coverage(figures: Sequence[Figure], aim_day: date) -> str:
    """The curve in words: its two ends and what it is to reach."""
    known = [one for one in figures if one.percent is not None]
    told = [
        f"{show_date(one.as_of)}{one.percent}%（{one.numerator}/{one.denominator}）" for one in (known[:1] + known[-1:])
    ]
    return f"全面推广覆盖率：{'，'.join(dict.fromkeys(told))}；{AIM_LABEL}：{show_date(aim_day)}前。"


def _draw_course(figure: go.Figure, course: MilestoneCourse) -> None:
    first, last = course.first, course.last_gain
    if not first or not last:
        return
    words = f"实际：{course.label}，{show_date(first.day)}首见{first.achieved}个单位，{show_date(last.day)}{last.achieved}个"
    figure.add_scatter(
        x=[first.day, last.day],
        y=[course.label, course.label],
        mode="lines+markers",
        line={"color": BLUE, "width": 7},
        marker={"size": [9, 13], "color": BLUE, "opacity": 1},
        customdata=[words, words],
        hovertemplate=_HOVER,
    )


def _mark_day(figure: go.Figure, day: date, words: str, color: str = GREY) -> None:
    figure.add_shape(
        type="line", x0=day, x1=day, y0=0, y1=1, yref="paper", line={"color": color, "width": 1.2, "dash": "dot"}
    )
    figure.add_annotation(
        x=day, y=1, yref="paper", yanchor="bottom", text=words, showarrow=False, font={"size": 12, "color": color}
    )


def _labels(figures: Sequence[Figure], aim_day: date) -> list[str]:
    """Numbers at the day of the aim and at the last point only."""
    last = figures[-1].as_of if figures else aim_day
    return [
        f"{one.percent}%（{one.numerator}/{one.denominator}）" if one.as_of in (aim_day, last) else ""
        for one in figures
    ]


def _month_axis(figure: go.Figure, first: date, last: date, every: int) -> None:
    months = []
    day = first
    while day <= last:
        months.append(day)
        day = (day + timedelta(days=32)).replace(day=1)
    shown = months[::every]
    words = [f"{one.year}年{one.month}月" if one.month == 1 else f"{one.month}月" for one in shown]
    figure.update_xaxes(
        type="date",
        range=[first - timedelta(days=3), last + timedelta(days=6)],
        tickvals=shown,
        ticktext=words,
        ticklabelmode="instant",
        showgrid=True,
        gridcolor=LINE,
        zeroline=False,
    )


def _finish(figure: go.Figure, height: int, margin: dict[str, int]) -> None:
    figure.update_layout(
        height=height,
        margin=margin,
        showlegend=False,
        dragmode=False,
        hovermode="closest",
        font={"family": FONTS, "size": 12, "color": GREY},
        paper_bgcolor="#ffffff",
        plot_bgcolor="#ffffff",
        hoverlabel={"font": {"family": FONTS, "size": 13}, "bgcolor": "#ffffff", "bordercolor": LINE},
    )
    figure.update_xaxes(fixedrange=True)
    figure.update_yaxes(fixedrange=True, gridcolor=LINE, zeroline=False)
