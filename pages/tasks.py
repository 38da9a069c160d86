"""督办事项: due tasks closed and closed in time; the open ones by their day."""

from __future__ import annotations

from html import escape

from metrics.listings import Task, count_tasks, list_tasks
from metrics.sentences import show_date
from services.progress import Topic
from ui import cache
from ui.markup import light_mark, show, show_list
from ui.session import look
from ui.topic import show_topic

METRIC = "task_on_time"

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


def show_open(topic: Topic) -> None:
    """Counts beside the rates, then every task not yet closed."""
    counts = cache.listing(here, count_tasks, METRIC)
    show(
        f"<p>共交办{counts.assigned}件：办结{counts.closed}件，在办未到期{counts.open_not_due}件，逾期未办结{counts.overdue}件；"
        f"另撤销{counts.cancelled}件。</p>"
    )
    tasks = [one for one in cache.listing(here, list_tasks, METRIC) if one.closed_on is None]
    show_list("未办结事项", [describe(one) for one in tasks], "没有未办结的事项。")


show_topic(here, "tasks", show_open)
