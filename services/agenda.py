"""What the first screen says beside the figures: matters to decide, deadlines ahead, what changed. Lists, no counting."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from metrics.catalog import load_catalog
from metrics.figure import Point, Scope
from metrics.listings import (
    DEADLINE_NAMES,
    Deadline,
    Task,
    find_misses,
    list_changes,
    list_deadlines,
    list_explanations,
    list_overdue_tasks,
    say_change,
)
from metrics.sentences import short_name, show_date
from metrics.versions import known_point, points_for, present_point
from services.actor import MAY_SEE_RESTRICTED, Actor
from services.paper import quoted
from services.rows import explanation_words
from services.store import Store
from warehouse.register import list_units, short_names

MOST_CHARACTERS = 40  # of a task's text where it is named; the whole stands in the list of tasks
# A 情况说明 that asks for help says so in one of these words.
HELP_WORDS = ("请", "协调", "经费", "支持", "帮助", "缺资金")


@dataclass(frozen=True, slots=True)
class Matter:
    """Something for the meeting to decide. area: task area id of its page. since: what, by whom, since when."""

    unit: str
    area: str
    metric: str
    sentence: str
    since: str


@dataclass(frozen=True, slots=True)
class Agenda:
    """The lists of the first screen at one day."""

    matters: tuple[Matter, ...]
    deadlines: tuple[Deadline, ...]
    changes: tuple[str, ...]


def read_agenda(
    store: Store,
    as_of: date,
    scope: Scope,
    metrics: Sequence[str],
    actor: Actor,
    since: date | None,
    *,
    said_until: date | None = None,
) -> Agenda:
    """Matters to decide, the next deadlines and what changed in the headline figures since a former day.

    said_until: what has been said by then is read; default: by the day itself.
    """
    point = present_point(store.warehouse, as_of)
    names = short_names(list_units(store.warehouse))
    overdue = [_overdue(task) for task in list_overdue_tasks(store.warehouse, point, scope)]
    return Agenda(
        matters=(*_calls_for_help(store, as_of, scope, actor, said_until or as_of), *overdue),
        deadlines=tuple(list_deadlines(store.warehouse, point, scope)),
        changes=tuple(say_change(one, names) for one in list_changes(store.warehouse, metrics, since, as_of, scope))
        if since
        else (),
    )


def deadline_words(one: Deadline, names: Mapping[str, str], *, with_day: bool = True) -> str:
    """2023年12月25日，2023年下半年工作总结报送截止，3个单位尚未报送. names: unit code → short name; with_day: begins with it."""
    day = f"{show_date(one.due_on)}，" if with_day else ""
    unit = names.get(one.unit, "")
    if one.kind == "report":
        return f"{day}{one.title}报送截止，{unit or f'{one.open_count}个单位'}尚未报送"
    if one.kind == "task":
        task_no, _, content = one.title.partition(" ")
        return f"{day}{unit}{quoted(content, MOST_CHARACTERS)}（{task_no}）办结时限"
    return f"{day}{unit}{quoted(one.title, MOST_CHARACTERS)}{DEADLINE_NAMES[one.kind]}到期"


def days_words(one: Deadline) -> str:
    """还有3天; 当天到期."""
    return f"还有{one.days_left}天" if one.days_left else "当天到期"


def _overdue(task: Task) -> Matter:
    return Matter(
        unit=task.unit,
        area="tasks",
        metric="task_on_time",
        sentence=f"{quoted(task.content, MOST_CHARACTERS)}逾期{-task.days_left}天未办结",
        since=f"{task.task_no}，{task.source or '督办事项'}，时限{show_date(task.due_on)}",
    )


def _calls_for_help(store: Store, as_of: date, scope: Scope, actor: Actor, said_until: date) -> list[Matter]:
    """Standing misses whose 情况说明 asks for help or promised a day that is over; one matter for each of them."""
    catalog = load_catalog()
    version = known_point(store.warehouse, said_until).version
    asking = [
        said
        for said in list_explanations(store.warehouse, Point(as_of, version), (), scope)
        if said.is_overdue(as_of) or any(word in said.reason for word in HELP_WORDS)
    ]
    matters: dict[int, Matter] = {}
    for metric_id in dict.fromkeys(said.metric for said in asking):
        metric = catalog[metric_id]
        if metric.restricted and actor.role not in MAY_SEE_RESTRICTED:
            continue
        point = points_for(metric_id, [as_of], store.warehouse)[0]
        for miss in find_misses(store.warehouse, metric_id, point, scope, explained_through=version):
            said = miss.explanation
            if said is None or said not in asking or said.row_id in matters:
                continue
            about = quoted(said.subject) if said.subject else ""
            late = f"，已超过承诺{miss.days_past_promise}天" if miss.days_past_promise else ""
            matters[said.row_id] = Matter(
                unit=said.unit,
                area=metric.area,
                metric=metric_id,
                sentence=f"{about}{explanation_words(said)}",
                since=f"{short_name(metric)}，{show_date(said.said_on)}提出{late}",
            )
    return list(matters.values())
