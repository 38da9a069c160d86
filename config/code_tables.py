"""Code tables of platforms, read from data/reference/code_tables.toml: which bare number means which value.

They contradict each other, so none is a default: a user chooses the one that applies to a file.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from config.contracts import load_contracts
from config.reference import REFERENCE_FOLDER


@dataclass(frozen=True, slots=True)
class CodeTable:
    """field: name of the coded field. title: all its codes in Chinese, as the user chooses it. codes: code → value."""

    id: str
    field: str
    title: str
    codes: Mapping[str, str]


@cache
def load_code_tables() -> Mapping[str, CodeTable]:
    """All tables by id, in the file's order.

    Raises:
        ValueError: a table gives a value that no contract's field of that name knows.
    """
    raw = tomllib.loads((REFERENCE_FOLDER / "code_tables.toml").read_text(encoding="utf-8"))["tables"]
    tables = {entry["id"]: CodeTable(**{**entry, "codes": MappingProxyType(entry["codes"])}) for entry in raw}
    for table in tables.values():
        fields = [field for one in load_contracts().values() for field in one.fields if field.name == table.field]
        for field in fields:
            if unknown := set(table.codes.values()) - {choice.value for choice in field.choices}:
                raise ValueError(f"{table.id}: {sorted(unknown)}")
    return MappingProxyType(tables)


def codes_of(chosen: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """Field → id of the table chosen for it, as field → code → value; an empty id chooses none."""
    return {field: dict(load_code_tables()[one].codes) for field, one in chosen.items() if one}
