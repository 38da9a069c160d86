"""The slide of a task area: its lead figure by unit, the area's other figures, the trend; 口径 and sources in the notes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pptx.presentation import Presentation as Deck
from pptx.slide import Slide

from config.reference import Area
from exports.deck_words import colour_of, say_definitions, say_provenance, say_subtitle
from exports.slide_charts import draw_bars, draw_line, label_inches
from exports.slides import BLUE, EDGE, GREY, WIDTH, Box, Say, add_slide, draw_table, set_notes, write
from exports.text_fit import shorten, text_width
from metrics.figure import OPEN_OUTCOMES
from services.pack_contents import Pack, PackFigure, PackMetric
from services.pack_words import aside_words, change_words, counted_words, light_words, reported_words, value_words
from services.progress import TrendFigure

_NAMED, _MOST_BARS = 13, 28  # lines of names, units drawn
_ONE_CHART = 14  # bars up to which one chart holds them all
# Letters of a unit's name: in a table of large letters, at its bar, in two charts side by side.
_SHORT, _NAME, _NAME_OF_TWO = 14, 22, 16
_LABELS, _WIDE_LABELS = 0.62, 0.7  # share of a chart that its labels take at most; the second in small letters


def add_area(deck: Deck, pack: Pack, area: Area, own: Sequence[PackMetric]) -> None:
    """The slide of a task area. own: its metrics, the lead first."""
    lead = next((one for one in own if not one.metric.is_count and one.county.figure.denominator), own[0])
    slide = add_slide(deck, lead.headline, say_subtitle(pack, f"{area.title}　{lead.metric.name}", lead.looking_back))
    lines = [line for line in lead.units if line.figure.denominator or line.figure.silent_units]
    lowest = sorted(lines, key=lambda line: -(line.rank or len(lines) + 1))[:_MOST_BARS]
    left = Box(EDGE - 0.1, 1.75, 8.5, 5.2)
    if lines and not lead.metric.is_count:
        _unit_charts(slide, pack, lead, [line for line in lines if line in lowest], left)
    elif lead.metric.is_count:
        _named(slide, pack, lead, Box(EDGE, left.top, left.width - 0.3, left.height))
    _side(slide, pack, lead, own)
    write(slide, Box(EDGE, 7.03, 10, 0.28), [Say(_foot(lead, len(lines)), 11, colour=GREY)])
    set_notes(slide, "\n".join(_area_notes(pack, own)))


def _foot(lead: PackMetric, drawn: int) -> str:
    """Number, clause and denominator; the clause stands in the notes too and gives way where the line is full."""
    number = f"数据编号 {lead.county.number}　"
    blank = sum(not (line.figure.denominator or line.figure.silent_units) for line in lead.units)
    rest = lead.denominator + (f"，{blank}个没有应统计的对象" if blank and not lead.metric.is_count else "")
    rest += f"，只画最低的{_MOST_BARS}个单位" if drawn > _MOST_BARS and not lead.metric.is_count else ""
    whole = f"{number}依据：{lead.metric.clause}　{rest}"
    most = 10 * 72 / 11 - 1
    return whole if text_width(whole) <= most else shorten(number + rest, most)


def _unit_charts(slide: Slide, pack: Pack, lead: PackMetric, lines: Sequence[PackFigure], box: Box) -> None:
    """One chart, or two side by side for many units; the county stands first, units in protocol order."""
    entries: list[tuple[str, float | None]] = []
    if not pack.scope.unit:
        entries.append((f"{pack.scope_name}　{counted_words(lead.county.figure)}", _percent(lead.county)))
    has_county = not pack.scope.unit
    most = _NAME if len(lines) + has_county <= _ONE_CHART else _NAME_OF_TWO
    entries += [(_unit_label(pack, lead, line, most), _percent(line)) for line in lines]
    halves = (
        [entries]
        if len(entries) <= _ONE_CHART
        else [entries[: -(-len(entries) // 2)], entries[-(-len(entries) // 2) :]]
    )
    width = box.width / len(halves)
    points = 12 if len(halves) == 1 else 10.5
    labels = [label for label, _ in entries]
    if label_inches(labels, points) > _LABELS * width:  # long names: smaller letters, and more of the room
        points = 9
    room = min(label_inches(labels, points), _WIDE_LABELS * width)
    for place, half in enumerate(halves):
        if len(halves) == 2 and len(half) < len(halves[0]):
            half = [*half, *([("", None)] * (len(halves[0]) - len(half)))]
        draw_bars(
            slide, Box(box.left + place * width, box.top, width, box.height), [one[0] for one in half],
            [one[1] for one in half], f"{lead.short_name}（%）", points=points,
            county_first=has_county and place == 0, about=lead.finding, label_width=room,
        )  # fmt: skip


def _named(slide: Slide, pack: Pack, lead: PackMetric, box: Box) -> None:
    """Who stands behind a count, by name: confirmed grades, then cases taken into the library."""
    rows = [
        [pack.names.get(row.row.unit, row.row.unit), f"{row.row.label}等次为优秀"]
        for row in lead.rows
        if row.row.outcome == "achieved"
    ]
    rows += [[pack.names[one.unit], one.words] for one in pack.praise if "案例" in one.words]
    if not rows:
        write(slide, box, [Say("没有已确认的优秀等次。", 15)])
        return
    rows = [[shorten(name, 20), shorten(words, 26)] for name, words in rows]
    shown = rows if len(rows) <= _NAMED else [*rows[: _NAMED - 1], ["", f"另有{len(rows) - _NAMED + 1}项，见附表"]]
    is_long = any(text_width(name) > _SHORT for name, _ in shown)
    shares, points = ([3.7, 4.7], 12) if is_long else ([3, 5.6], 14)
    draw_table(slide, box, [["单位", "事项"], *shown], shares, points=points, row_height=0.36)


def _side(slide: Slide, pack: Pack, lead: PackMetric, own: Sequence[PackMetric]) -> None:
    left, width = 9.2, WIDTH - EDGE - 9.2
    line = lead.county
    words = [
        part for part in (counted_words(line.figure), reported_words(line.figure), aside_words(line.figure)) if part
    ]
    write(slide, Box(left, 1.72, width, 1.7), [
        Say(value_words(lead.metric, line.figure), 44, bold=True, colour=BLUE, space=0),
        Say(shorten("　".join(words), width * 72 / 12 * 2 - 2), 12, space=2),
        Say(f"{light_words(line.light)}{_compared(pack, line)}", 12, colour=colour_of(line.light), space=0),
    ])  # fmt: skip
    rest = [one for one in own if one is not lead and (one.county.figure.denominator or one.county.figure.silent_units)]
    top = 3.15
    if rest:
        rows = [["本项其他指标", "结果", "数据编号"]]
        for one in rest:
            mark = one.county.light.shape if one.county.light else ""
            rows.append([one.short_name, f"{mark}{value_words(one.metric, one.county.figure)}", one.county.number])
        height = 0.27
        draw_table(
            slide, Box(left, top, width, height * len(rows)), rows, [2.05, 0.9, 0.85], points=10,
            align=["left", "right", "right"], row_height=height,
        )  # fmt: skip
        top += height * len(rows) + 0.12
    first = next((at for at, one in enumerate(lead.trend) if _rate(one) is not None), len(lead.trend))
    known = lead.trend[first:]
    if len(known) > 1 and not lead.metric.is_count and top < 5.75:
        write(slide, Box(left, top, width, 0.22), [Say(f"{pack.scope_name}趋势（%）", 10.5, colour=GREY)])
        draw_line(
            slide, Box(left - 0.1, top + 0.18, width + 0.2, min(6.9 - top - 0.18, 2.3)),
            [one.day for one in known], [_rate(one) for one in known], f"{lead.short_name}趋势（%）", about=lead.looking_back,
        )  # fmt: skip


def _area_notes(pack: Pack, own: Sequence[PackMetric]) -> Iterator[str]:
    for one in own:
        yield from say_definitions([one])
        for row in one.rows:
            if row.explanation and row.row.outcome in OPEN_OUTCOMES:
                yield f"情况说明：{pack.names.get(row.row.unit, row.row.unit)}“{row.row.label}”，{row.explanation}。"
    yield say_provenance(pack)


def _unit_label(pack: Pack, lead: PackMetric, line: PackFigure, most: float) -> str:
    mark = f"{line.light.shape} " if line.light else ""
    state = counted_words(line.figure) or value_words(lead.metric, line.figure)
    return f"{mark}{shorten(pack.names.get(line.figure.unit, line.figure.unit), most)}　{state}"


def _percent(line: PackFigure) -> float | None:
    return None if line.figure.percent is None else float(line.figure.percent)


def _rate(one: TrendFigure) -> float | None:
    return float(one.figure.percent) if one.figure and one.figure.percent is not None else None


def _compared(pack: Pack, line: PackFigure) -> str:
    words = change_words(line.change)
    return (
        f"　比{pack.compared_words}{words}"
        if words and line.change
        else (f"　与{pack.compared_words}持平" if words else "")
    )
