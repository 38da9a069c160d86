"""The meeting's slides: cover, 总体, 差在哪里, one for each task area, 提请协调解决事项, 督办, 下一步.

Charts are native and carry their data, so that they can be edited; the notes hold 口径 and source of what is shown.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, time

from pptx.presentation import Presentation as Deck
from pptx.slide import Slide

from config.reference import Area
from exports.slides import (
    BLUE,
    EDGE,
    GREY,
    INK,
    PALE,
    RED,
    WIDTH,
    Box,
    Say,
    add_slide,
    draw_bars,
    draw_line,
    draw_table,
    finish,
    new_deck,
    set_notes,
    write,
)
from exports.text_fit import shorten, text_width
from metrics.lights import Light
from metrics.sentences import name_units, show_date
from services.county_draft import deadline_words
from services.pack_contents import Pack, PackFigure, PackMetric
from services.pack_words import (
    aside_words,
    change_words,
    counted_words,
    light_words,
    reported_words,
    value_words,
)

_ONE_CHART = 14  # units up to which one chart holds them all
_MATTERS, _TASKS, _PROBLEMS, _DEADLINES = 6, 12, 9, 9
_WORDS = ("达标", "基本达标", "未达标", "无数据", "未定目标")
_FULL = WIDTH - 2 * EDGE


def export_deck(pack: Pack) -> bytes:
    """The slides of a pack as PPTX, 16:9."""
    deck = new_deck(pack.title, pack.bureau, datetime.combine(pack.as_of, time()))
    _cover(deck, pack)
    _overall(deck, pack)
    _matrix(deck, pack)
    _problems(deck, pack)
    for area in pack.areas:
        own = pack.of_area(area)
        if own and any(one.county.figure.denominator or one.county.figure.silent_units for one in own):
            _area(deck, pack, area, own)
    _matters(deck, pack)
    _tasks(deck, pack)
    _next_steps(deck, pack)
    return finish(deck, "演示数据" if pack.is_demo else "")


def _cover(deck: Deck, pack: Pack) -> None:
    slide = add_slide(deck, pack.title)
    holder = slide.shapes.title
    holder.top, holder.height = int(914400 * 2.3), int(914400 * 1.2)
    for run in holder.text_frame.paragraphs[0].runs:
        run.font.size = 914400 // 72 * 38
    lines = [Say(pack.meeting, 22, space=10)] if pack.meeting else []
    lines += [
        Say(f"数据截至{show_date(pack.as_of)}", 20, colour=GREY, space=10),
        Say(pack.bureau, 20, colour=GREY, space=10),
    ]
    if pack.is_demo:
        lines.append(Say("演示数据", 16, bold=True, colour=RED))
    write(slide, Box(EDGE, 3.75, _FULL, 2), lines)
    set_notes(slide, _provenance(pack))


def _overall(deck: Deck, pack: Pack) -> None:
    by_word: dict[str, int] = {}
    for one in pack.headlines():
        word = one.county.light.word if one.county.light else "未定目标"
        by_word[word] = by_word.get(word, 0) + 1
    changes = [one.county.change for one in pack.headlines() if one.county.change is not None]
    title = "、".join(f"{by_word[word]}项{word}" for word in _WORDS if word in by_word)
    title = f"{len(pack.headlines())}项主要指标：{title}"
    if changes:
        moved = (("上升", sum(one > 0 for one in changes)), ("下降", sum(one < 0 for one in changes)))
        title += f"；与{pack.compared_words}相比" + "、".join(f"{count}项{word}" for word, count in moved if count)
        title = title if any(count for _, count in moved) else f"{title}均持平"
    slide = add_slide(deck, title, _subtitle(pack, "总体情况"))
    wide, high = (_FULL - 0.5) / 3, 2.45
    for place, one in enumerate(pack.headlines()):
        box = Box(EDGE + place % 3 * (wide + 0.25), 1.9 + place // 3 * (high + 0.2), wide, high)
        line = one.county
        notes = "　".join(
            part for part in (counted_words(line.figure), reported_words(line.figure), aside_words(line.figure)) if part
        )
        change = change_words(line.change)
        write(slide, box, [
            Say(one.short_name, 15, colour=GREY, space=2),
            Say(value_words(one.metric, line.figure), 40, bold=True, colour=BLUE, space=0),
            Say(light_words(line.light), 13, bold=bool(line.light), colour=_light_colour(line.light), space=4),
            Say(shorten(notes or "没有应统计的对象", wide * 72 / 13 - 1), 13),
            Say(f"与{pack.compared_words}相比{change}" if change else "没有可比数据", 13, space=4),
            Say(f"数据编号 {line.number}", 11, colour=GREY, space=0),
        ], fill=PALE)  # fmt: skip
    set_notes(slide, "\n".join([*(one.finding for one in pack.headlines()), *pack.changes, _provenance(pack)]))


def _matrix(deck: Deck, pack: Pack) -> None:
    leads = [one for area in pack.areas if (one := pack.metric(area.lead)) and not one.metric.is_count]
    titles = {area.lead: area.title for area in pack.areas}
    rows = [["编号", "单位（公文顺序）", *(f"{_short_area(titles[one.metric.id])}\n{one.number}" for one in leads)]]
    colours: dict[tuple[int, int], str] = {}
    missed: dict[str, int] = {}
    units = [unit for unit in pack.judged_units if any(one.of(unit.code) for one in leads)]
    for unit in units:
        cells = [one.of(unit.code) for one in leads]
        for column, line in enumerate(cells, 2):
            if line and line.light and line.light.code == "missed":
                colours[len(rows), column] = RED
                missed[unit.code] = missed.get(unit.code, 0) + 1
        rows.append([f"{unit.place:03d}", unit.short_name, *map(_cell, leads, cells)])
    if not missed:
        title = "已定目标的任务没有未达标单位"
    else:
        most = max(missed.values())
        title = f"{len(missed)}个单位有未达标任务，未达标最多的是{name_units([u for u, n in missed.items() if n == most], pack.names)}（{most}项）"
    slide = add_slide(deck, title if units else "没有纳入范围的单位", _subtitle(pack, "差在哪里：各单位重点任务"))
    if units:
        height = min(0.34, (5.15 - 0.4) / len(units))
        points = 11 if height >= 0.24 else 9
        draw_table(
            slide, Box(EDGE, 1.72, _FULL, 5.2), rows, [0.6, 2.6, *([1.0] * len(leads))], points=points,
            align=["center", "left", *(["center"] * len(leads))], colours=colours, row_height=height,
        )  # fmt: skip
    write(slide, Box(EDGE, 7.03, 9, 0.28), [
        Say("● 达标　▲ 基本达标　■ 未达标　○ 无数据；目标未确认的只列数字。数据编号由列首和行首编号组成，如"
            f"{leads[0].number if leads else 'Z01'}-002", 10.5, colour=GREY),
    ])  # fmt: skip
    set_notes(slide, "\n".join([*(f"{one.number} {one.metric.name}：{one.target or '未定目标'}" for one in leads), _provenance(pack)]))


def _problems(deck: Deck, pack: Pack) -> None:
    """The metrics with most open subjects, those below a confirmed target first."""
    found = [one for one in pack.metrics if _open_count(one) and not one.metric.is_count]
    order = {"missed": 0, "near": 1}
    found.sort(key=lambda one: (order.get(one.county.light.code if one.county.light else "", 2), -_open_count(one)))
    below = [one for one in found if one.county.light and one.county.light.code == "missed"]
    title = f"{len(below)}项指标未达标：{'、'.join(one.short_name for one in below[:4])}" if below else "没有未达标的指标"
    slide = add_slide(deck, title if found else "没有未达成事项", _subtitle(pack, "差在哪里：未达成事项"))
    rows = [["指标", "结果", "状态", "未达成", "涉及单位", "有情况说明", "数据编号"]]
    colours = {}
    for one in found[:_PROBLEMS]:
        who = [line.figure.unit for line in one.units if line.figure.numerator < line.figure.denominator]
        said = sum(bool(row.explanation) for row in one.rows if row.row.outcome in ("missed", "unreported"))
        if one in below:
            colours[len(rows), 2] = RED
        measure = one.metric.subject_noun[0]
        rows.append([
            one.short_name, f"{value_words(one.metric, one.county.figure)}　{counted_words(one.county.figure)}",
            light_words(one.county.light), f"{_open_count(one)}{measure}", name_units(who, pack.names),
            f"{said}{measure}", one.county.number,
        ])  # fmt: skip
    if found:
        draw_table(
            slide, Box(EDGE, 1.85, _FULL, 4.8), rows, [2.3, 1.6, 1.1, 0.8, 4.4, 1.0, 0.9], points=12,
            align=["left", "left", "left", "right", "left", "right", "left"], colours=colours, row_height=0.5,
        )  # fmt: skip
    if len(found) > _PROBLEMS:
        write(slide, Box(EDGE, 7.03, 9, 0.28), [Say(f"另有{len(found) - _PROBLEMS}项指标有未达成事项，见附表。", 11, colour=GREY)])
    set_notes(slide, "\n".join([*(one.finding for one in found), _provenance(pack)]))


def _area(deck: Deck, pack: Pack, area: Area, own: Sequence[PackMetric]) -> None:
    lead = next((one for one in own if not one.metric.is_count and one.county.figure.denominator), own[0])
    slide = add_slide(deck, lead.headline, _subtitle(pack, f"{area.title}　{lead.metric.name}", lead.looking_back))
    lines = [line for line in lead.units if line.figure.denominator or line.figure.silent_units]
    left = Box(EDGE - 0.1, 1.75, 8.6, 5.2)
    if lines and not lead.metric.is_count:
        _unit_charts(slide, pack, lead, lines, left)
    elif lead.metric.is_count:
        rows = [row for row in lead.rows]
        named = [f"{pack.names.get(row.row.unit, row.row.unit)}：{row.row.label}" for row in rows if row.row.outcome == "achieved"]
        named += [f"{pack.names[one.unit]}：{one.words}" for one in pack.praise if "案例" in one.words]
        write(slide, left, [Say(text, 15, space=6) for text in named[:16]] or [Say("没有已确认的优秀等次。", 15)])
    _side(slide, pack, lead, own)
    blank = sum(not (line.figure.denominator or line.figure.silent_units) for line in lead.units)
    clause = f"数据编号 {lead.county.number}　依据：{lead.metric.clause}　{lead.denominator}"
    clause += f"，其中{blank}个没有应统计的对象" if blank and not lead.metric.is_count else ""
    write(slide, Box(EDGE, 7.03, 10, 0.28), [Say(shorten(clause, 10 * 72 / 11 * 0.9), 11, colour=GREY)])
    set_notes(slide, "\n".join(_area_notes(pack, own)))


def _unit_charts(slide: Slide, pack: Pack, lead: PackMetric, lines: Sequence[PackFigure], box: Box) -> None:
    """One chart, or two side by side for many units; the county stands first, units in protocol order."""
    entries: list[tuple[str, float | None]] = []
    if not pack.scope.unit:
        entries.append((f"{pack.scope_name}　{counted_words(lead.county.figure)}", _percent(lead.county)))
    entries += [(_unit_label(pack, lead, line), _percent(line)) for line in lines]
    has_county = not pack.scope.unit
    halves = [entries] if len(entries) <= _ONE_CHART else [entries[: -(-len(entries) // 2)], entries[-(-len(entries) // 2) :]]
    width = box.width / len(halves)
    for place, half in enumerate(halves):
        if len(halves) == 2 and len(half) < len(halves[0]):
            half = [*half, *([("", None)] * (len(halves[0]) - len(half)))]
        draw_bars(
            slide, Box(box.left + place * width, box.top, width, box.height), [one[0] for one in half],
            [one[1] for one in half], f"{lead.short_name}（%）", points=12 if len(halves) == 1 else 10.5,
            county_first=has_county and place == 0, about=lead.finding,
        )  # fmt: skip


def _side(slide: Slide, pack: Pack, lead: PackMetric, own: Sequence[PackMetric]) -> None:
    left, width = 9.2, WIDTH - EDGE - 9.2
    line = lead.county
    words = [part for part in (counted_words(line.figure), reported_words(line.figure), aside_words(line.figure)) if part]
    write(slide, Box(left, 1.72, width, 1.7), [
        Say(value_words(lead.metric, line.figure), 44, bold=True, colour=BLUE, space=0),
        Say(shorten("　".join(words), width * 72 / 12 * 2 - 2), 12, space=2),
        Say(f"{light_words(line.light)}{_compared(pack, line)}", 12, colour=_light_colour(line.light), space=0),
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
    known = [one for one in lead.trend if one.figure and one.figure.percent is not None]
    if len(known) > 1 and not lead.metric.is_count and top < 5.75:
        write(slide, Box(left, top, width, 0.22), [Say(f"{pack.scope_name}趋势（%）", 10.5, colour=GREY)])
        draw_line(
            slide, Box(left - 0.1, top + 0.18, width + 0.2, min(6.9 - top - 0.18, 2.3)),
            [one.day for one in lead.trend],
            [float(one.figure.percent) if one.figure and one.figure.percent is not None else None for one in lead.trend],
            f"{lead.short_name}趋势（%）", about=lead.looking_back,
        )  # fmt: skip


def _matters(deck: Deck, pack: Pack) -> None:
    pages = [pack.matters[at : at + _MATTERS] for at in range(0, len(pack.matters), _MATTERS)][:2]
    title = f"{len(pack.matters)}件事提请协调解决" if pack.matters else "没有需要提请协调解决的事项"
    for place, page in enumerate(pages or [()]):
        slide = add_slide(deck, title + ("（续）" if place else ""), _subtitle(pack, "提请协调解决事项"))
        rows = [["序号", "单位", "事项", "来由"]]
        for number, matter in enumerate(page, place * _MATTERS + 1):
            rows.append([str(number), pack.names.get(matter.unit, matter.unit), matter.sentence, matter.since])
        if page:
            draw_table(
                slide, Box(EDGE, 1.85, _FULL, 4.9), rows, [0.5, 1.9, 6.3, 3.4], points=14,
                align=["center", "left", "left", "left"], row_height=0.72 if len(page) > 3 else 0.85,
            )  # fmt: skip
        else:
            words = f"截至{show_date(pack.as_of)}，没有请求协调的情况说明，也没有逾期未办结的督办事项。"
            write(slide, Box(EDGE, 2.0, _FULL, 0.5), [Say(words, 16)])
        if place == len(pages) - 1 and len(pack.matters) > 2 * _MATTERS:
            write(slide, Box(EDGE, 7.03, 9, 0.28), [Say(f"另有{len(pack.matters) - 2 * _MATTERS}件，见附表。", 11, colour=GREY)])
        set_notes(slide, _provenance(pack))


def _tasks(deck: Deck, pack: Pack) -> None:
    overdue = [task for task in pack.tasks if task.is_overdue]
    open_tasks = [task for task in pack.tasks if task.closed_on is None and not task.is_overdue]
    closed = len(pack.tasks) - len(overdue) - len(open_tasks)
    title = f"交办{len(pack.tasks)}项：办结{closed}项，在办未到期{len(open_tasks)}项，逾期未办结{len(overdue)}项"
    slide = add_slide(deck, title if pack.tasks else "没有督办事项", _subtitle(pack, "督办事项"))
    shown = [*overdue, *open_tasks, *reversed([task for task in pack.tasks if task.closed_on is not None])]
    rows = [["编号", "牵头单位", "事项", "时限", "状态", "办结日期"]]
    colours = {}
    for task in shown[:_TASKS]:
        if task.is_overdue:
            colours[len(rows), 4] = RED
        days = f"，逾期{-task.days_left}天" if task.is_overdue else ""
        rows.append([
            task.task_no, pack.names.get(task.unit, task.unit), shorten(task.content, 20), show_date(task.due_on),
            f"{task.light.shape} {task.light.word}{days}", show_date(task.closed_on) if task.closed_on else "",
        ])  # fmt: skip
    if shown:
        draw_table(
            slide, Box(EDGE, 1.85, _FULL, 5), rows, [1.7, 1.9, 3.6, 1.8, 2.5, 1.7], points=11,
            align=["left"] * 6, colours=colours, row_height=0.38,
        )  # fmt: skip
    foot = _task_numbers(pack)
    if len(shown) > _TASKS:
        foot = f"另有{len(shown) - _TASKS}项，见附表。{foot}"
    write(slide, Box(EDGE, 7.03, 9.2, 0.28), [Say(foot, 11, colour=GREY)])
    set_notes(slide, _provenance(pack))


def _next_steps(deck: Deck, pack: Pack) -> None:
    ahead = pack.deadlines[:_DEADLINES]
    title = f"六十日内{len(pack.deadlines)}项到期" if pack.deadlines else "六十日内没有到期事项"
    if ahead:
        title += f"，最近的是{show_date(ahead[0].due_on)}"
    slide = add_slide(deck, title, _subtitle(pack, "下一步"))
    rows = [["到期事项", "还有"]]
    rows += [[deadline_words(pack, one, pack.as_of), f"{one.days_left}天" if one.days_left else "今天到期"] for one in ahead]
    if not ahead:
        write(slide, Box(EDGE, 2.0, _FULL, 0.5), [Say(f"自{show_date(pack.as_of)}起六十日内，没有报告、督办事项和测评到期。", 16)])
    else:
        draw_table(slide, Box(EDGE, 1.85, _FULL, 3.6), rows, [10.6, 1.5], points=14, align=["left", "right"], row_height=0.4)
    write(slide, Box(EDGE, 6.0, _FULL, 0.9), [
        Say("工作要求", 15, bold=True), Say("〔待补充：对未达成事项的整改要求、责任单位和完成时限〕", 14, colour=GREY),
    ])  # fmt: skip
    set_notes(slide, _provenance(pack))


def _area_notes(pack: Pack, own: Sequence[PackMetric]) -> Iterator[str]:
    for one in own:
        yield f"【{one.metric.name}】数据编号{one.county.number}。{one.finding}"
        yield f"口径：{one.metric.definition}分子：{one.metric.numerator}。分母：{one.metric.denominator}。不计入：{one.metric.excluded}。"
        yield f"依据：{one.metric.clause}。目标：{one.target or '未定目标'}。{one.denominator}。回溯方式：{one.looking_back}。数据来源：{'、'.join(one.sources)}。"
        for row in one.rows:
            if row.explanation and row.row.outcome in ("missed", "unreported"):
                yield f"情况说明：{pack.names.get(row.row.unit, row.row.unit)}“{row.row.label}”，{row.explanation}。"
    yield _provenance(pack)


def _provenance(pack: Pack) -> str:
    return (
        f"数据截至{show_date(pack.as_of)}，数据第{pack.version}版，范围：{pack.scope_name}；"
        f"升降为与{pack.compared_words}（{show_date(pack.compared_on)}）相比。"
    )


def _subtitle(pack: Pack, what: str, looking_back: str = "") -> str:
    parts = (what, f"截至{show_date(pack.as_of)}", pack.scope_name, looking_back)
    return "　".join(part for part in parts if part)


def _unit_label(pack: Pack, lead: PackMetric, line: PackFigure) -> str:
    mark = f"{line.light.shape} " if line.light else ""
    state = counted_words(line.figure) or value_words(lead.metric, line.figure)
    return f"{mark}{pack.names.get(line.figure.unit, line.figure.unit)}　{state}"


def _cell(one: PackMetric, line: PackFigure | None) -> str:
    if line is None:
        return ""
    mark = f"{line.light.shape} " if line.light and line.figure.denominator else ""
    return f"{mark}{value_words(one.metric, line.figure)}"


def _percent(line: PackFigure) -> float | None:
    return None if line.figure.percent is None else float(line.figure.percent)


def _compared(pack: Pack, line: PackFigure) -> str:
    words = change_words(line.change)
    return f"　比{pack.compared_words}{words}" if words and line.change else (f"　与{pack.compared_words}持平" if words else "")


def _open_count(one: PackMetric) -> int:
    return one.county.figure.denominator - one.county.figure.numerator


def _light_colour(light: Light | None) -> str:
    if light is None:
        return GREY
    return RED if light.code == "missed" else INK


def _short_area(title: str) -> str:
    return title if text_width(title) <= 6 else "重点应用"


def _task_numbers(pack: Pack) -> str:
    own = [one for one in map(pack.metric, ("task_closed", "task_on_time")) if one]
    return "　".join(f"{one.short_name}{value_words(one.metric, one.county.figure)} 数据编号 {one.county.number}" for one in own)
