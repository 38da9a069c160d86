"""The tables of the store: one per dataset, generated from its contract, and the technical ones below.

A field added to a contract becomes a column by itself when the store is opened. Anything else that changes stored
tables (a rename, another type) is a numbered migration, run once and in order.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import duckdb

from config.contracts import Contract, FieldType, load_contracts
from warehouse.technical import TECHNICAL_TABLES

SQL_TYPES: dict[FieldType, str] = {
    "text": "VARCHAR",
    "code": "VARCHAR",
    "unit": "VARCHAR",
    "day": "DATE",
    "date": "DATE",
    "flag": "BOOLEAN",
    "choice": "VARCHAR",
    "count": "BIGINT",
    "amount": "DECIMAL(18,6)",
    "number": "DECIMAL(9,2)",
    "phone": "VARCHAR",
    "period": "VARCHAR",
    "metric": "VARCHAR",
    "list": "VARCHAR[]",
}

# opened_in, closed_in: the versions that brought and ended a row. row_id: one row; it comes back under the same
# number when an undo brings the row back. month_precise: date fields known to the month only. pending: field →
# original text of cells taken as 未填报 and marked 待补正.
ROW_COLUMNS: dict[str, str] = {
    "row_id": "BIGINT",
    "opened_in": "BIGINT",
    "closed_in": "BIGINT",
    "upload_id": "BIGINT",
    "sheet": "VARCHAR",
    "source_row": "INTEGER",
    "month_precise": "VARCHAR[]",
    "pending": "MAP(VARCHAR, VARCHAR)",
}


@dataclass(frozen=True, slots=True)
class Migration:
    """One change of stored tables that cannot be derived: SQL statements, run once in their order."""

    number: int
    name: str
    statements: tuple[str, ...]


# Number 1 is the schema of the first release. A new one takes the next number and never changes afterwards;
# tests/warehouse/schemas holds the tables as every former number left them.
MIGRATIONS: tuple[Migration, ...] = (Migration(1, "first schema", ()),)


class StoreTooNew(Exception):
    """The file was written by a later program."""


class ColumnTypeChanged(Exception):
    """A stored column has another type than the contract asks for: a migration is missing."""


def quote(name: str) -> str:
    """A name as an SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def dataset_columns(contract: Contract) -> dict[str, str]:
    """Column → SQL type of a dataset's table, contract fields first."""
    return {field.name: SQL_TYPES[field.type] for field in contract.fields} | ROW_COLUMNS


def tables(contracts: Mapping[str, Contract]) -> dict[str, dict[str, str]]:
    """Every table of the store: name → column → SQL type."""
    return TECHNICAL_TABLES | {contract.id: dataset_columns(contract) for contract in contracts.values()}


def as_known(dataset: str, version: str = "$version") -> str:
    """The rows of a dataset as known at a version, as a parenthesised relation.

    version: an SQL expression: a parameter, a column or a number.
    """
    opened = f"opened_in <= {version} and (closed_in is null or closed_in > {version})"
    return f"(select * from {quote(dataset)} where {opened})"


def bring_up(
    connection: duckdb.DuckDBPyConnection,
    contracts: Mapping[str, Contract] | None = None,
    migrations: Sequence[Migration] = MIGRATIONS,
) -> None:
    """Create what is missing and run the migrations the file has not seen; all of it or nothing.

    Raises:
        StoreTooNew: the file has a migration that this program does not know.
        ColumnTypeChanged: a column's type differs from the contract's.
    """
    wanted = tables(load_contracts() if contracts is None else contracts)
    stored = _stored_tables(connection)
    latest = migrations[-1].number
    reached = _reached(connection) if "schema_version" in stored else None
    if reached is not None and reached > latest:
        raise StoreTooNew(f"the file has schema {reached}, this program knows up to {latest}")
    if reached == latest and not _differences(stored, wanted):
        return
    connection.execute("begin")
    try:
        for migration in migrations:
            if reached is not None and migration.number > reached:
                for statement in migration.statements:
                    connection.execute(statement)
        for statement in _differences(_stored_tables(connection), wanted):
            connection.execute(statement)
        for migration in migrations:
            if reached is None or migration.number > reached:
                entry = "insert into schema_version values (?, ?, current_localtimestamp())"
                connection.execute(entry, [migration.number, migration.name])
        connection.execute("insert into clock select 0, 0, 0, 0 where not exists (from clock)")
        connection.execute("commit")
    except BaseException:
        connection.execute("rollback")
        raise


def _reached(connection: duckdb.DuckDBPyConnection) -> int | None:
    return connection.execute("select max(number) from schema_version").fetchall()[0][0]


def _stored_tables(connection: duckdb.DuckDBPyConnection) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    sql = """select table_name, column_name, data_type from duckdb_columns()
        where database_name = current_database() and schema_name = 'main' and not internal"""
    for table, column, kind in connection.execute(sql).fetchall():
        found.setdefault(table, {})[column] = kind
    return found


def _differences(stored: Mapping[str, Mapping[str, str]], wanted: Mapping[str, Mapping[str, str]]) -> list[str]:
    """The statements that add missing tables and columns."""
    statements = []
    for table, columns in wanted.items():
        present = stored.get(table)
        if present is None:
            definition = ", ".join(f"{quote(name)} {kind}" for name, kind in columns.items())
            statements.append(f"create table {quote(table)} ({definition})")
            continue
        for name, kind in columns.items():
            if name not in present:
                statements.append(f"alter table {quote(table)} add column {quote(name)} {kind}")
            elif present[name] != kind:
                raise ColumnTypeChanged(f"{table}.{name} is {present[name]}, expected {kind}")
    return statements
