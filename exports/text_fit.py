"""How wide a text is in full characters, and a text cut to a width: for places that cannot grow."""

from __future__ import annotations


def text_width(text: str) -> float:
    """Width in full characters: Latin letters and digits a little more than half, and the gap where scripts meet."""
    narrow = [ord(letter) < 0x2000 for letter in text]
    meetings = sum(one != other for one, other in zip(narrow, narrow[1:], strict=False))
    return sum(0.56 if one else 1.0 for one in narrow) + 0.18 * meetings


def shorten(text: str, most: float) -> str:
    """The text cut to so many full characters, with … where it was cut."""
    if text_width(text) <= most:
        return text
    kept = text
    while kept and text_width(kept + "…") > most:
        kept = kept[:-1]
    return kept + "…"
