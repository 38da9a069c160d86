"""One test for the promise: every number on every paper is the one that counting gives, to the last digit."""

from __future__ import annotations

import re
import zipfile
from datetime import date, datetime
from html import unescape
from io import BytesIO

import pytest
from docx import Document
from openpyxl import load_workbook
from pptx import Presentation
from pptx.enum.chart import XL_CHART_TYPE

from exports.pack_zip import export_pack
from exports.papers import PAPERS, UnitNotInScope, export_paper
from metrics.catalog import load_catalog
from metrics.counting import count_figures
from metrics.figure import COUNTY
from metrics.versions import points_for
from services.compared import build_present_pack
from services.data_numbers import find_figure
from services.meetings import frozen_pack
from services.pack import from_json
from services.progress import trend_days
from services.store import open_store
from tests.services.filed_county import TASKS, fill
from tests.services.small_county import BUREAU, REGISTER, take
from tests.services.test_compared import hold
from warehouse.register import list_units

pytestmark = pytest.mark.slow

DAY = date(2024, 1, 31)
MEETING_DAY = date(2024, 1, 10)
SAID = re.compile(r"(\d+\.\d)%（(\d+)/(\d+)，数据编号(Z\d\d-\d\d\d)）")
NUMBER = re.compile(r"数据编号 (Z\d\d-\d{3})")


@pytest.fixture(scope="module")
def county(tmp_path_factory):
    """(figures by (metric, unit) as counted, unit codes in register order, papers by name, the county's by day).

    A meeting was held before; what was filed since changes one of the figures it published for its day.
    """
    store = open_store(tmp_path_factory.mktemp("same") / "store")
    try:
        take(store, REGISTER, "单位名录.csv")
        fill(store)
        hold(store, MEETING_DAY)
        take(store, TASKS.replace("2023-11-20,\n", "2023-11-20,2023-11-10\n"), "督办事项.csv", at=datetime(2024, 1, 20))
        metrics = [one for one in load_catalog() if not load_catalog()[one].restricted]
        counted = {
            (figure.metric, figure.unit): figure
            for metric in metrics
            for figure in count_figures(store.warehouse, points_for(metric, [DAY], store.warehouse), [metric])
        }
        codes = [unit.code for unit in list_units(store.warehouse)]
        trends = {
            (figure.metric, figure.as_of): figure
            for metric in metrics
            for figure in count_figures(
                store.warehouse,
                [one for one in points_for(metric, [*trend_days(DAY), MEETING_DAY], store.warehouse) if one.version],
                [metric],
            )
            if figure.unit == COUNTY
        }
        pack = build_present_pack(store, DAY, BUREAU)
        published = [one.county.figure for one in frozen_pack(store, 1, BUREAU).metrics]
        archive = zipfile.ZipFile(BytesIO(export_pack(pack)))
        papers = {name: archive.read(name) for name in archive.namelist()}
        papers["试点总结.docx"] = export_paper(pack, "summary")
    finally:
        store.close()
    return counted, codes, papers, trends, published


def load_catalog_shown():
    return [one for one in load_catalog().values() if not one.restricted]


def test_every_number_on_every_paper_is_the_counted_one(county):
    counted, codes, papers, trends, _ = county

    def figure_of(number):
        return counted[find_figure(number, codes)]

    compared = dict.fromkeys(
        ("附表", "趋势", "离线版", "一页纸", "网页一页纸", "汇报", "通报", "试点总结", "幻灯片", "数据包"), 0
    )

    def words_of(figure):
        """What a paper may show for a figure: its value, and its count."""
        count = f"{figure.numerator}/{figure.denominator}" if figure.denominator else ""
        if load_catalog()[figure.metric].is_count and figure.denominator:
            return f"{figure.numerator}个", count
        if figure.denominator and figure.unreported == figure.denominator:
            return "未填报", count
        if figure.percent is not None:
            return f"{figure.percent}%", count
        return "未报送" if figure.silent_units and figure.silent_units == figure.units_in_scope else "—", count

    sheet = load_workbook(BytesIO(papers["附表.xlsx"]))["指标数字"]
    numbers = set()
    for line in sheet.iter_rows(min_row=3, values_only=True):
        figure = figure_of(line[0])
        numbers.add(line[0])
        assert line[6:12] == (
            figure.numerator, figure.denominator, figure.exempt, figure.unreported, figure.unknown, figure.silent_units,
        )  # fmt: skip
        if not load_catalog()[figure.metric].is_count:
            assert line[5] == (None if figure.percent is None else float(figure.percent))
        compared["附表"] += 1
    assert {find_figure(number, codes) for number in numbers} == set(counted)

    for number, _, day, percent, numerator, denominator, _ in load_workbook(BytesIO(papers["附表.xlsx"]))[
        "趋势"
    ].iter_rows(min_row=3, values_only=True):
        figure = trends.get((find_figure(f"{number}-000", codes)[0], day.date()))
        if figure is None:
            assert (percent, numerator, denominator) == (None, None, None)
            continue
        assert (numerator, denominator) == (figure.numerator, figure.denominator)
        if not load_catalog()[figure.metric].is_count:
            assert percent == (None if figure.percent is None else float(figure.percent))
        compared["趋势"] += 1

    page = papers["离线版.html"].decode()
    for number, value, fraction in re.findall(
        r'<tr data-s=""><td>(Z\d\d-\d{3})</td><td>[^<]*</td><td class="n">([^<]*)</td><td class="n">([^<]*)</td>', page
    ):
        figure = figure_of(number)
        assert fraction == (f"{figure.numerator}/{figure.denominator}" if figure.denominator else "")
        assert value == words_of(figure)[0]
        compared["离线版"] += 1
    assert compared["离线版"] == len(counted)
    heads = re.findall(r"<h3>[^<]*　([^　<]*)　<span.*?数据编号 (Z\d\d-\d{3})", page, re.DOTALL)
    cards = re.findall(r'<div class="card">.*?<b>([^<]*)</b>([^<]*)<br>.*?数据编号 (Z\d\d-\d{3})', page, re.DOTALL)
    assert len(heads) == len(load_catalog_shown()) and len(cards) == 6
    assert all(value == words_of(figure_of(number))[0] for value, number in heads)
    for value, notes, number in cards:
        assert value == words_of(figure_of(number))[0] and notes.startswith(words_of(figure_of(number))[1])

    for name in (name for name in papers if name.startswith("一页纸/") and name.endswith(".docx")):
        for row in Document(BytesIO(papers[name])).tables[0].rows[1:]:
            cells = [cell.text for cell in row.cells]
            figure = figure_of(cells[-1])
            assert cells[2] == (f"{figure.numerator}/{figure.denominator}" if figure.denominator else "")
            assert cells[1] == words_of(figure)[0]
            if name != "一页纸/全县.docx":
                assert cells[3] == words_of(counted[figure.metric, COUNTY])[0]
            compared["一页纸"] += 1
        written = papers[name.replace(".docx", ".html")].decode()
        lines = re.findall(r"<tr><td>(.*?)</td></tr>", written)
        shown = [tuple(unescape(cell) for cell in line.split("</td><td>")) for line in lines]
        table = Document(BytesIO(papers[name])).tables[0]
        assert shown == [tuple(cell.text for cell in row.cells) for row in table.rows[1:]]
        compared["网页一页纸"] += len(shown)

    for kind in ("汇报", "通报", "试点总结"):
        document = Document(BytesIO(papers[f"{kind}.docx"]))
        for percent, numerator, denominator, number in SAID.findall("\n".join(one.text for one in document.paragraphs)):
            figure = figure_of(number)
            assert (percent, numerator, denominator) == (
                str(figure.percent),
                str(figure.numerator),
                str(figure.denominator),
            )
            compared[kind] += 1
        header, *rows = [[cell.text for cell in row.cells] for row in document.tables[0].rows]
        for row in rows:
            for title, cell in zip(header[2:], row[2:], strict=True):
                if not cell:
                    continue
                figure = figure_of(f"{title.splitlines()[-1]}-{row[0]}")
                assert re.sub(r"^[●▲■○]", "", cell) == "\n".join(part for part in words_of(figure) if part)
                compared[kind] += 1

    deck = Presentation(BytesIO(papers["会议材料.pptx"]))
    names = {
        unit: name
        for name, unit in (("全县", COUNTY), ("海城镇", "HF001"), ("县公安局", "HF002"), ("县教育局", "HF003"))
    }
    for slide in deck.slides:
        boxes = [shape.text_frame.text for shape in slide.shapes if shape.has_text_frame]
        for box in boxes:  # the cards of 总体
            if len(found := NUMBER.findall(box)) == 1 and "依据" not in box and "\n" in box:
                assert words_of(figure_of(found[0]))[0] in box.split("\n") and words_of(figure_of(found[0]))[1] in box
                compared["幻灯片"] += 1
        for table in (shape.table for shape in slide.shapes if shape.has_table):
            header, *rows = [[cell.text for cell in row.cells] for row in table.rows]
            for row in rows:
                if header[-1] == "数据编号":
                    shown = re.sub(r"^[●▲■○]", "", row[1])
                    assert shown in (words_of(figure_of(row[-1]))[0], "　".join(words_of(figure_of(row[-1]))))
                    compared["幻灯片"] += 1
                elif header[0] == "编号" and header[1].startswith("单位"):
                    for title, cell in zip(header[2:], row[2:], strict=True):
                        if cell:
                            figure = figure_of(f"{title.splitlines()[-1]}-{row[0]}")
                            assert re.sub(r"^[●▲■○] ", "", cell) == words_of(figure)[0]
                            compared["幻灯片"] += 1
        words = "\n".join(boxes)
        number = re.search(r"数据编号 (Z\d\d)-000　依据", words)
        for chart in (shape.chart for shape in slide.shapes if shape.has_chart):
            if chart.chart_type != XL_CHART_TYPE.BAR_CLUSTERED:
                own = [trends.get((find_figure(f"{number[1]}-000", codes)[0], day)) for day in trend_days(DAY)]
                rates = [None if one is None or one.percent is None else float(one.percent) for one in own]
                assert (
                    list(chart.series[0].values) == rates[next(at for at, one in enumerate(rates) if one is not None) :]
                )
                continue
            for label, value in zip(chart.plots[0].categories, chart.series[0].values, strict=True):
                unit = next(code for code, name in names.items() if name in label)
                metric, _ = find_figure(f"{number[1]}-000", codes)
                figure = counted[metric, unit]
                assert value == (None if figure.percent is None else float(figure.percent))
                assert not figure.denominator or label.endswith(f"{figure.numerator}/{figure.denominator}")
                compared["幻灯片"] += 1

    for one in from_json(papers["数据包.json"].decode()).figures():
        assert one.figure == figure_of(one.number)
        compared["数据包"] += 1

    assert min(compared.values()) >= 20, compared


def texts_of(name, content):
    """Everything a reader meets in a paper: titles, sentences, cells, notes of slides."""
    if name.endswith(".pptx"):
        for slide in Presentation(BytesIO(content)).slides:
            yield slide.notes_slide.notes_text_frame.text
            yield from (shape.text_frame.text for shape in slide.shapes if shape.has_text_frame)
            tables = (shape.table for shape in slide.shapes if shape.has_table)
            yield from (cell.text for table in tables for row in table.rows for cell in row.cells)
    elif name.endswith(".docx"):
        document = Document(BytesIO(content))
        yield from (one.text for one in document.paragraphs)
        yield from (cell.text for table in document.tables for row in table.rows for cell in row.cells)
    elif name.endswith(".html"):
        yield unescape(re.sub(r"<(script|style).*?</\1>|<[^>]+>", " ", content.decode(), flags=re.DOTALL))


def test_no_rate_and_no_fraction_stands_anywhere_that_was_not_counted(county):
    counted, _, papers, trends, published = county
    known = [*counted.values(), *trends.values(), *published]
    rates = {str(one.percent) for one in known}
    fractions = {f"{one.numerator}/{one.denominator}" for one in known}
    fractions |= {f"{one.units_in_scope - one.silent_units}/{one.units_in_scope}" for one in known}
    met = 0
    for name, content in papers.items():
        for text in texts_of(name, content):
            for rate in re.findall(r"(?<![\d.])(\d+\.\d)%", text):
                assert rate in rates, (name, text)
                met += 1
            for fraction in re.findall(r"(?<![\d/.])(\d+/\d+)(?![\d/])", text):
                assert fraction in fractions, (name, text)
                met += 1
    assert met > 1000
    told = "督办事项按期办结率上次会议公布50.0%，按现有资料当时为100.0%"
    telling = ("汇报.docx", "通报.docx", "离线版.html", "一页纸/全县.docx", "一页纸/全县.html")
    assert all(told in "".join(texts_of(name, papers[name])) for name in telling)


def test_zip_holds_every_paper_and_a_page_for_each_joined_unit(county):
    _, _, papers, _, _ = county
    pages = {
        f"一页纸/{name}.{ending}"
        for name in ("全县", "002海城镇", "003县公安局", "004县教育局")
        for ending in ("docx", "html")
    }
    assert (
        set(papers) - {"试点总结.docx"}
        == {"会议材料.pptx", "汇报.docx", "通报.docx", "附表.xlsx", "离线版.html", "数据包.json"} | pages
    )


@pytest.mark.parametrize("name", [*PAPERS, "notice"])
def test_every_paper_of_any_pack_is_written(any_pack, name):
    assert len(export_paper(any_pack, name)) > 2000


def test_page_of_a_unit_that_has_not_joined_is_refused(pack):
    with pytest.raises(UnitNotInScope):
        export_paper(pack, "onepage", unit="HF999")


def test_paper_that_does_not_exist_is_a_fault(pack):
    with pytest.raises(ValueError, match="poster"):
        export_paper(pack, "poster")
