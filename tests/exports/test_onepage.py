"""一页纸: what fits on one A4 page, in two formats from one content."""

from __future__ import annotations

import re
from dataclasses import replace
from io import BytesIO

from docx import Document
from docx.shared import Mm
from hypothesis import given
from hypothesis import strategies as st

from exports.onepage import compose_page, export_onepage_docx, export_onepage_html
from exports.text_fit import shorten, text_width

HEIGHT_MM = 297 - 2 * 15


def height_of(page):
    """Title and subtitle, rows and lines as they are set, in millimetres."""
    lines = sum(1 + len(lines) for _, lines in page.lists)
    return (540 + 300) / 1440 * 25.4 + 4.55 * (len(page.rows) + 1) + 4.9 * lines


def test_page_with_more_matters_than_fit_stays_within_a4_and_counts_the_rest(pack):
    many = replace(pack, matters=tuple(pack.matters[0] for _ in range(60)))
    for unit in (None, *many.joined_units):
        page = compose_page(many, unit)
        assert height_of(page) <= HEIGHT_MM
        for _, lines in page.lists:
            assert all(text_width(line) <= 54 for line in lines)
    asks = dict(compose_page(many).lists)["提请协调解决事项"]
    assert asks[-1] == f"另有{60 - (len(asks) - 1)}项，见附表。"


def test_page_of_any_pack_fits(any_pack):
    for unit in (None, *any_pack.joined_units):
        assert height_of(compose_page(any_pack, unit)) <= HEIGHT_MM


def test_unit_page_shows_its_figures_beside_the_county(pack):
    police = next(unit for unit in pack.units if unit.code == "HF002")
    page = compose_page(pack, police)
    cloud = next(row for row in page.rows if row[0] == "政务信息系统上云率")
    # 县公安局 1/2 = 50.0 %, the county 2/5; of the two units that filed it is the first
    assert cloud[:5] == ("政务信息系统上云率", "50.0%", "1/2", "40.0%", "1/2")
    assert cloud[-1] == "Z12-003"
    assert page.title == "海丰县公安局首席数据官工作一页纸"


def test_unit_page_tells_misses_and_what_was_not_filled_in_apart(pack):
    police = next(unit for unit in pack.units if unit.code == "HF002")
    scenario = pack.metric("scenario_live")
    (row,) = (one for one in scenario.rows if one.row.unit == "HF002")
    blank = replace(scenario, rows=(replace(row, row=replace(row.row, outcome="unreported")),))
    posts = pack.metric("posts_filled")
    outcomes = ("missed", "unreported", "missed")
    own = [one for one in posts.rows if one.row.unit == "HF002"]
    mixed = replace(
        posts,
        rows=tuple(
            replace(one, row=replace(one.row, outcome=outcome)) for one, outcome in zip(own, outcomes, strict=True)
        ),
    )
    lines = [line for _, lines in compose_page(replace(pack, metrics=(blank, mixed)), police).lists for line in lines]
    first, second, third = (one.row.label for one in own)
    assert f"{scenario.short_name}：未填报" in lines
    assert f"{posts.short_name}：{first}、{third}空缺，{second}未填报" in lines


def test_both_formats_say_the_same(pack):
    for unit in (None, *pack.joined_units):
        page = compose_page(pack, unit)
        document = Document(BytesIO(export_onepage_docx(pack, unit)))
        assert [tuple(cell.text for cell in row.cells) for row in document.tables[0].rows] == [page.header, *page.rows]
        html = export_onepage_html(pack, unit)
        cells = re.findall(r"<t[hd]>([^<]*)</t[hd]>", html)
        assert cells == [text for row in (page.header, *page.rows) for text in row]


def test_html_page_reaches_outside_nowhere_and_runs_nothing(pack):
    html = export_onepage_html(pack)
    assert "http" not in html.replace("http-equiv", "") and "<script" not in html and "src=" not in html
    assert "@page{size:A4;margin:15mm}" in html


def test_docx_page_is_a4(pack):
    section = Document(BytesIO(export_onepage_docx(pack))).sections[0]
    assert abs(section.page_height - Mm(297)) < Mm(0.1) and abs(section.left_margin - Mm(15)) < Mm(0.1)


def test_text_is_cut_to_its_width_with_a_mark():
    assert shorten("甲乙丙", 3) == "甲乙丙"
    assert shorten("甲乙丙丁", 3) == "甲乙…"
    assert text_width(shorten("上云率36.0%，比半年前上升8.3个百分点", 12)) <= 12


@given(st.text(alphabet="甲乙aB1%，…", max_size=30), st.integers(1, 40))
def test_cut_text_is_the_longest_that_fits(text, most):
    cut = shorten(text, most)
    if text_width(text) <= most:
        assert cut == text
    else:
        assert cut.endswith("…") and text.startswith(cut[:-1])
        longer = text[: len(cut)] + "…"
        assert text_width(cut) <= most or cut == "…"
        assert len(longer) > len(text) or text_width(longer) > most
