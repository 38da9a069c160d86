"""Reading counts, amounts, numbers and telephone numbers from one cell, exactly. None means: cannot be read."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Context, Decimal, InvalidOperation

from loaders.cells import NUMBER, TEXT, Cell
from loaders.spelling import fold_width

# Digits a spreadsheet keeps of a number; the rest of a stored value is noise of binary fractions.
STORED_DIGITS = 15
LARGEST_COUNT = 10**15
LARGEST_AMOUNT = Decimal(10) ** 12
LARGEST_NUMBER = Decimal(10) ** 7
_ROUND_STORED = Context(prec=STORED_DIGITS, rounding=ROUND_HALF_UP)
_PLAIN = re.compile(r"(?:[0-9]{1,18}|[0-9]{1,3}(?:,[0-9]{3}){1,5})(?:\.[0-9]{1,18})?")
_AMOUNT = re.compile(rf"({_PLAIN.pattern})(万元|万|元)?")
_WRITTEN_EXPONENT = re.compile(r"[0-9](?:\.[0-9]+)?[Ee]\+?[0-9]{1,3}")
_MOBILE = re.compile(r"(?:\+?86)?(1[0-9]{10})")
_LANDLINE = re.compile(r"0[0-9]{2,3}[0-9]{7,8}|[2-9][0-9]{6,7}")
_HYPHENS = str.maketrans("", "", "-‐‑‒–—―−()")
WAN = Decimal(10_000)


def read_decimal(cell: Cell) -> Decimal | None:
    """A plain number, thousands separators allowed, negative only from number cells."""
    if cell.kind == NUMBER:
        try:
            value = _ROUND_STORED.plus(Decimal(cell.text))
        except InvalidOperation:
            return None
        return value if value.is_finite() else None
    if cell.kind != TEXT:
        return None
    text = fold_width(cell.text)
    sign = -1 if text[:1] in ("-", "−") else 1
    digits = text[1:] if sign < 0 else text
    return sign * Decimal(digits.replace(",", "")) if _PLAIN.fullmatch(digits) else None


def read_count(cell: Cell) -> int | None:
    """A whole number from 0."""
    value = read_decimal(cell)
    if value is None or not 0 <= value <= LARGEST_COUNT or value != value.to_integral_value():
        return None
    return int(value)


def read_amount(cell: Cell, header_unit: str = "") -> Decimal | None:
    """An amount from 0, in 万元 with six places; the unit in the cell goes before `header_unit` (万元, 元 or "")."""
    unit = header_unit
    if cell.kind == TEXT:
        found = _AMOUNT.fullmatch(fold_width(cell.text))
        if found is None:
            return None
        unit = found[2] or unit
        cell = Cell(TEXT, found[1])
    value = read_decimal(cell)
    if value is None or value < 0:
        return None
    if unit == "元":
        value /= WAN
    return _fit(value, Decimal("0.000001"), LARGEST_AMOUNT)


def read_number(cell: Cell) -> Decimal | None:
    """A number with two places."""
    value = read_decimal(cell)
    return None if value is None else _fit(value, Decimal("0.01"), LARGEST_NUMBER)


def has_lost_digits(cell: Cell) -> bool:
    """True for a long code kept as a number: 1.38E+10, or more digits than a number cell can keep."""
    if cell.kind == TEXT and "E" not in cell.text.upper() and "Ｅ" not in cell.text.upper():
        return False
    text = fold_width(cell.text)
    if _WRITTEN_EXPONENT.fullmatch(text):
        return cell.kind == NUMBER or "+" in text
    return cell.kind == NUMBER and len(text.partition(".")[0].lstrip("-")) > STORED_DIGITS


def read_phone(cell: Cell) -> str | None:
    """Digits of a mobile or landline number; an artefact .0 of a number cell is taken off."""
    if cell.kind not in (TEXT, NUMBER):
        return None
    text = fold_width(cell.text).translate(_HYPHENS)
    text = re.sub(r"(?<=[0-9])\.0+", "", text)
    if found := _MOBILE.fullmatch(text):
        return found[1]
    return text if _LANDLINE.fullmatch(text) else None


def _fit(value: Decimal, step: Decimal, below: Decimal) -> Decimal | None:
    if abs(value) >= below:
        return None
    return value.quantize(step, rounding=ROUND_HALF_UP)
