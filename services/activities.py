"""Activities whose attendance is kept: those the register holds and those set up for ticking, with the units that should come."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from config.contracts import load_contracts
from metrics.sentences import show_date
from services.actor import Actor, NotAllowed, require
from services.figures import full_names
from services.store import Store
from services.supervision import MAY_RULE
from warehouse.activity_plans import ActivityPlan, PlanExists, add_plan, list_plans, set_units
from warehouse.edits import RowState, list_present
from warehouse.register import list_units

DATASET = "activity"
COUNTY_ITSELF = "县本级"
ACT = "登记考勤"


@dataclass(frozen=True, slots=True)
class Activity:
    """One activity. units: codes that should come, in the register's order; ticked: how many of them have a row."""

    activity_name: str
    held_on: date
    kind: str
    topic: str
    units: tuple[str, ...]
    ticked: int

    @property
    def id(self) -> str:
        return f"{self.held_on.isoformat()} {self.activity_name}"


def activity_kinds() -> tuple[str, ...]:
    return tuple(one.value for one in load_contracts()[DATASET].field("kind").choices)


def list_activities(store: Store) -> list[Activity]:
    """Planned ones and those the register holds, the latest day first."""
    rows: dict[tuple[str, date], list[RowState]] = {}
    for row in list_present(store.warehouse, DATASET):
        if isinstance(held_on := row.values["held_on"], date):
            rows.setdefault((str(row.values["activity_name"]), held_on), []).append(row)
    plans = {(one.activity_name, one.held_on): one for one in list_plans(store.warehouse)}
    order = {code: place for place, code in enumerate(full_names(store))}
    found = []
    for key in {*rows, *plans}:
        stored, plan = rows.get(key, []), plans.get(key)
        units = {str(row.values["unit"]) for row in stored} | set(plan.units if plan else ())
        kind = plan.kind if plan else str(stored[0].values["kind"] or "")
        topic = plan.topic if plan else str(stored[0].values["topic"] or "")
        in_order = tuple(sorted(units, key=lambda code: order.get(code, len(order))))
        found.append(Activity(key[0], key[1], kind, topic, in_order, len(stored)))
    return sorted(found, key=lambda one: (-one.held_on.toordinal(), one.activity_name))


def default_units(store: Store, day: date) -> tuple[str, ...]:
    """Every unit in scope on the day: joined by then and not left; without 县本级."""
    return tuple(one.code for one in list_units(store.warehouse) if one.kind != COUNTY_ITSELF and one.has_joined(day))


def plan_activity(
    store: Store,
    actor: Actor,
    *,
    kind: str,
    activity_name: str,
    held_on: date,
    topic: str,
    units: Sequence[str],
    now: datetime | None = None,
) -> Activity:
    """Sets up the tick list of a new activity. Raises NotAllowed, also when there is one of this name and day."""
    require(actor, MAY_RULE, ACT)
    name = activity_name.strip()
    if not name:
        raise NotAllowed("请填写活动名称。")
    if kind not in activity_kinds():
        raise NotAllowed("请选择活动类型。")
    if not units:
        raise NotAllowed("应到单位不能为空。")
    taken = NotAllowed(f"{show_date(held_on)}的“{name}”已经建立，请在“活动”中选择它。")
    if any((one.activity_name, one.held_on) == (name, held_on) for one in list_activities(store)):
        raise taken
    plan = ActivityPlan(name, held_on, kind, topic.strip(), tuple(units))
    try:
        add_plan(store.warehouse, plan, actor, now or datetime.now())
    except PlanExists:
        raise taken from None
    return Activity(name, held_on, kind, topic.strip(), tuple(units), 0)


def change_units(
    store: Store, actor: Actor, activity: Activity, units: Sequence[str], *, now: datetime | None = None
) -> None:
    """Another list of units that should come. A unit whose tick is saved stays: its row is taken out in the register."""
    require(actor, MAY_RULE, ACT)
    at = now or datetime.now()
    if any(
        (one.activity_name, one.held_on) == (activity.activity_name, activity.held_on)
        for one in list_plans(store.warehouse)
    ):
        set_units(store.warehouse, activity.activity_name, activity.held_on, units, actor, at)
    else:
        plan = ActivityPlan(activity.activity_name, activity.held_on, activity.kind, activity.topic, tuple(units))
        add_plan(store.warehouse, plan, actor, at)
