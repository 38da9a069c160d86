"""What the tests of the loaders build from: sheets from rows of Python values, units, and one file examined."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import Workbook as Book

from config.settings import Limits
from loaders.cells import NOTHING, Cell, Column, Sheet, Workbook
from loaders.examine import Examined, Options, examine_file
from loaders.units import KnownUnit, UnitNames

RECEIVED_ON = date(2024, 6, 30)
METRICS = {
    "trained": "trained",
    "培训参训率": "trained",
    "cloud": "cloud",
    "政务信息系统上云率（应上尽上口径）": "cloud",
}
Rows = Sequence[Sequence[object]]


def cell_of(value: object) -> Cell:
    """A cell as the reader would give it for this Python value."""
    match value:
        case Cell():
            return value
        case None | "":
            return NOTHING
        case bool():
            return Cell("b", str(value).upper())
        case int() | Decimal():
            return Cell("n", str(value))
        case date():
            return Cell("d", value.isoformat())
        case _:
            return Cell("t", str(value))


def make_sheet(rows: Rows, name: str = "Sheet1", *, is_hidden: bool = False, **others: object) -> Sheet:
    width = max((len(row) for row in rows), default=0)
    columns = []
    for number in range(width):
        distinct: dict[Cell, int] = {}
        codes = array("I")
        for row in rows:
            cell = cell_of(row[number]) if number < len(row) else NOTHING
            codes.append(distinct.setdefault(cell, len(distinct)))
        columns.append(Column(tuple(distinct), codes))
    return Sheet(name, is_hidden, len(rows), tuple(columns), **others)  # type: ignore[arg-type]


@pytest.fixture(scope="session")
def sheet_of() -> Callable[..., Sheet]:
    """rows, name, is_hidden, merged, hidden_rows, hidden_columns → a sheet as read."""
    return make_sheet


@pytest.fixture(scope="session")
def units() -> UnitNames:
    return UnitNames(
        [
            KnownUnit("HF000", "海丰县", "县本级", ("海丰县人民政府",), sort_no=0),
            KnownUnit("HF001", "海城镇人民政府", "海城镇", ("海城镇政府", "海城"), sort_no=1),
            KnownUnit("HF002", "海丰县公安局", "县公安局", ("海丰公安",), sort_no=2),
            KnownUnit("HF004", "海丰县人力资源和社会保障局", "县人力资源和社会保障局", ("县人社局",), sort_no=4),
            KnownUnit("HF012", "海丰县政务服务数据管理局", "县政数局", (), ("海丰县政务服务和数据管理局",), sort_no=12),
        ]
    )


@pytest.fixture(scope="session")
def examine(units: UnitNames) -> Callable[..., Examined]:
    """Sheets or the rows of one sheet → what was found, without a file in between; keywords: Options and others."""

    def run(
        content: Rows | Sequence[Sheet], *, known: Mapping[str, object] | None = None, **options: object
    ) -> Examined:
        sheets = tuple(content) if content and isinstance(content[0], Sheet) else (make_sheet(content),)  # type: ignore[arg-type]
        book_facts = {
            name: options.pop(name) for name in ("is_1904", "number_text_is_typed", "unchecked") if name in options
        }
        book = Workbook("xlsx", sheets, **book_facts)  # type: ignore[arg-type]
        return examine_file(
            Path("没有这个文件"),
            "报送表.xlsx",
            units=units,
            metrics=METRICS,
            received_on=RECEIVED_ON,
            options=Options(**options),  # type: ignore[arg-type]
            limits=Limits(),
            already_read=(book, ()),
            **(known or {}),  # type: ignore[arg-type]
        )

    return run


@pytest.fixture
def examine_path(units: UnitNames) -> Callable[..., Examined]:
    """One real file → what was found."""

    def run(path: Path, **options: object) -> Examined:
        return examine_file(
            path,
            path.name,
            units=units,
            metrics=METRICS,
            received_on=RECEIVED_ON,
            options=Options(**options),  # type: ignore[arg-type]
            limits=Limits(),
        )

    return run


@pytest.fixture
def save_book(tmp_path: Path) -> Callable[..., Path]:
    """Sheet name → rows, and merged ranges per sheet → path of a real xlsx."""

    def save(
        sheets: Mapping[str, Rows], merged: Mapping[str, Sequence[str]] | None = None, name: str = "表.xlsx"
    ) -> Path:
        book = Book()
        book.remove(book.worksheets[0])
        for title, rows in sheets.items():
            sheet = book.create_sheet(title)
            for row in rows:
                sheet.append(list(row))
            for block in (merged or {}).get(title, ()):
                sheet.merge_cells(block)
        path = tmp_path / name
        book.save(path)
        return path

    return save
