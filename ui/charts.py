"""Charts as pictures and table rows: figures in, markup out. Floats appear here only, as positions on the screen.

Drawn here and not by a chart library: every bar stands in a table row with its number and link, prints in grey, and
needs no megabytes of script on a first visit.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from html import escape
from urllib.parse import quote

BLUE, GREY, LINE, INK = "#1f4e79", "#5d6875", "#d9dee5", "#1d2530"
FONTS = "Microsoft YaHei, Noto Sans CJK SC, Source Han Sans SC, sans-serif"


@dataclass(frozen=True, slots=True)
class TrendPoint:
    """percent None: nothing counted or nothing reported then (`gap` says which in words)."""

    day: date
    percent: Decimal | None
    counted: str = ""
    gap: str = ""


def draw_spark(values: Sequence[Decimal | None]) -> str:
    """A line of 96 × 30 without axes; empty with fewer than two values."""
    known = [float(value) for value in values if value is not None]
    if len(known) < 2:
        return ""
    low, high = min(known), max(known)
    step = 92 / (len(values) - 1)
    spots = [
        (3 + index * step, 25 - (float(value) - low) / (high - low or 1) * 20)
        for index, value in enumerate(values)
        if value is not None
    ]
    points = " ".join(f"{x:.0f},{y:.1f}" for x, y in spots)
    x, y = spots[-1]
    drawing = (
        f'<polyline fill="none" stroke="{BLUE}" stroke-width="1.8" points="{points}"/>'
        f'<circle cx="{x:.0f}" cy="{y:.1f}" r="3" fill="{BLUE}"/>'
    )
    return draw_picture(drawing, 100, 30, css="spark", alt=f"近一年走势：从{known[0]:g}%到{known[-1]:g}%")


def draw_trend(points: Sequence[TrendPoint], *, name: str, width: int = 560, height: int = 200) -> str:
    """The county's figure by month: 0–100 %, first and last point labelled; each month tells its number when pointed at."""
    if sum(point.percent is not None for point in points) < 2:
        return '<p class="quiet">历史数据不足两期，暂不画趋势。</p>'
    left, right, top, bottom = 44, width - 12, 14, height - 30
    step = (right - left) / max(len(points) - 1, 1)

    def height_of(percent: Decimal) -> float:
        return bottom - (bottom - top) * float(percent) / 100

    grid = "".join(
        f'<line x1="{left}" x2="{right}" y1="{y:.0f}" y2="{y:.0f}" stroke="{LINE}"/>'
        f'<text x="{left - 8}" y="{y + 4:.0f}" text-anchor="end">{share}%</text>'
        for share, y in ((share, height_of(Decimal(share))) for share in (0, 50, 100))
    )
    spots = [
        (left + index * step, height_of(point.percent), point)
        for index, point in enumerate(points)
        if point.percent is not None
    ]
    line = " ".join(f"{x:.0f},{y:.1f}" for x, y, _ in spots)
    dots = "".join(f'<circle cx="{x:.0f}" cy="{y:.1f}" r="3.2" fill="{BLUE}"/>' for x, y, _ in spots)
    gaps = "".join(
        f'<circle cx="{left + index * step:.0f}" cy="{bottom}" r="3.2" fill="#fff" stroke="{GREY}"/>'
        for index, point in enumerate(points)
        if point.percent is None
    )
    ends = [spots[0], spots[-1]]
    labels = "".join(
        f'<text x="{x:.0f}" y="{_beside_line(y, beside, top, bottom):.0f}" text-anchor="{anchor}" fill="{INK}" font-weight="600" '
        f'font-size="13" stroke="#fff" stroke-width="3" paint-order="stroke">{point.percent}%</text>'
        for (x, y, point), (_, beside, _), anchor in zip(ends, (spots[1], spots[-2]), ("start", "end"), strict=True)
    )
    every = max(1, -(-len(points) // 6))
    months = "".join(
        f'<text x="{left + index * step:.0f}" y="{height - 9}" text-anchor="{"end" if index == len(points) - 1 else "middle"}">'
        f"{_month(point.day)}</text>"
        for index, point in enumerate(points)
        if (len(points) - 1 - index) % every == 0
    )
    drawing = (
        f'{grid}<polyline fill="none" stroke="{BLUE}" stroke-width="2" points="{line}"/>{dots}{gaps}{labels}{months}'
    )
    tips = "".join(
        f'<i style="left:{(left + (index - 0.5) * step) / width * 100:.2f}%;width:{step / width * 100:.2f}%" title="{_tip(point)}"></i>'
        for index, point in enumerate(points)
    )
    alt = f"{name}趋势：{_tip(ends[0][2])}，{_tip(ends[1][2])}"
    return f'<div class="trend">{draw_picture(drawing, width, height, alt=alt)}{tips}</div>'


def _beside_line(y: float, beside: float, top: int, bottom: int) -> float:
    """Where the label of an end stands: off its line, inside the picture, clear of the axis' 100 %.

    y: of the end.  beside: of the point next to it; the line comes from there.
    """
    is_under = y < top + 20 or (beside < y - 6 and y + 20 < bottom)
    return y + 20 if is_under else y - 9


def draw_bar(percent: Decimal | None, county: Decimal | None) -> str:
    """One bar of 0–100 % with the county's line; empty track when nothing is counted."""
    mark = f'<i style="left:{float(county):.1f}%"></i>' if county is not None else ""
    fill = f'<b style="width:{float(percent):.1f}%"></b>' if percent is not None else ""
    return f'<div class="bar">{fill}{mark}</div>'


def draw_picture(drawing: str, width: int, height: int, *, alt: str, css: str = "") -> str:
    """The drawing as an image of its own: Streamlit takes SVG out of HTML, but leaves images."""
    text = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        f'font-family="{FONTS}" font-size="11.5" fill="{GREY}">{drawing}</svg>'
    )
    return f'<img class="{css}" width="{width}" height="{height}" alt="{escape(alt)}" src="data:image/svg+xml,{quote(text)}">'


def _tip(point: TrendPoint) -> str:
    value = f"{point.percent}%（{point.counted}）" if point.percent is not None else point.gap
    return escape(f"{point.day.year}年{point.day.month}月{point.day.day}日：{value}")


def _month(day: date) -> str:
    return f"{day.year % 100:02d}年{day.month}月"
