"""Blank and pre-filled workbooks for the units to fill."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from config.contracts import Contract, load_contracts
from loaders.template import write_template
from metrics.catalog import load_catalog
from services.figures import full_names
from services.store import Store
from warehouse.present import list_present_rows


def fill_template(store: Store, dataset: str, unit: str = "") -> bytes:
    """The template of one kind as xlsx; with a unit code, filled with the unit's present rows.

    Unit codes are written as full names and metric ids as 名称, as staff know them.
    """
    if not unit:
        return write_template(load_contracts()[dataset])
    return TemplateFiller(store).fill(dataset, unit)


class TemplateFiller:
    """Fills many templates: the register is read once for all of them. Good for one reading of the store."""

    def __init__(self, store: Store) -> None:
        self.store, self.names = store, full_names(store)

    def fill(self, dataset: str, unit: str, *, title: str = "", made_on: date | None = None) -> bytes:
        """The template of one kind, filled with the unit's present rows. title, made_on: the file's properties."""
        contract = load_contracts()[dataset]
        rows = _spell(contract, list_present_rows(self.store.warehouse, dataset, unit), self.names)
        return write_template(contract, self.names[unit], rows, title=title, made_on=made_on)


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
    return _spell(contract, rows, full_names(store), with_pending=with_pending)


def _spell(
    contract: Contract, rows: Sequence[Mapping[str, Any]], names: Mapping[str, str], *, with_pending: bool = False
) -> list[dict[str, object]]:
    titles = {metric.id: metric.name for metric in load_catalog().values()}
    spelled: dict[str, Mapping[str, str]] = {"unit": names, "metric": titles}
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
