"""The pack: one frozen object with everything a set of papers says, so that no two papers can disagree.

Exports turn it into bytes and read nothing else. Restricted figures and telephone numbers never enter it, whoever asks.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from config.reference import Area
from metrics.catalog import Metric
from metrics.figure import COUNTY, Figure, Scope, SubjectRow
from metrics.lights import Light
from metrics.listings import Deadline, Task
from metrics.sentences import short_name
from services.agenda import Matter
from services.progress import TrendFigure


@dataclass(frozen=True, slots=True)
class PackUnit:
    """place: in the register, from 1; the second half of the unit's data numbers."""

    code: str
    place: int
    name: str
    short_name: str
    kind: str
    batch: str


@dataclass(frozen=True, slots=True)
class PackFigure:
    """One figure with what stands beside it.

    number: its 数据编号. rank: of a unit, shared by ties; None for the county or when nothing is counted.
    before, change: at the former day and since, in 百分点 to one decimal; None when not comparable.
    """

    number: str
    figure: Figure
    light: Light | None
    rank: int | None
    before: Figure | None
    change: Decimal | None


@dataclass(frozen=True, slots=True)
class PackRow:
    """A subject behind a figure with the words of its 情况说明 or "". is_late: what was promised there is overdue."""

    row: SubjectRow
    explanation: str
    is_late: bool = False


@dataclass(frozen=True, slots=True)
class PackMetric:
    """One metric in full. headline: the finding short enough for a title; finding: the whole sentence.

    denominator, looking_back, target: words to print at the figure. sources: titles of the tables it is read from.
    units: protocol order.
    """

    metric: Metric
    number: str
    county: PackFigure
    units: tuple[PackFigure, ...]
    headline: str
    finding: str
    denominator: str
    looking_back: str
    target: str
    sources: tuple[str, ...]
    trend: tuple[TrendFigure, ...]
    rows: tuple[PackRow, ...]

    @property
    def short_name(self) -> str:
        """The name without the remark in brackets."""
        return short_name(self.metric)

    def of(self, unit: str) -> PackFigure | None:
        """A unit's figure; None when the unit is outside the metric's population."""
        return next((one for one in self.units if one.figure.unit == unit), None)


@dataclass(frozen=True, slots=True)
class Praise:
    """A confirmed distinction of a unit: 通报表扬 or 优秀案例, with its day."""

    unit: str
    words: str
    given_on: date


@dataclass(frozen=True, slots=True)
class Pack:
    """Everything the papers of one day say.

    meeting: name of the meeting, "" when there is none. compared_on, compared_words: the day changes count from
        and how it is called; compared_on is None when it lies before the pilot began.
    version: the data version. definitions, program: sha256 of the definitions and of the code that counts.
    units: in protocol order. areas: task areas in the order they are shown. cards: ids of the headline metrics.
    restated: what the last meeting published otherwise than it is counted now for its day; "" for nothing.
    """

    title: str
    meeting: str
    as_of: date
    phase: str
    county_name: str
    bureau: str
    is_demo: bool
    scope: Scope
    compared_on: date | None
    compared_words: str
    version: int
    definitions: str
    program: str
    units: tuple[PackUnit, ...]
    areas: tuple[Area, ...]
    cards: tuple[str, ...]
    metrics: tuple[PackMetric, ...]
    matters: tuple[Matter, ...]
    tasks: tuple[Task, ...]
    deadlines: tuple[Deadline, ...]
    changes: tuple[str, ...]
    praise: tuple[Praise, ...]
    restated: str = ""

    @property
    def names(self) -> Mapping[str, str]:
        """Unit code → short name."""
        return {unit.code: unit.short_name for unit in self.units}

    @property
    def scope_name(self) -> str:
        """What the pooled figure is of: 全县, or the words of the narrowed scope."""
        if self.scope.unit:
            return self.names.get(self.scope.unit, self.scope.unit)
        return "、".join(part for part in (self.scope.batch, self.scope.kind) if part) or COUNTY

    @property
    def judged_units(self) -> tuple[PackUnit, ...]:
        """The units the papers list: all but 县本级, which has posts only."""
        return tuple(unit for unit in self.units if unit.kind != "县本级")

    @property
    def joined_units(self) -> tuple[PackUnit, ...]:
        """The units that have joined; those only to be covered later have no page and no report of their own."""
        joined = {line.figure.unit for one in self.metrics if one.metric.population == "in_scope" for line in one.units}
        return tuple(unit for unit in self.units if unit.code in joined)

    def metric(self, metric_id: str) -> PackMetric | None:
        """A metric by id; None when it is not in the pack."""
        return next((one for one in self.metrics if one.metric.id == metric_id), None)

    def task_of(self, matter: Matter) -> Task | None:
        """The overdue 督办事项 that a matter is about, by the number it begins with; None for a call for help."""
        return next((one for one in self.tasks if matter.since.startswith(f"{one.task_no}，")), None)

    def headlines(self) -> tuple[PackMetric, ...]:
        """The phase's headline metrics."""
        return tuple(one for one in map(self.metric, self.cards) if one is not None)

    def of_area(self, area: Area) -> tuple[PackMetric, ...]:
        """The metrics of a task area, its lead first, then in the catalogue's order."""
        own = [one for one in self.metrics if one.metric.area == area.id]
        return tuple(sorted(own, key=lambda one: one.metric.id != area.lead))

    def figures(self) -> tuple[PackFigure, ...]:
        """Every figure of the pack."""
        return tuple(figure for one in self.metrics for figure in (one.county, *one.units))
