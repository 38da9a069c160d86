"""From a checked draft to the table the warehouse takes: cells in error left out, units covered, months marked."""

from __future__ import annotations

from collections.abc import Iterable

from config.contracts import Replaces
from loaders.draft import Draft
from loaders.match import UNIT_FIELD
from loaders.problems import Problem
from warehouse.incoming import IncomingTable


def finish_table(draft: Draft, problems: Iterable[Problem], replaces: Replaces | None) -> IncomingTable:
    """The table as the warehouse takes it.

    problems: all of the file; cells with an error are left out and kept as pending with their text.
    replaces: as the user chose, None: as the contract says.
    """
    index_of = {row: index for index, row in enumerate(draft.rows)}
    for problem in problems:
        is_here = problem.sheet == draft.sheet.name and problem.row in index_of and problem.field in draft.values
        if is_here and problem.row and problem.severity == "error":
            index = index_of[problem.row]
            draft.values[problem.field][index] = None
            draft.pending.setdefault(index, {})[problem.field] = problem.found
    months: dict[int, tuple[str, ...]] = {}
    for name, indexes in draft.months.items():
        for index in indexes:
            if draft.values[name][index] is not None:
                months[index] = (*months.get(index, ()), name)
    effective = replaces or draft.contract.replaces
    return IncomingTable(
        dataset=draft.contract.id,
        sheet=draft.sheet.name,
        columns=draft.values,
        source_rows=draft.rows,
        reported_on=draft.reported_on,
        covered_units=_covered(draft) if effective == "units" else (),
        nil_units=draft.nil_units,
        month_precise=months,
        pending=draft.pending,
        rows_read=len(draft.rows),
        replaces=replaces,
    )


def _covered(draft: Draft) -> tuple[str, ...]:
    """Units whose complete present list this table is: those in it, those that declared 零报告, else 填报单位."""
    if draft.contract.unit_field is None:
        return ()
    codes = dict.fromkeys(str(code) for code in draft.values[UNIT_FIELD] if code is not None)
    return tuple(dict.fromkeys((*codes, *draft.nil_units)))
