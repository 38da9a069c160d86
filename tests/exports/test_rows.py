"""Rows behind a figure as a workbook: the same rows, the definition beside them, nothing that runs as a formula."""

from __future__ import annotations

from datetime import date
from io import BytesIO

from openpyxl import load_workbook

from exports.definitions import export_definitions
from exports.plain_book import LINE_POINTS
from exports.rows import export_rows
from metrics.catalog import load_catalog
from metrics.figure import Figure, SubjectRow

DAY = date(2024, 3, 31)
METRIC = load_catalog()["cloud_migrated"]


def test_exported_rows_hold_every_row_and_the_definition() -> None:
    rows = [
        SubjectRow(
            METRIC.id, DAY, "HF002", "网格管理", "网格管理", "achieved", "system", 1, "系统清单.xlsx", "表1", 4, 2
        ),
        SubjectRow(METRIC.id, DAY, "HF002", "出租屋管理", "=1+1", "missed", "system", 2, "系统清单.xlsx", "表1", 5, 2),
    ]
    figure = Figure(METRIC.id, "HF002", DAY, 1, 2, units_in_scope=1)
    made = export_rows(METRIC, figure, rows, ["", "缺经费"], {"HF002": "县公安局"}, "按当时资料")
    book = load_workbook(BytesIO(made))
    lines = list(book["明细"].iter_rows(values_only=True))
    assert lines[1] == (1, "县公安局", "网格管理", "达成", None, "系统清单.xlsx", "表1", 4, 2)
    assert lines[2][4] == "缺经费"
    assert book["明细"]["C3"].data_type == "s"  # a name that begins with = stays text
    definition = dict(book["口径"].iter_rows(values_only=True))
    assert definition["结果"] == "50.0%，1/2"
    assert definition["统计时点"] == "2024年3月31日"


def test_rows_of_a_count_carry_its_own_words_of_result() -> None:
    metric = load_catalog()["evaluation_excellent"]
    rows = [
        SubjectRow(metric.id, DAY, "HF001", "2023年度", "2023年度履职评价", "achieved"),
        SubjectRow(metric.id, DAY, "HF002", "2023年度", "2023年度履职评价", "missed"),
    ]
    figure = Figure(metric.id, "全县", DAY, 1, 2, units_in_scope=2)
    book = load_workbook(BytesIO(export_rows(metric, figure, rows, ["", ""], {}, "按现有资料回算")))
    assert [line[3] for line in book["明细"].iter_rows(min_row=2, values_only=True)] == ["优秀", "其他等次"]


def test_rows_and_definition_are_as_high_as_their_texts_and_ready_to_print() -> None:
    long = "因机房改造工期延后，需先完成数据库国产化适配，经县政数局同意延期。" * 4
    row = SubjectRow(METRIC.id, DAY, "HF002", "甲", "甲", "missed", "system", 1, "系统清单.xlsx", "表1", 4, 2)
    figure = Figure(METRIC.id, "HF002", DAY, 0, 2, units_in_scope=1)
    made = export_rows(METRIC, figure, [row, row], [long, ""], {"HF002": "县公安局"}, "按当时资料")
    book = load_workbook(BytesIO(made))
    sheet = book["明细"]
    # 132 characters in a column of 22: more than six lines; the plain row has one
    assert sheet.row_dimensions[2].height > 6 * LINE_POINTS > 2 * LINE_POINTS > sheet.row_dimensions[3].height
    assert sheet["A2"].alignment.indent and sheet["E2"].alignment.wrap_text and sheet["A2"].value == 1
    assert sheet.print_title_rows == "$1:$1" and sheet.freeze_panes == "A2"
    for one in book:
        assert one.page_setup.orientation == "landscape" and one.sheet_properties.pageSetUpPr.fitToPage
        assert one.page_setup.fitToHeight == 0
    heights = [book["口径"].row_dimensions[number].height for number in range(1, 13)]
    assert max(heights) > min(heights) > 0


def test_definition_of_rows_nobody_filled_in_says_so() -> None:
    figure = Figure(METRIC.id, "HF002", DAY, 0, 2, unreported=2, units_in_scope=1)
    book = load_workbook(BytesIO(export_rows(METRIC, figure, [], [], {"HF002": "县公安局"}, "按当时资料")))
    assert dict(book["口径"].iter_rows(values_only=True))["结果"] == "—（均未填报），0/2"


def test_exported_definitions_hold_one_row_for_each_metric() -> None:
    metrics = list(load_catalog().values())
    made = export_definitions(metrics, {metric.area: metric.area for metric in metrics}, lambda metric: "来源")
    sheet = load_workbook(BytesIO(made))["指标口径"]
    assert [row[1] for row in sheet.iter_rows(min_row=2, values_only=True)] == [metric.name for metric in metrics]
