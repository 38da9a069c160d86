"""Reference tables for the SQL: obligations, milestones and numbered working days, loaded into the warehouse."""

from __future__ import annotations

from typing import TYPE_CHECKING

from config.reference import load_milestones, load_obligations, load_pilot_end
from metrics.working_days import number_days

if TYPE_CHECKING:
    from warehouse.connect import Warehouse

TABLES = ("working_day", "obligation", "milestone")


def prepare_reference(warehouse: Warehouse) -> None:
    """Load the three tables into the warehouse's `reference` database; doing it again changes nothing."""
    warehouse.load_reference(
        "working_day", {"day": "date", "is_working": "boolean", "working_no": "integer"}, number_days()
    )
    pilot_ends_on = load_pilot_end()
    obligations = [
        (one.kind, one.period, one.due_on, list(one.batches), one.notice_days, one.due_on <= pilot_ends_on)
        for one in load_obligations()
    ]
    columns = {
        "kind": "varchar",
        "period": "varchar",
        "due_on": "date",
        "batches": "varchar[]",
        "notice_days": "integer",
        "is_pilot": "boolean",
    }
    warehouse.load_reference("obligation", columns, obligations)
    milestones = [(one.id, one.label, order, one.counted_after) for order, one in enumerate(load_milestones(), 1)]
    columns = {"id": "varchar", "label": "varchar", "sort_no": "integer", "counted_after": "date"}
    warehouse.load_reference("milestone", columns, milestones)
