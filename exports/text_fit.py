"""How wide a text is in full characters, and a text cut to a width: for places that cannot grow."""

from __future__ import annotations

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
