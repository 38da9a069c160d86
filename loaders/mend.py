"""Some cells of an uploaded workbook written anew, in a guarded child; and a new text tried as a cell of its field."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from config.contracts import Field
from config.settings import Limits
from loaders.cells import BLANK, TEXT, Cell, Workbook, column_letters, column_number
from loaders.guard import run_child
from loaders.parse import Reading, parse_cells
from loaders.problems import Problem

Place = tuple[str, int, str]  # sheet, row, column letters
ZIPPED_FORMATS = ("xlsx", "xlsm", "et")


def mend_workbook(
    path: Path, file_name: str, workbook: Workbook, cells: Mapping[Place, str], limits: Limits
) -> tuple[bytes, str]:
    """The workbook with the cells written anew, as xlsx bytes, and the name it should bear.

    Raises:
        guard.ChildFailed: it could not be written.
    """
    is_own = workbook.format in ZIPPED_FORMATS and path.open("rb").read(2) == b"PK"
    request = {
        "path": str(path.resolve()),
        "file_name": file_name,
        "is_own": is_own,
        "cells": [
            {"sheet": sheet, "row": row, "column": column, "text": text} for (sheet, row, column), text in cells.items()
        ],
    }
    content = run_child("mend", request, limits)
    return content, file_name if is_own else f"{file_name.rpartition('.')[0] or file_name}.xlsx"


def stored_place(workbook: Workbook, place: Place) -> Place:
    """The cell that holds the content: of a merged block its first one."""
    name, row, letters = place
    column = column_number(letters)
    sheet = next(sheet for sheet in workbook.sheets if sheet.name == name)
    for top, left, bottom, right in sheet.merged:
        if top <= row <= bottom and left <= column <= right:
            return name, top, column_letters(left)
    return place


def try_value(text: str, field: Field, reading: Reading) -> Problem | None:
    """What would be wrong with this text in a cell of the field; None when it can be read."""
    cell = Cell(TEXT, text) if text.strip() else Cell(BLANK, "")
    parsed = parse_cells([cell], field, reading)[0]
    if parsed.code:
        return Problem(parsed.code, field=field.name, title=field.title, found=text, words=parsed.words)
    if parsed.value is None and field.required:
        return Problem("required_blank", field=field.name, title=field.title)
    return None
