"""One test for the promise: every number on every paper is the one that counting gives, to the last digit."""

from __future__ import annotations

import re
import zipfile
from datetime import date
from io import BytesIO

import pytest
from docx import Document
from openpyxl import load_workbook
from pptx import Presentation

from exports.pack_zip import export_pack
from exports.papers import PAPERS, UnitNotInScope, export_paper
from metrics.catalog import load_catalog
from metrics.counting import count_figures
from metrics.figure import COUNTY
from metrics.versions import points_for
from services.data_numbers import find_figure
from services.pack import build_pack, from_json
from services.store import open_store
from tests.services.filed_county import fill
from tests.services.small_county import REGISTER, take
from warehouse.register import list_units

pytestmark = pytest.mark.slow

DAY = date(2024, 1, 31)
SAID = re.compile(r"(\d+\.\d)%（(\d+)/(\d+)）[^（）；。]*（数据编号(Z\d\d-\d\d\d)）")


@pytest.fixture(scope="module")
def county(tmp_path_factory):
    """(figures by (metric, unit) as counted, unit codes in register order, papers by name)."""
    store = open_store(tmp_path_factory.mktemp("same") / "store")
    try:
        take(store, REGISTER, "单位名录.csv")
        fill(store)
        metrics = [one for one in load_catalog() if not load_catalog()[one].restricted]
        counted = {
            (figure.metric, figure.unit): figure
            for metric in metrics
            for figure in count_figures(store.warehouse, points_for(metric, [DAY], store.warehouse), [metric])
        }
        codes = [unit.code for unit in list_units(store.warehouse)]
        archive = zipfile.ZipFile(BytesIO(export_pack(build_pack(store, DAY))))
    finally:
        store.close()
    return counted, codes, {name: archive.read(name) for name in archive.namelist()}


def test_every_number_on_every_paper_is_the_counted_one(county):
    counted, codes, papers = county

    def figure_of(number):
        return counted[find_figure(number, codes)]

    compared = dict.fromkeys(("附表", "离线版", "一页纸", "汇报", "通报", "幻灯片", "数据包"), 0)

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

    page = papers["离线版.html"].decode()
    for number, value, fraction in re.findall(
        r'<tr data-s=""><td>(Z\d\d-\d{3})</td><td>[^<]*</td><td class="n">([^<]*)</td><td class="n">([^<]*)</td>', page
    ):
        figure = figure_of(number)
        assert fraction == (f"{figure.numerator}/{figure.denominator}" if figure.denominator else "")
        assert value in (f"{figure.percent}%", f"{figure.numerator}个", "未报送", "—")
        compared["离线版"] += 1
    assert compared["离线版"] == len(counted)

    for name in (name for name in papers if name.startswith("一页纸/") and name.endswith(".docx")):
        for row in Document(BytesIO(papers[name])).tables[0].rows[1:]:
            cells = [cell.text for cell in row.cells]
            figure = figure_of(cells[-1])
            assert cells[2] == (f"{figure.numerator}/{figure.denominator}" if figure.denominator else "")
            assert cells[1] in (f"{figure.percent}%", f"{figure.numerator}个", "未报送", "—")
            if name != "一页纸/全县.docx":
                whole = counted[figure.metric, COUNTY]
                assert cells[3] in (f"{whole.percent}%", f"{whole.numerator}个", "未报送", "—")
            compared["一页纸"] += 1

    for kind in ("汇报", "通报"):
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
                if figure.denominator:
                    assert re.sub(r"^[●▲■○]", "", cell) == f"{figure.percent}%\n{figure.numerator}/{figure.denominator}"
                else:
                    assert re.sub(r"^[●▲■○]", "", cell) in ("未报送", "—")
                compared[kind] += 1

    deck = Presentation(BytesIO(papers["会议材料.pptx"]))
    names = {
        unit: name
        for name, unit in (("全县", COUNTY), ("海城镇", "HF001"), ("县公安局", "HF002"), ("县教育局", "HF003"))
    }
    for slide in deck.slides:
        words = "\n".join(shape.text_frame.text for shape in slide.shapes if shape.has_text_frame)
        number = re.search(r"数据编号 (Z\d\d)-000　依据", words)
        for chart in (shape.chart for shape in slide.shapes if shape.has_chart):
            if chart.chart_type != 57:  # bars
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


def test_zip_holds_every_paper_and_a_page_for_each_joined_unit(county):
    _, _, papers = county
    pages = {
        f"一页纸/{name}.{ending}"
        for name in ("全县", "002海城镇", "003县公安局", "004县教育局")
        for ending in ("docx", "html")
    }
    assert set(papers) == {"会议材料.pptx", "汇报.docx", "通报.docx", "附表.xlsx", "离线版.html", "数据包.json"} | pages


@pytest.mark.parametrize("name", [*PAPERS, "notice"])
def test_every_paper_of_any_pack_is_written(any_pack, name):
    assert len(export_paper(any_pack, name)) > 2000


def test_page_of_a_unit_that_has_not_joined_is_refused(pack):
    with pytest.raises(UnitNotInScope):
        export_paper(pack, "onepage", unit="HF999")


def test_paper_that_does_not_exist_is_a_fault(pack):
    with pytest.raises(ValueError, match="poster"):
        export_paper(pack, "poster")
