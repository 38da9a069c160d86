"""One upload's way: received → examined → previewed → accepted or refused; nothing counts before `accept`.

A received file lies in the store's private incoming folder until it is accepted or dropped; where a secrecy
mark or ID numbers were found not even that is kept.
"""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from config.contracts import load_contracts
from loaders.annotate import annotate_workbook
from loaders.examine import Examined, Options, ReadResult, examine_file
from loaders.problems import Problem
from loaders.units import KnownUnit, UnitNames
from metrics.catalog import load_catalog
from metrics.counting import count_figures
from metrics.figure import COUNTY, Figure, Point
from services.actor import MAY_UPLOAD, Actor, NotAllowed, require
from services.mended_cells import keep_first_file, remarks_on_mended
from services.store import Store
from warehouse.commit import Preview, commit_upload, preview_upload, trial
from warehouse.history import find_upload_by_hash
from warehouse.incoming import Committed, TableChange, UploadFacts
from warehouse.mappings import remembered_mappings
from warehouse.present import list_system_names
from warehouse.register import list_units

__all__ = [
    "Draft",
    "Options",
    "Receipt",
    "Refused",
    "UploadPreview",
    "accept",
    "drop",
    "examine_upload",
    "marked_copy",
    "preview",
    "unit_names",
]

INCOMING = "incoming"


class Refused(Exception):
    """The draft cannot count; `problems` say why, place by place."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("文件有问题，未入库。")
        self.problems = tuple(problems)


@dataclass(frozen=True)
class Draft:
    """A received file and what was found in it; `path` is None when nothing of it may be kept."""

    token: str
    file_name: str
    path: Path | None
    examined: Examined
    options: Options
    received_at: datetime

    @property
    def is_acceptable(self) -> bool:
        return self.examined.is_acceptable(self.options.accept_incomplete)


@dataclass(frozen=True)
class UploadPreview:
    """What accepting would do: rows by key, and headline figures (metric id, before, after) that would change."""

    rows: Preview
    headline: Sequence[tuple[str, Figure, Figure]]


@dataclass(frozen=True)
class Receipt:
    """One accepted upload, or the earlier one that already holds the same content (`is_repeat`).

    kept: a warning for each first day that the upload tried to move later and that was kept.
    """

    number: str
    version: int
    tables: tuple[TableChange, ...]
    kept: tuple[Problem, ...] = ()
    is_repeat: bool = False


def unit_names(store: Store) -> UnitNames:
    """The present unit register as a finder of names."""
    return UnitNames(
        [
            KnownUnit(
                code=unit.code, name=unit.name, short_name=unit.short_name, aliases=tuple(unit.aliases),
                former_names=tuple(unit.former_names), kind=unit.kind, batch=unit.batch, sort_no=unit.sort_no,
            )
            for unit in list_units(store.warehouse)
        ]
    )  # fmt: skip


def examine_upload(
    store: Store,
    content: bytes | Path,
    file_name: str,
    actor: Actor,
    *,
    options: Options | None = None,
    now: datetime | None = None,
    already_read: ReadResult | None = None,
) -> Draft:
    """Receives one file and finds everything wrong with it; stores no row.

    content: the bytes, or the path of a file which is copied.  already_read: what reading the same file answered.
    Raises NotAllowed for a role that may not file.
    """
    require(actor, MAY_UPLOAD, "报送数据")
    received_at = now or datetime.now()
    token = secrets.token_hex(8)
    folder = store.path / INCOMING / token
    folder.mkdir(parents=True)
    path = folder / "file"
    if isinstance(content, Path):
        shutil.copyfile(content, path)
    else:
        path.write_bytes(content)
    return _examine(store, token, path, file_name, actor, options or Options(), received_at, already_read)


def re_examine(store: Store, draft: Draft, actor: Actor, options: Options) -> Draft:
    """The same file looked at again under other options (kind named, columns mapped, 带问题入库)."""
    if draft.path is None:
        raise NotAllowed("该文件未留存，请修改后重新上传。")
    return _examine(store, draft.token, draft.path, draft.file_name, actor, options, draft.received_at)


def preview(store: Store, draft: Draft, actor: Actor) -> UploadPreview:
    """Rows new, changed, unchanged and withdrawn by key, and the headline figures before and after.

    Begins, applies, counts and rolls back; nothing is stored.
    """
    _refuse_unless_acceptable(draft)
    tables = draft.examined.tables
    day = draft.received_at.date()
    touched = {table.dataset for table in tables}
    metrics = [metric.id for metric in load_catalog().values() if touched & {*metric.sources, metric.silent_dataset}]
    before = count_figures(store.warehouse, [Point(day, store.version())], metrics)
    with trial(store.warehouse, _facts(draft, actor), tables) as tried:
        after = count_figures(tried.reader, [Point(day, tried.reader.version())], metrics)
    covered = {unit for table in tables for unit in table.covered_units}
    return UploadPreview(preview_upload(store.warehouse, tables), _moved(before, after, covered))


def accept(store: Store, draft: Draft, actor: Actor, *, now: datetime | None = None) -> Receipt:
    """Takes the whole file in one act; raises Refused with the problems, NotAllowed for a foreign unit.

    The same content accepted before, and not undone since, changes nothing.
    """
    require(actor, MAY_UPLOAD, "报送数据")
    _refuse_unless_acceptable(draft)
    earlier = find_upload_by_hash(store.warehouse, draft.examined.sha256)
    if earlier is not None and earlier.version is not None:
        drop(store, draft)
        return Receipt(receipt_number(earlier.upload_id), earlier.version, (), is_repeat=True)
    if draft.path is not None:
        keep_first_file(store.path, draft.path.parent)
    made = commit_upload(
        store.warehouse, _facts(draft, actor), draft.examined.tables, draft.path,
        warnings=[problem_record(problem) for problem in draft.examined.problems],
        accepted_at=now or datetime.now(),
    )  # fmt: skip
    drop(store, draft)
    return Receipt(receipt_number(made.upload_id), made.version, made.tables, _kept_days(made))


def marked_copy(store: Store, draft: Draft) -> bytes:
    """问题标注表: the file with its bad cells marked, as xlsx."""
    if draft.path is None:
        raise NotAllowed("该文件含涉密标识或身份证号，未留存，不能生成标注表。")
    found = draft.examined
    return annotate_workbook(draft.path, draft.file_name, found.workbook, found.problems, store.settings.limits)


def drop(store: Store, draft: Draft) -> None:
    """Forgets a draft and its file."""
    shutil.rmtree(store.path / INCOMING / draft.token, ignore_errors=True)


def receipt_number(upload_id: int) -> str:
    """The number printed on a receipt: 报送第000057号 → 000057."""
    return f"{upload_id:06d}"


def problem_record(problem: Problem) -> dict[str, object]:
    """One problem as the plain record that the terminal prints and the store keeps."""
    return {
        "code": problem.code, "severity": problem.severity, "sheet": problem.sheet, "row": problem.row,
        "column": problem.column, "field": problem.field, "found": problem.found, "message": problem.message,
    }  # fmt: skip


def metric_ids() -> Mapping[str, str]:
    """Both spellings a workbook may use for a metric, id and 名称, to the id."""
    catalog = load_catalog().values()
    return {**{metric.id: metric.id for metric in catalog}, **{metric.name: metric.id for metric in catalog}}


def _examine(
    store: Store, token: str, path: Path, file_name: str, actor: Actor, options: Options, received_at: datetime,
    already_read: ReadResult | None = None,
) -> Draft:  # fmt: skip
    if actor.allowed_units is not None:
        options = replace(options, allowed_units=actor.allowed_units)
    remembered = remembered_mappings(store.warehouse)
    examined = examine_file(
        path, file_name, units=unit_names(store), metrics=metric_ids(), received_on=received_at.date(),
        options=options, limits=store.settings.limits, known_systems=lambda: list_system_names(store.warehouse), already_read=already_read,
        remembered=lambda dataset, unit: remembered.get((dataset, unit or ""), {}),
    )  # fmt: skip
    examined = replace(examined, problems=(*examined.problems, *remarks_on_mended(path.parent)))
    if not examined.keeps_original:
        shutil.rmtree(path.parent, ignore_errors=True)
    return Draft(token, file_name, path if examined.keeps_original else None, examined, options, received_at)


def _facts(draft: Draft, actor: Actor) -> UploadFacts:
    return UploadFacts(
        file_name=draft.file_name, sha256=draft.examined.sha256, size=draft.examined.size,
        format=draft.examined.format, received_at=draft.received_at, received_by=actor.name, role=actor.role,
        unit=actor.unit, on_behalf_of=actor.on_behalf_of, origin=actor.origin, mapping=dict(draft.options.mapping),
    )  # fmt: skip


def _kept_days(made: Committed) -> tuple[Problem, ...]:
    return tuple(
        Problem(
            "first_day_kept", sheet=one.sheet, row=one.source_row, field=one.field,
            title=load_contracts()[one.dataset].field(one.field).title,
            found=one.offered.isoformat() if one.offered else "", words={"stored": one.stored.isoformat()},
        )
        for one in made.kept
    )  # fmt: skip


def _refuse_unless_acceptable(draft: Draft) -> None:
    if not draft.is_acceptable:
        raise Refused([one for one in draft.examined.problems if one.severity != "warning"])


def _moved(before: Sequence[Figure], after: Sequence[Figure], covered: set[str]) -> list[tuple[str, Figure, Figure]]:
    """County figures and those of the covered units that the upload would change, in catalogue order."""
    present = {(figure.metric, figure.unit): figure for figure in before}
    moved = []
    for figure in after:
        if figure.unit != COUNTY and figure.unit not in covered:
            continue
        earlier = present.get((figure.metric, figure.unit)) or Figure(figure.metric, figure.unit, figure.as_of, 0, 0)
        if _counts(earlier) != _counts(figure):
            moved.append((figure.metric, earlier, figure))
    return moved


def _counts(figure: Figure) -> tuple[int, ...]:
    return (
        figure.numerator, figure.denominator, figure.exempt, figure.unreported, figure.unknown, figure.silent_units
    )  # fmt: skip
