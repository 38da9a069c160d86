"""Workbooks through the reading library (calamine), completed and checked by the second look at the XML."""

from __future__ import annotations

from array import array
from dataclasses import replace
from pathlib import Path

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

from config.settings import Limits
from loaders.cells import BLANK, DATE, ERROR, MONTH, NOTHING, TEXT, UNSTORED, Cell, Column, Sheet, Workbook, column_letters
from loaders.child.archive import Archive
from loaders.child.binary_book import look_at_binary_book
from loaders.child.compound import open_stream
from loaders.child.encode import encode
from loaders.child.opendocument import look_at_tables
from loaders.child.parts import Book, SheetPart, read_book
from loaders.child.records import look_at_records
from loaders.child.refusal import Refusal
from loaders.child.sheet_look import Address, SheetLook, Unusual, check_merged_count, check_reach, scan_sheet
from loaders.child.sheet_parse import ParsedSheet, SharedTexts
CELL_SHEETS = ("worksheet", "")


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
    looks = [_look(archive, book, sheet, limits) for sheet in book.sheets]
    archive.check_others([sheet.part for sheet in book.sheets])
    total = sum(look.last_row * look.last_column for look in looks)
    if total > limits.cells:
        raise Refusal("too_many_cells", found=str(total), limit=limits.cells)
    reader = _open(path)
    if reader.sheet_names != [sheet.name for sheet in book.sheets]:
        raise Refusal("sheets_differ", found=str(len(reader.sheet_names)), count=len(book.sheets))
    sheets = []
    for number, (part, look) in enumerate(zip(book.sheets, looks, strict=True)):
        if part.kind not in CELL_SHEETS:
            sheets.append(Sheet(part.name, part.is_hidden, 0, ()))
            continue
        columns = _columns(reader.get_sheet_by_index(number))
        _compare(archive, book, part, look, columns, limits)
        sheets.append(_finish(part.name, part.is_hidden, columns, look))
    return Workbook(format_name, tuple(sheets), is_1904=book.is_1904)


def read_xls(path: Path, format_name: str, limits: Limits) -> Workbook:
    """An xls or et; its records are looked at for what the library leaves out.

    Raises:
        Refusal: locked, another kind of document, over a limit or damaged.
    """
    look = look_at_records(open_stream(path))
    return replace(_read_plain(path, format_name, look.sheets, limits), is_1904=look.is_1904, unchecked=not look.is_known)


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
    _complete(columns, look)
    row_count = _trim(columns)
    return Sheet(
        name, is_hidden, row_count, tuple(columns), tuple(look.merged),
        tuple(sorted(row for row in look.hidden_rows if row <= row_count)),
        tuple(sorted(column for column in look.hidden_columns if column <= len(columns))),
    )


def _open(path: Path) -> CalamineWorkbook:
    try:
        return CalamineWorkbook.from_path(path)
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


def _parse(archive: Archive, book: Book, sheet: SheetPart, limits: Limits, *, keeps_contents: bool = False) -> ParsedSheet:
    parsed = ParsedSheet(book.styles, limits)
    parsed.keeps_contents = keeps_contents
    with archive.open(sheet.part) as stream:
        parsed.parse(stream)
    return parsed


def _columns(sheet: CalamineSheet) -> list[Column]:
    rows = sheet.to_python(skip_empty_area=False)
    return [encode(values) for values in zip(*rows, strict=True)]


def _compare(
    archive: Archive, book: Book, sheet: SheetPart, look: SheetLook, columns: list[Column], limits: Limits
) -> None:
    """Raises Refusal: the XML has a value where the reader sees a blank cell, which no one would notice later."""
    read = sum(len(column.codes) - _blank_count(column) for column in columns)
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


def _blank_count(column: Column) -> int:
    return sum(column.codes.count(code) for code, cell in enumerate(column.cells) if cell.kind == BLANK)


def _complete(columns: list[Column], look: SheetLook) -> None:
    """Write into the columns what the library leaves blank or flattens."""
    changes: dict[int, dict[int, Cell]] = {}
    for (row, number), text in look.errors.items():
        changes.setdefault(number, {})[row] = Cell(ERROR, text)
    for row, number in look.unstored:
        changes.setdefault(number, {})[row] = Cell(UNSTORED, "")
    for addresses, shape in ((look.months, _as_month), (look.years, _as_year)):
        for row, number in addresses:
            cell = columns[number - 1].cell(row) if number <= len(columns) else NOTHING
            if cell.kind == DATE:
                changes.setdefault(number, {}).setdefault(row, shape(cell))
    height = max((len(column.codes) for column in columns), default=0)
    for number, cells in changes.items():
        while len(columns) < number:
            columns.append(Column([NOTHING], array("I", bytes(4 * height))))
        columns[number - 1] = _changed(columns[number - 1], cells)


def _changed(column: Column, changes: dict[int, Cell]) -> Column:
    cells, codes = list(column.cells), array("I", column.codes)
    known: dict[Cell, int] = {}
    for code, cell in enumerate(cells):
        known.setdefault(cell, code)
    bottom = max(changes)
    if bottom > len(codes):
        blank = known.setdefault(NOTHING, len(cells))
        if blank == len(cells):
            cells.append(NOTHING)
        codes.extend([blank] * (bottom - len(codes)))
    for row, cell in changes.items():
        code = known.setdefault(cell, len(cells))
        if code == len(cells):
            cells.append(cell)
        codes[row - 1] = code
    return Column(cells, codes)


def _as_month(cell: Cell) -> Cell:
    return Cell(MONTH, cell.text[:10])


def _as_year(cell: Cell) -> Cell:
    return Cell(TEXT, f"{cell.text[:4]}年")


def _trim(columns: list[Column]) -> int:
    """Take blank columns off the right and blank rows off the bottom; the number of rows left."""
    row_count = 0
    for column in columns:
        blanks = {code for code, cell in enumerate(column.cells) if cell.kind == BLANK}
        last = len(column.codes)
        while last > row_count and column.codes[last - 1] in blanks:
            last -= 1
        row_count = max(row_count, last)
    while columns and _blank_count(columns[-1]) == len(columns[-1].codes):
        columns.pop()
    for number, column in enumerate(columns):
        codes = column.codes[:row_count]
        if len(codes) < row_count:
            columns[number] = _changed(Column(column.cells, codes), {row_count: NOTHING})
        else:
            columns[number] = replace(column, codes=codes)
    return row_count
