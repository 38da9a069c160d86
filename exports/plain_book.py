"""Workbooks of plain tables: title line, header, rows; texts stay texts, the same input gives the same bytes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from io import BytesIO

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

FONT = "宋体"
Value = str | int | date | datetime | None


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table of two columns or more. columns: (header, width in characters); words: the line under the title, e.g. 单位：张.

    frozen: columns that stay when scrolling; bold_last: the last row is a sum; has_filter: drop-downs at the header.
    """

    name: str
    title: str
    words: str
    columns: tuple[tuple[str, float], ...]
    rows: Sequence[Sequence[Value]]
    note: str = ""
    frozen: int = 0
    bold_last: bool = False
    has_filter: bool = False


def write_book(sheets: Sequence[Sheet], title: str, day: date) -> bytes:
    """The sheets as xlsx, landscape A4, header repeated on each page. day: stands in the file's properties."""
    out = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(out, options)
    book.set_properties({"title": title, "created": datetime.combine(day, time())})
    plain = {"font_name": FONT, "font_size": 10, "valign": "vcenter", "border": 1, "border_color": "#808080"}
    formats = {
        "title": book.add_format({"font_name": "黑体", "font_size": 15, "align": "center", "valign": "vcenter"}),
        "words": book.add_format({"font_name": FONT, "font_size": 10, "align": "right"}),
        "note": book.add_format({"font_name": FONT, "font_size": 9, "text_wrap": True, "valign": "top"}),
        "head": book.add_format({**plain, "bold": True, "bg_color": "#E3EBF4", "text_wrap": True, "align": "center"}),
        "text": book.add_format({**plain, "text_wrap": True, "num_format": "@"}),
        "whole": book.add_format({**plain, "num_format": "0", "align": "center"}),
        "day": book.add_format({**plain, "num_format": 'yyyy"年"m"月"d"日"', "align": "left"}),
        "moment": book.add_format({**plain, "num_format": "yyyy-mm-dd hh:mm", "align": "left"}),
        "sum_text": book.add_format({**plain, "bold": True, "text_wrap": True}),
        "sum_whole": book.add_format({**plain, "bold": True, "num_format": "0", "align": "center"}),
    }
    for one in sheets:
        _write_sheet(book, one, formats)
    book.close()
    return out.getvalue()


def _write_sheet(book: xlsxwriter.Workbook, one: Sheet, formats: dict[str, Format]) -> None:
    sheet = book.add_worksheet(one.name[:31])
    width = len(one.columns) - 1
    sheet.merge_range(0, 0, 0, width, one.title, formats["title"])
    sheet.set_row(0, 26)
    sheet.merge_range(1, 0, 1, width, one.words, formats["words"])
    for column, (header, wide) in enumerate(one.columns):
        sheet.set_column(column, column, wide)
        sheet.write_string(2, column, header, formats["head"])
    for number, cells in enumerate(one.rows, 3):
        is_sum = one.bold_last and number == len(one.rows) + 2
        for column, cell in enumerate(cells):
            _put(sheet, number, column, cell, formats, is_sum=is_sum)
    last = len(one.rows) + 2
    if one.note:
        sheet.merge_range(last + 1, 0, last + 1, width, one.note, formats["note"])
        sheet.set_row(last + 1, 42)
    sheet.freeze_panes(3, one.frozen)
    if one.has_filter and one.rows:
        sheet.autofilter(2, 0, last, width)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.6)
    sheet.repeat_rows(2)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer(f'&C&"{FONT}"&10— &P —')


def _put(sheet: Worksheet, row: int, column: int, cell: Value, formats: dict[str, Format], *, is_sum: bool) -> None:
    if cell is None or cell == "":
        sheet.write_blank(row, column, None, formats["text"])
    elif isinstance(cell, str):
        sheet.write_string(row, column, cell, formats["sum_text" if is_sum else "text"])
    elif isinstance(cell, datetime):
        sheet.write_datetime(row, column, cell, formats["moment"])
    elif isinstance(cell, date):
        sheet.write_datetime(row, column, datetime.combine(cell, time()), formats["day"])
    else:
        sheet.write_number(row, column, cell, formats["sum_whole" if is_sum else "whole"])
