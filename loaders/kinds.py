"""Which kinds of table a workbook holds, by its headers alone: so that unit registers can be taken in first."""

from __future__ import annotations

from datetime import date

from config.contracts import load_collected, load_contracts
from loaders.cells import Workbook
from loaders.gather import Chosen, Known, locate_tables
from loaders.match import choose_kinds, match_labels
from loaders.units import UnitNames

__all__ = ["name_kinds"]


def name_kinds(workbook: Workbook, dataset: str | None = None) -> frozenset[str]:
    """Contract ids of the tables found; with `dataset` only that kind is looked for."""
    wanted = (load_contracts()[dataset],) if dataset else tuple(load_collected().values())
    known = Known(UnitNames(()), {}, date.today(), Chosen(dataset), wanted)
    tables = (table for sheet in workbook.sheets for table in locate_tables(sheet, known).tables)
    matches = (choose_kinds(match_labels(table.labels, one) for one in wanted) for table in tables)
    return frozenset(match.contract.id for match in (kinds[0] for kinds in matches if kinds))
