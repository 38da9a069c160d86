"""Good files of every format come back cell by cell, at the addresses a spreadsheet program shows."""

from __future__ import annotations

import datetime
import struct
from pathlib import Path

import openpyxl
import pytest
import xlwt
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from config.settings import Limits
from loaders.cells import Sheet, Workbook, column_letters, column_number
from loaders.read import read_workbook
from tests.loaders import workbooks as made

LIMITS = Limits()


def read(folder: Path, data: bytes, name: str = "清单.xlsx") -> Workbook:
    path = folder / name
    path.write_bytes(data)
    workbook, problems = read_workbook(path, name, LIMITS)
    assert not problems, problems[0].message
    assert workbook is not None
    return workbook


def grid(sheet: Sheet) -> list[list[tuple[str, str]]]:
    return [[tuple(column.cell(row)) for column in sheet.columns] for row in range(1, sheet.row_count + 1)]


def filled(sheet: Sheet) -> dict[str, tuple[str, str]]:
    return {
        f"{column_letters(number)}{row}": tuple(column.cell(row))
        for number, column in enumerate(sheet.columns, start=1)
        for row in range(1, sheet.row_count + 1)
        if column.cell(row).kind
    }


TIDY = {
    "B2": ("t", "单位"),
    "C2": ("t", "名称"),
    "B3": ("t", "县公安局"),
    "C3": ("t", "系统甲"),
    "B4": ("t", "县教育局"),
    "C4": ("n", "12.5"),
}


def test_xlsx_with_leading_blank_row_and_column_keeps_addresses(tmp_path: Path) -> None:
    workbook = read(tmp_path, made.save(made.tidy_book()))
    assert (workbook.format, workbook.unchecked, workbook.number_text_is_typed) == ("xlsx", False, True)
    assert filled(workbook.sheets[0]) == TIDY
    assert workbook.sheets[0].cell(1, 1).kind == ""
    assert workbook.sheets[0].cell(99, 99).kind == ""


def test_cell_kinds_of_xlsx_come_back_with_exact_text(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    values = [
        ("县公安局", ("t", "县公安局")),
        (42, ("n", "42")),
        (42.0, ("n", "42")),
        (0.1 + 0.2, ("n", "0.3")),
        (1e-7, ("n", "0.0000001")),
        (-3.5, ("n", "-3.5")),
        (13800138000, ("n", "13800138000")),
        (999999999999999, ("n", "999999999999999")),
        (441521199001011234, ("n", "4.41521199001011E+17")),
        (True, ("b", "TRUE")),
        (1, ("n", "1")),
        (False, ("b", "FALSE")),
        (0, ("n", "0")),
        (datetime.date(2023, 6, 28), ("d", "2023-06-28")),
        (datetime.datetime(2023, 6, 28, 8, 30, 15), ("d", "2023-06-28 08:30:15")),
        ("007", ("t", "007")),
        ("1.38E+10", ("t", "1.38E+10")),
        ("两行\n文字", ("t", "两行\n文字")),
        (" 甲 ", ("t", " 甲 ")),
    ]
    for row, (value, _) in enumerate(values, start=1):
        sheet.cell(row, 1, value)
    workbook = read(tmp_path, made.save(book))
    assert [tuple(workbook.sheets[0].cell(row, 1)) for row in range(1, len(values) + 1)] == [want for _, want in values]


def test_cell_of_spaces_only_is_blank_or_kept_but_never_a_lost_cell(tmp_path: Path) -> None:
    kept = '<c r="C1" t="inlineStr"><is><t xml:space="preserve">  </t></is></c>'
    rows = f'<row r="1">{made.text_cell("A1", "甲")}{made.text_cell("B1", "  ")}{kept}</row>'
    assert filled(read(tmp_path, made.raw_xlsx(made.sheet_xml(rows))).sheets[0]) == {
        "A1": ("t", "甲"),
        "C1": ("t", "  "),
    }


def test_text_that_begins_with_an_equals_sign_stays_text(tmp_path: Path) -> None:
    workbook = read(tmp_path, made.raw_xlsx(made.sheet_xml(f'<row r="1">{made.text_cell("A1", "=1+1")}</row>')))
    assert filled(workbook.sheets[0]) == {"A1": ("t", "=1+1")}


def test_error_cells_and_formulas_without_value_are_told_by_address(tmp_path: Path) -> None:
    rows = (
        '<row r="3"><c r="B3" t="e"><v>#N/A</v></c><c r="C3" s="0" t="e"><f>1/0</f><v>#DIV/0!</v></c>'
        '<c r="D3"><f>A1+1</f></c><c r="E3"><f>A1</f><v></v></c><c r="F3" t="str"><f>""</f><v></v></c>'
        '<c r="G3"><f t="shared" si="0"/></c><c r="H3"><f>A1*2</f><v>7</v></c></row>'
    )
    workbook = read(tmp_path, made.raw_xlsx(made.sheet_xml(rows)))
    assert filled(workbook.sheets[0]) == {
        "B3": ("e", "#N/A"),
        "C3": ("e", "#DIV/0!"),
        "D3": ("f", ""),
        "E3": ("f", ""),
        "G3": ("f", ""),
        "H3": ("n", "7"),
    }


@pytest.mark.parametrize(
    ("number_format", "want"),
    [
        ('yyyy"年"m"月"', ("m", "2023-05-09")),
        ("yyyy-mm", ("m", "2023-05-09")),
        ("[$-409]mmm-yy", ("m", "2023-05-09")),
        ("mmm-yy", ("m", "2023-05-09")),
        ("yyyy/m;@", ("m", "2023-05-09")),
        ('yyyy"年"', ("t", "2023年")),
        ('yyyy"年"m"月"d"日"', ("d", "2023-05-09")),
        ("m/d", ("d", "2023-05-09")),
        ("yyyy-mm-dd", ("d", "2023-05-09")),
    ],
)
def test_date_cell_shows_what_its_format_shows(tmp_path: Path, number_format: str, want: tuple[str, str]) -> None:
    book = openpyxl.Workbook()
    book.active["C4"] = datetime.date(2023, 5, 9)
    book.active["C4"].number_format = number_format
    assert filled(read(tmp_path, made.save(book)).sheets[0]) == {"C4": want}


def test_built_in_chinese_month_format_without_text_is_month_precise(tmp_path: Path) -> None:
    formats = '<xf numFmtId="0"/><xf numFmtId="57"/><xf numFmtId="31"/>'
    styles = f'<styleSheet xmlns="{made.MAIN}"><cellXfs>{formats}</cellXfs></styleSheet>'
    rows = '<row r="1"><c r="A1" s="1"><v>45105</v></c><c r="B1" s="2"><v>45105</v></c><c r="C1"><v>45105</v></c></row>'
    workbook = read(tmp_path, made.raw_xlsx(made.sheet_xml(rows), extra={"xl/styles.xml": styles}))
    # 45105 days after 1899-12-30 is 2023-06-28
    assert filled(workbook.sheets[0]) == {"A1": ("m", "2023-06-28"), "B1": ("d", "2023-06-28"), "C1": ("n", "45105")}


def test_book_of_the_1904_epoch_is_told_and_its_dates_are_right(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.epoch = CALENDAR_MAC_1904
    book.active["A1"] = datetime.date(2023, 6, 28)
    workbook = read(tmp_path, made.save(book))
    assert workbook.is_1904
    assert filled(workbook.sheets[0]) == {"A1": ("d", "2023-06-28")}


def test_merged_ranges_hidden_sheets_rows_and_columns_are_told(tmp_path: Path) -> None:
    book = made.tidy_book()
    sheet = book.active
    sheet.merge_cells("B2:C2")
    sheet.row_dimensions[3].hidden = True
    sheet.column_dimensions["C"].hidden = True
    sheet.row_dimensions[90].hidden = True
    book.create_sheet("旧表").sheet_state = "hidden"
    book.create_sheet("更旧").sheet_state = "veryHidden"
    workbook = read(tmp_path, made.save(book))
    first = workbook.sheets[0]
    assert (first.merged, first.hidden_rows, first.hidden_columns) == (((2, 2, 2, 3),), (3,), (3,))
    assert [(each.name, each.is_hidden) for each in workbook.sheets] == [
        ("清单", False),
        ("旧表", True),
        ("更旧", True),
    ]


def test_chart_sheet_is_named_and_empty(tmp_path: Path) -> None:
    book = made.tidy_book()
    book.create_chartsheet("图表")
    workbook = read(tmp_path, made.save(book))
    assert [(sheet.name, sheet.row_count) for sheet in workbook.sheets] == [("清单", 4), ("图表", 0)]


def test_strict_workbook_reads_like_any_other(tmp_path: Path) -> None:
    def strict(part: bytes) -> bytes:
        return part.replace(made.MAIN.encode(), b"http://purl.oclc.org/ooxml/spreadsheetml/main").replace(
            made.LINKS.encode(), b"http://purl.oclc.org/ooxml/officeDocument/relationships"
        )

    parts = made.parts_of(made.save(made.tidy_book()))
    workbook = read(tmp_path, made.zip_of({name: strict(part) for name, part in parts.items()}))
    assert filled(workbook.sheets[0]) == TIDY


@pytest.mark.parametrize(
    "change",
    [
        lambda part: part.replace(b'<c r="', b'<c\n  r="'),
        lambda part: part.replace(b"<sheetData>", b"<!-- note --><sheetData>"),
        lambda part: part.replace(b'r="B3"', b"r='B3'"),
        lambda part: (
            part.replace(b"</", b"<//")
            .replace(b"<", b"<x:")
            .replace(b"<x://", b"</x:")
            .replace(b"xmlns=", b"xmlns:x=")
            .replace(b"<x:?", b"<?")
        ),
    ],
    ids=["line breaks in tags", "comment", "single quotes", "name prefix"],
)
def test_unusual_but_lawful_xml_gives_the_same_cells_and_notes(tmp_path: Path, change: object) -> None:
    book = made.tidy_book()
    book.active["D4"] = "#REF!"
    book.active["D4"].data_type = "e"
    book.active.merge_cells("B2:C2")
    book.active.row_dimensions[3].hidden = True
    workbook = read(tmp_path, made.patched(made.save(book), made.SHEET_PART, change))  # type: ignore[arg-type]
    sheet = workbook.sheets[0]
    assert filled(sheet) == {key: cell for key, cell in TIDY.items() if key != "C2"} | {"D4": ("e", "#REF!")}
    assert (sheet.merged, sheet.hidden_rows) == (((2, 2, 2, 3),), (3,))


def test_declared_dimension_is_not_believed(tmp_path: Path) -> None:
    rows = "".join(f'<row r="{row}">{made.text_cell(f"A{row}", "甲")}</row>' for row in range(1, 6))
    for declared in ("A1", "A1:N1048576"):
        sheet = made.sheet_xml(rows, before=f'<dimension ref="{declared}"/>')
        assert read(tmp_path, made.raw_xlsx(sheet)).sheets[0].row_count == 5


def test_formats_far_below_and_right_of_the_content_are_no_content(tmp_path: Path) -> None:
    first = f'<row r="1">{made.text_cell("A1", "甲")}<c r="XFD1" s="0"/></row>'
    rows = first + '<row r="1048576"><c r="A1048576" s="0"/></row>'
    sheet = read(tmp_path, made.raw_xlsx(made.sheet_xml(rows))).sheets[0]
    assert (sheet.row_count, len(sheet.columns)) == (1, 1)


def test_empty_shared_texts_are_blank_not_lost(tmp_path: Path) -> None:
    shared = (
        f'<sst xmlns="{made.MAIN}"><si><t/></si><si><t>甲</t></si><si><r><t>乙</t></r><rPh><t>yi</t></rPh></si></sst>'
    )
    rows = '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c><c r="C1" t="s"><v>2</v></c></row>'
    links = (
        f'<Relationships xmlns="{made.PACKAGE_LINKS}"><Relationship Id="rId1" Type="{made.LINKS}/worksheet" '
        f'Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="{made.LINKS}/sharedStrings" '
        'Target="sharedStrings.xml"/></Relationships>'
    )
    extra = {"xl/sharedStrings.xml": shared, "xl/_rels/workbook.xml.rels": links}
    workbook = read(tmp_path, made.raw_xlsx(made.sheet_xml(rows), extra=extra))
    assert filled(workbook.sheets[0]) == {"B1": ("t", "甲"), "C1": ("t", "乙")}


def test_macro_workbook_gives_its_values_only(tmp_path: Path) -> None:
    parts = made.parts_of(made.save(made.tidy_book()))
    workbook = read(tmp_path, made.zip_of({**parts, "xl/vbaProject.bin": b"\x00" * 100}))
    assert workbook.format == "xlsm"
    assert filled(workbook.sheets[0]) == TIDY


def fill_xls(book: xlwt.Workbook) -> None:
    sheet = book.add_sheet("清单")
    for row, values in enumerate((("单位", "名称"), ("县公安局", "系统甲"), ("县教育局", 12.5)), start=1):
        for column, value in enumerate(values, start=1):
            sheet.write(row, column, value)
    sheet.write(4, 1, datetime.date(2023, 6, 28), xlwt.easyxf(num_format_str="yyyy-mm-dd"))
    sheet.write(4, 2, datetime.date(2023, 5, 9), xlwt.easyxf(num_format_str='yyyy"年"m"月"'))
    sheet.row(5).set_cell_error(1, 42)
    sheet.row(5).set_cell_boolean(2, True)
    sheet.write_merge(6, 7, 1, 2, "合并")
    sheet.row(2).hidden = True
    sheet.col(2).hidden = True
    book.add_sheet("旧表").visibility = 1


@pytest.mark.parametrize(
    ("name", "want"), [("旧表.xls", "xls"), ("旧表.et", "et"), ("改名.xlsx", "xls"), ("旧表", "xls")]
)
def test_xls_and_old_wps_tables_read_with_dates_errors_and_hidden_rows(tmp_path: Path, name: str, want: str) -> None:
    workbook = read(tmp_path, made.xls_of(fill_xls), name)
    assert workbook.format == want
    assert filled(workbook.sheets[0]) == TIDY | {
        "B5": ("d", "2023-06-28"),
        "C5": ("m", "2023-05-09"),
        "B6": ("e", "#N/A"),
        "C6": ("b", "TRUE"),
        "B7": ("t", "合并"),
    }
    sheet = workbook.sheets[0]
    assert (sheet.merged, sheet.hidden_rows, sheet.hidden_columns) == (((7, 2, 8, 3),), (3,), (3,))
    assert workbook.sheets[1].is_hidden


def test_new_wps_table_is_an_xlsx_by_another_name(tmp_path: Path) -> None:
    workbook = read(tmp_path, made.save(made.tidy_book()), "清单.et")
    assert (workbook.format, workbook.unchecked) == ("et", False)


def test_ods_reads_with_errors_merges_hidden_rows_and_months(tmp_path: Path) -> None:
    styles = (
        '<number:date-style style:name="N1"><number:year/><number:text>年</number:text><number:month/>'
        '</number:date-style><style:style style:name="c1" style:family="table-cell" style:data-style-name="N1"/>'
    )
    blank, covered = "<table:table-cell/>", "<table:covered-table-cell/>"
    month = 'table:style-name="c1" office:value-type="date" office:date-value="2023-05-09"'
    error = 'office:value-type="string" office:string-value="" calcext:value-type="error"'
    everywhere = '<table:table-cell table:number-columns-repeated="16384"/>'
    rows = (
        '<table:table-column/><table:table-column table:visibility="collapse"/>'
        + made.ods_row(blank, attributes='table:number-rows-repeated="2"')
        + made.ods_row(blank, made.ods_cell("单位"), made.ods_cell("月份"))
        + made.ods_row(
            blank,
            made.ods_cell("县公安局", 'office:value-type="string" table:number-rows-spanned="2"'),
            made.ods_cell("2023年5月", month),
            attributes='table:visibility="collapse"',
        )
        + made.ods_row(blank, covered, made.ods_cell("#N/A", error))
        + made.ods_row(everywhere, attributes='table:number-rows-repeated="1048571"')
    )
    workbook = read(tmp_path, made.ods_of(rows, styles), "清单.ods")
    assert (workbook.format, workbook.unchecked) == ("ods", True)
    sheet = workbook.sheets[0]
    assert filled(sheet) == {
        "B3": ("t", "单位"),
        "C3": ("t", "月份"),
        "B4": ("t", "县公安局"),
        "C4": ("m", "2023-05-09"),
        "C5": ("e", "#N/A"),
    }
    assert (sheet.merged, sheet.hidden_rows, sheet.hidden_columns) == (((4, 2, 5, 2),), (4,), (2,))


def test_xlsb_reads_with_errors_merges_and_hidden_rows(tmp_path: Path) -> None:
    cells = (
        made.binary_row(2)
        + made.binary_text(2, "单位")
        + made.binary_row(3, is_hidden=True)
        + made.binary_text(2, "县公安局")
        + made.binary_record(5, struct.pack("<IId", 2, 0, 12.5))
        + made.binary_row(4)
        + made.binary_record(3, struct.pack("<IIB", 2, 0, 42))
    )
    merged = made.binary_record(177, struct.pack("<I", 1)) + made.binary_record(176, struct.pack("<IIII", 2, 3, 1, 1))
    workbook = read(tmp_path, made.xlsb_of(cells, after=merged), "清单.xlsb")
    assert (workbook.format, workbook.unchecked) == ("xlsb", True)
    sheet = workbook.sheets[0]
    assert filled(sheet) == {
        "B2": ("t", "单位"),
        "B3": ("t", "县公安局"),
        "C3": ("n", "12.5"),
        "C4": ("e", "#N/A"),
    }
    assert (sheet.merged, sheet.hidden_rows) == (((3, 2, 4, 2),), (3,))


LINES = '填报单位：县公安局\n\n单位,名称,备注\n县公安局,系统甲,"两行\n文字，有,逗号"\n县教育局,001,1.38E+10\n'
WANT = {
    "A1": "填报单位：县公安局",
    "A3": "单位",
    "B3": "名称",
    "C3": "备注",
    "A4": "县公安局",
    "B4": "系统甲",
    "C4": "两行\n文字，有,逗号",
    "A5": "县教育局",
    "B5": "001",
    "C5": "1.38E+10",
}


@pytest.mark.parametrize(
    ("codec", "want"),
    [
        ("utf-8", "UTF-8"),
        ("utf-8-sig", "UTF-8"),
        ("utf-16", "UTF-16"),
        ("utf-16-le", "UTF-16"),
        ("utf-16-be", "UTF-16"),
        ("gb18030", "GB18030"),
        ("gbk", "GB18030"),
    ],
)
@pytest.mark.parametrize("separator", [",", "\t", ";"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_text_files_read_in_every_encoding_and_with_every_separator(
    tmp_path: Path, codec: str, want: str, separator: str, line_end: str
) -> None:
    head, sep, tail = LINES.partition('"')
    quoted, _, rest = tail.partition('"')
    text = head.replace(",", separator) + sep + quoted + sep + rest.replace(",", separator)
    workbook = read(tmp_path, text.replace("\n", line_end).encode(codec), "清单.csv")
    assert workbook.format == ("tsv" if separator == "\t" else "csv")
    assert (workbook.encoding, workbook.number_text_is_typed) == (want, False)
    cells = filled(workbook.sheets[0])
    assert {key: text.replace("\r\n", "\n") for key, (_, text) in cells.items()} == WANT
    assert {kind for kind, _ in cells.values()} == {"t"}


def test_separator_line_and_forced_text_of_exports_are_understood(tmp_path: Path) -> None:
    workbook = read(tmp_path, 'sep=;\r\n单位;编号\r\n县公安局;="0012"\r\n'.encode(), "导出.csv")
    assert filled(workbook.sheets[0]) == {
        "A1": ("t", "单位"),
        "B1": ("t", "编号"),
        "A2": ("t", "县公安局"),
        "B2": ("t", "0012"),
    }


def test_rare_characters_in_gb18030_are_read(tmp_path: Path) -> None:
    # U+20000 and U+3400 need four bytes; 䶮, 镕 and 喆 stand in names; 鲘 and 鮜 in the name of a town
    text = "单位,姓名,所在地\n县公安局,䶮镕喆,鮜门镇\n县教育局,𠀀㐀,鲘门镇\n"
    workbook = read(tmp_path, text.encode("gb18030"), "名单.csv")
    assert workbook.encoding == "GB18030"
    assert workbook.sheets[0].cell(3, 2).text == "𠀀㐀"


@pytest.mark.parametrize("codec", ["utf-8", "gb18030"])
def test_web_page_saved_as_xls_reads_as_a_table(tmp_path: Path, codec: str) -> None:
    page = (
        f'<html><head><meta charset="{codec}"><style>td{{}}</style></head><body><table>'
        "<tr><td colspan=2>系统清单</td></tr><tr><th>单位</th><th>名称</th></tr>"
        "<tr><td rowspan='2'>县公安局</td><td>系统&amp;甲<br>二期</td></tr>"
        "<tr><td x:num='13800138000'>1.38E+10</td></tr>"
        "</table><p>别的文字</p><table><tr><td>第二张</td></tr></table></body></html>"
    )
    workbook = read(tmp_path, page.encode(codec), "清单.xls")
    assert (workbook.format, workbook.unchecked) == ("html", True)
    assert filled(workbook.sheets[0]) == {
        "A1": ("t", "系统清单"),
        "A2": ("t", "单位"),
        "B2": ("t", "名称"),
        "A3": ("t", "县公安局"),
        "B3": ("t", "系统&甲\n二期"),
        "B4": ("t", "13800138000"),
        "A6": ("t", "第二张"),
    }
    assert workbook.sheets[0].merged == ((1, 1, 1, 2), (3, 1, 4, 1))


@pytest.mark.parametrize("name", ["清单.xlsx", "清单.csv", "清单.xls", "清单", "清单.pdf"])
def test_name_never_decides_how_a_file_is_read(tmp_path: Path, name: str) -> None:
    assert read(tmp_path, made.save(made.tidy_book()), name).format == "xlsx"
    assert read(tmp_path, "单位,名称\n县公安局,甲\n".encode(), name).format == "csv"


def test_letters_and_numbers_of_columns_agree() -> None:
    assert [column_letters(number) for number in (1, 26, 27, 702, 703, 16384)] == ["A", "Z", "AA", "ZZ", "AAA", "XFD"]
    assert all(column_number(column_letters(number)) == number for number in range(1, 2000))


@pytest.mark.slow
def test_large_real_workbook_is_within_the_limits(tmp_path: Path) -> None:
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("清单")
    for row in range(12_000):
        sheet.append([f"县单位{row % 30}", "系统", "是", "有条件共享", row, 12.5, None, "每月"])
    workbook = read(tmp_path, made.save(book))
    assert (workbook.sheets[0].row_count, len(workbook.sheets[0].columns)) == (12_000, 8)
