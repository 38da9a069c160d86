"""From a stored row to the cell it came from: file, sheet, row, version, who and when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from config.contracts import load_contracts
from warehouse.connect import Reader
from warehouse.schema import quote


@dataclass(frozen=True, slots=True)
class StoredRow:
    """One whole row. values: field → value in the contract's order.

    file_name … accepted_at: the upload that brought it, and when and as which version that was accepted.
    opened_in, closed_in: the versions it counted from and until (None: it counts now); when an undo brought it
    back, its last time. brought_by: kind of the version that first opened it ("correction": a 更正, with `reason`).
    """

    dataset: str
    row_id: int
    values: dict[str, object]
    month_precise: tuple[str, ...]
    pending: dict[str, str]
    upload_id: int | None
    file_name: str
    sha256: str
    has_original: bool
    sheet: str
    source_row: int | None
    received_at: datetime | None
    received_by: str
    role: str
    on_behalf_of: str
    version: int
    accepted_at: datetime
    made_by: str
    brought_by: str
    reason: str
    opened_in: int
    closed_in: int | None


def row_of(reader: Reader, dataset: str, row_id: int) -> StoredRow:
    """One row with where it came from.

    Raises:
        KeyError: there is no such dataset or row.
    """
    found = rows_of(reader, dataset, [row_id])
    if not found:
        raise KeyError(f"{dataset} has no row {row_id}")
    return found[0]


def rows_of(reader: Reader, dataset: str, row_ids: Sequence[int]) -> list[StoredRow]:
    """The rows with these numbers, in the order of the numbers given; unknown numbers are left out.

    Raises:
        KeyError: there is no such dataset.
    """
    names = [field.name for field in load_contracts()[dataset].fields]
    fields = ", ".join(f"r.{quote(name)}" for name in names)
    rows = reader.query(
        f"""with intervals as (
            select *, min(opened_in) over (partition by row_id) as first_opened_in
            from {quote(dataset)} where list_contains($row_ids::bigint[], row_id)
            qualify row_number() over (partition by row_id order by opened_in desc) = 1
        )
        select {fields}, r.row_id, r.month_precise, r.pending, r.upload_id, coalesce(u.file_name, ''),
            coalesce(u.sha256, ''), coalesce(u.has_original, false), coalesce(r.sheet, ''), r.source_row,
            u.received_at, coalesce(u.received_by, ''), coalesce(u.role, ''), coalesce(u.on_behalf_of, ''),
            v.version, v.made_at, v.made_by, v.kind, v.reason, r.opened_in, r.closed_in
        from intervals r left join upload u on u.upload_id = r.upload_id
            join version v on v.version = r.first_opened_in""",
        {"row_ids": list(row_ids)},
    )
    found = {}
    for row in rows:
        values = dict(zip(names, row, strict=False))
        row_id, month_precise, pending, *rest = row[len(names) :]
        marks = (tuple(month_precise or ()), dict(pending or {}))
        found[row_id] = StoredRow(dataset, row_id, values, *marks, *rest)
    return [found[row_id] for row_id in row_ids if row_id in found]
