"""平台核对 of systems: the units' own lists beside the city cloud's list of what runs there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from metrics.figure import Point, Scope
from metrics.listings.pairing import Named, pair_by_code_and_name
from metrics.listings.platform import Comparison, Difference, Sides, exported_on
from metrics.relations import compose, parameters

if TYPE_CHECKING:
    from warehouse.connect import Reader

DATASET = "cloud_resource"
ON_CLOUD = "on_cloud"
STEP_WORDS = {ON_CLOUD: "在市政务云"}

_OWN = """
select u.sort_no, s.unit, s.system_name, s.row_id, coalesce(s.cloud_from <= s.as_of, false)
from systems_in_use as s
join register as u on u.as_of = s.as_of and u.version = s.version and u.unit = s.unit
order by u.sort_no, s.unit, s.system_name
"""
# A system runs there while any of its cloud resources does.
_THERE = """
select u.sort_no, c.unit, c.system_name
from cloud_resource as c
join units_in_scope as u on u.unit = c.unit
where c.opened_in <= u.version and (c.closed_in is null or c.closed_in > u.version)
  and coalesce(c.state = '运行', true)
  and (c.opened_on is null or c.opened_on <= u.as_of) and (c.closed_on is null or c.closed_on > u.as_of)
group by all
order by u.sort_no, c.unit, c.system_name
"""


def compare_systems(warehouse: Reader, point: Point, scope: Scope | None = None) -> Comparison:
    """Systems in use by the units' lists and by the city cloud's list; 实施方案三（三）2.

    only_own: said to be on the city cloud and not in its list; only_there: in its list and not among the systems in
    use; differs: in both, but by the own list not on the city cloud. Systems that neither side places there agree.
    """
    day = exported_on(warehouse, DATASET, point.version)
    if day is None:
        return Comparison(None)
    asked = parameters([point], scope or Scope())
    own = [
        (Named((sort_no, unit), unit, "", name), int(row_id), bool(is_on))
        for sort_no, unit, name, row_id, is_on in warehouse.query(compose([], _OWN), asked)
    ]
    there = [
        Named((sort_no, unit), unit, "", name) for sort_no, unit, name in warehouse.query(compose([], _THERE), asked)
    ]
    pairs = pair_by_code_and_name([named for named, _, _ in own], there)
    differences = []
    confirmed = set()
    for place, (named, row_id, is_on) in enumerate(own):
        if place in pairs and is_on:
            confirmed.add(row_id)
        elif place in pairs:
            written = there[pairs[place]].name if there[pairs[place]].name != named.name else ""
            differences.append(Difference("differs", named.unit, named.name, (), (ON_CLOUD,), (ON_CLOUD,), written))
        elif is_on:
            differences.append(Difference("only_own", named.unit, named.name, (ON_CLOUD,)))
    taken = set(pairs.values())
    differences += [
        Difference("only_there", one.unit, one.name, there=(ON_CLOUD,))
        for place, one in enumerate(there)
        if place not in taken
    ]
    codes = dict.fromkeys(
        named.unit for named in sorted((*(named for named, _, _ in own), *there), key=lambda one: one.order)
    )
    units = tuple(_sides(unit, own, there, pairs) for unit in codes)
    whole = _sides("", own, there, pairs)
    return Comparison(day, units, whole, (ON_CLOUD,), tuple(differences), {ON_CLOUD: frozenset(confirmed)})


def _sides(
    unit: str, own: Sequence[tuple[Named, int, bool]], there: Sequence[Named], pairs: Mapping[int, int]
) -> Sides:
    mine = [(place, is_on) for place, (named, _, is_on) in enumerate(own) if unit in ("", named.unit)]
    theirs = sum(unit in ("", one.unit) for one in there)
    matched = sum(place in pairs for place, _ in mine)
    return Sides(unit, len(mine), theirs, matched, {ON_CLOUD: sum(is_on for _, is_on in mine)}, {ON_CLOUD: theirs})
