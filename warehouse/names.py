"""Every name a reader may ask for, and every cell marked 待补正, as known at a version."""

from __future__ import annotations

from dataclasses import dataclass

from config.contracts import load_contracts, load_named
from warehouse.connect import Reader
from warehouse.schema import as_known, quote


@dataclass(frozen=True, slots=True)
class NamedRow:
    """One named row and where it stands. unit: code. file, sheet, source_row: the upload that brought it."""

    dataset: str
    unit: str
    name: str
    row_id: int
    file: str
    sheet: str
    source_row: int | None


@dataclass(frozen=True, slots=True)
class PendingCell:
    """One cell taken as 未填报 and marked 待补正. label: the row's name; found: the text as it was filed."""

    dataset: str
    unit: str
    label: str
    field: str
    found: str
    row_id: int
    file: str
    sheet: str
    source_row: int | None


def list_names(reader: Reader, version: int, datasets: tuple[str, ...] = ()) -> list[NamedRow]:
    """The names of the rows known at a version, kind by kind, by unit code and name; all kinds with names by default."""
    named = load_named()
    parts = [
        f"""select '{dataset}' as dataset, r.unit, r.{quote(named[dataset])} as name, r.row_id,
            coalesce(u.file_name, ''), coalesce(r.sheet, ''), r.source_row, {number} as part
        from {as_known(dataset)} as r left join upload as u on u.upload_id = r.upload_id"""
        for number, dataset in enumerate(datasets or tuple(named))
    ]
    rows = reader.query(f"{' union all '.join(parts)} order by part, unit, name, row_id", {"version": version})
    return [NamedRow(*row[:-1]) for row in rows]


def list_pending(reader: Reader, version: int) -> list[PendingCell]:
    """Cells marked 待补正 in the rows known at a version, kind by kind, in the order of the files."""
    found = []
    for contract in load_contracts().values():
        unit = "r.unit" if contract.unit_field else "''"
        label_field = next((name for name in contract.key if name not in ("unit",)), contract.key[0])
        found += reader.query(
            f"""select '{contract.id}', {unit}, coalesce(r.{quote(label_field)}::varchar, ''), e.entry.key, e.entry.value,
                r.row_id, coalesce(u.file_name, ''), coalesce(r.sheet, ''), r.source_row
            from {as_known(contract.id)} as r left join upload as u on u.upload_id = r.upload_id,
                unnest(map_entries(r.pending)) as e(entry)
            where r.pending is not null
            order by r.upload_id, r.sheet, r.source_row, 4""",
            {"version": version},
        )
    return [PendingCell(*row) for row in found]


def list_row_units(reader: Reader, dataset: str, upload_id: int) -> dict[tuple[str, int], str]:
    """(sheet, row) → unit code of the rows that an upload brought."""
    if load_contracts()[dataset].unit_field is None:
        return {}
    rows = reader.query(
        f"select sheet, source_row, unit from {quote(dataset)} where upload_id = $upload_id", {"upload_id": upload_id}
    )
    return {(sheet, row): unit for sheet, row, unit in rows}
