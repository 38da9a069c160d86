"""How texts are cleaned before they are kept, and folded before they are compared. No meaning of any cell here."""

from __future__ import annotations

import re
import unicodedata

_INVISIBLE = re.compile("[\u0000-\u0008\u000e-\u001b\u007f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\u3000]")
_LINE_BREAK = re.compile(r"[^\S\r\n\v\f\x85\u2028\u2029]*[\r\n\v\f\x1c-\x1e\x85\u2028\u2029]\s*")
_OTHER_SPACE = re.compile(r"[^\S ]")
_WHITE = re.compile(r"\s+")
_QUOTES = str.maketrans("", "", "“”‘’\"'「」『』`")
_DASHES = frozenset("-—–―‐‑‒−─")


def clean_text(text: str) -> str:
    """The text as it is kept: trimmed, no full-width spaces or invisible characters, line breaks as one space."""
    if text.isascii() and text.isprintable():
        return text.strip()
    text = _INVISIBLE.sub("", text)
    text = _LINE_BREAK.sub(" ", text)
    return _OTHER_SPACE.sub(" ", text).strip()


def fold(text: str) -> str:
    """The text as it is compared: width and case folded, no white space, nothing invisible."""
    folded = unicodedata.normalize("NFKC", _INVISIBLE.sub("", text))
    return _WHITE.sub("", _INVISIBLE.sub("", folded)).casefold()


def fold_name(text: str) -> str:
    """As fold, and without quotation marks."""
    return fold(text).translate(_QUOTES)


def fold_width(text: str) -> str:
    """Width folded and white space removed, case kept: what numbers, dates and codes are read from."""
    folded = unicodedata.normalize("NFKC", _INVISIBLE.sub("", text))
    return _WHITE.sub("", _INVISIBLE.sub("", folded))


def is_empty_mark(folded: str) -> bool:
    """True for a folded text that says nothing is filled in: blank, one slash, dashes."""
    return not folded or folded == "/" or (folded[0] in _DASHES and not set(folded) - _DASHES)
