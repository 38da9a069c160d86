"""The page of official papers after GB/T 9704—2012: margins, upright or turned, and page numbers."""

from __future__ import annotations

from docx.enum.section import WD_ORIENT
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.section import Section
from docx.shared import Emu, Mm

from exports.word_parts import LINE_TWIPS, SONGTI, paragraph, run

TOP, RIGHT, BOTTOM, LEFT = 37, 26, 35, 28
PAGE_NUMBER_HALF_POINTS = 28
_ROUNDING = 3175  # a quarter point off the bottom margin: 22 lines of 29 pt are a fifth of a point above 225 mm


def set_portrait(section: Section) -> None:
    """A4 upright, its page numbers at the foot."""
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.right_margin, section.bottom_margin, section.left_margin = (
        Mm(TOP),
        Mm(RIGHT),
        Emu(Mm(BOTTOM) - _ROUNDING),
        Mm(LEFT),
    )
    _finish_section(section)


def set_landscape(section: Section) -> None:
    """The portrait page turned: its top margin lies on the left."""
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(297), Mm(210)
    section.top_margin, section.right_margin, section.bottom_margin, section.left_margin = (
        Mm(LEFT),
        Mm(BOTTOM),
        Mm(RIGHT),
        Mm(TOP),
    )
    _finish_section(section, bottom=RIGHT)


def _finish_section(section: Section, *, bottom: int = BOTTOM) -> None:
    section.footer_distance = Mm(bottom - 7 - 5)
    properties = section._sectPr
    for old in properties.findall(qn("w:docGrid")):
        properties.remove(old)
    properties.append(parse_xml(
        f'<w:docGrid {nsdecls("w")} w:type="lines" w:linePitch="{LINE_TWIPS}"/>'
    ))  # fmt: skip
    for footer, align in ((section.footer, "right"), (section.even_page_footer, "left")):
        footer.is_linked_to_previous = False
        for old in list(footer._element):
            footer._element.remove(old)
        footer._element.append(parse_xml(_page_number(align)))


def _page_number(align: str) -> str:
    """— 1 — in 4号宋体, one character from the outer edge."""
    size = PAGE_NUMBER_HALF_POINTS
    field = "".join(
        f'<w:r><w:rPr><w:rFonts w:ascii="{SONGTI}" w:hAnsi="{SONGTI}" w:eastAsia="{SONGTI}"/><w:sz w:val="{size}"/></w:rPr>{part}</w:r>'
        for part in (
            '<w:fldChar w:fldCharType="begin"/>', '<w:instrText xml:space="preserve"> PAGE </w:instrText>',
            '<w:fldChar w:fldCharType="separate"/>', "<w:t>1</w:t>", '<w:fldChar w:fldCharType="end"/>',
        )
    )  # fmt: skip
    runs = run("— ", SONGTI, size) + field + run(" —", SONGTI, size)
    edge = {"right": 100} if align == "right" else {"left": 100}
    return paragraph(runs, align=align, line=320, snap=False, **edge)  # type: ignore[arg-type]
