"""Workbooks of plain tables: title line, header, rows; texts stay texts, the same input gives the same bytes."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from io import BytesIO

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from exports.text_fit import count_lines

FONT = "宋体"
LINE_POINTS, HIGHEST_ROW = 13.5, 409.0  # a row higher than that is refused by the programs that open it
WIDEST_PAGE = 240  # narrow characters on a turned sheet, at about half of the letters' size
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
        "title_left": book.add_format({"font_name": "黑体", "font_size": 15, "valign": "vcenter"}),
        "words_left": book.add_format({"font_name": FONT, "font_size": 10}),
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
    if (across := pages_across(one.columns)) > 1:  # centred over several sheets of paper the title is on none of them
        sheet.write_string(0, 0, one.title, formats["title_left"])
        sheet.write_string(1, 0, one.words, formats["words_left"])
    else:
        sheet.merge_range(0, 0, 0, width, one.title, formats["title"])
        sheet.merge_range(1, 0, 1, width, one.words, formats["words"])
    sheet.set_row(0, 26)
    for column, (header, wide) in enumerate(one.columns):
        sheet.set_column(column, column, wide)
        sheet.write_string(2, column, header, formats["head"])
    for number, cells in enumerate(one.rows, 3):
        is_sum = one.bold_last and number == len(one.rows) + 2
        sheet.set_row(number, row_height(cells, one.columns))
        for column, cell in enumerate(cells):
            _put(sheet, number, column, cell, formats, is_sum=is_sum)
    last = len(one.rows) + 2
    if one.note:
        sheet.merge_range(last + 1, 0, last + 1, width, one.note, formats["note"])
        sheet.set_row(last + 1, LINE_POINTS * count_lines(one.note, sum(wide for _, wide in one.columns) / 2))
    sheet.freeze_panes(3, one.frozen)
    if one.has_filter and one.rows:
        sheet.autofilter(2, 0, last, width)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.6)
    sheet.repeat_rows(2)
    if across > 1 and one.frozen:
        sheet.repeat_columns(0, one.frozen - 1)
    sheet.print_across()  # what belongs side by side comes out of the printer together
    sheet.fit_to_pages(across, 0)
    sheet.set_footer(f'&C&"{FONT}"&10— &P —')


def row_height(cells: Sequence[object], columns: Sequence[tuple[str, float]]) -> float:
    """Points a row needs so that no wrapped text is cut: not every program that opens the file works it out itself.

    columns: (header, width in narrow characters), two of which make a full one.
    """
    texts = ((cell, wide) for cell, (_, wide) in zip(cells, columns, strict=False) if isinstance(cell, str) and cell)
    lines = max((count_lines(text, wide / 2) for text, wide in texts), default=1)
    return min(HIGHEST_ROW, LINE_POINTS * lines + 3)


def pages_across(columns: Sequence[tuple[str, float]]) -> int:
    """Sheets of paper side by side that keep the print readable."""
    return max(1, math.ceil(sum(wide for _, wide in columns) / WIDEST_PAGE))


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
