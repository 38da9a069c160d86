"""督办事项: due tasks closed and closed in time; the open ones by their day; one item worked with, from meeting to result."""

from __future__ import annotations

from metrics.listings import count_tasks, list_tasks
from services.progress import Topic
from services.task_history import open_requests
from ui import cache
from ui.session import look
from ui.tasks_desk import show_desk
from ui.tasks_list import DESK, show_counts, show_extended, show_open_tasks
from ui.topic import show_topic

METRIC = "task_on_time"

here = look()


def show_open(topic: Topic) -> None:
    """Counts beside the rates, then the open tasks by their day, and the extended ones."""
    show_counts(cache.listing(here, count_tasks, METRIC))
    tasks = cache.listing(here, list_tasks, METRIC)
    show_open_tasks(here, tasks, open_requests(here.store))
    show_extended(here, tasks)


show_topic(here, "tasks", show_open, {DESK: lambda topic: show_desk(here, cache.listing(here, list_tasks, METRIC))})
