"""Facts written around a table: 填报单位, 填报日期, 单位：万元. In one cell or in two, above the table or below it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from loaders.cells import TEXT, Cell, Sheet
from loaders.rows import BodyRows
from loaders.sheet import Table
from loaders.spelling import clean_text, fold

# A sheet may hold any amount of text around its table; facts stand near it.
NEAR_ROWS = 40
_SAID_BY = r"(?:填报|填表|报送|上报|编报)"
_REPORTER, _DAY = f"{_SAID_BY}单位", f"{_SAID_BY}(?:日期|时间)"
_OTHER = r"填报人|填表人|制表人|审核人|复核人|经办人|负责人|联系人|联系电话|联系方式|金额单位|单位|制表日期|审核日期"
_AFFIX = r"\s*(?:[(（][^()（）]{0,8}[)）])?\s*"
_LABEL = re.compile(rf"({_REPORTER}|{_DAY}|{_OTHER}){_AFFIX}[:：]")
_LABEL_ALONE = re.compile(rf"({_REPORTER}|{_DAY}){_AFFIX}[:：]?")
_SEAL = re.compile(r"[(（](?:盖章|公章|签章)[)）]$")
_MONEY = re.compile(r"(?:金额)?单位:(?:人民币)?(万元|元)")


class Fact(NamedTuple):
    """One fact and where it stands."""

    cell: Cell
    row: int
    column: int


@dataclass(frozen=True, slots=True)
class Facts:
    """reporter: 填报单位. reported: 填报日期. money_unit: 万元 or 元 of amounts whose header names none."""

    reporter: Fact | None = None
    reported: Fact | None = None
    money_unit: str = ""


def find_facts(sheet: Sheet, table: Table, rows: BodyRows, is_last: bool) -> Facts:
    """The facts of one table: above its header, then among its notes, then below its last row.

    is_last: no other table follows in the sheet, so what stands below is this table's.
    """
    above = range(max(table.starts, table.top - NEAR_ROWS), table.top)
    body_ends = max([table.bottom, *rows.data[-1:].tolist(), *(total.row for total in rows.totals), *rows.nil])
    below = range(body_ends + 1, min(table.last, body_ends + NEAR_ROWS) + 1) if is_last else ()
    found = Facts()
    for row in (*above, *below):
        if row not in table.repeated:
            found = _merge(found, _read_row(sheet, row))
    return found


def _merge(first: Facts, second: Facts) -> Facts:
    return Facts(
        first.reporter or second.reporter, first.reported or second.reported, first.money_unit or second.money_unit
    )


def _read_row(sheet: Sheet, row: int) -> Facts:
    filled = [(number, cell) for number, column in enumerate(sheet.columns, 1) if (cell := column.cell(row)).text]
    facts = Facts()
    for index, (number, cell) in enumerate(filled):
        if cell.kind != TEXT:
            continue
        following = filled[index + 1 : index + 2]
        facts = _merge(facts, _read_cell(cell, row, number, following))
    return facts


def _read_cell(cell: Cell, row: int, column: int, following: Iterable[tuple[int, Cell]]) -> Facts:
    reporter = reported = None
    for label, value in _split(cell.text):
        if _is_blank(value):
            continue
        if re.fullmatch(_REPORTER, label):
            reporter = reporter or Fact(Cell(TEXT, value), row, column)
        elif re.fullmatch(_DAY, label):
            reported = reported or Fact(Cell(TEXT, value), row, column)
    if alone := _LABEL_ALONE.fullmatch(clean_text(cell.text)):
        for other, value_cell in following:
            if not _LABEL_ALONE.fullmatch(clean_text(value_cell.text)) and not _LABEL.match(value_cell.text):
                fact = Fact(value_cell, row, other)
                is_day = re.fullmatch(_DAY, alone[1]) is not None
                reporter, reported = (reporter, reported or fact) if is_day else (reporter or fact, reported)
    money = _MONEY.search(fold(cell.text))
    return Facts(reporter, reported, money[1] if money else "")


def _split(text: str) -> list[tuple[str, str]]:
    """The labels of one cell, each with the text up to the next label."""
    found = list(_LABEL.finditer(text))
    ends = [*(match.start() for match in found[1:]), len(text)]
    pairs = zip(found, ends, strict=False)
    return [(match[1], _SEAL.sub("", clean_text(text[match.end() : end])).strip(" ,，;；")) for match, end in pairs]


def _is_blank(value: str) -> bool:
    """True for nothing, or the empty form “年 月 日”."""
    return not fold(value).strip("年月日_()盖章公")
