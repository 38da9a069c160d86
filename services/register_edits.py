"""Edits of a register made ready: merged with the rows as they stand, read and checked like an upload's.

Nothing is written here.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from config.contracts import Contract, load_contracts
from loaders.problems import Problem
from loaders.spelling import fold_name
from loaders.typed_rows import TypedRow, as_cell, examine_rows
from services.actor import Actor, NotAllowed
from services.figures import full_names
from services.received import metric_ids, unit_names
from services.register_history import key_words
from services.store import Store
from warehouse.edits import RowState, count_references, find_moved, find_present, key_of
from warehouse.incoming import IncomingTable, UploadFacts

ENTERED_HERE = "登记台账录入"
# What a confirmed evaluation says; the praise that follows it may still be entered.
CONFIRMED_FIELDS = frozenset({"unit", "period", "evaluated_on", "score", "grade"})


@dataclass(frozen=True, slots=True)
class Edit:
    """One row as the user wants it.

    values: field → text as typed, or a typed value; fields left out stay as they are.
    row_id: None for a new row.  seen: opened_in of the row the user looked at.
    withdraw: the row is taken out; its past is kept.
    """

    values: Mapping[str, object]
    row_id: int | None = None
    seen: int | None = None
    withdraw: bool = False


@dataclass(frozen=True, slots=True)
class Prepared:
    """Edits ready to be tried or committed.

    table: None when nothing of the rows may be kept.  problems: rows by their number among the edits, from 1.
    before: row_id → the row as it stands.  units: codes of the units named before or after.
    """

    contract: Contract
    edits: tuple[Edit, ...]
    table: IncomingTable | None
    problems: tuple[Problem, ...]
    before: Mapping[int, RowState]
    units: frozenset[str]

    @property
    def new_keys(self) -> frozenset[str]:
        """Key texts under which the edits open rows."""
        return frozenset(key_of(self.contract, values) for values in rows_of(self.table))

    @property
    def is_acceptable(self) -> bool:
        return self.table is not None and all(one.severity == "warning" for one in self.problems)


def prepare_edits(
    store: Store, dataset: str, edits: Sequence[Edit], actor: Actor, today: date, reported_on: date | None = None
) -> Prepared:
    """Merge, read and check. The rows must be present: ask warehouse.edits.find_moved first.

    Raises:
        NotAllowed: a row of another unit than the actor's.
    """
    contract = load_contracts()[dataset]
    before = find_present(store.warehouse, dataset, [one.row_id for one in edits if one.row_id is not None])
    _refuse_foreign(actor, before.values())
    written = [(number, one) for number, one in enumerate(edits, start=1) if not one.withdraw]
    rows = [_typed(contract, one, before.get(one.row_id or -1)) for _, one in written]
    table: IncomingTable | None
    found: tuple[Problem, ...] = ()
    if rows:
        table, found = examine_rows(
            contract, rows, units=unit_names(store), metrics=metric_ids(), received_on=today, reported_on=reported_on,
            allowed_units=actor.allowed_units,
        )  # fmt: skip
    else:
        table = _empty_table(contract, reported_on or today)
    problems = [replace(one, row=written[one.row - 1][0]) if one.row else one for one in found]
    if table is not None:
        replaced = {index: one.row_id for index, (_, one) in enumerate(written) if one.row_id is not None}
        withdrawn = tuple(one.row_id for one in edits if one.withdraw and one.row_id is not None)
        table = replace(table, replaced_rows=replaced, withdrawn_rows=withdrawn)
        numbers = [number for number, _ in written]
        problems += _own_checks(store, contract, table, numbers, before)
        problems += _taken_keys(store, contract, table, numbers, before)
    problems += _withdrawal_checks(store, contract, edits, before)
    units = {str(one.values["unit"]) for one in before.values() if one.values.get("unit")}
    units |= {str(values["unit"]) for values in rows_of(table) if values.get("unit")}
    ordered = sorted(problems, key=lambda one: one.row or 0)
    return Prepared(contract, tuple(edits), table, tuple(ordered), before, frozenset(units))


def entered_facts(actor: Actor, at: datetime) -> UploadFacts:
    """What is known of rows entered in the browser: no file, no original."""
    return UploadFacts(
        file_name=ENTERED_HERE, sha256="", size=0, format="", received_at=at, received_by=actor.name, role=actor.role,
        unit=actor.unit, on_behalf_of=actor.on_behalf_of, origin=actor.origin,
    )  # fmt: skip


def rows_of(table: IncomingTable | None) -> list[dict[str, object]]:
    """The table row by row: field → value."""
    if table is None:
        return []
    return [{name: values[index] for name, values in table.columns.items()} for index in range(len(table.source_rows))]


def _typed(contract: Contract, edit: Edit, stored: RowState | None) -> TypedRow:
    cells = {}
    pending: dict[str, str] = {}
    for field in contract.fields:
        if field.name in edit.values:
            cells[field.name] = as_cell(edit.values[field.name])
        elif stored is not None and field.name in stored.pending:
            pending[field.name] = stored.pending[field.name]
        elif stored is not None:
            is_month = field.name in stored.month_precise
            cells[field.name] = as_cell(stored.values[field.name], is_month=is_month)
    return TypedRow(cells, pending)


def _empty_table(contract: Contract, day: date) -> IncomingTable:
    columns: dict[str, Sequence[object]] = {field.name: () for field in contract.fields}
    return IncomingTable(contract.id, contract.title, columns, (), day, replaces="keys")


def _refuse_foreign(actor: Actor, rows: Iterable[RowState]) -> None:
    allowed = actor.allowed_units
    if allowed is not None and any(row.values.get("unit") not in allowed for row in rows):
        raise NotAllowed(f"这一行属于其他单位，只能由该单位或者{actor.bureau}修改。")


def _own_checks(
    store: Store, contract: Contract, table: IncomingTable, numbers: Sequence[int], before: Mapping[int, RowState]
) -> list[Problem]:
    """What only an edit of a known row can do wrong."""
    problems = []
    leaving = {str(values["code"]) for values in rows_of(table) if values.get("code") and values.get("left_on")}
    for index, values in enumerate(rows_of(table)):
        was = before.get(table.replaced_rows.get(index, -1))
        row = numbers[index]
        if contract.id == "evaluation" and was is not None and was.values["is_confirmed"] and values["is_confirmed"]:
            problems += [
                Problem("confirmed_row", row=row, field=name, title=contract.field(name).title)
                for name in sorted(CONFIRMED_FIELDS)
                if values[name] != was.values[name]
            ]
        if contract.id == "unit" and was is not None and values["code"] not in (None, was.values["code"]):
            words = {"stored": was.values["code"]}
            title = contract.field("code").title
            problems.append(
                Problem("unit_code_fixed", row=row, field="code", title=title, found=str(values["code"]), words=words)
            )
        if contract.id == "unit" and not values.get("left_on"):
            problems += _taken_names(store, contract, values, row, leaving)
    return problems


def _taken_keys(
    store: Store, contract: Contract, table: IncomingTable, numbers: Sequence[int], before: Mapping[int, RowState]
) -> list[Problem]:
    """Rows that would be opened under the key of another present row."""
    keys = {key_of(contract, values): index for index, values in enumerate(rows_of(table))}
    names = full_names(store)
    problems = []
    for one in find_moved(store.warehouse, contract.id, {}, keys, before):
        if one.now is not None:
            row = numbers[keys[key_of(contract, one.now.values)]]
            said = key_words(contract, one.now.values, one.now.month_precise, names)
            problems.append(Problem("row_exists", row=row, words={"key": f"“{said}”"}))
    return problems


def _taken_names(
    store: Store, contract: Contract, values: Mapping[str, object], row: int, leaving: Collection[str]
) -> list[Problem]:
    """Full, short and other names that another unit bears; those of a unit that has left, or now leaves, are free."""
    others = [one for one in unit_names(store).known if one.code not in (values["code"], *leaving) and not one.has_left]
    taken = {fold_name(name): one.name for one in others for name in (one.name, one.short_name, *one.aliases) if name}
    problems = []
    for field in ("name", "short_name", "aliases"):
        said = values[field]
        for name in said if isinstance(said, list) else [said]:
            owner = taken.get(fold_name(str(name))) if name else None
            if owner:
                title = contract.field(field).title
                words = {"unit": owner}
                problems.append(
                    Problem("unit_name_taken", row=row, field=field, title=title, found=str(name), words=words)
                )
    return problems


def _withdrawal_checks(
    store: Store, contract: Contract, edits: Sequence[Edit], before: Mapping[int, RowState]
) -> list[Problem]:
    problems = []
    for number, edit in enumerate(edits, start=1):
        was = before.get(edit.row_id or -1) if edit.withdraw else None
        if was is not None and contract.id == "unit":
            count = sum(count_references(store.warehouse, str(was.values["code"])).values())
            if count:
                words = {"unit": was.values["name"], "count": count}
                problems.append(Problem("unit_in_use", row=number, words=words))
        if was is not None and contract.id == "evaluation" and was.values["is_confirmed"]:
            problems.append(Problem("confirmed_row", row=number))
    return problems
