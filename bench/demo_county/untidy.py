"""How staff lay out a table: titles, merged headers, totals and remarks around it."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from bench.demo_county.facts import units
from bench.demo_county.handwriting import Style, unit_text, value_writer
from bench.demo_county.known import Row
from config.contracts import Contract, Field, load_contracts

NIL = "零报告"
FOOT = (
    ("填表说明：1.本表由各单位如实填写；2.日期填写到日；3.没有的项目留空。",),
    ("填报人：人员901", None, "审核人：人员902", None, "联系电话：0660-6600000"),
)


@dataclass
class Grid:
    """A sheet before it is written: rows of values, merged blocks as (top, left, bottom, right), all from 1."""

    name: str
    rows: list[list[object]] = field(default_factory=list)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    is_hidden: bool = False
    hidden_rows: list[int] = field(default_factory=list)


def draw_table(dataset: str, rows: Sequence[Row], style: Style, rng: random.Random, day: date, unit: str = "") -> Grid:
    """The rows as a sheet in somebody's hand. unit: who fills it in, for the line above."""
    contract = load_contracts()[dataset]
    own = [dict(row) for row in rows]
    if style.spoil:
        style.spoil(own)
    columns = _columns(contract, style, rng)
    writers = [value_writer(one, style, rng, day) for one in columns]
    headers = [_header(one, style, rng) for one in columns]
    before: list[str] = ["序号"] if style.numbered else []
    after = [style.extra] if style.extra else []
    grid = Grid(contract.title)
    width = len(before) + len(columns) + len(after)
    _draw_head(grid, contract, style, rng, day, unit, width)
    _draw_headers(grid, before + headers + after, style)
    first_body = len(grid.rows) + 1
    for number, row in enumerate(own, start=1):
        if style.repeat_header and number == len(own) // 2:
            grid.rows.append([*before, *headers, *after])
        if NIL in row:
            cells = [
                write(row["unit"]) if one.name == "unit" else None for one, write in zip(columns, writers, strict=True)
            ]
            grid.rows.append(
                [*([None] if style.numbered else []), *cells[:1], "零报告", *cells[2:], *([None] if after else [])]
            )
            continue
        cells = [write(row.get(one.name)) for one, write in zip(columns, writers, strict=True)]
        grid.rows.append(
            [*([number] if style.numbered else []), *cells, *([f"人员{900 + number % 9}"] if after else [])]
        )
        if style.blank_rows and number % 7 == 5:
            grid.rows.append([None] * width)
    if style.merged_units:
        _merge_units(grid, first_body, len(before) + 1 + [one.name for one in columns].index("unit"))
    if style.total:
        grid.rows.append(_total(columns, own, bool(before), style))
    if style.foot:
        grid.rows += [list(line) for line in FOOT]
    _shift(grid, style)
    return grid


def _columns(contract: Contract, style: Style, rng: random.Random) -> list[Field]:
    left_out = {*style.drop, *({"unit"} if style.line else ())}
    columns = [one for one in contract.fields if one.name not in left_out]
    if style.shuffled:
        head, tail = columns[:2], columns[2:]
        rng.shuffle(tail)
        columns = head + tail
    return columns


def _header(one: Field, style: Style, rng: random.Random) -> str:
    text = one.title if style.header == "two" else rng.choice((one.title, one.title, *one.aliases))
    if one.type == "amount":
        text = one.title.replace("万元", "元") if style.yuan else one.title
    if style.header == "noisy":
        text = rng.choice(
            (text, text, f"{text}\n(必填)" if one.required else text, f"*{text}" if one.required else f" {text}")
        )
    return text


def _draw_head(
    grid: Grid, contract: Contract, style: Style, rng: random.Random, day: date, unit: str, width: int
) -> None:
    if style.title:
        grid.rows.append([style.title.format(title=contract.title), *[None] * (width - 1)])
        grid.merged.append((1, 1, 1, width))
    name = unit_text(unit, rng, style.names, day) if unit else "县政数局"
    filled = f"{day.year}年{day.month}月{day.day}日"
    if style.line == "two":
        grid.rows.append(["填报单位：", name, None, "填报日期：", filled, *[None] * (width - 5)])
    elif style.line or style.header == "two":
        label = "填报单位" if style.line else "汇总单位"
        grid.rows.append([f"{label}：{name}    填报日期：{filled}", *[None] * (width - 1)])
        grid.merged.append((len(grid.rows), 1, len(grid.rows), width))


def _draw_headers(grid: Grid, headers: list[str], style: Style) -> None:
    if style.header != "two" or len(headers) < 6:
        grid.rows.append(list(headers))
        return
    top = len(grid.rows) + 1
    first, last = len(headers) - 4, len(headers) - 2
    grid.rows.append([*headers[: first - 1], "有关情况", *[None] * (last - first), *headers[last:]])
    grid.rows.append([*[None] * (first - 1), *headers[first - 1 : last], *[None] * (len(headers) - last)])
    grid.merged.append((top, first, top, last))
    grid.merged += [
        (top, column, top + 1, column) for column in range(1, len(headers) + 1) if not first <= column <= last
    ]


def _merge_units(grid: Grid, first: int, column: int) -> None:
    last_row = len(grid.rows)
    top = first
    while top <= last_row:
        bottom = top
        code = _unit_of(grid.rows[top - 1][column - 1])
        while code and bottom < last_row and _unit_of(grid.rows[bottom][column - 1]) == code:
            bottom += 1
        for row in range(top + 1, bottom + 1):
            grid.rows[row - 1][column - 1] = None
        if bottom > top:
            grid.merged.append((top, column, bottom, column))
        top = bottom + 1


def _unit_of(text: object) -> str:
    for unit in units().values():
        if text in {unit.name, unit.short_name, *unit.aliases}:
            return unit.code
    return str(text) if text else ""


def _total(columns: list[Field], rows: list[Row], is_numbered: bool, style: Style) -> list[object]:
    cells: list[object] = []
    for one in columns:
        values = [row.get(one.name) for row in rows]
        numbers = [value for value in values if isinstance(value, int | Decimal) and not isinstance(value, bool)]
        if one.type in {"amount", "count"} and numbers and one.name not in {"year", "clause_count", "sort_no"}:
            total = sum(numbers, Decimal(0)) * (10000 if style.yuan and one.type == "amount" else 1)
            cells.append(total + (100 if style.total == "wrong" else 0))
        else:
            cells.append(None)
    if is_numbered:
        return ["合计", *cells]
    return ["合计", *cells[1:]]


def _shift(grid: Grid, style: Style) -> None:
    down, right = style.start_row - 1, style.start_column - 1
    if down or right:
        grid.rows = [[] for _ in range(down)] + [[None] * right + row for row in grid.rows]
        grid.merged = [(top + down, left + right, bottom + down, end + right) for top, left, bottom, end in grid.merged]
