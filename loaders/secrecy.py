"""What may not be kept at all: secrecy marks in any cell or sheet name, and columns of identity numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np

from loaders.cells import NUMBER, TEXT, Cell, Sheet, Workbook, column_letters
from loaders.problems import Problem
from loaders.rows import column_codes
from loaders.spelling import fold, fold_width

NOTICE = "涉密和工作秘密信息不得上传本系统"
ID_CELLS = 3
# Marks are named one by one for the message; more of them say nothing new.
MARKS_NAMED = 20
_LEVEL = "绝密|机密|工作秘密|秘密"
_TERM = r"[0-9一二三四五六七八九十]+(?:年|个月|月|天|日)|长期"
_WHOLE = re.compile(rf"[\[(【〔「『《]?(?:密级:)?({_LEVEL})[\])】〕」』》]?")
_MARKED = re.compile(rf"(?<!计算)({_LEVEL})[★☆]|(?:^|[^\u4e00-\u9fff]|密级)({_LEVEL})(?:{_TERM})(?![\u4e00-\u9fff])")
_NAME_SEPARATOR = re.compile(r"[^\u4e00-\u9fff★☆0-9]+")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK_DIGITS = "10X98765432"
_ID = re.compile(r"[0-9]{17}[0-9X]")
_ID_AS_NUMBER = re.compile(r"[1-9](?:\.[0-9]+)?E\+?17|[1-9][0-9]{17}")


def find_marks(workbook: Workbook, file_name: str) -> Iterator[Problem]:
    """A refusal for each cell and sheet name that bears a secrecy mark (up to twenty), and for the file's name."""
    if mark := _mark_in_name(file_name.rpartition(".")[0] or file_name):
        yield Problem("secrecy_mark", found=mark)
    named = 0
    for sheet in workbook.sheets:
        if mark := _mark_in_name(sheet.name):
            yield Problem("secrecy_mark", sheet=sheet.name, found=mark)
        for number, column in enumerate(sheet.columns, start=1):
            marked = {code: mark for code, cell in enumerate(column.cells) if (mark := _mark_in_cell(cell))}
            rows = np.flatnonzero(np.isin(column_codes(sheet, number), list(marked))) if marked else ()
            for row in list(rows)[: MARKS_NAMED - named]:
                named += 1
                mark = marked[column.codes[row]]
                yield Problem("secrecy_mark", sheet.name, int(row) + 1, column_letters(number), found=mark)


def find_id_columns(sheet: Sheet, body_starts: int) -> tuple[int, ...]:
    """Columns (from 1) that hold identity numbers: three cells or more of the sheet's rows, or half of them.

    body_starts: first row below the header, which half of the cells is counted from.
    """
    found = []
    for number, column in enumerate(sheet.columns, start=1):
        is_id = np.fromiter((_is_id(cell) for cell in column.cells), dtype=bool, count=len(column.cells))
        if not is_id.any():
            continue
        codes = column_codes(sheet, number)
        count = int(is_id[codes].sum())
        is_filled = np.fromiter((bool(cell.kind) for cell in column.cells), dtype=bool, count=len(column.cells))
        filled = int(is_filled[codes[body_starts - 1 :]].sum())
        if count >= ID_CELLS or (count and 2 * count >= filled):
            found.append(number)
    return tuple(found)


def _mark_in_cell(cell: Cell) -> str:
    if cell.kind != TEXT or "密" not in cell.text:
        return ""
    folded = fold(cell.text).replace(NOTICE, "")
    found = _WHOLE.fullmatch(folded) or _MARKED.search(folded)
    return next(group for group in found.groups() if group) if found else ""


def _mark_in_name(name: str) -> str:
    for part in _NAME_SEPARATOR.split(fold(name)):
        if found := _WHOLE.fullmatch(part) or _MARKED.search(part):
            return next(group for group in found.groups() if group)
    return ""


def _is_id(cell: Cell) -> bool:
    if cell.kind not in (TEXT, NUMBER) or not 5 <= len(cell.text) <= 40:
        return False
    if cell.kind == TEXT and len(cell.text) < 18 and "E" not in cell.text.upper():
        return False
    text = fold_width(cell.text).strip("'‘’`").upper()
    if cell.kind == NUMBER or "E" in text:
        return _ID_AS_NUMBER.fullmatch(text) is not None
    if not _ID.fullmatch(text):
        return False
    remainder = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, text, strict=False)) % 11
    return _CHECK_DIGITS[remainder] == text[17]
