"""The queue of 审核: what waits for the bureau, with what its sender saw when confirming it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from services.actor import Actor, Role, require
from services.store import Store
from services.submit import receipt_number
from warehouse import waiting
from warehouse.history import UploadRecord

MAY_REVIEW: frozenset[Role] = frozenset({"县政数局", "技术员"})


@dataclass(frozen=True, slots=True)
class Seen:
    """Rows of one kind of table as the sender saw them when confirming."""

    dataset: str
    new: int
    changed: int
    unchanged: int
    withdrawn: int


@dataclass(frozen=True, slots=True)
class Waiting:
    """One line of the queue. unit: code of the sender's unit.  problem_count: what was noted when it was confirmed.

    is_clean: nothing was noted, nothing is 待补正 and no row goes, so it may be accepted together with others.
    """

    upload_id: int
    number: str
    file_name: str
    received_by: str
    unit: str
    units: tuple[str, ...]
    datasets: tuple[str, ...]
    rows_read: int
    is_nil: bool
    problem_count: int
    pending: int
    received_at: datetime
    seen: tuple[Seen, ...]

    @property
    def is_clean(self) -> bool:
        return not self.problem_count and not self.pending and not self.withdrawn

    @property
    def withdrawn(self) -> int:
        """Rows that would no longer count."""
        return sum(one.withdrawn for one in self.seen)


def list_queue(store: Store, actor: Actor) -> list[Waiting]:
    """What waits, longest first. Raises NotAllowed for others than the bureau."""
    require(actor, MAY_REVIEW, "审核报送")
    seen = {one.upload_id: one.seen for one in waiting.list_waiting(store.warehouse)}
    return [line_of(one, seen[one.upload_id]) for one in waiting.list_queue(store.warehouse)]


def line_of(upload: UploadRecord, seen: str) -> Waiting:
    """seen: JSON text, what its sender saw."""
    counts: Mapping[str, Mapping[str, int]] = json.loads(seen)["tables"]
    return Waiting(
        upload_id=upload.upload_id,
        number=receipt_number(upload.upload_id),
        file_name=upload.file_name,
        received_by=upload.received_by,
        unit=upload.unit,
        units=tuple(dict.fromkeys(unit for table in upload.tables for unit in table.units)),
        datasets=tuple(dict.fromkeys(table.dataset for table in upload.tables)),
        rows_read=sum(table.rows_read for table in upload.tables),
        is_nil=all(table.is_nil for table in upload.tables),
        problem_count=len(json.loads(upload.warnings)),
        pending=sum(table.pending for table in upload.tables),
        received_at=upload.received_at,
        seen=tuple(Seen(dataset, **rows) for dataset, rows in counts.items()),
    )
