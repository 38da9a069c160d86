"""The cards of a search: what is known about one thing, and what a meeting asks next.

Facts or figure; why, who and promised when (情况说明); the last decision; where to read on.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Literal

from config.contracts import load_contracts
from config.reference import phase_of
from metrics.catalog import Metric, load_catalog
from metrics.counting import count_figures
from metrics.figure import COUNTY, Figure, Scope
from metrics.listings import Explanation, Holder, Task, list_tasks
from metrics.sentences import finding, short_name, show_date, show_percent
from metrics.subjects import find_rows
from metrics.versions import points_for, present_point
from services.actor import Actor
from services.explaining import list_overdue_promises
from services.progress import may_see, read_unit
from services.rows import hide_phones, known_explanations, mask, promise_words, row_words
from services.store import Store
from warehouse.lineage import rows_of
from warehouse.meetings import list_meetings
from warehouse.names import NamedRow
from warehouse.register import RegisterUnit, list_units, short_names

HitKind = Literal["figure", "unit", "metric", "system", "project", "catalog", "scenario", "task", "person"]
KIND_NAMES: dict[HitKind, str] = {
    "figure": "数据编号",
    "unit": "单位",
    "metric": "指标",
    "system": "系统",
    "project": "项目",
    "catalog": "数据资源",
    "scenario": "应用场景",
    "task": "督办事项",
    "person": "人员",
}
# The figure whose row a named thing is looked up in, and the columns its card tells.
LEADING: dict[str, tuple[str, tuple[str, ...]]] = {
    "system": ("cloud_migrated", ("state", "hosting", "cloud_on", "cloud_due_on", "exempt_reason", "mlps_level")),
    "project": ("acceptance_opinion", ("state", "usage", "approved_on", "due_on", "accepted_on", "approval_opinion_on")),
    "catalog": ("converged", ("source_system", "share_type", "update_cycle", "catalogued_on", "converged_on", "updated_on")),
    "scenario": ("scenario_live", ("app", "launched_on", "stopped_on", "user_count", "case_count", "effect")),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Said:
    """One 情况说明: whose (code), about which figure and subject, why, who answers, promised when ("" without a promise)."""

    unit: str
    metric: str
    subject: str
    reason: str
    person: str
    promised: str


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing found, with its card.

    unit: code, "" for the county. facts: (title, words). why: what the unit said about its misses.
    decision: the last 督办事项 given to the unit. area, params: page of the row (a task area's id) and what its link
    carries, "" without one.
    """

    kind: HitKind
    title: str
    unit: str
    facts: tuple[tuple[str, str], ...]
    why: tuple[Said, ...]
    decision: Task | None
    area: str
    params: Mapping[str, str]


class Cards:
    """Makes the cards of one search, at one day and for one actor."""

    def __init__(self, store: Store, as_of: date, actor: Actor) -> None:
        self.store, self.as_of, self.actor = store, as_of, actor
        self.point = present_point(store.warehouse, as_of)
        self.units: Sequence[RegisterUnit] = list_units(store.warehouse)
        self.names = short_names(self.units)
        self.places = {unit.code: number for number, unit in enumerate(self.units)}
        self.said = known_explanations(store, as_of)
        self.tasks = list_tasks(store.warehouse, self.point)

    @cached_property
    def _late(self) -> set[int]:
        """Rows of the 情况说明 whose promise is over while the miss stands."""
        return {one.said.row_id for one in list_overdue_promises(self.store, self.as_of, Scope(), self.actor)}

    def unit(self, unit: RegisterUnit) -> Hit:
        """A unit: its kind and the headline figures."""
        figures = read_unit(self.store, unit, phase_of(self.as_of).cards, self.as_of)
        facts = [(short_name(one.metric), _figure_words(one.metric, one.own)) for one in figures]
        kind = "、".join(filter(None, (unit.kind, unit.batch)))
        return self._hit("unit", unit.name, unit.code, [("类别", kind), *facts], self._why(unit.code), "", {})

    def numberings(self) -> Iterator[tuple[str, Sequence[str]]]:
        """Unit codes in the order that their numbers follow: the present one, then that of each frozen meeting's papers.

        With the words of where it was printed, "" for the present one. A unit that came in between moved all after it.
        """
        yield "", [unit.code for unit in self.units]
        for meeting in list_meetings(self.store.warehouse):
            if meeting.is_frozen:
                then = list_units(self.store.warehouse, meeting.frozen_version)
                yield f"“{meeting.name}”材料", [unit.code for unit in then]

    def figure(self, kind: HitKind, metric: Metric, unit: str, printed_in: str = "") -> Hit:
        """A figure of a unit, or of the county when unit is empty. printed_in: where its number was another one's."""
        point = points_for(metric.id, [self.as_of], self.store.warehouse)[0]
        figures = count_figures(self.store.warehouse, [point], [metric.id], Scope(unit=unit))
        figure = next((one for one in figures if one.unit == (unit or COUNTY)), None)
        own = [one for one in figures if one.unit != COUNTY and one.units_in_scope]
        told = finding(metric, figure, own, self.names, self.as_of) if figure and own else ""
        facts = [
            ("范围", self.names.get(unit, COUNTY)),
            ("结果", _figure_words(metric, figure)),
            ("情况", told.partition("，")[2]),
            ("定义", metric.definition),
        ]
        if printed_in:
            facts.insert(0, ("编号出自", printed_in))
        why = self._why(unit, metric=metric.id)
        return self._hit(kind, metric.name, unit, facts, why, metric.area, {"metric": metric.id})

    def row(self, row: NamedRow) -> Hit:
        """A system, project, resource or scenario: its columns, and its outcome in the leading figure."""
        metric_id, columns = LEADING[row.dataset]
        metric = load_catalog()[metric_id]
        titles = {load_contracts()[row.dataset].field(name).title for name in columns}
        stored = rows_of(self.store.warehouse, row.dataset, [row.row_id])[0]
        facts = [one for one in row_words(stored, self.actor, self.names) if one[0] in titles and one[1] != "未填报"]
        point = points_for(metric_id, [self.as_of], self.store.warehouse)[0]
        subject = next(
            (one for one in find_rows(self.store.warehouse, metric_id, point, row.unit) if one.key == row.name), None
        )
        params = {"metric": metric_id}
        if subject is not None:
            facts.insert(0, (short_name(metric), metric.outcome_name(subject.outcome)))
            params["row"] = f"{subject.unit} / {subject.key}"
        kind: HitKind = row.dataset  # type: ignore[assignment]
        return self._hit(kind, row.name, row.unit, facts, self._why(row.unit, subject=row.name), metric.area, params)

    def person(self, one: Holder) -> Hit:
        """Somebody in post: which post, since when, filed when."""
        filed = f"{show_date(one.filed_on)}备案" if one.filed_on else "未备案"
        facts = [("岗位", one.role), ("职务", one.position), ("任职", f"{show_date(one.appointed_on)}起，{filed}")]
        stored = rows_of(self.store.warehouse, "roster", [one.row_id])[0]
        if self.actor.role != "领导" and stored.values.get("phone"):
            # Masked for everybody: the whole number is shown in the roster's own place only.
            facts.append(("联系电话", mask(str(stored.values["phone"]))))
        params = {"metric": "posts_filled", "row": f"{one.unit} / {one.role}", "outcome": "achieved"}
        why = [said for said in self._why(one.unit) if said.person == one.name]
        return self._hit("person", one.name, one.unit, facts, why, "posts", params)

    def task(self, one: Task) -> Hit:
        """A 督办事项: how it stands, who leads and helps, and the meeting it comes from."""
        days = f"，{'逾期' if one.days_left < 0 else '还有'}{abs(one.days_left)}天" if one.closed_on is None else ""
        facts = [
            ("状态", f"{one.light.shape} {one.light.word}"),
            ("来源", "，".join(filter(None, (one.source, one.meeting, f"{show_date(one.assigned_on)}交办")))),
            ("时限", show_date(one.due_on) + days),
            ("办结", show_date(one.closed_on) if one.closed_on else ""),
            ("配合单位", one.co_units),
            ("进展情况", hide_phones(one.progress)),
        ]
        params = {"metric": "task_on_time", "row": f"{one.unit} / {one.task_no}"}
        why = self._why(one.unit, subject=one.task_no)
        return self._hit("task", f"{one.task_no}　{hide_phones(one.content)}", one.unit, facts, why, "tasks", params)

    def _why(self, unit: str, *, subject: str = "", metric: str = "") -> list[Explanation]:
        return [
            one
            for one in self.said
            if (not unit or one.unit == unit)
            and (not subject or one.subject == subject)
            and (not metric or one.metric == metric)
            and may_see(load_catalog()[one.metric], self.actor)
        ]

    def _hit(
        self,
        kind: HitKind,
        title: str,
        unit: str,
        facts: Sequence[tuple[str, str]],
        why: Sequence[Explanation],
        area: str,
        params: Mapping[str, str],
    ) -> Hit:
        given = [one for one in self.tasks if unit and one.unit == unit]
        last = max(given, key=lambda one: (one.assigned_on, one.task_no), default=None)
        said = tuple(
            Said(
                one.unit,
                short_name(load_catalog()[one.metric]),
                one.subject,
                hide_phones(one.reason),
                one.person,
                promise_words(one.promised_on, is_late=one.row_id in self._late),
            )
            for one in why
        )
        shown = tuple((name, words) for name, words in facts if words)
        return Hit(kind, title, unit, shown, said, last, area, {**params, "unit": unit} if unit else dict(params))


def _figure_words(metric: Metric, figure: Figure | None) -> str:
    if figure is None:
        return "没有应统计的对象"
    if metric.is_count:
        return f"{figure.numerator}{metric.subject_noun[0]}"
    if figure.silent_units and not figure.denominator:
        return "○ 未报"
    return (
        f"{show_percent(figure)}，{figure.numerator}/{figure.denominator}"
        if figure.denominator
        else "— 没有应统计的对象"
    )
