"""Blank and pre-filled workbooks for staff, from the contract: header with required marks, drop-downs, 填表说明.

What is written here reads back as the same values; the example row is left out when read.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from io import BytesIO

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from config.contracts import Contract, Field
from loaders.numbers import STORED_DIGITS
from loaders.secrecy import NOTICE
from loaders.template_words import INSTRUCTIONS, describe, example_of

TITLE_ROW, NOTICE_ROW, FACTS_ROW, HEADER_ROW, FIRST_ROW = 1, 2, 3, 4, 5
LAST_OFFERED_ROW = 5_000
ORDINAL = "序号"
NIL_WORD = "零报告"
LONGEST_DROP_DOWN = 255
DAY_FORMAT, TEXT_FORMAT = "yyyy-mm-dd", "@"
FORMATS = {"day": DAY_FORMAT, "date": DAY_FORMAT, "count": "0", "amount": "0.00####", "number": "0.##"}
WIDTHS = {"text": 24, "unit": 22, "list": 24, "flag": 10, "count": 10, "amount": 14, "number": 10}

_LINE = Side(style="thin", color="B0B0B0")
_BORDER = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
_HEADER_FILL = PatternFill("solid", fgColor="E8EDF3")
_CENTRED = Alignment(horizontal="center", vertical="center", wrap_text=True)
_LEFT = Alignment(vertical="center", wrap_text=True)


def write_template(
    contract: Contract,
    unit_name: str | None = None,
    rows: Sequence[Mapping[str, object]] | None = None,
    *,
    reported_on: date | None = None,
    is_nil: bool = False,
) -> bytes:
    """One kind's workbook as xlsx.

    unit_name: written as 填报单位. reported_on: written as 填报日期. rows: field → value as stored, but units and
    metrics by their Chinese names; `month_precise` may name the date fields known to the month only. Without rows
    the table holds an example, or 零报告 for is_nil.
    """
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = contract.title
    _write_head(sheet, contract, unit_name, reported_on)
    for number, field in enumerate(contract.fields, start=2):
        _write_header(sheet, number, field)
    if rows:
        for number, row in enumerate(rows, start=1):
            _write_row(sheet, FIRST_ROW + number - 1, number, contract, row)
    elif is_nil:
        _put(sheet.cell(FIRST_ROW, 2), NIL_WORD)
    else:
        _write_example(sheet, contract)
    _write_instructions(book.create_sheet("填表说明"), contract)
    sheet.freeze_panes = sheet.cell(FIRST_ROW, 3)
    sheet.row_dimensions[HEADER_ROW].height = 32
    sheet.print_title_rows = f"{HEADER_ROW}:{HEADER_ROW}"
    for page in book.worksheets:
        _set_page(page)
    packed = BytesIO()
    book.save(packed)
    return packed.getvalue()


def _write_head(sheet: Worksheet, contract: Contract, unit_name: str | None, reported_on: date | None) -> None:
    width = len(contract.fields) + 1
    for row, text, font in (
        (TITLE_ROW, contract.title, Font(size=16, bold=True)),
        (NOTICE_ROW, f"「{NOTICE}」", Font(bold=True, color="C00000")),
    ):
        sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=width)
        cell = sheet.cell(row, 1, text)
        cell.font, cell.alignment = font, _CENTRED
    facts = ["填报单位：", unit_name or None] if contract.is_from_units else []
    for column, fact in enumerate([*facts, "填报日期：", reported_on], start=1):
        _put(sheet.cell(FACTS_ROW, column), fact)
    sheet.cell(HEADER_ROW, 1, ORDINAL)
    _dress(sheet.cell(HEADER_ROW, 1), is_header=True)
    sheet.column_dimensions["A"].width = 11


def _write_header(sheet: Worksheet, column: int, field: Field) -> None:
    letters = get_column_letter(column)
    cell = sheet.cell(HEADER_ROW, column, f"*{field.title}" if field.required else field.title)
    _dress(cell, is_header=True)
    dimension = sheet.column_dimensions[letters]
    dimension.width = max(WIDTHS.get(field.type, 14), 2 * len(field.title) + 3)
    dimension.number_format = FORMATS.get(field.type, TEXT_FORMAT)
    offered = ["是", "否"] if field.type == "flag" else [choice.value for choice in field.choices]
    listed = ",".join(offered)
    if offered and len(listed) <= LONGEST_DROP_DOWN:
        drop_down = DataValidation(type="list", formula1=f'"{listed}"', allow_blank=True, errorStyle="warning")
        drop_down.errorTitle, drop_down.error = "可选值", "请从下拉列表中选填。"
        drop_down.showErrorMessage = True
        sheet.add_data_validation(drop_down)
        drop_down.add(f"{letters}{FIRST_ROW}:{letters}{LAST_OFFERED_ROW}")


def _write_row(sheet: Worksheet, row: int, number: int, contract: Contract, values: Mapping[str, object]) -> None:
    months = values.get("month_precise") or ()
    assert isinstance(months, Sequence)
    _dress(sheet.cell(row, 1, number))
    for column, field in enumerate(contract.fields, start=2):
        cell = sheet.cell(row, column)
        cell.number_format = FORMATS.get(field.type, TEXT_FORMAT)
        _put(cell, _spell(values.get(field.name), field.name in months))
        _dress(cell)


def _write_example(sheet: Worksheet, contract: Contract) -> None:
    grey = Font(italic=True, color="808080")
    for column, text in enumerate(["示例", *(example_of(field) for field in contract.fields)], start=1):
        cell = sheet.cell(FIRST_ROW, column)
        _put(cell, text)
        _dress(cell)
        cell.font = grey


def _spell(value: object, is_month: bool) -> object:
    """A stored value as staff write it; numbers with more digits than a cell keeps as text."""
    if value is None:
        return None
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, date):
        return f"{value.year}年{value.month}月" if is_month else value
    if isinstance(value, (int, Decimal)):
        text = f"{Decimal(value).normalize():f}"
        return value if sum(char.isdigit() for char in text) <= STORED_DIGITS else text
    if isinstance(value, (list, tuple)):
        return "、".join(str(item) for item in value)
    return str(value)


def _put(cell: Cell, value: object) -> None:
    """Writes a value; a text that begins like a formula stays a text."""
    cell.value = value  # type: ignore[assignment]
    if isinstance(value, str):
        cell.data_type = "s"
        if value[:1] in ("=", "+", "-", "@"):
            cell.quotePrefix = True  # type: ignore[attr-defined]


def _dress(cell: Cell, is_header: bool = False) -> None:
    cell.border = _BORDER
    cell.alignment = _CENTRED if is_header else _LEFT
    if is_header:
        cell.font, cell.fill = Font(bold=True), _HEADER_FILL


def _write_instructions(sheet: Worksheet, contract: Contract) -> None:
    lines = [f"{contract.title}填表说明", f"「{NOTICE}」", *INSTRUCTIONS]
    if contract.is_from_units:
        lines.append("本期确无内容的，在表头下一行写“零报告”，并写明填报单位。")
    for row, line in enumerate(lines, start=1):
        sheet.cell(row, 1, line).font = Font(bold=row <= 2, size=14 if row == 1 else 11)
    top = len(lines) + 2
    table = [("列名", "是否必填", "填写要求", "示例")]
    table += [
        (field.title, "必填" if field.required else "", describe(field), example_of(field)) for field in contract.fields
    ]
    for row, texts in enumerate(table, start=top):
        for column, text in enumerate(texts, start=1):
            cell = sheet.cell(row, column)
            _put(cell, text)
            _dress(cell, is_header=row == top)
    for letters, width in zip("ABCD", (26, 10, 70, 26), strict=True):
        sheet.column_dimensions[letters].width = width


def _set_page(sheet: Worksheet) -> None:
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_A4
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
