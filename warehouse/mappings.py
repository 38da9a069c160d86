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


def remembered_mapping(reader: Reader, dataset: str, unit: str | None) -> dict[str, str]:
    """Header → field as last mapped for this unit code and kind."""
    sql = "select header, field from mapping_memory where dataset = ? and unit = ? order by header"
    return dict(reader.query(sql, [dataset, unit or ""]))
