"""Workbooks through the reading library (calamine), completed and checked by the second look at the XML."""

from __future__ import annotations

import io
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from config.settings import Limits
from loaders.cells import BLANK, Column, Sheet, Workbook, column_letters
from loaders.child.archive import Archive
from loaders.child.binary_book import look_at_binary_book
from loaders.child.complete import blank_count, complete, trim
from loaders.child.compound import open_stream
from loaders.child.encode import encode
from loaders.child.opendocument import look_at_tables
from loaders.child.parts import Book, SheetPart, read_book
from loaders.child.records import look_at_records
from loaders.child.refusal import Refusal
from loaders.child.say import say
from loaders.child.sheet_look import SheetLook, Unusual, check_merged_count, check_reach, scan_sheet
from loaders.child.sheet_parse import ParsedSheet, SharedTexts

CELL_SHEETS = ("worksheet", "")
LARGE_PART_BYTES = 1024**2
MANY_ROWS = 10_000


def read_xlsx(path: Path, archive: Archive, main_part: str, format_name: str, limits: Limits) -> Workbook:
    """An xlsx or xlsm: looked at first, then read, then compared.

    Raises:
        Refusal: over a limit, damaged, or reader and look do not agree on what the file holds.
    """
    book = read_book(archive, main_part)
    _check_sheets(len(book.sheets), limits)
    macros = [sheet.name for sheet in book.sheets if sheet.kind == "macrosheet"]
    if macros or any(name.startswith("xl/macrosheets/") for name in archive.names):
        raise Refusal("macro_sheet", found="、".join(macros) or "宏表")
    reader = _open(path)
    if reader.sheet_names != [sheet.name for sheet in book.sheets]:
        raise Refusal("sheets_differ", found=str(len(reader.sheet_names)), count=len(book.sheets))
    # Large sheets are read beside the look at them (the library needs no lock); what is small and dangerous is not.
    with ThreadPoolExecutor(1) as beside:
        early = {
            number: beside.submit(reader.get_sheet_by_index, number)
            for number, sheet in enumerate(book.sheets)
            if sheet.kind in CELL_SHEETS and archive.packed_size(sheet.part) >= LARGE_PART_BYTES
        }
        looks = [_look(archive, book, sheet, limits) for sheet in book.sheets]
        archive.check_others([sheet.part for sheet in book.sheets])
        total = sum(look.last_row * look.last_column for look in looks)
        if total > limits.cells:
            raise Refusal("too_many_cells", found=str(total), limit=limits.cells)
    sheets = []
    for number, (part, look) in enumerate(zip(book.sheets, looks, strict=True)):
        if part.kind not in CELL_SHEETS:
            sheets.append(Sheet(part.name, part.is_hidden, 0, ()))
            continue
        sheet = early.pop(number).result() if number in early else reader.get_sheet_by_index(number)
        columns = _columns(sheet)
        _compare(archive, book, part, look, columns, limits)
        sheets.append(_finish(part.name, part.is_hidden, columns, look))
    return Workbook(format_name, tuple(sheets), is_1904=book.is_1904)


def read_xls(path: Path, format_name: str, limits: Limits) -> Workbook:
    """An xls or et; its records are looked at for what the library leaves out.

    Raises:
        Refusal: locked, another kind of document, over a limit or damaged.
    """
    look = look_at_records(open_stream(path))
    return replace(
        _read_plain(path, format_name, look.sheets, limits), is_1904=look.is_1904, unchecked=not look.is_known
    )


def read_ods(path: Path, archive: Archive, limits: Limits) -> Workbook:
    """An ods; its tables are looked at for what the library leaves out. Formulas stay unchecked.

    Raises:
        Refusal: locked, over a limit or damaged.
    """
    looks = look_at_tables(archive, limits)
    archive.check_others(["content.xml"])
    return _read_plain(path, "ods", looks, limits)


def read_xlsb(path: Path, archive: Archive, main_part: str, limits: Limits) -> Workbook:
    """An xlsb; its records are looked at for what the library leaves out. Formulas and formats stay unchecked.

    Raises:
        Refusal: over a limit, a macro sheet or damaged.
    """
    if any(name.startswith("xl/macrosheets/") for name in archive.names):
        raise Refusal("macro_sheet", found="宏表")
    archive.check_others([])
    is_1904, looks = look_at_binary_book(archive, main_part, limits)
    return replace(_read_plain(path, "xlsb", looks, limits), is_1904=is_1904)


def _read_plain(path: Path, format_name: str, looks: list[SheetLook], limits: Limits) -> Workbook:
    reader = _open(path)
    _check_sheets(len(reader.sheet_names), limits)
    if looks and len(looks) != len(reader.sheet_names):
        raise Refusal("sheets_differ", found=str(len(reader.sheet_names)), count=len(looks))
    sheets = []
    for number, about in enumerate(reader.sheets_metadata):
        look = looks[number] if looks else SheetLook()
        is_hidden = about.visible != SheetVisibleEnum.Visible
        if about.typ == SheetTypeEnum.MacroSheet:
            raise Refusal("macro_sheet", found=about.name)
        if about.typ != SheetTypeEnum.WorkSheet:
            sheets.append(Sheet(about.name, is_hidden, 0, ()))
            continue
        sheet = reader.get_sheet_by_index(number)
        check_reach(SheetLook(last_row=sheet.total_height, last_column=sheet.total_width), about.name, limits)
        ranges = sheet.merged_cell_ranges or []
        check_merged_count(len(ranges), about.name, limits)
        look.merged += [(top + 1, left + 1, bottom + 1, right + 1) for (top, left), (bottom, right) in ranges]
        sheets.append(_finish(about.name, is_hidden, _columns(sheet), look))
    return Workbook(format_name, tuple(sheets), unchecked=True)


def _finish(name: str, is_hidden: bool, columns: list[Column], look: SheetLook) -> Sheet:
    complete(columns, look)
    row_count = trim(columns)
    return Sheet(
        name,
        is_hidden,
        row_count,
        tuple(columns),
        tuple(look.merged),
        tuple(sorted(row for row in look.hidden_rows if row <= row_count)),
        tuple(sorted(column for column in look.hidden_columns if column <= len(columns))),
    )


def _open(path: Path) -> CalamineWorkbook:
    try:
        # From a stream: given a path the library believes the name's ending, and an xlsx named .xls would fail.
        return CalamineWorkbook.from_filelike(io.BytesIO(path.read_bytes()))
    except PasswordError as error:
        raise Refusal("encrypted", found="打开密码") from error
    except CalamineError as error:
        raise Refusal("damaged", found="内部数据不完整") from error


def _check_sheets(count: int, limits: Limits) -> None:
    if count == 0:
        raise Refusal("no_sheets")
    if count > limits.sheets:
        raise Refusal("too_many_sheets", found=str(count), limit=limits.sheets)


def _look(archive: Archive, book: Book, sheet: SheetPart, limits: Limits) -> SheetLook:
    if sheet.kind not in CELL_SHEETS:
        return SheetLook()
    if not sheet.part:
        raise Refusal("damaged", sheet=sheet.name, found="缺少工作表内容")
    try:
        try:
            with archive.open(sheet.part) as stream:
                look = scan_sheet(stream, book.styles, limits)
        except Unusual:
            look = _parse(archive, book, sheet, limits).look
    except Refusal as refusal:
        refusal.entry["sheet"] = sheet.name
        raise
    check_reach(look, sheet.name, limits)
    return look


def _parse(
    archive: Archive, book: Book, sheet: SheetPart, limits: Limits, *, keeps_contents: bool = False
) -> ParsedSheet:
    parsed = ParsedSheet(book.styles, limits)
    parsed.keeps_contents = keeps_contents
    with archive.open(sheet.part) as stream:
        parsed.parse(stream)
    return parsed


def _columns(sheet: CalamineSheet) -> list[Column]:
    rows = sheet.to_python(skip_empty_area=False)
    columns: list[Column] = []
    for values in zip(*rows, strict=True):
        columns.append(encode(values))
        if len(values) >= MANY_ROWS:
            say("columns", len(columns), len(rows[0]))
    return columns


def _compare(
    archive: Archive, book: Book, sheet: SheetPart, look: SheetLook, columns: list[Column], limits: Limits
) -> None:
    """Raises Refusal: the XML has a value where the reader sees a blank cell, which no one would notice later."""
    read = sum(len(column.codes) - blank_count(column) for column in columns)
    if read + len(look.errors) >= look.content_count:
        return
    parsed = _parse(archive, book, sheet, limits, keeps_contents=True)
    empty: set[int] = set()
    if archive.has("xl/sharedStrings.xml"):
        with archive.open("xl/sharedStrings.xml") as stream:
            empty = SharedTexts(stream).empty
    for (row, number), (kind, text) in parsed.contents.items():
        is_empty = kind == "s" and text.isdigit() and int(text) in empty
        if kind == "e" or is_empty or not text.strip():
            continue
        if number > len(columns) or columns[number - 1].cell(row).kind == BLANK:
            raise Refusal("cells_lost", sheet=sheet.name, row=row, column=column_letters(number))
