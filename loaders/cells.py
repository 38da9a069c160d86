"""What a workbook is once it has been read: sheets of columns of cells, with absolute addresses. No parsing here."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

BLANK, TEXT, NUMBER, DATE, MONTH, BOOL, ERROR, UNSTORED = "", "t", "n", "d", "m", "b", "e", "f"
KINDS = frozenset((BLANK, TEXT, NUMBER, DATE, MONTH, BOOL, ERROR, UNSTORED))


class Cell(NamedTuple):
    """One cell's stored kind and its text.

    kind: "" blank; "t" text; "n" number (exact decimal of at most 15 significant digits, integers without .0, in
    exponent form only from 1E+15 on, where digits are lost); "d" date (ISO, the time left out at midnight);
    "m" date shown with year and month only (ISO text of the stored day); "b" truth value ("TRUE", "FALSE");
    "e" error (#N/A …); "f" formula without a stored value (text: empty).
    """

    kind: str
    text: str


NOTHING = Cell(BLANK, "")


@dataclass(frozen=True)
class Column:
    """One column: its distinct cells, and one code per sheet row (row r, from 1, is cells[codes[r - 1]])."""

    cells: Sequence[Cell]
    codes: array[int]

    def cell(self, row: int) -> Cell:
        """The cell in sheet row `row` (from 1); rows below the last are blank."""
        return self.cells[self.codes[row - 1]] if 0 < row <= len(self.codes) else NOTHING


@dataclass(frozen=True)
class Sheet:
    """One sheet. columns[0] is column A; every column has row_count codes; leading blank rows and columns are kept.

    merged: (top, left, bottom, right), from 1, inclusive.  hidden_rows, hidden_columns: numbers from 1, those within
    the content only.
    """

    name: str
    is_hidden: bool
    row_count: int
    columns: tuple[Column, ...]
    merged: tuple[tuple[int, int, int, int], ...] = ()
    hidden_rows: tuple[int, ...] = ()
    hidden_columns: tuple[int, ...] = ()

    def cell(self, row: int, column: int) -> Cell:
        """The cell at sheet row and column, both from 1."""
        return self.columns[column - 1].cell(row) if 0 < column <= len(self.columns) else NOTHING


@dataclass(frozen=True)
class Workbook:
    """One file as read.

    format: xlsx, xlsm, xls, et, xlsb, ods, csv, tsv or html.  encoding: of csv, tsv and html, else "".
    number_text_is_typed: False where every cell is text as typed (csv, tsv, html).
    unchecked: True where hidden rows and formulas could not be looked at.
    """

    format: str
    sheets: tuple[Sheet, ...]
    is_1904: bool = False
    encoding: str = ""
    number_text_is_typed: bool = True
    unchecked: bool = False


def column_letters(number: int) -> str:
    """Letters of a column number from 1: 1 → A, 28 → AB."""
    letters = ""
    while number > 0:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def column_number(letters: str) -> int:
    """Number of a column from its letters: A → 1, AB → 28."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number
