"""Misses with what was said about them: 情况说明 by unit, figure and subject."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from metrics.figure import OPEN_OUTCOMES, Point, Scope, SubjectRow
from metrics.relations import compose, parameters
from metrics.subjects import find_rows

if TYPE_CHECKING:
    from warehouse.connect import Reader


# Joins the parts of a subject's key, as the relations write it.
KEY_JOINT = " / "


@dataclass(frozen=True, slots=True)
class Explanation:
    """One 情况说明. subject: "" for the whole figure. version, said_on: the one that brought it and its day."""

    unit: str
    metric: str
    subject: str
    reason: str
    promised_on: date | None
    person: str
    row_id: int
    version: int
    said_on: date

    def is_overdue(self, as_of: date) -> bool:
        """The promised day is over; whether the miss still stands is not its business."""
        return self.promised_on is not None and self.promised_on < as_of


@dataclass(frozen=True, slots=True)
class Miss:
    """A missed or unreported subject with its explanation, if there is one.

    days_past_promise: days since the promised day, None without a promise or before it is over.
    """

    row: SubjectRow
    explanation: Explanation | None
    days_past_promise: int | None


_EXPLANATIONS = """
select e.unit, e.metric, coalesce(e.subject, ''), e.reason, e.promised_on, coalesce(e.person, ''), e.row_id, e.opened_in,
    cast(v.made_at as date)
from register as u
join explanation as e on e.unit = u.unit
join version as v on v.version = e.opened_in
where e.opened_in <= u.version and (e.closed_in is null or e.closed_in > u.version)
  and (len($6::varchar[]) = 0 or list_contains($6::varchar[], e.metric))
order by u.sort_no, e.unit, e.metric, e.subject nulls first, e.row_id
"""


def list_explanations(
    warehouse: Reader, point: Point, metrics: Sequence[str] = (), scope: Scope | None = None
) -> list[Explanation]:
    """The explanations known at the point's version, in the register's order; metrics empty for all."""
    rows = warehouse.query(compose([], _EXPLANATIONS), [*parameters([point], scope or Scope()), list(metrics)])
    return [Explanation(*row) for row in rows]


def find_explanation(row: SubjectRow, said: Mapping[tuple[str, str, str], Explanation]) -> Explanation | None:
    """What was said about a subject: under its key, its label or a part of its key, else about the whole figure.

    Args:
        said: (unit, metric, subject) → 情况说明.
    """
    for name in (row.key, row.label, *row.key.split(KEY_JOINT), ""):
        if (found := said.get((row.unit, row.metric, name))) is not None:
            return found
    return None


def find_misses(
    warehouse: Reader, metric: str, point: Point, scope: Scope | None = None, *, explained_through: int | None = None
) -> list[Miss]:
    """Missed and unreported subjects of a figure, each with the explanation of it or of the whole figure.

    Args:
        explained_through: version whose explanations are read; default: the present one, so that a look at a
            former state still shows what has been said since.
    """
    version = warehouse.version() if explained_through is None else explained_through
    known = list_explanations(warehouse, Point(point.as_of, version), [metric], scope)
    by_subject = {(one.unit, one.metric, one.subject): one for one in known}
    misses = []
    for row in find_rows(warehouse, metric, point, outcomes=OPEN_OUTCOMES, scope=scope):
        said = find_explanation(row, by_subject)
        past = (point.as_of - said.promised_on).days if said and said.promised_on else 0
        misses.append(Miss(row, said, past if past > 0 else None))
    return misses
