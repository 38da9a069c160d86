"""How texts are cleaned before they are kept, and folded before they are compared. No meaning of any cell here."""

from __future__ import annotations

import re
import unicodedata

_INVISIBLE = re.compile(
    "[\u0000-\u0008\u000e-\u001b\u007f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\u3000\ud800-\udfff]"
)
_LINE_BREAK = re.compile(r"[^\S\r\n\v\f\x85\u2028\u2029]*[\r\n\v\f\x1c-\x1e\x85\u2028\u2029]\s*")
_OTHER_SPACE = re.compile(r"[^\S ]")
_WHITE_OR_INVISIBLE = re.compile(rf"\s|{_INVISIBLE.pattern}")
_NOT_LETTERS = re.compile(r"[\W_]")
_QUOTES = str.maketrans("", "", "“”‘’\"'「」『』`")
_DASHES = frozenset("-—–―‐‑‒−─")
_MARK_STARTS = _DASHES | frozenset("/／－﹣﹘无")


def clean_text(text: str) -> str:
    """The text as it is kept: trimmed, no full-width spaces or invisible characters, line breaks as one space."""
    if text.isascii() and text.isprintable():
        return text.strip()
    text = _INVISIBLE.sub("", text)
    text = _LINE_BREAK.sub(" ", text)
    return _OTHER_SPACE.sub(" ", text).strip()


def fold(text: str) -> str:
    """The text as it is compared: width and case folded, no white space, nothing invisible."""
    return fold_width(text).casefold()


def fold_name(text: str) -> str:
    """As fold, and without quotation marks."""
    return fold(text).translate(_QUOTES)


def fold_bare(text: str) -> str:
    """As fold, letters and digits alone: names that differ only in punctuation are equal."""
    return _NOT_LETTERS.sub("", fold(text))


def fold_width(text: str) -> str:
    """Width folded and white space removed, case kept: what numbers, dates and codes are read from."""
    text = _WHITE_OR_INVISIBLE.sub("", text)
    if unicodedata.is_normalized("NFKC", text):
        return text
    # Twice: “´” becomes a space and an accent, and without the space the accent joins the letter before it.
    return unicodedata.normalize("NFKC", _WHITE_OR_INVISIBLE.sub("", unicodedata.normalize("NFKC", text)))


def may_be_mark(text: str) -> bool:
    """False when the text surely is no mark for “nothing”, told by its first character; spares the folding."""
    start = text.lstrip()[:1]
    return start in _MARK_STARTS or not start.isprintable() or not start


def is_empty_mark(folded: str) -> bool:
    """True for a folded text that says nothing is filled in: blank, one slash, dashes."""
    return not folded or folded == "/" or (folded[0] in _DASHES and not set(folded) - _DASHES)
