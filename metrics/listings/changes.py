"""What changed between two days, figure by figure, with how many subjects moved which way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from metrics.bridge import Moved, find_moved
from metrics.catalog import Metric, load_catalog
from metrics.counting import count_figures
from metrics.figure import COUNTY, Figure, Scope, change_in_points
from metrics.sentences import show_change, show_date
from metrics.versions import points_by_basis

if TYPE_CHECKING:
    from warehouse.connect import Reader


@dataclass(frozen=True, slots=True)
class Change:
    """One county figure at two days. moved: the subjects whose outcome differs."""

    metric: Metric
    before: Figure
    after: Figure
    moved: tuple[Moved, ...]

    @property
    def points(self) -> Decimal | None:
        """The change in 百分点, None without both rates."""
        return change_in_points(self.before, self.after)

    @property
    def gained(self) -> int:
        """Subjects that became achieved."""
        return sum(one.after == "achieved" for one in self.moved)

    @property
    def lost(self) -> int:
        """Subjects that were achieved and are no longer."""
        return sum(one.before == "achieved" for one in self.moved)


def list_changes(
    warehouse: Reader, metrics: Sequence[str], before: date, after: date, scope: Scope | None = None
) -> list[Change]:
    """The figures that differ between two days, in the order asked for, each looked back by its basis."""
    found: dict[str, Change] = {}
    for names, (first, last) in points_by_basis(metrics, [before, after], warehouse):
        county = {
            (one.metric, one.as_of): one
            for one in count_figures(warehouse, [first, last], names, scope)
            if one.unit == COUNTY
        }
        for name in names:
            moved = find_moved(warehouse, name, first, last, scope)
            if moved:
                figures = county[name, before], county[name, after]
                found[name] = Change(load_catalog()[name], *figures, tuple(moved))
    return [found[name] for name in dict.fromkeys(metrics) if name in found]


def say_change(change: Change) -> str:
    """One sentence: 自2023年6月30日以来，政务信息系统上云率上升1.5个百分点，新增3个已上云，减少1个。"""
    measure = change.metric.subject_noun[0]
    name = change.metric.name.partition("（")[0]
    direction = "" if change.metric.is_count else show_change(change.points)
    parts = [f"自{show_date(change.before.as_of)}以来，{name}{direction or '有变化'}"]
    if change.gained:
        parts.append(f"新增{change.gained}{measure}{change.metric.done_words}")
    if change.lost:
        parts.append(f"减少{change.lost}{measure}" + ("" if change.gained else change.metric.done_words))
    return "，".join(parts) + "。"
