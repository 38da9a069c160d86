"""更正: the one way to change what uploads may not change, with a reason and an entry in the log.

Two things are protected: a first day that is kept (报告的报送日期) and a first promise (计划完成日期, 计划上云日期).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from config.contracts import Contract, load_contracts
from warehouse.apply import refuse_two_open_rows
from warehouse.audit import Actor, add_entry
from warehouse.connect import Warehouse, Writer
from warehouse.history import record_version
from warehouse.schema import dataset_columns, quote
from warehouse.staging import key_text


class CannotCorrect(Exception):
    """The field is not a protected one, or there is nothing stored under the key."""


def correct_value(
    warehouse: Warehouse,
    dataset: str,
    key: Mapping[str, object],
    field: str,
    value: date,
    reason: str,
    actor: Actor,
    at: datetime,
) -> int:
    """Set a protected value; returns the version this makes.

    A first promise is corrected by itself; the present row follows when it still holds the promised day, so that a
    mended slip of the pen does not look like a moved plan.

    Args:
        key: the contract's key fields; for a promise, unit and second key field are enough.

    Raises:
        CannotCorrect: see there.
    """
    contract = load_contracts()[dataset]
    definition = contract.field(field)
    if not reason.strip():
        raise CannotCorrect("a correction needs a reason")
    with warehouse.write() as writer:
        record_version(writer, "correction", actor, at, reason=reason)
        if definition.first_promise:
            before: object = _correct_promise(writer, contract, key, field, value)
        elif definition.earliest_kept:
            before = _correct_row(writer, contract, key, field, value)
        else:
            raise CannotCorrect(f"{dataset}.{field} is changed by an upload")
        subject = " / ".join([contract.title, *(str(key[name]) for name in contract.key if name in key)])
        change = {"field": field, "value": before}, {"field": field, "value": value, "reason": reason}
        add_entry(writer, at, actor, "更正", subject, *change, writer.version())
        return writer.version()


def _correct_promise(writer: Writer, contract: Contract, key: Mapping[str, object], field: str, value: date) -> date:
    second = contract.key[1]
    place = {"dataset": contract.id, "unit": key["unit"], "key": key[second], "field": field}
    where = "dataset = $dataset and unit = $unit and key = $key and field = $field and closed_in is null"
    promised = writer.query(f"select promised_on from promise where {where}", place)
    if not promised:
        raise CannotCorrect(f"{contract.id} has no promise for {key}")
    now = {"version": writer.version()}
    writer.execute(f"update promise set closed_in = $version where {where}", place | now)
    writer.execute(
        """insert into promise (dataset, unit, key, field, promised_on, opened_in)
        values ($dataset, $unit, $key, $field, $value, $version)""",
        place | now | {"value": value},
    )
    present = {"unit": key["unit"], second: key[second]}
    if _present(writer, contract, present, field) == [(promised[0][0],)]:
        _correct_row(writer, contract, present, field, value)
    else:
        claimed = [writer.version(), contract.id, key["unit"]]
        writer.execute("insert into claim select ?, ?, ?, concat_ws(chr(31), ?, ?)", [*claimed, *present.values()])
    return promised[0][0]


def _correct_row(writer: Writer, contract: Contract, key: Mapping[str, object], field: str, value: date) -> object:
    """End the present row and open its copy with the new value; returns the old value."""
    before = _present(writer, contract, key, field)
    if len(before) != 1:
        raise CannotCorrect(f"{contract.id} has {len(before)} present rows for {key}")
    table, now = quote(contract.id), writer.version()
    where, params = _where(contract, key)
    fresh = {"opened_in": "$now", "closed_in": "null", "row_id": "$row_id", field: "$value"}
    fresh["month_precise"] = "nullif(list_filter(month_precise, entry -> entry <> $field), [])"
    fresh["pending"] = _without("pending")
    columns = list(dataset_columns(contract))
    names = ", ".join(quote(name) for name in columns)
    values = ", ".join(fresh.get(name, quote(name)) for name in columns)
    writer.execute(
        f"""insert into claim select $now, $dataset, {"unit" if contract.unit_field else "null"}, {key_text(contract)}
        from {table} where closed_in is null and {where}""",
        params | {"now": now, "dataset": contract.id},
    )
    writer.execute(
        f"create or replace temp table corrected as select {values} from {table} where closed_in is null and {where}",
        params | {"now": now, "row_id": writer.take_row_ids(1) + 1, "value": value, "field": field},
    )
    writer.execute(f"update {table} set closed_in = $now where closed_in is null and {where}", params | {"now": now})
    writer.execute(f"insert into {table} ({names}) from corrected")
    refuse_two_open_rows(writer, contract)
    return before[0][0]


def _without(pending: str) -> str:
    """The marks of 待补正 without the corrected field; null when none is left."""
    left = f"list_filter(map_entries({pending}), entry -> entry.key <> $field)"
    return f"case when len({left}) > 0 then map_from_entries({left}) end"


def _present(writer: Writer, contract: Contract, key: Mapping[str, object], field: str) -> list[tuple]:
    where, params = _where(contract, key)
    sql = f"select {quote(field)} from {quote(contract.id)} where closed_in is null and {where}"
    return writer.query(sql, params)


def _where(contract: Contract, key: Mapping[str, object]) -> tuple[str, dict[str, object]]:
    missing = [name for name in contract.key if name not in key]
    if missing:
        raise CannotCorrect(f"the key of {contract.id} lacks {missing}")
    where = " and ".join(f"{quote(name)} is not distinct from $key_{name}" for name in contract.key)
    return where, {f"key_{name}": key[name] for name in contract.key}
