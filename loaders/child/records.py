"""The second look at an xls: its records (BIFF8) tell error cells, hidden rows and columns, and month formats.

Layout of the records: the public specification [MS-XLS]. Older streams (BIFF5) are only asked for a password.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from loaders.child.parts import BUILT_IN_FORMATS, date_shape
from loaders.child.refusal import Refusal
from loaders.child.sheet_look import SheetLook

BOF, END_OF_PART, FILE_PASS, SHEET, EPOCH, FORMAT, STYLE = 0x809, 0x0A, 0x2F, 0x85, 0x22, 0x41E, 0xE0
ROW, COLUMNS, ERROR_OR_BOOL, FORMULA, NUMBER, RK, MANY_RK = 0x208, 0x7D, 0x205, 0x06, 0x203, 0x27E, 0xBD
BIFF8 = 0x0600
ERRORS = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A"}
MACRO_SHEET = 1
HIDDEN_ROW_FLAG, HIDDEN_COLUMN_FLAG = 0x20, 0x01


@dataclass
class RecordLook:
    """What the records tell: per sheet in order, and of the book. is_known: False for older streams."""

    is_known: bool = False
    is_1904: bool = False
    sheets: list[SheetLook] = field(default_factory=list)


def look_at_records(stream: bytes) -> RecordLook:
    """Look through the record stream of an xls.

    Raises:
        Refusal: it has a password or a macro sheet.
    """
    look = RecordLook()
    formats, styles, starts = dict(BUILT_IN_FORMATS), [], []
    for kind, at, size in _records(stream, 0):
        body = stream[at : at + size]
        if kind == FILE_PASS:
            raise Refusal("encrypted", found="打开密码")
        if kind == BOF and size >= 2:
            look.is_known = struct.unpack_from("<H", body)[0] == BIFF8
        elif not look.is_known:
            continue
        elif kind == SHEET and size >= 8:
            if body[5] == MACRO_SHEET:
                raise Refusal("macro_sheet", found=_text(body[8:], body[6], body[7]))
            starts.append(struct.unpack_from("<I", body)[0])
        elif kind == EPOCH and size >= 2:
            look.is_1904 = body[0] == 1
        elif kind == FORMAT and size >= 5:
            number, length, flags = struct.unpack_from("<HHB", body)
            formats[number] = _text(body[5:], length, flags)
        elif kind == STYLE and size >= 4:
            styles.append(struct.unpack_from("<H", body, 2)[0])
        elif kind == END_OF_PART:
            break
    shapes = [date_shape(formats.get(number, "")) for number in styles]
    look.sheets = [_look_at_sheet(stream, start, shapes) for start in starts]
    return look


def _look_at_sheet(stream: bytes, start: int, shapes: list[str]) -> SheetLook:
    look = SheetLook()
    has_shapes = any(shapes)
    for kind, at, size in _records(stream, start):
        if kind == ERROR_OR_BOOL and size >= 8:
            row, column, _, value, is_error = struct.unpack_from("<HHHBB", stream, at)
            if is_error:
                look.errors[row + 1, column + 1] = ERRORS.get(value, "#N/A")
        elif kind == FORMULA and size >= 14:
            row, column, style = struct.unpack_from("<HHH", stream, at)
            if stream[at + 12 : at + 14] == b"\xff\xff" and stream[at + 6] == 2:
                look.errors[row + 1, column + 1] = ERRORS.get(stream[at + 8], "#N/A")
            elif has_shapes:
                _note(look, shapes, row, column, style)
        elif kind in (NUMBER, RK) and has_shapes and size >= 6:
            _note(look, shapes, *struct.unpack_from("<HHH", stream, at))
        elif kind == MANY_RK and has_shapes and size >= 6:
            row, column = struct.unpack_from("<HH", stream, at)
            for index in range((size - 6) // 6):
                _note(look, shapes, row, column + index, struct.unpack_from("<H", stream, at + 4 + 6 * index)[0])
        elif kind == ROW and size >= 16:
            if stream[at + 12] & HIDDEN_ROW_FLAG:
                look.hidden_rows.add(struct.unpack_from("<H", stream, at)[0] + 1)
        elif kind == COLUMNS and size >= 10:
            first, last, _, _, flags = struct.unpack_from("<HHHHH", stream, at)
            if flags & HIDDEN_COLUMN_FLAG:
                look.hidden_columns.update(range(first + 1, min(last, 255) + 2))
        elif kind == END_OF_PART:
            break
    return look


def _note(look: SheetLook, shapes: list[str], row: int, column: int, style: int) -> None:
    shape = shapes[style] if style < len(shapes) else ""
    if shape:
        (look.months if shape == "month" else look.years).add((row + 1, column + 1))


def _records(stream: bytes, start: int) -> Iterator[tuple[int, int, int]]:
    """Kind, start and size of each record; stops where the stream does."""
    at, end = start, len(stream) - 4
    while at <= end:
        kind, size = struct.unpack_from("<HH", stream, at)
        if at + 4 + size > len(stream):
            return
        yield kind, at + 4, size
        at += 4 + size


def _text(body: bytes, length: int, flags: int) -> str:
    return body[: 2 * length].decode("utf-16-le", "replace") if flags & 1 else body[:length].decode("latin-1")
