"""One table being read: its rows' values column by column, with every cell's place, before and after the checks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

import numpy as np

from config.contracts import Contract, Field
from loaders.cells import Cell, Sheet, column_letters
from loaders.match import UNIT_FIELD, Match
from loaders.parse import Parsed, Reading, parse_cells
from loaders.problems import Problem
from loaders.progress import CHECK_SHARE, READ_SHARE, tell
from loaders.rows import BodyRows, column_codes
from loaders.sheet import Table
from loaders.spelling import clean_text

# A sum over merged rows would count the amount once per row; these fields keep it in the first row only.
QUANTITIES = frozenset(("count", "amount", "number"))


@dataclass
class Draft:
    """One table of a known kind with its values.

    rows: sheet row of each data row. money_unit: 万元 or 元 of amounts whose header names none.
    values: every field → one value per data row. sources: field with a column → code of each data row's cell.
    parsed: field → code → what was read. months: field → indexes of rows whose date is known to the month only.
    given_unit: code of the unit known from 填报单位 where the table has no unit column.
    nil_units: units that declared 零报告. pending: row index → field → original text of cells left out.
    """

    sheet: Sheet
    table: Table
    match: Match
    body: BodyRows
    reported_on: date
    rows: Sequence[int]
    money_unit: str = ""
    values: dict[str, list[object]] = field(default_factory=dict)
    months: dict[str, frozenset[int]] = field(default_factory=dict)
    sources: dict[str, np.ndarray] = field(default_factory=dict)
    parsed: dict[str, dict[int, Parsed]] = field(default_factory=dict)
    given_unit: str | None = None
    nil_units: tuple[str, ...] = ()
    pending: dict[int, dict[str, str]] = field(default_factory=dict)

    @property
    def contract(self) -> Contract:
        return self.match.contract

    def has(self, name: str) -> bool:
        """True when the sheet has a column for this field."""
        return name in self.match.columns

    def cell(self, index: int, name: str) -> Cell:
        """The cell a value was read from; for a merged block its first cell."""
        column = self.match.columns[name].column - 1
        return self.sheet.columns[column].cells[int(self.sources[name][index])]

    def problem(self, code: str, index: int, name: str = "", **words: object) -> Problem:
        """A problem of one data row, in the column of a field when it has one."""
        label = self.match.columns.get(name)
        known = self.contract.field(name) if name else None
        return Problem(
            code,
            sheet=self.sheet.name,
            row=self.rows[index],
            column=column_letters(label.column) if label else "",
            field=name,
            title=known.title if known else "",
            found=clean_text(self.cell(index, name).text) if label else "",
            words=words,
        )

    def faults(self, name: str) -> Iterator[tuple[int, Parsed]]:
        """Row index and reading of every cell of a field that could not be read, or was read with a doubt."""
        doubtful = {code for code, parsed in self.parsed.get(name, {}).items() if parsed.code or parsed.words}
        if doubtful:
            sources = self.sources[name]
            for index in np.flatnonzero(np.isin(sources, list(doubtful))):
                yield int(index), self.parsed[name][int(sources[index])]


def read_values(draft: Draft, reading: Reading) -> None:
    """Reads every field of the draft's kind from its column, each distinct cell once."""
    for number, column in enumerate(draft.contract.fields):
        label = draft.match.columns.get(column.name)
        tell(
            READ_SHARE + CHECK_SHARE * number / len(draft.contract.fields),
            f"正在核对“{column.title}”，共{len(draft.rows)}行",
        )
        if label is None:
            given = draft.given_unit if column.name == UNIT_FIELD else None
            draft.values[column.name] = [given] * len(draft.rows)
            continue
        unit = label.unit or (draft.money_unit if column.type == "amount" else "")
        _read_column(draft, column, replace(reading, header_unit=unit))


def merged_below(draft: Draft, column: int) -> list[tuple[int, int]]:
    """First and last row of the blocks merged downwards in one column of the body."""
    first, last = draft.table.first, draft.table.last
    return [
        (top, min(bottom, last))
        for top, left, bottom, right in draft.sheet.merged
        if left == column and first <= top < bottom and top <= last
    ]


def _read_column(draft: Draft, column: Field, reading: Reading) -> None:
    number = draft.match.columns[column.name].column
    codes = column_codes(draft.sheet, number)
    if column.type not in QUANTITIES and (blocks := merged_below(draft, number)):
        codes = codes.copy()
        for top, bottom in blocks:
            codes[top - 1 : bottom] = codes[top - 1]
    sources = codes[np.asarray(draft.rows, dtype=np.int64) - 1]
    cells = draft.sheet.columns[number - 1].cells
    used = [int(code) for code in np.unique(sources)]
    parsed = dict(zip(used, parse_cells([cells[code] for code in used], column, reading), strict=True))
    values = {code: reading.value for code, reading in parsed.items()}
    draft.sources[column.name] = sources
    draft.parsed[column.name] = parsed
    draft.values[column.name] = [values[code] for code in sources.tolist()]
    months = [code for code, reading in parsed.items() if reading.is_month]
    if months:
        draft.months[column.name] = frozenset(np.flatnonzero(np.isin(sources, months)).tolist())
