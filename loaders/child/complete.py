"""Columns as the library read them, completed by what the second look found, and trimmed to their content."""

from __future__ import annotations

from array import array
from dataclasses import replace

from loaders.cells import BLANK, DATE, ERROR, MONTH, NOTHING, TEXT, UNSTORED, Cell, Column
from loaders.child.sheet_look import SheetLook


def blank_count(column: Column) -> int:
    """How many of its rows are blank."""
    return sum(column.codes.count(code) for code, cell in enumerate(column.cells) if cell.kind == BLANK)


def complete(columns: list[Column], look: SheetLook) -> None:
    """Write into the columns what the library leaves blank or flattens."""
    changes: dict[int, dict[int, Cell]] = {}
    for (row, number), text in look.errors.items():
        changes.setdefault(number, {})[row] = Cell(ERROR, text)
    for row, number in look.unstored:
        changes.setdefault(number, {})[row] = Cell(UNSTORED, "")
    for addresses, shape in ((look.months, _as_month), (look.years, _as_year)):
        for row, number in addresses:
            cell = columns[number - 1].cell(row) if number <= len(columns) else NOTHING
            if cell.kind == DATE:
                changes.setdefault(number, {}).setdefault(row, shape(cell))
    height = max((len(column.codes) for column in columns), default=0)
    for number, cells in changes.items():
        while len(columns) < number:
            columns.append(Column([NOTHING], array("I", bytes(4 * height))))
        columns[number - 1] = _changed(columns[number - 1], cells)


def _changed(column: Column, changes: dict[int, Cell]) -> Column:
    cells, codes = list(column.cells), array("I", column.codes)
    known: dict[Cell, int] = {}
    for code, cell in enumerate(cells):
        known.setdefault(cell, code)
    bottom = max(changes)
    if bottom > len(codes):
        blank = known.setdefault(NOTHING, len(cells))
        if blank == len(cells):
            cells.append(NOTHING)
        codes.extend([blank] * (bottom - len(codes)))
    for row, cell in changes.items():
        code = known.setdefault(cell, len(cells))
        if code == len(cells):
            cells.append(cell)
        codes[row - 1] = code
    return Column(cells, codes)


def _as_month(cell: Cell) -> Cell:
    return Cell(MONTH, cell.text[:10])


def _as_year(cell: Cell) -> Cell:
    return Cell(TEXT, f"{cell.text[:4]}年")


def trim(columns: list[Column]) -> int:
    """Take blank columns off the right and blank rows off the bottom; the number of rows left."""
    row_count = 0
    for column in columns:
        blanks = {code for code, cell in enumerate(column.cells) if cell.kind == BLANK}
        last = len(column.codes)
        while last > row_count and column.codes[last - 1] in blanks:
            last -= 1
        row_count = max(row_count, last)
    while columns and blank_count(columns[-1]) == len(columns[-1].codes):
        columns.pop()
    for number, column in enumerate(columns):
        codes = column.codes[:row_count]
        if len(codes) < row_count:
            columns[number] = _changed(Column(column.cells, codes), {row_count: NOTHING})
        else:
            columns[number] = replace(column, codes=codes)
    return row_count
