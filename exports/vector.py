"""Charts as inline SVG for paper and the offline copy: horizontal bars and a line. Positions only; texts are escaped."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from html import escape

from exports.text_fit import text_width

INK, BLUE, GREY, LINE = "#1d2530", "#1f4e79", "#5d6875", "#c5ccd6"
_ROW, _BAR, _SIZE = 22, 13, 13


def draw_bars(rows: Sequence[tuple[str, Decimal | None, str]], county: Decimal | None, about: str) -> str:
    """Bars from 0 to 100. rows: (name, percent or None, words at the bar). county: a dashed line across, if any."""
    left = max((text_width(name) for name, _, _ in rows), default=4) * _SIZE + 12
    span, top = 300, 20
    height = top + _ROW * len(rows) + 6
    parts = []
    if county is not None:
        x = left + span * float(county) / 100
        parts.append(
            f'<line x1="{x:.1f}" x2="{x:.1f}" y1="{top - 4}" y2="{height - 4}" stroke="{GREY}" stroke-dasharray="4 3"/>'
        )
        parts.append(f'<text x="{x:.1f}" y="12" font-size="11" fill="{GREY}" text-anchor="middle">合计{county}%</text>')
    for place, (name, percent, words) in enumerate(rows):
        y = top + place * _ROW
        width = span * float(percent) / 100 if percent is not None else 0
        parts.append(
            f'<text x="{left - 8:.0f}" y="{y + 12}" font-size="{_SIZE}" fill="{INK}" text-anchor="end">{escape(name)}</text>'
        )
        parts.append(f'<rect x="{left:.0f}" y="{y + 1}" width="{width:.1f}" height="{_BAR}" fill="{BLUE}"/>')
        parts.append(
            f'<text x="{left + width + 6:.1f}" y="{y + 12}" font-size="{_SIZE}" fill="{INK}" stroke="#fff" '
            f'stroke-width="3" paint-order="stroke">{escape(words)}</text>'
        )
    whole = left + span + 150
    return _picture(whole, height, "".join(parts), about)


def draw_line(points: Sequence[tuple[str, Decimal | None]], about: str) -> str:
    """A line over points with the first and last value; a gap where nothing is known. Empty below two values."""
    known = [percent for _, percent in points if percent is not None]
    if len(known) < 2:
        return ""
    width, height, edge = 420, 120, 34
    low, high = float(min(known)), float(max(known))
    step = (width - 2 * edge) / (len(points) - 1)

    def at(place: int, percent: Decimal) -> tuple[float, float]:
        return edge + place * step, 88 - (float(percent) - low) / (high - low or 1) * 62

    pieces: list[list[str]] = [[]]
    for place, (_, percent) in enumerate(points):
        if percent is None:
            pieces.append([])
        else:
            x, y = at(place, percent)
            pieces[-1].append(f"{x:.1f},{y:.1f}")
    parts = [
        f'<polyline fill="none" stroke="{BLUE}" stroke-width="2" points="{" ".join(one)}"/>' for one in pieces if one
    ]
    shown = [place for place, (_, percent) in enumerate(points) if percent is not None]
    for place in (shown[0], shown[-1]):
        name, percent = points[place]
        x, y = at(place, percent or Decimal(0))
        parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{BLUE}"/>')
        parts.append(
            f'<text x="{x:.1f}" y="{y - 8:.1f}" font-size="12" fill="{INK}" text-anchor="middle">{percent}%</text>'
        )
        parts.append(
            f'<text x="{x:.1f}" y="112" font-size="11" fill="{GREY}" text-anchor="middle">{escape(name)}</text>'
        )
    parts.append(f'<line x1="{edge}" x2="{width - edge}" y1="96" y2="96" stroke="{LINE}"/>')
    return _picture(width, height, "".join(parts), about)


def _picture(width: float, height: float, inner: str, about: str) -> str:
    return (
        f'<svg role="img" viewBox="0 0 {width:.0f} {height:.0f}" width="{width:.0f}" height="{height:.0f}" '
        f'aria-label="{escape(about)}">{inner}</svg>'
    )
