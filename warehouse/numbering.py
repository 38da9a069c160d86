"""Rows that people number: the next number is taken inside the transaction that stores the row."""

from __future__ import annotations

from collections.abc import Sequence

from warehouse.connect import Writer
from warehouse.schema import quote


def insert_numbered(writer: Writer, table: str, columns: Sequence[str], values: Sequence[object]) -> int:
    """Store a row under the next number of its first column, which is not among the values; returns the number."""
    number = int(writer.query(f"select coalesce(max({columns[0]}), 0) + 1 from {quote(table)}")[0][0])
    marks = ", ".join("?" * len(columns))
    writer.execute(f"insert into {quote(table)} ({', '.join(columns)}) values ({marks})", [number, *values])
    return number
