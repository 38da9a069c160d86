"""How wide a text is in full characters, and a text cut to a width: for places that cannot grow."""

from __future__ import annotations

import math

# In hundredths of a full character: Latin letters and digits a little more than half, and the gap where scripts meet.
_FULL, _NARROW, _MEETING = 100, 56, 18


def text_width(text: str) -> float:
    """Width in full characters."""
    return _advances(text)[-1] / 100 if text else 0.0


def shorten(text: str, most: float) -> str:
    """The text cut to so many full characters, with … where it was cut."""
    advances = _advances(text)
    if not text or advances[-1] <= most * 100:
        return text
    for length in range(len(text) - 1, 0, -1):
        mark = _FULL + (_MEETING if _is_narrow(text[length - 1]) else 0)
        if advances[length - 1] + mark <= most * 100:
            return text[:length] + "…"
    return "…"


def shorten_clause(text: str, most: float) -> str:
    """Like `shorten`, but cut after a whole clause or name where one ends in the second half: …、甲等; …已完成…."""
    cut = shorten(text, most)
    if cut == text:
        return text
    place = max(cut.rfind(mark) for mark in "；，、（")
    if place < len(cut) / 2:
        return cut
    return cut[:place] + ("等" if cut[place] == "、" else "…")


def count_lines(text: str, most: float) -> int:
    """Lines the text takes when each holds so many full characters: a little more than less, as words are kept whole."""
    return sum(max(1, math.ceil(text_width(line) / (most - 0.5))) for line in text.split("\n"))


def _advances(text: str) -> list[int]:
    """Per letter the width of the text up to and with it."""
    widths, total, before = [], 0, None
    for letter in text:
        narrow = _is_narrow(letter)
        total += (_NARROW if narrow else _FULL) + (_MEETING if before not in (None, narrow) else 0)
        widths.append(total)
        before = narrow
    return widths


def _is_narrow(letter: str) -> bool:
    return ord(letter) < 0x2000
