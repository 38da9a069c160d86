"""Matching headers to fields, and recognising the kind of a table by the whole of its header.

A kind that explains more of the header goes before one that merely has all its required columns; two kinds that
explain it about equally well are not decided here but reported.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from config.contracts import Contract, Field
from loaders.spelling import fold_name

# Points of a kind for a header; tried on many real headers, the differences matter and not the sizes.
FOR_MATCHED, FOR_UNMATCHED, FOR_MISSING, FOR_DOUBLED, FOR_EXTRA_ROW = 2.0, -1.0, -1.5, -2.0, -0.6
NEAR = 1.0
ORDINALS = frozenset(("序号", "no", "no."))
UNIT_FIELD = "unit"
_DUTY_MARK = re.compile(r"\*|\((?:必填项?|选填项?)\)")
_HEADER_UNIT = re.compile(r"\((万元|元)\)|/(万元|元|g)$")


@dataclass(frozen=True, slots=True)
class Label:
    """The header of one column. column: from 1. text: as the user sees it. parts: its header cells, top to bottom,
    groups first.
    """

    column: int
    text: str
    parts: tuple[str, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """Folded names to try: with its groups first, then without them one by one."""
        return _names_of(self.parts)

    @property
    def unit(self) -> str:
        """万元 or 元 when the header names it in brackets, else nothing."""
        found = [match[1] or match[2] for part in self.parts for match in _HEADER_UNIT.finditer(fold_name(part))]
        return found[-1] if found and found[-1] != "g" else ""

    @property
    def is_ordinal(self) -> bool:
        return self.names[-1] in ORDINALS


@dataclass(frozen=True, slots=True)
class Match:
    """How one kind explains one header.

    columns: field name → its column's label. doubled: (label left out, label taken) where two columns mean one field.
    clashing: field name → labels between which the header does not decide. missing: required fields without a column.
    """

    contract: Contract
    columns: Mapping[str, Label]
    unmatched: tuple[Label, ...]
    doubled: tuple[tuple[Label, Label], ...]
    clashing: Mapping[str, tuple[Label, ...]]
    missing: tuple[Field, ...]
    score: float

    @property
    def explained(self) -> frozenset[int]:
        """Columns this kind gives a meaning to."""
        first_clashing = (labels[0].column for labels in self.clashing.values())
        return frozenset((*(label.column for label in self.columns.values()), *first_clashing))


@lru_cache(maxsize=8192)
def fold_header(text: str) -> str:
    """A header as it is compared: width, case, white space, quotes, duty marks and a unit in brackets taken off."""
    return _HEADER_UNIT.sub("", _DUTY_MARK.sub("", fold_name(text)))


def known_names(contracts: Iterable[Contract]) -> frozenset[str]:
    """Every folded header any of the kinds knows."""
    return frozenset(name for contract in contracts for name in _fields_by_name(contract))


def match_labels(
    labels: Sequence[Label],
    contract: Contract,
    *,
    extra_rows: int = 0,
    mapping: Mapping[str, str] | None = None,
    is_unit_given: bool = False,
) -> Match:
    """How this kind explains these labels.

    mapping: header as written → field (identifier or title), mapped by hand; it goes before every name.
    is_unit_given: the reporting unit is known from elsewhere, so that the unit column of a unit's own table may lack.
    """
    known = _fields_by_name(contract)
    by_hand = _fields_by_hand(contract, mapping or {})
    claims: dict[str, list[tuple[int, Label]]] = {}
    unmatched = []
    for label in labels:
        claim = _claim(label, known, by_hand)
        if claim:
            claims.setdefault(claim[1], []).append((claim[0], label))
        elif not label.is_ordinal:
            unmatched.append(label)
    columns, doubled, clashing = _decide(claims)
    missing = tuple(field for field in contract.required if field.name not in claims)
    if is_unit_given and contract.is_from_units:
        missing = tuple(field for field in missing if field.name != UNIT_FIELD)
    score = (
        FOR_MATCHED * len(claims)
        + FOR_UNMATCHED * len(unmatched)
        + FOR_MISSING * len(missing)
        + FOR_DOUBLED * sum(len(claim) > 1 for claim in claims.values())
        + FOR_EXTRA_ROW * extra_rows
    )
    return Match(contract, columns, tuple(unmatched), doubled, clashing, missing, score)


def is_header(match: Match) -> bool:
    """True when enough of the labels are this kind's for the row to be a header at all."""
    explained, others = len(match.explained), len(match.unmatched)
    return explained >= 2 and (match.score > 0 or explained >= others)


def choose_kinds(matches: Iterable[Match]) -> tuple[Match, ...]:
    """The kind that explains the header, or the several between which it does not decide; best first."""
    able = [match for match in matches if is_header(match)]
    fullest = [one for one in able if not any(one.explained < other.explained for other in able)]
    fullest.sort(key=lambda match: -match.score)
    return tuple(match for match in fullest if match.score >= fullest[0].score - NEAR)


@lru_cache(maxsize=4096)
def _names_of(parts: Sequence[str]) -> tuple[str, ...]:
    folded = [name for name in (fold_header(part) for part in parts) if name] or [""]
    return tuple(dict.fromkeys(fold_header("".join(folded[start:])) for start in range(len(folded))))


@cache
def _known_to(contract_id: str, headers: tuple[tuple[str, tuple[str, ...]], ...]) -> dict[str, tuple[int, str]]:
    known: dict[str, tuple[int, str]] = {}
    for name, (title, *_) in headers:
        known[fold_header(title)] = (1, name)
    for name, (_, *aliases) in headers:
        for alias in aliases:
            known.setdefault(fold_header(alias), (2, name))
    return known


def _fields_by_name(contract: Contract) -> dict[str, tuple[int, str]]:
    return _known_to(contract.id, tuple((field.name, field.headers) for field in contract.fields))


def _fields_by_hand(contract: Contract, mapping: Mapping[str, str]) -> dict[str, str]:
    names = {field.name: field.name for field in contract.fields}
    names |= {field.title: field.name for field in contract.fields}
    return {fold_header(header): names[wanted] for header, wanted in mapping.items() if wanted in names}


def _claim(label: Label, known: Mapping[str, tuple[int, str]], by_hand: Mapping[str, str]) -> tuple[int, str] | None:
    for name in label.names:
        if name in by_hand:
            return 0, by_hand[name]
    return next((known[name] for name in label.names if name in known), None)


def _decide(
    claims: Mapping[str, list[tuple[int, Label]]],
) -> tuple[dict[str, Label], tuple[tuple[Label, Label], ...], dict[str, tuple[Label, ...]]]:
    columns: dict[str, Label] = {}
    doubled: list[tuple[Label, Label]] = []
    clashing: dict[str, tuple[Label, ...]] = {}
    for name, claimed in claims.items():
        best = min(rank for rank, _ in claimed)
        winners = [label for rank, label in claimed if rank == best]
        if len(winners) == 1 and (best < 2 or len(claimed) == 1):
            columns[name] = winners[0]
            doubled.extend((label, winners[0]) for rank, label in claimed if label is not winners[0])
        else:
            clashing[name] = tuple(label for _, label in claimed)
    return columns, tuple(doubled), clashing
