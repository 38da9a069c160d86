"""Writes grids as xlsx, xls, ods, csv, tsv or html, the same bytes every time."""

from __future__ import annotations

import html
import io
import os
import re
import zipfile
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from pathlib import Path

os.environ["OPENPYXL_LXML"] = "False"  # the same bytes whether lxml is there or not

import openpyxl
import xlwt
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import CoveredTableCell, Table, TableCell, TableRow
from odf.text import P

from bench.demo_county.handwriting import DateCell
from bench.demo_county.untidy import Grid

STAMP = (2023, 1, 3, 8, 0, 0)


def write_book(path: Path, grids: Sequence[Grid], encoding: str = "utf-8") -> None:
    """Writes the file in the format its name says; text formats take the first grid only."""
    path.parent.mkdir(parents=True, exist_ok=True)
    kind = path.suffix.lstrip(".")
    if kind == "xlsx":
        path.write_bytes(_fixed_zip(_xlsx(grids)))
    elif kind == "xls" and encoding != "html":
        path.write_bytes(_xls(grids))
    elif kind == "ods":
        path.write_bytes(_fixed_zip(_ods(grids)))
    elif kind in {"csv", "tsv"}:
        path.write_bytes(_text(grids[0], "\t" if kind == "tsv" else ",").encode(encoding))
    elif encoding == "html":
        path.write_bytes(_html(grids[0]).encode("gb18030"))
    else:
        raise ValueError(f"no writer for {path.name}")


def _xlsx(grids: Sequence[Grid]) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for grid in grids:
        sheet = book.create_sheet(grid.name)
        for row_no, row in enumerate(grid.rows, start=1):
            for column_no, value in enumerate(row, start=1):
                if value is None:
                    continue
                cell = sheet.cell(row_no, column_no)
                if isinstance(value, DateCell):
                    cell.value, cell.number_format = value.day, value.number_format
                elif isinstance(value, str) and value.startswith("#"):
                    cell.value, cell.data_type = value, "e"
                else:
                    cell.value = float(value) if isinstance(value, Decimal) else value
        for top, left, bottom, right in grid.merged:
            sheet.merge_cells(start_row=top, start_column=left, end_row=bottom, end_column=right)
        for row_no in grid.hidden_rows:
            sheet.row_dimensions[row_no].hidden = True
        if grid.is_hidden:
            sheet.sheet_state = "hidden"
        sheet.column_dimensions["B"].width = 18
        sheet.column_dimensions["C"].width = 26
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _xls(grids: Sequence[Grid]) -> bytes:
    book = xlwt.Workbook(encoding="utf-8")
    styles = {name: xlwt.easyxf(num_format_str=name) for name in ("yyyy/m/d", 'yyyy"年"m"月"')}
    for grid in grids:
        sheet = book.add_sheet(grid.name)
        corners = {(top, left): (bottom, right) for top, left, bottom, right in grid.merged}
        for row_no, row in enumerate(grid.rows, start=1):
            for column_no, value in enumerate(row, start=1):
                shown = datetime.combine(value.day, datetime.min.time()) if isinstance(value, DateCell) else value
                shown = float(shown) if isinstance(shown, Decimal) else shown
                style = styles[value.number_format] if isinstance(value, DateCell) else xlwt.Style.default_style
                if (row_no, column_no) in corners:
                    bottom, right = corners[row_no, column_no]
                    sheet.write_merge(row_no - 1, bottom - 1, column_no - 1, right - 1, shown, style)
                elif shown is not None:
                    sheet.write(row_no - 1, column_no - 1, shown, style)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _ods(grids: Sequence[Grid]) -> bytes:
    book = OpenDocumentSpreadsheet()
    for grid in grids:
        table = Table(name=grid.name)
        corners = {(top, left): (bottom, right) for top, left, bottom, right in grid.merged}
        covered = {
            (row, column)
            for top, left, bottom, right in grid.merged
            for row in range(top, bottom + 1)
            for column in range(left, right + 1)
        } - set(corners)
        for row_no, row in enumerate(grid.rows, start=1):
            line = TableRow()
            for column_no, value in enumerate(row, start=1):
                line.addElement(_ods_cell(value, corners.get((row_no, column_no)), (row_no, column_no), covered))
            table.addElement(line)
        book.spreadsheet.addElement(table)
    stream = io.BytesIO()
    book.write(stream)
    return stream.getvalue()


def _ods_cell(
    value: object, corner: tuple[int, int] | None, place: tuple[int, int], covered: set[tuple[int, int]]
) -> TableCell:
    if place in covered:
        return CoveredTableCell()
    span = (
        {"numberrowsspanned": corner[0] - place[0] + 1, "numbercolumnsspanned": corner[1] - place[1] + 1}
        if corner
        else {}
    )
    if isinstance(value, DateCell):
        cell = TableCell(valuetype="date", datevalue=value.day.isoformat(), **span)
        cell.addElement(P(text=value.day.isoformat()))
    elif isinstance(value, int | float | Decimal):
        cell = TableCell(valuetype="float", value=str(value), **span)
        cell.addElement(P(text=str(value)))
    else:
        cell = TableCell(**({"valuetype": "string"} if value else {}), **span)
        if value:
            cell.addElement(P(text=str(value)))
    return cell


def _text(grid: Grid, mark: str) -> str:
    lines = []
    for row in grid.rows:
        cells = [_shown(value) for value in row]
        lines.append(mark.join(f'"{cell}"' if mark in cell or "\n" in cell else cell for cell in cells))
    return "\r\n".join(lines) + "\r\n"


def _html(grid: Grid) -> str:
    rows = "\n".join(
        "<tr>" + "".join(f"<td>{html.escape(_shown(value))}</td>" for value in row) + "</tr>" for row in grid.rows
    )
    return f'<html><head><meta charset="gb18030"><title>{grid.name}</title></head><body><table border="1">\n{rows}\n</table></body></html>\n'


def _shown(value: object) -> str:
    if isinstance(value, DateCell):
        return value.day.isoformat()
    return "" if value is None else str(value)


def _fixed_zip(packed: bytes) -> bytes:
    """The same archive with fixed times, so that a second run writes the same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(packed)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            content = old.read(entry)
            if entry.filename in {"docProps/core.xml", "meta.xml"}:
                content = re.sub(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?", b"2023-01-03T08:00:00", content)
            info = zipfile.ZipInfo(entry.filename, STAMP)
            info.compress_type = zipfile.ZIP_STORED if entry.filename == "mimetype" else zipfile.ZIP_DEFLATED
            new.writestr(info, content)
    return out.getvalue()
