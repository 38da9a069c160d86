"""报送记录: every upload and version, what one of them changed, its warnings, its original file.

Unit staff see what concerns their own unit; leaders read everything but take no file away.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from services.actor import MAY_UPLOAD, Actor, NotAllowed, require
from services.history import KIND_NAMES
from services.store import Store
from warehouse.audit import add_entry
from warehouse.effect import DatasetEffect, list_claims, list_effects
from warehouse.history import ACCEPTED, UploadRecord, VersionRecord, list_uploads, list_versions
from warehouse.originals import HashDiffers, read_original

__all__ = ["DatasetEffect", "Entry", "EntryDetail", "Noted", "list_entries", "read_detail", "take_original"]


@dataclass(frozen=True, slots=True)
class Noted:
    """One thing noted when the file was examined, as it was told then. place: sheet and row, row None for a sheet."""

    code: str
    severity: str
    sheet: str
    row: int | None
    found: str
    message: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the record: an upload, or a version without one (撤销, 更正).

    version: None while an upload waits or was returned.  upload_id: None for a 更正.  units: codes, empty for a
    whole register.  opened … pending: rows, None where the version carried no table.  may_undo: nobody undid it yet.
    """

    kind: str
    version: int | None
    upload_id: int | None
    file_name: str
    datasets: tuple[str, ...]
    units: tuple[str, ...]
    made_at: datetime
    made_by: str
    on_behalf_of: str
    state: str
    reason: str
    reported_on: date | None
    rows_read: int | None
    opened: int | None
    closed: int | None
    unchanged: int | None
    pending: int
    is_nil: bool
    warning_count: int
    has_original: bool
    may_undo: bool

    @property
    def id(self) -> str:
        """What the address of the page carries: the version, or the number of an upload that has none."""
        return str(self.version) if self.version is not None else f"-{self.upload_id}"


@dataclass(frozen=True, slots=True)
class EntryDetail:
    """One entry whole. effects: what it did to the rows.  may_take_original: the actor may take the file away."""

    entry: Entry
    warnings: tuple[Noted, ...]
    effects: tuple[DatasetEffect, ...]
    may_take_original: bool


def list_entries(store: Store, actor: Actor, *, unit: str = "", dataset: str = "") -> list[Entry]:
    """The record newest first, as far as it concerns the actor; of one unit code or one kind when given."""
    uploads = {one.upload_id: one for one in list_uploads(store.warehouse)}
    claims = list_claims(store.warehouse)
    versions = list_versions(store.warehouse)
    entries = [_of_version(one, uploads.get(one.upload_id or -1), claims) for one in versions]
    dated = {one.upload_id for one in versions if one.kind == "upload"}
    entries += [_of_waiting(one) for number, one in uploads.items() if number not in dated]
    entries.sort(key=lambda one: (one.made_at, one.version or 0), reverse=True)
    return [
        one
        for one in entries
        if (not dataset or dataset in one.datasets)
        and (not unit or _concerns(one, unit, uploads))
        and (actor.role != "单位" or _concerns(one, actor.unit, uploads))
    ]


def read_detail(store: Store, entry: Entry, actor: Actor) -> EntryDetail:
    """What was noted about an entry and what it did; unit staff see the rows of their own unit only."""
    effects: Sequence[DatasetEffect] = list_effects(store.warehouse, entry.version) if entry.version else ()
    warnings: tuple[Noted, ...] = ()
    if entry.upload_id is not None and entry.kind == KIND_NAMES["upload"]:
        warnings = standing_warnings(list_uploads(store.warehouse, upload_id=entry.upload_id)[0])
    if actor.role == "单位" and set(entry.units) != {actor.unit}:
        effects = [_only(one, actor.unit) for one in effects]
        warnings = ()
    return EntryDetail(entry, warnings, tuple(effects), entry.has_original and _may_take(entry, actor))


def take_original(store: Store, entry: Entry, actor: Actor, *, now: datetime | None = None) -> bytes:
    """The file as it came; taking it is written into the log. Raises NotAllowed with a Chinese sentence."""
    require(actor, MAY_UPLOAD, "下载原件")
    if not _may_take(entry, actor):
        raise NotAllowed("这份文件含有其他单位的数据，只能由县政数局下载。")
    if not entry.has_original or entry.upload_id is None:
        raise NotAllowed("这份文件没有留存原件。")
    upload = list_uploads(store.warehouse, upload_id=entry.upload_id)[0]
    try:
        content = read_original(store.path, upload.sha256)
    except FileNotFoundError:
        raise NotAllowed("原件不在数据目录中，可能已按规定清除，请联系技术人员。") from None
    except HashDiffers:
        raise NotAllowed("原件与入库时的校验值不一致，不能下载，请联系技术人员。") from None
    add_entry(
        store.warehouse, now or datetime.now(), actor, "下载原件", upload.file_name, "", {"upload": upload.upload_id}
    )
    return content


def standing_warnings(upload: UploadRecord) -> tuple[Noted, ...]:
    """The problems noted at an upload that counted, in the order of the file."""
    return tuple(
        Noted(
            one["code"], one["severity"], one.get("sheet") or "", one.get("row"), one.get("found") or "", one["message"]
        )
        for one in json.loads(upload.warnings or "[]")
    )


def _of_version(one: VersionRecord, upload: UploadRecord | None, claims: dict[int, list[tuple[str, str]]]) -> Entry:
    claimed = claims.get(one.version, [])
    found = Entry(
        kind=KIND_NAMES[one.kind],
        version=one.version,
        upload_id=one.upload_id,
        file_name=one.file_name,
        datasets=tuple(dict.fromkeys(dataset for dataset, _ in claimed)),
        units=tuple(dict.fromkeys(unit for _, unit in claimed if unit)),
        made_at=one.made_at,
        made_by=one.made_by,
        on_behalf_of=one.on_behalf_of,
        state=f"已由第{one.undone_by}版撤销" if one.undone_by else ACCEPTED if one.kind == "upload" else "有效",
        reason=one.reason,
        reported_on=None,
        rows_read=None,
        opened=None,
        closed=None,
        unchanged=None,
        pending=0,
        is_nil=False,
        warning_count=0,
        has_original=False,
        may_undo=one.undone_by is None and one.kind != "undo",
    )
    if upload is None:
        return found
    filled = _with_tables(found, upload)
    if one.kind == "upload":
        return filled
    return replace(found, datasets=filled.datasets, units=filled.units, file_name=upload.file_name)


def _of_waiting(upload: UploadRecord) -> Entry:
    """An upload that made no version (yet)."""
    return _with_tables(
        Entry(
            kind=KIND_NAMES["upload"],
            version=None,
            upload_id=upload.upload_id,
            file_name=upload.file_name,
            datasets=(),
            units=(),
            made_at=upload.received_at,
            made_by=upload.received_by,
            on_behalf_of=upload.on_behalf_of,
            state=upload.state,
            reason="",
            reported_on=None,
            rows_read=None,
            opened=None,
            closed=None,
            unchanged=None,
            pending=0,
            is_nil=False,
            warning_count=0,
            has_original=False,
            may_undo=False,
        ),
        upload,
    )


def _with_tables(entry: Entry, upload: UploadRecord) -> Entry:
    tables = upload.tables
    return replace(
        entry,
        file_name=upload.file_name,
        datasets=tuple(dict.fromkeys(table.dataset for table in tables)),
        units=tuple(dict.fromkeys(unit for table in tables for unit in table.units)),
        reported_on=tables[0].reported_on if tables else None,
        rows_read=sum(table.rows_read for table in tables),
        opened=sum(table.opened for table in tables),
        closed=sum(table.closed for table in tables),
        unchanged=sum(table.unchanged for table in tables),
        pending=sum(table.pending for table in tables),
        is_nil=bool(tables) and all(table.is_nil for table in tables),
        warning_count=len(standing_warnings(upload)),
        has_original=upload.has_original,
    )


def _concerns(entry: Entry, unit: str, uploads: dict[int, UploadRecord]) -> bool:
    upload = uploads.get(entry.upload_id or -1)
    return unit in entry.units or (upload is not None and unit in (upload.unit, upload.on_behalf_of))


def _may_take(entry: Entry, actor: Actor) -> bool:
    if actor.role == "单位":
        return set(entry.units) == {actor.unit}
    return actor.role in MAY_UPLOAD


def _only(effect: DatasetEffect, unit: str) -> DatasetEffect:
    rows = tuple(row for row in effect.rows if row.unit == unit)
    counts = {word: sum(row.verdict == word for row in rows) for word in ("new", "changed", "withdrawn")}
    return DatasetEffect(effect.dataset, counts["new"], counts["changed"], counts["withdrawn"], rows)
