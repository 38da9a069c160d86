"""数据质量: what the filed data lack or contradict, as one list of findings with the place of each.

Only names what stands in the rows; figures and their 口径 are not touched.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

from config.contracts import load_contracts
from loaders.problems import load_catalogue
from loaders.spelling import fold_name
from metrics.catalog import load_catalog
from metrics.figure import Outcome, Point, Scope, SubjectRow
from metrics.listings.quality import list_loose_names, list_reliefs, list_silent
from metrics.sentences import show_date
from metrics.subjects import find_rows
from services.actor import Actor
from services.progress import may_see
from services.store import Store
from services.uploads import standing_warnings
from warehouse.history import ACCEPTED, UNDONE, UploadRecord, list_uploads, list_versions
from warehouse.names import NamedRow, list_names, list_pending, list_row_units
from warehouse.register import RegisterUnit, list_units

FindingKind = Literal["blank", "pending", "warning", "silent", "relief", "unknown", "alike", "loose"]
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
# Columns whose blank counts as 未填报, by the figure that says so.
BLANK_FIELDS = {
    "cdo_in_leadership": "is_leadership",
    "project_in_use": "usage",
    "converged": "should_converge",
    "fresh": "updated_on",
    "functions_covered": "is_catalogued",
    "mlps_graded": "mlps_level",
    "localised": "is_localised",
    "report_complete": "",
}
REPORT_PARTS = "报告内容各部分"
UNKNOWN_METRICS = ("fresh", "mlps_valid", "crypto_valid")
_PUNCTUATION = re.compile(r"[\W_]")
_TRAILING_NUMBER = re.compile(r"(.*\D)\d+")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to look at. unit: code, "" when several share it. about: the row's name. what: found, in words.

    file, sheet, row: where it stands, empty when there is no such place (a list never sent).
    """

    kind: FindingKind
    dataset: str
    unit: str
    about: str
    what: str
    file: str = ""
    sheet: str = ""
    row: int | None = None


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
        *_find_silent(store, point, scope),
        *_find_subjects(store, point, scope, actor, tuple(BLANK_FIELDS), "unreported", "blank"),
        *_find_pending(store, point),
        *_find_warnings(store, point),
        *_find_loose(store, point, scope),
        *_find_alike(list_names(store.warehouse, point.version)),
        *_find_subjects(store, point, scope, actor, UNKNOWN_METRICS, "unknown", "unknown"),
        *_find_reliefs(store, point, scope, actor),
    ]
    whole = not scope.batch and not scope.kind and actor.role != "单位"
    shown = [one for one in found if one.unit in kept or (not one.unit and whole)]
    order = list(KIND_NAMES)
    shown.sort(key=lambda one: (order.index(one.kind), places.get(one.unit, -1)))
    return Quality(point, tuple(unit for unit in units if unit.code in kept), tuple(shown))


def fold_alike(name: str) -> str:
    """A name without spaces, punctuation and its trailing number: equal for names that look like one."""
    folded = _PUNCTUATION.sub("", fold_name(name))
    return match[1] if (match := _TRAILING_NUMBER.fullmatch(folded)) else folded


def _find_silent(store: Store, point: Point, scope: Scope) -> Iterator[Finding]:
    asked = [one.id for one in load_contracts().values() if one.is_from_units and one.replaces == "units"]
    for one in list_silent(store.warehouse, point, scope, datasets=asked):
        yield Finding("silent", one.dataset, one.unit, "整张表", "从未报送")


def _find_subjects(
    store: Store,
    point: Point,
    scope: Scope,
    actor: Actor,
    metrics: Sequence[str],
    outcome: Outcome,
    kind: FindingKind,
) -> Iterator[Finding]:
    """Subjects of figures that have a row of their own; those without one belong to units that never filed."""
    for metric in metrics:
        if may_see(load_catalog()[metric], actor):
            for row in find_rows(store.warehouse, metric, point, "", (outcome,), scope):
                if row.row_id is not None:
                    what = _blank_words(metric, row) if kind == "blank" else _unknown_words(metric)
                    yield Finding(kind, row.dataset, row.unit, row.label, what, row.file, row.sheet, row.row)


def _blank_words(metric: str, row: SubjectRow) -> str:
    name = BLANK_FIELDS[metric]
    title = load_contracts()[row.dataset].field(name).title if name else REPORT_PARTS
    return f"“{title}”未填，影响{load_catalog()[metric].name.partition('（')[0]}"


def _unknown_words(metric: str) -> str:
    return f"最近日期晚于统计时点，{load_catalog()[metric].name.partition('（')[0]}看不出当时情况"


def _find_pending(store: Store, point: Point) -> Iterator[Finding]:
    for one in list_pending(store.warehouse, point.version):
        title = load_contracts()[one.dataset].field(one.field).title
        yield Finding(
            "pending",
            one.dataset,
            one.unit,
            one.label,
            f"“{title}”原填“{one.found}”",
            one.file,
            one.sheet,
            one.source_row,
        )


def _find_warnings(store: Store, point: Point) -> Iterator[Finding]:
    """Warnings of uploads that are the latest of a unit's list: an older one has been overtaken."""
    row_units = cache(lambda dataset, upload: list_row_units(store.warehouse, dataset, upload))
    for upload in latest_uploads(store, point.version):
        by_sheet: dict[str, set[str]] = defaultdict(set)
        for table in upload.tables:
            by_sheet[table.sheet] |= set(table.units)
        datasets = {table.sheet: table.dataset for table in upload.tables}
        for one in standing_warnings(upload):
            units = by_sheet.get(one.sheet) or {unit for table in upload.tables for unit in table.units}
            if len(units) > 1 and one.row is not None and one.sheet in datasets:
                # A row that did not change keeps the place of an earlier upload, so its unit may stay open here.
                units = {row_units(datasets[one.sheet], upload.upload_id).get((one.sheet, one.row), "")}
            template = load_catalogue().get(one.code)
            yield Finding(
                "warning",
                datasets.get(one.sheet) or (upload.tables[0].dataset if upload.tables else ""),
                next(iter(units)) if len(units) == 1 else "",
                template.name if template else "提醒",
                one.message.partition("：")[2] or one.message,
                upload.file_name,
                one.sheet,
                one.row,
            )


def latest_uploads(store: Store, version: int) -> list[UploadRecord]:
    """Accepted uploads that are, at a version, the latest of some unit's list (or of a register), newest first."""
    undone = {one.undoes for one in list_versions(store.warehouse) if one.undoes and one.version <= version}
    taken: set[tuple[str, str]] = set()
    latest = []
    for upload in list_uploads(store.warehouse):
        if upload.state not in (ACCEPTED, UNDONE) or upload.version is None:
            continue
        if upload.version > version or upload.version in undone:
            continue
        spoken = {(table.dataset, unit) for table in upload.tables for unit in table.units or ("",)}
        if spoken - taken:
            latest.append(upload)
        taken |= spoken
    return latest


def _find_loose(store: Store, point: Point, scope: Scope) -> Iterator[Finding]:
    contracts = load_contracts()
    for one in list_loose_names(store.warehouse, point, scope):
        field = contracts[one.dataset].field(one.field).title
        what = f"“{field}”填“{one.name}”，{contracts[one.wanted_in].title}中没有"
        yield Finding("loose", one.dataset, one.unit, one.label, what, one.file, one.sheet, one.source_row)


def _find_alike(names: Sequence[NamedRow]) -> Iterator[Finding]:
    groups: dict[tuple[str, str, str], list[NamedRow]] = defaultdict(list)
    for one in names:
        groups[one.dataset, one.unit, fold_alike(one.name or "")].append(one)
    for (dataset, unit, _), rows in groups.items():
        first, *others = rows
        if others:
            more = f"等{len(rows)}个" if len(rows) > 2 else ""
            yield Finding(
                "alike",
                dataset,
                unit,
                first.name,
                f"与“{others[0].name}”{more}相近，请核对是否重复",
                others[0].file,
                others[0].sheet,
                others[0].source_row,
            )


def _find_reliefs(store: Store, point: Point, scope: Scope, actor: Actor) -> Iterator[Finding]:
    catalog = load_catalog()
    for one in list_reliefs(store.warehouse, point, scope):
        metric = catalog.get(one.metric)
        if metric is None or not may_see(metric, actor):
            continue
        until = f"至{show_date(one.until_on)}" if one.until_on else "起长期"
        what = f"{one.reason}；批准依据：{one.approval}；{show_date(one.from_on)}{until}"
        yield Finding(
            "relief", "exemption", one.unit, metric.name.partition("（")[0], what, one.file, one.sheet, one.source_row
        )


def count_by_unit(quality: Quality) -> dict[str, Counter[FindingKind]]:
    """Unit code ("" for findings that several units share) → kind → number."""
    counts: dict[str, Counter[FindingKind]] = defaultdict(Counter)
    for one in quality.findings:
        counts[one.unit][one.kind] += 1
    return counts
