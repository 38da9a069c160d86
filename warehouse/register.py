"""The unit register as known at a version: stable codes, present and former names, in protocol order."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from warehouse.connect import Reader
from warehouse.schema import as_known


@dataclass(frozen=True, slots=True)
class RegisterUnit:
    """One unit.

    short_name: what tables and sentences call it: its 简称, the full name where it has none.
    former_names: full and short names that it had before and has no more, the oldest first.
    """

    code: str
    name: str
    short_name: str
    aliases: tuple[str, ...]
    former_names: tuple[str, ...]
    kind: str
    batch: str
    joined_on: date | None
    left_on: date | None
    sort_no: int

    def has_joined(self, day: date) -> bool:
        """Whether it had joined by the day and not left."""
        return self.joined_on is not None and self.joined_on <= day and (self.left_on is None or self.left_on > day)


def list_units(reader: Reader, version: int | None = None) -> list[RegisterUnit]:
    """Every unit of the register (left ones too) as known at a version (default: the present one)."""
    known_at = {"version": reader.version() if version is None else version}
    former: dict[str, list[str]] = {}
    for code, name, short_name in reader.query(
        f"select code, name, short_name from {as_known('unit_name')} order by code, from_on", known_at
    ):
        former.setdefault(code, []).extend(filter(None, (name, short_name)))
    rows = reader.query(
        f"""select code, name, coalesce(nullif(short_name, ''), name), coalesce(aliases, []), kind, batch, joined_on, left_on, sort_no
        from {as_known("unit")} order by sort_no, code""",
        known_at,
    )
    return [
        RegisterUnit(
            code=code,
            name=name,
            short_name=short_name,
            aliases=tuple(aliases),
            former_names=tuple(one for one in dict.fromkeys(former.get(code, ())) if one not in (name, short_name)),
            kind=kind,
            batch=batch,
            joined_on=joined_on,
            left_on=left_on,
            sort_no=sort_no,
        )
        for code, name, short_name, aliases, kind, batch, joined_on, left_on, sort_no in rows
    ]


def short_names(units: Iterable[RegisterUnit]) -> dict[str, str]:
    """Code → short name."""
    return {unit.code: unit.short_name for unit in units}


def named_since(reader: Reader, code: str) -> date | None:
    """The day the latest dated name of a unit begins; None for an unknown unit."""
    return reader.query("select max(from_on) from unit_name where closed_in is null and code = ?", [code])[0][0]
