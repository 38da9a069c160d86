"""What an upload would change, row by row and cell by cell, without taking it in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from config.contracts import load_contracts
from warehouse.compare import Group, Verdict, compare_group, group_tables
from warehouse.connect import Warehouse, Writer
from warehouse.incoming import IncomingTable, Kept
from warehouse.schema import quote

ROWS_SHOWN = 5_000


@dataclass(frozen=True, slots=True)
class CellChange:
    """One cell: its value before and after, and whether either is known to the month only."""

    field: str
    before: object
    after: object
    before_is_month: bool = False
    after_is_month: bool = False


@dataclass(frozen=True, slots=True)
class RowChange:
    """One row. values: field → value, as it would be (a withdrawn row: as it is). key: its parts as text.

    sheet, source_row: in the new file; a withdrawn row: in the file it came from.  cells: of a changed row only.
    row_id: the present row, None for a new one.  pending: field → original text, marked 待补正.
    """

    verdict: Verdict
    key: tuple[str, ...]
    unit: str
    values: dict[str, object]
    cells: tuple[CellChange, ...]
    sheet: str
    source_row: int | None
    row_id: int | None
    month_precise: tuple[str, ...]
    pending: dict[str, str]


@dataclass(frozen=True, slots=True)
class DatasetPreview:
    """One kind of table of the upload. Counts are whole; `rows` holds the first of the new, changed and withdrawn."""

    dataset: str
    replaces: str
    units: tuple[str, ...]
    new: int
    changed: int
    unchanged: int
    withdrawn: int
    rows: tuple[RowChange, ...]

    def rows_of(self, verdict: Verdict) -> tuple[RowChange, ...]:
        return tuple(row for row in self.rows if row.verdict == verdict)


@dataclass(frozen=True, slots=True)
class Preview:
    """The whole upload against the present state, which was that of `version`."""

    version: int
    tables: tuple[DatasetPreview, ...]
    kept: tuple[Kept, ...]


def preview_upload(
    warehouse: Warehouse, tables: Sequence[IncomingTable], *, rows_shown: int = ROWS_SHOWN, unchanged: bool = False
) -> Preview:
    """Compare an upload with the present state; nothing is stored and nobody is held up.

    Args:
        rows_shown: rows listed of each verdict.
        unchanged: list unchanged rows too.

    Raises:
        staging.IncomingInvalid: the tables break what loaders promise.
    """
    groups = group_tables(load_contracts(), tables)
    previews: list[DatasetPreview] = []
    kept: list[Kept] = []
    with warehouse.snapshot() as writer:
        for group in groups:
            kept += compare_group(writer, group)
            previews.append(_preview_group(writer, group, rows_shown, unchanged))
        return Preview(writer.version(), tuple(previews), tuple(kept))


def _preview_group(writer: Writer, group: Group, rows_shown: int, unchanged: bool) -> DatasetPreview:
    counts = dict(writer.query("select verdict, count(*) from judged group by verdict"))
    verdicts: list[Verdict] = ["new", "changed", "withdrawn", *(["unchanged"] if unchanged else [])]  # type: ignore[list-item]
    rows = [row for verdict in verdicts for row in _rows(writer, group, verdict, rows_shown)]
    return DatasetPreview(
        dataset=group.contract.id,
        replaces=group.replaces,
        units=tuple(unit for unit, _ in group.covered),
        **{verdict: counts.get(verdict, 0) for verdict in ("new", "changed", "unchanged", "withdrawn")},
        rows=tuple(rows),
    )


def _rows(writer: Writer, group: Group, verdict: Verdict, rows_shown: int) -> list[RowChange]:
    contract = group.contract
    names = [field.name for field in contract.fields]
    columns = [*names, "sheet", "source_row", "month_precise", "pending"]
    if verdict == "withdrawn":
        source = f"judged j join {quote(contract.id)} t on t.row_id = j.row_id and t.closed_in is null"
        order, sides = "t.unit, t.row_id" if contract.unit_field else "t.row_id", ("t", "t")
    else:
        stored = f"left join {quote(contract.id)} t on t.row_id = j.row_id and t.closed_in is null"
        source, order, sides = f"judged j join staged s on s.seq = j.seq {stored}", "s.seq", ("t", "s")
    selected = ", ".join(f"{side}.{quote(name)}" for side in sides for name in columns)
    found = writer.query(
        f"select j.row_id, {selected} from {source} where j.verdict = $verdict order by {order} limit $rows",
        {"verdict": verdict, "rows": rows_shown},
    )
    changes = []
    for row_id, *values in found:
        before = dict(zip(columns, values[: len(columns)], strict=True))
        after = dict(zip(columns, values[len(columns) :], strict=True))
        changes.append(
            RowChange(
                verdict=verdict,
                key=tuple("" if after[name] is None else str(after[name]) for name in contract.key),
                unit=str(after.get("unit") or ""),
                values={name: after[name] for name in names},
                cells=_cells(names, before, after) if verdict == "changed" else (),
                sheet=after["sheet"],
                source_row=after["source_row"],
                row_id=row_id,
                month_precise=tuple(after["month_precise"] or ()),
                pending=dict(after["pending"] or {}),
            )
        )
    return changes


def _cells(names: Sequence[str], before: dict, after: dict) -> tuple[CellChange, ...]:
    """The cells that differ in value, in precision, or in being marked 待补正."""
    cells = []
    for name in names:
        was_month, is_month = (name in (side["month_precise"] or ()) for side in (before, after))
        was_pending, is_pending = ((side["pending"] or {}).get(name) for side in (before, after))
        if before[name] != after[name] or was_month != is_month or was_pending != is_pending:
            cells.append(CellChange(name, before[name], after[name], was_month, is_month))
    return tuple(cells)
