"""The bridge between two points: which subjects moved, by key."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from metrics.figure import Outcome, Point, Scope
from metrics.relations import compose, find_metric, parameters, relieve

if TYPE_CHECKING:
    from warehouse.connect import Reader


@dataclass(frozen=True, slots=True)
class Moved:
    """A subject whose outcome differs; None: not counted at that point."""

    key: str
    label: str
    unit: str
    before: Outcome | None
    after: Outcome | None


_MOVED = """,
judged as (
    select s.as_of, s.version, s.unit, s.key, s.label, s.sort_no, {relieved} as outcome
    from {subject}_rows as s
    left join reliefs as r
        on r.as_of = s.as_of and r.version = s.version and r.unit = s.unit and r.metric = '{metric}'
    where s.{metric} is not null
),
moved as (
    select unit, key, coalesce(a.label, b.label) as label, coalesce(a.sort_no, b.sort_no) as sort_no,
        b.outcome as before, a.outcome as after
    from (select * from judged where as_of = $6 and version = $7) as b
    full join (select * from judged where as_of = $8 and version = $9) as a using (unit, key)
    where b.outcome is distinct from a.outcome
)
select m.key, m.label, m.unit, m.before, m.after
from moved as m
left join (select unit, min(sort_no) as sort_no from register group by unit) as u on u.unit = m.unit
order by u.sort_no, m.unit, m.sort_no, m.key
"""


def find_moved(warehouse: Reader, metric: str, before: Point, after: Point, scope: Scope | None = None) -> list[Moved]:
    """The subjects whose outcome for this figure differs between two points, in the register's order.

    Raises:
        KeyError: an unknown metric.
    """
    if before == after:
        find_metric(metric)
        return []
    entry = find_metric(metric)
    sql = compose([entry.subject], _MOVED.format(metric=metric, subject=entry.subject, relieved=relieve(f"s.{metric}")))
    ends = [before.as_of, before.version, after.as_of, after.version]
    return [Moved(*row) for row in warehouse.query(sql, [*parameters([before, after], scope or Scope()), *ends])]
