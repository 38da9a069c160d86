"""The catalogue of figures: what each one counts, in the words the user reads (指标口径)."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Literal

from metrics.figure import OUTCOME_NAMES, Outcome

CATALOG_PATH = Path(__file__).resolve().parent / "catalog.toml"
SUBJECTS_FOLDER = Path(__file__).resolve().parent / "subjects"

Basis = Literal["dated", "state"]
Population = Literal["in_scope", "county", "register"]


@dataclass(frozen=True, slots=True)
class Metric:
    """One figure's definition.

    name … excluded, clause: the card's texts. sources: dataset ids. subject: the relation in metrics/subjects
    whose column of this id holds the outcome. population: which units have a row.
    basis: "dated" looks back by today's rows, "state" by the rows of the time.
    silent_dataset: units without an accepted upload of it are silent; "" when every unit has subjects.
    target: confirmed target as a share of 1 (None: no light). near_gap: how far below the target is still
    基本达标, as a share of 1; below a target of one half, near_share of the target counts instead.
    is_aim: a 争取 goal, never red. restricted: 内部资料. is_count: shown as a count, without rate and light.
    subject_noun, done_words, open_words: parts of the finding sentence. alone_words: open_words as said of one unit.
    achieved_word, missed_word: names of these outcomes where the general ones would misname them.
    since: first day this definition holds.
    """

    id: str
    name: str
    definition: str
    numerator: str
    denominator: str
    excluded: str
    clause: str
    sources: tuple[str, ...]
    subject: str
    basis: Basis
    area: str
    subject_noun: str
    done_words: str
    open_words: str
    population: Population = "in_scope"
    silent_dataset: str = ""
    target: Decimal | None = None
    target_clause: str = ""
    near_gap: Decimal = Decimal("0.2")
    near_share: Decimal = Decimal("0.8")
    is_aim: bool = False
    restricted: bool = False
    is_count: bool = False
    alone_words: str = ""
    achieved_word: str = ""
    missed_word: str = ""
    version: int = 1
    since: date = date(2023, 1, 3)

    @property
    def basis_words(self) -> str:
        """回溯方式 as the card says it."""
        return "按现有资料回算" if self.basis == "dated" else "按当时资料"

    def outcome_name(self, outcome: Outcome) -> str:
        """结果 of one row as a reader meets it: 达成, 未达成 …, or this figure's own words."""
        own = {"achieved": self.achieved_word, "missed": self.missed_word}.get(outcome)
        return own or OUTCOME_NAMES[outcome]


@cache
def load_catalog() -> Mapping[str, Metric]:
    """All figures by id, in the order of the definitions."""
    raw = tomllib.loads(CATALOG_PATH.read_text(encoding="utf-8"))
    return MappingProxyType({name: _read_metric(name, entry) for name, entry in raw.items()})


def read_subject_sql(subject: str) -> str:
    """The statement of a subject relation, to show beside the definition."""
    return (SUBJECTS_FOLDER / f"{subject}.sql").read_text(encoding="utf-8")


def _read_metric(name: str, entry: dict) -> Metric:
    decimals = {key: Decimal(entry[key]) for key in ("target", "near_gap", "near_share") if key in entry}
    return Metric(id=name, **{**entry, **decimals, "sources": tuple(entry["sources"])})
