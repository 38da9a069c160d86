"""Remembered column mappings: which left-over header a unit mapped to which field of a kind, by hand."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from warehouse.audit import local_time
from warehouse.connect import Reader, Warehouse, Writer


def remember_mapping(
    target: Warehouse | Writer, dataset: str, unit: str, mapping: Mapping[str, str], at: datetime
) -> None:
    """Remember header → field for a unit code ("" for the bureau) and a kind; a header's last mapping holds."""
    if isinstance(target, Warehouse):
        with target.write(makes_version=False) as writer:
            remember_mapping(writer, dataset, unit, mapping, at)
        return
    for header, field in mapping.items():
        place = [dataset, unit, header]
        target.execute("delete from mapping_memory where dataset = ? and unit = ? and header = ?", place)
        target.execute("insert into mapping_memory values (?, ?, ?, ?, ?)", [*place, field, local_time(at)])


def remembered_mappings(reader: Reader) -> dict[tuple[str, str], dict[str, str]]:
    """(kind, unit code) → header → field, all of them: one query where a workbook is tried against every kind."""
    found: dict[tuple[str, str], dict[str, str]] = {}
    for dataset, unit, header, field in reader.query(
        "select dataset, unit, header, field from mapping_memory order by dataset, unit, header"
    ):
        found.setdefault((dataset, unit), {})[header] = field
    return found
