"""Search in a frozen pack: a 数据编号, a unit, a figure or something behind one, as somebody calls it out in the room."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from loaders.spelling import fold_name
from services.data_numbers import read_number
from services.pack_contents import Pack


@dataclass(frozen=True, slots=True)
class PackHit:
    """One thing found. metric, unit: ids, "" when it names none. words: what the list says. is_exact: the whole name."""

    kind: Literal["number", "unit", "metric", "row"]
    words: str
    metric: str
    unit: str
    is_exact: bool


def find_in_pack(pack: Pack, text: str) -> list[PackHit]:
    """Every hit for a text: its number, units, figures, then subjects by name; equal names first."""
    wanted = fold_name(text)
    if not wanted:
        return []
    found = _numbered(pack, text)
    for unit in pack.units:
        names = (fold_name(unit.short_name), fold_name(unit.name))
        if any(wanted in name for name in names):
            found.append(PackHit("unit", unit.name, "", unit.code, wanted in names))
    for one in pack.metrics:
        names = (fold_name(one.short_name), fold_name(one.metric.name))
        if any(wanted in name for name in names):
            found.append(PackHit("metric", one.metric.name, one.metric.id, "", wanted in names))
    seen: set[tuple[str, str]] = set()
    for one in pack.metrics:
        for row in one.rows:
            name = fold_name(row.row.label)
            if wanted in name and (row.row.unit, name) not in seen and row.row.label not in pack.names.values():
                seen.add((row.row.unit, name))
                words = f"{row.row.label}（{pack.names.get(row.row.unit, row.row.unit)}，{one.short_name}）"
                found.append(PackHit("row", words, one.metric.id, row.row.unit, False))
    return sorted(found, key=lambda hit: not hit.is_exact)


def _numbered(pack: Pack, text: str) -> list[PackHit]:
    """The figure that bears this number in the pack: catalogue and register may have other places for it by now."""
    number = read_number(text)
    for one in pack.metrics:
        if number == one.number:
            return [PackHit("number", f"{pack.scope_name}　{one.metric.name}", one.metric.id, "", True)]
        for line in (one.county, *one.units):
            if number == line.number:
                unit = "" if line is one.county else line.figure.unit
                words = f"{pack.names.get(unit, pack.scope_name)}　{one.metric.name}"
                return [PackHit("number", words, one.metric.id, unit, True)]
    return []
