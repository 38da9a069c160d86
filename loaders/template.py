"""Blank and pre-filled workbooks for staff, from the contract: header with required marks, drop-downs, 填表说明.

What is written here reads back as the same values; the example row is left out when read. A round writes thousands of
them at once, hence the library that only writes.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from io import BytesIO

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from config.contracts import Contract, Field
from loaders.numbers import STORED_DIGITS
from loaders.secrecy import NOTICE
from loaders.template_words import INSTRUCTIONS, describe, example_of

TITLE_ROW, NOTICE_ROW, FACTS_ROW, HEADER_ROW, FIRST_ROW = range(5)  # counted from 0, as the library does
LAST_OFFERED_ROW = 4_999
ORDINAL = "序号"
NIL_WORD = "零报告"
LONGEST_DROP_DOWN = 255
DAY_FORMAT, TEXT_FORMAT = "yyyy-mm-dd", "@"
FORMATS = {"day": DAY_FORMAT, "date": DAY_FORMAT, "count": "0", "amount": "0.00####", "number": "0.##"}
WIDTHS = {"text": 24, "unit": 22, "list": 24, "flag": 10, "count": 10, "amount": 14, "number": 10}
WIDEST_PAGE = 240  # narrow characters on a turned sheet, at about half of the letters' size
_FORMULA_SIGNS = ("=", "+", "-", "@")

_BOXED = {"border": 1, "border_color": "#B0B0B0", "valign": "vcenter", "text_wrap": True}
_HEADER = {**_BOXED, "bold": True, "align": "center", "bg_color": "#E8EDF3"}
_EXAMPLE = {**_BOXED, "italic": True, "font_color": "#808080"}


class _Sheet:
    """One sheet whose cells keep their type: a text stays a text, whatever it begins with."""

    def __init__(self, book: xlsxwriter.Workbook, name: str, formats: dict[tuple[object, ...], Format]) -> None:
        self.book, self.sheet, self.formats = book, book.add_worksheet(name), formats

    def look(self, **properties: object) -> Format:
        """The format of these properties, made once in a workbook."""
        key = tuple(sorted(properties.items()))
        if key not in self.formats:
            self.formats[key] = self.book.add_format(properties)
        return self.formats[key]

    def put(self, row: int, column: int, value: object, **look: object) -> None:
        if value is None:
            self.sheet.write_blank(row, column, None, self.look(**look))
        elif isinstance(value, str):
            marked = {"quote_prefix": True} if value.startswith(_FORMULA_SIGNS) else {}
            self.sheet.write_string(row, column, value, self.look(**look, **marked))
        elif isinstance(value, date):
            self.sheet.write_datetime(row, column, datetime.combine(value, time()), self.look(**look))
        else:
            self.sheet.write_number(row, column, float(value), self.look(**look))  # type: ignore[arg-type]


def write_template(
    contract: Contract,
    unit_name: str | None = None,
    rows: Sequence[Mapping[str, object]] | None = None,
    *,
    reported_on: date | None = None,
    is_nil: bool = False,
    title: str = "",
    made_on: date | None = None,
) -> bytes:
    """One kind's workbook as xlsx.

    unit_name: written as 填报单位. reported_on: written as 填报日期. rows: field → value as stored, but units and
    metrics by their Chinese names; `month_precise` may name the date fields known to the month only. Without rows
    the table holds an example, or 零报告 for is_nil. title, made_on: the file's properties; with a day given, the same
    input gives the same bytes.
    """
    packed = BytesIO()
    book = xlsxwriter.Workbook(packed, {"in_memory": True})
    book.set_properties({"title": title, **({"created": datetime.combine(made_on, time())} if made_on else {})})
    formats: dict[tuple[object, ...], Format] = {}
    page = _Sheet(book, contract.title, formats)
    _write_head(page, contract, unit_name, reported_on)
    widths = [11, *(_write_header(page, column, field) for column, field in enumerate(contract.fields, start=1))]
    page.sheet.set_column(0, 0, widths[0])
    if rows:
        for number, row in enumerate(rows, start=1):
            _write_row(page, FIRST_ROW + number - 1, number, contract, row)
    elif is_nil:
        page.put(FIRST_ROW, 1, NIL_WORD)
    else:
        for column, text in enumerate(["示例", *(example_of(field) for field in contract.fields)]):
            page.put(FIRST_ROW, column, text, **_EXAMPLE)
    page.sheet.freeze_panes(FIRST_ROW, 2)
    page.sheet.set_row(HEADER_ROW, 32)
    page.sheet.repeat_rows(HEADER_ROW)
    page.sheet.repeat_columns(0, 1)
    _set_page(page.sheet, math.ceil(sum(widths) / WIDEST_PAGE))
    _write_instructions(_Sheet(book, "填表说明", formats), contract)
    book.close()
    return packed.getvalue()


def _write_head(page: _Sheet, contract: Contract, unit_name: str | None, reported_on: date | None) -> None:
    # at the left edge: centred over twenty columns they would be seen on no screen and on no sheet of paper
    page.put(TITLE_ROW, 0, contract.title, bold=True, font_size=16)
    page.sheet.set_row(TITLE_ROW, 24)
    page.put(NOTICE_ROW, 0, f"「{NOTICE}」", bold=True, font_color="#C00000")
    facts = ["填报单位：", unit_name or None] if contract.is_from_units else []
    for column, fact in enumerate([*facts, "填报日期：", reported_on]):
        page.put(FACTS_ROW, column, fact, **({"num_format": DAY_FORMAT} if isinstance(fact, date) else {}))
    page.put(HEADER_ROW, 0, ORDINAL, **_HEADER)


def _write_header(page: _Sheet, column: int, field: Field) -> int:
    """The column's title, its format and what may be chosen in it; its width."""
    page.put(HEADER_ROW, column, f"*{field.title}" if field.required else field.title, **_HEADER)
    width = max(WIDTHS.get(field.type, 14), 2 * len(field.title) + 3)
    page.sheet.set_column(column, column, width, page.look(num_format=FORMATS.get(field.type, TEXT_FORMAT)))
    offered = ["是", "否"] if field.type == "flag" else [choice.value for choice in field.choices]
    if offered and len(",".join(offered)) <= LONGEST_DROP_DOWN:
        page.sheet.data_validation(
            FIRST_ROW, column, LAST_OFFERED_ROW, column,
            {"validate": "list", "source": offered, "ignore_blank": True, "error_type": "warning",
             "error_title": "可选值", "error_message": "请从下拉列表中选填。"},
        )  # fmt: skip
    return width


def _write_row(page: _Sheet, row: int, number: int, contract: Contract, values: Mapping[str, object]) -> None:
    months = values.get("month_precise") or ()
    assert isinstance(months, Sequence)
    page.put(row, 0, number, **_BOXED, align="center")
    for column, field in enumerate(contract.fields, start=1):
        value = _spell(values.get(field.name), field.name in months)
        page.put(row, column, value, **_BOXED, num_format=FORMATS.get(field.type, TEXT_FORMAT))


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


def _write_instructions(page: _Sheet, contract: Contract) -> None:
    lines = [f"{contract.title}填表说明", f"「{NOTICE}」", *INSTRUCTIONS]
    if contract.is_from_units:
        lines.append("本期确无内容的，在表头下一行写“零报告”，并写明填报单位。")
    for row, line in enumerate(lines):
        page.put(row, 0, line, bold=row < 2, font_size=14 if row == 0 else 11)
    top = len(lines) + 1
    table = [("列名", "是否必填", "填写要求", "示例")]
    table += [
        (field.title, "必填" if field.required else "", describe(field), example_of(field)) for field in contract.fields
    ]
    for row, texts in enumerate(table, start=top):
        for column, text in enumerate(texts):
            page.put(row, column, text, **(_HEADER if row == top else _BOXED))
    for column, width in enumerate((26, 10, 70, 26)):
        page.sheet.set_column(column, column, width)
    _set_page(page.sheet, 1)


def _set_page(sheet: Worksheet, across: int) -> None:
    """A4 turned, so many sheets of paper side by side that the print stays readable."""
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(across, 0)
