"""The one result that page, chart, deck and brief share: exact counts at a date, and the subjects behind them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

COUNTY = "全县"
Outcome = Literal["achieved", "missed", "exempt", "unreported", "unknown"]
OUTCOME_NAMES: dict[Outcome, str] = {
    "achieved": "达成",
    "missed": "未达成",
    "exempt": "不纳入",
    "unreported": "未填报",
    "unknown": "无法回溯",
}
UNFILLED = OUTCOME_NAMES["unreported"]
OPEN_OUTCOMES: tuple[Outcome, ...] = ("missed", "unreported")  # what a figure still lacks


@dataclass(frozen=True, slots=True)
class Point:
    """A date to look at and the version of the rows to look through (按现有资料 or 按当时资料)."""

    as_of: date
    version: int


@dataclass(frozen=True, slots=True)
class Scope:
    """Narrows by the unit register's columns; empty means no narrowing. unit: a unit code."""

    batch: str = ""
    kind: str = ""
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """A count of subjects whose outcome at a date is known (metrics definitions, section 1).

    unit: unit code, or COUNTY for the pooled figure. Counts are exact integers.
    silent_units: units in scope without any accepted upload of the metric's dataset.
    units_in_scope: units in scope at the date (1 or 0 on a unit's own row).
    """

    metric: str
    unit: str
    as_of: date
    numerator: int
    denominator: int
    exempt: int = 0
    unreported: int = 0
    unknown: int = 0
    silent_units: int = 0
    units_in_scope: int = 0
    version: int = 0

    @property
    def rate(self) -> Decimal | None:
        """numerator / denominator unrounded (28 digits), None when nothing is counted."""
        return Decimal(self.numerator) / Decimal(self.denominator) if self.denominator else None

    @property
    def is_unfilled(self) -> bool:
        """Whether nothing of what is counted was filled in: no zero that anybody reported."""
        return bool(self.denominator) and self.unreported == self.denominator

    @property
    def percent(self) -> Decimal | None:
        """The rate in percent, half-up to one decimal; for showing only. None when nothing is counted or filled in."""
        if not self.denominator or self.is_unfilled:
            return None
        return (Decimal(self.numerator * 100) / Decimal(self.denominator)).quantize(Decimal("0.1"), ROUND_HALF_UP)


def change_in_points(before: Figure, after: Figure) -> Decimal | None:
    """after − before in 百分点, half-up to one decimal; subtracted from unrounded rates. None without both rates.

    A day on which nothing was filled in has no rate to compare: who fills in later did not rise from zero.
    """
    if before.percent is None or after.percent is None:
        return None
    difference = after.numerator * before.denominator - before.numerator * after.denominator
    points = Decimal(difference * 100) / Decimal(before.denominator * after.denominator)
    return points.quantize(Decimal("0.1"), ROUND_HALF_UP)


@dataclass(frozen=True, slots=True)
class SubjectRow:
    """One subject behind a figure: who, what, its outcome, and the cell it came from.

    key: the parts of the subject's key joined by " / " (stable between dates); label: what a reader sees.
    file, sheet, row, version: where the deciding row stands, empty when there is none (an unfilled post).
    dataset, row_id: the stored row, to show it whole.
    """

    metric: str
    as_of: date
    unit: str
    key: str
    label: str
    outcome: Outcome
    dataset: str = ""
    row_id: int | None = None
    file: str = ""
    sheet: str = ""
    row: int | None = None
    version: int | None = None
