"""The same content sent again: it says nothing, or it brings rows back, is 无变化 for an open round, replaces what waits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from services.actor import Actor
from services.expected import list_open
from services.received import Draft
from services.store import Store
from warehouse.connect import Reader
from warehouse.history import UploadRecord, find_upload_by_hash
from warehouse.preview import preview_upload
from warehouse.waiting import list_queue


@dataclass(frozen=True, slots=True)
class Repeat:
    """The accepted upload with the same content, and what it would do to send that again.

    changes_rows: another list followed it, or its columns are read otherwise this time.
    rounds: names of the open rounds that still expect one of its tables: sent again it says 无变化 there.
    replaces_waiting: another list of the same unit waits, and the unit sends this one instead.
    """

    earlier: UploadRecord
    changes_rows: bool
    rounds: tuple[str, ...]
    replaces_waiting: bool

    @property
    def says_nothing(self) -> bool:
        return not (self.changes_rows or self.rounds or self.replaces_waiting)


def find_repeat(store: Store, draft: Draft, actor: Actor, day: date) -> Repeat | None:
    """What sending this content again means on a day; None when it does not count already."""
    earlier = find_upload_by_hash(store.warehouse, draft.examined.sha256)
    if earlier is None:
        return None
    tables = preview_upload(store.warehouse, draft.examined.tables, rows_shown=0).tables
    changes_rows = any(one.new or one.changed or one.withdrawn for one in tables)
    lists = {(unit, table.dataset) for table in draft.examined.tables for unit in table.covered_units}
    rounds = tuple(
        expected.round.name
        for expected in list_open(store, actor, day)
        if any(cell.is_owed for key, cell in expected.cells.items() if key in lists)
    )
    return Repeat(
        earlier, changes_rows, rounds, actor.role == "单位" and _is_one_waiting(store.warehouse, lists, earlier)
    )


def _is_one_waiting(reader: Reader, lists: set[tuple[str, str]], earlier: UploadRecord) -> bool:
    """Whether a list of the same unit and kind waits that has other content."""
    return any(
        (unit, table.dataset) in lists
        for one in list_queue(reader)
        if one.sha256 != earlier.sha256
        for table in one.tables
        for unit in table.units
    )
