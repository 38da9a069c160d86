"""What happened to the store: uploads, versions, and taking a version back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from config.contracts import load_contracts
from warehouse.audit import Actor, add_entry, local_time
from warehouse.claims import MEETS
from warehouse.connect import Reader, Warehouse, Writer
from warehouse.incoming import TableChange
from warehouse.schema import dataset_columns, quote
from warehouse.states import ACCEPTED as ACCEPTED
from warehouse.states import RETURNED as RETURNED
from warehouse.states import SUPERSEDED as SUPERSEDED
from warehouse.states import UNDONE as UNDONE
from warehouse.states import WAITING as WAITING
from warehouse.technical import TECHNICAL_TABLES, VERSIONED_KEYS

VersionKind = Literal["upload", "undo", "correction"]


class CannotUndo(Exception):
    """The version cannot be taken back. `later`: the versions that build on it, empty for other causes."""

    def __init__(self, message: str, later: tuple[int, ...] = ()) -> None:
        super().__init__(message)
        self.later = later


@dataclass(frozen=True, slots=True)
class VersionRecord:
    """One version. undoes: the version it took back; undone_by: the version that took it back."""

    version: int
    kind: VersionKind
    upload_id: int | None
    file_name: str
    made_at: datetime
    made_by: str
    role: str
    on_behalf_of: str
    reason: str
    undoes: int | None
    undone_by: int | None


@dataclass(frozen=True, slots=True)
class UploadRecord:
    """One upload as received, and what taking it in changed. warnings, options: JSON text, options empty when unknown."""

    upload_id: int
    file_name: str
    sha256: str
    size: int
    format: str
    received_at: datetime
    received_by: str
    role: str
    unit: str
    on_behalf_of: str
    origin: str
    state: str
    version: int | None
    accepted_at: datetime | None
    has_original: bool
    warnings: str
    options: str
    tables: tuple[TableChange, ...]


def record_version(
    writer: Writer,
    kind: VersionKind,
    actor: Actor,
    at: datetime,
    *,
    upload_id: int | None = None,
    reason: str = "",
    undoes: int | None = None,
) -> None:
    """Write down the version that the transaction is making."""
    who = [actor.name, actor.role, actor.on_behalf_of]
    values = [writer.version(), kind, upload_id, local_time(at), *who, reason, undoes]
    writer.execute(
        """insert into version (version, kind, upload_id, made_at, made_by, role, on_behalf_of, reason, undoes)
        values (?, ?, ?, ?, ?, ?, ?, ?, ?)""",
        values,
    )


def list_versions(reader: Reader) -> list[VersionRecord]:
    """All versions, the latest first."""
    rows = reader.query(
        """select v.version, v.kind, v.upload_id, coalesce(u.file_name, ''), v.made_at, v.made_by, v.role,
            v.on_behalf_of, v.reason, v.undoes, b.version
        from version v left join upload u on u.upload_id = v.upload_id left join version b on b.undoes = v.version
        order by v.version desc"""
    )
    return [VersionRecord(*row) for row in rows]


def list_uploads(
    reader: Reader, *, dataset: str = "", unit: str = "", upload_id: int | None = None, sha256: str = ""
) -> list[UploadRecord]:
    """Uploads, the latest first; those with a table of a dataset, covering or naming a unit code, when given."""
    rows = reader.query(
        """select upload_id, file_name, sha256, size, format, received_at, received_by, role, unit, on_behalf_of,
            origin, state, version, accepted_at, has_original, warnings, coalesce(options, '')
        from upload u
        where ($upload_id is null or upload_id = $upload_id) and ($sha256 = '' or sha256 = $sha256)
            and ($dataset = '' and $unit = '' or exists (from upload_table t where t.upload_id = u.upload_id
                and ($dataset = '' or t.dataset = $dataset) and ($unit = '' or list_contains(t.units, $unit))))
        order by upload_id desc""",
        {"upload_id": upload_id, "sha256": sha256, "dataset": dataset, "unit": unit},
    )
    tables = _tables_of(reader, [row[0] for row in rows])
    return [UploadRecord(*(*row, tuple(tables.get(row[0], ())))) for row in rows]


def find_upload_by_hash(reader: Reader, sha256: str) -> UploadRecord | None:
    """The accepted, not undone upload with exactly this content, if there is one."""
    return next((one for one in list_uploads(reader, sha256=sha256) if one.state == ACCEPTED), None)


def later_versions(reader: Reader, version: int) -> tuple[int, ...]:
    """Later versions, not undone, that speak for something this version speaks for: they stand in an undo's way."""
    rows = reader.query(
        f"""select distinct other.version from claim mine join claim other on other.dataset = mine.dataset
            and other.version > mine.version
        where mine.version = $version
            and other.version not in (select undoes from version where undoes is not null) and {MEETS}
        order by 1""",
        {"version": version},
    )
    return tuple(row[0] for row in rows)


def undo_version(warehouse: Warehouse, version: int, reason: str, actor: Actor, at: datetime) -> int:
    """Bring back the state before a version, as a new version; returns its number. Nothing is deleted.

    Raises:
        CannotUndo: no such version, already undone, itself an undo, or later versions build on it.
    """
    with warehouse.write() as writer:
        return _undo(writer, version, reason, actor, at)


@contextmanager
def undo_trial(warehouse: Warehouse, version: int, actor: Actor, at: datetime) -> Iterator[Writer]:
    """A version taken back within a transaction that never counts: what the writer reads is how it would be.

    Raises:
        CannotUndo: as undo_version.
    """
    with warehouse.rolled_back() as writer:
        _undo(writer, version, "", actor, at)
        yield writer


def _undo(writer: Writer, version: int, reason: str, actor: Actor, at: datetime) -> int:
    found = {one.version: one for one in list_versions(writer)}.get(version)
    if found is None:
        raise CannotUndo(f"there is no version {version}")
    if found.undone_by or found.kind == "undo":
        raise CannotUndo(f"version {version} is {'already undone' if found.undone_by else 'itself an undo'}")
    later = later_versions(writer, version)
    if later:
        raise CannotUndo(f"versions {later} build on version {version}", later)
    record_version(writer, "undo", actor, at, upload_id=found.upload_id, reason=reason, undoes=version)
    for dataset, contract in load_contracts().items():
        _restore(writer, dataset, list(dataset_columns(contract)), contract.key, version)
    for table, key in VERSIONED_KEYS.items():
        _restore(writer, table, list(TECHNICAL_TABLES[table]), key, version)
    writer.execute("update upload set state = ? where version = ?", [UNDONE, version])
    subject = found.file_name or f"版本{version}"
    add_entry(writer, at, actor, "撤销", subject, {"version": version}, {"reason": reason}, writer.version())
    return writer.version()


def _restore(writer: Writer, table: str, columns: list[str], key: tuple[str, ...], version: int) -> None:
    """For every key that a version touched: end its present rows and reopen those known just before the version.

    A reopened row is a copy under the same row_id, so the states in between stay as they were.
    """
    name = quote(table)
    parts = ", ".join(quote(part) for part in key)
    same = " and ".join(f"t.{quote(part)} is not distinct from k.{quote(part)}" for part in key)
    versions = {"version": version, "now": writer.version()}
    writer.execute(
        f"create or replace temp table touched as select distinct {parts} from {name} "
        "where opened_in = $version or closed_in = $version",
        {"version": version},
    )
    if not writer.query("select 1 from touched limit 1"):
        return
    writer.execute(
        f"update {name} t set closed_in = $now from touched k where t.closed_in is null and {same}",
        {"now": writer.version()},
    )
    kept = [column for column in columns if column not in ("opened_in", "closed_in")]
    names = ", ".join(quote(column) for column in kept)
    values = ", ".join(f"t.{quote(column)}" for column in kept)
    writer.execute(
        f"""insert into {name} ({names}, opened_in)
        select {values}, $now from {name} t join touched k on {same}
        where t.opened_in < $version and t.closed_in >= $version""",
        versions,
    )


def _tables_of(reader: Reader, uploads: list[int]) -> dict[int, list[TableChange]]:
    found: dict[int, list[TableChange]] = {}
    rows = reader.query(
        """select upload_id, dataset, sheet, rows_read, opened, closed, unchanged, pending, units, is_nil, reported_on
        from upload_table where list_contains(?::bigint[], upload_id) order by upload_id, position""",
        [uploads],
    )
    for upload_id, *facts, units, is_nil, reported_on in rows:
        found.setdefault(upload_id, []).append(TableChange(*(*facts, tuple(units), is_nil, reported_on)))
    return found
