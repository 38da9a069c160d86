"""What a version that was made did to the rows: which it opened, ended and changed, cell by cell."""

from __future__ import annotations

from dataclasses import dataclass

from config.contracts import Contract, load_contracts
from warehouse.connect import Reader
from warehouse.preview import CellChange, RowChange
from warehouse.schema import quote
from warehouse.staging import key_text

ROWS_LISTED = 200
ROWS_COMPARED = 5_000


@dataclass(frozen=True, slots=True)
class DatasetEffect:
    """One kind of table. Counts are whole; rows: the first changed, new and withdrawn ones, up to the limit."""

    dataset: str
    new: int
    changed: int
    withdrawn: int
    rows: tuple[RowChange, ...]


def list_effects(reader: Reader, version: int, *, rows_listed: int = ROWS_LISTED) -> list[DatasetEffect]:
    """The kinds a version touched, in contract order; nothing for a version that changed no row.

    A key that both ended and began in the version is a changed row; a version taken back later reads as it was made.
    """
    effects = []
    for contract in load_contracts().values():
        opened = _rows(reader, contract, "opened_in = $version", {"version": version})
        closed = _rows(reader, contract, "closed_in = $version", {"version": version})
        if opened or closed:
            effects.append(_compare(contract, closed, opened, rows_listed))
    return effects


def compare_versions(
    reader: Reader, dataset: str, unit: str, first: int, second: int, *, rows_listed: int = ROWS_COMPARED
) -> DatasetEffect:
    """The rows of a kind (of one unit code, when given) as known at one version, against those at another.

    Rows that are the same in every cell are in no count.

    Raises:
        KeyError: there is no such dataset.
    """
    contract = load_contracts()[dataset]
    known = "opened_in <= $version and (closed_in is null or closed_in > $version)"
    if unit and contract.unit_field is not None:
        known += " and unit = $unit"
    given = {"unit": unit} if "$unit" in known else {}
    before, after = (_rows(reader, contract, known, {"version": one, **given}) for one in (first, second))
    kept = [key for key in before if key in after and not _cells(contract, before[key], after[key])]
    for key in kept:
        del before[key], after[key]
    return _compare(contract, before, after, rows_listed)


def _compare(contract: Contract, before: dict[str, dict], after: dict[str, dict], rows_listed: int) -> DatasetEffect:
    both = [key for key in after if key in before]
    new = [key for key in after if key not in before]
    withdrawn = [key for key in before if key not in after]
    rows = [
        *(
            _whole(contract, "changed", after[key], _cells(contract, before[key], after[key]))
            for key in both[:rows_listed]
        ),
        *(_whole(contract, "new", after[key]) for key in new[:rows_listed]),
        *(_whole(contract, "withdrawn", before[key]) for key in withdrawn[:rows_listed]),
    ]
    return DatasetEffect(contract.id, len(new), len(both), len(withdrawn), tuple(rows[:rows_listed]))


def list_claims(reader: Reader) -> dict[int, list[tuple[str, str]]]:
    """Version → the kinds and unit codes ("" for a whole kind) it speaks for."""
    claims: dict[int, list[tuple[str, str]]] = {}
    for version, dataset, unit in reader.query(
        "select distinct version, dataset, coalesce(unit, '') from claim order by 1, 2, 3"
    ):
        claims.setdefault(version, []).append((dataset, unit))
    return claims


def _rows(reader: Reader, contract: Contract, where: str, params: dict[str, object]) -> dict[str, dict]:
    # Rows opened and ended by one version cannot be: a version is one transaction over present rows.
    order = "unit, row_id" if contract.unit_field else "row_id"
    found = reader.query_dicts(
        f"select *, {key_text(contract)} as key_text from {quote(contract.id)} where {where} order by {order}",
        params,
    )
    return {row["key_text"]: row for row in found}


def _cells(contract: Contract, before: dict, after: dict) -> tuple[CellChange, ...]:
    """The cells that differ in value, in precision, or in being marked 待补正."""
    cells = []
    for field in contract.fields:
        name = field.name
        was_month, is_month = (name in (side["month_precise"] or ()) for side in (before, after))
        was_pending, is_pending = ((side["pending"] or {}).get(name) for side in (before, after))
        if (before[name], was_month, was_pending) != (after[name], is_month, is_pending):
            cells.append(CellChange(name, before[name], after[name], was_month, is_month))
    return tuple(cells)


def _whole(contract: Contract, verdict: str, row: dict, cells: tuple[CellChange, ...] = ()) -> RowChange:
    return RowChange(
        verdict=verdict,  # type: ignore[arg-type]
        key=tuple("" if row[name] is None else str(row[name]) for name in contract.key),
        unit=str(row.get("unit") or ""),
        values={field.name: row[field.name] for field in contract.fields},
        cells=cells,
        sheet=row["sheet"] or "",
        source_row=row["source_row"],
        row_id=row["row_id"],
        month_precise=tuple(row["month_precise"] or ()),
        pending=dict(row["pending"] or {}),
    )
