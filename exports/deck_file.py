"""The file around the slides: an empty 16:9 deck with Chinese names throughout, page numbers, and its bytes."""

from __future__ import annotations

from datetime import datetime
from io import BytesIO

from lxml import etree
from pptx import Presentation
from pptx.oxml.ns import qn
from pptx.presentation import Presentation as Deck
from pptx.util import Inches

from exports.office_package import clean_parts
from exports.slides import EDGE, FONT, GREY, HEIGHT, WIDTH, Box, Say, write


def new_deck(title: str, author: str, made_at: datetime) -> Deck:
    """An empty 16:9 deck with Chinese names and fonts throughout."""
    deck = Presentation()
    deck.slide_width, deck.slide_height = Inches(WIDTH), Inches(HEIGHT)
    properties = deck.core_properties
    properties.title, properties.author, properties.last_modified_by = title, author, author
    properties.comments, properties.keywords, properties.subject, properties.language = "", "", "", "zh-CN"
    properties.created = properties.modified = made_at
    _keep_layouts(deck)
    return deck


def finish(deck: Deck, mark: str) -> bytes:
    """Page numbers (a field of the programme and the total) and the mark at the foot; the deck's bytes."""
    total = len(deck.slides)
    for number, slide in enumerate(deck.slides, 1):
        if number == 1:
            continue
        words = f"{mark}　" if mark else ""
        write(
            slide,
            Box(WIDTH - EDGE - 3, 7.03, 3, 0.28),
            [Say(f"{words}{number} / {total}", 11, colour=GREY, align="right")],
        )
        run = slide.shapes[-1].text_frame.paragraphs[0].runs[0]._r
        field = etree.Element(qn("a:fld"), {"id": "{B6F15528-21DE-4FAA-801E-634DDDAF4B2B}", "type": "slidenum"})
        for piece, holder in ((words, None), (str(number), field), (f" / {total}", None)):
            part = etree.fromstring(etree.tostring(run)) if holder is None else holder
            if holder is not None:
                for child in etree.fromstring(etree.tostring(run)):
                    part.append(child)
            part.find(qn("a:t")).text = piece
            run.addprevious(part)
        run.getparent().remove(run)
    _name_notes(deck)
    clean_parts(deck.part.package.iter_parts(), FONT)
    out = BytesIO()
    deck.save(out)
    return out.getvalue()


def _keep_layouts(deck: Deck) -> None:
    """One layout, a title and nothing else, named in Chinese; the other layouts of the template go."""
    layouts = deck.slide_layouts
    for layout in list(layouts):
        if layout.name != "Title Only":
            layouts.remove(layout)
    layouts[0].name = "标题"
    for shapes in (deck.slide_master.shapes, layouts[0].shapes):
        for shape in list(shapes):
            if shape.is_placeholder and shape.placeholder_format.idx in (10, 11, 12):
                shape._element.getparent().remove(shape._element)
        for shape in shapes:
            shape.width, shape.left = Inches(WIDTH - 2 * EDGE), Inches(EDGE)
            shape.name = "标题" if "Title" in shape.name else "正文"
            frame = shape.text_frame
            for place, line in enumerate(frame.paragraphs):
                for extra in line.runs[1:]:
                    extra._r.getparent().remove(extra._r)
                for run in line.runs:
                    run.text = "单击此处编辑标题" if shape.name == "标题" else f"第{place + 1}级文字"
    style = deck.slide_master._element.find(f".//{qn('p:titleStyle')}/{qn('a:lvl1pPr')}")
    style.set("algn", "l")


def _name_notes(deck: Deck) -> None:
    """Chinese names and texts for what the template of notes brings."""
    names = {
        "Title": "标题",
        "Notes": "备注",
        "Image": "幻灯片图像",
        "Header": "页眉",
        "Footer": "页脚",
        "Date": "日期",
        "Number": "编号",
    }
    holders = [slide.shapes for slide in deck.slides]
    holders += [slide.notes_slide.shapes for slide in deck.slides if slide.has_notes_slide]
    if any(slide.has_notes_slide for slide in deck.slides):
        holders.append(deck.notes_master.shapes)
        for shape in deck.notes_master.placeholders:
            for place, line in enumerate(shape.text_frame.paragraphs if shape.has_text_frame else ()):
                if line.runs and len(shape.text_frame.paragraphs) > 1:
                    line.runs[0].text = f"第{place + 1}级文字"
                    for extra in line.runs[1:]:
                        extra._r.getparent().remove(extra._r)
    for shapes in holders:
        for shape in shapes:
            shape.name = next((name for word, name in names.items() if word in shape.name), shape.name)
