"""The slides: order, native charts with the pack's figures, East-Asian fonts, notes, Chinese only."""

from __future__ import annotations

import re
import zipfile
from dataclasses import replace
from io import BytesIO

import pytest
from lxml import etree
from pptx import Presentation
from pptx.enum.chart import XL_CHART_TYPE
from pptx.util import Inches

from exports.deck import export_deck
from exports.slides import FONT
from exports.text_fit import text_width
from tests.services.filed_county import FORMULAS, PHONE, SCRIPT

pytestmark = pytest.mark.slow

# what the papers may say in Latin letters: data numbers, and names that the test's own units chose
ALLOWED = re.compile(r"Z\d{2,}(-\d{3})?|@SUM\(A1\)|<script>alert\(1\)</script>")
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"


def opened(pack):
    return Presentation(BytesIO(export_deck(pack)))


def texts_of(slide):
    for shape in slide.shapes:
        if shape.has_text_frame:
            yield shape.text_frame.text
        elif getattr(shape, "has_table", False) and shape.has_table:
            yield from (cell.text for row in shape.table.rows for cell in row.cells)
        elif getattr(shape, "has_chart", False) and shape.has_chart:
            yield from (str(one) for one in shape.chart.plots[0].categories)


def charts_of(slide, kind):
    return [shape.chart for shape in slide.shapes if shape.has_chart and shape.chart.chart_type == kind]


def test_deck_runs_from_cover_to_next_steps_in_16_to_9(pack):
    deck = opened(pack)
    assert (deck.slide_width, deck.slide_height) == (Inches(13.333), Inches(7.5))
    subtitles = [list(texts_of(slide))[1] for slide in deck.slides]
    kinds = [text.partition("　")[0] for text in subtitles[1:]]
    shown = {one.metric.area for one in pack.metrics if one.county.figure.denominator or one.county.figure.silent_units}
    areas = [area.title for area in pack.areas if area.id in shown]
    assert kinds == [
        "总体情况",
        "差在哪里：各单位重点任务",
        "差在哪里：未达成事项",
        *areas,
        "提请协调解决事项",
        "督办事项",
        "下一步",
    ]
    assert deck.slides[0].shapes.title.text == pack.title
    assert "第一次联席会议" in subtitles[0]


def test_area_slide_is_titled_by_its_finding_and_its_bars_are_the_figures(pack):
    deck = opened(pack)
    cloud = pack.metric("cloud_migrated")
    slide = next(one for one in deck.slides if one.shapes.title.text == cloud.headline)
    (chart,) = charts_of(slide, XL_CHART_TYPE.BAR_CLUSTERED)
    # 全县 2/5; 海城镇 1/3; 县公安局 1/2; 县教育局 has sent nothing
    assert list(chart.plots[0].categories) == ["全县　2/5", "海城镇　1/3", "县公安局　1/2", "县教育局　未报送"]
    assert list(chart.series[0].values) == [40.0, 33.3, 50.0, None]
    workbook = chart.part.chart_workbook.xlsx_part
    assert workbook is not None and workbook.blob.startswith(b"PK")


def test_trend_line_carries_the_trend_of_the_pack(pack):
    deck = opened(pack)
    posts = pack.metric("posts_filled")
    slide = next(one for one in deck.slides if one.shapes.title.text == posts.headline)
    (chart,) = charts_of(slide, XL_CHART_TYPE.LINE_MARKERS)
    expected = [
        None if one.figure is None or one.figure.percent is None else float(one.figure.percent) for one in posts.trend
    ]
    known = next(at for at, value in enumerate(expected) if value is not None)
    assert list(chart.series[0].values) == expected[known:]  # the months before the first figure are left out


def test_trend_with_one_month_known_is_drawn(pack):
    posts = pack.metric("posts_filled")
    first = next(at for at, one in enumerate(posts.trend) if one.figure and one.figure.percent is not None)
    lapsed = [replace(one, figure=None) if at > first else one for at, one in enumerate(posts.trend)]
    alone = replace(posts, trend=tuple(lapsed))
    metrics = tuple(alone if one is posts else one for one in pack.metrics)
    slide = next(
        one for one in opened(replace(pack, metrics=metrics)).slides if one.shapes.title.text == posts.headline
    )
    (chart,) = charts_of(slide, XL_CHART_TYPE.LINE_MARKERS)
    values = list(chart.series[0].values)
    assert len(values) > 1 and [value is None for value in values] == [False] + [True] * (len(values) - 1)


def test_every_run_every_chart_and_every_theme_names_the_east_asian_font(pack):
    archive = zipfile.ZipFile(BytesIO(export_deck(pack)))
    looked = {"run": 0, "chart": 0, "theme": 0}
    for name in archive.namelist():
        if re.fullmatch(r"ppt/slides/slide\d+\.xml", name):
            for properties in etree.fromstring(archive.read(name)).iter(f"{A}rPr"):
                looked["run"] += 1
                assert properties.find(f"{A}ea").get("typeface") == FONT
        elif re.fullmatch(r"ppt/charts/chart\d+\.xml", name):
            for properties in etree.fromstring(archive.read(name)).iter(f"{A}defRPr"):
                looked["chart"] += 1
                assert properties.find(f"{A}ea").get("typeface") == FONT
        elif re.fullmatch(r"ppt/theme/theme\d+\.xml", name):
            for fonts in etree.fromstring(archive.read(name)).iter(f"{A}majorFont", f"{A}minorFont"):
                looked["theme"] += 1
                assert fonts.find(f"{A}ea").get("typeface") == FONT
    assert all(looked.values())


def test_notes_hold_definition_source_and_explanation(pack):
    deck = opened(pack)
    cloud = pack.metric("cloud_migrated")
    slide = next(one for one in deck.slides if one.shapes.title.text == cloud.headline)
    notes = slide.notes_slide.notes_text_frame.text
    for words in (
        cloud.metric.definition,
        cloud.metric.clause,
        cloud.finding,
        "政务信息系统清单",
        "缺少经费，请县财政支持",
    ):
        assert words in notes
    assert PHONE not in notes


def test_number_stands_at_every_headline_and_on_every_area_slide(pack):
    deck = opened(pack)
    overall = "".join(texts_of(deck.slides[1]))
    assert all(one.county.number in overall for one in pack.headlines())
    for slide in list(deck.slides)[4:-3]:
        assert re.search(r"数据编号 Z\d\d-000", "\n".join(texts_of(slide)))


def test_deck_says_nothing_in_latin_letters(any_pack):
    archive = zipfile.ZipFile(BytesIO(export_deck(any_pack)))
    checked = 0
    for name in archive.namelist():
        if not re.match(r"ppt/(slides|notesSlides|slideMasters|slideLayouts|notesMasters|charts)/[^/]+\.xml", name):
            continue
        root = etree.fromstring(archive.read(name))
        words = [node.text or "" for node in root.iter(f"{A}t")]
        words += [node.get("name", "") for node in root.iter() if str(node.tag).endswith("}cNvPr")]
        for text in words:
            checked += 1
            assert not re.search(r"[A-Za-z]", ALLOWED.sub("", text)), (name, text)
    assert checked
    facts = archive.read("docProps/core.xml").decode() + archive.read("docProps/app.xml").decode()
    assert "Steve" not in facts and "Microsoft" not in facts


def test_awkward_texts_stand_as_they_were_typed(pack):
    deck = opened(pack)
    task_slide = next(slide for slide in deck.slides if slide.shapes.title.text.startswith("交办"))
    assert FORMULAS[1] in list(texts_of(task_slide))
    assert SCRIPT in "".join(row.row.label for row in pack.metric("cloud_migrated").rows)


def test_long_names_of_units_stand_whole_in_charts_and_tables(pack):
    name = "县自然资源和规划建设管理局（林业局）"
    units = tuple(replace(one, short_name=name) if one.code == "HF002" else one for one in pack.units)
    deck = Presentation(BytesIO(export_deck(replace(pack, units=units))))
    tables = [shape.table for slide in deck.slides for shape in slide.shapes if shape.has_table]
    # 县公安局 has a line in 差在哪里 and leads 督〔2023〕2号; nowhere is its name cut.
    cells = [cell.text for table in tables for row in table.rows for cell in row.cells]
    assert cells.count(name) >= 3 and not [one for one in cells if one.startswith(name[:6]) and "…" in one[:18]]
    charts = [shape.chart for slide in deck.slides for shape in slide.shapes if shape.has_chart]
    labels = [label for chart in charts for label in chart.plots[0].categories if name[:6] in str(label)]
    assert labels and all(name in label for label in labels)


@pytest.mark.parametrize("names", [["县公安局"], ["县自然资源和规划建设管理局（林业局）"]])
def test_columns_of_the_tasks_take_what_their_texts_need(pack, names):
    units = tuple(replace(one, short_name=names[0]) for one in pack.units)
    deck = Presentation(BytesIO(export_deck(replace(pack, units=units))))
    (table,) = [
        shape.table for slide in deck.slides for shape in slide.shapes
        if shape.has_table and shape.table.cell(0, 1).text == "牵头单位"
    ]  # fmt: skip
    widths = [column.width.inches for column in table.columns]
    assert sum(widths) == pytest.approx(13.333 - 1.2, abs=0.01)
    for column in (0, 3, 4, 5):
        assert max(text_width(row.cells[column].text) for row in table.rows) * 11 / 72 < widths[column]
    # A name of 18 letters stands on two lines of 12 at most.
    assert widths[1] == pytest.approx((min(12, text_width(names[0])) + 2.3) * 11 / 72, abs=0.01)


@pytest.mark.parametrize("count", [0, 1, 7, 40])
def test_matters_fill_at_most_two_slides_and_the_rest_is_counted(pack, count):
    many = replace(pack, matters=tuple(pack.matters[0] for _ in range(count)))
    slides = [one for one in opened(many).slides if "提请协调解决事项" in "".join(texts_of(one))]
    assert len(slides) == (1 if count <= 6 else 2)
    assert ("另有28件" in "".join(texts_of(slides[-1]))) == (count == 40)


def test_deck_of_any_pack_stays_within_the_slide(any_pack):
    deck = opened(any_pack)
    for slide in deck.slides:
        for shape in slide.shapes:
            assert shape.left >= 0 and shape.left + shape.width <= deck.slide_width
            assert shape.top >= 0 and shape.top + shape.height <= deck.slide_height
