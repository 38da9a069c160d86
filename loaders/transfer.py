"""How a read workbook travels from the guarded child to its parent: a JSON header and raw arrays, never pickle.

The parent trusts nothing: every length, kind and code is checked before a Workbook is made of it.
"""

from __future__ import annotations

import gc
import json
from array import array
from collections.abc import Sequence
from typing import Any, BinaryIO

from loaders.cells import BLANK, KINDS, Cell, Column, Sheet, Workbook

MAGIC = b"CELLS1\n"
CODE_BYTES = 4
FORMATS = frozenset(("xlsx", "xlsm", "xls", "et", "xlsb", "ods", "csv", "tsv", "html"))
WORDS = ("code", "sheet", "column", "found")


class BadAnswer(Exception):
    """The child's answer does not hold together."""


def pack(target: BinaryIO, workbook: Workbook | None, problems: Sequence[dict[str, object]]) -> None:
    """Write the answer: header length, header, then the codes of every column in order."""
    header = {"problems": list(problems), "workbook": _describe(workbook) if workbook else None}
    text = json.dumps(header, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
    target.write(MAGIC + len(text).to_bytes(8, "little") + text)
    for sheet in workbook.sheets if workbook else ():
        for column in sheet.columns:
            target.write(column.codes.tobytes())


def unpack(data: bytes) -> tuple[Workbook | None, list[dict[str, Any]]]:
    """The workbook and the problems of an answer.

    Raises:
        BadAnswer: anything in it is not as `pack` writes it.
    """
    start = len(MAGIC) + 8
    if not data.startswith(MAGIC) or len(data) < start:
        raise BadAnswer("no answer")
    end = start + int.from_bytes(data[len(MAGIC) : start], "little")
    is_collecting = gc.isenabled()
    gc.disable()  # a million new cells would be searched for garbage again and again
    try:
        header = json.loads(data[start:end])
        problems = [_problem(entry) for entry in header["problems"]]
        if header["workbook"] is None:
            return None, problems
        return _rebuild(header["workbook"], memoryview(data)[end:]), problems
    except (ValueError, KeyError, TypeError, IndexError, AttributeError, OverflowError) as error:
        raise BadAnswer(str(error)) from error
    finally:
        if is_collecting:
            gc.enable()


def _describe(workbook: Workbook) -> dict[str, object]:
    return {
        "format": workbook.format,
        "is_1904": workbook.is_1904,
        "encoding": workbook.encoding,
        "number_text_is_typed": workbook.number_text_is_typed,
        "unchecked": workbook.unchecked,
        "sheets": [
            {
                "name": sheet.name,
                "is_hidden": sheet.is_hidden,
                "row_count": sheet.row_count,
                "merged": sheet.merged,
                "hidden_rows": sheet.hidden_rows,
                "hidden_columns": sheet.hidden_columns,
                "columns": [
                    ["".join(kind or " " for kind, _ in column.cells), [text for _, text in column.cells]]
                    for column in sheet.columns
                ],
            }
            for sheet in workbook.sheets
        ],
    }


def _rebuild(header: dict[str, Any], codes: memoryview) -> Workbook:
    if header["format"] not in FORMATS:
        raise BadAnswer("format")
    sheets, at = [], 0
    for entry in header["sheets"]:
        row_count = _count(entry["row_count"])
        columns = []
        for kinds, texts in entry["columns"]:
            column = _column(kinds, texts, codes[at : at + row_count * CODE_BYTES], row_count)
            columns.append(column)
            at += row_count * CODE_BYTES
        sheets.append(
            Sheet(
                name=_text(entry["name"]),
                is_hidden=entry["is_hidden"] is True,
                row_count=row_count,
                columns=tuple(columns),
                merged=tuple(_range(each) for each in entry["merged"]),
                hidden_rows=tuple(map(_count, entry["hidden_rows"])),
                hidden_columns=tuple(map(_count, entry["hidden_columns"])),
            )
        )
    if at != len(codes):
        raise BadAnswer("length")
    return Workbook(
        format=header["format"],
        sheets=tuple(sheets),
        is_1904=header["is_1904"] is True,
        encoding=_text(header["encoding"]),
        number_text_is_typed=header["number_text_is_typed"] is True,
        unchecked=header["unchecked"] is True,
    )


def _column(kinds: str, texts: list[str], raw: memoryview, row_count: int) -> Column:
    if len(kinds) != len(texts) or len(raw) != row_count * CODE_BYTES or not set(map(type, texts)) <= {str}:
        raise BadAnswer("column")
    names = {kind: BLANK if kind == " " else kind for kind in set(kinds)}
    if not KINDS.issuperset(names.values()):
        raise BadAnswer("kind")
    codes = array("I")
    codes.frombytes(raw)
    if codes and max(codes) >= len(texts):
        raise BadAnswer("code")
    return Column(list(map(Cell, map(names.__getitem__, kinds), texts)), codes)


def _problem(entry: dict[str, Any]) -> dict[str, Any]:
    row, words = entry.get("row"), entry.get("words", {})
    if row is not None:
        _count(row)
    return {
        **{name: _text(entry.get(name, "")) for name in WORDS},
        "row": row,
        "words": {_text(name): value for name, value in words.items() if isinstance(value, str | int | float)},
    }


def _range(entry: list[int]) -> tuple[int, int, int, int]:
    top, left, bottom, right = map(_count, entry)
    if not (1 <= top <= bottom and 1 <= left <= right):
        raise BadAnswer("range")
    return top, left, bottom, right


def _count(value: object) -> int:
    if type(value) is not int or value < 0:
        raise BadAnswer("number")
    return value


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise BadAnswer("text")
    return value
