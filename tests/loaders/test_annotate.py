"""The marked copy: their cells, coloured and commented where something is wrong, and the list of every problem."""

from __future__ import annotations

import datetime
import io
import resource
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from config.settings import Limits
from loaders.annotate import annotate_workbook
from loaders.problems import Problem
from loaders.read import read_workbook
from tests.loaders import workbooks as made

pytestmark = pytest.mark.slow

LIMITS = Limits()
HEADINGS = ["级别", "工作表", "行", "列", "列名", "发现的内容", "问题", "如何改"]


def unknown_unit(row: int, found: str = "县某局", sheet: str = "清单", column: str = "B") -> Problem:
    return Problem(
        "unknown_unit", sheet=sheet, row=row, column=column, title="单位", found=found, words={"suggestion": ""}
    )


def marked(
    folder: Path, data: bytes, problems: list[Problem], limits: Limits = LIMITS, name: str = "上传.xlsx"
) -> openpyxl.Workbook:
    path = folder / "upload"
    path.write_bytes(data)
    workbook, _ = read_workbook(path, name, LIMITS)
    return openpyxl.load_workbook(io.BytesIO(annotate_workbook(path, name, workbook, problems, limits)))


def lines(sheet: Worksheet) -> list[list[object]]:
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


def children_seconds() -> float:
    """Processor time of the children that have ended: unlike the clock it does not count waiting for others."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def test_bad_cells_of_their_own_xlsx_are_coloured_and_commented(tmp_path: Path) -> None:
    book = made.tidy_book()
    book.active["C3"] = datetime.date(2023, 6, 28)
    book.active.column_dimensions["B"].width = 33
    copy = marked(tmp_path, made.save(book), [unknown_unit(3)])
    assert copy.sheetnames == ["问题清单", "清单"]
    sheet = copy["清单"]
    assert sheet["B3"].value == "县公安局"
    assert sheet["B3"].fill.fgColor.rgb == "00FFC7CE"
    assert sheet["B3"].comment.text == "退回：单位“县某局”不在单位名录中。请改为名录中的全称、简称或别名。"
    assert sheet["B4"].comment is None
    assert sheet["C3"].value == datetime.datetime(2023, 6, 28)
    assert sheet.column_dimensions["B"].width == 33


def test_list_has_every_problem_with_its_place(tmp_path: Path) -> None:
    problems = [unknown_unit(3), unknown_unit(4, "乙"), Problem("file_empty")]
    sheet = marked(tmp_path, made.save(made.tidy_book()), problems).worksheets[0]
    rows = lines(sheet)
    assert rows[0][0] == "共3项问题：退回3项。"
    assert rows[1] == HEADINGS
    assert rows[2][:6] == ["退回", "清单", 3, "B", "单位", "县某局"]
    assert rows[3][5] == "乙"
    assert rows[4][1:6] == [None] * 5
    assert len(rows) == 5


def test_row_of_the_list_is_as_high_as_its_longest_text(tmp_path: Path) -> None:
    # 发现的内容 is 24 wide: 11 Chinese signs a line, 120 of them take 11 lines.
    sheet = marked(tmp_path, made.save(made.tidy_book()), [unknown_unit(3), unknown_unit(4, "县某局" * 40)]).worksheets[
        0
    ]
    usual, long = sheet.row_dimensions[3].height, sheet.row_dimensions[4].height
    assert (usual, long) == (15, 15 * 11)


def test_two_problems_of_one_cell_share_its_comment(tmp_path: Path) -> None:
    copy = marked(tmp_path, made.save(made.tidy_book()), [unknown_unit(3, "甲"), unknown_unit(3, "乙")])
    assert copy["清单"]["B3"].comment.text.count("\n") == 1


def test_problem_in_a_merged_block_marks_its_first_cell(tmp_path: Path) -> None:
    book = made.tidy_book()
    book.active.merge_cells("B3:B4")
    copy = marked(tmp_path, made.save(book), [unknown_unit(4)])
    assert copy["清单"]["B3"].comment is not None


@pytest.mark.parametrize(
    "sign", ["=1+1", "+1", "-1", "@SUM(A1)", '=HYPERLINK("http://x")', "\t=1", "=cmd|' /C calc'!A0"]
)
def test_text_never_becomes_a_formula(tmp_path: Path, sign: str) -> None:
    page = f"单位,名称\n{sign.strip()},甲\n"
    copy = marked(tmp_path, page.encode(), [unknown_unit(2, sign, "Sheet1", "A")], name="清单.csv")
    for cell in (copy.worksheets[0]["F3"], copy["Sheet1"]["A2"]):
        assert cell.data_type == "s"
        assert cell.value.strip() == sign.strip()


def test_text_beginning_with_a_sign_in_their_xlsx_stays_text(tmp_path: Path) -> None:
    book = made.tidy_book()
    book.active["B3"] = "=1+1"
    book.active["B3"].data_type = "s"
    cell = marked(tmp_path, made.save(book), [unknown_unit(3, "=1+1")])["清单"]["B3"]
    assert (cell.value, cell.data_type) == ("=1+1", "s")


def test_xlsx_the_writing_library_cannot_open_is_written_anew(tmp_path: Path) -> None:
    rows = f'<row r="1">{made.text_cell("A1", "=1+1")}</row>'
    copy = marked(tmp_path, made.raw_xlsx(made.sheet_xml(rows)), [unknown_unit(1, "=1+1", "表1", "A")])
    assert (copy["表1"]["A1"].value, copy["表1"]["A1"].data_type) == ("=1+1", "s")
    assert copy["表1"]["A1"].comment is not None


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (made.xls_of(lambda book: book.add_sheet("清单").write(2, 1, "县某局")), "清单.xls"),
        (
            made.ods_of(
                '<table:table-row table:number-rows-repeated="2"><table:table-cell/></table:table-row>'
                f"<table:table-row><table:table-cell/>{made.ods_cell('县某局')}</table:table-row>"
            ),
            "清单.ods",
        ),
        (made.xlsb_of(made.binary_row(3) + made.binary_text(2, "县某局")), "清单.xlsb"),
    ],
    ids=["xls", "ods", "xlsb"],
)
def test_other_formats_become_a_new_xlsx_at_the_same_addresses(tmp_path: Path, data: bytes, name: str) -> None:
    copy = marked(tmp_path, data, [unknown_unit(3)], name=name)
    assert copy["清单"]["B3"].value == "县某局"
    assert copy["清单"]["B3"].comment is not None
    assert "以下各表是读出的内容" in copy.worksheets[0]["A1"].value


def test_file_that_could_not_be_read_gives_the_list_alone(tmp_path: Path) -> None:
    copy = marked(tmp_path, b"%PDF-1.7", [Problem("not_a_table_file", found="便携文档（PDF）")])
    assert copy.sheetnames == ["问题清单"]
    assert "便携文档（PDF）" in copy.worksheets[0]["G3"].value


def test_table_over_the_limit_gives_the_list_alone_and_says_so(tmp_path: Path) -> None:
    copy = marked(tmp_path, made.save(made.tidy_book()), [unknown_unit(3)], Limits(marked_cells=5))
    assert copy.sheetnames == ["问题清单"]
    assert "只列出问题" in copy.worksheets[0]["A1"].value


def test_more_problems_than_are_shown_are_counted(tmp_path: Path) -> None:
    copy = marked(tmp_path, made.save(made.tidy_book()), [unknown_unit(3)] * 7, Limits(problems_shown=4))
    rows = lines(copy.worksheets[0])
    assert rows[0][0] == "共7项问题：退回7项。只列出前4项。"
    assert len(rows) == 6


def test_list_finds_another_name_when_theirs_has_one(tmp_path: Path) -> None:
    book = made.tidy_book()
    book.create_sheet("问题清单")
    assert marked(tmp_path, made.save(book), []).sheetnames[0] == "问题清单（2）"


def test_macro_workbook_comes_back_without_its_macros(tmp_path: Path) -> None:
    parts = made.parts_of(made.save(made.tidy_book()))
    data = made.zip_of({**parts, "xl/vbaProject.bin": b"\x00" * 100})
    path = tmp_path / "upload"
    path.write_bytes(data)
    workbook, _ = read_workbook(path, "清单.xlsm", LIMITS)
    copy = annotate_workbook(path, "清单.xlsm", workbook, [unknown_unit(3)], LIMITS)
    assert "xl/vbaProject.bin" not in made.parts_of(copy)


@pytest.mark.slow
def test_five_thousand_rows_with_errors_in_every_tenth_are_soon_marked(tmp_path: Path) -> None:
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("清单")
    for row in range(5000):
        sheet.append([f"县单位{row % 30}", f"系统{row}", "是", datetime.date(2023, 5, 6), row, *["文字"] * 12])
    path = tmp_path / "upload"
    path.write_bytes(made.save(book))
    workbook, _ = read_workbook(path, "清单.xlsx", LIMITS)
    spent = children_seconds()
    data = annotate_workbook(path, "清单.xlsx", workbook, [unknown_unit(row) for row in range(1, 5001, 10)], LIMITS)
    assert children_seconds() - spent < 8  # under three seconds on an idle machine; a busy one slows every core
    copy = openpyxl.load_workbook(io.BytesIO(data))
    assert sum(1 for row in copy["清单"].iter_rows(max_col=2) if row[1].comment) == 500
