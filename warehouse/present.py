"""The present rows of a kind, as plain values: for templates, confirmations and lists of attachments."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from config.contracts import load_contracts
from warehouse.connect import Reader
from warehouse.schema import quote


def list_present_rows(reader: Reader, dataset: str, unit: str = "") -> list[dict[str, object]]:
    """Present rows by key, each field → value with month_precise and pending; of one unit code when given.

    Raises:
        KeyError: there is no such dataset.
    """
    contract = load_contracts()[dataset]
    names = [*(field.name for field in contract.fields), "month_precise", "pending"]
    where = "and unit = $unit" if unit else ""
    order = ", ".join(quote(name) for name in contract.key)
    return reader.query_dicts(
        f"""select {", ".join(quote(name) for name in names)} from {quote(dataset)}
        where closed_in is null {where} order by {order}""",
        {"unit": unit} if unit else (),
    )


def count_present_rows(reader: Reader) -> list[tuple[str, int, int]]:
    """Per dataset, in contract order: id, present rows, distinct units."""
    counted = []
    for contract in load_contracts().values():
        own = quote("unit" if contract.unit_field is not None else "code")
        sql = f"select count(*), count(distinct {own}) from {quote(contract.id)} where closed_in is null"
        rows, units = reader.query(sql)[0]
        counted.append((contract.id, rows, units))
    return counted


def list_unit_lists(reader: Reader, unit: str) -> dict[str, tuple[int, date | None, bool]]:
    """Kinds that stand by unit → the unit's present rows, the day its list was last reported for, whether as 零报告."""
    last = {
        dataset: (day, is_nil)
        for dataset, day, is_nil in reader.query(
            """select dataset, arg_max(reported_on, opened_in), arg_max(is_nil, opened_in) from coverage
            where unit = $unit and closed_in is null group by dataset""",
            {"unit": unit},
        )
    }
    lists = {}
    for contract in load_contracts().values():
        if contract.unit_field is not None and contract.replaces == "units":
            sql = f"select count(*) from {quote(contract.id)} where unit = $unit and closed_in is null"
            rows = int(reader.query(sql, {"unit": unit})[0][0])
            day, is_nil = last.get(contract.id, (None, False))
            lists[contract.id] = (rows, day, bool(is_nil) and not rows)
    return lists


def list_reported_days(reader: Reader, dataset: str, units: Collection[str]) -> dict[str, date]:
    """Of these units those that have reported a list of the kind → the day their present list was reported for."""
    if not units:
        return {}
    return dict(
        reader.query(
            """select unit, arg_max(reported_on, opened_in) from coverage
            where dataset = $dataset and closed_in is null and list_contains($units, unit)
            group by unit""",
            {"dataset": dataset, "units": list(units)},
        )
    )


def list_system_names(reader: Reader) -> set[str]:
    """Names of the systems in the present lists of all units."""
    return {name for (name,) in reader.query("select system_name from system where closed_in is null")}
