"""Values of a column into a dictionary-encoded Column: the work is done once per distinct value."""

from __future__ import annotations

import math
from array import array
from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import count

from loaders.cells import BOOL, DATE, ERROR, NOTHING, NUMBER, TEXT, Cell, Column

EXACT_BELOW = 1e15  # above, a stored number has lost digits of its decimal text


def encode(values: Sequence[object]) -> Column:
    """A column of values as a workbook reader returns them ("" or None is blank)."""
    types = set(map(type, values))
    if bool in types:  # True and 1.0 are one key of a dict, but two cells
        values = [_Truth.of(value) if type(value) is bool else value for value in values]
    seen: defaultdict[object, int] = defaultdict(count().__next__)
    codes = array("I", map(seen.__getitem__, values))
    if types == {str}:
        return Column([Cell(TEXT, text) if text else NOTHING for text in seen], codes)  # type: ignore[arg-type]
    return Column([cell_of(value) for value in seen], codes)


def cell_of(value: object) -> Cell:
    """The cell of one value: kind and text."""
    make = _MAKERS.get(type(value))
    return make(value) if make else (NOTHING if value is None else Cell(TEXT, str(value)))


def number_text(value: float) -> str:
    """Shortest exact decimal of at most 15 significant digits; exponent form only where digits are lost."""
    if abs(value) >= EXACT_BELOW:
        return f"{value:.15g}".upper()
    if value == int(value):
        return str(int(value))
    text = f"{value:.15g}"
    return format(Decimal(text), "f") if "e" in text else text


def date_text(moment: datetime) -> str:
    """ISO text to the second, the time left out at midnight."""
    moment = (moment + timedelta(microseconds=500_000)).replace(microsecond=0)
    return moment.date().isoformat() if moment.time() == time() else moment.isoformat(sep=" ")


class _Truth:
    """A truth value as a key that is unequal to 0 and 1."""

    def __init__(self, text: str) -> None:
        self.text = text

    @staticmethod
    def of(value: object) -> _Truth:
        return _TRUE if value else _FALSE


_TRUE, _FALSE = _Truth("TRUE"), _Truth("FALSE")


def _number(value: float) -> Cell:
    return Cell(NUMBER, number_text(value)) if math.isfinite(value) else Cell(ERROR, "#NUM!")


def _duration(value: timedelta) -> Cell:
    minutes, seconds = divmod(round(value.total_seconds()), 60)
    hours, minutes = divmod(minutes, 60)
    return Cell(TEXT, f"{hours}:{minutes:02}:{seconds:02}")


_MAKERS: dict[type, Callable[..., Cell]] = {
    str: lambda text: Cell(TEXT, text) if text else NOTHING,
    float: _number,
    int: _number,
    bool: lambda truth: Cell(BOOL, "TRUE" if truth else "FALSE"),
    _Truth: lambda truth: Cell(BOOL, truth.text),
    datetime: lambda moment: Cell(DATE, date_text(moment)),
    date: lambda day: Cell(DATE, day.isoformat()),
    time: lambda clock: Cell(TEXT, clock.isoformat("seconds")),
    timedelta: _duration,
}
