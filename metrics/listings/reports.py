"""Reports owed and received: the unit × period matrix with dates, and what has come in for the period now open."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from metrics.figure import Point, Scope
from metrics.lights import Light, light_of_duty
from metrics.relations import compose, parameters

if TYPE_CHECKING:
    from warehouse.connect import Reader


def report_title(kind: str, period: str) -> str:
    """2023年上半年工作总结, 试点工作总结; the same words as the label of the relation."""
    return period.replace("试点期", "") + kind.replace("半年度", "")


@dataclass(frozen=True, slots=True)
class ReportDuty:
    """One report one unit owes. received_on: None when nothing had been received by the date. days_left: < 0 late."""

    unit: str
    kind: str
    period: str
    due_on: date
    received_on: date | None
    days_left: int
    light: Light
    row_id: int | None


@dataclass(frozen=True, slots=True)
class OpenPeriod:
    """The period whose reports are now awaited. missing: unit codes without one, in the register's order."""

    kind: str
    period: str
    due_on: date
    days_left: int
    expected: int
    received: int
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ClauseContent:
    """One line of 职责任务落实情况表: which of the parts are filled in."""

    unit: str
    period: str
    clause: str
    has_measures: bool
    has_results: bool
    has_problems: bool
    has_next_steps: bool
    has_evidence: bool


_DUTIES = """
select o.unit, o.kind, o.period, o.due_on, case when o.received_on <= o.as_of then o.received_on end,
    o.due_on - o.as_of, case when o.received_on <= o.as_of then o.row_id end
from owed_reports as o
join register as u on u.as_of = o.as_of and u.version = o.version and u.unit = o.unit
where o.due_on <= $6
order by u.sort_no, o.unit, o.due_on, o.kind, o.period
"""

_OPEN_UNTIL = """
select coalesce(min(due_on), as_of) from owed_reports where due_on >= as_of group by as_of
"""

_CONTENTS = """
select u.unit, d.period, d.clause, coalesce(d.measures, '') <> '', coalesce(d.results, '') <> '',
    coalesce(d.problems, '') <> '', coalesce(d.next_steps, '') <> '', coalesce(d.evidence, '') <> ''
from units_in_scope as u
join duty as d on d.unit = u.unit
where d.opened_in <= u.version and (d.closed_in is null or d.closed_in > u.version)
  and ($6 = '' or d.period = $6)
  -- What falls due later is shown once that very period has been filed by the date, however it was changed since.
  and (
      exists (
          select 1 from duty as e
          join uploads as f on f.upload_id = e.upload_id and f.dataset = 'duty' and f.unit = e.unit
          where e.unit = d.unit and e.period = d.period and f.version = u.version and f.reported_on <= u.as_of
      )
      or not exists (select 1 from reference.obligation as o where o.period = d.period and o.due_on > u.as_of)
  )
order by u.sort_no, u.unit, d.period, d.row_id
"""


def list_report_duties(
    warehouse: Reader, point: Point, scope: Scope | None = None, *, until: date | None = None
) -> list[ReportDuty]:
    """Unit × period with dates and lights, in the register's order, then by due day.

    Args:
        until: the last due day shown; default: that of the period now open.
    """
    scope = scope or Scope()
    if until is None:
        nearest = warehouse.query(compose([], _OPEN_UNTIL), parameters([point], scope))
        until = nearest[0][0] if nearest else point.as_of
    rows = warehouse.query(compose([], _DUTIES), [*parameters([point], scope), until])
    return [
        ReportDuty(
            unit, kind, period, due_on, received_on, days_left, light_of_duty(due_on, received_on, point.as_of), row
        )
        for unit, kind, period, due_on, received_on, days_left, row in rows
    ]


def list_open_periods(warehouse: Reader, point: Point, scope: Scope | None = None) -> list[OpenPeriod]:
    """The reports next due at the date, with what has been received so far; empty when nobody owes any."""
    duties = [one for one in list_report_duties(warehouse, point, scope) if one.due_on >= point.as_of]
    periods: dict[tuple[date, str, str], list[ReportDuty]] = {}
    for duty in duties:
        periods.setdefault((duty.due_on, duty.kind, duty.period), []).append(duty)
    return [
        OpenPeriod(
            kind=kind,
            period=period,
            due_on=due_on,
            days_left=(due_on - point.as_of).days,
            expected=len(owed),
            received=sum(duty.received_on is not None for duty in owed),
            missing=tuple(duty.unit for duty in owed if duty.received_on is None),
        )
        for (due_on, kind, period), owed in sorted(periods.items(), key=lambda item: item[0])
    ]


def list_contents(
    warehouse: Reader, point: Point, scope: Scope | None = None, *, period: str = ""
) -> list[ClauseContent]:
    """The content matrix of the duty table, as filed; period "" for all that were due or filed by the date."""
    rows = warehouse.query(compose([], _CONTENTS), [*parameters([point], scope or Scope()), period])
    return [ClauseContent(*row) for row in rows]
