"""The marked copy (问题标注表): bad cells coloured and commented, and a first sheet that lists every problem.

Nothing a user typed becomes a formula in it.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any
from unicodedata import east_asian_width

from openpyxl import Workbook as Book
from openpyxl import load_workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell, MergedCell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import column_index_from_string
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from config.settings import Limits
from loaders.cells import DATE, MONTH, NUMBER
from loaders.cells import Workbook as Read
from loaders.child.refusal import Refusal

LIST_NAME = "问题清单"
HEADINGS = ("级别", "工作表", "行", "列", "列名", "发现的内容", "问题", "如何改")
WIDTHS = (6, 14, 6, 6, 18, 24, 46, 50)
LINE_HEIGHT = 15  # points
AUTHOR = "数据检查"
RED, YELLOW, GREY = "FFC7CE", "FFEB9C", "D9E1F2"
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")
LONGEST_TEXT = 32_767


def mark(request: Mapping[str, Any], limits: Limits) -> bytes:
    """The marked copy as xlsx.

    request: path, file_name, format ("" when the file could not be read), cell_count, problems (level, is_warning,
        sheet, row, column, title, found, text, mend).
    """
    problems: Sequence[Mapping[str, Any]] = request["problems"]
    book, note = _copy(request, limits)
    if book is None:
        book = Book()
        book.remove(book.active)
    else:
        _mark_cells(book, problems[: limits.problems_shown])
    _write_list(book, problems, note, limits)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def _copy(request: Mapping[str, Any], limits: Limits) -> tuple[Book | None, str]:
    """The copy to be marked, or None; and a sentence for the list when there is no copy of their own workbook."""
    if not request["format"]:
        return None, ""
    if request["cell_count"] > limits.marked_cells:
        return None, f"表格超过{limits.marked_cells}个单元格，只列出问题，不附带标注的原表。"
    path, file_name = Path(request["path"]), request["file_name"]
    own = own_book(path, request["sheet_names"]) if request["is_own"] else None
    if own:
        return own, ""
    try:
        from loaders.child.main import read

        return write_out(read(path, file_name, limits)), "原文件不能直接标注，以下各表是读出的内容。"
    except (Refusal, ValueError) as error:
        sys.stderr.write(f"{type(error).__name__}: {error}\n")
        return None, "原表不能再次写出，只列出问题，不附带标注的原表。"


def own_book(path: Path, sheet_names: list[str]) -> Book | None:
    """Their workbook as the writing library opens it; None where it knows less than the reading one."""
    try:
        with path.open("rb") as stream:  # by content: the library would judge a path by its ending
            book = load_workbook(stream, keep_links=False)
    except MemoryError:
        raise
    except Exception as error:
        sys.stderr.write(f"{type(error).__name__}: {error}\n")
        return None
    return book if book.sheetnames == sheet_names else None


def write_out(workbook: Read) -> Book:
    """What was read of any format as a new workbook."""
    book = Book()
    book.remove(book.active)
    for sheet in workbook.sheets:
        target = book.create_sheet(sheet.name)
        target.sheet_state = "hidden" if sheet.is_hidden else "visible"
        for number, column in enumerate(sheet.columns, start=1):
            for row, code in enumerate(column.codes, start=1):
                kind, text = column.cells[code]
                if kind == NUMBER:
                    target.cell(row, number, float(text))
                elif kind in (DATE, MONTH):
                    cell = target.cell(row, number, datetime.fromisoformat(text))
                    cell.number_format = 'yyyy"年"m"月"' if kind == MONTH else "yyyy-mm-dd"
                elif text:
                    _put_text(target.cell(row, number), text)
        for top, left, bottom, right in sheet.merged:
            target.merge_cells(start_row=top, start_column=left, end_row=bottom, end_column=right)
    return book


def _mark_cells(book: Book, problems: Sequence[Mapping[str, Any]]) -> None:
    notes: dict[tuple[str, int, int], list[Mapping[str, Any]]] = {}
    for problem in problems:
        if problem["sheet"] in book.sheetnames and problem["row"]:
            column = column_index_from_string(problem["column"]) if problem["column"] else 1
            notes.setdefault((problem["sheet"], problem["row"], column), []).append(problem)
    fills = {False: PatternFill("solid", fgColor=RED), True: PatternFill("solid", fgColor=YELLOW)}
    for (name, row, column), entries in notes.items():
        sheet = book[name]
        if not isinstance(sheet, Worksheet):
            continue
        cell = _top_left(sheet, row, column)
        cell.fill = fills[all(entry["is_warning"] for entry in entries)]
        text = "\n".join(f"{entry['level']}：{entry['text']}{entry['mend']}" for entry in entries)
        cell.comment = Comment(_clean(text), AUTHOR, height=110, width=320)


def _top_left(sheet: Worksheet, row: int, column: int) -> Cell:
    cell = sheet.cell(row, column)
    if isinstance(cell, MergedCell):
        for area in sheet.merged_cells.ranges:
            if cell.coordinate in area:
                return sheet.cell(area.min_row, area.min_col)
    return cell


def _write_list(book: Book, problems: Sequence[Mapping[str, Any]], note: str, limits: Limits) -> None:
    name, number = LIST_NAME, 2
    while name in book.sheetnames:
        name, number = f"{LIST_NAME}（{number}）", number + 1
    sheet = book.create_sheet(name, 0)
    levels = list(dict.fromkeys(problem["level"] for problem in problems))
    counts = "，".join(f"{level}{sum(each['level'] == level for each in problems)}项" for level in levels)
    summary = f"共{len(problems)}项问题" + (f"：{counts}。" if counts else "。")
    if len(problems) > limits.problems_shown:
        summary += f"只列出前{limits.problems_shown}项。"
    _put_text(sheet.cell(1, 1), summary + note)
    for column, (heading, width) in enumerate(zip(HEADINGS, WIDTHS, strict=True), start=1):
        cell = sheet.cell(2, column, heading)
        cell.font, cell.fill = Font(bold=True), PatternFill("solid", fgColor=GREY)
        sheet.column_dimensions[cell.column_letter].width = width
    wrapped = Alignment(wrap_text=True, vertical="top", horizontal="left")
    for row, problem in enumerate(problems[: limits.problems_shown], start=3):
        line = (
            problem["level"],
            problem["sheet"],
            problem["row"],
            problem["column"],
            problem["title"],
            problem["found"],
            problem["text"],
            problem["mend"],
        )
        for column, value in enumerate(line, start=1):
            cell = sheet.cell(row, column)
            if isinstance(value, int):
                cell.value = value
            elif value:
                _put_text(cell, value)
            cell.alignment = wrapped
        sheet.row_dimensions[row].height = LINE_HEIGHT * max(map(_lines, map(str, line), WIDTHS))
    sheet.freeze_panes = "A3"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_A4
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_setup.fitToHeight = 0
    sheet.auto_filter.ref = f"A2:H{max(len(problems[: limits.problems_shown]) + 2, 2)}"
    for other in book.worksheets:
        other.sheet_view.tabSelected = False
    book.active = 0
    sheet.sheet_view.tabSelected = True


def _lines(text: str, width: int) -> int:
    """Lines that a text takes in a column: not every program finds the height of wrapped rows by itself."""
    taken = sum(2 if east_asian_width(sign) in "WFA" else 1 for sign in text)
    return max(1, -(-taken // (width - 2)))


def _put_text(cell: Cell, text: str) -> None:
    cell.value = _clean(text)
    cell.data_type = "s"
    if text.startswith(FORMULA_SIGNS):
        cell.quotePrefix = True


def _clean(text: str) -> str:
    return str(ILLEGAL_CHARACTERS_RE.sub("", text))[:LONGEST_TEXT]
