"""How many entries of the lists beside the matrix of 总览 stand at once, so that 1920 × 1080 needs no scrolling.

Heights are those of static/style.css, in pixels. What does not fit waits behind 另有n项; the first entries always stand.
"""

from __future__ import annotations

from collections.abc import Sequence

from ui.slide_fit import count_lines

ROOM = 815  # from the first heading to the end of the screen, under a finding of one line
LETTERS, FINDING_LETTERS = 39, 86  # full letters across a line of a list, of the finding
_LINE, _SMALL, _EDGE, _HEADING, _MORE, _FINDING = 21, 18.5, 9, 42, 30, 28


def entry_height(sentence: str, small: str = "") -> float:
    """Height of a sentence with the small text under it."""
    return count_lines(sentence, LETTERS) * _LINE + (count_lines(small, LETTERS) * _SMALL if small else 0) + _EDGE


def fit_lists(finding: str, lists: Sequence[Sequence[float]], most: Sequence[int], least: Sequence[int]) -> list[int]:
    """How many entries of each list stand, by their heights, under the finding.

    most: at first; taken away one by one from the first list down to its least, then from the next.
    """
    room = ROOM - (count_lines(finding.replace("*", "").replace("#", ""), FINDING_LETTERS) - 1) * _FINDING
    shown = [min(count, len(one)) for count, one in zip(most, lists, strict=True)]
    for place, fewest in enumerate(least):
        while shown[place] > fewest and _height(lists, shown) > room:
            shown[place] -= 1
    return shown


def _height(lists: Sequence[Sequence[float]], shown: Sequence[int]) -> float:
    return sum(
        _HEADING + (sum(one[:count]) or entry_height("")) + (_MORE if count < len(one) else 0)
        for one, count in zip(lists, shown, strict=True)
    )
