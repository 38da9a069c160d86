"""平台核对: the units' own list of resources beside the catalogue platform's export, unit by unit and name by name.

自报 and 平台 are counted apart and never mixed. A resource is the same on both sides when the unit and the code are the
same, otherwise when the unit and the name are (without spaces, punctuation, width and case). A step that the export has
no column for, or that one side does not judge for a resource (不予共享, 不定期更新), is not compared.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Literal

from metrics.figure import Point, Scope
from metrics.listings.pairing import Named, pair_by_code_and_name
from metrics.relations import compose, parameters

if TYPE_CHECKING:
    from warehouse.connect import Reader

DATASET = "platform_resource"
STEPS = ("catalogued", "published", "mounted", "converged", "fresh")
STEP_WORDS = {"catalogued": "编目", "published": "发布", "mounted": "挂接", "converged": "汇聚", "fresh": "按期更新"}
DifferenceKind = Literal["only_own", "only_there", "differs"]


@dataclass(frozen=True, slots=True)
class Sides:
    """One unit, or COUNTY: how many by its own list (自报) and how many by the platform (平台), per step.

    own_rows, there_rows: live resources on each side; matched: found on both. there: no entry for a step the export
    does not tell.
    """

    unit: str
    own_rows: int
    there_rows: int
    matched: int
    own: Mapping[str, int]
    there: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Difference:
    """One resource or system the two sides do not agree about.

    kind: only in the own list, only there, or in both with another state. own, there: steps reached on each side;
    differing: steps they disagree about. name_there: its name there, when it is written otherwise.
    """

    kind: DifferenceKind
    unit: str
    name: str
    own: tuple[str, ...] = ()
    there: tuple[str, ...] = ()
    differing: tuple[str, ...] = ()
    name_there: str = ""


@dataclass(frozen=True, slots=True)
class Comparison:
    """The two sides at a point. exported_on: day of the platform's list; None: there was none by then.

    units: in the register's order. told: steps the export tells. confirmed: step → own rows (row_id) found there in
    the same state.
    """

    exported_on: date | None
    units: tuple[Sides, ...] = ()
    county: Sides | None = None
    told: tuple[str, ...] = ()
    differences: tuple[Difference, ...] = ()
    confirmed: Mapping[str, frozenset[int]] = field(default_factory=dict)

    def of(self, kind: DifferenceKind) -> tuple[Difference, ...]:
        return tuple(one for one in self.differences if one.kind == kind)


@dataclass(frozen=True, slots=True)
class _Resource:
    named: Named
    row_id: int
    reached: frozenset[str]
    unjudged: frozenset[str]


_OWN = """
select u.sort_no, r.unit, c.resource_code, r.key, r.row_id, [r.catalogued, r.published, r.mounted, r.converged, r.fresh]
from resources_rows as r
join catalog as c on c.row_id = r.row_id and c.opened_in <= r.version and (c.closed_in is null or c.closed_in > r.version)
join register as u on u.as_of = r.as_of and u.version = r.version and u.unit = r.unit
order by u.sort_no, r.unit, r.key
"""
# A draft is not catalogued; what waits for review is, but is not published. A blank state is judged by the dates, a
# blank flag by its date; a day after D has not come yet.
_THERE = """,
known as (
    select u.sort_no, u.as_of, p.*,
        coalesce(p.state <> '草稿', true) and coalesce(p.catalogued_on <= u.as_of, true) as is_catalogued,
        coalesce(p.state = '已发布', p.published_on is not null) and coalesce(p.published_on <= u.as_of, true)
            as is_published,
        coalesce(p.is_mounted, p.mounted_on is not null) and coalesce(p.mounted_on <= u.as_of, true) as has_data,
        coalesce(p.is_converged, p.converged_on is not null) and coalesce(p.converged_on <= u.as_of, true) as has_come
    from platform_resource as p
    join units_in_scope as u on u.unit = p.unit
    where p.opened_in <= u.version and (p.closed_in is null or p.closed_in > u.version)
      and p.state is distinct from '已下线'
)
select sort_no, unit, resource_code, resource_name, row_id,
    [is_catalogued, is_published, has_data, has_come, has_data and updated_on + case update_cycle
        when '每日' then interval 1 day
        when '每周' then interval 7 day
        when '每月' then interval 1 month
        when '每季度' then interval 3 month
        when '每半年' then interval 6 month
        when '每年' then interval 12 month
    end >= as_of]
from known
order by sort_no, unit, resource_name, row_id
"""
_TOLD = f"""
select true, count(coalesce(state, published_on::varchar)) > 0, count(coalesce(is_mounted::varchar, mounted_on::varchar)) > 0,
    count(coalesce(is_converged::varchar, converged_on::varchar)) > 0, count(updated_on) > 0 and count(update_cycle) > 0
from {DATASET}
where opened_in <= $version and (closed_in is null or closed_in > $version)
"""
_EXPORTED = """
select max_by(t.reported_on, v.version)
from upload_table as t
join version as v on v.upload_id = t.upload_id and v.kind = 'upload' and v.version <= $version
where t.dataset = $dataset
  and not exists (select 1 from version as w where w.kind = 'undo' and w.undoes = v.version and w.version <= $version)
"""


def exported_on(warehouse: Reader, dataset: str, version: int) -> date | None:
    """The reporting day of the last accepted export of a platform as known at a version; None without one."""
    return warehouse.query(_EXPORTED, {"dataset": dataset, "version": version})[0][0]


def compare_resources(warehouse: Reader, point: Point, scope: Scope | None = None) -> Comparison:
    """Resources by the units' lists and by the catalogue platform; 实施方案三（三）3."""
    day = exported_on(warehouse, DATASET, point.version)
    if day is None:
        return Comparison(None)
    asked = parameters([point], scope or Scope())
    told = tuple(
        step
        for step, is_told in zip(STEPS, warehouse.query(_TOLD, {"version": point.version})[0], strict=True)
        if is_told
    )
    own = [_resource(row, "achieved") for row in warehouse.query(compose(["resources"], _OWN), asked)]
    there = [_resource(row, True) for row in warehouse.query(compose([], _THERE), asked)]
    pairs = pair_by_code_and_name([one.named for one in own], [one.named for one in there])
    differences, confirmed = _compare(own, there, pairs, told)
    codes = dict.fromkeys(one.named.unit for one in sorted((*own, *there), key=lambda one: one.named.order))
    units = tuple(_sides(unit, own, there, pairs, told) for unit in codes)
    return Comparison(day, units, _sides("", own, there, pairs, told), told, tuple(differences), confirmed)


def _resource(row: tuple, reached: object) -> _Resource:
    sort_no, unit, code, name, row_id, outcomes = row
    steps = frozenset(step for step, outcome in zip(STEPS, outcomes, strict=True) if outcome == reached)
    unjudged = frozenset(step for step, outcome in zip(STEPS, outcomes, strict=True) if outcome is None)
    return _Resource(Named((sort_no, unit), unit, code or "", name), row_id, steps, unjudged)


def _compare(
    own: Sequence[_Resource], there: Sequence[_Resource], pairs: Mapping[int, int], told: Sequence[str]
) -> tuple[list[Difference], dict[str, frozenset[int]]]:
    differences = []
    confirmed: dict[str, set[int]] = {step: set() for step in told}
    for place, one in enumerate(own):
        if place not in pairs:
            # What the unit itself calls not catalogued is rightly not there.
            if "catalogued" in one.reached:
                differences.append(Difference("only_own", one.named.unit, one.named.name, _ordered(one.reached)))
            continue
        other = there[pairs[place]]
        compared = [step for step in told if step not in one.unjudged | other.unjudged]
        differing = [step for step in compared if (step in one.reached) != (step in other.reached)]
        for step in compared:
            if step not in differing:
                confirmed[step].add(one.row_id)
        if differing:
            sides = _ordered(one.reached), _ordered(other.reached & set(told)), tuple(differing)
            written = other.named.name if other.named.name != one.named.name else ""
            differences.append(Difference("differs", one.named.unit, one.named.name, *sides, written))
    taken = set(pairs.values())
    for place, other in enumerate(there):
        if place not in taken:
            reached = _ordered(other.reached & set(told))
            differences.append(Difference("only_there", other.named.unit, other.named.name, there=reached))
    return differences, {step: frozenset(rows) for step, rows in confirmed.items()}


def _ordered(steps: Iterable[str]) -> tuple[str, ...]:
    found = set(steps)
    return tuple(step for step in STEPS if step in found)


def _sides(
    unit: str, own: Sequence[_Resource], there: Sequence[_Resource], pairs: Mapping[int, int], told: Sequence[str]
) -> Sides:
    """unit: code, "" for all."""
    mine = [place for place, one in enumerate(own) if unit in ("", one.named.unit)]
    theirs = [one for one in there if unit in ("", one.named.unit)]
    return Sides(
        unit,
        len(mine),
        len(theirs),
        sum(place in pairs for place in mine),
        {step: sum(step in own[place].reached for place in mine) for step in STEPS},
        {step: sum(step in one.reached for one in theirs) for step in told},
    )
