"""报送记录: every upload and version, with its state, what one of them changed and what was noted about it.

Unit staff see what concerns their own unit.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from services.actor import MAY_UPLOAD, Actor
from services.history import KIND_NAMES
from services.store import Store
from services.submit import receipt_number
from warehouse.effect import DatasetEffect, list_claims, list_effects
from warehouse.history import ACCEPTED, UploadRecord, VersionRecord, list_uploads, list_versions
from warehouse.states import SUPERSEDED
from warehouse.waiting import WaitingRecord, list_waiting

__all__ = ["DatasetEffect", "Entry", "EntryDetail", "Noted", "list_entries", "may_take", "read_detail"]


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

    version: None while an upload waits, was returned or replaced.  upload_id: None for a 更正.  made_at, made_by: the
    version, or the upload that has none.  sent_by, sent_at, sent_unit: the upload.  reviewed_by, reviewed_at: who
    accepted or returned what had waited.  units: codes, empty for a whole register.  rows_read … pending: rows, None
    where the version carried no table.  may_undo: nobody undid it yet.
    """

    kind: str
    version: int | None
    upload_id: int | None
    file_name: str
    made_at: datetime
    made_by: str
    on_behalf_of: str
    state: str
    reason: str
    may_undo: bool = False
    datasets: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    sent_by: str = ""
    sent_at: datetime | None = None
    sent_unit: str = ""
    reviewed_by: str = ""
    reviewed_at: datetime | None = None
    reported_on: date | None = None
    rows_read: int | None = None
    opened: int | None = None
    closed: int | None = None
    unchanged: int | None = None
    pending: int = 0
    is_nil: bool = False
    warning_count: int = 0
    has_original: bool = False

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


def list_entries(
    store: Store, actor: Actor, *, unit: str = "", dataset: str = "", state: str = "", kind: str = ""
) -> list[Entry]:
    """The record newest first, as far as it concerns the actor; of one unit code, kind of table, state or act."""
    uploads = {one.upload_id: one for one in list_uploads(store.warehouse)}
    waited = {one.upload_id: one for one in list_waiting(store.warehouse)}
    claims = list_claims(store.warehouse)
    versions = list_versions(store.warehouse)
    entries = [_of_version(one, uploads.get(one.upload_id or -1), waited, claims) for one in versions]
    dated = {one.upload_id for one in versions if one.kind == "upload"}
    entries += [_of_undated(one, waited.get(number)) for number, one in uploads.items() if number not in dated]
    entries.sort(key=lambda one: (one.made_at, one.version or 0), reverse=True)
    return [
        one
        for one in entries
        if (not dataset or dataset in one.datasets)
        and (not kind or kind == one.kind)
        and (not state or state == one.state)
        and (not unit or _concerns(one, unit))
        and (actor.role != "单位" or _concerns(one, actor.unit))
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
    return EntryDetail(entry, warnings, tuple(effects), entry.has_original and may_take(entry, actor))


def standing_warnings(upload: UploadRecord) -> tuple[Noted, ...]:
    """The problems noted at an upload that counted, in the order of the file."""
    return tuple(
        Noted(
            one["code"], one["severity"], one.get("sheet") or "", one.get("row"), one.get("found") or "", one["message"]
        )
        for one in json.loads(upload.warnings or "[]")
    )


def may_take(entry: Entry, actor: Actor) -> bool:
    """Whether the actor may take the file away: unit staff only a file about their own unit alone."""
    if actor.role == "单位":
        return set(entry.units) == {actor.unit} or (not entry.units and entry.sent_unit == actor.unit)
    return actor.role in MAY_UPLOAD


def _of_version(
    one: VersionRecord,
    upload: UploadRecord | None,
    waited: Mapping[int, WaitingRecord],
    claims: Mapping[int, Sequence[tuple[str, str]]],
) -> Entry:
    claimed = claims.get(one.version, ())
    found = Entry(
        kind=KIND_NAMES[one.kind],
        version=one.version,
        upload_id=one.upload_id,
        file_name=one.file_name,
        made_at=one.made_at,
        made_by=one.made_by,
        on_behalf_of=one.on_behalf_of,
        state="已撤销" if one.undone_by else ACCEPTED if one.kind == "upload" else "有效",
        reason=f"已由第{one.undone_by}版撤销" if one.undone_by else one.reason,
        may_undo=one.undone_by is None and one.kind != "undo",
        datasets=tuple(dict.fromkeys(dataset for dataset, _ in claimed)),
        units=tuple(dict.fromkeys(unit for _, unit in claimed if unit)),
    )
    if upload is None:
        return found
    if one.kind == "upload":
        return _with_upload(found, upload, waited.get(upload.upload_id))
    carried = _with_upload(found, upload, None)
    return replace(found, datasets=carried.datasets, units=carried.units, sent_unit=upload.unit)


def _of_undated(upload: UploadRecord, waited: WaitingRecord | None) -> Entry:
    """An upload that made no version (yet)."""
    reason = waited.reason if waited is not None else ""
    if upload.state == SUPERSEDED and waited is not None:
        reason = f"已由后来报送的第{receipt_number(waited.replaced_by or 0)}号替代"
    entry = Entry(
        kind=KIND_NAMES["upload"],
        version=None,
        upload_id=upload.upload_id,
        file_name=upload.file_name,
        made_at=upload.received_at,
        made_by=upload.received_by,
        on_behalf_of=upload.on_behalf_of,
        state=upload.state,
        reason=reason,
    )
    return _with_upload(entry, upload, waited)


def _with_upload(entry: Entry, upload: UploadRecord, waited: WaitingRecord | None) -> Entry:
    tables = upload.tables
    return replace(
        entry,
        file_name=upload.file_name,
        datasets=tuple(dict.fromkeys(table.dataset for table in tables)),
        units=tuple(dict.fromkeys(unit for table in tables for unit in table.units)),
        on_behalf_of=upload.on_behalf_of,
        sent_by=upload.received_by,
        sent_at=upload.received_at,
        sent_unit=upload.unit,
        reviewed_by=waited.decided_by if waited is not None else "",
        reviewed_at=waited.decided_at if waited is not None and waited.decided_by else None,
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


def _concerns(entry: Entry, unit: str) -> bool:
    return unit in entry.units or unit in (entry.sent_unit, entry.on_behalf_of)


def _only(effect: DatasetEffect, unit: str) -> DatasetEffect:
    rows = tuple(row for row in effect.rows if row.unit == unit)
    counts = {word: sum(row.verdict == word for row in rows) for word in ("new", "changed", "withdrawn")}
    return DatasetEffect(effect.dataset, counts["new"], counts["changed"], counts["withdrawn"], rows)
