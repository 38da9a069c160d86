"""Dataset contracts: the eighteen kinds of workbook that are collected and the two that platforms export, read from
data/contracts/*.toml.

One contract drives everything about a kind: the warehouse table, the template, header matching,
checks, messages and the data dictionary. A column or an alias is one line there and nowhere else.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

CONTRACTS_FOLDER = Path(__file__).resolve().parent.parent / "data" / "contracts"

FieldType = Literal[
    "text", "code", "unit", "day", "date", "flag", "choice", "count",
    "amount", "number", "phone", "period", "metric", "list",
]  # fmt: skip
Access = Literal["", "personal", "restricted"]
Replaces = Literal["units", "keys", "all"]


@dataclass(frozen=True, slots=True)
class Choice:
    """One listed value and the other spellings that mean it."""

    value: str
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Field:
    """One column: English identifier, official Chinese title, accepted headers, type and duties.

    `may_lie_ahead`: a date after the day of upload needs no warning (计划…, 时限, 有效期至 …).
    `first_promise`: deadlines the unit sets itself; the first accepted value counts.
    `earliest_kept`: a later upload may not move the stored value to a later day.
    `is_coded`: platforms export it as bare numbers whose meaning differs; a code table must be chosen for them.
    `access`: "personal" is masked on screen, "restricted" is shown to the roles that need it.
    """

    name: str
    title: str
    type: FieldType
    aliases: tuple[str, ...] = ()
    required: bool = False
    choices: tuple[Choice, ...] = ()
    note: str = ""
    access: Access = ""
    may_lie_ahead: bool = False
    first_promise: bool = False
    earliest_kept: bool = False
    is_coded: bool = False
    minimum: int | None = None
    maximum: int | None = None

    @property
    def headers(self) -> tuple[str, ...]:
        """The canonical title first, then every alias."""
        return (self.title, *self.aliases)


@dataclass(frozen=True, slots=True)
class Contract:
    """One kind of workbook: its columns in template order, its key and what an upload replaces.

    `named_by`: the column whose names people look its rows up by; "" where rows have no name of their own.
    `is_chosen`: never recognised by its header, only read as this kind when the user says so (exports of platforms,
    whose columns resemble the units' own lists). Such a kind is not collected from anybody.
    """

    id: str
    number: int
    title: str
    supplier: str
    replaces: Replaces
    key: tuple[str, ...]
    fields: tuple[Field, ...]
    named_by: str = ""
    is_chosen: bool = False

    @property
    def is_from_units(self) -> bool:
        """True when the units supply it themselves (各单位), False for the bureau's registers."""
        return self.supplier == "各单位"

    @property
    def unit_field(self) -> Field | None:
        """The column that names the reporting unit; the unit register has none."""
        return next((field for field in self.fields if field.name == "unit"), None)

    @property
    def required(self) -> tuple[Field, ...]:
        return tuple(field for field in self.fields if field.required)

    def field(self, name: str) -> Field:
        """The column with this identifier; KeyError when the contract has none."""
        for field in self.fields:
            if field.name == name:
                return field
        raise KeyError(f"{self.id} has no field {name}")


@cache
def load_contracts() -> dict[str, Contract]:
    """All contracts by id, in the order of their number."""
    contracts = (_read_contract(path) for path in sorted(CONTRACTS_FOLDER.glob("*.toml")))
    return {contract.id: contract for contract in sorted(contracts, key=lambda one: one.number)}


@cache
def load_named() -> dict[str, str]:
    """Kind → the column that names its rows, for the kinds that have one."""
    return {name: contract.named_by for name, contract in load_contracts().items() if contract.named_by}


@cache
def load_collected() -> dict[str, Contract]:
    """The kinds that are collected and recognised by their header, by id."""
    return {name: contract for name, contract in load_contracts().items() if not contract.is_chosen}


def _read_contract(path: Path) -> Contract:
    raw = tomllib.loads(path.read_text(encoding="utf-8"))
    fields = tuple(_read_field(entry) for entry in raw.pop("fields"))
    contract = Contract(**{**raw, "key": tuple(raw["key"]), "fields": fields})
    unknown = set(contract.key) - {field.name for field in fields}
    if unknown:
        raise ValueError(f"{path.name}: key names unknown fields {sorted(unknown)}")
    return contract


def _read_field(entry: dict[str, Any]) -> Field:
    choices = tuple(Choice(one["value"], tuple(one.get("also", ()))) for one in entry.pop("choices", ()))
    aliases = tuple(entry.pop("aliases", ()))
    return Field(**entry, aliases=aliases, choices=choices)
