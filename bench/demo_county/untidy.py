"""How staff write a table: aliases, unit names, date spellings, titles, totals and remarks around it."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from unicodedata import normalize

from bench.demo_county.facts import BUREAU, RENAMED_ON, Month, units
from bench.demo_county.known import Row
from config.contracts import Contract, Field, load_contracts

FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")
FLAGS = (("是", "否"), ("有", "无"), ("√", "×"), ("Y", "N"), ("1", "0"), ("已", "未"))
EMPTY = ("", "", "", "", "/", "—", "-")
DATE_STYLES = ("cell", "dash", "slash", "dot", "chinese", "compact", "serial", "wide")
NIL = "零报告"
EXCEL_EPOCH = date(1899, 12, 30)
FOOT = (("填表说明：1.本表由各单位如实填写；2.日期填写到日；3.没有的项目留空。",), ("填报人：人员901", None, "审核人：人员902", None, "联系电话：0660-6600000"))


@dataclass(frozen=True, slots=True)
class DateCell:
    """A real date cell and the way it is shown."""

    day: date
    number_format: str = "yyyy/m/d"


@dataclass
class Grid:
    """A sheet before it is written: rows of values, merged blocks as (top, left, bottom, right), all from 1."""

    name: str
    rows: list[list[object]] = field(default_factory=list)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    is_hidden: bool = False
    hidden_rows: list[int] = field(default_factory=list)


@dataclass(frozen=True)
class Style:
    """What is untidy about one table.

    dates: one of DATE_STYLES or "mixed". header: plain, noisy (必填, line breaks) or two (two merged rows).
    line: "" | "one" | "two": 填报单位 above the table in one cell or in two; then the unit column is left out.
    extra: a column nobody asked for. drop: optional fields this sheet never had. yuan: money in 元.
    """

    dates: str = "cell"
    names: str = "mixed"
    header: str = "plain"
    title: str = "海丰县{title}"
    line: str = ""
    foot: bool = False
    total: str = ""
    blank_rows: bool = False
    repeat_header: bool = False
    merged_units: bool = False
    extra: str = ""
    drop: tuple[str, ...] = ()
    yuan: bool = False
    shuffled: bool = False
    numbered: bool = True
    is_typed: bool = True
    start_row: int = 1
    start_column: int = 1
    spoil: Callable[[list[Row]], None] | None = None


def unit_text(code: str, rng: random.Random, names: str, day: date) -> str:
    """One of the names people use for a unit on a day."""
    unit = units()[code]
    full, short, aliases = unit.name, unit.short_name, unit.aliases
    if code == BUREAU:
        after = ("海丰县政务和数据局", "县政务和数据局", ("县政数局", "政数局"))
        full, short, aliases = after if day >= RENAMED_ON else (full, short, ("县政数局", "政数局"))
    if names == "short":
        return short
    if names == "full":
        return full
    return rng.choice((full, short, short, *aliases))


def draw_table(dataset: str, rows: Sequence[Row], style: Style, rng: random.Random, day: date, unit: str = "") -> Grid:
    """The rows as a sheet in somebody's hand. unit: who fills it in, for the line above."""
    contract = load_contracts()[dataset]
    own = [dict(row) for row in rows]
    if style.spoil:
        style.spoil(own)
    columns = _columns(contract, style, rng)
    writers = [_writer(one, style, rng, day) for one in columns]
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
            cells = [write(row["unit"]) if one.name == "unit" else None for one, write in zip(columns, writers, strict=True)]
            grid.rows.append([*([None] if style.numbered else []), *cells[:1], "零报告", *cells[2:], *([None] if after else [])])
            continue
        cells = [write(row.get(one.name)) for one, write in zip(columns, writers, strict=True)]
        grid.rows.append([*([number] if style.numbered else []), *cells, *([f"人员{900 + number % 9}"] if after else [])])
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
        text = rng.choice((text, text, f"{text}\n(必填)" if one.required else text, f"*{text}" if one.required else f" {text}"))
    return text


def _writer(one: Field, style: Style, rng: random.Random, day: date) -> Callable[[object], object]:
    dates = rng.choice(DATE_STYLES) if style.dates == "mixed" else style.dates
    flag = rng.choice(FLAGS)
    if not style.is_typed and dates in {"cell", "serial"}:
        dates = rng.choice(("dash", "slash", "chinese"))

    def write(value: object) -> object:
        if isinstance(value, str) and value.startswith("！"):
            return value[1:]
        if value is None or value == "":
            return None if one.type in {"flag", "text"} else rng.choice(EMPTY) or None
        if isinstance(value, bool):
            return flag[0] if value else flag[1]
        if isinstance(value, Month):
            return _month(value.day, style, rng)
        if isinstance(value, date):
            return _date(value, dates, rng)
        if one.type == "unit":
            return unit_text(str(value), rng, style.names, day)
        return _plain(one, value, style, rng)

    return write


def _plain(one: Field, value: object, style: Style, rng: random.Random) -> object:
    if one.type == "choice":
        choice = next(choice for choice in one.choices if normalize("NFKC", choice.value) == normalize("NFKC", str(value)))
        return rng.choice((choice.value, choice.value, choice.value, *choice.also[:3]))
    if one.type == "amount":
        assert isinstance(value, Decimal)
        if style.yuan:
            return f"{value * 10000:,.2f}"
        return rng.choice((value, value, value, f"{value:,.2f}", f"{value}万元"))
    if one.type == "count":
        return rng.choice((value, value, value, str(value).translate(FULL_WIDTH)))
    if one.type == "period":
        text = str(value)
        return rng.choice((text, text, text.replace("年上半年", "上半年").replace("年下半年", "下半年")))
    if one.type == "text" and rng.random() < 0.03:
        return f"{value}　"
    return value


def _month(day: date, style: Style, rng: random.Random) -> object:
    spellings: list[object] = [f"{day.year}年{day.month}月", f"{day.year}.{day.month:02d}", f"{day.year}年{day.month:02d}月"]
    if style.is_typed:
        spellings.append(DateCell(day, 'yyyy"年"m"月"'))
    return rng.choice(spellings)


def _date(day: date, style: str, rng: random.Random) -> object:
    if rng.random() < 0.12:
        style = "dash"
    texts = {
        "dash": day.isoformat(), "slash": f"{day.year}/{day.month}/{day.day}", "dot": f"{day.year}.{day.month}.{day.day}",
        "chinese": f"{day.year}年{day.month}月{day.day}日", "compact": f"{day:%Y%m%d}",
        "wide": f"{day.year}年{day.month}月{day.day}日".translate(FULL_WIDTH), "serial": (day - EXCEL_EPOCH).days,
    }  # fmt: skip
    return texts.get(style) or DateCell(day)


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
    grid.merged += [(top, column, top + 1, column) for column in range(1, len(headers) + 1) if not first <= column <= last]


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
