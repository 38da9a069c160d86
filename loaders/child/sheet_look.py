"""The second look at one sheet's XML: what the reading library leaves out.

Error cells and formulas without a stored value by address, cells whose style shows year and month only, hidden rows
and columns, merged ranges, how far the content reaches and how many cells have any. Sheets written as Excel, WPS and
LibreOffice write them are scanned by pattern; anything else about the XML goes through a parser (sheet_parse.py).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

from config.settings import Limits
from loaders.cells import column_letters, column_number
from loaders.child.parts import DateStyles
from loaders.child.refusal import Refusal
from loaders.child.say import say

CHUNK_BYTES = 8 * 1024**2
LONGEST_ROW_BYTES = 64 * 1024**2
Address = tuple[int, int]  # sheet row and column, from 1

UNUSUAL_CELL = re.compile(rb'<c(?! r="[A-Z])[\s/>]')
UNUSUAL_ROW = re.compile(rb'<row(?! r="[0-9])[\s/>]')
ROW = re.compile(rb'<row r="([0-9]+)"')
HIDDEN_ROW = re.compile(rb'<row r="([0-9]+)"[^>]*\s(?:hidden="(?:1|true)"|ht="0")')
FIRST_CELL = re.compile(rb'<c r="([A-Z]+)([0-9]+)"')
FORMULA = rb"(?:<f(?:\s[^>]*)?(?:/>|>[^<]*</f>))"
CONTENT = re.compile(rb'<c r="([A-Z]+)([0-9]+)"[^>]*(?<!/)>' + FORMULA + rb"?<(?:v>[^<]|v |is>)")
ERROR = re.compile(rb'<c r="([A-Z]+)([0-9]+)"[^>]* t="e"[^>]*>' + FORMULA + rb"?<v>([^<]*)</v>")
FORMULA_START = re.compile(rb"<f[\s/>]")
UNSTORED = re.compile(rb'<c r="([A-Z]+)([0-9]+)"([^>]*)>' + FORMULA + rb"(?:(<v></v>|<v\s*/>)?</c>)")
HIDDEN_COLUMN = re.compile(rb"<col\s[^>]*>")
MERGED = re.compile(rb'<mergeCell\s[^>]*?ref="([A-Z]+)([0-9]+)(?::([A-Z]+)([0-9]+))?"')
MERGED_COUNT = re.compile(rb"<(?:\w+:)?mergeCell[\s/>]")
ATTRIBUTE = re.compile(rb'(\w+)\s*=\s*"([^"]*)"')


class Unusual(Exception):
    """The XML is not as spreadsheets commonly write it: parse it instead."""


@dataclass
class SheetLook:
    """What the second look found in one sheet."""

    errors: dict[Address, str] = field(default_factory=dict)
    unstored: set[Address] = field(default_factory=set)
    months: set[Address] = field(default_factory=set)
    years: set[Address] = field(default_factory=set)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    content_count: int = 0
    last_row: int = 0
    last_column: int = 0

    def reach(self, row: int, column: int) -> None:
        self.last_row = max(self.last_row, row)
        self.last_column = max(self.last_column, column)


def scan_sheet(stream: BinaryIO, styles: DateStyles, limits: Limits) -> SheetLook:
    """Scan the XML by pattern, in pieces that end with a row.

    Raises:
        Unusual: the patterns cannot be trusted with this XML.
        Refusal: more merged ranges than the limit.
    """
    look = SheetLook()
    shapes = ((styles.month, look.months), (styles.year, look.years))
    dated = [(_style_pattern(numbers), found) for numbers, found in shapes if numbers]
    rest = stream.read(CHUNK_BYTES)
    if not re.match(rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*\?>\s*)?<worksheet[\s>]", rest):
        raise Unusual
    _scan_columns(rest[: max(rest.find(b"<sheetData"), 0)], look)
    while True:
        end = rest.rfind(b"</row>") + len(b"</row>")
        if end >= len(b"</row>"):
            _scan_rows(rest[:end], look, dated, limits)
            rest = rest[end:]
            say("rows", look.last_row)
        chunk = stream.read(CHUNK_BYTES)
        if not chunk:
            break
        rest += chunk
        if len(rest) > LONGEST_ROW_BYTES:
            raise Unusual
    _check_usual(rest)
    if b"</worksheet>" not in rest:
        raise Unusual
    _scan_merged(rest, look, limits)
    return look


def check_reach(look: SheetLook, sheet: str, limits: Limits) -> None:
    """Raises Refusal: the content reaches further than the limits, before any grid of that size is made."""
    if look.last_row > limits.rows:
        raise Refusal("too_many_rows", sheet=sheet, found=str(look.last_row), limit=limits.rows)
    if look.last_column > limits.columns:
        raise Refusal(
            "too_many_columns",
            sheet=sheet,
            found=column_letters(look.last_column),
            count=look.last_column,
            limit=limits.columns,
        )
    if look.last_row * look.last_column > limits.cells:
        raise Refusal("too_many_cells", sheet=sheet, found=str(look.last_row * look.last_column), limit=limits.cells)


def check_merged_count(count: int, sheet: str, limits: Limits) -> None:
    """Raises Refusal: more merged ranges than the limit."""
    if count > limits.merged_ranges:
        raise Refusal("too_many_merged", sheet=sheet, found=str(count), limit=limits.merged_ranges)


def _style_pattern(numbers: frozenset[int]) -> re.Pattern[bytes]:
    names = "|".join(map(str, sorted(numbers))).encode()
    return re.compile(rb'<c r="([A-Z]+)([0-9]+)"(?: [a-rt-z]+="[^"]*")* s="(?:' + names + rb')"[^>]*(?<!/)>')


def _scan_rows(
    piece: bytes, look: SheetLook, dated: list[tuple[re.Pattern[bytes], set[Address]]], limits: Limits
) -> None:
    _check_usual(piece)
    look.content_count += (
        piece.count(b"</v>")
        - piece.count(b"<v></v>")
        + piece.count(b"</is>")
        - piece.count(b"<is><t></t></is>")
        - piece.count(b"<is><t/></is>")
        - piece.count(b"<is><t /></is>")
    )
    for row in piece.split(b"</row>"):
        _reach_of(row, look, limits)
    if b'hidden="' in piece or b'ht="0"' in piece:
        look.hidden_rows.update(map(int, HIDDEN_ROW.findall(piece)))
    if b't="e"' in piece:
        found = {_address(match): match[3].decode("utf-8", "replace") for match in ERROR.finditer(piece)}
        if len(found) != piece.count(b't="e"'):
            raise Unusual
        look.errors.update(found)
    look.unstored.update(_unstored(piece))
    for pattern, addresses in dated:
        addresses.update(map(_address, pattern.finditer(piece)))


def _unstored(piece: bytes) -> Iterator[Address]:
    for start in FORMULA_START.finditer(piece):
        match = UNSTORED.match(piece, piece.rfind(b"<c ", 0, start.start()))
        if match and not (match[4] and b't="str"' in match[3]):  # a stored empty text is a value
            yield _address(match)


def _check_usual(piece: bytes) -> None:
    if b"<!" in piece or UNUSUAL_CELL.search(piece) or UNUSUAL_ROW.search(piece):
        raise Unusual


def _reach_of(row: bytes, look: SheetLook, limits: Limits) -> None:
    """Extend the reach by one row's last cell; beyond a limit only cells with content count, not mere formats."""
    at = row.rfind(b'<c r="')
    if at < 0:
        return
    last = FIRST_CELL.match(row, at)
    if last is None:
        raise Unusual
    number, column = int(last[2]), column_number(last[1].decode())
    if number <= limits.rows and column <= limits.columns:
        look.reach(number, column)
        return
    for match in CONTENT.finditer(row):
        look.reach(int(match[2]), column_number(match[1].decode()))


def _scan_columns(head: bytes, look: SheetLook) -> None:
    for match in HIDDEN_COLUMN.finditer(head):
        attributes = dict(ATTRIBUTE.findall(match[0]))
        if attributes.get(b"hidden") in (b"1", b"true") or attributes.get(b"width") == b"0":
            note_hidden_columns(look, attributes.get(b"min", b""), attributes.get(b"max", b""))


def note_hidden_columns(look: SheetLook, first: bytes, last: bytes) -> None:
    """Note a run of hidden columns; runs reach to the sheet's edge when everything to the right is hidden."""
    if first.isdigit() and last.isdigit():
        look.hidden_columns.update(range(max(int(first), 1), min(int(last), 16_384) + 1))


def _scan_merged(tail: bytes, look: SheetLook, limits: Limits) -> None:
    count = len(MERGED_COUNT.findall(tail))
    check_merged_count(count, "", limits)
    look.merged = [
        (
            int(match[2]),
            column_number(match[1].decode()),
            int(match[4] or match[2]),
            column_number((match[3] or match[1]).decode()),
        )
        for match in MERGED.finditer(tail)
    ]
    if len(look.merged) != count:
        raise Unusual


def _address(match: re.Match[bytes]) -> Address:
    return int(match[2]), column_number(match[1].decode())
