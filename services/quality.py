"""数据质量: everything that the filed data lack or contradict, kind by kind, as one role may see it."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass

from metrics.figure import Point, Scope
from services.actor import Actor
from services.findings import (
    BLANK_FIELDS,
    UNKNOWN_METRICS,
    Finding,
    FindingKind,
    find_alike,
    find_loose,
    find_pending,
    find_reliefs,
    find_silent,
    find_subjects,
    find_warnings,
)
from services.store import Store
from warehouse.names import list_names
from warehouse.register import RegisterUnit, list_units

KIND_NAMES: dict[FindingKind, str] = {
    "silent": "未报单位",
    "blank": "未填报",
    "pending": "待补正",
    "warning": "提醒",
    "loose": "名称对不上",
    "alike": "疑似重名",
    "unknown": "无法回溯",
    "relief": "不纳入",
}
KIND_MEANINGS: dict[FindingKind, str] = {
    "silent": "该单位从未报过这张表，不是零。",
    "blank": "指标要用的栏目是空的，按未填报计入分母。",
    "pending": "入库时看不懂的单元格，按未填报计，原文保留，待补正。",
    "warning": "最近一次入库的表格带有的提醒，数据已计入，请核对。",
    "loose": "一张表提到的名称，在本单位另一张表中查不到。",
    "alike": "同一单位同一张表中，只差空格、标点或末尾数字的名称。",
    "unknown": "“最近”一类的日期晚于统计时点，看不出当时的情况。",
    "relief": "登记为不纳入考核、目前有效的事项，均有批准依据。",
}


@dataclass(frozen=True, slots=True)
class Quality:
    """Everything found at a point, kind by kind, in the register's order. units: those the findings may name."""

    point: Point
    units: tuple[RegisterUnit, ...]
    findings: tuple[Finding, ...]

    def count(self, kind: FindingKind, *, unit: str | None = None, dataset: str = "") -> int:
        """How many findings of a kind; unit None for all."""
        return len(self.select(kind, unit=unit, dataset=dataset))

    def select(self, kind: FindingKind, *, unit: str | None = None, dataset: str = "") -> list[Finding]:
        """The findings of a kind, of one unit code and one table when given."""
        return [
            one
            for one in self.findings
            if one.kind == kind and (unit is None or one.unit == unit) and (not dataset or one.dataset == dataset)
        ]


def read_quality(store: Store, point: Point, scope: Scope, actor: Actor) -> Quality:
    """All findings in the rows known at the point; unit staff see those of their own unit."""
    units = list_units(store.warehouse, point.version) if point.version else []
    places = {unit.code: number for number, unit in enumerate(units)}
    kept = {
        unit.code
        for unit in units
        if scope.batch in ("", unit.batch)
        and scope.kind in ("", unit.kind)
        and (actor.role != "单位" or unit.code == actor.unit)
    }
    found = [
        *find_silent(store, point, scope),
        *find_subjects(store, point, scope, actor, tuple(BLANK_FIELDS), "unreported", "blank"),
        *find_pending(store, point),
        *find_warnings(store, point),
        *find_loose(store, point, scope),
        *find_alike(list_names(store.warehouse, point.version)),
        *find_subjects(store, point, scope, actor, UNKNOWN_METRICS, "unknown", "unknown"),
        *find_reliefs(store, point, scope, actor),
    ]
    whole = not scope.batch and not scope.kind and actor.role != "单位"
    shown = [one for one in found if one.unit in kept or (not one.unit and whole)]
    order = list(KIND_NAMES)
    shown.sort(key=lambda one: (order.index(one.kind), places.get(one.unit, -1)))
    return Quality(point, tuple(unit for unit in units if unit.code in kept), tuple(shown))


def count_by_unit(quality: Quality) -> dict[str, Counter[FindingKind]]:
    """Unit code ("" for findings that several units share) → kind → number."""
    counts: dict[str, Counter[FindingKind]] = defaultdict(Counter)
    for one in quality.findings:
        counts[one.unit][one.kind] += 1
    return counts
