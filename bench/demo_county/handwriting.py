"""How staff write one value: names of units, yes and no, dates, money; and what may be untidy about a table."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from unicodedata import normalize

from bench.demo_county.facts import BUREAU, RENAMED_ON, Month, units
from bench.demo_county.known import Row
from config.contracts import Field

FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")
FLAGS = (("是", "否"), ("有", "无"), ("√", "×"), ("Y", "N"), ("1", "0"), ("已", "未"))
EMPTY = ("", "", "", "", "/", "—", "-")
DATE_STYLES = ("cell", "dash", "slash", "dot", "chinese", "compact", "serial", "wide")
EXCEL_EPOCH = date(1899, 12, 30)


@dataclass(frozen=True, slots=True)
class DateCell:
    """A real date cell and the way it is shown."""

    day: date
    number_format: str = "yyyy/m/d"


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


def value_writer(one: Field, style: Style, rng: random.Random, day: date) -> Callable[[object], object]:
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
        choice = next(
            choice for choice in one.choices if normalize("NFKC", choice.value) == normalize("NFKC", str(value))
        )
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
    spellings: list[object] = [
        f"{day.year}年{day.month}月",
        f"{day.year}.{day.month:02d}",
        f"{day.year}年{day.month:02d}月",
    ]
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
