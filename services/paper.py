"""A paper as text blocks, before any file format: what a draft says, in which order. No fonts, no pages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Level = Literal[0, 1, 2, 3]
_NUMERALS = "一二三四五六七八九十"


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph. level: 1 一、 2 （一） 3 “1.” as headings, 0 body text."""

    level: Level
    text: str


@dataclass(frozen=True, slots=True)
class PaperTable:
    """A wide table on pages of its own. widths: share of the width of each column; note: line below the table.

    texts: columns of running text, set to the left; the others are centred.
    """

    title: str
    unit_words: str
    header: tuple[str, ...]
    widths: tuple[int, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str
    texts: tuple[int, ...] = (1,)


@dataclass(frozen=True, slots=True)
class Paper:
    """A draft in the order of an official paper.

    doc_no, addressee, copies: blanks to fill, "" where the kind of paper has none. day_words: under the title.
    signature: 成文单位 or a blank; signed_on: 成文日期, "" leaves a blank. A gap stands in the text as 〔待补充：…〕.
    """

    title: str
    day_words: str
    doc_no: str
    addressee: str
    blocks: tuple[Block, ...]
    attachments: tuple[str, ...]
    signature: str
    copies: str
    tables: tuple[PaperTable, ...] = ()
    signed_on: str = ""


def gap(what: str) -> str:
    """A blank that only people can fill: 〔待补充：what〕."""
    return f"〔待补充：{what}〕"


def ordinal(number: int) -> str:
    """一, 二, … 十, 十一, … 二十 (1 to 99)."""
    if number <= 10:
        return _NUMERALS[number - 1]
    tens, ones = divmod(number, 10)
    return ("" if tens == 1 else _NUMERALS[tens - 1]) + "十" + (_NUMERALS[ones - 1] if ones else "")


def quoted(text: str, most: int = 0) -> str:
    """The text in quotation marks, those inside single (GB/T 15834). most: characters shown of it, 0 for all."""
    text = f"{text[:most]}……" if 0 < most < len(text) else text
    return f"“{text.replace('“', '‘').replace('”', '’')}”"


def sentence(text: str) -> str:
    """The text closed by exactly one full stop."""
    text = text.strip()
    return text if text.endswith(("。", "〕", "！", "？")) else text.rstrip("；，;,.、") + "。"
