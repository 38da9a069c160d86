"""Reading a date from one cell: every accepted spelling, month precision, Excel serial numbers of both epochs.

Never invents a day or a year: what can be read in two ways is refused with a code of the catalogue.
"""

from __future__ import annotations

import calendar
import re
from datetime import date, timedelta
from typing import NamedTuple

from loaders.cells import DATE, MONTH, NUMBER, TEXT, Cell
from loaders.spelling import fold_width

EARLIEST_YEAR, LATEST_YEAR = 1949, 2099
SERIAL_FROM, SERIAL_TO = date(2000, 1, 1), date(2099, 12, 31)

_TIME = re.compile(r"(?<=[0-9日])[\sT]\s*[0-9]{1,2}:[0-9]{2}(:[0-9]{2}(\.[0-9]+)?)?\s*$")
_DAY = re.compile(r"([0-9]{4})(?:年([0-9]{1,2})月([0-9]{1,2})[日号]?|([-/.])([0-9]{1,2})\4([0-9]{1,2})日?)")
_PACKED_DAY = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})")
_MONTH = re.compile(r"([0-9]{4})(?:年([0-9]{1,2})月(?:份|底|末)?|[-/.]([0-9]{1,2})月(?:份|底|末)?|([-/.])([0-9]{1,2}))")
_MONTH_WITHOUT_YEAR = re.compile(r"([0-9]{1,2})月(?:份|底|末)")
_SERIAL = re.compile(r"([0-9]{5})(?:\.[0-9]+)?")


class DateRead(NamedTuple):
    """day: the date, for a month its last day. code: problem of the catalogue or "". lacks_year: year was assumed."""

    day: date | None
    is_month: bool = False
    code: str = ""
    lacks_year: bool = False


def read_date(cell: Cell, *, is_1904: bool = False, is_typed: bool = True, year: int | None = None) -> DateRead:
    """The date a filled cell holds.

    is_1904: the book counts days from 1904-01-01. is_typed: the file tells numbers from text (a csv does not).
    year: taken for a month written without one (6月底); None refuses it.
    """
    if cell.kind in (DATE, MONTH):
        return _read_stored(cell)
    if cell.kind not in (TEXT, NUMBER):
        return DateRead(None, code="not_a_date")
    text = fold_width(_TIME.sub("", cell.text))
    if found := (_DAY.fullmatch(text) or _PACKED_DAY.fullmatch(text)):
        return _make_day(*(int(part) for part in found.groups() if part and part.isdecimal()))
    if found := _SERIAL.fullmatch(text):
        return _read_serial(int(found[1]), is_1904)
    return _read_month(text, cell.kind == NUMBER, is_typed, year)


def last_day(year: int, month: int) -> date:
    """Last day of a month."""
    return date(year, month, calendar.monthrange(year, month)[1])


def _read_stored(cell: Cell) -> DateRead:
    try:
        day = date.fromisoformat(cell.text[:10])
    except ValueError:
        return DateRead(None, code="no_such_day")
    if not EARLIEST_YEAR <= day.year <= LATEST_YEAR:
        return DateRead(None, code="implausible_date")
    if cell.kind == MONTH:
        return DateRead(last_day(day.year, day.month), is_month=True)
    return DateRead(day)


def _make_day(year: int, month: int, day: int) -> DateRead:
    try:
        made = date(year, month, day)
    except ValueError:
        return DateRead(None, code="no_such_day")
    return DateRead(made) if EARLIEST_YEAR <= year <= LATEST_YEAR else DateRead(None, code="implausible_date")


def _read_serial(serial: int, is_1904: bool) -> DateRead:
    # Excel's 1900 calendar counts a 29 February 1900; from March 1900 on, day 0 lies on 1899-12-30.
    start = date(1904, 1, 1) if is_1904 else date(1899, 12, 30)
    day = start + timedelta(days=serial)
    return DateRead(day) if SERIAL_FROM <= day <= SERIAL_TO else DateRead(None, code="not_a_date")


def _read_month(text: str, is_number: bool, is_typed: bool, year: int | None) -> DateRead:
    if found := _MONTH.fullmatch(text):
        month = found[2] or found[3] or found[5]
        # A number 2023.1 may stand for January or October; text without types loses the same zero.
        if found[4] == "." and (is_number or (not is_typed and len(month) == 1)):
            return DateRead(None, code="ambiguous_month")
        return _make_month(int(found[1]), int(month))
    if (found := _MONTH_WITHOUT_YEAR.fullmatch(text)) and year is not None:
        made = _make_month(year, int(found[1]))
        return made._replace(lacks_year=made.day is not None)
    return DateRead(None, code="not_a_date")


def _make_month(year: int, month: int) -> DateRead:
    if not 1 <= month <= 12:
        return DateRead(None, code="no_such_day")
    if not EARLIEST_YEAR <= year <= LATEST_YEAR:
        return DateRead(None, code="implausible_date")
    return DateRead(last_day(year, month), is_month=True)
