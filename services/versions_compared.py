"""Two versions of one table of one unit, row by row and cell by cell."""

from __future__ import annotations

from dataclasses import dataclass

from config.contracts import load_contracts
from services.actor import MAY_SEE_RESTRICTED, Actor, NotAllowed
from services.rows import HIDDEN, mask, value_words
from services.store import Store
from warehouse.effect import DatasetEffect, compare_versions, list_claims
from warehouse.history import VersionRecord, list_versions
from warehouse.preview import CellChange, RowChange

VERDICT_NAMES = {"new": "新增", "changed": "变更", "withdrawn": "撤下"}


@dataclass(frozen=True, slots=True)
class ComparedRow:
    """One row that differs, in words. cells: title, before, after; for a new or withdrawn row its filled cells."""

    verdict: str
    key: tuple[str, ...]
    cells: tuple[tuple[str, str, str], ...]


def list_comparable(store: Store, dataset: str, unit: str) -> list[VersionRecord]:
    """Versions that speak for a kind of table (of one unit code, when given), the latest first, undos included."""
    claims = list_claims(store.warehouse)
    touching = {
        version
        for version, claimed in claims.items()
        if any(one == dataset and (not unit or code in ("", unit)) for one, code in claimed)
    }
    return [one for one in list_versions(store.warehouse) if one.version in touching or one.undoes in touching]


def compare(store: Store, actor: Actor, dataset: str, unit: str, first: int, second: int) -> DatasetEffect:
    """What is new, changed and withdrawn at version `second` against `first`. Raises NotAllowed for a foreign unit."""
    if actor.role == "单位" and unit != actor.unit:
        raise NotAllowed("只能比较本单位报送的表。")
    return compare_versions(store.warehouse, dataset, unit, first, second)


def row_in_words(dataset: str, row: RowChange, names: dict[str, str], actor: Actor) -> ComparedRow:
    """A row as a reader expects it: unit names for codes, phones masked, restricted cells by role.

    names: unit code → short name.
    """
    contract = load_contracts()[dataset]

    def words(name: str, value: object, *, to_month: bool = False) -> str:
        field = contract.field(name)
        if field.access == "restricted" and actor.role not in MAY_SEE_RESTRICTED:
            return HIDDEN
        text = value_words(field, value, names, to_month=to_month)
        return mask(text) if field.access == "personal" and text else text or "未填报"

    def before_after(cell: CellChange) -> tuple[str, str, str]:
        after = words(cell.field, cell.after, to_month=cell.after_is_month)
        if cell.field in row.pending:
            after = f"{row.pending[cell.field]}（待补正）"
        return (
            contract.field(cell.field).title,
            words(cell.field, cell.before, to_month=cell.before_is_month),
            after,
        )

    key = tuple(words(name, row.values[name], to_month=name in row.month_precise) for name in contract.key)
    if row.verdict == "changed":
        return ComparedRow(VERDICT_NAMES[row.verdict], key, tuple(before_after(cell) for cell in row.cells))
    filled = [name for name, value in row.values.items() if name not in contract.key and value not in (None, [], "")]
    shown = [
        (contract.field(one).title, words(one, row.values[one], to_month=one in row.month_precise)) for one in filled
    ]
    sides = ((title, "", text) if row.verdict == "new" else (title, text, "") for title, text in shown)
    return ComparedRow(VERDICT_NAMES[row.verdict], key, tuple(sides))
