"""Copies of the database: made inside the running process, verified by opening them, brought back with care.

A copy holds the database alone. Originals and attachments are plain files named by their hash and never change:
whoever keeps the store safe copies those folders beside it.
"""

from __future__ import annotations

import contextlib
import os
import shutil
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import duckdb

from warehouse import schema
from warehouse.attachments import list_missing_attachments
from warehouse.connect import DATABASE_NAME, StoreInUse, Warehouse
from warehouse.originals import list_missing, sync_folder

_DRAFT, _PART = ".draft", ".part"


class CopyFailed(Exception):
    """The copy could not be written (disk full, folder gone); nothing of it is left behind."""


class BackupUnsound(Exception):
    """The file is no copy of a store, or not the copy it should be."""


@dataclass(frozen=True, slots=True)
class BackupFacts:
    """What a copy holds: the last version and its moment, rows per table (every version's), size in bytes."""

    path: Path
    version: int
    made_at: datetime | None
    schema_number: int
    rows: dict[str, int]
    size: int

    @property
    def row_count(self) -> int:
        return sum(self.rows.values())


@dataclass(frozen=True, slots=True)
class Restored:
    """What was brought back. aside: where the former database lies now (None: there was none).

    former_version: the version it had; None when it could not be read. missing_originals: sha256 of accepted
    uploads whose file is not in this store; missing_attachments: the same of files attached to rows.
    """

    facts: BackupFacts
    aside: Path | None
    former_version: int | None
    missing_originals: tuple[str, ...]
    missing_attachments: tuple[str, ...] = ()


def backup(warehouse: Warehouse, out: Path) -> BackupFacts:
    """Copy the database as of now to a new file, verify it, and put it in place whole. Nobody is held up meanwhile.

    Raises:
        FileExistsError: there is a file already.
        CopyFailed: it could not be written; nothing is left behind.
        BackupUnsound: the copy does not hold what the store holds; nothing is left behind.
    """
    if out.exists():
        raise FileExistsError(out)
    draft = warehouse.store / "backups" / f".{os.getpid()}-{out.name}{_DRAFT}"
    try:
        expected = _copy(warehouse, draft)
        facts = verify(draft)
        if facts.rows != expected:
            raise BackupUnsound(f"the copy holds {facts.rows}, the store {expected}")
        out.parent.mkdir(parents=True, exist_ok=True)
        _put_in_place(draft, out)
    except (duckdb.Error, OSError) as error:
        raise CopyFailed(str(error)) from error
    finally:
        for left in (draft, _log_of(draft), _beside(out)):
            with contextlib.suppress(OSError):
                left.unlink(missing_ok=True)
    return verify(out)


def sweep_drafts(store: Path, folder: Path) -> None:
    """Takes away what copies left behind when the process was killed; only while no copy is being made."""
    backups = store / "backups"
    for left in (*backups.glob(f".*{_DRAFT}"), *backups.glob(f".*{_DRAFT}.wal"), *folder.glob(f".*.duckdb{_PART}")):
        left.unlink(missing_ok=True)


def _copy(warehouse: Warehouse, draft: Path) -> dict[str, int]:
    """Writes all tables of one moment into a new database; returns the rows of each table at that moment."""
    with warehouse.own_cursor() as cursor:
        name = schema.quote(cursor.execute("select current_database()").fetchall()[0][0])
        cursor.execute(f"attach '{str(draft).replace(chr(39), chr(39) * 2)}' as copy_of_store")
        try:
            # One transaction sees one state, whoever writes meanwhile: what is copied is what is counted.
            cursor.execute("begin")
            expected = _rows(cursor)
            cursor.execute(f"copy from database {name} to copy_of_store")
            cursor.execute("commit")
        except duckdb.Error:
            cursor.execute("rollback")
            raise
        finally:
            cursor.execute("detach copy_of_store")
    return expected


def verify(path: Path) -> BackupFacts:
    """Open a copy, read it through and count.

    Raises:
        FileNotFoundError: there is no such file.
        BackupUnsound: it cannot be opened, is no store, or breaks a rule that every store keeps.
    """
    if not path.is_file():
        raise FileNotFoundError(path)
    try:
        with duckdb.connect(str(path), read_only=True) as connection:
            version = int(connection.execute("select version from clock").fetchall()[0][0])
            made = connection.execute("select count(*), max(version), max_by(made_at, version) from version").fetchall()
            number = connection.execute("select max(number) from schema_version").fetchall()[0][0]
            rows = _rows(connection)
    except (duckdb.Error, IndexError) as error:
        raise BackupUnsound(f"{path} cannot be read as a store: {error}") from error
    if made[0][:2] != (version, version or None):
        raise BackupUnsound(f"{path} is at version {version} but lists {made[0][0]} versions")
    return BackupFacts(path, version, made[0][2], number, rows, path.stat().st_size)


def restore(store: Path, source: Path, *, database: str = DATABASE_NAME, at: datetime | None = None) -> Restored:
    """Bring a copy back as the store's database; the present one is put aside under backups/, never deleted.

    Raises:
        StoreInUse: the app is running.
        BackupUnsound, schema.StoreTooNew: the copy is not usable; nothing is changed.
    """
    facts = verify(source)
    if facts.schema_number > schema.MIGRATIONS[-1].number:
        raise schema.StoreTooNew(f"{source} has schema {facts.schema_number}")
    present = store / database
    backups = store / "backups"
    backups.mkdir(mode=0o700, parents=True, exist_ok=True)
    former = _former_version(store, database) if present.exists() else None
    aside = None
    if present.exists():
        aside = _free_name(backups, f"{present.stem}-{at or datetime.now():%Y%m%d-%H%M%S}", present.suffix)
        log = _log_of(present)
        if log.exists():
            os.replace(log, _log_of(aside))
        os.replace(present, aside)
    draft = present.with_name(f".{present.name}.draft")
    shutil.copyfile(source, draft)
    _put_in_place(draft, present)
    with Warehouse.open(store, database=database) as warehouse:
        missing = tuple(list_missing(warehouse)), tuple(list_missing_attachments(warehouse))
        return Restored(facts, aside, former, *missing)


def _former_version(store: Path, database: str) -> int | None:
    """The present database's version; None when it is too broken to say."""
    try:
        with Warehouse.open(store, database=database) as warehouse:
            return warehouse.version()
    except StoreInUse:
        raise
    except (duckdb.Error, schema.StoreTooNew, schema.ColumnTypeChanged):
        return None


def _rows(connection: duckdb.DuckDBPyConnection) -> dict[str, int]:
    names = connection.execute(
        """select table_name from duckdb_tables() where database_name = current_database() and not internal
        and not temporary order by table_name"""
    ).fetchall()
    counts = {}
    for (name,) in names:
        counts[name] = int(connection.execute(f"select count(*) from {schema.quote(name)}").fetchall()[0][0])
    return counts


def _free_name(folder: Path, stem: str, suffix: str) -> Path:
    path, number = folder / f"{stem}{suffix}", 1
    while path.exists():
        number += 1
        path = folder / f"{stem}-{number}{suffix}"
    return path


def _log_of(database: Path) -> Path:
    return database.with_name(database.name + ".wal")


def _beside(target: Path) -> Path:
    return target.with_name(f".{target.name}{_PART}")


def _put_in_place(draft: Path, target: Path) -> None:
    """Move a whole, synced file to its name; across disks it is copied beside the target first."""
    beside = _beside(target)
    shutil.copyfile(draft, beside) if draft.parent != target.parent else os.replace(draft, beside)
    with contextlib.suppress(OSError):  # some network disks know no rights
        beside.chmod(0o600)
    with beside.open("rb+") as file:
        os.fsync(file.fileno())
    os.replace(beside, target)
    sync_folder(target.parent)
