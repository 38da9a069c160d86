"""The slide of a unit: its figures beside the county's, what it lacks and what it said about it."""

from __future__ import annotations

from html import escape

from services.pack_contents import PackFigure, PackMetric, PackUnit
from services.pack_words import counted_words, value_words
from ui.markup import light_mark
from ui.slide_fit import HEIGHT, LINE, count_lines, take
from ui.slide_parts import Line, draw_miss, draw_slide, explained, open_rows, subtitle_of
from ui.slides import ABOUT, OF_UNIT, VIEW, Show

UNIT_FIGURES, UNSAID_NAMES = 14, 2
# The column of misses at 4:3: letters across, lines of one miss, root letters under its heading.
_MISS_WIDTH, _MISS_LINES, _MISS_ROOM = 17.8, 4, HEIGHT - 3.6


def draw_unit(show: Show, unit: PackUnit) -> tuple[str, str]:
    """Slide and source line of a unit: its figures beside the county's, its misses with what it said."""
    pack = show.pack
    own = [(one, line) for area in pack.areas for one in pack.of_area(area) if (line := one.of(unit.code))]
    own = [(one, line) for one, line in own if line.figure.denominator or line.figure.silent_units]
    leads = {area.lead for area in pack.areas}
    lit = [line.light.code for _, line in own if line.light]
    lacking = [
        (one, line) for one, line in own if not one.metric.is_count and line.figure.numerator < line.figure.denominator
    ]
    silent = [one for one, line in own if line.figure.silent_units]
    if not own:
        body = '<p class="plain">到数据截至日，该单位没有应统计的对象。</p>'
        return draw_slide(f"{unit.short_name}：没有可展示的数据", subtitle_of(show, unit.name), body), ""
    title = f"{unit.short_name}：{len(lit)}项有目标的指标中{lit.count('met')}项达标"
    title += f"，{len(lacking)}项指标有缺口" if lacking else "，各项指标没有缺口"
    title += f"，{len(silent)}项没有报送数据" if silent else ""
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
    value = value_words(one.metric, line.figure)
    lamp = light_mark(line.light) or '<span class="quiet">—</span>'
    # A unit's own staff get a pack of their unit alone, which has no county figure.
    county = (
        "" if show.pack.scope.unit else f'<td class="num">{escape(value_words(one.metric, one.county.figure))}</td>'
    )
    return (
        f'<tr><td class="left">{name}</td><td class="num"><b>{escape(value)}</b></td>'
        f'<td class="num part">{counted_words(line.figure)}</td>{county}<td>{lamp}</td></tr>'
    )


def _unit_misses(show: Show, unit: PackUnit) -> str:
    """Misses with their 情况说明 first, one 情况说明 said once; then figures with misses that nobody explained."""
    said: dict[str, Line] = {}
    unsaid: list[Line] = []
    open_count = without = 0
    for one in (one for area in show.pack.areas for one in show.pack.of_area(area) if not one.metric.is_count):
        found = open_rows(one, unit.code)
        open_count += len(found)
        for row in explained(one, unit.code):
            said.setdefault(row.explanation, draw_miss(show, one, row, about=one.short_name, naming=False))
        names = [f"“{row.row.label}”" for row in found if not row.explanation]
        without += len(names)
        if names:
            more = f"等{len(names)}{one.metric.subject_noun[0]}" if len(names) > UNSAID_NAMES else ""
            words = f"{''.join(names[:UNSAID_NAMES])}{more}没有情况说明"
            inner = f'<span class="light none">○</span> <b>{escape(one.short_name)}</b>{escape(words)}'
            link = show.link(inner, **{VIEW: "rows", ABOUT: one.metric.id, OF_UNIT: unit.code})
            unsaid.append((f"○ {one.short_name}{words}", f'<li class="unsaid">{link}</li>'))
    lines = [*said.values(), *unsaid]
    costs = [min(_MISS_LINES, count_lines(text, _MISS_WIDTH)) * LINE + 0.85 for text, _ in lines]
    shown = lines[: take(costs, _MISS_ROOM)]
    parts = [f"未达成{open_count}项"] if open_count else ["没有未达成事项"]
    if len(said) > len(shown):
        parts.append(f"另有{len(said) - len(shown)}条情况说明未列")
    if without:
        parts.append(f"{without}项没有情况说明")
    items = "".join(html for _, html in shown)
    return f'<div class="why"><h2>未达成事项和情况说明</h2><ul class="misses">{items}</ul><p class="quiet">{"，".join(parts)}</p></div>'
