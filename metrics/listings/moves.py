"""The bridge between two days in four groups of names: newly achieved, no longer achieved, come in, gone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from metrics.bridge import Moved, find_moved
from metrics.figure import Point, Scope

if TYPE_CHECKING:
    from warehouse.connect import Reader

MoveKind = Literal["gained", "lost", "entered", "left", "other"]
MOVE_NAMES: dict[MoveKind, str] = {
    "gained": "新增达成",
    "lost": "不再达成",
    "entered": "新进入",
    "left": "退出",
    "other": "其他变动",
}
MOVES_LISTED = 100


@dataclass(frozen=True, slots=True)
class MoveGroup:
    """The subjects that moved one way. count: all of them; first: the first MOVES_LISTED in the register's order."""

    kind: MoveKind
    count: int
    first: tuple[Moved, ...]


@dataclass(frozen=True, slots=True)
class Moves:
    """Every group that is not empty, in the order of MOVE_NAMES. is_known: False when nothing had been filed before."""

    before: Point
    after: Point
    groups: tuple[MoveGroup, ...]
    is_known: bool = True

    @property
    def count(self) -> int:
        return sum(group.count for group in self.groups)


def group_moves(
    warehouse: Reader,
    metric: str,
    before: Point,
    after: Point,
    scope: Scope | None = None,
    *,
    listed: int = MOVES_LISTED,
) -> Moves:
    """What moved between two points; before a first upload (version 0) nothing can be compared.

    Raises:
        KeyError: an unknown metric.
    """
    if not before.version:
        return Moves(before, after, (), is_known=False)
    moved = find_moved(warehouse, metric, before, after, scope)
    groups = (_group(kind, [one for one in moved if kind_of(one) == kind], listed) for kind in MOVE_NAMES)
    return Moves(before, after, tuple(group for group in groups if group.count))


def kind_of(moved: Moved) -> MoveKind:
    """Coming in and going out are told apart from a change of outcome."""
    if moved.before is None:
        return "entered"
    if moved.after is None:
        return "left"
    if moved.after == "achieved":
        return "gained"
    return "lost" if moved.before == "achieved" else "other"


def _group(kind: MoveKind, moved: Sequence[Moved], listed: int) -> MoveGroup:
    return MoveGroup(kind, len(moved), tuple(moved[:listed]))
