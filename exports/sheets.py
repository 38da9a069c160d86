"""Plain sheets of a workbook: a head that stays in view, filters, and texts that never run as formulas."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from io import BytesIO

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

HEAD = PatternFill("solid", fgColor="E3EBF4")
LONGEST = 32_000  # characters; a cell holds 32,767
Columns = Sequence[tuple[str, int]]


def add_sheet(book: Workbook, title: str, columns: Columns, rows: Iterable[Sequence[object]]) -> None:
    """One table. columns: head and width.  rows: texts, whole numbers, days, moments, or None for a blank."""
    sheet = book.create_sheet(title)
    sheet.freeze_panes = "A2"
    for number, (_, width) in enumerate(columns, 1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    sheet.append([head_cell(sheet, text) for text, _ in columns])
    count = 1
    for row in rows:
        sheet.append([_cell(sheet, value) for value in row])
        count += 1
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(columns))}{count}"


def export_sheet(title: str, columns: Columns, rows: Iterable[Sequence[object]]) -> bytes:
    """A workbook of one table."""
    book = Workbook(write_only=True)
    add_sheet(book, title, columns, rows)
    return book_bytes(book)


def book_bytes(book: Workbook) -> bytes:
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def head_cell(sheet: object, text: str) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet, text)
    cell.font = Font(bold=True)
    cell.fill = HEAD
    return cell


def text_cell(sheet: object, text: str) -> WriteOnlyCell:
    """A cell that stays text: what a file calls itself must never run as a formula."""
    text = ILLEGAL_CHARACTERS_RE.sub("", text)
    text = text if len(text) <= LONGEST else text[:LONGEST] + "……（过长，未列全）"
    cell = WriteOnlyCell(sheet, text)
    cell.data_type = "s"
    cell.alignment = Alignment(vertical="top", wrap_text=len(text) > 20)
    return cell


def _cell(sheet: object, value: object) -> object:
    if isinstance(value, datetime):
        return text_cell(sheet, f"{value:%Y-%m-%d %H:%M:%S}")
    if isinstance(value, date):
        return text_cell(sheet, value.isoformat())
    return value if value is None or isinstance(value, int) else text_cell(sheet, str(value))
