"""The second look at an xlsb: its records tell error cells, merged ranges, hidden rows and columns, and the epoch.

Layout of the records: the public specification [MS-XLSB]. Number formats are not looked at.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

from config.settings import Limits
from loaders.child.archive import Archive
from loaders.child.package import relations
from loaders.child.records import ERRORS
from loaders.child.refusal import Refusal
from loaders.child.sheet_look import SheetLook, check_merged_count, check_reach

ROW, CELL_BLANK, CELL_ERROR, FIRST_VALUE, LAST_VALUE, FORMULA_ERROR = 0, 1, 3, 2, 11, 11
COLUMNS, SHEET, BOOK_PROPERTIES, MERGED = 60, 156, 153, 176
ZERO_HEIGHT_FLAG, HIDDEN_COLUMN_FLAG, EPOCH_FLAG = 0x10, 0x01, 0x01


def look_at_binary_book(archive: Archive, main_part: str, limits: Limits) -> tuple[bool, list[SheetLook]]:
    """Whether the book counts days from 1904, and one look per sheet in order.

    Raises:
        Refusal: over a limit, a macro sheet, or records that do not hold together.
    """
    links = relations(archive, main_part)
    is_1904, looks = False, []
    try:
        for kind, body in _records(archive.read(main_part)):
            if kind == BOOK_PROPERTIES and body:
                is_1904 = bool(body[0] & EPOCH_FLAG)
            elif kind == SHEET:
                identifier, end = _text(body, 8)
                name, _ = _text(body, end)
                type_name, part = links.get(identifier, ("", ""))
                if "macro" in type_name:
                    raise Refusal("macro_sheet", found=name)
                looks.append(_look_at_sheet(archive.read(part), name, limits))
    except (struct.error, IndexError) as error:
        raise Refusal("damaged", found="内部数据不完整") from error
    return is_1904, looks


def _look_at_sheet(data: bytes, name: str, limits: Limits) -> SheetLook:
    look, row = SheetLook(), 0
    for kind, body in _records(data):
        if kind == ROW and len(body) >= 12:
            row = struct.unpack_from("<I", body)[0] + 1
            if body[11] & ZERO_HEIGHT_FLAG:
                look.hidden_rows.add(row)
        elif FIRST_VALUE <= kind <= LAST_VALUE:
            column = struct.unpack_from("<I", body)[0] + 1
            look.reach(row, column)
            if kind in (CELL_ERROR, FORMULA_ERROR):
                look.errors[row, column] = ERRORS.get(body[8], "#N/A")
        elif kind == COLUMNS and len(body) >= 18:
            first, last, _, _, flags = struct.unpack_from("<IIIIH", body)
            if flags & HIDDEN_COLUMN_FLAG:
                look.hidden_columns.update(range(first + 1, min(last, 16_383) + 2))
        elif kind == MERGED:
            top, bottom, left, right = struct.unpack_from("<IIII", body)
            look.merged.append((top + 1, left + 1, bottom + 1, right + 1))
            check_merged_count(len(look.merged), name, limits)
    check_reach(look, name, limits)
    return look


def _records(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Kind and body of each record: kind in one or two bytes, length in one to four, seven bits in each."""
    at = 0
    while at < len(data):
        kind = data[at]
        at += 1
        if kind & 0x80:
            kind = (kind & 0x7F) | (data[at] & 0x7F) << 7
            at += 1
        size = 0
        for shift in range(0, 28, 7):
            byte = data[at]
            at += 1
            size |= (byte & 0x7F) << shift
            if not byte & 0x80:
                break
        yield kind, data[at : at + size]
        at += size


def _text(body: bytes, at: int) -> tuple[str, int]:
    length = struct.unpack_from("<I", body, at)[0]
    end = at + 4 + 2 * min(length, len(body))
    return body[at + 4 : end].decode("utf-16-le", "replace"), end
