"""The open store: one DuckDB file, one process, a cursor for each query and one writer at a time.

DuckDB gives its file to a single process, readers included; a second one gets StoreInUse. Connections shared
between threads mix up results, so every query has its own cursor and is fetched to the end.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

import duckdb
import pyarrow as pa  # type: ignore[import-untyped]

from warehouse import schema

DATABASE_NAME = "warehouse.duckdb"
STORE_FOLDERS = ("originals", "attachments", "backups", "logs")
TAKEN_NAMES = frozenset({"reference", "temp", "system", "memory", "main"})

Params = Sequence[object] | Mapping[str, object]

_open_paths: set[Path] = set()
_write_lock = threading.RLock()


class StoreInUse(Exception):
    """The database file belongs to another process (or is already open in this one)."""


class StoreFailed(Exception):
    """The engine could not write (disk full, medium fault); what was being written is not stored.

    needs_restart: it gave up altogether; nothing can be asked until the process is started again.
    """

    def __init__(self, cause: Exception, *, needs_restart: bool) -> None:
        super().__init__(str(cause))
        self.needs_restart = needs_restart


class NestedWrite(Exception):
    """A transaction was begun inside another one of the same thread."""


class Reader(Protocol):
    """What can be asked for rows: the warehouse itself, a writer inside its transaction, or a trial."""

    def query(self, sql: str, params: Params = ()) -> list[tuple]: ...

    def query_dicts(self, sql: str, params: Params = ()) -> list[dict]: ...

    def version(self) -> int: ...


class Writer:
    """One open transaction; ends with the `with` block of Warehouse.write() that gave it.

    `version()` is the version being made (or, when the write makes none, the present one).
    """

    def __init__(self, cursor: duckdb.DuckDBPyConnection, store: Path, version: int) -> None:
        self.cursor = cursor
        self.store = store
        self._version = version

    def version(self) -> int:
        return self._version

    def execute(self, sql: str, params: Params = ()) -> None:
        self.cursor.execute(sql, params or None)

    def query(self, sql: str, params: Params = ()) -> list[tuple]:
        return self.cursor.execute(sql, params or None).fetchall()

    def query_dicts(self, sql: str, params: Params = ()) -> list[dict]:
        return _dicts(self.cursor.execute(sql, params or None))

    def take_upload_id(self) -> int:
        """The next upload number; given back when the transaction is rolled back."""
        return int(self.query("update clock set last_upload_id = last_upload_id + 1 returning last_upload_id")[0][0])

    def take_row_ids(self, count: int) -> int:
        """Reserve `count` row ids; returns the number before the first of them."""
        sql = "update clock set last_row_id = last_row_id + ? returning last_row_id"
        return int(self.query(sql, [count])[0][0]) - count


class Warehouse:
    """The store as this process sees it. Thread-safe. Close it, or use it as a context manager."""

    def __init__(self, store: Path, path: Path, connection: duckdb.DuckDBPyConnection) -> None:
        self.store = store
        self.path = path
        self._connection = connection
        self._writing_thread: int | None = None

    @classmethod
    def open(cls, store: Path, *, database: str = DATABASE_NAME) -> Warehouse:
        """Open (or create) the store's database, bring its schema up to date and take it for this process.

        Raises:
            StoreInUse: another process, or an earlier open Warehouse of this one, holds the file.
            schema.StoreTooNew, schema.ColumnTypeChanged: this program cannot use the file.
        """
        path = (store / database).resolve()
        if path.stem in TAKEN_NAMES:
            raise ValueError(f"a database file cannot be named {path.name}")
        store = path.parent
        for folder in (store, *(store / name for name in STORE_FOLDERS)):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if path in _open_paths:
            raise StoreInUse(f"{path} is already open in this process")
        connection = _connect(path)
        try:
            connection.execute("set allowed_directories = [?]", [f"{store}{os.sep}"])
            connection.execute("attach ':memory:' as reference")
            connection.execute("set enable_external_access = false")
            schema.bring_up(connection)
        except BaseException:
            connection.close()
            raise
        _open_paths.add(path)
        return cls(store, path, connection)

    def close(self) -> None:
        """Give the file back. Calling it again does nothing."""
        if self.path in _open_paths:
            with _write_lock:
                self._connection.close()
                _open_paths.discard(self.path)

    def __enter__(self) -> Warehouse:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def query(self, sql: str, params: Params = ()) -> list[tuple]:
        """Rows of the last committed state; decimals exact, dates as date."""
        with self._cursor() as cursor:
            return cursor.execute(sql, params or None).fetchall()

    def query_dicts(self, sql: str, params: Params = ()) -> list[dict]:
        """The same, each row by column name."""
        with self._cursor() as cursor:
            return _dicts(cursor.execute(sql, params or None))

    def version(self) -> int:
        """The present data version: 0 for an empty store; every accepted change adds one. Keys every cache."""
        return int(self.query("select version from clock")[0][0])

    def writes(self) -> int:
        """Counts every committed transaction, also those that make no version: keys what shows organisational tables."""
        return int(self.query("select writes from clock")[0][0])

    @contextmanager
    def write(self, *, makes_version: bool = True) -> Iterator[Writer]:
        """One transaction under one process-wide lock: committed at the end, rolled back on any exception.

        makes_version: False for what is no change of the data (an audit entry, a remembered mapping).

        Raises:
            StoreFailed: the commit could not be written; nothing of it is stored.
        """
        with self._transaction(1 if makes_version else 0) as writer:
            yield writer
            try:
                writer.execute("commit")
            except duckdb.Error as error:
                raise StoreFailed(error, needs_restart=isinstance(error, duckdb.FatalException)) from error

    @contextmanager
    def rolled_back(self) -> Iterator[Writer]:
        """A transaction at the next version that never counts; readers do not see it and are not held up."""
        with self._transaction(1) as writer:
            yield writer

    @contextmanager
    def snapshot(self) -> Iterator[Writer]:
        """A consistent look at the present state with room for temporary tables; needs no lock."""
        with self._cursor() as cursor:
            cursor.execute("begin")
            yield Writer(cursor, self.store, int(cursor.execute("select version from clock").fetchall()[0][0]))

    @contextmanager
    def _transaction(self, step: int) -> Iterator[Writer]:
        # The writing comes first: the engine refuses a second writer that got past the lock.
        clock = "update clock set version = version + ?, writes = writes + 1 returning version"
        with _write_lock:
            if self._writing_thread == threading.get_ident():
                raise NestedWrite("this thread is already inside a transaction")
            with self._cursor() as cursor:
                self._writing_thread = threading.get_ident()
                try:
                    cursor.execute("begin")
                    yield Writer(cursor, self.store, int(cursor.execute(clock, [step]).fetchall()[0][0]))
                finally:
                    # Closing the cursor rolls back whatever was not committed.
                    self._writing_thread = None

    @contextmanager
    def _cursor(self) -> Iterator[duckdb.DuckDBPyConnection]:
        try:
            with self._connection.cursor() as cursor:
                yield cursor
        except duckdb.FatalException as error:
            raise StoreFailed(error, needs_restart=True) from error

    @contextmanager
    def own_cursor(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """A cursor outside any transaction, for this room alone; it holds nobody up."""
        with self._cursor() as cursor:
            yield cursor

    def load_reference(self, name: str, columns: Mapping[str, str], rows: Sequence[Sequence[object]]) -> None:
        """Put a table into the in-memory database `reference`, visible to all cursors; replaces one of that name.

        columns: column name → SQL type. rows: one value per column, in that order.
        """
        table = f"reference.{schema.quote(name)}"
        definition = ", ".join(f"{schema.quote(column)} {kind}" for column, kind in columns.items())
        with _write_lock, self._cursor() as cursor:
            cursor.execute("begin")
            cursor.execute(f"create or replace table {table} ({definition})")
            if rows:
                given = {column: [row[position] for row in rows] for position, column in enumerate(columns)}
                cursor.register("given_rows", pa.table(given))
                cursor.execute(f"insert into {table} select * from given_rows")
                cursor.unregister("given_rows")
            cursor.execute("commit")


def _connect(path: Path) -> duckdb.DuckDBPyConnection:
    no_extensions = ("autoinstall_known_extensions", "autoload_known_extensions")
    try:
        return duckdb.connect(str(path), config=dict.fromkeys(no_extensions, False))
    except duckdb.IOException as error:
        if "lock" in str(error):
            raise StoreInUse(f"{path} is held by another process") from error
        raise


def _dicts(cursor: duckdb.DuckDBPyConnection) -> list[dict]:
    names = [column[0] for column in cursor.description or ()]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
