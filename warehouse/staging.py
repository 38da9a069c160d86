"""Puts incoming tables of one dataset into a temporary table `staged`, typed exactly as the contract says.

Through Arrow, column by column, because row-wise inserts take minutes where this takes tenths of a second.
Blank parts of a key become the empty text, so that a blank and an absent part are the same key.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import accumulate

import pyarrow as pa  # type: ignore[import-untyped]

from config.contracts import Contract, Field
from warehouse.connect import Writer
from warehouse.incoming import IncomingTable
from warehouse.schema import SQL_TYPES, quote

ARROW_TYPES: dict[str, pa.DataType] = {
    "VARCHAR": pa.string(),
    "DATE": pa.date32(),
    "BOOLEAN": pa.bool_(),
    "BIGINT": pa.int64(),
    "DECIMAL(18,6)": pa.decimal128(18, 6),
    "DECIMAL(9,2)": pa.decimal128(9, 2),
    "VARCHAR[]": pa.list_(pa.string()),
}


class IncomingInvalid(Exception):
    """A table breaks what the loaders promise: unknown dataset or field, wrong type, uneven or doubled rows."""


def stage_tables(writer: Writer, contract: Contract, tables: Sequence[IncomingTable]) -> None:
    """Fill `staged`: seq (1 …), table_no (0 …), the contract's columns, sheet, source_row, month_precise, pending.

    Raises:
        IncomingInvalid: see there.
    """
    counts = [len(table.source_rows) for table in tables]
    arrays: dict[str, pa.Array] = {
        "seq": pa.array(range(1, sum(counts) + 1), pa.int64()),
        "table_no": pa.array(_repeated(range(len(tables)), counts), pa.int32()),
    }
    for field in contract.fields:
        arrays[field.name] = _column(contract, field, tables)
    arrays["sheet"] = pa.array(_repeated([table.sheet for table in tables], counts), pa.string())
    arrays["source_row"] = pa.array([row for table in tables for row in table.source_rows], pa.int32())
    precise: list[object] = [None] * sum(counts)
    pending: list[object] = [None] * sum(counts)
    for table, first in zip(tables, accumulate(counts, initial=0), strict=False):
        for row, names in table.month_precise.items():
            precise[first + row] = sorted(names) or None
        for row, cells in table.pending.items():
            pending[first + row] = sorted(cells.items()) or None
    arrays["month_precise"] = pa.array(precise, pa.list_(pa.string()))
    arrays["pending"] = pa.array(pending, pa.map_(pa.string(), pa.string()))
    writer.cursor.register("incoming_arrow", pa.table(arrays))
    writer.execute("create or replace temp table staged as from incoming_arrow")
    writer.cursor.unregister("incoming_arrow")
    _refuse_doubled_keys(writer, contract)


def key_text(contract: Contract, alias: str = "") -> str:
    """An SQL expression: the parts of a row's key as one text, equal for equal keys."""
    prefix = f"{alias}." if alias else ""
    return f"concat_ws(chr(31), {', '.join(_part(prefix + quote(name)) for name in contract.key)})"


def _part(column: str) -> str:
    return f"coalesce({column}::varchar, '')"


def _column(contract: Contract, field: Field, tables: Sequence[IncomingTable]) -> pa.Array:
    kind = ARROW_TYPES[SQL_TYPES[field.type]]
    values: list[object] = []
    for table in tables:
        column = table.columns.get(field.name)
        if column is None:
            values.extend([None] * len(table.source_rows))
        elif len(column) != len(table.source_rows):
            raise IncomingInvalid(f"{contract.id}.{field.name}: {len(column)} values in {len(table.source_rows)} rows")
        else:
            values.extend(column)
    if field.name in contract.key and kind == pa.string():
        values = ["" if value is None else value for value in values]
    try:
        return pa.array(values, kind)
    except (pa.ArrowException, TypeError, ValueError, OverflowError) as error:
        raise IncomingInvalid(f"{contract.id}.{field.name}: {error}") from error


def _repeated(values: Iterable[object], counts: Sequence[int]) -> list[object]:
    return [value for value, count in zip(values, counts, strict=True) for _ in range(count)]


def _refuse_doubled_keys(writer: Writer, contract: Contract) -> None:
    text = key_text(contract)
    sql = (
        f"select {text}, min(source_row), max(source_row) from staged group by 1 having count(*) > 1 order by 1 limit 1"
    )
    doubled = writer.query(sql)
    if doubled:
        raise IncomingInvalid(f"{contract.id}: rows {doubled[0][1]} and {doubled[0][2]} have the same key")


def unknown_fields(contract: Contract, columns: Mapping[str, object]) -> list[str]:
    """Names among `columns` that the contract does not have."""
    known = {field.name for field in contract.fields}
    return sorted(name for name in columns if name not in known)
