"""Finding the tables of one sheet: where each header lies, over how many rows, and which rows are its body.

Says nothing about what a header means: how well labels make a header is asked of the caller.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Sequence
from dataclasses import dataclass

import numpy as np

from loaders.cells import TEXT, Sheet
from loaders.match import Label, fold_header
from loaders.rows import column_codes, is_fact, is_preamble
from loaders.spelling import clean_text

HEADER_ROWS = 3
# Where more rows than this look like headers, the others are left as data and reported cell by cell.
CANDIDATES = 200
_LONGEST_LABEL = 60
_NEEDS_FOLDING = re.compile(r"[\s*(A-Z“”‘’\"'「」『』`\u00a0-\u00bf\u2000-\u206f\u2e80-\u2fdf\uf900-\uffff]|/[万元Gg]")

Score = Callable[[Sequence[Label], int], float | None]


@dataclass(frozen=True, slots=True)
class Table:
    """One table: header rows top–bottom, body rows first–last (from 1, inclusive; last < first: no body).

    starts: first row above the header that belongs to this table and not to the one before (its title and facts).
    ends: last row before the rows that belong to the next table.
    repeated: body rows that repeat the header.
    """

    labels: tuple[Label, ...]
    starts: int
    top: int
    bottom: int
    first: int
    last: int
    repeated: frozenset[int]


def find_tables(sheet: Sheet, known: Container[str], score: Score) -> tuple[Table, ...]:
    """The tables of a sheet, from top to bottom.

    A row equal to the header repeats it, unless a title or a line of facts leads to it: then it is another table.
    known: folded names that may stand in a header. score: how well labels over so many extra rows make a header,
    None if they do not.
    """
    headers: list[tuple[int, int, tuple[Label, ...]]] = []
    repeated: set[int] = set()
    merged = sorted(sheet.merged)
    tried = 0
    for row in _candidate_rows(sheet, known):
        if (headers and row <= headers[-1][1]) or row in repeated:
            continue
        if (
            headers
            and not _has_preamble(sheet, headers[-1], row)
            and (again := _repeated_rows(sheet, headers[-1], row))
        ):
            repeated.update(again)
            continue
        tried += 1
        if tried > CANDIDATES:
            continue
        above = headers[-1][1] if headers else 0
        best: tuple[float, int, int, tuple[Label, ...]] | None = None
        for top in range(max(above + 1, row - HEADER_ROWS + 1), row + 1):
            for bottom in range(row, min(top + HEADER_ROWS, sheet.row_count + 1)):
                labels = read_labels(sheet, top, bottom, merged)
                points = score(labels, bottom - top)
                if points is not None and (best is None or points > best[0]):
                    best = (points, top, bottom, labels)
        if best:
            headers.append(best[1:])
    return _bound(sheet, headers, frozenset(repeated))


def take_first_header(sheet: Sheet) -> tuple[Table, ...]:
    """The table of a sheet whose headers nobody knows: its first row of two texts or more and nothing else is the header.

    A group over several columns in that row makes the next row part of the header.  For a kind the user has named.
    """
    for row in range(1, min(sheet.row_count, CANDIDATES) + 1):
        filled = [cell for column in sheet.columns if (cell := column.cell(row)).text]
        is_header = len(filled) > 1 and all(cell.kind == TEXT and len(cell.text) <= _LONGEST_LABEL for cell in filled)
        if is_header and not is_fact(filled[0].text):
            has_groups = any(top == bottom == row and left < right for top, left, bottom, right in sheet.merged)
            bottom = min(row + has_groups, sheet.row_count)
            return _bound(sheet, [(row, bottom, read_labels(sheet, row, bottom, sorted(sheet.merged)))], frozenset())
    return ()


def read_labels(
    sheet: Sheet, top: int, bottom: int, merged: Sequence[tuple[int, int, int, int]] = ()
) -> tuple[Label, ...]:
    """The labels of a header over these rows; merged blocks starting in them name every column they span."""
    spread = {
        (row, column): (block_top, left)
        for block_top, left, block_bottom, right in merged
        if top <= block_top <= bottom
        for row in range(block_top, min(block_bottom, bottom) + 1)
        for column in range(left, right + 1)
    }
    labels = []
    for column in range(1, len(sheet.columns) + 1):
        parts: list[str] = []
        sources: list[tuple[int, int]] = []
        for row in range(top, bottom + 1):
            source = spread.get((row, column), (row, column))
            text = clean_text(sheet.cell(*source).text)
            if text and source not in sources:
                parts.append(text)
                sources.append(source)
        if parts:
            labels.append(Label(column, parts[-1], tuple(parts)))
    return tuple(labels)


def _candidate_rows(sheet: Sheet, known: Container[str]) -> list[int]:
    """Rows in which two columns or more bear a known name."""
    hits = np.zeros(sheet.row_count, dtype=np.int16)
    for number, column in enumerate(sheet.columns, start=1):
        named = np.fromiter((_is_known(cell.kind, cell.text, known) for cell in column.cells), dtype=bool)
        if named.any():
            hits += named[column_codes(sheet, number)]
    return [int(row) + 1 for row in np.flatnonzero(hits >= 2)]


def _is_known(kind: str, text: str, known: Container[str]) -> bool:
    if kind != TEXT or len(text) > _LONGEST_LABEL:
        return False
    return text in known or (_NEEDS_FOLDING.search(text) is not None and fold_header(text) in known)


def _repeated_rows(sheet: Sheet, header: tuple[int, int, tuple[Label, ...]], row: int) -> tuple[int, ...]:
    """The rows from `row` on that repeat the header's rows, one after the other; none if they do not."""
    top, bottom, _ = header
    columns = range(1, len(sheet.columns) + 1)
    wanted = [
        [fold_header(clean_text(sheet.cell(line, column).text)) for column in columns]
        for line in range(top, bottom + 1)
    ]
    found: list[int] = []
    for names in wanted[next((i for i, names in enumerate(wanted) if _repeats(sheet, row, names, 2)), len(wanted)) :]:
        if not _repeats(sheet, row + len(found), names, 1):
            break
        found.append(row + len(found))
    return tuple(found)


def _has_preamble(sheet: Sheet, header: tuple[int, int, tuple[Label, ...]], row: int) -> bool:
    _, bottom, labels = header
    above = row - 1
    while above > bottom and not any(column.cell(above).text for column in sheet.columns):
        above -= 1
    return above > bottom and is_preamble(sheet, above, labels)


def _repeats(sheet: Sheet, row: int, names: Sequence[str], at_least: int) -> bool:
    same = 0
    for column, name in enumerate(names, start=1):
        text = fold_header(clean_text(sheet.cell(row, column).text))
        if text and text != name:
            return False
        same += bool(text)
    return same >= at_least


def _bound(
    sheet: Sheet, headers: Sequence[tuple[int, int, tuple[Label, ...]]], repeated: frozenset[int]
) -> tuple[Table, ...]:
    tables = []
    starts = 1
    for index, (top, bottom, labels) in enumerate(headers):
        following = headers[index + 1][0] if index + 1 < len(headers) else sheet.row_count + 1
        last = following - 1
        if index + 1 < len(headers):
            while last > bottom and is_preamble(sheet, last, labels):
                last -= 1
        mine = frozenset(row for row in repeated if bottom < row <= last)
        tables.append(Table(labels, starts, top, bottom, bottom + 1, last, mine))
        starts = last + 1
    return tuple(tables)
