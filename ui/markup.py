"""Small pieces of HTML that Streamlit has no element for: heads, cards, lists, lights. All user text is escaped here."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from html import escape

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from metrics.catalog import Metric
from metrics.figure import Figure, Outcome
from metrics.lights import Light
from metrics.sentences import no_subjects
from ui.charts import draw_spark
from ui.links import address

# Light code → class in static/style.css; the colours are those of the theme.
LIGHT_CLASSES = {
    "met": "good", "near": "near", "missed": "bad", "none": "none",
    "done": "good", "late_done": "near", "due_soon": "near", "overdue": "bad", "not_due": "none",
}  # fmt: skip

# Shape and class of a row's outcome.
_OUTCOMES: dict[Outcome, tuple[str, str]] = {
    "achieved": ("●", "good"), "missed": ("■", "bad"), "exempt": ("－", "none"), "unreported": ("○", "near"),
    "unknown": ("○", "none"),
}  # fmt: skip


def show(html: str) -> None:
    """Puts program-made HTML on the page; Streamlit sanitises it once more."""
    st.html(f'<div class="cdo">{html}</div>')


def change_words(points: Decimal | None) -> str:
    """＋4.1个百分点, 持平; empty without a comparison."""
    if points is None:
        return ""
    return f"{'＋' if points > 0 else '－'}{abs(points)}个百分点" if points else "持平"


def counted_words(metric: Metric, figure: Figure) -> str:
    """55/92, or why there is nothing to count; empty while no unit has filed, because then nobody knows."""
    if figure.denominator:
        return f"{figure.numerator}/{figure.denominator}"
    is_silent = bool(figure.silent_units) and figure.silent_units == figure.units_in_scope
    return "" if is_silent else no_subjects(metric)


def reported_words(figure: Figure) -> str:
    """已报15/16个单位; empty when no unit is silent."""
    if not figure.silent_units:
        return ""
    return f"已报{figure.units_in_scope - figure.silent_units}/{figure.units_in_scope}个单位"


def light_mark(light: Light | None, *, word: bool = True) -> str:
    """Shape and word in the light's colour; nothing without a light."""
    if light is None:
        return ""
    word_html = f" {escape(light.word)}" if word else f'<span class="sr">{escape(light.word)}</span>'
    return f'<span class="light {LIGHT_CLASSES[light.code]}">{escape(light.shape)}{word_html}</span>'


def outcome_mark(metric: Metric, outcome: Outcome, *, shape: bool = True) -> str:
    """A row's outcome in its colour, in the figure's own words; what a count leaves out is no failure."""
    mark, css = _OUTCOMES["exempt" if metric.is_count and outcome == "missed" else outcome]
    words = escape(metric.outcome_name(outcome))
    return f'<span class="light {css}">{f"{mark} {words}" if shape else words}</span>'


def link(page: str, params: Mapping[str, str], inner: str, *, title: str = "", css: str = "") -> str:
    """A link inside the program; `inner` is ready HTML."""
    tip = f' title="{escape(title)}"' if title else ""
    return f'<a class="go {css}" href="{escape(address(page, dict(params)))}"{tip}>{inner}</a>'


def show_head(title: str, meta: Sequence[str] = (), finding: str = "") -> None:
    """Title of the page, the small line beside it (分母, way of looking back) and the computed sentence."""
    line = "<i>　</i>".join(escape(part) for part in meta if part)
    show(
        f'<div class="top"><h1>{escape(title)}</h1><div class="meta">{line}</div></div>'
        + (f'<p class="say">{mark_numbers(finding)}</p>' if finding else "")
    )


def mark_numbers(sentence: str) -> str:
    """The sentence, escaped; **…** is set in the page's blue, ##…## in the red of 未达标."""
    blue = re.sub(r"\*\*(.+?)\*\*", r"<b>\1</b>", escape(sentence))
    return re.sub(r"##(.+?)##", r'<b class="bad">\1</b>', blue)


def card_html(
    name: str, figure: Figure, light: Light | None, notes: Iterable[str], change: str, trend: Sequence[Decimal | None]
) -> str:
    """One headline card. notes: the small parts under the value."""
    value = f"<span>{figure.percent}<small>%</small></span>" if figure.percent is not None else "<span>—</span>"
    lamp = light_mark(light) if light else '<span class="quiet">未定目标</span>'
    small = "".join(f"<span>{escape(note)}</span>" for note in notes if note)
    return (
        f'<div class="n">{escape(name)}</div><div class="v">{value}{lamp}</div><div class="f">{small}</div>'
        f'<div class="d"><span>{escape(change)}</span>{draw_spark(trend)}</div>'
    )


def short_percent(figure: Figure) -> str:
    """For narrow cells: 100% instead of 100.0%, otherwise one decimal; — when nothing is counted."""
    return "—" if figure.percent is None else f"{figure.percent:f}%".replace(".0%", "%")


def two_columns(name: str, widths: Sequence[float]) -> list[DeltaGenerator]:
    """Two columns that stand one below the other on a small screen (static/style.css). name: of this pair on its page."""
    return st.container(key=f"beside_{name}").columns(widths, gap="large")


def show_list(
    heading: str, items: Sequence[tuple[str, str]], empty: str, *, in_line: bool = False, first: int | None = None
) -> None:
    """A list of (sentence, small text under it or at the line's end); both are ready HTML.

    first: how many stand at once, the others behind 另有n项; None for all.
    """
    css = ' class="line"' if in_line else ""
    lines = [f"<li{css}>{sentence}{f'<span>{small}</span>' if small else ''}</li>" for sentence, small in items]
    body = "".join(lines[:first]) or f'<li class="quiet">{escape(empty)}</li>'
    rest = lines[first:] if first is not None else []
    more = (
        f'<details class="more"><summary>另有{len(rest)}项</summary><ul class="list">{"".join(rest)}</ul></details>'
        if rest
        else ""
    )
    show(f'<h2>{escape(heading)}</h2><ul class="list">{body}</ul>{more}')
