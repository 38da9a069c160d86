"""The slides of a task area (or any one figure) and of a unit."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from services.pack_contents import PackFigure, PackMetric, PackUnit
from services.pack_words import counted_words, value_words
from ui.markup import light_mark
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
from ui.slides import ABOUT, OF_UNIT, VIEW, Show, find_area

UNIT_FIGURES, UNIT_MISSES, UNSAID_NAMES = 14, 6, 2
NAMED = 14  # names of what was achieved, for a figure that is a count


def draw_area(show: Show, area_id: str) -> tuple[str, str]:
    """Slide and source line of a task area; its lead figure by unit, its other figures in one line."""
    area = find_area(area_id)
    assert area is not None
    own = [one for one in show.pack.of_area(area) if _has_data(one)]
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
    misses = explained(one)
    shown = misses[: 4 if few else 2]
    facts = f"<p>{escape(counted_line(one, line) or one.finding)}</p>"
    if shown and not one.metric.is_count:
        facts += f'<ul class="misses">{"".join(draw_miss(show, row, about="") for row in shown)}</ul>'
        if len(misses) > len(shown):
            more = show.link(f"另有{len(misses) - len(shown)}条情况说明", **{VIEW: "rows", ABOUT: one.metric.id})
            facts += f'<p class="quiet">{more}</p>'
    elif open_rows(one) and not one.metric.is_count:
        facts += '<p class="quiet">未达成事项还没有情况说明</p>'
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


def draw_unit(show: Show, unit: PackUnit) -> tuple[str, str]:
    """Slide and source line of a unit: its figures beside the county's, its misses with what it said."""
    pack = show.pack
    own = [(one, line) for area in pack.areas for one in pack.of_area(area) if (line := one.of(unit.code))]
    own = [(one, line) for one, line in own if line.figure.denominator or line.figure.silent_units]
    leads = {area.lead for area in pack.areas}
    lit = [line.light.code for _, line in own if line.light and line.light.code != "none"]
    lacking = [
        (one, line) for one, line in own if not one.metric.is_count and line.figure.numerator < line.figure.denominator
    ]
    silent = [one for one, line in own if line.figure.silent_units]
    if not own:
        body = '<p class="plain">到数据截至日，该单位没有应统计的对象。</p>'
        return draw_slide(f"{unit.short_name}：没有可展示的数据", subtitle_of(show, unit.name), body), ""
    title = f"{unit.short_name}：{len(lit)}项有目标的指标中{lit.count('met')}项达标"
    title += f"，{len(lacking)}项指标有缺口" if lacking else "，各项指标没有缺口"
    title += f"，{len(silent)}项未报送" if silent else ""
    # The figure of each task, then those that fell short, until the slide is full; in the order of the tasks.
    order = sorted(own, key=lambda pair: (pair[0].metric.id not in leads, pair not in lacking))
    kept = [one for one, _ in order[:UNIT_FIGURES]]
    rows = "".join(_unit_row(show, one, line) for one, line in own if one in kept)
    more = len(own) - len(kept)
    table = (
        '<table class="figures"><tr><th class="left">指标</th><th>本单位</th><th class="part">达成／应计</th>'
        f"{f'<th>{escape(pack.scope_name)}</th>' if not pack.scope.unit else ''}<th>状态</th></tr>{rows}</table>"
        + (f'<p class="quiet">另有{more}项指标，可用“查找”调出</p>' if more else "")
    )
    slide = draw_slide(
        title,
        subtitle_of(show, unit.name, unit.kind, unit.batch, scoped=False),
        f"<div>{table}</div>{_unit_misses(show, unit)}",
        css="unit-file",
    )
    return slide, f"数据编号为指标编号后加 -{unit.place:03d}"


def _unit_row(show: Show, one: PackMetric, line: PackFigure) -> str:
    name = show.link(
        f"{escape(one.short_name)}<small>{one.number}</small>",
        **{VIEW: "rows", ABOUT: one.metric.id, OF_UNIT: line.figure.unit},
    )
    lamp = light_mark(line.light) or '<span class="quiet">—</span>'
    # A unit's own staff get a pack of their unit alone, which has no county figure.
    county = (
        "" if show.pack.scope.unit else f'<td class="num">{escape(value_words(one.metric, one.county.figure))}</td>'
    )
    return (
        f'<tr><td class="left">{name}</td><td class="num"><b>{escape(value_words(one.metric, line.figure))}</b></td>'
        f'<td class="num part">{counted_words(line.figure)}</td>{county}<td>{lamp}</td></tr>'
    )


def _unit_misses(show: Show, unit: PackUnit) -> str:
    """Misses with their 情况说明 first, one 情况说明 said once; then figures with misses that nobody explained."""
    said: dict[str, str] = {}
    unsaid: list[str] = []
    open_count = without = 0
    for area in show.pack.areas:
        for one in show.pack.of_area(area):
            if one.metric.is_count:
                continue
            found = open_rows(one, unit.code)
            open_count += len(found)
            for row in explained(one, unit.code):
                said.setdefault(row.explanation, draw_miss(show, row, about=one.short_name, naming=False))
            names = [f"“{row.row.label}”" for row in found if not row.explanation]
            without += len(names)
            if names:
                more = f"等{len(names)}{one.metric.subject_noun[0]}" if len(names) > UNSAID_NAMES else ""
                words = f"<b>{escape(one.short_name)}</b>{escape('、'.join(names[:UNSAID_NAMES]) + more)}没有情况说明"
                unsaid.append(f'<li class="unsaid"><span class="light none">○</span> {words}</li>')
    items = "".join([*list(said.values())[:UNIT_MISSES], *unsaid[: max(0, UNIT_MISSES - len(said))]])
    parts = [f"未达成{open_count}项"] if open_count else ["没有未达成事项"]
    if len(said) > UNIT_MISSES:
        parts.append(f"另有{len(said) - UNIT_MISSES}条情况说明未列")
    if without:
        parts.append(f"{without}项没有情况说明")
    return f'<div class="why"><h2>未达成事项和情况说明</h2><ul class="misses">{items}</ul><p class="quiet">{"，".join(parts)}</p></div>'


def _has_data(one: PackMetric) -> bool:
    return bool(one.county.figure.denominator or one.county.figure.silent_units)
