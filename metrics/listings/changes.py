"""What changed between two days, figure by figure, with how many subjects moved which way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from metrics.bridge import Moved, find_moved
from metrics.catalog import Metric, load_catalog
from metrics.counting import count_figures
from metrics.figure import COUNTY, Figure, Scope, change_in_points
from metrics.sentences import no_subjects, short_name, show_change, show_date, show_percent
from metrics.versions import points_by_basis

if TYPE_CHECKING:
    from warehouse.connect import Reader

_MOST_NAMES = 2


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


def say_change(change: Change, names: Mapping[str, str]) -> str:
    """One sentence: 自2023年6月30日以来，政务信息系统上云率上升1.5个百分点，新增1个已上云（县公安局“出租屋管理”）。

    names: unit code → short name. What is named is what moved, as long as it is little.
    """
    metric, measure = change.metric, change.metric.subject_noun[0]
    since = f"自{show_date(change.before.as_of)}以来，{short_name(metric)}"
    if not metric.is_count and change.points is None:
        return f"{since}{_without_rate(change)}。"
    gained = [one for one in change.moved if one.after == "achieved"]
    lost = [one for one in change.moved if one.before == "achieved"]
    parts = [f"{since}{'有变化' if metric.is_count else show_change(change.points)}"]
    if gained:
        parts.append(f"新增{len(gained)}{measure}{metric.done_words}{_named(gained, names)}")
    if lost:
        parts.append(f"减少{len(lost)}{measure}{'' if gained else metric.done_words}{_named(lost, names)}")
    entered = [one for one in change.moved if one.before is None]
    if not gained and not lost and entered:
        parts.append(f"新计入{len(entered)}{measure}{metric.subject_noun[1:]}{_named(entered, names)}")
    return "，".join(parts) + "。"


def _without_rate(change: Change) -> str:
    """There is a rate at one of the two days only."""
    if not change.after.denominator:
        return f"不再计算，现{no_subjects(change.metric)}"
    return f"现为{show_percent(change.after)}，此前无数据"


def _named(moved: Sequence[Moved], names: Mapping[str, str]) -> str:
    """Who and what in brackets, empty when they are many."""
    if len(moved) > _MOST_NAMES:
        return ""
    units = [names.get(one.unit) or one.unit for one in moved]
    told = [unit if unit == one.label else f"{unit}“{one.label}”" for unit, one in zip(units, moved, strict=True)]
    return f"（{'、'.join(told)}）"
