"""The slide of a task area, or of any one figure."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from services.pack_contents import PackMetric
from services.pack_words import value_words
from ui.markup import light_mark
from ui.slide_fit import LINE, count_lines, take
from ui.slide_parts import (
    ONE_COLUMN,
    big_value,
    compared_words,
    counted_line,
    counted_lines,
    draw_bars,
    draw_miss,
    draw_slide,
    explained,
    number_mark,
    open_rows,
    subtitle_of,
)
from ui.slides import ABOUT, VIEW, Show, find_area, has_data

# Misses in the band over the bars at 4:3, and in the column beside few bars: letters across, room in lines or letters.
MISS_WIDTH, MISS_ROOM, SIDE_WIDTH, SIDE_ROOM = 32.0, 4, 20.0, 9.5
NAMED = 14  # names of what was achieved, for a figure that is a count


def draw_area(show: Show, area_id: str) -> tuple[str, str]:
    """Slide and source line of a task area; its lead figure by unit, its other figures in one line."""
    area = find_area(area_id)
    assert area is not None
    own = [one for one in show.pack.of_area(area) if has_data(one)]
    if not own:
        body = '<p class="plain">到数据截至日，这项任务还没有可以展示的数据。</p>'
        return draw_slide(f"{area.title}：没有可展示的数据", subtitle_of(show, area.title), body), ""
    lead = next((one for one in own if not one.metric.is_count and one.county.figure.denominator), own[0])
    return draw_metric(show, lead, area.title, [one for one in own if one is not lead])


def draw_metric(show: Show, one: PackMetric, area_title: str, others: Sequence[PackMetric] = ()) -> tuple[str, str]:
    """Slide and source line of one figure."""
    lines, left_out, blank = counted_lines(one)
    line = one.county
    state = "".join(
        f"<span>{part}</span>" for part in (light_mark(line.light), escape(compared_words(show.pack, line))) if part
    )
    few = len(lines) <= ONE_COLUMN
    facts = f"<p>{escape(counted_line(one, line) or one.finding)}</p>"
    if not one.metric.is_count:
        facts += _misses(show, one, is_few=few)
    notes = [
        f"其余{left_out}个单位的比率不低于以上各单位" if left_out else "",
        f"{blank}个单位没有应统计的对象" if blank else "",
    ]
    rest = "".join(_other(show, other) for other in others)
    if note := "，".join(part for part in notes if part and not one.metric.is_count):
        rest += f'<span class="quiet">{note}</span>'
    chart = _names(show, one) if one.metric.is_count else draw_bars(show, one, lines)
    whole = show.link(big_value(one, line), title="点开看明细", **{VIEW: "rows", ABOUT: one.metric.id})
    band = (
        f'<div class="band"><div class="figure">{whole}<p class="state">{state}</p>{number_mark(line.number)}</div>'
        f'<div class="facts">{facts}</div></div>'
    )
    strip = f'<div class="others">{rest}</div>' if rest else ""
    source = (
        f"数据编号 {line.number}，单位为 {one.number} 加单位前三位数　依据：{escape(one.metric.clause)}"
        if lines and not one.metric.is_count
        else f"数据编号 {line.number}　依据：{escape(one.metric.clause)}"
    )
    name = one.metric.name if one.short_name == area_title else f"{area_title}　{one.metric.name}"
    slide = draw_slide(
        one.headline, subtitle_of(show, name, one.looking_back), band + chart + strip, css="area few" if few else "area"
    )
    return slide, source


def _misses(show: Show, one: PackMetric, *, is_few: bool) -> str:
    """What was said about the misses; beside few bars also the misses themselves, while nobody said anything."""
    said = explained(one)
    found = open_rows(one)
    if not found:
        return ""
    heading = "" if said else '<p class="quiet">未达成事项还没有情况说明</p>'
    rows = said or (found if is_few else [])
    lines = [draw_miss(show, one, row, about="") for row in rows]
    band = take([min(3, count_lines(text, MISS_WIDTH)) for text, _ in lines], MISS_ROOM)
    side = band
    if is_few:
        side = max(band, take([min(4, count_lines(text, SIDE_WIDTH)) * LINE + 0.2 for text, _ in lines], SIDE_ROOM))
    items = "".join(html for _, html in lines[:band])
    items += "".join(html.replace("<li", '<li data-side="1"', 1) for _, html in lines[band:side])
    what = "条情况说明" if said else one.metric.subject_noun[0]
    rest = "".join(
        f'<p class="quiet"{mark}>{show.link(f"另有{len(lines) - shown}{what}", **{VIEW: "rows", ABOUT: one.metric.id})}</p>'
        for shown, mark in ([(band, ' data-band="1"'), (side, ' data-side="1"')] if side > band else [(band, "")])
        if len(lines) > shown
    )
    return f'{heading}<ul class="misses">{items}</ul>{rest}'


def _other(show: Show, one: PackMetric) -> str:
    mark = light_mark(one.county.light, word=False)
    words = f"{escape(one.short_name)} <b>{escape(value_words(one.metric, one.county.figure))}</b> {mark}"
    return show.link(
        f"{words}<small>{one.county.number}</small>", css="other", **{VIEW: "metric", ABOUT: one.metric.id}
    )


def _names(show: Show, one: PackMetric) -> str:
    """What a count counted, by name."""
    achieved = [row.row for row in one.rows if row.row.outcome == "achieved"]
    named = [
        show.unit_name(row.unit) + ("" if row.label == show.unit_name(row.unit) else f"：{row.label}")
        for row in achieved
    ]
    items = "".join(f"<li>{escape(name)}</li>" for name in named[:NAMED])
    more = f'<p class="quiet">另有{len(named) - NAMED}个，见明细</p>' if len(named) > NAMED else ""
    return f'<div class="named"><ul>{items or "<li>没有</li>"}</ul>{more}</div>'
