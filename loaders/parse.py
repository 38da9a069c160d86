"""Reading one cell as the type its field has: a value, or the code of what is wrong; each distinct cell once."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from config.contracts import Field
from loaders.cells import BLANK, BOOL, ERROR, NUMBER, TEXT, UNSTORED, Cell
from loaders.dates import EARLIEST_YEAR, LATEST_YEAR, read_date
from loaders.numbers import has_lost_digits, read_amount, read_count, read_number, read_phone
from loaders.spelling import clean_text, fold, fold_name, fold_width, is_empty_mark, may_be_mark
from loaders.units import UnitNames

NONE_WORD = "无"
SUGGESTED_AT_MOST = 100
TRUE_WORDS = frozenset(("是", "有", "√", "✓", "✔", "☑", "y", "1", "1.0", "已", "true"))
FALSE_WORDS = frozenset(("否", "无", "×", "✗", "✘", "n", "0", "0.0", "未", "false"))
_EXPLAINED = re.compile(r"([^()]+)\(.*\)")
_BRACKETED_END = re.compile(r"\([^()]*\)$")
_LIST_SEPARATOR = re.compile(r"[、,;，；\r\n\v\f\u2028\u2029]")
_HALF_YEAR = re.compile(r"([0-9]{4})年?(?:(上|下)半年(?:度)?|h([12])|(1月?[-~—–至到]6|7月?[-~—–至到]12)月)")
_YEAR = re.compile(r"([0-9]{4})(?:年度?)?")
_BARE_CODE = re.compile(r"[0-9]{1,3}")
TRIAL_PERIOD = "试点期"


class Parsed(NamedTuple):
    """value: as the warehouse keeps it, None when empty or unreadable. code: problem of the catalogue or "".

    words: further words for its message. is_month: the date is known to the month only. lacks_year: its year was
    taken from the day of reporting.
    """

    value: object = None
    code: str = ""
    words: Mapping[str, object] = {}
    is_month: bool = False
    lacks_year: bool = False


@dataclass(frozen=True)
class Reading:
    """What cells are read with.

    metrics: id or Chinese name → id. is_1904, is_typed: of the workbook. year: of the day of reporting, for months
    written without one. header_unit: 万元 or 元 when the column's header names it. codes: field → bare code → value,
    as chosen for this file.
    """

    units: UnitNames
    metrics: Mapping[str, str] = field(default_factory=dict)
    is_1904: bool = False
    is_typed: bool = True
    year: int | None = None
    header_unit: str = ""
    codes: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


EMPTY = Parsed()


def parse_cells(cells: Iterable[Cell], column: Field, reading: Reading) -> list[Parsed]:
    """Each cell read as the field's type, in order."""
    read = _reader(column, reading)
    return [_parse_cell(cell, column, read) for cell in cells]


def _parse_cell(cell: Cell, column: Field, read: Callable[[Cell], Parsed]) -> Parsed:
    if cell.kind == BLANK:
        return EMPTY
    if cell.kind == ERROR:
        return Parsed(code="error_cell")
    if cell.kind == UNSTORED:
        return Parsed(code="unstored_formula")
    if cell.kind == TEXT and may_be_mark(cell.text):
        folded = fold(cell.text)
        if is_empty_mark(folded) or (folded == NONE_WORD and column.type != "flag"):
            return EMPTY
    return read(cell)


def _reader(column: Field, reading: Reading) -> Callable[[Cell], Parsed]:
    match column.type:
        case "text":
            return _read_text
        case "code":
            return _read_code
        case "unit":
            return _unit_reader(reading.units)
        case "day" | "date":
            return _date_reader(column.type == "day", reading)
        case "flag":
            return _read_flag
        case "choice":
            return _choice_reader(column, reading.codes.get(column.name, {}))
        case "count":
            return lambda cell: _kept(read_count(cell), "not_a_count")
        case "amount":
            return lambda cell: _kept(read_amount(cell, reading.header_unit), "not_an_amount")
        case "number":
            return _number_reader(column)
        case "phone":
            return _read_phone
        case "period":
            return _read_period
        case "metric":
            return _metric_reader(reading.metrics)
        case "list":
            return _read_list


def _kept(value: object, code: str) -> Parsed:
    return Parsed(code=code) if value is None else Parsed(value)


def _read_text(cell: Cell) -> Parsed:
    return Parsed(clean_text(cell.text) or None)


def _read_code(cell: Cell) -> Parsed:
    if has_lost_digits(cell):
        return Parsed(code="lost_digits")
    return Parsed(fold_width(cell.text) or None)


def _unit_reader(units: UnitNames) -> Callable[[Cell], Parsed]:
    suggested = 0

    def read(cell: Cell) -> Parsed:
        nonlocal suggested
        if code := units.find(cell.text):
            return Parsed(code)
        suggested += 1
        nearest = units.nearest(cell.text) if suggested <= SUGGESTED_AT_MOST else ()
        return Parsed(code="unknown_unit", words={"suggestion": suggestion(nearest)})

    return read


def suggestion(names: Iterable[str]) -> str:
    """The nearest names in brackets, for the message of an unknown unit."""
    joined = "、".join(names)
    return f"（名录中相近的有{joined}，请核对）" if joined else ""


def _date_reader(needs_day: bool, reading: Reading) -> Callable[[Cell], Parsed]:
    def read(cell: Cell) -> Parsed:
        found = read_date(cell, is_1904=reading.is_1904, is_typed=reading.is_typed, year=reading.year)
        if found.is_month and needs_day:
            return Parsed(code="day_needed")
        words = {"year": found.day.year} if found.day and found.lacks_year else {}
        return Parsed(found.day, found.code, words, found.is_month, found.lacks_year)

    return read


def _read_flag(cell: Cell) -> Parsed:
    folded = fold(cell.text)
    if explained := _EXPLAINED.fullmatch(folded):
        folded = explained[1]
    if folded in TRUE_WORDS:
        return Parsed(True)
    return Parsed(False) if folded in FALSE_WORDS else Parsed(code="not_a_flag")


def _choice_reader(column: Field, codes: Mapping[str, str]) -> Callable[[Cell], Parsed]:
    values = {fold_name(text): choice.value for choice in column.choices for text in (choice.value, *choice.also)}
    # A number cell has lost the leading zero of its code; the table was chosen for this file, so 1 is its 01.
    values = {code.lstrip("0") or "0": value for code, value in codes.items()} | dict(codes) | values
    words = {"choices": "、".join(choice.value for choice in column.choices)}

    def read(cell: Cell) -> Parsed:
        value = None if cell.kind == BOOL else values.get(fold_name(cell.text))
        if value:
            return Parsed(value)
        is_bare = column.is_coded and _BARE_CODE.fullmatch(fold_width(cell.text).strip())
        if is_bare and codes:
            return Parsed(code="code_not_in_table", words={"codes": "、".join(codes)})
        return Parsed(code="bare_code" if is_bare else "not_a_choice", words=words)

    return read


def _number_reader(column: Field) -> Callable[[Cell], Parsed]:
    limits = f"，且在{column.minimum}到{column.maximum}之间" if column.maximum is not None else ""

    def read(cell: Cell) -> Parsed:
        value = read_number(cell)
        is_low = value is not None and column.minimum is not None and value < column.minimum
        is_high = value is not None and column.maximum is not None and value > column.maximum
        if value is None or is_low or is_high:
            return Parsed(code="not_a_number", words={"limits": limits})
        return Parsed(value)

    return read


def _read_phone(cell: Cell) -> Parsed:
    if has_lost_digits(cell):
        return Parsed(code="lost_digits")
    return _kept(read_phone(cell), "not_a_phone")


def _read_period(cell: Cell) -> Parsed:
    if cell.kind in (TEXT, NUMBER):
        text = fold(cell.text)
        if text == TRIAL_PERIOD:
            return Parsed(TRIAL_PERIOD)
        if (found := _HALF_YEAR.fullmatch(text)) and EARLIEST_YEAR <= int(found[1]) <= LATEST_YEAR:
            is_first = found[2] == "上" or found[3] == "1" or (found[4] or "").startswith("1")
            return Parsed(f"{found[1]}年{'上' if is_first else '下'}半年")
        if (found := _YEAR.fullmatch(text)) and EARLIEST_YEAR <= int(found[1]) <= LATEST_YEAR:
            return Parsed(f"{found[1]}年度")
    return Parsed(code="not_a_period")


def _metric_reader(metrics: Mapping[str, str]) -> Callable[[Cell], Parsed]:
    known = {fold_name(text): metric for text, metric in metrics.items()}
    known |= {fold_name(metric): metric for metric in metrics.values()}
    # A name may carry its way of counting in brackets, 上云率（应上尽上口径）; without them it is that
    # metric if no other bears the name.
    bare: dict[str, set[str]] = {}
    for name, metric in known.items():
        bare.setdefault(_BRACKETED_END.sub("", name), set()).add(metric)
    known = {name: next(iter(ids)) for name, ids in bare.items() if len(ids) == 1} | known
    return lambda cell: _kept(known.get(fold_name(cell.text)), "unknown_metric")


def _read_list(cell: Cell) -> Parsed:
    items = (clean_text(item) for item in _LIST_SEPARATOR.split(cell.text))
    kept = dict.fromkeys(item for item in items if not is_empty_mark(fold(item)) and item != NONE_WORD)
    return Parsed(list(kept) or None)
