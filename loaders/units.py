"""Names of units: the unit a text means, whichever registered name was written, and the nearest names if none."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache

from loaders.spelling import fold_name

COUNTY_NAME = "海丰县"
SUGGESTIONS = 3


@dataclass(frozen=True, slots=True)
class KnownUnit:
    """One unit of the register. former_names: names it bore before; sort_no: protocol order.

    has_left: it left the register; a name that another unit bears now is that unit's.
    """

    code: str
    name: str
    short_name: str = ""
    aliases: tuple[str, ...] = ()
    former_names: tuple[str, ...] = ()
    kind: str = ""
    batch: str = ""
    sort_no: int = 0
    has_left: bool = False


class UnitNames:
    """Finds units by code or any registered name, with or without 海丰县 or 县, case and width folded.

    A name that would mean two units means neither; a name as registered goes before one without its prefix.
    """

    def __init__(self, known: Sequence[KnownUnit], county_name: str = COUNTY_NAME) -> None:
        self.known = tuple(known)
        self._names = {unit.code: unit.name for unit in known}
        prefixes = (fold_name(county_name), "县")
        registered = [(fold_name(name), unit.code) for unit in known if not unit.has_left for name in _all_names(unit)]
        taken = {name for name, _ in registered}
        left = ((fold_name(name), unit.code) for unit in known if unit.has_left for name in _all_names(unit))
        registered += [(name, code) for name, code in left if name not in taken]
        exact = _without_clashes(registered)
        loose = _without_clashes((other, code) for name, code in registered for other in _variants(name, prefixes))
        clashing = {name for name, _ in registered} - exact.keys()
        self._written = {name: code for name, code in loose.items() if name not in clashing} | exact
        self._codes = {fold_name(unit.code): unit.code for unit in known} | self._written
        self._suggested = lru_cache(maxsize=1024)(self._nearest)

    def find(self, text: str) -> str | None:
        """The code of the unit this text names, or None when no unit or more than one bears the name."""
        return self._codes.get(fold_name(text))

    def name(self, code: str) -> str:
        """Full name of a unit; the code itself when the register does not hold it."""
        return self._names.get(code, code)

    def nearest(self, text: str) -> tuple[str, ...]:
        """Full names of up to three units written most like the text; a suggestion only, never taken by itself."""
        return self._suggested(fold_name(text)[:40])

    def _nearest(self, wanted: str) -> tuple[str, ...]:
        likeness: dict[str, float] = {}
        matcher = SequenceMatcher(autojunk=False)
        matcher.set_seq2(wanted)
        for name, code in self._written.items():
            matcher.set_seq1(name)
            likeness[code] = max(likeness.get(code, 0.0), matcher.ratio())
        order = {unit.code: (unit.sort_no, unit.code) for unit in self.known}
        alike = (code for code, ratio in likeness.items() if ratio > 0)
        best = sorted(alike, key=lambda code: (-likeness[code], order[code]))
        return tuple(self._names[code] for code in best[:SUGGESTIONS])


def _all_names(unit: KnownUnit) -> tuple[str, ...]:
    names = (unit.name, unit.short_name, *unit.aliases, *unit.former_names)
    return tuple(name for name in names if fold_name(name))


def _variants(name: str, prefixes: tuple[str, str]) -> Iterable[str]:
    bare = next((name.removeprefix(prefix) for prefix in prefixes if name.startswith(prefix)), name)
    if bare:
        yield bare
        yield from (prefix + bare for prefix in prefixes)


def _without_clashes(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    found: dict[str, str] = {}
    clashing: set[str] = set()
    for name, code in pairs:
        if found.setdefault(name, code) != code:
            clashing.add(name)
    return {name: code for name, code in found.items() if name not in clashing}
