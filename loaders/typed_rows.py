"""Rows typed in the browser, read and checked exactly as those of a workbook; their place is their number, from 1.

There is no header to find and no row to pass over: every row given is data.
"""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal

import numpy as np

from config.contracts import Contract, Field
from loaders.cells import DATE, MONTH, NOTHING, NUMBER, TEXT, Cell, Column, Sheet, Workbook
from loaders.draft import Draft, read_values
from loaders.examine import Options, check_drafts
from loaders.finish import finish_table
from loaders.gather import Chosen, Known
from loaders.match import Label, Match
from loaders.parse import Reading
from loaders.problems import Problem
from loaders.rows import BodyRows
from loaders.secrecy import find_id_columns, find_marks
from loaders.sheet import Table
from loaders.units import UnitNames
from warehouse.incoming import IncomingTable


@dataclass(frozen=True)
class TypedRow:
    """One row. cells: field → cell, fields left out are blank. pending: field → original text that stays 待补正."""

    cells: Mapping[str, Cell]
    pending: Mapping[str, str] = field(default_factory=dict)


def as_cell(value: object, *, is_month: bool = False) -> Cell:
    """A value, typed or as text, as the cell a workbook would hold it in."""
    if value is None or value == "" or value == []:
        return NOTHING
    if isinstance(value, bool):
        return Cell(TEXT, "是" if value else "否")
    if isinstance(value, date):
        day = value.date() if isinstance(value, datetime) else value
        return Cell(MONTH if is_month else DATE, day.isoformat())
    if isinstance(value, int | Decimal | float):
        return Cell(NUMBER, f"{Decimal(str(value)).normalize():f}")
    if isinstance(value, list | tuple):
        return Cell(TEXT, "、".join(str(one) for one in value))
    return Cell(TEXT, str(value))


def examine_rows(
    contract: Contract,
    rows: Sequence[TypedRow],
    *,
    units: UnitNames,
    metrics: Mapping[str, str],
    received_on: date,
    reported_on: date | None = None,
    allowed_units: frozenset[str] | None = None,
) -> tuple[IncomingTable | None, tuple[Problem, ...]]:
    """The rows as the warehouse takes them by key, and everything wrong with them.

    The table is None when nothing of the rows may be kept (secrecy marks, identity numbers). Problems name the row
    (from 1, in the order given) and the column by its title.
    """
    sheet = _sheet(contract, rows)
    draft = Draft(sheet, *_frame(contract, len(rows)), reported_on or received_on, range(1, len(rows) + 1))
    read_values(draft, Reading(units, metrics, year=draft.reported_on.year))
    workbook = Workbook("", (sheet,))
    secret = [*find_marks(workbook, ""), *_id_numbers(contract, sheet)]
    if secret:
        return None, tuple(_placed(problem, contract) for problem in secret)
    known = Known(units, metrics, received_on, Chosen(dataset=contract.id), (contract,))
    found = check_drafts([draft], workbook, known, Options(dataset=contract.id, allowed_units=allowed_units), None)
    problems = [one for one in found if not (one.row and one.field in rows[one.row - 1].pending)]
    table = finish_table(draft, problems, "keys")
    pending = {index: dict(table.pending.get(index, {})) | dict(row.pending) for index, row in enumerate(rows)}
    kept = {index: cells for index, cells in pending.items() if cells}
    nowhere: list[int | None] = [None] * len(rows)
    table = replace(table, sheet=contract.title, source_rows=nowhere, pending=kept, rows_read=len(rows))
    return table, tuple(_placed(problem, contract) for problem in sorted(problems, key=lambda one: one.row or 0))


def _sheet(contract: Contract, rows: Sequence[TypedRow]) -> Sheet:
    columns = []
    for column in contract.fields:
        cells: dict[Cell, int] = {}
        codes = [cells.setdefault(row.cells.get(column.name, NOTHING), len(cells)) for row in rows]
        columns.append(Column(tuple(cells) or (NOTHING,), array("I", codes)))
    return Sheet(contract.title, False, len(rows), tuple(columns))


def _frame(contract: Contract, count: int) -> tuple[Table, Match, BodyRows]:
    """What stands in for a found header: every field has its column, every row is data."""
    labels = {one.name: _label(number, one) for number, one in enumerate(contract.fields, start=1)}
    table = Table(tuple(labels.values()), 1, 0, 0, 1, count, frozenset())
    match = Match(contract, labels, (), (), {}, (), 0.0)
    return table, match, BodyRows(np.arange(1, count + 1), (), (), {}, ())


def _label(number: int, column: Field) -> Label:
    return Label(number, column.title, (column.title,))


def _id_numbers(contract: Contract, sheet: Sheet) -> list[Problem]:
    columns = (contract.fields[number - 1] for number in find_id_columns(sheet, 1))
    return [Problem("id_numbers", sheet=sheet.name, title=column.title, field=column.name) for column in columns]


def _placed(problem: Problem, contract: Contract) -> Problem:
    """The problem without the letters of a sheet that nobody sees."""
    title = problem.title
    if problem.column and not title:
        number = ord(problem.column[-1]) - 64 + (26 if len(problem.column) > 1 else 0)
        title = contract.fields[number - 1].title
    return replace(problem, sheet="", column="", title=title)
