"""会前核对: what the bureau should still look after before a meeting's figures are frozen. Lists only, nothing is changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from metrics.bridge import Moved, find_moved
from metrics.catalog import Metric, load_catalog
from metrics.counting import count_figures
from metrics.figure import COUNTY, Figure, Point, Scope, change_in_points
from metrics.listings import find_misses
from metrics.versions import known_point, points_by_basis, points_for, present_point
from services.actor import MAY_PREPARE, Actor, require
from services.findings import Finding
from services.meetings import Meeting, last_meeting
from services.progress import CHANGE_MONTHS, add_months, comparable_day
from services.quality import read_quality
from services.store import Store

MOST_MOVED = 8


@dataclass(frozen=True, slots=True)
class Move:
    """A county figure that moved. change: 百分点, None for a count or when nothing was counted at one of the days.

    subjects: what moved it, by name.
    """

    metric: Metric
    before: Figure
    after: Figure
    change: Decimal | None
    subjects: tuple[Moved, ...]


@dataclass(frozen=True, slots=True)
class Unexplained:
    """Misses of one unit under one figure for which no 情况说明 was filed. labels: the subjects' names."""

    metric: Metric
    unit: str
    labels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PreCheck:
    """Everything to look after. compared_on: the last meeting's day of figures, or half a year before;
    None when that lies before the pilot began.

    silent: expected tables that a unit never sent. pending: 待补正 cells. warnings: standing ones.
    """

    compared_on: date | None
    has_last_meeting: bool
    silent: tuple[Finding, ...]
    moves: tuple[Move, ...]
    unexplained: tuple[Unexplained, ...]
    warnings: tuple[Finding, ...]
    pending: tuple[Finding, ...]

    @property
    def is_clear(self) -> bool:
        """Nothing to look after but the moves, which are no fault."""
        return not (self.silent or self.unexplained or self.warnings or self.pending)


def check_before(store: Store, meeting: Meeting, actor: Actor) -> PreCheck:
    """What is silent, moved, unexplained, doubtful or unreadable in the figures that the meeting would be shown.

    Misses are those of figures with a target on the agenda's task areas (all areas when it names none): only they
    can be 未达标, and only they are asked about in the room.
    """
    require(actor, MAY_PREPARE, "会前核对")
    last = last_meeting(store, meeting.held_on)
    has_last = last is not None and last.as_of < meeting.as_of
    former = last.as_of if last is not None and has_last else add_months(meeting.as_of, -CHANGE_MONTHS)
    compared_on = comparable_day(store, former)
    quality = read_quality(store, present_point(store.warehouse, meeting.as_of), Scope(), actor)
    shown = [one for one in load_catalog().values() if not one.restricted]
    return PreCheck(
        compared_on=compared_on,
        has_last_meeting=has_last,
        silent=tuple(quality.select("silent")),
        moves=_find_moves(store, shown, compared_on, meeting.as_of) if compared_on else (),
        unexplained=_find_unexplained(store, shown, meeting),
        warnings=tuple(quality.select("warning")),
        pending=tuple(quality.select("pending")),
    )


def _find_moves(store: Store, shown: Sequence[Metric], before: date, after: date) -> tuple[Move, ...]:
    """The county figures that moved most, the widest first."""
    catalog = {one.id: one for one in shown}
    found: list[tuple[Metric, Point, Point, Figure, Figure]] = []
    for same, points in points_by_basis(catalog, [before, after], store.warehouse):
        first, second = points
        if not first.version:
            continue
        county = {
            (one.metric, one.as_of): one for one in count_figures(store.warehouse, points, same) if one.unit == COUNTY
        }
        found += [(catalog[name], first, second, county[name, before], county[name, after]) for name in same]
    moved = [one for one in found if (one[3].numerator, one[3].denominator) != (one[4].numerator, one[4].denominator)]
    moved.sort(key=lambda one: -_width(one[0], one[3], one[4]))
    return tuple(
        Move(
            metric, earlier, later, None if metric.is_count else change_in_points(earlier, later),
            tuple(find_moved(store.warehouse, metric.id, first, second)),
        )
        for metric, first, second, earlier, later in moved[:MOST_MOVED]
    )  # fmt: skip


def _width(metric: Metric, before: Figure, after: Figure) -> Decimal:
    """How far a figure moved: 百分点, or for a count its difference in the same measure of its size."""
    if not metric.is_count and (points := change_in_points(before, after)) is not None:
        return abs(points)
    size = max(before.numerator, after.numerator, 1)
    return Decimal(abs(after.numerator - before.numerator) * 100) / size


def _find_unexplained(store: Store, shown: Sequence[Metric], meeting: Meeting) -> tuple[Unexplained, ...]:
    areas = {one.id for one in meeting.agenda if one.kind == "area"}
    said_through = known_point(store.warehouse, meeting.held_on).version
    found = []
    for metric in shown:
        if metric.target is None or (areas and metric.area not in areas):
            continue
        point = points_for(metric.id, [meeting.as_of], store.warehouse)[0]
        by_unit: dict[str, list[str]] = {}
        for miss in find_misses(store.warehouse, metric.id, point, explained_through=said_through):
            if miss.explanation is None:
                by_unit.setdefault(miss.row.unit, []).append(miss.row.label)
        found += [Unexplained(metric, unit, tuple(labels)) for unit, labels in by_unit.items()]
    return tuple(found)
