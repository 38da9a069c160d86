"""Runs, paragraphs and tables of a DOCX as XML, with the fonts of official papers named in every run.

Written whole and parsed once: a paper holds thousands of them. Fonts are named, never embedded: 方正小标宋、仿宋_GB2312、
楷体_GB2312 are licensed and stand on the users' machines.
"""

from __future__ import annotations

import re
from xml.sax.saxutils import escape

from docx.oxml.ns import nsdecls

SONG_TITLE, FANGSONG, HEITI, KAITI, SONGTI = "方正小标宋简体", "仿宋_GB2312", "黑体", "楷体_GB2312", "宋体"
LINE_TWIPS = 580  # 29 pt: 22 lines fill the 225 mm
# 156 mm hold 28 characters of 16 pt when each gives way by a quarter point. Said in the style and not as a character
# grid, which the word processors of the users read differently.
CHARACTER_SPACING_TWIPS = -5
CHARACTER_TWIPS = 320 + CHARACTER_SPACING_TWIPS
_GAP = re.compile(r"(〔待补充：[^〕]*〕)")
_NUMBER = re.compile(r"(Z\d{2,})-(\d{3,})")


def run(text: str, font: str, half_points: int, *, bold: bool = False, colour: str = "") -> str:
    """Runs of one font; gaps are highlighted. Text is escaped, line breaks become breaks."""
    shade = f'<w:color w:val="{colour}"/>' if colour else ""
    parts = []
    for piece in filter(None, _GAP.split(text)):
        look = '<w:highlight w:val="yellow"/>' if _GAP.fullmatch(piece) else ""
        lines = '</w:t><w:br/><w:t xml:space="preserve">'.join(escape(printable(line)) for line in piece.split("\n"))
        lines = _NUMBER.sub(r'\1</w:t><w:noBreakHyphen/><w:t xml:space="preserve">\2', lines)
        parts.append(
            f'<w:r><w:rPr><w:rFonts w:ascii="{font}" w:hAnsi="{font}" w:eastAsia="{font}" w:cs="{font}" '
            f'w:hint="eastAsia"/>{"<w:b/>" if bold else ""}{shade}'
            f'<w:sz w:val="{half_points}"/><w:szCs w:val="{half_points}"/>{look}<w:lang w:val="en-US" w:eastAsia="zh-CN"/>'
            f'</w:rPr><w:t xml:space="preserve">{lines}</w:t></w:r>'
        )
    return "".join(parts)


def paragraph(
    runs: str,
    *,
    align: str = "both",
    first: int = 0,
    left: int = 0,
    hanging: int = 0,
    right: int = 0,
    line: int = LINE_TWIPS,
    before: int = 0,
    style: str = "",
    snap: bool = True,
    keep: bool = False,
) -> str:
    """One paragraph. first, left, hanging, right: hundredths of a character; line, before: twips, exact height."""
    indent = "".join(
        f' w:{name}Chars="{value}" w:{name}="{value * CHARACTER_TWIPS // 100}"'
        for name, value in (("firstLine", first), ("left", left), ("hanging", hanging), ("right", right))
        if value
    )
    named = f'<w:pStyle w:val="{style}"/>' if style else ""
    stays = "<w:keepNext/>" if keep else ""
    grid = "" if snap else '<w:snapToGrid w:val="0"/>'
    shifted = f"<w:ind{indent}/>" if indent else ""
    return (
        f"<w:p {nsdecls('w')}><w:pPr>{named}{stays}{grid}"
        f'<w:spacing w:before="{before}" w:after="0" w:line="{line}" w:lineRule="exact"/>'
        f'{shifted}<w:jc w:val="{align}"/></w:pPr>{runs}</w:p>'
    )


def table(
    rows: list[list[str]], widths: list[int], *, header_rows: int = 1, row_height: int = 0, fill: str = "EDEDED"
) -> str:
    """A ruled table. rows: cells as ready paragraphs; widths and row_height (at least) in twips; header repeated."""
    edges = "".join(
        f'<w:{edge} w:val="single" w:sz="4" w:space="0" w:color="404040"/>'
        for edge in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    lines = []
    for place, cells in enumerate(rows):
        is_header = place < header_rows
        height = f'<w:trHeight w:val="{row_height}" w:hRule="atLeast"/>' if row_height else ""
        repeat = "<w:tblHeader/>" if is_header else ""
        shade = f'<w:shd w:val="clear" w:color="auto" w:fill="{fill}"/>' if is_header else ""
        boxes = "".join(
            f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{shade}<w:vAlign w:val="center"/></w:tcPr>{cell}</w:tc>'
            for cell, width in zip(cells, widths, strict=True)
        )
        lines.append(f"<w:tr><w:trPr><w:cantSplit/>{height}{repeat}</w:trPr>{boxes}</w:tr>")
    return (
        f"<w:tbl {nsdecls('w')}><w:tblPr>"
        f'<w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:jc w:val="center"/>'
        f'<w:tblBorders>{edges}</w:tblBorders><w:tblLayout w:type="fixed"/><w:tblCellMar>'
        '<w:left w:w="40" w:type="dxa"/><w:right w:w="40" w:type="dxa"/></w:tblCellMar></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>{''.join(lines)}</w:tbl>"
    )


def printable(text: str) -> str:
    """Without the control characters that XML cannot hold."""
    return "".join(letter for letter in text if letter >= " " or letter == "\t")
