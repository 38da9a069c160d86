"""Rows of a register as one person sees and edits them: the present ones, what moved since they were seen, their past.

A row is seen as (row_id, opened_in): an undo brings a row back under its old number in a later version.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from config.contracts import Contract, load_contracts
from warehouse.connect import Reader
from warehouse.schema import quote
from warehouse.staging import key_text

KEY_SEPARATOR = chr(31)


@dataclass(frozen=True, slots=True)
class RowState:
    """One row in one of its states. values: field → value. upload_id, file_name, sheet, source_row: where from.

    opened_by, opened_at: who made the version it counts from, and when. kind: of that version (upload, undo,
    correction); reason: given with it. closed_in …: the same of the version that ended it; None and "" while it counts.
    """

    row_id: int
    opened_in: int
    closed_in: int | None
    values: Mapping[str, object]
    month_precise: tuple[str, ...]
    pending: Mapping[str, str]
    upload_id: int | None
    file_name: str
    sheet: str
    source_row: int | None
    opened_by: str
    opened_at: datetime
    kind: str
    reason: str
    closed_by: str
    closed_at: datetime | None
    close_kind: str
    close_reason: str


@dataclass(frozen=True, slots=True)
class Moved:
    """One row that is no longer as it was seen. was: as seen, None for a new row whose key has been taken since.

    now: the present row instead, None when it was taken out (or its present row cannot be told).
    """

    was: RowState | None
    now: RowState | None


def key_of(contract: Contract, values: Mapping[str, object]) -> str:
    """The parts of a row's key as one text, as staging.key_text has it in SQL."""
    return KEY_SEPARATOR.join("" if values.get(name) is None else str(values[name]) for name in contract.key)


def list_present(reader: Reader, dataset: str) -> list[RowState]:
    """The present rows in the order they were first entered."""
    return _states(reader, load_contracts()[dataset], "r.closed_in is null", {})


def find_present(reader: Reader, dataset: str, row_ids: Sequence[int]) -> dict[int, RowState]:
    """The present rows among those with these numbers."""
    where = "r.closed_in is null and list_contains($row_ids::bigint[], r.row_id)"
    found = _states(reader, load_contracts()[dataset], where, {"row_ids": list(row_ids)})
    return {one.row_id: one for one in found}


def find_moved(
    reader: Reader, dataset: str, seen: Mapping[int, int | None], new_keys: Collection[str], leaving: Collection[int]
) -> list[Moved]:
    """What stands in the way of edits that were made on a row as seen.

    Args:
        seen: row_id → the version it was seen to count from, None: not asked for.
        new_keys: key texts under which rows are to be opened.
        leaving: row_ids of present rows that the same edits end or move away from their key.
    """
    contract = load_contracts()[dataset]
    present = find_present(reader, dataset, list(seen))
    moved = []
    for row_id, opened_in in seen.items():
        now = present.get(row_id)
        if now is None or (opened_in is not None and now.opened_in != opened_in):
            was = _state_seen(reader, contract, row_id, opened_in)
            moved.append(Moved(was, now or (_successor(reader, contract, was) if was else None)))
    for taken in _with_keys(reader, contract, new_keys):
        if taken.row_id not in leaving:
            moved.append(Moved(None, taken))
    return moved


def history_of(reader: Reader, dataset: str, row_id: int) -> list[RowState]:
    """Every state of the row that this number belongs to, the latest first, under all keys it is known to have borne."""
    contract = load_contracts()[dataset]
    states: dict[tuple[int, int], RowState] = {}
    keys = {key_of(contract, one.values) for one in _states(reader, contract, "r.row_id = $id", {"id": row_id})}
    looked_at: set[str] = set()
    while keys - looked_at:
        wanted = keys - looked_at
        looked_at |= wanted
        where = f"list_contains($keys::varchar[], {key_text(contract, 'r')})"
        for one in _states(reader, contract, where, {"keys": sorted(wanted)}):
            states[one.row_id, one.opened_in] = one
            keys |= _neighbours(reader, contract, one)
    return sorted(states.values(), key=lambda one: (one.opened_in, one.row_id), reverse=True)


def count_references(reader: Reader, unit: str) -> dict[str, int]:
    """Dataset → present rows of a unit code, where there are any."""
    counts = {}
    for contract in load_contracts().values():
        if contract.unit_field is not None:
            sql = f"select count(*) from {quote(contract.id)} where closed_in is null and unit = $unit"
            counts[contract.id] = int(reader.query(sql, {"unit": unit})[0][0])
    return {dataset: count for dataset, count in counts.items() if count}


def _state_seen(reader: Reader, contract: Contract, row_id: int, opened_in: int | None) -> RowState | None:
    where = "r.row_id = $id and ($seen::bigint is null or r.opened_in = $seen)"
    found = _states(reader, contract, where, {"id": row_id, "seen": opened_in})
    return found[-1] if found else None


def _successor(reader: Reader, contract: Contract, was: RowState) -> RowState | None:
    """The present row that took the place of one that ended: under its key, or under the key it was given."""
    found = _with_keys(reader, contract, [key_of(contract, was.values)])
    if not found and was.closed_in is not None:
        keys = _renamed(reader, contract, was.closed_in)
        found = _with_keys(reader, contract, keys - {key_of(contract, was.values)}) if keys else []
    return found[0] if found else None


def _neighbours(reader: Reader, contract: Contract, state: RowState) -> set[str]:
    keys = _renamed(reader, contract, state.opened_in)
    return keys | (_renamed(reader, contract, state.closed_in) if state.closed_in is not None else set())


def _renamed(reader: Reader, contract: Contract, version: int) -> set[str]:
    """Old and new key of a version in which exactly one row changed its key; nothing when that cannot be told."""
    table, key = quote(contract.id), key_text(contract)
    ended, begun = (
        {row[0] for row in reader.query(f"select {key} from {table} where {column} = $version", {"version": version})}
        for column in ("closed_in", "opened_in")
    )
    old, new = ended - begun, begun - ended
    return old | new if len(old) == 1 and len(new) == 1 else set()


def _with_keys(reader: Reader, contract: Contract, keys: Collection[str]) -> list[RowState]:
    if not keys:
        return []
    where = f"r.closed_in is null and list_contains($keys::varchar[], {key_text(contract, 'r')})"
    return _states(reader, contract, where, {"keys": sorted(keys)})


def _states(reader: Reader, contract: Contract, where: str, params: Mapping[str, object]) -> list[RowState]:
    names = [field.name for field in contract.fields]
    fields = ", ".join(f"r.{quote(name)}" for name in names)
    rows = reader.query(
        f"""select {fields}, r.row_id, r.opened_in, r.closed_in, r.month_precise, r.pending, r.upload_id,
            coalesce(u.file_name, ''), coalesce(r.sheet, ''), r.source_row, o.made_by, o.made_at, o.kind, o.reason,
            coalesce(c.made_by, ''), c.made_at, coalesce(c.kind, ''), coalesce(c.reason, '')
        from {quote(contract.id)} r left join upload u on u.upload_id = r.upload_id
            join version o on o.version = r.opened_in left join version c on c.version = r.closed_in
        where {where} order by r.row_id, r.opened_in""",
        dict(params),
    )
    found = []
    for row in rows:
        row_id, opened_in, closed_in, months, pending, *rest = row[len(names) :]
        values = dict(zip(names, row, strict=False))
        found.append(RowState(row_id, opened_in, closed_in, values, tuple(months or ()), dict(pending or {}), *rest))
    return found
