"""Plain sheets of a workbook: a head that stays in view, filters, and texts that never run as formulas."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from io import BytesIO

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet
from openpyxl.worksheet.page import PageMargins
from openpyxl.worksheet.properties import PageSetupProperties

from exports.plain_book import FONT, pages_across, row_height

HEAD = PatternFill("solid", fgColor="E3EBF4")
A4 = 9  # the number of that paper in the format
PLAIN = Font(name=FONT, size=10)
WRAPPED = Alignment(vertical="top", wrap_text=True)
NUMBER = Alignment(horizontal="right", vertical="top", indent=1)  # a step from the text of the next column
RULED = Border(bottom=Side("thin", color="B8C0CA"))
LONGEST = 32_000  # characters; a cell holds 32,767
Columns = Sequence[tuple[str, int]]


def add_sheet(
    book: Workbook, title: str, columns: Columns, rows: Iterable[Sequence[object]], *, frozen: int = 0
) -> None:
    """One table. columns: head and width.  rows: texts, whole numbers, days, moments, or None for a blank.

    frozen: columns that stay when scrolling, and on each sheet of paper.
    """
    sheet = book.create_sheet(title)
    sheet.freeze_panes = f"{get_column_letter(frozen + 1)}2"
    _set_page(sheet, columns, frozen)
    for number, (_, width) in enumerate(columns, 1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    _append(sheet, 1, [head_cell(sheet, text) for text, _ in columns], columns)
    count = 1
    for count, row in enumerate(rows, 2):
        _append(sheet, count, [_cell(sheet, value) for value in row], columns)
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(columns))}{count}"


def add_facts(book: Workbook, title: str, widths: tuple[int, int], facts: Iterable[tuple[str, str]]) -> None:
    """A sheet of two columns, what and its text, without a head."""
    sheet = book.create_sheet(title)
    columns = tuple(("", width) for width in widths)
    _set_page(sheet, columns)
    for column, width in zip("AB", widths, strict=True):
        sheet.column_dimensions[column].width = width
    for number, (what, text) in enumerate(facts, 1):
        _append(sheet, number, [head_cell(sheet, what), text_cell(sheet, text)], columns)


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
    cell.font = Font(name=FONT, size=10, bold=True)
    cell.fill = HEAD
    cell.alignment = WRAPPED
    return cell


def text_cell(sheet: object, text: str) -> WriteOnlyCell:
    """A cell that stays text: what a file calls itself must never run as a formula."""
    text = ILLEGAL_CHARACTERS_RE.sub("", text)
    text = text if len(text) <= LONGEST else text[:LONGEST] + "……（过长，未列全）"
    cell = WriteOnlyCell(sheet, text)
    cell.data_type = "s"
    cell.font, cell.alignment, cell.border = PLAIN, WRAPPED, RULED
    return cell


def _append(sheet: WriteOnlyWorksheet, number: int, cells: list[WriteOnlyCell | None], columns: Columns) -> None:
    """A row as high as its texts: not every program that opens the file works the height out itself."""
    texts = [None if cell is None else cell.value for cell in cells]
    sheet.row_dimensions[number].height = row_height(texts, columns)
    sheet.append(cells)


def _set_page(sheet: WriteOnlyWorksheet, columns: Columns, frozen: int = 0) -> None:
    """Prints across a turned A4, its head repeated, as many sheets of paper side by side as stay readable."""
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = A4
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = pages_across(columns), 0
    sheet.page_margins = PageMargins(left=0.5, right=0.5, top=0.6, bottom=0.6)
    sheet.oddFooter.center.text = "— &P —"
    if any(head for head, _ in columns):
        sheet.print_title_rows = "1:1"
    if frozen:
        sheet.print_title_cols = f"A:{get_column_letter(frozen)}"


def _cell(sheet: object, value: object) -> WriteOnlyCell | None:
    if isinstance(value, datetime):
        return text_cell(sheet, f"{value:%Y-%m-%d %H:%M:%S}")
    if isinstance(value, date):
        return text_cell(sheet, value.isoformat())
    if value is None:
        return None
    if isinstance(value, int):
        cell = WriteOnlyCell(sheet, value)
        cell.font, cell.alignment, cell.border = PLAIN, NUMBER, RULED
        return cell
    return text_cell(sheet, str(value))
