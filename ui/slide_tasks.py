"""The slides of what the meeting has to settle: 提请协调解决事项, then 督办 with what was decided in the room."""

from __future__ import annotations

from html import escape

from metrics.listings import Task
from metrics.sentences import show_date
from services.agenda import Matter
from services.meetings import Decision
from services.pack_titles import say_matters, say_tasks
from services.pack_words import value_words
from ui.slide_pages import DECIDED, matter_pages, matter_size, task_columns, task_lines, task_pages, task_size
from ui.slide_parts import draw_slide, subtitle_of
from ui.slides import ABOUT, OF_UNIT, VIEW, Show
from warehouse.decisions import CONFIRMED, DRAFT


def draw_matters(show: Show) -> tuple[str, str]:
    """Slide and source line of one page of 提请协调解决事项; each leads to its whole text."""
    pack = show.pack
    pages = matter_pages(pack)
    page = pages[show.slide.part - 1]
    items = "".join(_matter(show, number + 1, pack.matters[number]) for number in page)
    body = (
        f'<ol class="numbered" style="--size: {matter_size(pack, pages)}rem">{items}</ol>'
        if items
        else '<p class="plain">没有请求协调的情况说明，也没有逾期未办结的督办事项。</p>'
    )
    title = say_matters(pack) + ("（续）" if page.start else "")
    return draw_slide(title, subtitle_of(show, "提请协调解决事项"), body, css="listed"), ""


def _matter(show: Show, number: int, one: Matter) -> str:
    task = show.pack.task_of(one)
    where = {VIEW: "task", ABOUT: task.task_no} if task else {VIEW: "rows", ABOUT: one.metric, OF_UNIT: one.unit}
    words = show.link(escape(one.sentence), **where)
    return (
        f'<li><i>{number}</i><div><p class="text"><b>{escape(show.unit_name(one.unit))}</b>　{words}</p>'
        f'<p class="quiet">{escape(one.since)}</p></div></li>'
    )


def draw_tasks(show: Show) -> tuple[str, str]:
    """What this meeting decided first, then what is overdue, then what is open; each leads to its whole text."""
    pack = show.pack
    lines = task_lines(pack, show.decisions)
    pages = task_pages(pack, show.decisions)
    shown = [lines[place] for place in pages[show.slide.part - 1]]
    rows = "".join(_decision_row(show, one) if isinstance(one, Decision) else _task_row(show, one) for one in shown)
    no, who = task_columns(pack, lines)
    style = f"--size: {task_size(pack, lines, pages)}rem; --no: {no:.1f}em; --who: {who:.1f}em"
    body = (
        f'<table class="figures tasks" style="{style}"><colgroup><col class="no"><col class="who">'
        '<col><col class="due"></colgroup><tr><th class="left">编号</th><th class="left">牵头单位</th>'
        f'<th class="left">事项</th><th>时限和状态</th></tr>{rows}</table>'
        if rows
        else '<p class="plain">没有在办的督办事项，本次会议也还没有记录决定。</p>'
    )
    title = say_tasks(pack) + (f"；本次会议议定{len(show.decisions)}项" if show.decisions else "")
    own = [one for one in map(pack.metric, ("task_closed", "task_on_time")) if one]
    source = "　".join(
        f"{escape(one.short_name)}{escape(value_words(one.metric, one.county.figure))}　数据编号 {one.county.number}"
        for one in own
    )
    return draw_slide(title, subtitle_of(show, "督办事项"), body, css="listed"), source


def task_state(task: Task) -> str:
    """逾期61天, 还有17天 or 已办结, with its light."""
    if task.closed_on is not None:
        return f'<span class="light good">● {show_date(task.closed_on)}办结</span>'
    late = f"逾期{-task.days_left}天" if task.is_overdue else f"还有{task.days_left}天"
    css = "bad" if task.is_overdue else "near" if task.light.code == "due_soon" else "none"
    return f'<span class="light {css}">{escape(task.light.shape)} {late}</span>'


def decision_state(one: Decision) -> str:
    """Where a decision stands between the room and the 督办事项."""
    if one.state == CONFIRMED:
        return '<span class="light good">● 已转督办</span>'
    return f'<span class="light none">{"○ 待确认" if one.state == DRAFT else "△ 督办已撤销"}</span>'


def _decision_row(show: Show, one: Decision) -> str:
    number = f'<b class="decided">{DECIDED}</b>{f"<br>{escape(one.task_no)}" if one.state == CONFIRMED else ""}'
    words = show.link(escape(one.content), css="clamp", **{VIEW: "decide"})
    return _row(number, show.unit_name(one.unit), words, show_date(one.due_on), decision_state(one))


def _task_row(show: Show, task: Task) -> str:
    words = show.link(escape(task.content), css="clamp", **{VIEW: "task", ABOUT: task.task_no})
    return _row(escape(task.task_no), show.unit_name(task.unit), words, show_date(task.due_on), task_state(task))


def _row(number: str, unit: str, words: str, due: str, state: str) -> str:
    return (
        f'<tr><td class="left">{number}</td><td class="left">{escape(unit)}</td><td class="left">{words}</td>'
        f'<td class="due"><span>{due}</span> {state}</td></tr>'
    )
