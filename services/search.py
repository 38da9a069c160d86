"""Search: a few hits for what somebody typed, each with what a meeting asks next.

Facts or figure; why, who and promised when (情况说明); the last decision; where to read on.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Literal

from config.contracts import load_contracts
from config.reference import phase_of
from loaders.spelling import fold_name
from metrics.catalog import Metric, load_catalog
from metrics.counting import count_figures
from metrics.figure import COUNTY, OUTCOME_NAMES, Figure, Scope
from metrics.listings import Explanation, Holder, Task, list_holders, list_tasks
from metrics.sentences import show_date, show_percent
from metrics.subjects import find_rows
from metrics.versions import points_for, present_point
from services.actor import Actor
from services.data_numbers import find_figure
from services.progress import may_see, read_unit
from services.rows import known_explanations, mask, row_words
from services.store import Store
from warehouse.lineage import rows_of
from warehouse.names import NamedRow, list_names
from warehouse.register import RegisterUnit, list_units

HitKind = Literal["figure", "unit", "metric", "system", "project", "catalog", "person"]
KIND_NAMES: dict[HitKind, str] = {
    "figure": "数据编号",
    "unit": "单位",
    "metric": "指标",
    "system": "系统",
    "project": "项目",
    "catalog": "数据资源",
    "person": "人员",
}
# The figure whose row a named thing is looked up in, and the columns its card tells.
LEADING: dict[str, tuple[str, tuple[str, ...]]] = {
    "system": ("cloud_migrated", ("state", "hosting", "cloud_on", "cloud_due_on", "exempt_reason", "mlps_level")),
    "project": ("acceptance_opinion", ("state", "usage", "approved_on", "due_on", "accepted_on", "approval_opinion_on")),
    "catalog": ("converged", ("source_system", "share_type", "update_cycle", "catalogued_on", "converged_on", "updated_on")),
}  # fmt: skip
MOST_HITS = 8
_PHONE = re.compile(r"(?<!\d)1\d{10}(?!\d)")
EXACT, PREFIX, CONTAINS = 0, 1, 2


@dataclass(frozen=True, slots=True)
class Said:
    """One 情况说明: about which figure and subject, why, who answers, promised when."""

    metric: str
    subject: str
    reason: str
    person: str
    promised_on: date | None


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


@dataclass(frozen=True, slots=True)
class Found:
    """What a search gave: the best hits, and how many there were in all."""

    text: str
    hits: tuple[Hit, ...]
    total: int


@dataclass(frozen=True, slots=True)
class _Match:
    """A name that fits, before its card is made. closeness: EXACT, PREFIX or CONTAINS."""

    closeness: int
    kind: HitKind
    place: int
    name: str
    make: Callable[[], Hit]


def find(store: Store, text: str, as_of: date, actor: Actor, *, most: int = MOST_HITS) -> Found:
    """The names nearest to a text: equal ones, those that begin with it, those that contain it.

    Width, case, spaces and quotation marks make no difference. Restricted figures and people are found by the roles
    that may see them: unit staff find the people of their own unit only.
    """
    wanted = fold_name(text)
    if not wanted or store.is_empty():
        return Found(text.strip(), (), 0)
    book = _Book(store, as_of, actor)
    matches = [*book.numbered(text), *book.matches(wanted)]
    matches.sort(key=lambda one: (one.closeness, list(KIND_NAMES).index(one.kind), one.place, one.name))
    return Found(text.strip(), tuple(one.make() for one in matches[:most]), len(matches))


class _Book:
    """All that one search looks into, at one day and for one actor."""

    def __init__(self, store: Store, as_of: date, actor: Actor) -> None:
        self.store, self.as_of, self.actor = store, as_of, actor
        self.point = present_point(store.warehouse, as_of)
        self.units: Sequence[RegisterUnit] = list_units(store.warehouse)
        self.names = {unit.code: unit.short_name for unit in self.units}
        self.places = {unit.code: number for number, unit in enumerate(self.units)}
        self.said = known_explanations(store, as_of)
        self.tasks = list_tasks(store.warehouse, self.point)

    def numbered(self, text: str) -> Iterable[_Match]:
        """A 数据编号 as printed beside a figure."""
        found = find_figure(text, [unit.code for unit in self.units])
        if found and may_see(load_catalog()[found[0]], self.actor):
            metric, unit = load_catalog()[found[0]], "" if found[1] == COUNTY else found[1]
            yield _Match(EXACT, "figure", 0, text, partial(self._figure_hit, "figure", metric, unit))

    def matches(self, wanted: str) -> Iterable[_Match]:
        """Every name that fits."""
        for unit in self.units:
            spelled = (unit.name, unit.short_name, *unit.aliases, *unit.former_names)
            if (near := _nearest(wanted, spelled)) is not None:
                yield _Match(near, "unit", self.places[unit.code], unit.name, partial(self._unit_hit, unit))
        for metric in load_catalog().values():
            if may_see(metric, self.actor) and (near := _nearest(wanted, (metric.name,))) is not None:
                yield _Match(near, "metric", 0, metric.name, partial(self._figure_hit, "metric", metric, ""))
        for row in list_names(self.store.warehouse, self.point.version, tuple(LEADING)):
            if row.unit in self.places and (near := _nearest(wanted, (row.name,))) is not None:
                kind: HitKind = row.dataset  # type: ignore[assignment]
                yield _Match(near, kind, self.places[row.unit], row.name, partial(self._row_hit, row))
        for holder in list_holders(self.store.warehouse, self.point):
            if self.actor.role == "单位" and holder.unit != self.actor.unit:
                continue
            if (near := _nearest(wanted, (holder.name, self.names[holder.unit] + holder.role))) is not None:
                place = self.places[holder.unit]
                yield _Match(near, "person", place, holder.name, partial(self._person_hit, holder))

    def _unit_hit(self, unit: RegisterUnit) -> Hit:
        figures = read_unit(self.store, unit, phase_of(self.as_of).cards, self.as_of)
        facts = [(one.metric.name.partition("（")[0], _figure_words(one.metric, one.own)) for one in figures]
        kind = "、".join(filter(None, (unit.kind, unit.batch)))
        return self._hit("unit", unit.name, unit.code, [("类别", kind), *facts], self._why(unit.code), "", {})

    def _figure_hit(self, kind: HitKind, metric: Metric, unit: str) -> Hit:
        point = points_for(metric.id, [self.as_of], self.store.warehouse)[0]
        figures = count_figures(self.store.warehouse, [point], [metric.id], Scope(unit=unit))
        figure = next((one for one in figures if one.unit == (unit or COUNTY)), None)
        facts = [
            ("范围", self.names.get(unit, COUNTY)),
            ("结果", _figure_words(metric, figure)),
            ("定义", metric.definition),
        ]
        why = self._why(unit, metric=metric.id) if unit else []
        return self._hit(kind, metric.name, unit, facts, why, metric.area, {"metric": metric.id})

    def _row_hit(self, row: NamedRow) -> Hit:
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
            facts.insert(0, (metric.name.partition("（")[0], OUTCOME_NAMES[subject.outcome]))
            params["row"] = f"{subject.unit} / {subject.key}"
        kind: HitKind = row.dataset  # type: ignore[assignment]
        return self._hit(kind, row.name, row.unit, facts, self._why(row.unit, subject=row.name), metric.area, params)

    def _person_hit(self, one: Holder) -> Hit:
        filed = f"{show_date(one.filed_on)}备案" if one.filed_on else "未备案"
        facts = [("岗位", one.role), ("职务", one.position), ("任职", f"{show_date(one.appointed_on)}起，{filed}")]
        stored = rows_of(self.store.warehouse, "roster", [one.row_id])[0]
        if self.actor.role != "领导" and stored.values.get("phone"):
            # Masked for everybody: the whole number is shown in the roster's own place only.
            facts.append(("联系电话", mask(str(stored.values["phone"]))))
        params = {"metric": "posts_filled", "row": f"{one.unit} / {one.role}", "outcome": "achieved"}
        why = [said for said in self._why(one.unit) if said.person == one.name]
        return self._hit("person", one.name, one.unit, facts, why, "posts", params)

    def _why(self, unit: str, *, subject: str = "", metric: str = "") -> list[Explanation]:
        return [
            one
            for one in self.said
            if one.unit == unit
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
                load_catalog()[one.metric].name.partition("（")[0],
                one.subject,
                _PHONE.sub(lambda found: mask(found[0]), one.reason),
                one.person,
                one.promised_on,
            )
            for one in why
        )
        shown = tuple((name, words) for name, words in facts if words)
        return Hit(kind, title, unit, shown, said, last, area, {**params, "unit": unit} if unit else dict(params))


def _nearest(wanted: str, names: Iterable[str]) -> int | None:
    """How close the closest of some names is to a folded text; None when none contains it."""
    ranks = []
    for name in names:
        folded = fold_name(name or "")
        if wanted in folded:
            ranks.append(EXACT if folded == wanted else PREFIX if folded.startswith(wanted) else CONTAINS)
    return min(ranks, default=None)


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
