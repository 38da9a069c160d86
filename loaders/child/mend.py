"""The mended workbook: the user's own xlsx with some cells written anew, everything else as it was; or a new xlsx.

In an xlsx only the XML of those cells is replaced, so that pictures, formulas and their stored results stay. Where that
is not possible (another format, a formula that other cells use, unusual XML) the values are written into a new workbook.
"""

from __future__ import annotations

import io
import re
import sys
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from openpyxl import Workbook as Book
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from config.settings import Limits
from loaders.cells import ERROR, UNSTORED, Workbook, column_letters, column_number
from loaders.child.archive import Archive
from loaders.child.mark import FORMULA_SIGNS, write_out
from loaders.child.package import kind_of
from loaders.child.parts import read_book

NOT_CALCULATED = "#VALUE!"
ROWS = re.compile(rb'<row r="([0-9]+)"')
CELL = re.compile(rb'<c r="([A-Z]+)[0-9]+"([^>]*?)(?:/>|>(.*?)</c>)', re.S)
MASTER_FORMULA = re.compile(rb"<f\s[^>]*\sref=|<f\sref=")
# The order of calculation names every formula cell; left out, spreadsheets make it anew.
CHAIN = "xl/calcChain.xml"
CHAIN_NAMED_IN = ("[Content_Types].xml", "xl/_rels/workbook.xml.rels")
CHAIN_ENTRY = re.compile(rb'<(?:Override|Relationship)\s[^>]*calcChain\.xml"[^>]*/>')
STYLE = re.compile(rb'\ss="([0-9]+)"')


class Unusual(Exception):
    """The XML is not as spreadsheets commonly write it."""


def mend(request: Mapping[str, Any], limits: Limits) -> bytes:
    """The mended workbook as xlsx.

    request: path, file_name, is_own, cells (sheet, row, column letters, text).
    """
    from loaders.child.main import read

    path, cells = Path(request["path"]), request["cells"]
    workbook = read(path, request["file_name"], limits)
    if request["is_own"]:
        try:
            return _patch(path, cells, limits)
        except Unusual as error:
            sys.stderr.write(f"{error}\n")
    return _write_anew(workbook, cells)


def _patch(path: Path, cells: Sequence[Mapping[str, Any]], limits: Limits) -> bytes:
    archive = Archive(path, limits)
    book = read_book(archive, kind_of(archive)[1])
    parts = {sheet.name: sheet.part for sheet in book.sheets}
    wanted: dict[str, dict[int, dict[str, str]]] = {}
    for cell in cells:
        wanted.setdefault(parts[cell["sheet"]], {}).setdefault(cell["row"], {})[cell["column"]] = cell["text"]
    target = io.BytesIO()
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made:
        for entry in source.infolist():
            content = source.read(entry)
            if entry.filename in wanted:
                content = _patch_sheet(content, wanted.pop(entry.filename))
            elif entry.filename == CHAIN:
                continue
            elif entry.filename in CHAIN_NAMED_IN:
                content = CHAIN_ENTRY.sub(b"", content)
            made.writestr(entry, content)
    if wanted:
        raise Unusual("a sheet's part bears another name")
    return target.getvalue()


def _patch_sheet(xml: bytes, rows: dict[int, dict[str, str]]) -> bytes:
    starts = {int(found[1]): found.start() for found in ROWS.finditer(xml)}
    for row in sorted(rows, key=lambda one: -starts.get(one, 0)):
        if row not in starts:
            raise Unusual(f"row {row} is not written out")
        begin = starts[row]
        end = xml.find(b"</row>", begin)
        head_end = xml.find(b">", begin)
        if end < 0 or xml[head_end - 1 : head_end] == b"/":
            raise Unusual(f"row {row} is written empty")
        xml = xml[: head_end + 1] + _patch_row(xml[head_end + 1 : end], row, rows[row]) + xml[end:]
    return xml


def _patch_row(body: bytes, row: int, cells: dict[str, str]) -> bytes:
    """The row's cells in their order, those of `cells` (letters → text) written anew or put in their place."""
    if body.count(b"<c ") + body.count(b"<c>") != len(CELL.findall(body)):
        raise Unusual(f"cells of row {row} cannot be told apart")
    kept: dict[int, bytes] = {}
    for found in CELL.finditer(body):
        letters = found[1].decode()
        if letters in cells:
            if MASTER_FORMULA.search(found[3] or b""):
                raise Unusual(f"{letters}{row} holds a formula that other cells use")
            style = STYLE.search(found[2])
            kept[column_number(letters)] = _cell(letters, row, style[1] if style else b"", cells[letters])
        else:
            kept[column_number(letters)] = found[0]
    for letters, text in cells.items():
        kept.setdefault(column_number(letters), _cell(letters, row, b"", text))
    return b"".join(kept[number] for number in sorted(kept))


def _cell(letters: str, row: int, style: bytes, text: str) -> bytes:
    attributes = f'<c r="{letters}{row}"'.encode() + (b' s="' + style + b'"' if style else b"")
    if not text:
        return attributes + b"/>"
    clean = escape(ILLEGAL_CHARACTERS_RE.sub("", text))
    return attributes + f' t="inlineStr"><is><t xml:space="preserve">{clean}</t></is></c>'.encode()


def _write_anew(workbook: Workbook, cells: Sequence[Mapping[str, Any]]) -> bytes:
    book: Book = write_out(workbook)
    if workbook.is_1904:
        book.epoch = CALENDAR_MAC_1904
    for sheet in workbook.sheets:
        target = book[sheet.name]
        for row in sheet.hidden_rows:
            target.row_dimensions[row].hidden = True
        for hidden in sheet.hidden_columns:
            target.column_dimensions[column_letters(hidden)].hidden = True
        for number, column in enumerate(sheet.columns, start=1):
            broken = {code: cell for code, cell in enumerate(column.cells) if cell.kind in (ERROR, UNSTORED)}
            for row, code in enumerate(column.codes if broken else (), start=1):
                if code in broken:
                    place = target.cell(row, number)
                    place.value, place.data_type = broken[code].text or NOT_CALCULATED, "e"
    for cell in cells:
        _put(book[cell["sheet"]].cell(cell["row"], column_number(cell["column"])), cell["text"])
    packed = io.BytesIO()
    book.save(packed)
    return packed.getvalue()


def _put(cell: Cell, text: str) -> None:
    clean = ILLEGAL_CHARACTERS_RE.sub("", text)
    cell.value = clean or None
    if clean:
        cell.data_type = "s"
        cell.number_format = "@"
        cell.quotePrefix = clean.startswith(FORMULA_SIGNS)
