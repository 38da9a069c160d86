"""Charts as SVG and table rows: figures in, markup out. Floats appear here only, as positions on the screen.

Drawn here and not by a chart library: every bar and every point is a link or carries its number in words,
prints in grey, and needs no megabytes of script on a first visit.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from html import escape

BLUE, GREY, LINE, INK = "#1f4e79", "#6b7684", "#d9dee5", "#1d2530"


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
    return (
        '<svg class="spark" width="100" height="30" viewBox="0 0 100 30" aria-hidden="true">'
        f'<polyline fill="none" stroke="{BLUE}" stroke-width="1.8" points="{points}"/>'
        f'<circle cx="{x:.0f}" cy="{y:.1f}" r="3" fill="{BLUE}"/></svg>'
    )


def draw_trend(points: Sequence[TrendPoint], *, name: str, width: int = 560, height: int = 190) -> str:
    """The county's figure by month: 0–100 %, first and last point labelled, each point telling its number."""
    if sum(point.percent is not None for point in points) < 2:
        return '<p class="quiet">历史数据不足两期，暂不画趋势。</p>'
    left, right, top, bottom = 44, width - 54, 16, height - 30
    step = (right - left) / max(len(points) - 1, 1)

    def place(index: int, percent: Decimal) -> tuple[float, float]:
        return left + index * step, bottom - (bottom - top) * float(percent) / 100

    grid = "".join(
        f'<line x1="{left}" x2="{right}" y1="{y:.0f}" y2="{y:.0f}" stroke="{LINE}"/>'
        f'<text x="{left - 8}" y="{y + 4:.0f}" text-anchor="end">{share}%</text>'
        for share in (0, 50, 100)
        for y in [bottom - (bottom - top) * share / 100]
    )
    spots = [(index, point, *place(index, point.percent)) for index, point in enumerate(points) if point.percent is not None]
    line = " ".join(f"{x:.0f},{y:.1f}" for _, _, x, y in spots)
    dots = "".join(
        f'<circle cx="{x:.0f}" cy="{y:.1f}" r="3.4" fill="{BLUE}"><title>{_month(point.day)}：{point.percent}%（{escape(point.counted)}）'
        "</title></circle>"
        for _, point, x, y in spots
    )
    gaps = "".join(
        f'<circle cx="{left + index * step:.0f}" cy="{bottom}" r="3.4" fill="#fff" stroke="{GREY}"><title>{_month(point.day)}：'
        f"{escape(point.gap)}</title></circle>"
        for index, point in enumerate(points)
        if point.percent is None
    )
    labels = "".join(
        f'<text class="value" x="{x:.0f}" y="{y - 9:.0f}" text-anchor="middle">{point.percent}%</text>'
        for _, point, x, y in {spots[0][0]: spots[0], spots[-1][0]: spots[-1]}.values()
    )
    every = max(1, -(-len(points) // 7))
    months = "".join(
        f'<text x="{left + index * step:.0f}" y="{height - 9}" text-anchor="middle">{_month(point.day)}</text>'
        for index, point in enumerate(points)
        if (len(points) - 1 - index) % every == 0
    )
    return (
        f'<svg class="trend" viewBox="0 0 {width} {height}" role="img" aria-label="{escape(name)}趋势">'
        f'{grid}<polyline fill="none" stroke="{BLUE}" stroke-width="2" points="{line}"/>{dots}{gaps}{labels}{months}</svg>'
    )


def draw_bar(percent: Decimal | None, county: Decimal | None) -> str:
    """One bar of 0–100 % with the county's line; empty track when nothing is counted."""
    mark = f'<i style="left:{float(county):.1f}%"></i>' if county is not None else ""
    fill = f'<b style="width:{float(percent):.1f}%"></b>' if percent is not None else ""
    return f'<div class="bar">{fill}{mark}</div>'


def _month(day: date) -> str:
    return f"{day.year % 100:02d}年{day.month}月"
