"""Real small workbooks for the tests, made on the spot: whole ones by the writing libraries, odd ones part by part."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import openpyxl
import xlwt
from xlwt.CompoundDoc import XlsDoc

SHEET_PART = "xl/worksheets/sheet1.xml"
TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="xml" ContentType="application/xml"/></Types>'
)
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE_LINKS = "http://schemas.openxmlformats.org/package/2006/relationships"


def root_links(main: str) -> str:
    """The package's own relations, to its main part."""
    return (
        f'<Relationships xmlns="{PACKAGE_LINKS}"><Relationship Id="rId1" Type="{LINKS}/officeDocument" '
        f'Target="{main}"/></Relationships>'
    )


def save(book: openpyxl.Workbook) -> bytes:
    """The bytes of an openpyxl workbook."""
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def tidy_book() -> openpyxl.Workbook:
    """Three filled rows from B2 on: a header, one record, a record with a number."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "清单"
    for row, values in enumerate((("单位", "名称"), ("县公安局", "系统甲"), ("县教育局", 12.5)), start=2):
        for column, value in enumerate(values, start=2):
            sheet.cell(row, column, value)
    return book


def zip_of(parts: Mapping[str, str | bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip of these parts."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", method) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return target.getvalue()


def parts_of(data: bytes) -> dict[str, bytes]:
    """The parts of a zip by name."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def patched(data: bytes, name: str, change: Callable[[bytes], bytes]) -> bytes:
    """The zip with one part changed."""
    parts = parts_of(data)
    parts[name] = change(parts[name])
    return zip_of(parts)


def raw_xlsx(
    *sheets: str,
    workbook: str | None = None,
    extra: Mapping[str, str | bytes] | None = None,
    kinds: tuple[str, ...] = (),
) -> bytes:
    """An xlsx whose sheet XML is given in full; kinds: relation types where they are not worksheets."""
    names = [f"表{number}" for number in range(1, len(sheets) + 1)]
    entries = "".join(
        f'<sheet name="{name}" sheetId="{number}" r:id="rId{number}"/>' for number, name in enumerate(names, start=1)
    )
    kinds = kinds or ("worksheet",) * len(sheets)
    links = "".join(
        f'<Relationship Id="rId{number}" Type="{LINKS}/{kind}" Target="worksheets/sheet{number}.xml"/>'
        for number, kind in enumerate(kinds, start=1)
    )
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": TYPES,
        "_rels/.rels": root_links("xl/workbook.xml"),
        "xl/workbook.xml": workbook
        or f'<?xml version="1.0"?><workbook xmlns="{MAIN}" xmlns:r="{LINKS}"><sheets>{entries}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<?xml version="1.0"?><Relationships xmlns="{PACKAGE_LINKS}">{links}'
        "</Relationships>",
    }
    for number, sheet in enumerate(sheets, start=1):
        parts[f"xl/worksheets/sheet{number}.xml"] = sheet
    return zip_of({**parts, **(extra or {})})


def sheet_xml(rows: str, after: str = "", before: str = "") -> str:
    """The XML of one sheet around its rows."""
    return f'<?xml version="1.0"?><worksheet xmlns="{MAIN}">{before}<sheetData>{rows}</sheetData>{after}</worksheet>'


def text_cell(address: str, text: str) -> str:
    """An inline text cell."""
    return f'<c r="{address}" t="inlineStr"><is><t>{text}</t></is></c>'


def xls_of(fill: Callable[[xlwt.Workbook], None]) -> bytes:
    """An xls filled by a function."""
    book = xlwt.Workbook()
    fill(book)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def compound_of(stream: bytes, path: Path) -> bytes:
    """An OLE file whose Workbook stream is given."""
    XlsDoc().save(str(path), stream)
    return path.read_bytes()


def record(kind: int, body: bytes = b"") -> bytes:
    """One BIFF record of an xls stream."""
    return struct.pack("<HH", kind, len(body)) + body


def ods_of(rows: str, styles: str = "", manifest: str = "", before: str = "") -> bytes:
    """An ods whose table rows are given as XML."""
    names = "".join(
        f' xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{uri}:1.0"'
        for prefix, uri in (
            ("office", "office"),
            ("table", "table"),
            ("text", "text"),
            ("style", "style"),
            ("number", "datastyle"),
        )
    )
    return zip_of(
        {
            "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
            "META-INF/manifest.xml": manifest or "<manifest/>",
            "content.xml": f'<?xml version="1.0"?>{before}<office:document-content{names} xmlns:calcext="urn:calcext">'
            f"<office:automatic-styles>{styles}</office:automatic-styles><office:body><office:spreadsheet>"
            f'<table:table table:name="清单">{rows}</table:table>'
            "</office:spreadsheet></office:body></office:document-content>",
        },
        zipfile.ZIP_STORED,
    )


def ods_cell(text: str, attributes: str = 'office:value-type="string"') -> str:
    """A cell of an ods, a text unless the attributes say otherwise."""
    return f"<table:table-cell {attributes}><text:p>{text}</text:p></table:table-cell>"


def ods_row(*cells: str, attributes: str = "") -> str:
    """A row of an ods."""
    return f"<table:table-row {attributes}>{''.join(cells)}</table:table-row>"


def xlsb_of(cells: bytes, kind: str = "worksheet", after: bytes = b"") -> bytes:
    """An xlsb of one sheet 清单 whose row and cell records are given."""
    sheet = struct.pack("<II", 0, 1) + _wide("rId1") + _wide("清单")
    book = b"".join(
        binary_record(number, body) for number, body in ((131, b""), (143, b""), (156, sheet), (144, b""), (132, b""))
    )
    part = (
        binary_record(129)
        + binary_record(148, struct.pack("<IIII", 0, 9, 0, 9))
        + binary_record(145)
        + cells
        + binary_record(146)
        + after
        + binary_record(130)
    )
    links = (
        f'<Relationships xmlns="{PACKAGE_LINKS}"><Relationship Id="rId1" Type="{LINKS}/{kind}" '
        'Target="worksheets/sheet1.bin"/></Relationships>'
    )
    return zip_of(
        {
            "[Content_Types].xml": TYPES,
            "_rels/.rels": root_links("xl/workbook.bin"),
            "xl/workbook.bin": book,
            "xl/_rels/workbook.bin.rels": links,
            "xl/worksheets/sheet1.bin": part,
        }
    )


def binary_record(kind: int, body: bytes = b"") -> bytes:
    """One record of an xlsb part."""
    head = bytes([kind]) if kind < 128 else bytes([kind & 0x7F | 0x80, kind >> 7])
    size, length = len(body), b""
    while True:
        length += bytes([size & 0x7F | (0x80 if size > 127 else 0)])
        size >>= 7
        if not size:
            return head + length + body


def binary_row(number: int, is_hidden: bool = False) -> bytes:
    """The head of a row of an xlsb, from 1."""
    return binary_record(0, struct.pack("<IIHBBBI", number - 1, 0, 300, 0, 0x10 if is_hidden else 0, 0, 0))


def binary_text(column: int, text: str) -> bytes:
    """A text cell of an xlsb, column from 1."""
    return binary_record(6, struct.pack("<II", column - 1, 0) + _wide(text))


def _wide(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")
