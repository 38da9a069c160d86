"""督办事项 as lists: overdue, near due, later, closed; each item leads to its own page part."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

from metrics.lights import DUE_SOON_DAYS
from metrics.listings import Task, TaskCounts
from metrics.sentences import show_date
from services.rows import hide_phones
from ui.acts import is_present
from ui.markup import light_mark, link, show, show_list
from ui.session import KEY_TASK, KEY_VIEW, Look
from warehouse.task_requests import TaskRequest

DESK = "事项办理"
SHOWN_TASKS = 15


def show_counts(counts: TaskCounts) -> None:
    """Counts beside the rates."""
    show(
        f"<p>共交办{counts.assigned}件：办结{counts.closed}件，在办未到期{counts.open_not_due}件，逾期未办结{counts.overdue}件；"
        f"另撤销{counts.cancelled}件。</p>"
    )


def show_open_tasks(look: Look, tasks: list[Task], requests: Mapping[str, TaskRequest]) -> None:
    """The open ones by their day: overdue, near due, later."""
    still_open = [one for one in tasks if one.closed_on is None]
    near = [one for one in still_open if one.light.code == "due_soon"]
    later = [one for one in still_open if not one.is_overdue and one not in near]
    overdue = [one for one in still_open if one.is_overdue]
    _show_part(look, "逾期未办结", overdue, "没有逾期未办结的事项。", requests)
    _show_part(look, f"{DUE_SOON_DAYS}日内到期", near, f"{DUE_SOON_DAYS}日内没有到期的事项。", requests)
    _show_part(look, "在办未到期", later, "没有其他在办事项。", requests)


def show_extended(look: Look, tasks: list[Task]) -> None:
    """Items whose time was extended, whether open or closed."""
    extended = [one for one in tasks if one.due_on != one.first_due_on]
    show_list(
        f"批准延期（{len(extended)}件）",
        [_extension(look, one) for one in extended[:SHOWN_TASKS]],
        "没有批准延期的事项。",
    )


def show_closed(look: Look, tasks: list[Task]) -> None:
    """Closed items, the latest first."""
    closed = sorted((one for one in tasks if one.closed_on), key=lambda one: one.closed_on or one.due_on, reverse=True)
    items = [
        (_title(look, one), f"{light_mark(one.light)}　{show_date(one.closed_on)}销号，时限{show_date(one.due_on)}")
        for one in closed[:SHOWN_TASKS]
        if one.closed_on
    ]
    show_list(f"已销号（{len(closed)}件）", items, "没有销号的事项。")
    _say_more(closed)


def _show_part(look: Look, heading: str, tasks: list[Task], empty: str, requests: Mapping[str, TaskRequest]) -> None:
    """One part of the list, bounded, by the day that counts."""
    items = [_describe(look, one, one.task_no in requests) for one in tasks[:SHOWN_TASKS]]
    show_list(f"{heading}（{len(tasks)}件）", items, empty)
    _say_more(tasks)


def _say_more(tasks: list[Task]) -> None:
    if len(tasks) > SHOWN_TASKS:
        show(f'<p class="foot">只列前{SHOWN_TASKS}件，其余请在“查看事项”中选择。</p>')


def _title(look: Look, one: Task) -> str:
    params = look.choices.params(**{KEY_VIEW: DESK, KEY_TASK: one.task_no})
    words = f"<b>{escape(one.task_no)}</b>　{escape(hide_phones(one.content))}"
    return link("tasks", params, f"{words}（{escape(look.names.get(one.unit, one.unit))}牵头）")


def _describe(look: Look, one: Task, is_asked: bool) -> tuple[str, str]:
    """Content and who leads; light, day and progress under it."""
    days = f"已逾期{-one.days_left}天" if one.days_left < 0 else f"还有{one.days_left}天"
    asked = '　<span class="light near">◇ 申请销号，待核</span>' if is_asked else ""
    # What was written later tells nothing about a past day.
    progress = f"；进展：{hide_phones(one.progress)}" if one.progress and is_present(look) else ""
    extended = f"（原时限{show_date(one.first_due_on)}）" if one.due_on != one.first_due_on else ""
    return (
        _title(look, one),
        f"{light_mark(one.light)}　时限{show_date(one.due_on)}{extended}，{days}{asked}{escape(progress)}",
    )


def _extension(look: Look, one: Task) -> tuple[str, str]:
    """A task whose time was extended: from when to when, and how it stands."""
    closed = f"，{show_date(one.closed_on)}办结" if one.closed_on else ""
    return (
        _title(look, one),
        f"{light_mark(one.light)}　{show_date(one.first_due_on)}延期至{show_date(one.due_on)}{closed}",
    )
