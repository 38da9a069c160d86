"""Rows that a received file has twice by their key: where they differ, and which can be taken out in the browser.

A row is taken out by emptying it, so that every other row keeps its number; a blank row is passed over when reading.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from config.contracts import load_contracts
from loaders.cells import Sheet, Workbook, column_letters
from loaders.mend import Place
from services.received import Draft
from services.rows import value_words
from warehouse.incoming import IncomingTable

RowPlace = tuple[str, int]  # sheet, row


@dataclass(frozen=True, slots=True)
class DuplicateRow:
    """One of several rows with the same key. first: the first of them, which stands for the group.

    differs: title and words of the cells in which the rows of the group are not all alike.
    is_removable: False where a cell is merged with cells of other rows.
    """

    sheet: str
    row: int
    first: RowPlace
    differs: tuple[tuple[str, str], ...]
    is_removable: bool

    @property
    def place(self) -> RowPlace:
        return self.sheet, self.row


def list_duplicates(draft: Draft, names: Mapping[str, str]) -> tuple[DuplicateRow, ...]:
    """Every row that stands in a file more than once, group by group. names: unit code → name."""
    workbook = draft.examined.workbook
    if draft.path is None or workbook is None:
        return ()
    groups: dict[RowPlace, dict[RowPlace, None]] = {}
    for one in draft.examined.problems:
        if one.code == "duplicate_key" and one.row:
            first = str(one.words["other_sheet"]), int(str(one.words["other_row"]))
            groups.setdefault(first, {first: None})[one.sheet, one.row] = None
    if not groups:
        return ()
    tables = {
        (table.sheet, row): (table, index)
        for table in draft.examined.tables for index, row in enumerate(table.source_rows) if row
    }  # fmt: skip
    said = {
        place: _row_words(*tables[place], names) if place in tables else {}
        for places in groups.values() for place in places
    }  # fmt: skip
    return tuple(
        DuplicateRow(*place, first, differs, _is_alone(_sheet(workbook, place[0]), place[1]))
        for first, places in groups.items()
        for place, differs in _differences({place: said[place] for place in places}).items()
    )


def lost_words(rows: Iterable[DuplicateRow], removed: Collection[RowPlace]) -> str:
    """Which items would be gone altogether, one row of each being to stay; empty when none would."""
    groups: dict[RowPlace, list[RowPlace]] = {}
    for one in rows:
        groups.setdefault(one.first, []).append(one.place)
    lost = [group for group in groups.values() if all(place in removed for place in group)]
    return "；".join(f"{'、'.join(f'第{row}行' for _, row in group)}是重复的同一项，至少保留一行" for group in lost)


def filled_cells(workbook: Workbook, place: RowPlace) -> dict[Place, str]:
    """The cells of a row that hold anything, with their text."""
    sheet = _sheet(workbook, place[0])
    cells = {number: column.cell(place[1]) for number, column in enumerate(sheet.columns, start=1)}
    return {(*place, column_letters(number)): one.text for number, one in cells.items() if one.kind or one.text}


def _differences(said: Mapping[RowPlace, Mapping[str, str]]) -> dict[RowPlace, tuple[tuple[str, str], ...]]:
    """Per row of a group the cells in which not all of the rows are alike, in words."""
    titles = dict.fromkeys(title for words in said.values() for title in words)
    apart = [title for title in titles if len({words.get(title, "") for words in said.values()}) > 1]
    return {place: tuple((title, words.get(title, "")) for title in apart) for place, words in said.items()}


def _row_words(table: IncomingTable, index: int, names: Mapping[str, str]) -> dict[str, str]:
    """Column title → what the row says there; a cell that cannot be read in its own words."""
    pending, months = table.pending.get(index, {}), table.month_precise.get(index, ())
    return {
        field.title: pending.get(field.name)
        or value_words(field, table.columns[field.name][index], names, to_month=field.name in months)
        for field in load_contracts()[table.dataset].fields
    }


def _is_alone(sheet: Sheet, row: int) -> bool:
    return not any(top <= row <= bottom and top < bottom for top, _, bottom, _ in sheet.merged)


def _sheet(workbook: Workbook, name: str) -> Sheet:
    return next(one for one in workbook.sheets if one.name == name)
