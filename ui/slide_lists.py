"""The slides that open every meeting: 议程, 总体, 差在哪里; and which module draws each of the others."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

from exports.text_fit import text_width
from metrics.sentences import name_units, show_date
from services.pack_contents import PackFigure, PackMetric
from services.pack_titles import (
    count_open,
    find_problems,
    is_blank,
    lead_metrics,
    say_overall,
    say_problems,
    say_unit_tasks,
)
from services.pack_words import value_words
from ui.markup import light_mark, short_percent
from ui.navigation import SHORT_TITLES, TITLES
from ui.slide_areas import draw_area
from ui.slide_fit import CELL_LINE, HEIGHT, WIDTH, count_lines, take
from ui.slide_pages import agenda_shape
from ui.slide_parts import (
    big_value,
    compared_words,
    counted_line,
    draw_slide,
    explained,
    number_mark,
    subtitle_of,
)
from ui.slide_tasks import draw_matters, draw_tasks
from ui.slide_unit import draw_unit
from ui.slides import ABOUT, OF_UNIT, SLIDE, UNIT_LINES, VIEW, Show, matrix_units

MOST_PROBLEMS = 11
_PROBLEM_COLUMNS = 19.3  # letters of the other columns but the name
_PROBLEM_ROOM = HEIGHT - 3.2  # under the heads of the table, the title in two lines
UNLIT = '<span class="quiet">未定目标</span>'

Drawn = tuple[str, str]


def draw(show: Show) -> Drawn:
    """The slide that stands and its source line."""
    slide = show.slide
    if slide.kind == "area":
        return draw_area(show, slide.subject)
    if slide.kind == "unit":
        return draw_unit(show, next(one for one in show.pack.units if one.code == slide.subject))
    return _DRAWERS[slide.kind](show)


def _contents(show: Show) -> Drawn:
    """The meeting's name and its agenda; each line leads to its slide. A slide of several pages is named once."""
    notes = {(item.kind, item.id): item.note for item in show.agenda}
    lines, items = [], []
    for place, slide in enumerate(show.slides, 1):
        if place == 1 or slide.part > 1:
            continue
        kind = slide.kind if slide.kind in ("area", "unit") else ""
        note = notes.get((kind, slide.subject), "") if kind else ""
        remark = f"<small>{escape(note)}</small>" if note else ""
        items.append((slide.name, note))
        lines.append(show.link(f"<i>{place}</i><span>{escape(slide.name)}{remark}</span>", **{SLIDE: str(place)}))
    columns, size, is_tight = agenda_shape(items)
    style = f"grid-template-rows: repeat({-(-len(lines) // columns)}, auto); font-size: {size}rem"
    body = (
        f'<p class="when">{show_date(show.held_on)}　{escape(show.pack.bureau)}</p>'
        f'<div class="agenda{" tight" if is_tight else ""}" style="{style}">{"".join(lines)}</div>'
    )
    subtitle = f"{escape(show.pack.title)}<i>　</i>数据截至{show_date(show.pack.as_of)}"
    return draw_slide(show.name, subtitle, body, css="contents"), f"数据第{show.pack.version}版"


def _overall(show: Show) -> Drawn:
    cards = "".join(_card(show, one) for one in show.pack.headlines())
    body = f'<div class="cards">{cards}</div>' if cards else '<p class="plain">没有可以展示的主要指标。</p>'
    return draw_slide(say_overall(show.pack), subtitle_of(show, "总体情况"), body, css="overall"), ""


def _card(show: Show, one: PackMetric) -> str:
    line = one.county
    lamp = light_mark(line.light) or UNLIT
    inner = (
        f'<span class="name">{escape(one.short_name)}</span><span class="row">{big_value(one, line)}{lamp}</span>'
        f"<span>{escape(counted_line(one, line) or '没有应统计的对象')}</span>"
        f"<span>{escape(compared_words(show.pack, line) or '没有可比数据')}</span>{number_mark(line.number)}"
    )
    return show.link(inner, css="card", **{VIEW: "metric", ABOUT: one.metric.id})


def _matrix(show: Show) -> Drawn:
    """Units by task area with lights where a target is confirmed, in protocol order."""
    leads = lead_metrics(show.pack)
    units, left_out = matrix_units(show.pack)
    if not units:
        return draw_slide("没有纳入范围的单位", subtitle_of(show, "差在哪里：各单位重点任务"), ""), ""
    # As many lines on each page as on the others.
    pages = -(-len(units) // UNIT_LINES)
    size = -(-len(units) // pages)
    start = (show.slide.part - 1) * size
    heads = "".join(f"<th>{_two_lines(_area_title(one.metric.area))}<small>{one.number}</small></th>" for one in leads)
    rows = ""
    for unit in units[start : start + size]:
        cells = "".join(_cell(show, one, one.of(unit.code)) for one in leads)
        name = show.link(
            f"<small>{unit.place:03d}</small>{escape(unit.short_name)}", **{VIEW: "unit", OF_UNIT: unit.code}
        )
        rows += f'<tr><td class="left">{name}</td>{cells}</tr>'
    part = f"（{show.slide.part}／{pages}）" if pages > 1 else ""
    more = f"其余{left_out}个单位的未达标任务不多于所列单位　" if left_out else ""
    return draw_slide(
        say_unit_tasks(show.pack, leads),
        subtitle_of(show, f"差在哪里：各单位重点任务{part}"),
        f'<table class="lights"><tr><th class="left">单位</th>{heads}</tr>{rows}</table>',
        css="matrix-slide",
    ), f"{more}● 达标　▲ 基本达标　■ 未达标　○ 未报送；目标未确认的只列数字"


def _cell(show: Show, one: PackMetric, line: PackFigure | None) -> str:
    if line is None or not (line.figure.denominator or line.figure.silent_units):
        return '<td class="quiet">—</td>'
    address = {VIEW: "rows", ABOUT: one.metric.id, OF_UNIT: line.figure.unit}
    if not line.figure.denominator:
        return f"<td>{show.link('○', title='未报送', **address)}</td>"
    value = value_words(one.metric, line.figure) if line.figure.is_unfilled else short_percent(line.figure)
    number = f"数据编号 {line.number}"
    if line.light is None or line.figure.is_unfilled:
        return f"<td>{show.link(value, title=number, **address)}</td>"
    lamp = light_mark(line.light, word=False)
    inner = f'{lamp}<span class="beside">{value}</span>'
    return f"<td>{show.link(inner, title=number, **address)}</td>"


def _area_title(area: str) -> str:
    return SHORT_TITLES.get(area, TITLES[area])


def _two_lines(title: str) -> str:
    return f"{escape(title[:2])}<br>{escape(title[2:])}"


def _problems(show: Show) -> Drawn:
    found = find_problems(show.pack)
    whom = [
        name_units(
            [line.figure.unit for line in one.units if line.figure.numerator < line.figure.denominator],
            show.pack.names,
            2,
        )
        for one in found[:MOST_PROBLEMS]
    ]
    width = WIDTH - _PROBLEM_COLUMNS - max((text_width(one.short_name) for one in found[:MOST_PROBLEMS]), default=0)
    costs = [count_lines(who, width) * CELL_LINE + 0.9 for who in whom]
    shown = found[: take(costs, _PROBLEM_ROOM)]
    rows = ""
    for one, who in zip(shown, whom, strict=False):
        measure = one.metric.subject_noun[0]
        name = show.link(
            f"{escape(one.short_name)}<small>{one.county.number}</small>", **{VIEW: "rows", ABOUT: one.metric.id}
        )
        rows += (
            f'<tr><td class="left">{name}</td><td class="num"><b>{escape(value_words(one.metric, one.county.figure))}</b></td>'
            f"<td>{light_mark(one.county.light) or UNLIT}</td>"
            f'<td class="num">{count_open(one)}{measure}</td><td class="left who">{escape(who)}</td>'
            f'<td class="num">{len(explained(one))}{measure}</td></tr>'
        )
    body = (
        '<table class="figures problems"><tr><th class="left">指标</th><th>结果</th><th>状态</th><th>未达成</th>'
        f'<th class="left">涉及单位</th><th>有说明</th></tr>{rows}</table>'
        if rows
        else '<p class="plain">没有列入统计的事项。</p>'
        if is_blank(show.pack)
        else '<p class="plain">列入统计的事项都已达成。</p>'
    )
    more = len(found) - len(shown)
    source = f"另有{more}项指标有未达成事项，可用“查找”调出" if more > 0 else ""
    return draw_slide(
        say_problems(show.pack, found), subtitle_of(show, "差在哪里：未达成事项"), body, css="listed"
    ), source


_DRAWERS: dict[str, Callable[[Show], Drawn]] = {
    "contents": _contents,
    "overall": _overall,
    "matrix": _matrix,
    "problems": _problems,
    "matters": draw_matters,
    "tasks": draw_tasks,
}
