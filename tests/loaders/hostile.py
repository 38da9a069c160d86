"""Files nobody should send: what each is, how it is made, and the one code (or the codes) that may answer it.

An empty set of codes: any answer will do (the bytes are random), as long as there is one.
"""

from __future__ import annotations

import io
import random
import struct
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import msoffcrypto
import xlwt
from msoffcrypto.format.ooxml import OOXMLFile

from tests.loaders import workbooks as made
from tests.loaders.workbooks import record, sheet_xml, text_cell

NOT_A_TABLE, DAMAGED, LOCKED = {"not_a_table_file"}, {"damaged"}, {"encrypted"}
ENTITIES, LARGE = {"has_entities"}, {"too_many_rows", "too_many_columns", "too_many_cells"}
LAUGHS = (
    '<!DOCTYPE x [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {name} "{f"&{former};" * 10}">' for former, name in zip("abcdefgh", "bcdefghi", strict=True))
    + "]>"
)
OUTSIDE = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
HEADER = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
BIG5 = (
    "單位名稱,系統名稱,備註\n縣公安局,戶籍管理資訊系統,資料庫已建立並持續維護\n縣教育局,學籍登記與查詢平臺,"
    "尚未開放對外服務\n縣衛生健康局,門診預約掛號系統,由上級單位統一建設與管理\n"
)


@dataclass(frozen=True)
class Hostile:
    name: str
    build: Callable[[Path], bytes]
    codes: set[str]


def every_file() -> Iterator[Hostile]:
    """All of them."""
    for group in (
        _other_kinds,
        _other_documents,
        _locked,
        _cut_short,
        _with_entities,
        _odd_zips,
        _odd_workbooks,
        _too_large,
        _odd_compounds,
        _odd_texts,
        _odd_pages,
        _random,
    ):
        yield from group()


def _fixed(name: str, data: bytes, codes: set[str]) -> Hostile:
    return Hostile(name, lambda _: data, codes)


def _other_kinds() -> Iterator[Hostile]:
    for name, start in {
        "pdf": b"%PDF-1.7\n%\xe2\xe3",
        "png": b"\x89PNG\r\n\x1a\n",
        "jpg": b"\xff\xd8\xff\xe0",
        "gif": b"GIF89a",
        "bmp": b"BM\x00\x00\x00\x00",
        "tif": b"II*\x00",
        "tif big": b"MM\x00*",
        "webp": b"RIFF\x00\x00\x00\x00WEBP",
        "rar": b"Rar!\x1a\x07",
        "7z": b"7z\xbc\xaf\x27\x1c",
        "gz": b"\x1f\x8b\x08",
        "bz2": b"BZh91AY",
        "xz": b"\xfd7zXZ\x00",
        "exe": b"MZ\x90\x00\x03\x00",
        "elf": b"\x7fELF\x02\x01",
        "rtf": b"{\\rtf1\\ansi",
        "sqlite": b"SQLite format 3\x00",
        "parquet": b"PAR1\x15\x00",
        "mp4": b"\x00\x00\x00\x18ftypmp42",
        "excel 2": b"\x09\x00\x04\x00\x02\x00\x10\x00",
        "nothing but zeros": b"\x00",
        "class": b"\xca\xfe\xba\xbe\x00\x00",
    }.items():
        yield _fixed(name, start + bytes(600), NOT_A_TABLE)
    yield _fixed("mht", b"MIME-Version: 1.0\r\nContent-Type: multipart/related\r\n\r\n<table>", NOT_A_TABLE)
    yield _fixed("xml", b'<?xml version="1.0"?><data><row>1</row></data>', NOT_A_TABLE)
    sheet_2003 = '<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"></Workbook>'
    yield _fixed("xml 2003", sheet_2003.encode(), NOT_A_TABLE)
    yield _fixed("xml 2003 utf-16", sheet_2003.encode("utf-16"), NOT_A_TABLE)


def _other_documents() -> Iterator[Hostile]:
    types = {"[Content_Types].xml": made.TYPES}
    for name, parts in {
        "docx": {**types, "word/document.xml": "<w/>"},
        "pptx": {**types, "ppt/presentation.xml": "<p/>"},
        "vsdx": {**types, "visio/document.xml": "<v/>"},
        "ofd": {"OFD.xml": "<ofd/>"},
        "jar": {"META-INF/MANIFEST.MF": "Main-Class: x"},
        "numbers": {"Index/Document.iwa": "x"},
        "odt": {"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<x/>"},
        "odp": {"mimetype": "application/vnd.oasis.opendocument.presentation", "content.xml": "<x/>"},
        "zip of a workbook": {"清单.xlsx": made.save(made.tidy_book())},
        "zip of texts": {"a.txt": "x", "b.csv": "y"},
        "zip in zip in zip": {"a.zip": made.zip_of({"b.zip": made.zip_of({"c.txt": "x" * 1000})})},
        "zip that climbs out": {"../../../../etc/cron.d/x": "x"},
    }.items():
        yield _fixed(name, made.zip_of(parts), NOT_A_TABLE)
    for name, stream in (("doc", "WordDocument"), ("ppt", "PowerPoint Document"), ("nameless", "Contents")):
        yield Hostile(f"ole {name}", lambda folder, stream=stream: _renamed(folder, stream), NOT_A_TABLE)


def _locked() -> Iterator[Hostile]:
    def agile(_: Path) -> bytes:
        target = io.BytesIO()
        OOXMLFile(io.BytesIO(made.save(made.tidy_book()))).encrypt("123456", target)
        assert msoffcrypto.OfficeFile(target).is_encrypted()
        return target.getvalue()

    yield Hostile("xlsx with a password", agile, LOCKED)
    for name, body in (("xor", struct.pack("<HHH", 0, 1, 2)), ("rc4", struct.pack("<HHH", 1, 1, 1) + bytes(48))):
        stream = _bof() + record(0x2F, body) + record(0x0A)
        yield Hostile(f"xls {name}", lambda folder, stream=stream: _compound(folder, stream), LOCKED)
    old = record(0x809, struct.pack("<HHHH", 0x500, 5, 0, 0)) + record(0x2F, bytes(4)) + record(0x0A)
    yield Hostile("xls 95 with a password", lambda folder: _compound(folder, old), LOCKED)
    manifest = "<manifest><file-entry><encryption-data/></file-entry></manifest>"
    yield _fixed("ods with a password", made.ods_of("", manifest=manifest), LOCKED)
    for name, data in (("xlsx", made.save(made.tidy_book())), ("plain", made.zip_of({"a.txt": "x"}))):
        yield _fixed(f"zip with a password, {name}", _flagged(data), LOCKED)


def _cut_short() -> Iterator[Hostile]:
    whole = {
        "xlsx": made.save(made.tidy_book()),
        "ods": made.ods_of(f"<table:table-row>{made.ods_cell('甲' * 400)}</table:table-row>"),
        "xlsb": made.xlsb_of(made.binary_row(1) + made.binary_text(1, "甲" * 300)),
    }
    for name, data in whole.items():
        for share in (3, 30, 60, 90, 99):
            yield _fixed(f"{name}, the first {share} %", data[: len(data) * share // 100], DAMAGED)
    xls = made.xls_of(_fill)
    for share in (10, 30, 60):
        yield _fixed(f"xls, the first {share} %", xls[: len(xls) * share // 100], DAMAGED | {"reader_broke"})
    yield _fixed("xlsx with a wrong checksum", _spoiled_checksum(whole["xlsx"]), DAMAGED)


def _with_entities() -> Iterator[Hostile]:
    tidy = made.save(made.tidy_book())
    for kind, declaration in (("laughs", LAUGHS), ("outside", OUTSIDE)):
        for part in (
            "xl/workbook.xml",
            "xl/_rels/workbook.xml.rels",
            "xl/styles.xml",
            made.SHEET_PART,
            "xl/theme/theme1.xml",
        ):
            data = made.patched(tidy, part, lambda xml, d=declaration: d.encode() + _undeclared(xml))
            yield _fixed(f"{kind} in {part}", data, ENTITIES)
        text = made.raw_xlsx(declaration + sheet_xml(f'<row r="1">{text_cell("A1", "&i;")}</row>').partition("?>")[2])
        yield _fixed(f"{kind} used in a cell", text, ENTITIES)
        yield _fixed(f"{kind} in ods", made.ods_of("", before=declaration), ENTITIES)
    wide = ('<?xml version="1.0" encoding="utf-16"?>' + OUTSIDE + sheet_xml("").partition("?>")[2]).encode("utf-16")
    yield _fixed("utf-16 declaration", made.patched(tidy, made.SHEET_PART, lambda _: wide), ENTITIES)


def _odd_zips() -> Iterator[Hostile]:
    tidy = made.save(made.tidy_book())
    parts = made.parts_of(tidy)
    zeros = made.zip_of({**parts, "xl/media/zeros.bin": bytes(60_000_000)})
    yield _fixed("zip bomb", zeros, {"zip_ratio"})
    spaces = sheet_xml(" " * 60_000_000)
    yield _fixed("zip bomb in a sheet", made.patched(tidy, made.SHEET_PART, lambda _: spaces.encode()), {"zip_ratio"})
    yield _fixed("thousands of parts", made.zip_of({**parts, **{f"x/{i}": "" for i in range(5_100)}}), {"zip_entries"})
    yield _fixed("parts that share their bytes", _overlapping(), {"zip_ratio", "zip_unpacked"})
    yield _fixed("false size", _lying_size(tidy, 10), DAMAGED)
    yield _fixed("false huge size", _lying_size(tidy, 0xFFFFFF00), {"zip_unpacked"})
    yield _fixed("no directory", tidy[: tidy.rfind(b"PK\x01\x02")], DAMAGED)
    yield _fixed("directory only", tidy[tidy.find(b"PK\x01\x02") :], NOT_A_TABLE | {"unknown_encoding"})
    yield _fixed("empty zip", made.zip_of({}), NOT_A_TABLE)
    yield _fixed("unknown packing", _repacked(tidy, 99), DAMAGED)
    for part in (
        "xl/workbook.xml",
        "xl/_rels/workbook.xml.rels",
        "_rels/.rels",
        "[Content_Types].xml",
        made.SHEET_PART,
    ):
        rest = {name: data for name, data in parts.items() if name != part}
        yield _fixed(f"without {part}", made.zip_of(rest), DAMAGED | NOT_A_TABLE | {"no_sheets"})
        if part == "[Content_Types].xml":
            continue  # nothing needs it to find the cells
        yield _fixed(f"garbage for {part}", made.zip_of({**parts, part: b"\xff\xfe garbage"}), DAMAGED | NOT_A_TABLE)


def _odd_workbooks() -> Iterator[Hostile]:
    tidy = made.save(made.tidy_book())
    one = sheet_xml(f'<row r="1">{text_cell("A1", "甲")}</row>')
    yield _fixed(
        "no sheets", made.raw_xlsx(one, workbook=f'<workbook xmlns="{made.MAIN}"><sheets/></workbook>'), {"no_sheets"}
    )
    yield _fixed("macro sheet", made.raw_xlsx(one, one, kinds=("worksheet", "xlMacrosheet")), {"macro_sheet"})
    macro = {"xl/macrosheets/sheet1.xml": one}
    yield _fixed("macro sheet by its folder", made.raw_xlsx(one, extra=macro), {"macro_sheet"})
    yield _fixed("macro sheet in xlsb", made.xlsb_of(b"", kind="xlMacrosheet"), {"macro_sheet"})
    yield _fixed("three hundred sheets", made.raw_xlsx(*[one] * 300), {"too_many_sheets"})
    yield _fixed("sheet cut off", made.patched(tidy, made.SHEET_PART, lambda xml: xml[: len(xml) // 2]), DAMAGED)
    yield _fixed("sheet that is empty", made.patched(tidy, made.SHEET_PART, lambda _: b""), DAMAGED)
    yield _fixed(
        "text number that leads nowhere",
        made.raw_xlsx(sheet_xml('<row r="1"><c r="A1" t="s"><v>9</v></c></row>')),
        DAMAGED | {"cells_lost"},
    )
    twice = (
        f'<workbook xmlns="{made.MAIN}" xmlns:r="{made.LINKS}"><sheets><sheet name="甲" sheetId="1" r:id="rId1"/>'
        '<sheet name="乙" sheetId="2" r:id="rId9"/></sheets></workbook>'
    )
    yield _fixed("sheet that leads nowhere", made.raw_xlsx(one, workbook=twice), DAMAGED | {"sheets_differ"})
    deep = "<g>" * 200_000
    yield _fixed("xml nested deeply", made.raw_xlsx(sheet_xml(deep)), set())
    broken = made.binary_row(1) + b"\x06\xff\xff\xff\x7f"
    yield _fixed("xlsb with a record too long", made.xlsb_of(broken), DAMAGED | LARGE)


def _too_large() -> Iterator[Hostile]:
    for address in ("XFD1048576", "A1048576", "XFD1", "XFE1", "ZZZ9999999", "A600000"):
        row = address.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
        cells = f'<row r="1">{text_cell("A1", "甲")}</row><row r="{row}">{text_cell(address, "远")}</row>'
        yield _fixed(f"cell at {address}", made.raw_xlsx(sheet_xml(cells)), LARGE | DAMAGED)
    corner = f'<row r="450000">{text_cell("A450000", "下")}</row><row r="1">{text_cell("RR1", "右")}</row>'
    yield _fixed("few cells far apart", made.raw_xlsx(sheet_xml(corner)), LARGE)
    many = "".join(f'<row r="{row}"><c r="A{row}"><v>{row}</v></c></row>' for row in range(1, 60_000))
    yield _fixed(
        "far cell in a large sheet",
        made.zip_of(made.parts_of(made.raw_xlsx(sheet_xml(many + cells))), zipfile.ZIP_STORED),
        LARGE | {"out_of_memory", "reader_broke"},
    )
    slow = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c\nr="XFD1048576"><v>1</v></c></row>'
    yield _fixed("far cell in odd xml", made.raw_xlsx(sheet_xml(slow)), LARGE)
    ranges = "".join(f'<mergeCell ref="A{row}:B{row}"/>' for row in range(1, 30_001))
    yield _fixed(
        "thirty thousand merged ranges",
        made.raw_xlsx(sheet_xml("", after=f"<mergeCells>{ranges}</mergeCells>")),
        {"too_many_merged"},
    )
    odd = ranges.replace("<mergeCell ", "<mergeCell\n")
    yield _fixed(
        "merged ranges in odd xml",
        made.raw_xlsx(sheet_xml("", after=f"<mergeCells>{odd}</mergeCells>")),
        {"too_many_merged"},
    )
    wide = (
        '<table:table-row table:number-rows-repeated="1048576"><table:table-cell '
        'table:number-columns-repeated="16384" office:value-type="float" office:value="1"/></table:table-row>'
    )
    yield _fixed("ods that repeats a cell everywhere", made.ods_of(wide), LARGE)
    below = (
        '<table:table-row table:number-rows-repeated="14000000"><table:table-cell/></table:table-row>'
        f"<table:table-row>{made.ods_cell('远')}</table:table-row>"
    )
    yield _fixed("ods with a cell far below", made.ods_of(below), LARGE)
    spanning = made.ods_cell("x").replace("<table:table-cell", '<table:table-cell table:number-rows-spanned="2"')
    spans = f"<table:table-row>{spanning}</table:table-row>"
    yield _fixed("ods with many merged ranges", made.ods_of(spans * 20_100), {"too_many_merged"})
    far = made.binary_row(1_048_576) + made.binary_text(16_384, "远")
    yield _fixed("xlsb with a far cell", made.xlsb_of(far), LARGE)


def _odd_compounds() -> Iterator[Hostile]:
    yield _fixed("ole head only", HEADER, DAMAGED)
    yield _fixed("ole of zeros", HEADER + bytes(2000), DAMAGED)
    yield _fixed("ole of ones", HEADER + b"\xff" * 2000, DAMAGED)
    for name, chain in (("directory", (1, 1)), ("two sectors", (1, 2)), ("table", (0, 0))):
        yield _fixed(f"ole looped, {name}", _looped(*chain), DAMAGED | NOT_A_TABLE | {"reader_broke", "out_of_memory"})
    for name, stream in {
        "nothing": b"\x00" * 5000,
        "only a start": _bof(),
        "records too long": _bof() + b"\x85\x00\xff\xff" + bytes(5000),
        "a sheet that starts nowhere": _bof()
        + record(0x85, struct.pack("<IBBBB", 0x7FFFFFFF, 0, 0, 1, 0) + b"a")
        + record(0x0A),
        "random": random.Random(7).randbytes(9000),
    }.items():
        yield Hostile(
            f"xls of {name}",
            lambda folder, stream=stream: _compound(folder, stream),
            DAMAGED | {"reader_broke", "no_sheets", "out_of_memory", "encrypted"},
        )
    macro = _bof() + record(0x85, struct.pack("<IBBBB", 100, 0, 1, 5, 0) + b"Macro") + record(0x0A)
    yield Hostile("xls with a macro sheet", lambda folder: _compound(folder, macro), {"macro_sheet"})


def _odd_texts() -> Iterator[Hostile]:
    for codec in ("big5", "big5hkscs"):
        yield _fixed(f"csv in {codec}", BIG5.encode(codec), {"unknown_encoding"})
    yield _fixed("csv in big5 without a comma", BIG5.replace(",", "，").encode("big5"), {"unknown_encoding"})
    yield _fixed(
        "csv in shift-jis",
        "部署名,システム名\n総務課,文書管理システム\nひらがなとカタカナ,備考".encode("shift-jis"),
        {"unknown_encoding"},
    )
    yield _fixed(
        "csv in latin-1",
        "Größe,Übersicht\nmüßig,Ärger\nfür,über\nschön,böse".encode("latin-1") * 5,
        {"unknown_encoding"},
    )
    yield _fixed("utf-8 mark, other text", b"\xef\xbb\xbf" + "单位,名称".encode("gbk") * 9, {"unknown_encoding"})
    yield _fixed("utf-16 of odd length", "单位,名称".encode("utf-16") + b"x", {"unknown_encoding"})
    yield _fixed("zeros in a csv", b"a,b\x00\n\x00c,d" * 50, NOT_A_TABLE)
    yield _fixed("open quotation mark", ('单位,名称\n县公安局,"甲\n' + "县教育局,乙\n" * 500).encode(), {"open_quote"})
    yield _fixed("nothing visible", b"\xef\xbb\xbf \r\n \r\n\t", {"file_empty"})
    yield _fixed("one mark", b"\xef\xbb\xbf", {"file_empty"})
    yield _fixed("a row of a thousand fields", b"a," * 1000, {"too_many_columns"})
    yield _fixed("six hundred thousand rows", b"a,b\n" * 600_000, {"too_many_rows"})


def _odd_pages() -> Iterator[Hostile]:
    yield _fixed(
        "login page", "<!DOCTYPE html><html><body><form>请登录</form></body></html>".encode(), {"no_html_table"}
    )
    yield _fixed("empty table", b"<html><table><tr><td></td></tr></table></html>", {"no_html_table"})
    yield _fixed(
        "table in table", b"<table><tr><td><table><tr><td>x</td></tr></table></td></tr></table>", {"nested_html_table"}
    )
    yield _fixed("tables a thousand deep", b"<table>" * 1000, {"nested_html_table"})
    yield _fixed("cell of a million columns", b"<table><tr><td colspan=16000>x</td></tr></table>", {"too_many_columns"})
    yield _fixed(
        "page in big5", b"<html><table><tr><td>" + BIG5.encode("big5") + b"</td></tr></table>", {"unknown_encoding"}
    )
    yield _fixed(
        "page that declares wrongly",
        b'<html><meta charset="gbk"><table><tr><td>\xff\xff</td></tr></table>',
        {"unknown_encoding"},
    )
    yield _fixed(
        "script only",
        b"<html><script>document.write('<table><tr><td>x</td></tr></table>')</script></html>",
        {"no_html_table"},
    )


def _random() -> Iterator[Hostile]:
    for seed in range(4):
        yield _fixed(f"random bytes {seed}", random.Random(seed).randbytes(5000), NOT_A_TABLE | {"unknown_encoding"})
    whole = {
        "xlsx": made.save(made.tidy_book()),
        "xls": made.xls_of(_fill),
        "ods": made.ods_of(f"<table:table-row>{made.ods_cell('甲')}</table:table-row>"),
        "xlsb": made.xlsb_of(made.binary_text(1, "甲")),
    }
    for name, data in whole.items():
        for seed in range(6):
            chance = random.Random(seed)
            spoiled = bytearray(data)
            for _ in range(20):
                spoiled[chance.randrange(8, len(spoiled))] = chance.randrange(256)
            yield _fixed(f"{name} with spoiled bytes {seed}", bytes(spoiled), set())


def _fill(book: xlwt.Workbook) -> None:
    sheet = book.add_sheet("清单")
    for row in range(200):
        sheet.write(row, 0, f"县单位{row}")


def _bof() -> bytes:
    return record(0x809, struct.pack("<HHHHII", 0x600, 5, 0, 0, 0, 0))


def _compound(folder: Path, stream: bytes) -> bytes:
    return made.compound_of(stream, folder / "compound")


def _renamed(folder: Path, stream: str) -> bytes:
    """An OLE file whose one stream has another name (the name's length is stored behind it)."""
    data = _compound(folder, b"x" * 5000)
    old, new = "Workbook".encode("utf-16-le"), stream.encode("utf-16-le")
    at = data.index(old)
    entry = new.ljust(64, b"\x00") + struct.pack("<H", len(new) + 2)
    return data[:at] + entry + data[at + 66 :]


def _undeclared(xml: bytes) -> bytes:
    return xml.partition(b"?>")[2] if xml.startswith(b"<?xml") else xml


def _flagged(data: bytes) -> bytes:
    """Every entry marked as encrypted, in its own head and in the directory."""
    changed = bytearray(data)
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(mark)
        while at >= 0:
            changed[at + offset] |= 1
            at = data.find(mark, at + 4)
    return bytes(changed)


def _spoiled_checksum(data: bytes) -> bytes:
    changed = bytearray(data)
    at = changed.find(b"PK\x01\x02")
    while at >= 0:
        changed[at + 16] ^= 0xFF
        at = changed.find(b"PK\x01\x02", at + 4)
    return bytes(changed)


def _lying_size(data: bytes, size: int) -> bytes:
    """The sheet's unpacked size in the directory is false."""
    changed = bytearray(data)
    at = changed.rfind(made.SHEET_PART.encode()) - 46
    changed[at + 24 : at + 28] = struct.pack("<I", size)
    return bytes(changed)


def _repacked(data: bytes, method: int) -> bytes:
    changed = bytearray(data)
    for mark, offset in ((b"PK\x03\x04", 8), (b"PK\x01\x02", 10)):
        at = data.find(mark)
        while at >= 0:
            changed[at + offset : at + offset + 2] = struct.pack("<H", method)
            at = data.find(mark, at + 4)
    return bytes(changed)


def _overlapping() -> bytes:
    """Two thousand directory entries that all point to one packed part of a megabyte."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", made.TYPES)
        archive.writestr("xl/a.xml", random.Random(1).randbytes(4000) * 500)
        entry = archive.getinfo("xl/a.xml")
        archive.filelist.extend([entry] * 2000)
    return target.getvalue()


def _looped(first: int, second: int) -> bytes:
    """A tiny OLE file whose sector chain leads back to itself."""
    head = bytearray(HEADER + bytes(504))
    struct.pack_into("<HHHHH", head, 24, 0x3E, 3, 0xFFFE, 9, 6)
    struct.pack_into("<IIIIIIIII", head, 44, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0, 0)
    for index in range(1, 109):
        struct.pack_into("<I", head, 76 + 4 * index, 0xFFFFFFFF)
    table = bytearray(b"\xff" * 512)
    struct.pack_into("<III", table, 0, 0xFFFFFFFD, second, first)
    return bytes(head + table + bytes(512))
