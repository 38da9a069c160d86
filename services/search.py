"""Search: the few things whose name is nearest to what somebody typed, each with its card."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import partial

from loaders.spelling import fold_name
from metrics.catalog import load_catalog
from metrics.figure import COUNTY
from metrics.listings import list_holders
from services.actor import Actor
from services.data_numbers import find_figure, read_number
from services.progress import may_see
from services.search_cards import KIND_NAMES, LEADING, Cards, Hit, HitKind, Said
from services.store import Store
from warehouse.names import list_names

__all__ = ["KIND_NAMES", "Found", "Hit", "Said", "find"]

MOST_HITS = 8
EXACT, PREFIX, CONTAINS = 0, 1, 2


@dataclass(frozen=True, slots=True)
class Found:
    """What a search gave: the best hits, and how many there were in all."""

    text: str
    hits: tuple[Hit, ...]
    total: int


@dataclass(frozen=True, slots=True)
class _Match:
    """A name that fits, before its card is made. closeness: EXACT, PREFIX or CONTAINS."""

    closeness: int
    kind: HitKind
    place: int
    name: str
    make: Callable[[], Hit]


def find(store: Store, text: str, as_of: date, actor: Actor, *, most: int = MOST_HITS) -> Found:
    """The names nearest to a text: equal ones, those that begin with it, those that contain it.

    Width, case, spaces and quotation marks make no difference. Restricted figures and people are found by the roles
    that may see them: unit staff find the people of their own unit only.
    """
    wanted = fold_name(text)
    if not wanted or store.is_empty():
        return Found(text.strip(), (), 0)
    cards = Cards(store, as_of, actor)
    matches = [*_numbered(cards, text), *_matches(cards, wanted)]
    matches.sort(key=lambda one: (one.closeness, list(KIND_NAMES).index(one.kind), one.place, one.name))
    return Found(text.strip(), tuple(one.make() for one in matches[:most]), len(matches))


def _numbered(cards: Cards, text: str) -> Iterable[_Match]:
    """A 数据编号 as printed beside a figure; where a meeting's papers gave it to another unit, that one too."""
    if read_number(text) is None:
        return
    seen: set[tuple[str, str]] = set()
    for printed_in, codes in cards.numberings():
        found = find_figure(text, codes)
        if found and found not in seen and may_see(load_catalog()[found[0]], cards.actor):
            metric, unit = load_catalog()[found[0]], "" if found[1] == COUNTY else found[1]
            make = partial(cards.figure, "figure", metric, unit, printed_in)
            yield _Match(EXACT, "figure", len(seen), text, make)
            seen.add(found)


def _matches(cards: Cards, wanted: str) -> Iterable[_Match]:
    """Every name that fits."""
    for unit in cards.units:
        spelled = (unit.name, unit.short_name, *unit.aliases, *unit.former_names)
        if (near := _nearest(wanted, spelled)) is not None:
            yield _Match(near, "unit", cards.places[unit.code], unit.name, partial(cards.unit, unit))
    for metric in load_catalog().values():
        if may_see(metric, cards.actor) and (near := _nearest(wanted, (metric.name,))) is not None:
            yield _Match(near, "metric", 0, metric.name, partial(cards.figure, "metric", metric, ""))
    for row in list_names(cards.store.warehouse, cards.point.version, tuple(LEADING)):
        if row.unit in cards.places and (near := _nearest(wanted, (row.name,))) is not None:
            kind: HitKind = row.dataset  # type: ignore[assignment]
            yield _Match(near, kind, cards.places[row.unit], row.name, partial(cards.row, row))
    for task in cards.tasks:
        if (near := _nearest(wanted, (task.task_no, task.content))) is not None:
            place = cards.places.get(task.unit, len(cards.places))
            yield _Match(near, "task", place, task.task_no, partial(cards.task, task))
    for holder in list_holders(cards.store.warehouse, cards.point):
        if cards.actor.role == "单位" and holder.unit != cards.actor.unit:
            continue
        if (near := _nearest(wanted, (holder.name, cards.names[holder.unit] + holder.role))) is not None:
            place = cards.places[holder.unit]
            yield _Match(near, "person", place, holder.name, partial(cards.person, holder))


def _nearest(wanted: str, names: Iterable[str]) -> int | None:
    """How close the closest of some names is to a folded text; None when none contains it."""
    ranks = []
    for name in names:
        folded = fold_name(name or "")
        if wanted in folded:
            ranks.append(EXACT if folded == wanted else PREFIX if folded.startswith(wanted) else CONTAINS)
    return min(ranks, default=None)
