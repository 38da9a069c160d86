"""Lists older than what is known: a 填报日期 before that of the list which the unit has at present; said, not refused."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from config.contracts import load_contracts
from loaders.problems import Problem
from metrics.sentences import name_units, show_date
from services.store import Store
from warehouse.incoming import IncomingTable
from warehouse.present import list_reported_days
from warehouse.register import list_units

SHOWN_UNITS = 3


def warn_of_older(store: Store, tables: Sequence[IncomingTable]) -> tuple[Problem, ...]:
    """One warning per table and per day of the lists that it would replace although they are of a later day."""
    problems = []
    for table in tables:
        units_on: dict[date, list[str]] = {}
        present = list_reported_days(store.warehouse, table.dataset, table.covered_units)
        for unit in table.covered_units:
            if unit in present and present[unit] > table.reported_on:
                units_on.setdefault(present[unit], []).append(unit)
        for day, units in sorted(units_on.items()):
            names = {one.code: one.short_name for one in list_units(store.warehouse)}
            words = {
                "kind": load_contracts()[table.dataset].title, "day": table.reported_on,
                "units": name_units(units, names, SHOWN_UNITS), "present": day,
            }  # fmt: skip
            problems.append(Problem("older_list", table.sheet, found=show_date(table.reported_on), words=words))
    return tuple(problems)
