"""The pilot year: milestones of every unit, how they filled month by month, what was planned for when, the roll-out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from config.reference import load_milestones, load_obligations, load_phases, load_pilot_end
from metrics.counting import count_figures
from metrics.figure import COUNTY, Figure, Outcome, Point, Scope
from metrics.listings.reports import report_title
from metrics.relations import compose, parameters, relieve
from metrics.subjects import find_rows

if TYPE_CHECKING:
    from warehouse.connect import Reader

FIRST_DAY = date(2023, 1, 1)
AIM_LABEL = "争取全面推广"
MOST_MONTHS = 36


@dataclass(frozen=True, slots=True)
class MilestoneMatrix:
    """columns: (key, label) in the order of the plan. cells: (unit, key) → outcome; absent: does not count for it."""

    columns: tuple[tuple[str, str], ...]
    units: tuple[str, ...]
    cells: Mapping[tuple[str, str], Outcome]


@dataclass(frozen=True, slots=True)
class PlannedDay:
    """A day of the plan. key: the milestone it belongs to, "" for the whole county. is_aim: 争取, not a duty."""

    key: str
    label: str
    day: date
    is_aim: bool = False


@dataclass(frozen=True, slots=True)
class MilestoneDay:
    """How many units had reached a milestone on a day, of how many it counts for (exempt left out)."""

    day: date
    achieved: int
    counted: int


@dataclass(frozen=True, slots=True)
class MilestoneCourse:
    """One milestone through the pilot year, month-end by month-end up to the date."""

    key: str
    label: str
    due_on: date | None
    days: tuple[MilestoneDay, ...]

    @property
    def first(self) -> MilestoneDay | None:
        """The first month-end at which a unit had reached it."""
        return next((one for one in self.days if one.achieved), None)

    @property
    def last_gain(self) -> MilestoneDay | None:
        """The month-end at which the last unit so far had reached it; later months brought none."""
        top = max((one.achieved for one in self.days), default=0)
        return next((one for one in self.days if top and one.achieved == top), None)


@dataclass(frozen=True, slots=True)
class PilotYear:
    """until: the last day shown as having happened, the date itself or the end of the pilot year."""

    until: date
    courses: tuple[MilestoneCourse, ...]
    planned: tuple[PlannedDay, ...]


# In the milestones' relation every row has an outcome; relief for pilot_progress as a whole is applied on top.
_COUNTS = """,
judged as (
    select s.as_of, s.key, {relieved} as outcome
    from milestones_rows as s
    left join reliefs as r
        on r.as_of = s.as_of and r.version = s.version and r.unit = s.unit and r.metric = 'pilot_progress'
)
select key, as_of, count(*) filter (outcome = 'achieved'),
    count(*) filter (outcome in ('achieved', 'missed', 'unreported'))
from judged
group by key, as_of
order by as_of, key
"""


def read_milestone_matrix(warehouse: Reader, point: Point, scope: Scope | None = None) -> MilestoneMatrix:
    """Units in scope × milestones, as 试点任务完成率 counts them."""
    rows = find_rows(warehouse, "pilot_progress", point, scope=scope)
    present = {row.key for row in rows}
    return MilestoneMatrix(
        columns=tuple((key, label) for key, label, _ in milestone_columns() if key in present),
        units=tuple(dict.fromkeys(row.unit for row in rows)),
        cells={(row.unit, row.key): row.outcome for row in rows},
    )


def milestone_columns() -> list[tuple[str, str, date | None]]:
    """(key, label, planned day) of every milestone, reports of the pilot year by due day after the others."""
    reports = [
        (
            f"{one.kind} / {one.period}",
            f"报送{report_title(one.kind, one.period)}",
            one.due_on,
        )
        for one in load_obligations()
        if one.due_on <= load_pilot_end()
    ]
    return [*((one.id, one.label, one.counted_after) for one in load_milestones()), *reports]


def read_pilot_year(warehouse: Reader, point: Point, scope: Scope | None = None) -> PilotYear:
    """The pilot year up to the date: what each milestone was planned for and how many units had reached it when."""
    until = min(point.as_of, load_pilot_end())
    days = month_ends(FIRST_DAY, until)
    found: dict[str, dict[date, MilestoneDay]] = {}
    if days:
        sql = compose(["milestones"], _COUNTS.format(relieved=relieve("s.pilot_progress")))
        asked = [Point(day, point.version) for day in days]
        for key, day, achieved, counted in warehouse.query(sql, parameters(asked, scope or Scope())):
            found.setdefault(key, {})[day] = MilestoneDay(day, achieved, counted)
    courses = tuple(
        MilestoneCourse(key, label, due_on, tuple(found.get(key, {}).values()))
        for key, label, due_on in milestone_columns()
    )
    return PilotYear(until, courses, planned_days())


def planned_days() -> tuple[PlannedDay, ...]:
    """Every day the plan names for the pilot year, in order: 实施方案四（二）至（四）, 五（一）."""
    phases = [
        PlannedDay("", f"{one.name}结束", one.last_day)
        for one in load_phases()
        if one.last_day and one.last_day < load_pilot_end()
    ]
    due = [PlannedDay(key, label, day) for key, label, day in milestone_columns() if day]
    return tuple(sorted([*phases, *due, PlannedDay("", AIM_LABEL, load_pilot_end(), True)], key=lambda one: one.day))


def count_coverage(warehouse: Reader, point: Point, scope: Scope | None = None) -> list[Figure]:
    """全面推广覆盖率 at each month-end from the pilot's first month to the date (at most MOST_MONTHS), and at the date."""
    days = month_ends(FIRST_DAY, point.as_of)[-MOST_MONTHS:]
    points = [Point(day, point.version) for day in days]
    return [one for one in count_figures(warehouse, points, ["rollout_coverage"], scope) if one.unit == COUNTY]


def month_ends(first: date, last: date) -> list[date]:
    """The month-ends from one day to another, and the last day itself; empty when it lies before the first."""
    days = []
    start = first.replace(day=1)
    while start <= last:
        following = (start + timedelta(days=32)).replace(day=1)
        days.append(min(following - timedelta(days=1), last))
        start = following
    return days


def count_column(matrix: MilestoneMatrix, key: str) -> tuple[int, int]:
    """(achieved, counted) of one column: exempt and unknown are not counted, as in the figure."""
    outcomes = Counter(matrix.cells[unit, key] for unit in matrix.units if (unit, key) in matrix.cells)
    return outcomes["achieved"], outcomes["achieved"] + outcomes["missed"] + outcomes["unreported"]
