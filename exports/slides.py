"""The shape of slides: page, fonts, text boxes and tables. No content, no figures of its own.

East-Asian fonts are written into the theme and into every run and chart (a:ea); without it WPS falls back. Colours keep
their order of lightness in grey print, and nothing is said by colour alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

from lxml import etree
from pptx.dml.color import RGBColor
from pptx.enum.text import MSO_ANCHOR
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from pptx.presentation import Presentation as Deck
from pptx.slide import Slide
from pptx.text.text import TextFrame
from pptx.util import Emu, Inches

from exports.text_fit import shorten, text_width

FONT = "微软雅黑"
INK, BLUE, RED, GREY, LINE, PALE = "1D2530", "1F4E79", "B3261E", "5D6875", "C5CCD6", "EEF2F7"
WIDTH, HEIGHT, EDGE = 13.333, 7.5, 0.6
TITLE_POINTS = (27, 25, 23, 21)
_TITLE_LINE = (WIDTH - 2 * EDGE) * 72 / TITLE_POINTS[-1] - 1  # characters on a line of the smallest title; it has two
_PLAIN_TABLE = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"
_ALIGN = {"left": "l", "right": "r", "center": "ctr"}


@dataclass(frozen=True, slots=True)
class Box:
    """A place on the slide, in inches."""

    left: float
    top: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Say:
    """One paragraph of a text box. space: points after it."""

    text: str
    points: float = 14
    bold: bool = False
    colour: str = INK
    space: float = 4
    align: str = "left"


def add_slide(deck: Deck, title: str, subtitle: str = "") -> Slide:
    """A slide with its title (the finding) and a grey line below."""
    slide = deck.slides.add_slide(deck.slide_layouts[0])
    holder = slide.shapes.title
    holder.left, holder.top, holder.width, holder.height = (
        Inches(EDGE), Inches(0.38), Inches(WIDTH - 2 * EDGE), Inches(0.92),
    )  # fmt: skip
    frame = holder.text_frame
    frame.word_wrap, frame.vertical_anchor = True, MSO_ANCHOR.BOTTOM
    _no_margins(frame)
    one_line = (WIDTH - 2 * EDGE) * 72 / (text_width(title) or 1)
    points = next((size for size in TITLE_POINTS if size <= one_line * 0.92), TITLE_POINTS[-1])
    _write_lines(frame._txBody, [Say(shorten(title, 2 * _TITLE_LINE), points, bold=True)])
    if subtitle:
        write(slide, Box(EDGE, 1.34, WIDTH - 2 * EDGE, 0.34), [Say(subtitle, 13, colour=GREY)])
    return slide


def write(slide: Slide, box: Box, lines: Sequence[Say], *, fill: str = "", anchor: str = "top") -> None:
    """A text box; lines wrap, nothing shrinks by itself."""
    shape = slide.shapes.add_textbox(Inches(box.left), Inches(box.top), Inches(box.width), Inches(box.height))
    shape.name = f"文字{len(slide.shapes)}"
    frame = shape.text_frame
    frame.word_wrap = True
    frame.vertical_anchor = {"top": MSO_ANCHOR.TOP, "middle": MSO_ANCHOR.MIDDLE, "bottom": MSO_ANCHOR.BOTTOM}[anchor]
    if fill:
        shape.fill.solid()
        shape.fill.fore_color.rgb = RGBColor.from_string(fill)
        frame.margin_left = frame.margin_right = Inches(0.12)
    else:
        _no_margins(frame)
    _write_lines(frame._txBody, lines)


def draw_table(
    slide: Slide, box: Box, rows: Sequence[Sequence[str]], shares: Sequence[float], *, points: float = 11,
    align: Sequence[str] = (), colours: dict[tuple[int, int], str] | None = None, row_height: float = 0.28,
) -> None:  # fmt: skip
    """A native table without fills but its head's, ruled by thin lines. colours: (row, column) → colour of its text."""
    # a head of two lines needs its room said: not every program that shows the slide makes it itself
    head_height = max(row_height, max(text.count("\n") + 1 for text in rows[0]) * (points * 1.3 / 72) + 0.03)
    height = head_height + row_height * (len(rows) - 1)
    frame = slide.shapes.add_table(
        1, len(rows[0]), Inches(box.left), Inches(box.top), Inches(box.width), Inches(height)
    )
    frame.name = f"表格{len(slide.shapes)}"
    table = frame.table._tbl
    properties = table.tblPr
    properties.find(qn("a:tableStyleId")).text = _PLAIN_TABLE
    properties.set("bandRow", "0")
    for column, share in enumerate(shares):
        frame.table.columns[column].width = Inches(box.width * share / sum(shares))
    table.remove(table.tr_lst[0])
    for row, texts in enumerate(rows):
        cells = "".join(
            _cell(
                Say(text, points, row == 0, (colours or {}).get((row, column), GREY if row == 0 else INK), 0,
                    align[column] if align else "left"),
                is_head=row == 0,
            )
            for column, text in enumerate(texts)
        )  # fmt: skip
        table.append(parse_xml(f'<a:tr {nsdecls("a")} h="{Inches(row_height if row else head_height)}">{cells}</a:tr>'))


def set_notes(slide: Slide, text: str) -> None:
    """Speaker's notes, in the deck's font."""
    frame = slide.notes_slide.notes_text_frame
    frame.text = printable(text)
    for line in frame.paragraphs:
        for run in line.runs:
            set_east_asian(run._r.get_or_add_rPr())


def _write_lines(body: etree._Element, lines: Sequence[Say]) -> None:
    for old in body.findall(qn("a:p")):
        body.remove(old)
    for say in lines or [Say("")]:
        body.append(parse_xml(_line(say)))


def _line(say: Say) -> str:
    """A paragraph as XML: one run, line breaks as breaks. Written whole, as a deck holds thousands of them."""
    look = (
        f'lang="zh-CN" sz="{round(say.points * 100)}" b="{int(say.bold)}"><a:solidFill><a:srgbClr val="{say.colour}"/>'
        f'</a:solidFill><a:latin typeface="{FONT}"/><a:ea typeface="{FONT}"/>'
    )
    runs = "<a:br/>".join(
        f"<a:r><a:rPr {look}</a:rPr><a:t>{escape(printable(piece))}</a:t></a:r>" for piece in say.text.split("\n")
    )
    return (
        f'<a:p {nsdecls("a")}><a:pPr algn="{_ALIGN[say.align]}"><a:spcBef><a:spcPts val="0"/></a:spcBef>'
        f'<a:spcAft><a:spcPts val="{round(say.space * 100)}"/></a:spcAft></a:pPr>{runs}</a:p>'
    )


def _cell(say: Say, *, is_head: bool) -> str:
    side, edge = Inches(0.05), Inches(0.01)
    return (
        f"<a:tc><a:txBody><a:bodyPr/><a:lstStyle/>{_line(say)}</a:txBody>"
        f'<a:tcPr marL="{side}" marR="{side}" marT="{edge}" marB="{edge}" anchor="ctr">'
        f'<a:lnB w="{12700 if is_head else 6350}"><a:solidFill><a:srgbClr val="{INK if is_head else LINE}"/></a:solidFill>'
        "</a:lnB><a:noFill/></a:tcPr></a:tc>"
    )


def set_east_asian(properties: etree._Element) -> None:
    """Names the font for Latin and East-Asian text in the properties of a run, or of all text of a chart."""
    properties.set("lang", "zh-CN")
    for tag in ("a:latin", "a:ea", "a:cs"):
        for old in properties.findall(qn(tag)):
            properties.remove(old)
    after = [child for child in properties if child.tag in (qn("a:hlinkClick"), qn("a:rtl"), qn("a:extLst"))]
    for tag in ("a:latin", "a:ea"):
        made = etree.Element(qn(tag), {"typeface": FONT})
        (after[0].addprevious(made) if after else properties.append(made))


def _no_margins(frame: TextFrame) -> None:
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = Emu(0)


def printable(text: str) -> str:
    """Without the control characters that XML cannot hold."""
    return "".join(letter for letter in text if letter >= " " or letter in "\n\t")
