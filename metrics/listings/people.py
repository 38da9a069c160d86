"""Who holds which post at a date, which posts stand empty and since when, who holds two posts at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from metrics.figure import Point, Scope
from metrics.relations import compose, parameters

if TYPE_CHECKING:
    from warehouse.connect import Reader


@dataclass(frozen=True, slots=True)
class Holder:
    """A person in a post at the date. Phones are not given here."""

    unit: str
    role: str
    name: str
    position: str
    is_leadership: bool | None
    appointed_on: date
    filed_on: date | None
    row_id: int


@dataclass(frozen=True, slots=True)
class Vacancy:
    """A post without a holder. since: end of the last holder's term, else the day the unit joined; days: up to D.

    is_unreported: the unit has sent no roster, so the post may be held. was_held: somebody held it before.
    """

    unit: str
    role: str
    since: date | None
    days: int | None
    was_held: bool
    is_unreported: bool


@dataclass(frozen=True, slots=True)
class DoubleRole:
    """One name in several posts of a unit at the date."""

    unit: str
    name: str
    roles: tuple[str, ...]


_HOLDERS = """
select h.unit, h.role, h.name, coalesce(h.position, ''), h.is_leadership, h.appointed_on, h.filed_on, h.row_id
from holders as h
join register as u on u.as_of = h.as_of and u.version = h.version and u.unit = h.unit
order by u.sort_no, h.unit, list_position(['首席数据官', '首席数据执行官', '数据专员', '政务专员'], h.role),
    h.appointed_on, h.name, h.row_id
"""

_VACANCIES = """,
last_terms as (
    select u.unit, r.role, max(r.ended_on) as ended_on
    from register as u
    join roster as r on r.unit = u.unit
    where r.opened_in <= u.version and (r.closed_in is null or r.closed_in > u.version)
      and r.ended_on <= u.as_of
    group by all
)
select p.unit, p.label, coalesce(t.ended_on, u.joined_on) as since, p.as_of - since as days,
    t.ended_on is not null, coalesce(p.posts_filled, p.county_posts) = 'unreported'
from posts_rows as p
join register as u on u.as_of = p.as_of and u.version = p.version and u.unit = p.unit
left join last_terms as t on t.unit = p.unit and t.role = p.label
where coalesce(p.posts_filled, p.county_posts) in ('missed', 'unreported')
order by u.sort_no, p.unit, p.sort_no
"""

_DOUBLE_ROLES = """
select h.unit, h.name, list(distinct h.role order by h.role) as roles
from holders as h
join register as u on u.as_of = h.as_of and u.version = h.version and u.unit = h.unit
group by u.sort_no, h.unit, h.name
having count(distinct h.role) > 1
order by u.sort_no, h.unit, h.name
"""


def list_holders(warehouse: Reader, point: Point, scope: Scope | None = None) -> list[Holder]:
    """Everybody in a post at the date, 县本级 included, in the register's order."""
    rows = warehouse.query(compose([], _HOLDERS), parameters([point], scope or Scope()))
    return [Holder(*row) for row in rows]


def list_vacancies(warehouse: Reader, point: Point, scope: Scope | None = None) -> list[Vacancy]:
    """Posts without a holder at the date, 县本级 included, in the register's order."""
    rows = warehouse.query(compose(["posts"], _VACANCIES), parameters([point], scope or Scope()))
    return [Vacancy(*row) for row in rows]


def list_double_roles(warehouse: Reader, point: Point, scope: Scope | None = None) -> list[DoubleRole]:
    """Names that hold more than one post of the same unit at the date."""
    rows = warehouse.query(compose([], _DOUBLE_ROLES), parameters([point], scope or Scope()))
    return [DoubleRole(unit, name, tuple(roles)) for unit, name, roles in rows]
