"""Which entry of one list is which of another: by unit and code, otherwise by unit and name, each at most once."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

_NOT_LETTERS = re.compile(r"[\W_]")


@dataclass(frozen=True, slots=True)
class Named:
    """An entry to be found again. order: place of its unit in the register. code: "" when it has none."""

    order: tuple[int, str]
    unit: str
    code: str
    name: str


def fold_bare(name: str) -> str:
    """A name as it is compared: without spaces and punctuation, width and case taken off."""
    return _NOT_LETTERS.sub("", unicodedata.normalize("NFKC", name)).casefold()


def pair_by_code_and_name(own: Sequence[Named], other: Sequence[Named]) -> Mapping[int, int]:
    """Place in `own` → place in `other`; codes decide before names, and nothing is paired twice."""
    pairs: dict[int, int] = {}
    taken: set[int] = set()
    keys: tuple[Callable[[Named], str], ...] = (lambda one: one.code, lambda one: fold_bare(one.name))
    for key in keys:
        free: dict[tuple[str, str], list[int]] = {}
        for place, one in enumerate(other):
            if place not in taken and key(one):
                free.setdefault((one.unit, key(one)), []).append(place)
        for place, one in enumerate(own):
            found = free.get((one.unit, key(one))) if place not in pairs and key(one) else None
            if found:
                pairs[place] = found.pop(0)
                taken.add(pairs[place])
    return pairs
