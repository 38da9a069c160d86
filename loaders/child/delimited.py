"""CSV and TSV: decoded, separated, and numbered by row as a spreadsheet program would show them."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterator
from itertools import islice, zip_longest
from pathlib import Path

from config.settings import Limits
from loaders.cells import Sheet, Workbook, column_letters
from loaders.child.encode import encode
from loaders.child.encoding import decode
from loaders.child.refusal import Refusal

SEPARATORS = ",\t;，|"
SAMPLE_ROWS = 200
SEPARATOR_LINE = re.compile(r"sep=(.)\r?\n", re.I)
AS_TEXT = re.compile(r'="([^"]*)"')  # how exporting systems keep leading zeros: ="0012"
END = "\x1eEND\x1e"


def read_delimited(path: Path, limits: Limits) -> Workbook:
    """A text file as a workbook of one sheet whose cells are all text.

    Raises:
        Refusal: unknown encoding, an open quotation mark, over a limit, nothing in it.
    """
    text, encoding = decode(path.read_bytes())
    text = text.removeprefix("\ufeff")
    if not text.strip():
        raise Refusal("file_empty")
    told = SEPARATOR_LINE.match(text)
    if told:
        text = text[told.end() :]
    separator = told[1] if told else find_separator(text)
    rows = list(_rows(text, separator, limits))
    while rows and not any(rows[-1]):
        rows.pop()
    width = max(map(len, rows), default=0)
    if len(rows) * width > limits.cells:
        raise Refusal("too_many_cells", found=str(len(rows) * width), limit=limits.cells)
    columns = tuple(encode(values) for values in zip_longest(*rows, fillvalue=""))
    sheet = Sheet("Sheet1", False, len(rows), columns)
    return Workbook("tsv" if separator == "\t" else "csv", (sheet,), encoding=encoding, number_text_is_typed=False)


def find_separator(text: str) -> str:
    """The sign that cuts most rows into the same number of fields."""
    best, best_score = ",", 0
    for separator in SEPARATORS:
        reader = csv.reader(_lines(text), delimiter=separator)
        try:
            widths = Counter(len(row) for row in islice(reader, SAMPLE_ROWS))
        except csv.Error:
            continue
        score = max(((width - 1) * number for width, number in widths.items()), default=0)
        if score > best_score:
            best, best_score = separator, score
    return best


def _rows(text: str, separator: str, limits: Limits) -> Iterator[list[str]]:
    csv.field_size_limit(min(limits.file_bytes, 2**31 - 1))
    reader = csv.reader(_lines(text, END), delimiter=separator)
    for number, row in enumerate(reader, start=1):
        if row == [END]:
            return
        if row and row[-1].endswith(END):  # the end of the file was swallowed by a quotation mark that never closed
            raise Refusal("open_quote", row=number)
        if number > limits.rows:
            raise Refusal("too_many_rows", found=f"超过{limits.rows}", limit=limits.rows)
        if len(row) > limits.columns:
            raise Refusal(
                "too_many_columns", row=number, found=column_letters(len(row)), count=len(row), limit=limits.columns
            )
        yield [_plain(value) for value in row]


def _plain(value: str) -> str:
    if value.startswith('="'):
        found = AS_TEXT.fullmatch(value)
        return found[1] if found else value
    return value


def _lines(text: str, last: str = "") -> Iterator[str]:
    """Lines with their ends, cut at line breaks only (str.splitlines cuts at other signs too)."""
    at = 0
    for match in re.finditer(r"\r\n|\n|\r", text):
        yield text[at : match.end()]
        at = match.end()
    if at < len(text):
        yield text[at:] + ("\n" if last else "")
    if last:
        yield last
