"""Counts as bars in lines: a name, a bar as long as its share of the most, the number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from html import escape

from ui.charts import draw_bar


@dataclass(frozen=True, slots=True)
class BarLine:
    """One line. count against `most`, the longest bar; words: what stands after the number."""

    name: str
    count: int
    most: int
    words: str = ""


def draw_share(count: int, most: int) -> str:
    """A bar of count / most; an empty track when nothing is counted."""
    return draw_bar(Decimal(count * 100) / most if most else None, None)


def draw_lines(lines: Sequence[BarLine], unit: str) -> str:
    """A table of bars. unit: the measure word after each number."""
    body = "".join(
        f'<tr><td>{escape(one.name)}</td><td class="wide">{draw_share(one.count, one.most)}</td>'
        f'<td class="num">{one.count}{unit}</td><td class="quiet left">{escape(one.words)}</td></tr>'
        for one in lines
    )
    return f'<table class="bars">{body}</table>'
