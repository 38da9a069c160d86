"""Figures and the rows behind them for the terminal and for programs, as the definitions say: 按现有资料回算.

A former version may be asked for (`known_at`); restricted metrics are kept from roles that may not see them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from metrics.catalog import load_catalog
from metrics.counting import count_figures
from metrics.figure import Figure, Outcome, Point, Scope, SubjectRow
from metrics.subjects import find_rows
from services.actor import MAY_SEE_RESTRICTED, Actor, NotAllowed
from services.store import Store
from warehouse.register import list_units


def list_figures(
    store: Store,
    days: Sequence[date],
    metrics: Sequence[str] | None,
    actor: Actor,
    *,
    unit: str = "",
    known_at: int | None = None,
) -> list[Figure]:
    """Figures per unit in register order, then 全县, for every day; None for metrics means all that may be seen."""
    version = store.version() if known_at is None else known_at
    asked = list(metrics) if metrics is not None else visible_metrics(actor)
    for metric in asked:
        _require_visible(metric, actor)
    return count_figures(store.warehouse, [Point(day, version) for day in days], asked, Scope(unit=unit))


def list_rows(
    store: Store, metric: str, day: date, actor: Actor, *, unit: str = "", outcomes: Sequence[Outcome] = ()
) -> list[SubjectRow]:
    """The subjects behind one figure, with the cell each came from; empty outcomes means all."""
    _require_visible(metric, actor)
    return find_rows(store.warehouse, metric, Point(day, store.version()), unit=unit, outcomes=tuple(outcomes))


def full_names(store: Store) -> Mapping[str, str]:
    """Unit code → present full name."""
    return {unit.code: unit.name for unit in list_units(store.warehouse)}


def visible_metrics(actor: Actor) -> list[str]:
    """Ids of the metrics the actor may see, in catalogue order."""
    return [one.id for one in load_catalog().values() if not one.restricted or actor.role in MAY_SEE_RESTRICTED]


def _require_visible(metric: str, actor: Actor) -> None:
    if metric not in visible_metrics(actor):
        raise NotAllowed(f"当前身份为“{actor.role_name}”，不能查看“{load_catalog()[metric].name}”。")
