"""Which kinds of table a workbook holds, without checking its rows: so that unit registers can be taken in first."""

from __future__ import annotations

from datetime import date

from config.contracts import load_contracts
from loaders.cells import Workbook
from loaders.gather import Chosen, Known, gather_tables
from loaders.units import UnitNames


def name_kinds(workbook: Workbook, dataset: str | None = None) -> frozenset[str]:
    """Contract ids of the tables found; with `dataset` only that kind is looked for."""
    contracts = load_contracts()
    wanted = (contracts[dataset],) if dataset else tuple(contracts.values())
    known = Known(UnitNames(()), {}, date.today(), Chosen(dataset), wanted)
    drafts = (draft for sheet in workbook.sheets for draft in gather_tables(workbook, sheet, known).drafts)
    return frozenset(draft.contract.id for draft in drafts)
