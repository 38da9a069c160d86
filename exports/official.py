"""The shape of official papers after GB/T 9704—2012: page, fonts, headings, page numbers. A Paper in, DOCX bytes out.

Fonts are named, never embedded: 方正小标宋、仿宋_GB2312、楷体_GB2312 are licensed and stand on the users' machines.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from io import BytesIO

from docx import Document
from docx.document import Document as WordDocument
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn

from exports.office_package import clean_parts
from exports.page_setup import BOTTOM, PAGE_NUMBER_HALF_POINTS, TOP, set_landscape, set_portrait
from exports.text_fit import text_width
from exports.word_parts import (
    CHARACTER_SPACING_TWIPS,
    FANGSONG,
    HEITI,
    KAITI,
    LINE_TWIPS,
    SONG_TITLE,
    paragraph,
    run,
    table,
)
from services.paper import Block, Paper, PaperTable

BODY_HALF_POINTS, TITLE_HALF_POINTS, TABLE_HALF_POINTS = 32, 44, 18
TITLE_CHARACTERS = 20
_WORDS = re.compile("首席数据官制度|首席数据官|试点和推广|试点|工作情况|工作总结|[0-9]{4}年[上下]半年")
_HEADING_FONTS = {1: HEITI, 2: KAITI, 3: FANGSONG}


def write_paper(paper: Paper, made_at: datetime) -> bytes:
    """The draft as a DOCX. made_at: printed nowhere, stands in the file's properties."""
    document = new_document(paper.title, made_at)
    body = document.element.body
    final = body.find(qn("w:sectPr"))
    for element in _paragraphs(paper):
        final.addprevious(element)
    set_portrait(document.sections[0])
    for wide in paper.tables:
        section = document.add_section()
        set_landscape(section)
        final = body.find(qn("w:sectPr"))
        for element in _table_page(wide):
            final.addprevious(element)
    _remove_blank_breaks(document)
    return save(document)


def write_table(made: PaperTable, made_at: datetime) -> bytes:
    """A wide table as a paper of its own on turned pages, its header repeated."""
    return write_pages(made.title, made_at, _table_page(made), landscape=True)


def write_pages(title: str, made_at: datetime, elements: Iterable[object], *, landscape: bool = False) -> bytes:
    """Paragraphs and tables, ready as XML elements, on pages of official papers."""
    document = new_document(title, made_at)
    final = document.element.body.find(qn("w:sectPr"))
    for element in elements:
        final.addprevious(element)
    (set_landscape if landscape else set_portrait)(document.sections[0])
    return save(document)


def new_document(title: str, made_at: datetime, *, author: str = "") -> WordDocument:
    """An empty A4 document with the fonts of official papers and no foreign names in its properties."""
    document = Document()
    for element in list(document.element.body):
        if element.tag != qn("w:sectPr"):
            document.element.body.remove(element)
    properties = document.core_properties
    properties.title, properties.author, properties.last_modified_by = title, author, author
    properties.comments, properties.keywords, properties.language = "", "", "zh-CN"
    properties.created = properties.modified = made_at
    _set_styles(document)
    document.settings.odd_and_even_pages_header_footer = True
    return document


def break_title(title: str, most: int = TITLE_CHARACTERS) -> str:
    """A long title in two lines, parted between words as near the middle as may be."""
    if text_width(title) <= most:
        return title
    places = {found.end() for found in _WORDS.finditer(title)} | {found.start() for found in _WORDS.finditer(title)}
    fitting = [place for place in places if place and max(map(text_width, (title[:place], title[place:]))) <= most]
    if not fitting:
        return title
    place = min(fitting, key=lambda one: abs(text_width(title[:one]) - text_width(title[one:])))
    return f"{title[:place]}\n{title[place:]}"


def save(document: WordDocument) -> bytes:
    """The document's bytes."""
    clean_parts(document.part.package.iter_parts())
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def _paragraphs(paper: Paper) -> Iterator[object]:
    if paper.doc_no:
        yield parse_xml(paragraph(run(paper.doc_no, FANGSONG, BODY_HALF_POINTS), align="center"))
        yield parse_xml(paragraph(""))
    yield parse_xml(
        paragraph(
            run(break_title(paper.title), SONG_TITLE, TITLE_HALF_POINTS),
            align="center",
            style="Title",
            line=LINE_TWIPS + 80,
            snap=False,
        )
    )
    yield parse_xml(paragraph(run(paper.day_words, KAITI, BODY_HALF_POINTS), align="center"))
    yield parse_xml(paragraph(""))
    if paper.addressee:
        yield parse_xml(paragraph(run(f"{paper.addressee}：", FANGSONG, BODY_HALF_POINTS)))
    for place, block in enumerate(paper.blocks, 1):
        yield parse_xml(_block(block, keep=place == len(paper.blocks)))
    yield from map(parse_xml, _tail(paper))


def _tail(paper: Paper) -> Iterator[str]:
    """Attachments and signature, kept with the last paragraph: a signature never stands on a page of its own."""
    if paper.attachments:
        yield paragraph("", keep=True)
        for place, name in enumerate(paper.attachments, 1):
            lead = "附件：" if place == 1 else "　　　"
            number = f"{place}." if len(paper.attachments) > 1 else ""
            yield paragraph(run(f"{lead}{number}{name}", FANGSONG, BODY_HALF_POINTS), first=200, keep=True)
    yield paragraph("", keep=True)
    yield paragraph("", keep=True)
    yield paragraph(run(paper.signature, FANGSONG, BODY_HALF_POINTS), align="right", right=400, keep=True)
    day = run(paper.signed_on or "〔待补充：成文日期〕", FANGSONG, BODY_HALF_POINTS)
    yield paragraph(day, align="right", right=400, keep=bool(paper.copies))
    if paper.copies:
        yield paragraph("", keep=True)
        yield paragraph(run(f"抄送：{paper.copies}。", FANGSONG, PAGE_NUMBER_HALF_POINTS), left=100, right=100)


def _block(block: Block, *, keep: bool) -> str:
    # not justified: figures in brackets stay in one piece, and a line short of them would be torn apart
    if block.level == 0:
        return paragraph(run(block.text, FANGSONG, BODY_HALF_POINTS), first=200, align="left", keep=keep)
    font = _HEADING_FONTS[block.level]
    return paragraph(
        run(block.text, font, BODY_HALF_POINTS), first=200, style=f"Heading{block.level}", keep=True, align="left"
    )


def _table_page(made: PaperTable) -> Iterator[object]:
    yield parse_xml(paragraph(run("附件", HEITI, BODY_HALF_POINTS), align="left", snap=False))
    yield parse_xml(paragraph(run(made.title, SONG_TITLE, 36), align="center", snap=False))
    yield parse_xml(paragraph(run(made.unit_words, FANGSONG, 24), align="right", line=360, snap=False))
    whole = round((297 - TOP - BOTTOM) / 25.4 * 1440)
    widths = [round(whole * share / sum(made.widths)) for share in made.widths]
    rows = [
        [_cell(text, HEITI if place == 0 else FANGSONG, align="left" if column in made.texts and place else "center",
               keep=place >= len(made.rows) - 1)
         for column, text in enumerate(cells)]
        for place, cells in enumerate((made.header, *made.rows))
    ]  # fmt: skip
    yield parse_xml(table(rows, widths))
    yield parse_xml(paragraph(run(made.note, FANGSONG, TABLE_HALF_POINTS), line=260, before=40, snap=False))


def _cell(text: str, font: str, *, align: str, keep: bool) -> str:
    """keep: stays with what follows, so that the note never stands on a page of its own."""
    return paragraph(run(text, font, TABLE_HALF_POINTS), align=align, line=230, snap=False, keep=keep)


def _set_styles(document: WordDocument) -> None:
    fonts = {"Normal": FANGSONG, "Title": SONG_TITLE, "Heading 1": HEITI, "Heading 2": KAITI, "Heading 3": FANGSONG}
    for name, font in fonts.items():
        style = document.styles[name]
        half_points = TITLE_HALF_POINTS if name == "Title" else BODY_HALF_POINTS
        for old in style.element.findall(qn("w:rPr")):
            style.element.remove(old)
        for old in style.element.findall(qn("w:pPr")):
            if name != "Normal":
                for child in list(old):
                    if child.tag in (qn("w:pBdr"), qn("w:spacing"), qn("w:contextualSpacing"), qn("w:keepLines")):
                        old.remove(child)
        style.element.append(parse_xml(
            f'<w:rPr {nsdecls("w")}><w:rFonts w:ascii="{font}" w:hAnsi="{font}" w:eastAsia="{font}" w:cs="{font}"/>'
            f'<w:spacing w:val="{CHARACTER_SPACING_TWIPS}"/><w:sz w:val="{half_points}"/><w:szCs w:val="{half_points}"/>'
            '<w:lang w:val="en-US" w:eastAsia="zh-CN"/></w:rPr>'
        ))  # fmt: skip


def _remove_blank_breaks(document: WordDocument) -> None:
    """A section break stands in the last paragraph of its section, so that it makes no empty page."""
    for broken in document.element.body.findall(f"{qn('w:p')}/{qn('w:pPr')}/{qn('w:sectPr')}"):
        holder = broken.getparent().getparent()
        former = holder.getprevious()
        if holder.find(qn("w:r")) is None and former is not None and former.tag == qn("w:p"):
            former.get_or_add_pPr().append(broken)
            holder.getparent().remove(holder)
