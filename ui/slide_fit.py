"""How much a slide holds at a size that can be read from ten metres: lines of a text, rows of a page.

Everything is measured for the narrower screen (4:3), in root letters of show.css, so that a meeting has the same slides
on every projector; a wide screen has room to spare. Text beyond its lines ends in …, and leads to the whole of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil

from exports.text_fit import text_width

WIDTH = 47.7  # root letters across a slide at 1024 × 768
HEIGHT = 28.0  # root letters under its title
LINE, CELL_LINE = 1.35, 1.25  # heights of a line of text and of a line in a table
_FULL_LINE = 0.96  # a line ends early where the next letter must not begin one


def count_lines(text: str | float, width: float) -> int:
    """Lines that a text, or so many letters, takes in a column of so many of its own letters; at least one."""
    letters = text_width(text) if isinstance(text, str) else text
    return max(1, ceil(letters / (width * _FULL_LINE)))


def take(costs: Sequence[float], room: float) -> int:
    """How many of these heights fit one under another; the first always counts as fitting."""
    used = 0.0
    for place, cost in enumerate(costs):
        used += cost
        if place and used > room:
            return place
    return len(costs)


def split_pages(costs: Sequence[float], room: float) -> list[range]:
    """The places of each page, in order: as few pages as the room allows, none much fuller than the others."""
    best = _fill(costs, room)
    lower = room
    while lower > 0:
        lower -= 0.5
        evener = _fill(costs, lower)
        if len(evener) > len(best):
            break
        best = evener
    return best


def _fill(costs: Sequence[float], room: float) -> list[range]:
    pages, start = [], 0
    while start < len(costs):
        stop = start + take(costs[start:], room)
        pages.append(range(start, stop))
        start = stop
    return pages or [range(0)]
