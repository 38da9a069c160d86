"""The slides that are tables: 差在哪里, 提请协调解决事项, 督办事项, 下一步."""

from __future__ import annotations

from collections.abc import Sequence

from pptx.presentation import Presentation as Deck

from exports.deck_words import FULL, say_definitions, say_provenance, say_subtitle
from exports.slides import EDGE, GREY, RED, Box, Say, add_slide, draw_table, set_notes, write
from exports.text_fit import shorten, text_width
from metrics.figure import OPEN_OUTCOMES
from metrics.sentences import name_units, show_date
from services.agenda import days_words, deadline_words
from services.pack_contents import Pack, PackFigure, PackMetric
from services.pack_titles import (
    count_missed,
    count_open,
    find_problems,
    is_blank,
    lead_metrics,
    say_matters,
    say_problems,
    say_tasks,
    say_unit_tasks,
)
from services.pack_words import counted_words, light_words, value_words

_MATTERS, _TASKS, _PROBLEMS, _DEADLINES, _UNITS = 6, 12, 9, 9, 28  # lines on a slide
_NAME, _NAME_OF_TWO = 20, 12  # letters of a unit's name on one line, on each of two lines of a table
_NO, _LIGHT = 0.55, 6  # inches of 编号, letters of a light with its rate
_CELL = 2.3  # letters that the edges of a cell take, and what fonts differ by


def add_matrix(deck: Deck, pack: Pack) -> None:
    """差在哪里: every unit by task area, the lights of the areas with a confirmed target."""
    leads = lead_metrics(pack)
    titles = {area.lead: area.title for area in pack.areas}
    rows = [["编号", "单位（公文顺序）", *(f"{_short_area(titles[one.metric.id])}\n{one.number}" for one in leads)]]
    colours: dict[tuple[int, int], str] = {}
    units = [unit for unit in pack.judged_units if any(one.of(unit.code) for one in leads)]
    missed = count_missed(pack, leads)
    most = sorted(units, key=lambda unit: -missed.get(unit.code, 0))[:_UNITS]
    shown = [unit for unit in units if unit in most]
    height = min(0.34, (5.15 - 0.4) / max(1, len(shown)))
    longest = min(_NAME, max((text_width(unit.short_name) for unit in shown), default=0))
    points = 11 if height >= 0.24 and longest <= _name_room(len(leads), 11) else 9
    room = _name_room(len(leads), points)
    for unit in shown:
        cells = [one.of(unit.code) for one in leads]
        for column, line in enumerate(cells, 2):
            if line and line.light and line.light.code == "missed":
                colours[len(rows), column] = RED
        rows.append([f"{unit.place:03d}", shorten(unit.short_name, min(_NAME, room)), *map(_cell, leads, cells)])
    slide = add_slide(
        deck,
        say_unit_tasks(pack, leads) if units or is_blank(pack) else "没有纳入范围的单位",
        say_subtitle(pack, "差在哪里：各单位重点任务"),
    )
    if units:
        name = max(2.3, _inches(rows, 1, points))
        shares = [_NO, name, *([(FULL - _NO - name) / len(leads)] * len(leads))]
        draw_table(
            slide, Box(EDGE, 1.72, FULL, 5.2), rows, shares, points=points,
            align=["center", "left", *(["center"] * len(leads))], colours=colours, row_height=height,
        )  # fmt: skip
    write(slide, Box(EDGE, 7.03, 9, 0.28), [
        Say("● 达标　▲ 基本达标　■ 未达标　○ 无数据；目标未确认的只列数字。数据编号由列首和行首编号组成，如"
            f"{leads[0].number if leads else 'Z01'}-002"
            + (f"。只列未达标最多的{_UNITS}个单位" if len(units) > _UNITS else ""), 10.5, colour=GREY),
    ])  # fmt: skip
    set_notes(
        slide,
        "\n".join([*say_definitions(leads), say_provenance(pack)]),
    )


def _name_room(leads: int, points: float) -> float:
    """Letters that so many columns of lights leave to the units' names."""
    return (FULL - _NO) * 72 / points - leads * _LIGHT - _CELL


def _inches(rows: Sequence[Sequence[str]], column: int, points: float) -> float:
    """Width in which no text of the column wraps."""
    return (max(text_width(row[column]) for row in rows) + _CELL) * points / 72


def add_problems(deck: Deck, pack: Pack) -> None:
    """The metrics with most open subjects, those below a confirmed target first."""
    found = find_problems(pack)
    slide = add_slide(deck, say_problems(pack, found), say_subtitle(pack, "差在哪里：未达成事项"))
    rows = [["指标", "结果", "状态", "未达成", "涉及单位", "有情况说明", "数据编号"]]
    colours = {}
    for one in found[:_PROBLEMS]:
        who = [line.figure.unit for line in one.units if line.figure.numerator < line.figure.denominator]
        said = sum(bool(row.explanation) for row in one.rows if row.row.outcome in OPEN_OUTCOMES)
        if one.county.light and one.county.light.code == "missed":
            colours[len(rows), 2] = RED
        measure = one.metric.subject_noun[0]
        rows.append([
            one.short_name, f"{value_words(one.metric, one.county.figure)}　{counted_words(one.county.figure)}",
            light_words(one.county.light), f"{count_open(one)}{measure}", shorten(name_units(who, pack.names), 2 * 25),
            f"{said}{measure}", one.county.number,
        ])  # fmt: skip
    if found:
        draw_table(
            slide, Box(EDGE, 1.85, FULL, 4.8), rows, [2.3, 1.6, 1.1, 0.8, 4.4, 1.0, 0.9], points=12,
            align=["left", "left", "left", "right", "left", "right", "left"], colours=colours, row_height=0.5,
        )  # fmt: skip
    if len(found) > _PROBLEMS:
        write(
            slide,
            Box(EDGE, 7.03, 9, 0.28),
            [Say(f"另有{len(found) - _PROBLEMS}项指标有未达成事项，见附表。", 11, colour=GREY)],
        )
    set_notes(slide, "\n".join([*say_definitions(found), say_provenance(pack)]))


def add_matters(deck: Deck, pack: Pack) -> None:
    """提请协调解决事项, on two slides at most."""
    pages = [pack.matters[at : at + _MATTERS] for at in range(0, len(pack.matters), _MATTERS)][:2]
    title = say_matters(pack)
    for place, page in enumerate(pages or [()]):
        slide = add_slide(deck, title + ("（续）" if place else ""), say_subtitle(pack, "提请协调解决事项"))
        rows = [["序号", "单位", "事项", "来由"]]
        for number, matter in enumerate(page, place * _MATTERS + 1):
            name = shorten(pack.names.get(matter.unit, matter.unit), 2 * 9)
            rows.append([str(number), name, shorten(matter.sentence, 2 * 31), shorten(matter.since, 2 * 16)])
        if page:
            draw_table(
                slide, Box(EDGE, 1.85, FULL, 4.9), rows, [0.5, 1.9, 6.3, 3.4], points=14,
                align=["center", "left", "left", "left"], row_height=0.72 if len(page) > 3 else 0.85,
            )  # fmt: skip
        else:
            words = f"截至{show_date(pack.as_of)}，没有请求协调的情况说明，也没有逾期未办结的督办事项。"
            write(slide, Box(EDGE, 2.0, FULL, 0.5), [Say(words, 16)])
        if place == len(pages) - 1 and len(pack.matters) > 2 * _MATTERS:
            write(
                slide,
                Box(EDGE, 7.03, 9, 0.28),
                [Say(f"另有{len(pack.matters) - 2 * _MATTERS}件，见附表。", 11, colour=GREY)],
            )
        set_notes(slide, say_provenance(pack))


def add_tasks(deck: Deck, pack: Pack) -> None:
    """督办事项: overdue ones first, then open, then closed."""
    overdue = [task for task in pack.tasks if task.is_overdue]
    open_tasks = [task for task in pack.tasks if task.closed_on is None and not task.is_overdue]
    slide = add_slide(deck, say_tasks(pack), say_subtitle(pack, "督办事项"))
    shown = [*overdue, *open_tasks, *reversed([task for task in pack.tasks if task.closed_on is not None])]
    rows = [["编号", "牵头单位", "事项", "时限", "状态", "办结日期"]]
    colours = {}
    for task in shown[:_TASKS]:
        if task.is_overdue:
            colours[len(rows), 4] = RED
        days = f"，逾期{-task.days_left}天" if task.is_overdue else ""
        rows.append([
            shorten(task.task_no, 12), shorten(pack.names.get(task.unit, task.unit), 2 * _NAME_OF_TWO - 1), task.content, show_date(task.due_on),
            f"{task.light.shape} {task.light.word}{days}", show_date(task.closed_on) if task.closed_on else "",
        ])  # fmt: skip
    # What stands beside 事项 takes what its longest text needs; the rest is left to 事项, on one line.
    beside = [_inches(rows, column, 11) for column in (0, 1, 3, 4, 5)]
    beside[1] = min(beside[1], (_NAME_OF_TWO + _CELL) * 11 / 72)
    content = FULL - sum(beside)
    rows = [[*row[:2], shorten(row[2], content * 72 / 11 - _CELL), *row[3:]] for row in rows]
    if shown:
        draw_table(
            slide, Box(EDGE, 1.8, FULL, 5.2), rows, [*beside[:2], content, *beside[2:]], points=11,
            align=["left"] * 6, colours=colours, row_height=0.39,
        )  # fmt: skip
    foot = _task_numbers(pack)
    if len(shown) > _TASKS:
        foot = f"另有{len(shown) - _TASKS}项，见附表。{foot}"
    write(slide, Box(EDGE, 7.03, 9.2, 0.28), [Say(foot, 11, colour=GREY)])
    set_notes(slide, say_provenance(pack))


def add_next_steps(deck: Deck, pack: Pack) -> None:
    """下一步: what falls due, and the place for what the meeting demands."""
    ahead = pack.deadlines[:_DEADLINES]
    title = f"六十日内{len(pack.deadlines)}项到期" if pack.deadlines else "六十日内没有到期事项"
    if ahead:
        title += f"，最近的是{show_date(ahead[0].due_on)}"
    slide = add_slide(deck, title, say_subtitle(pack, "下一步"))
    rows = [["到期事项", "剩余天数"]]
    rows += [[shorten(deadline_words(one, pack.names), 52), days_words(one)] for one in ahead]
    if not ahead:
        write(
            slide,
            Box(EDGE, 2.0, FULL, 0.5),
            [Say(f"自{show_date(pack.as_of)}起六十日内，没有报告、督办事项和测评到期。", 16)],
        )
    else:
        draw_table(
            slide, Box(EDGE, 1.85, FULL, 3.6), rows, [10.6, 1.5], points=14, align=["left", "right"], row_height=0.4
        )
    write(slide, Box(EDGE, 6.0, FULL, 0.9), [
        Say("工作要求", 15, bold=True), Say("〔待补充：对未达成事项的整改要求、责任单位和完成时限〕", 14, colour=GREY),
    ])  # fmt: skip
    set_notes(slide, say_provenance(pack))


def _cell(one: PackMetric, line: PackFigure | None) -> str:
    if line is None:
        return ""
    mark = f"{line.light.shape} " if line.light and line.figure.denominator else ""
    return f"{mark}{value_words(one.metric, line.figure)}"


def _short_area(title: str) -> str:
    return title if text_width(title) <= 6 else "重点应用"


def _task_numbers(pack: Pack) -> str:
    own = [one for one in map(pack.metric, ("task_closed", "task_on_time")) if one]
    return "　".join(
        f"{one.short_name}{value_words(one.metric, one.county.figure)} 数据编号 {one.county.number}" for one in own
    )
