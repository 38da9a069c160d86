"""What the filed data lack or contradict: one finder for each kind, every finding with its place.

Only names what stands in the rows; figures and their 口径 are not touched.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

from config.contracts import load_contracts
from loaders.problems import load_catalogue
from loaders.spelling import fold_bare
from metrics.catalog import load_catalog
from metrics.figure import Outcome, Point, Scope, SubjectRow
from metrics.listings.quality import list_loose_names, list_reliefs, list_silent
from metrics.sentences import short_name, show_date
from metrics.subjects import find_rows
from services.actor import Actor
from services.progress import may_see
from services.store import Store
from services.uploads import standing_warnings
from warehouse.history import ACCEPTED, UNDONE, UploadRecord, list_uploads, list_versions
from warehouse.names import NamedRow, list_pending, list_row_units

FindingKind = Literal["blank", "pending", "warning", "silent", "relief", "unknown", "alike", "loose"]
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


def fold_alike(name: str) -> str:
    """A name without spaces, punctuation and its trailing number: equal for names that look like one."""
    folded = fold_bare(name)
    return match[1] if (match := _TRAILING_NUMBER.fullmatch(folded)) else folded


def find_silent(store: Store, point: Point, scope: Scope) -> Iterator[Finding]:
    """Units that never sent a list they owe."""
    asked = [one.id for one in load_contracts().values() if one.is_from_units and one.replaces == "units"]
    for one in list_silent(store.warehouse, point, scope, datasets=asked):
        yield Finding("silent", one.dataset, one.unit, "整张表", "从未报送")


def find_subjects(
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
    return f"“{title}”未填，影响{short_name(load_catalog()[metric])}"


def _unknown_words(metric: str) -> str:
    return f"最近日期晚于统计时点，{short_name(load_catalog()[metric])}看不出当时情况"


def find_pending(store: Store, point: Point) -> Iterator[Finding]:
    """Cells marked 待补正."""
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


def find_warnings(store: Store, point: Point) -> Iterator[Finding]:
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


def find_loose(store: Store, point: Point, scope: Scope) -> Iterator[Finding]:
    """Names in one list that another list of the unit does not have."""
    contracts = load_contracts()
    for one in list_loose_names(store.warehouse, point, scope):
        field = contracts[one.dataset].field(one.field).title
        what = f"“{field}”填“{one.name}”，{contracts[one.wanted_in].title}中没有"
        yield Finding("loose", one.dataset, one.unit, one.label, what, one.file, one.sheet, one.source_row)


def find_alike(names: Sequence[NamedRow]) -> Iterator[Finding]:
    """Names of one list that look like one another."""
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


def find_reliefs(store: Store, point: Point, scope: Scope, actor: Actor) -> Iterator[Finding]:
    """Standing entries of the register of reliefs."""
    catalog = load_catalog()
    for one in list_reliefs(store.warehouse, point, scope):
        metric = catalog.get(one.metric)
        if metric is None or not may_see(metric, actor):
            continue
        until = f"至{show_date(one.until_on)}" if one.until_on else "起长期"
        what = f"{one.reason}；批准依据：{one.approval}；{show_date(one.from_on)}{until}"
        yield Finding("relief", "exemption", one.unit, short_name(metric), what, one.file, one.sheet, one.source_row)
