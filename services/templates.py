"""Blank and pre-filled workbooks for the units to fill."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from config.contracts import Contract, load_contracts
from loaders.template import write_template
from metrics.catalog import load_catalog
from services.store import Store
from warehouse.present import list_present_rows
from warehouse.register import list_units


def fill_template(store: Store, dataset: str, unit: str = "") -> bytes:
    """The template of one kind as xlsx; with a unit code, filled with the unit's present rows.

    Unit codes are written as full names and metric ids as 名称, as staff know them.
    """
    contract = load_contracts()[dataset]
    if not unit:
        return write_template(contract)
    names = {one.code: one.name for one in list_units(store.warehouse)}
    rows = spell_rows(store, contract, list_present_rows(store.warehouse, dataset, unit))
    return write_template(contract, unit_name=names[unit], rows=rows)


def fill_register(store: Store, dataset: str) -> bytes:
    """A register whole as xlsx, as it stands: to be mended in a spreadsheet and sent in again."""
    contract = load_contracts()[dataset]
    rows = spell_rows(store, contract, list_present_rows(store.warehouse, dataset), with_pending=True)
    return write_template(contract, rows=rows)


def spell_rows(
    store: Store, contract: Contract, rows: Sequence[Mapping[str, Any]], *, with_pending: bool = False
) -> list[dict[str, object]]:
    """Present rows as staff write them: full names of units, 名称 of metrics.

    with_pending: cells marked 待补正 carry their original text, otherwise they are blank.
    """
    names = {one.code: one.name for one in list_units(store.warehouse)}
    titles = {metric.id: metric.name for metric in load_catalog().values()}
    spelled: dict[str, dict[str, str]] = {"unit": names, "metric": titles}
    return [
        {
            field.name: spelled[field.type].get(str(row[field.name]), row[field.name])
            if field.type in spelled
            else row[field.name]
            for field in contract.fields
        }
        | (dict(row["pending"] or {}) if with_pending else {})
        | {"month_precise": row["month_precise"]}
        for row in rows
    ]
