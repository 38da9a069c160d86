"""汇报 and 通报 as DOCX: the page, fonts and numbering of official papers, the annex table, gaps that can be seen."""

from __future__ import annotations

import re
from dataclasses import replace
from io import BytesIO

import pytest
from docx import Document
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from docx.shared import Mm

from exports.brief import export_brief
from exports.draft_report import export_report
from exports.official import break_title
from exports.word_parts import FANGSONG, HEITI, KAITI, SONG_TITLE
from services.paper import Block, Paper

ALLOWED = re.compile(r"Z\d{2,}(-\d{3})?|@SUM\(A1\)|<script>alert\(1\)</script>")


def opened(pack, kind="汇报"):
    return Document(BytesIO(export_brief(pack, kind)))


def fonts_of(paragraph):
    return {run._r.rPr.find(qn("w:rFonts")).get(qn("w:eastAsia")) for run in paragraph.runs}


def test_page_is_a4_with_official_margins_and_29_point_lines(any_pack):
    section = opened(any_pack).sections[0]
    for found, wanted in (
        (section.page_width, 210), (section.page_height, 297), (section.top_margin, 37), (section.bottom_margin, 35),
        (section.left_margin, 28), (section.right_margin, 26),
    ):  # fmt: skip
        assert abs(found - Mm(wanted)) < Mm(0.1)
    grid = section._sectPr.find(qn("w:docGrid"))
    assert grid.get(qn("w:linePitch")) == "580"  # twentieths of a point


def test_28_characters_fill_a_line(pack):
    document = opened(pack)
    normal = document.styles["Normal"].element.rPr
    size, spacing = int(normal.find(qn("w:sz")).get(qn("w:val"))), int(normal.find(qn("w:spacing")).get(qn("w:val")))
    # 16 pt less a quarter point each: 28 × 15.75 = 441 pt, and 156 mm are 442.2 pt
    assert 28 * (size / 2 + spacing / 20) <= 156 / 25.4 * 72 < 29 * (size / 2 + spacing / 20)


def test_fonts_follow_the_level_of_each_line(pack):
    document = opened(pack)
    title = next(one for one in document.paragraphs if one.style.name == "Title")
    assert fonts_of(title) == {SONG_TITLE} and title.runs[0].font.size.pt == 22
    seen = set()
    for one in document.paragraphs:
        if re.match(r"[一二三四]、", one.text):
            assert (fonts_of(one), one.style.name) == ({HEITI}, "Heading 1")
            seen.add(1)
        elif re.match(r"（[一二三四五六七八九十]+）", one.text):
            assert (fonts_of(one), one.style.name) == ({KAITI}, "Heading 2")
            seen.add(2)
        elif one.text.startswith("截至"):
            assert fonts_of(one) == {FANGSONG} and one.runs[0].font.size.pt == 16
            assert one._p.pPr.find(qn("w:spacing")).get(qn("w:line")) == "580"
            seen.add(0)
    assert seen == {0, 1, 2}


def test_page_number_is_dashed_odd_right_even_left(pack):
    document = opened(pack)
    assert document.settings.odd_and_even_pages_header_footer
    for section in document.sections:
        for footer, align in ((section.footer, "right"), (section.even_page_footer, "left")):
            (line,) = footer.paragraphs
            assert line.text == "— 1 —"
            assert line._p.pPr.find(qn("w:jc")).get(qn("w:val")) == align
            assert {run.font.size.pt for run in line.runs} == {14}


def test_annex_table_is_landscape_in_protocol_order_with_its_header_repeated(pack):
    document = opened(pack)
    assert [one.orientation for one in document.sections] == [WD_ORIENT.PORTRAIT, WD_ORIENT.LANDSCAPE]
    (table,) = document.tables
    assert table._tbl.tr_lst[0].trPr.find(qn("w:tblHeader")) is not None
    assert [row.cells[1].text for row in table.rows[1:]] == ["全县", "海城镇", "县公安局", "县教育局"]
    texts = [one.text for one in document.paragraphs]
    assert "单位：%" in texts and "附件" in texts and "附件：各单位情况表" in texts


def test_gaps_are_highlighted_and_nothing_else_is(pack):
    document = opened(pack, "通报")
    found = 0
    for run in (run for one in document.paragraphs for run in one.runs):
        is_gap = bool(re.fullmatch(r"〔待补充：[^〕]*〕", run.text))
        found += is_gap
        assert (run.font.highlight_color is not None) == is_gap
    assert found >= 5


def test_papers_say_nothing_in_latin_letters(any_pack):
    for kind in ("汇报", "通报"):
        document = opened(any_pack, kind)
        texts = [one.text for one in document.paragraphs] + [
            cell.text for table in document.tables for row in table.rows for cell in row.cells
        ]
        for text in texts:
            assert not re.search(r"[A-Za-z]", ALLOWED.sub("", text)), text
        facts = document.core_properties
        assert "python" not in f"{facts.author}{facts.comments}{facts.title}{facts.last_modified_by}"


def test_title_breaks_between_words_only_when_it_is_long():
    assert break_title("关于海丰县首席数据官工作情况的通报") == "关于海丰县首席数据官工作情况的通报"
    assert (
        break_title("关于海丰县首席数据官制度试点和推广工作情况的汇报")
        == "关于海丰县首席数据官制度\n试点和推广工作情况的汇报"
    )


@pytest.mark.parametrize("text", ["甲&乙<丙>", "有\x0b控制符", "“引号”"])
def test_what_a_unit_typed_stands_in_its_report_unchanged_but_for_control_characters(text):
    paper = Paper("总结", "", "", "", (Block(0, text),), (), "", "")
    document = Document(BytesIO(export_report(paper)))
    assert text.replace("\x0b", "") in [one.text for one in document.paragraphs]


def test_brief_without_matters_leaves_their_heading_out(pack):
    texts = [one.text for one in opened(replace(pack, matters=())).paragraphs]
    assert not any("提请协调解决事项" in text for text in texts)


def test_signature_is_kept_with_the_last_paragraph(pack):
    document = opened(pack, "通报")
    texts = [one.text for one in document.paragraphs]
    first = next(at for at, text in enumerate(texts) if text.endswith("）工作要求")) + 1
    last = texts.index("〔待补充：成文日期〕")
    assert all(one.paragraph_format.keep_with_next for one in document.paragraphs[first:last])
