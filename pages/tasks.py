"""督办事项: due tasks closed and closed in time; the open ones by their day."""

from __future__ import annotations

from html import escape

from metrics.lights import DUE_SOON_DAYS
from metrics.listings import Task, count_tasks, list_tasks
from metrics.sentences import show_date
from services.progress import Topic
from ui import cache
from ui.markup import light_mark, show, show_list
from ui.session import look
from ui.topic import show_topic

METRIC = "task_on_time"
SHOWN_TASKS = 15

here = look()


def describe(one: Task) -> tuple[str, str]:
    """Content and who leads; light, day and progress under it."""
    days = f"已逾期{-one.days_left}天" if one.days_left < 0 else f"还有{one.days_left}天"
    progress = f"；进展：{one.progress}" if one.progress else ""
    extended = f"（原时限{show_date(one.first_due_on)}）" if one.due_on != one.first_due_on else ""
    return (
        f"<b>{escape(one.task_no)}</b>　{escape(one.content)}（{escape(here.names.get(one.unit, one.unit))}牵头）",
        f"{light_mark(one.light)}　时限{show_date(one.due_on)}{extended}，{days}{escape(progress)}",
    )


def extension(one: Task) -> tuple[str, str]:
    """A task whose time was extended: from when to when, and how it stands."""
    closed = f"，{show_date(one.closed_on)}办结" if one.closed_on else ""
    return (
        f"<b>{escape(one.task_no)}</b>　{escape(one.content)}（{escape(here.names.get(one.unit, one.unit))}牵头）",
        f"{light_mark(one.light)}　{show_date(one.first_due_on)}延期至{show_date(one.due_on)}{closed}",
    )


def show_part(heading: str, tasks: list[Task], empty: str) -> None:
    """One part of the list, bounded, by the day that counts."""
    show_list(f"{heading}（{len(tasks)}件）", [describe(one) for one in tasks[:SHOWN_TASKS]], empty)
    if len(tasks) > SHOWN_TASKS:
        show(f'<p class="foot">只列前{SHOWN_TASKS}件，其余请选单位查看明细。</p>')


def show_open(topic: Topic) -> None:
    """Counts beside the rates, then the open tasks by their day: overdue, near due, later; and the extended ones."""
    counts = cache.listing(here, count_tasks, METRIC)
    show(
        f"<p>共交办{counts.assigned}件：办结{counts.closed}件，在办未到期{counts.open_not_due}件，逾期未办结{counts.overdue}件；"
        f"另撤销{counts.cancelled}件。</p>"
    )
    tasks: list[Task] = cache.listing(here, list_tasks, METRIC)
    still_open = [one for one in tasks if one.closed_on is None]
    near = [one for one in still_open if one.light.code == "due_soon"]
    show_part("逾期未办结", [one for one in still_open if one.is_overdue], "没有逾期未办结的事项。")
    show_part(f"{DUE_SOON_DAYS}日内到期", near, f"{DUE_SOON_DAYS}日内没有到期的事项。")
    show_part("在办未到期", [one for one in still_open if not one.is_overdue and one not in near], "没有其他在办事项。")
    extended = [one for one in tasks if one.due_on != one.first_due_on]
    show_list(
        f"批准延期（{len(extended)}件）", [extension(one) for one in extended[:SHOWN_TASKS]], "没有批准延期的事项。"
    )


show_topic(here, "tasks", show_open)
