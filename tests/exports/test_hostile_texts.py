"""Papers of a county with very long names and texts and with very many units: nothing is cut by the edge of its place."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, datetime
from io import BytesIO

import pytest
from docx import Document
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter
from pptx import Presentation
from pptx.util import Inches, Pt

from exports.annex import export_annex
from exports.brief import export_brief
from exports.deck import export_deck
from exports.deck_file import new_deck
from exports.onepage import compose_page, export_onepage_docx
from exports.plain_book import HIGHEST_ROW, Sheet, row_height, write_book
from exports.slides import add_slide
from exports.text_fit import count_lines, shorten_clause, text_width
from services.pack_contents import Pack

pytestmark = pytest.mark.slow

LONG_NAME = "海丰县某某某某经济技术开发区管理委员会综合行政服务中心办公室"
LONG_TEXT = "按照联席会议要求推动“一官两员”补齐并完成备案，同步整理历史资料；" * 18
FOOT = Inches(7.03)


@pytest.fixture(scope="module")
def hostile(packs) -> Pack:
    """The small county with names of thirty characters and texts of six hundred."""
    pack = packs["县"]
    assert len(LONG_NAME) == 30 and len(LONG_TEXT) > 570
    metrics = tuple(
        replace(one, rows=tuple(replace(row, explanation=LONG_TEXT) for row in one.rows)) for one in pack.metrics
    )
    return replace(
        pack,
        units=tuple(replace(one, name=LONG_NAME, short_name=LONG_NAME) for one in pack.units),
        metrics=metrics,
        tasks=tuple(replace(one, content=LONG_TEXT) for one in pack.tasks),
        matters=tuple(replace(one, sentence=LONG_TEXT, since=LONG_TEXT) for one in pack.matters),
        praise=tuple(replace(one, words=f"优秀案例{LONG_TEXT}") for one in pack.praise),
    )


@pytest.fixture(scope="module")
def crowded(packs) -> Pack:
    """The small county's units over and over, 120 of them, the later ones with longer names."""
    pack = packs["县"]
    codes = [f"U{number:03d}" for number in range(120)]
    units = tuple(
        replace(pack.units[-1], code=code, place=place, short_name=f"县{'某' * (place // 12)}局")
        for place, code in enumerate(codes, 2)
    )

    def crowd(one):
        if not one.units:
            return one
        lines = [one.units[place % len(one.units)] for place in range(len(codes))]
        return replace(
            one,
            units=tuple(
                replace(line, figure=replace(line.figure, unit=code)) for line, code in zip(lines, codes, strict=True)
            ),
        )

    return replace(pack, units=(*pack.units, *units), metrics=tuple(crowd(one) for one in pack.metrics))


def tables_of(deck):
    for slide in deck.slides:
        for shape in slide.shapes:
            if shape.has_table:
                yield shape


def needed_height(table, row):
    """What a row's texts need, in EMU: lines of 1.2 times the letters' height."""
    needed = 0
    for cell, column in zip(row.cells, table.columns, strict=True):
        points = cell.text_frame.paragraphs[0].runs[0].font.size.pt if cell.text else 0
        if points:
            room = (column.width - Inches(0.1)) / Pt(points)
            needed = max(needed, sum(-(-text_width(line) // room) for line in cell.text.split("\n")) * Pt(points * 1.2))
    return needed


@pytest.mark.parametrize("which", ["hostile", "crowded", "县", "单位", "空"])
def test_every_row_of_every_table_on_the_slides_holds_its_texts_and_ends_above_the_foot(which, packs, request):
    pack = packs[which] if which in packs else request.getfixturevalue(which)
    looked = 0
    for shape in tables_of(Presentation(BytesIO(export_deck(pack)))):
        table = shape.table
        for row in table.rows:
            looked += 1
            assert needed_height(table, row) <= row.height + Pt(1), [cell.text for cell in row.cells]
        assert shape.top + sum(row.height for row in table.rows) <= FOOT
    assert looked or which == "空"


@pytest.mark.parametrize("which", ["hostile", "crowded"])
def test_labels_of_the_bars_keep_their_room_and_charts_side_by_side_one_scale(which, request):
    deck = Presentation(BytesIO(export_deck(request.getfixturevalue(which))))
    drawn = 0
    for slide in deck.slides:
        bars = [shape for shape in slide.shapes if shape.has_chart and shape.chart.chart_type == 57]
        scales = set()
        for shape in bars:
            drawn += 1
            plot = shape.chart._chartSpace.chart.plotArea
            place = {one.tag.partition("}")[2]: one.get("val") for one in plot.find(".//{*}manualLayout")}
            scales.add((place["x"], place["w"], shape.width))
            labels = [str(one) for one in shape.chart.plots[0].categories]
            points = shape.chart.font.size.pt
            assert max(map(text_width, labels)) * Pt(points) <= float(place["x"]) * shape.width
        assert len(scales) <= 1
        assert sum(len(list(shape.chart.plots[0].categories)) for shape in bars) <= 30
    assert drawn


def test_titles_keep_to_two_lines(hostile):
    for slide in Presentation(BytesIO(export_deck(hostile))).slides:
        title = slide.shapes.title
        points = title.text_frame.paragraphs[0].runs[0].font.size.pt
        assert text_width(title.text_frame.text) * Pt(points) <= 2 * title.width


def test_title_beyond_two_lines_is_cut():
    slide = add_slide(new_deck("题", "", datetime(2024, 1, 31)), "很长的结论" * 40)
    assert slide.shapes.title.text_frame.text.endswith("…")
    points = slide.shapes.title.text_frame.paragraphs[0].runs[0].font.size.pt
    assert text_width(slide.shapes.title.text_frame.text) * Pt(points) <= 2 * slide.shapes.title.width


def test_crowded_deck_says_what_it_leaves_out(crowded):
    words = "\n".join(
        shape.text_frame.text
        for slide in Presentation(BytesIO(export_deck(crowded))).slides
        for shape in slide.shapes
        if shape.has_text_frame
    )
    assert "只列未达标最多的28个单位" in words and "只画最低的28个单位" in words


def test_one_page_keeps_its_lines_and_its_columns(hostile):
    for unit in (None, *hostile.joined_units):
        page = compose_page(hostile, unit)
        assert all(text_width(line) <= 54 for _, lines in page.lists for line in lines)
        assert all(text_width(head) <= 8 for head in page.header)
        rows = len(page.rows) + 1
        assert rows * 4.55 + sum(len(lines) + 1 for _, lines in page.lists) * 4.9 <= 297 - 30 - 21
        assert len(Document(BytesIO(export_onepage_docx(hostile, unit))).tables[0].rows) == rows


def test_official_paper_names_a_long_task_by_its_beginning_only(hostile):
    texts = [one.text for one in Document(BytesIO(export_brief(hostile))).paragraphs]
    overdue = next(text for text in texts if "督办事项逾期未办结：" in text)
    assert "“按照联席会议要求推动‘一官两员’补齐并完成备案" in overdue and "……”（督〔" in overdue
    assert LONG_TEXT[:100] not in overdue


def test_rows_of_the_annex_are_as_high_as_their_texts(hostile):
    book = load_workbook(BytesIO(export_annex(hostile)))
    looked = 0
    for sheet in book:
        widths = [sheet.column_dimensions[get_column_letter(place)].width for place in range(1, sheet.max_column + 1)]
        for row in sheet.iter_rows(min_row=3):
            texts = ((cell.value, wide) for cell, wide in zip(row, widths, strict=True) if isinstance(cell.value, str))
            lines = max((count_lines(text, wide / 2) for text, wide in texts), default=1)
            height = sheet.row_dimensions[row[0].row].height
            assert height >= min(HIGHEST_ROW, 13 * lines), (sheet.title, row[0].row)
            looked += lines > 1
    assert looked > 20


def test_row_is_never_higher_than_a_program_opens():
    assert row_height(["字" * 5000], [("说明", 20.0)]) == HIGHEST_ROW


def test_wide_sheet_is_printed_on_sheets_side_by_side_with_its_first_columns_again():
    made = Sheet(
        "表", "题", "单位：张", (("序号", 6.0), *((f"第{n}列", 20.0) for n in range(20))), [[1, *"甲" * 20]], frozen=1
    )
    sheet = load_workbook(BytesIO(write_book([made], "题", date(2024, 1, 1))))["表"]
    assert (sheet.page_setup.fitToWidth, sheet.print_title_cols) == (2, "$A:$A")
    assert sheet["A1"].value == "题" and not sheet.merged_cells.ranges


@pytest.mark.parametrize(
    ("text", "most", "cut"),
    [
        ("甲乙丙", 3, "甲乙丙"),
        ("第一项、第二项、第三项", 9, "第一项、第二项等"),
        ("接口经费未落实；承诺年内完成（汇聚率，提出）", 17, "接口经费未落实；承诺年内完成…"),
        ("没有停顿的一句很长的话", 6, "没有停顿的…"),
    ],
)
def test_a_line_is_cut_after_a_whole_name_or_clause(text, most, cut):
    assert shorten_clause(text, most) == cut
    assert not re.search(r"[，、（；]…$", cut)
