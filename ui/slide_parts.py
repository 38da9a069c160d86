"""The parts of a slide: head, figure in large, bars of the units, lines of misses, foot with the room's few buttons."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from exports.text_fit import text_width
from metrics.figure import COUNTY, OPEN_OUTCOMES
from metrics.sentences import show_date
from services.pack_contents import Pack, PackFigure, PackMetric, PackRow
from services.pack_words import (
    aside_words,
    change_words,
    counted_words,
    reported_words,
    value_words,
)
from ui.markup import light_mark, mark_numbers
from ui.slides import ABOUT, FIND, MOST_UNIT_LINES, OF_UNIT, OUTCOME, SLIDE, VIEW, Show

LONG_TITLE = 31  # full characters that one line of the ordinary size holds
ONE_COLUMN = 14  # bars up to which one column holds them all
ONE_COLUMN_NAME, NAME = 16, 11  # letters of a unit's name at its bar; a longer one is written smaller, down to SMALLEST
SMALLEST = 0.62  # of the ordinary size: two lines of it stand in a row

Line = tuple[str, str]  # its plain text and its HTML


def draw_slide(title: str, subtitle: str, body: str, *, css: str = "") -> str:
    """A whole slide without its foot. title: a plain sentence; subtitle, body: ready HTML."""
    long = ' class="long"' if text_width(title) > LONG_TITLE else ""
    return (
        f'<div class="slide {css}"><header{long}><h1>{mark_numbers(title)}</h1><p class="sub">{subtitle}</p></header>'
        f'<div class="body">{body}</div></div>'
    )


def subtitle_of(show: Show, *parts: str, scoped: bool = True) -> str:
    """The grey line under a title: what, until when, of whom."""
    words = (*parts, f"截至{show_date(show.pack.as_of)}", show.pack.scope_name if scoped else "")
    return "<i>　</i>".join(escape(part) for part in words if part)


def draw_foot(show: Show, source: str, *, back: bool = False) -> str:
    """The foot of every slide: source of the figures and page; meeting, day and buttons.

    The script static/show.js turns the slides: it follows the two links marked data-turn.
    """
    count = len(show.slides)
    plain = {FIND: "", ABOUT: "", OF_UNIT: "", OUTCOME: "", VIEW: ""}
    before, after = max(1, show.at - 1), min(count, show.at + 1)
    buttons = [
        show.link("‹ 上一页", css="turn", marks=' data-turn="back"', **{SLIDE: str(before)}),
        show.link("下一页 ›", css="turn", marks=' data-turn="on"', **{SLIDE: str(after)}),
        show.link("议程", **{SLIDE: "1"}),
        show.link("查找", **{VIEW: "find"}),
        show.link("记录决定", **{VIEW: "decide"}) if show.may_record else "",
        '<a class="go" role="button" tabindex="0" data-full="1">全屏</a>',
        show.link("结束展示", marks=' data-end="1"', **{SLIDE: ""}),
    ]
    if back:
        buttons.insert(0, show.link(f"返回第{show.at}页", css="return", marks=' data-return="1"', **plain))
    demo = '<span class="mark">演示数据</span>' if show.pack.is_demo else ""
    return (
        f'<footer class="room" data-slides="{count}" data-at="{show.at}"><div><span class="source">{source}</span>'
        f'<b class="page">{show.at}／{count}</b></div><div>{demo}<span class="source">{escape(show.name)}</span>'
        f"<span>数据截至{show_date(show.pack.as_of)}</span><nav>{''.join(buttons)}</nav></div></footer>"
        '<div class="lost" role="status">与服务器的连接中断，正在重新连接；本页内容保持不变</div>'
    )


def number_mark(number: str) -> str:
    return f'<small class="no">数据编号 {escape(number)}</small>'


def big_value(one: PackMetric, line: PackFigure) -> str:
    """The value in large, its sign smaller."""
    words = value_words(one.metric, line.figure)
    if line.figure.denominator and not line.figure.is_unfilled:
        words = f"{escape(words[:-1])}<small>{escape(words[-1])}</small>"
    return f'<b class="value">{words}</b>'


def compared_words(pack: Pack, line: PackFigure) -> str:
    """比上次会议上升1.1个百分点; empty without a comparison."""
    words = change_words(line.change)
    if not words:
        return ""
    return f"比{pack.compared_words}{words}" if line.change else f"与{pack.compared_words}持平"


def counted_line(one: PackMetric, line: PackFigure) -> str:
    """1/2个在用系统，已报25/26个单位，不纳入3."""
    figure = line.figure
    counted = f"{counted_words(figure)}{one.metric.subject_noun}" if figure.denominator else ""
    return "，".join(part for part in (counted, reported_words(figure), aside_words(figure)) if part)


def counted_lines(one: PackMetric) -> tuple[list[PackFigure], int, int]:
    """The units to draw in protocol order, how many better ones are left out, how many have nothing to count.

    Silent units and the lowest rates stay when there are more than a slide holds.
    """
    lines = [line for line in one.units if line.figure.denominator or line.figure.silent_units]
    blank = len(one.units) - len(lines)
    if len(lines) <= MOST_UNIT_LINES:
        return lines, 0, blank
    worst = sorted(lines, key=lambda line: (not line.figure.silent_units, line.figure.rate or 0))[:MOST_UNIT_LINES]
    kept = {line.figure.unit for line in worst}
    return [line for line in lines if line.figure.unit in kept], len(lines) - MOST_UNIT_LINES, blank


def draw_bars(show: Show, one: PackMetric, lines: Sequence[PackFigure]) -> str:
    """A bar for each unit with the county's line; two columns when there are many. Each unit leads to its rows."""
    columns = [list(lines)] if len(lines) <= ONE_COLUMN else [list(lines[: -(-len(lines) // 2)])]
    if len(lines) > ONE_COLUMN:
        columns.append(list(lines[len(columns[0]) :]))
    lit = any(line.light for line in lines)
    whole = one.county.figure
    is_one = len(columns) == 1
    room = ONE_COLUMN_NAME if is_one else NAME
    longest = max((text_width(show.unit_name(line.figure.unit)) for line in lines), default=4)
    drawn = "".join(
        f'<div class="units" style="grid-template-rows: 1.25em repeat({len(columns[0])}, minmax(0, 3.4rem))">'
        f"{_axis(show, whole.percent, whole.unit)}{''.join(_bar(show, one, line, lit, room) for line in column)}</div>"
        for column in columns
    )
    name = min(longest, room) + 1.6
    css = f"bars{' lit' if lit else ''}{'' if is_one else ' two'}"
    return f'<div class="{css}" style="--name: {name}em">{drawn}</div>'


def _axis(show: Show, percent: object, unit: str) -> str:
    if percent is None:
        return "<div></div>"
    place = float(str(percent))
    side = "high" if place > 60 else "low"
    name = show.pack.scope_name if unit == COUNTY else show.unit_name(unit)
    return (
        f'<div class="unit axis"><span></span><span class="track"><em class="{side}" style="left:{place:.1f}%">'
        f"{escape(name)}{percent}%</em></span></div>"
    )


def _bar(show: Show, one: PackMetric, line: PackFigure, lit: bool, room: float) -> str:
    figure, county = line.figure, one.county.figure
    name = show.unit_name(figure.unit)
    size = max(SMALLEST, room / max(room, text_width(name)))
    small = f' style="font-size: {size:.2f}em"' if size < 1 else ""
    mark = f'<i style="left:{float(county.percent):.1f}%"></i>' if county.percent is not None else ""
    fill = f'<b style="width:{float(figure.percent):.1f}%"></b>' if figure.percent is not None else ""
    missed = " missed" if line.light and line.light.code == "missed" else ""
    lamp = f"<span>{light_mark(line.light, word=False)}</span>" if lit else ""
    if figure.denominator:
        value = value_words(one.metric, figure)
        words = f'<span class="num">{value}</span><span class="num part">{counted_words(figure)}</span>'
    else:
        words = f'<span class="num">{"" if line.light else "○ "}{value_words(one.metric, figure)}</span><span class="part"></span>'
    place = line.number.partition("-")[2]
    return show.link(
        f'<span class="name"><small>{place}</small><span{small}>{escape(name)}</span></span><span class="track">{fill}{mark}</span>{lamp}{words}',
        css=f"unit{missed}",
        title=f"{show.unit_name(figure.unit)}　数据编号 {line.number}　点开看明细",
        **{VIEW: "rows", ABOUT: one.metric.id, OF_UNIT: figure.unit},
    )


def explained(one: PackMetric, unit: str = "") -> list[PackRow]:
    """The misses behind a figure that carry a 情况说明, of one unit when named."""
    return [row for row in open_rows(one, unit) if row.explanation]


def open_rows(one: PackMetric, unit: str = "") -> list[PackRow]:
    """What a figure still lacks, of one unit when named."""
    return [row for row in one.rows if row.row.outcome in OPEN_OUTCOMES and unit in ("", row.row.unit)]


def draw_miss(show: Show, one: PackMetric, row: PackRow, *, about: str, naming: bool = True) -> Line:
    """One miss with what was said about it. about: the figure's name, "" when it is clear; naming: tells the unit."""
    unit = show.unit_name(row.row.unit)
    whose = f"{unit if naming else ''}{about}"
    subject = "" if row.row.label == unit else f"“{row.row.label}”"
    if row.explanation:
        css, words = "", f"<b>{escape(whose + subject)}</b>：{escape(row.explanation)}"
    else:
        css, words = ' class="unsaid"', f"<b>{escape(whose)}</b>{escape(subject)}"
    inner = f'<span class="light bad">■</span> {words}'
    link = show.link(inner, **{VIEW: "rows", ABOUT: one.metric.id, OF_UNIT: row.row.unit})
    return f"■ {whose}{subject}：{row.explanation}", f"<li{css}>{link}</li>"
