"""An activity whose attendance is to be ticked: when, what about, and which units should come. No version: no figure moves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from warehouse.audit import Actor, add_entry, local_time
from warehouse.connect import Reader, Warehouse


class PlanExists(Exception):
    """An activity of this name and day is there already."""


@dataclass(frozen=True, slots=True)
class ActivityPlan:
    """units: codes of the units that should come, in the register's order."""

    activity_name: str
    held_on: date
    kind: str
    topic: str
    units: tuple[str, ...]


def list_plans(reader: Reader) -> list[ActivityPlan]:
    """All planned activities, the latest day first."""
    rows = reader.query(
        """select activity_name, held_on, kind, topic, units from activity_plan
        order by held_on desc, planned_at desc"""
    )
    return [ActivityPlan(name, held_on, kind, topic, tuple(units)) for name, held_on, kind, topic, units in rows]


def add_plan(warehouse: Warehouse, plan: ActivityPlan, actor: Actor, at: datetime) -> None:
    """Writes one down.

    Raises:
        PlanExists: see there; nothing is stored.
    """
    with warehouse.write(makes_version=False) as writer:
        same = [plan.activity_name, plan.held_on]
        if writer.query("select 1 from activity_plan where activity_name = ? and held_on = ?", same):
            raise PlanExists(plan.activity_name)
        writer.execute(
            """insert into activity_plan (activity_name, held_on, kind, topic, units, planned_at, planned_by)
            values (?, ?, ?, ?, ?, ?, ?)""",
            [*same, plan.kind, plan.topic, list(plan.units), local_time(at), actor.name],
        )
        subject = f"{plan.activity_name} {plan.held_on.isoformat()}"
        add_entry(writer, at, actor, "建立活动", subject, "", f"应到{len(plan.units)}个单位")


def set_units(
    warehouse: Warehouse, activity_name: str, held_on: date, units: Sequence[str], actor: Actor, at: datetime
) -> None:
    """Another list of units that should come; nothing happens when there is no such plan."""
    with warehouse.write(makes_version=False) as writer:
        changed = writer.query(
            "update activity_plan set units = ? where activity_name = ? and held_on = ? returning activity_name",
            [list(units), activity_name, held_on],
        )
        if changed:
            add_entry(writer, at, actor, "调整应到单位", f"{activity_name} {held_on.isoformat()}", "", list(units))
