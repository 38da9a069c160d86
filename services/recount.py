"""按现行口径重算: a frozen meeting's figures beside today's, and what each part of a difference comes from.

The reasons are computed, by changing one thing at a time: first the program, then the definitions (targets, deadlines
and calendar with them), last the data. What a step moves has that step's reason.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Literal

from metrics.catalog import Metric, load_catalog
from metrics.counting import count_figures
from metrics.figure import Figure, Point
from metrics.lights import Light, light_of
from metrics.versions import points_for
from services.actor import Actor
from services.data_numbers import data_number
from services.faults import log_fault
from services.fingerprints import hash_configuration, hash_definitions, hash_program
from services.frozen_definitions import Asked, Counted, DefinitionsUnusable, count_by
from services.meetings import Meeting, frozen_pack, frozen_texts, read_meeting
from services.pack_contents import Pack
from services.store import Store
from warehouse.register import list_units

Reason = Literal["数据更正", "口径调整", "软件升级"]


@dataclass(frozen=True, slots=True)
class Step:
    """What one change, alone and after those before it, made of a figure.

    reasons: one; two when the frozen definitions cannot be run any more and the parts cannot be told apart.
    figure: None when there is no such figure any more.
    """

    reasons: tuple[Reason, ...]
    figure: Figure | None
    light: Light | None


@dataclass(frozen=True, slots=True)
class Difference:
    """One figure that is not today what the meeting saw.

    unit: code, or 全县. number: 数据编号. frozen, now: None when there was or is no such figure.
    details: the steps that moved it, in their order; the last one shows what `now` shows.
    """

    metric: str
    name: str
    unit: str
    number: str
    frozen: Figure | None
    now: Figure | None
    frozen_light: Light | None
    now_light: Light | None
    reasons: tuple[Reason, ...]
    details: tuple[Step, ...]


def recount(store: Store, meeting_id: int, actor: Actor) -> tuple[Difference, ...]:
    """Every figure of a frozen meeting that would be another one today, with its reasons, in the pack's order.

    Restricted figures are not in a frozen pack and so not here; unit staff get those of their own unit.

    Raises:
        MeetingUnknown, MeetingRefused, MeetingDamaged: as services.meetings.frozen_pack.
    """
    meeting = read_meeting(store, meeting_id, actor)
    pack = frozen_pack(store, meeting_id, actor)
    texts = frozen_texts(store, meeting_id)
    frozen: Counted = {(one.figure.metric, one.figure.unit): (one.figure, one.light) for one in pack.figures()}
    stages = _stages(store, meeting, pack, texts.definitions)
    numbers = {(one.figure.metric, one.figure.unit): one.number for one in pack.figures()}
    places = {unit.code: place for place, unit in enumerate(list_units(store.warehouse), 1)}
    order = {unit.code: unit.place for unit in pack.units} | places
    found = []
    for metric in pack.metrics:
        mine = {
            key for counted in (frozen, *(one for _, one in stages)) for key in counted if key[0] == metric.metric.id
        }
        if actor.role == "单位":
            mine = {key for key in mine if key[1] == actor.unit}
        for key in sorted(mine, key=lambda one: order.get(one[1], 0)):
            difference = _compare(key, frozen, stages)
            if difference is not None:
                number = numbers.get(key) or _number(key, places)
                found.append(replace(difference, name=metric.metric.name, number=number))
    return tuple(found)


def _stages(
    store: Store, meeting: Meeting, pack: Pack, definitions: Mapping[str, str]
) -> list[tuple[tuple[Reason, ...], Counted]]:
    """The same figures counted again and again, one thing changed at a time, each with the reason of that change."""
    seen = {one.metric.id: Point(pack.as_of, one.county.figure.version) for one in pack.metrics}
    same_program = meeting.program == hash_program()
    # With the same program a figure moves at the frozen version only when its very rows were altered or purged.
    first: Reason = "数据更正" if same_program else "软件升级"
    settings = store.settings
    stages: list[tuple[tuple[Reason, ...], Counted]] = []
    second: tuple[Reason, ...] = ("口径调整",)
    if meeting.definitions == hash_definitions() and meeting.configuration == hash_configuration(
        [settings.county_name, settings.bureau]
    ):
        second = (first,)
    else:
        try:
            stages.append(((first,), count_by(store, definitions, _ask(seen))))
        except DefinitionsUnusable as fault:
            log_fault(fault, store.path)
            second = ("口径调整",) if same_program else ("软件升级", "口径调整")
    catalog = load_catalog()
    then = {
        one.metric.id: _then(store, catalog[one.metric.id], one.metric, pack, seen[one.metric.id])
        for one in pack.metrics
        if one.metric.id in catalog
    }
    today = {name: points_for(name, [pack.as_of], store.warehouse)[0] for name in then}
    stages.append((second, _count(store, _ask(then))))
    stages.append((("数据更正",), _count(store, _ask(today))))
    return stages


def _then(store: Store, metric: Metric, frozen: Metric, pack: Pack, seen: Point) -> Point:
    """The frozen data as the present definition looks at them: another way of looking back is another 口径."""
    if metric.basis == frozen.basis:
        return seen
    if metric.basis == "dated":
        return Point(pack.as_of, pack.version)
    return Point(pack.as_of, _known_then(store, pack.as_of, pack.version))


def _known_then(store: Store, day: date, version: int) -> int:
    end = datetime.combine(day + timedelta(days=1), time())
    sql = "select coalesce(max(version), 0) from version where made_at < ? and version <= ?"
    return int(store.warehouse.query(sql, [end, version])[0][0])


def _ask(points: Mapping[str, Point]) -> list[Asked]:
    groups: dict[Point, list[str]] = {}
    for name, point in points.items():
        groups.setdefault(point, []).append(name)
    return [Asked(point, tuple(names)) for point, names in groups.items()]


def _count(store: Store, asked: Sequence[Asked]) -> Counted:
    catalog = load_catalog()
    return {
        (one.metric, one.unit): (one, light_of(catalog[one.metric], one))
        for group in asked
        for one in count_figures(store.warehouse, [group.point], group.metrics)
    }


def _compare(
    key: tuple[str, str], frozen: Counted, stages: Sequence[tuple[tuple[Reason, ...], Counted]]
) -> Difference | None:
    nothing: tuple[Figure | None, Light | None] = (None, None)
    first = frozen.get(key, nothing)
    steps = []
    before = first
    for reasons, counted in stages:
        after = counted.get(key, nothing)
        if _shown(after) != _shown(before):
            steps.append(Step(reasons, *after))
        before = after
    if _shown(before) == _shown(first):
        return None
    reasons = tuple(dict.fromkeys(reason for step in steps for reason in step.reasons))
    return Difference(key[0], "", key[1], "", first[0], before[0], first[1], before[1], reasons, tuple(steps))


def _shown(one: tuple[Figure | None, Light | None]) -> tuple[object, ...]:
    """What makes two figures the same: the counts and the light, whichever version they were seen through."""
    figure, light = one
    return (replace(figure, version=0) if figure else None, light.code if light else None)


def _number(key: tuple[str, str], places: Mapping[str, int]) -> str:
    return data_number(key[0], places.get(key[1], 0)) if key[0] in load_catalog() else ""
