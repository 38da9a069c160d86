"""The annex: one sheet each, texts that cannot run, widths and print areas."""

from __future__ import annotations

import re
import zipfile
from dataclasses import replace
from io import BytesIO

import pytest
from openpyxl import load_workbook

from exports.annex import export_annex
from metrics.figure import OUTCOME_NAMES
from tests.services.filed_county import FORMULAS, SCRIPT

pytestmark = pytest.mark.slow

SHEETS = ["说明", "指标数字", "明细", "指标口径", "趋势", "提请协调解决事项", "督办事项", "近期时限"]


def opened(pack):
    return load_workbook(BytesIO(export_annex(pack)))


def test_annex_has_a_sheet_for_each_subject_ready_to_print(any_pack):
    book = opened(any_pack)
    assert book.sheetnames == SHEETS
    for sheet in book:
        assert sheet.print_area and sheet.print_title_rows == "$2:$2"
        assert sheet.sheet_properties.pageSetUpPr.fitToPage and sheet.page_setup.fitToHeight == 0
        assert sheet.page_setup.orientation == "landscape"
        assert all(sheet.column_dimensions[cell.column_letter].width > 5 for cell in sheet[2])


def test_task_stands_at_every_metric_also_outside_the_agenda(pack):
    narrow = replace(pack, areas=pack.areas[:1])
    for name, column in (("指标数字", 1), ("指标口径", 1)):
        assert all(line[column] for line in opened(narrow)[name].iter_rows(min_row=3, values_only=True))


def test_texts_that_look_like_formulas_stay_texts(pack):
    content = export_annex(pack)
    assert not any(
        b"<f>" in zipfile.ZipFile(BytesIO(content)).read(name) for name in zipfile.ZipFile(BytesIO(content)).namelist()
    )
    cells = [cell for sheet in load_workbook(BytesIO(content)) for row in sheet.iter_rows() for cell in row]
    for text in (FORMULAS[0], FORMULAS[1], FORMULAS[3], SCRIPT):
        found = [cell for cell in cells if cell.value == text]
        assert found and all(cell.data_type == "s" for cell in found)
    assert not any(cell.data_type == "f" for cell in cells)


def test_rows_behind_every_figure_stand_with_their_source(pack):
    lines = list(opened(pack)["明细"].iter_rows(min_row=3, values_only=True))
    assert len(lines) == sum(len(one.rows) for one in pack.metrics)
    cloud = [line for line in lines if line[0] == "Z12-002" and line[3] == FORMULAS[0]]
    # 海城镇's first system stands in row 2 of the list it sent
    (line,) = cloud
    assert line[1:6] == ("政务信息系统上云率（应上尽上口径）", "海城镇", FORMULAS[0], "达成", None)
    assert (line[6], line[8]) == ("政务信息系统清单.csv", 2)
    assert {line[4] for line in lines} <= {*OUTCOME_NAMES.values(), "优秀", "其他等次"}
    # 海城镇 alone has a confirmed evaluation
    assert [line[2:5] for line in lines if line[1] == "履职评价优秀数"] == [("海城镇", "2023年度履职评价", "优秀")]


def test_definitions_of_all_metrics_stand_in_their_order(pack):
    lines = list(opened(pack)["指标口径"].iter_rows(min_row=3, values_only=True))
    assert [line[2] for line in lines] == [one.metric.name for one in pack.metrics]
    assert [line[3] for line in lines] == [one.metric.definition for one in pack.metrics]


def test_annex_says_nothing_in_latin_letters_of_its_own(any_pack):
    allowed = re.compile(r"Z\d{2,}(-\d{3})?|@SUM\(A1\)|<script>alert\(1\)</script>|\.csv|Sheet1")
    for sheet in opened(any_pack):
        for row in sheet.iter_rows(values_only=True):
            if str(row[0]).endswith("校验码"):
                continue
            for value in row:
                assert not re.search(r"[A-Za-z]", allowed.sub("", value if isinstance(value, str) else "")), (
                    sheet.title,
                    value,
                )
