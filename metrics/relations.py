"""Puts the SQL together: terms first, then the subject relations, then what is asked of them.

Every number, table, trend and list of names is a select over the same relations, so they cannot disagree.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path

from metrics.catalog import Metric, load_catalog, read_subject_sql
from metrics.figure import Point, Scope

TERMS_PATH = Path(__file__).resolve().parent / "terms.sql"

# Relations built on other relations; all others read terms and rows only.
NEEDS: Mapping[str, tuple[str, ...]] = {
    "milestones": ("units", "workplans", "trainings", "scenarios", "lists", "security_items"),
}


def find_metric(metric: str) -> Metric:
    """The catalogue's entry. Raises KeyError for an unknown id."""
    return load_catalog()[metric]


def subjects_of(metrics: Iterable[Metric]) -> dict[str, list[Metric]]:
    """Subject relation → the figures read from it, in the catalogue's order."""
    grouped: dict[str, list[Metric]] = {}
    for metric in metrics:
        grouped.setdefault(metric.subject, []).append(metric)
    return grouped


def compose(subjects: Iterable[str], select: str) -> str:
    """One statement: terms, the relations asked for (as <subject>_rows) with those they need, and `select`.

    `select` starts with further named steps or with the final select; it may use every term.
    Parameters as given by `parameters`.
    """
    ordered: list[str] = []
    for subject in subjects:
        for name in (*NEEDS.get(subject, ()), subject):
            if name not in ordered:
                ordered.append(name)
    steps = [_read_terms(), *(f"{name}_rows as (\n{read_subject_sql(name)})" for name in ordered)]
    return "with " + ",\n".join(steps) + select


def relieve(outcome: str) -> str:
    """The outcome after reliefs, as an SQL expression; `r` is the left-joined relief of the subject's unit."""
    return f"case when {outcome} in ('missed', 'unreported') and r.metric is not null then 'exempt' else {outcome} end"


def parameters(points: Sequence[Point], scope: Scope) -> list[object]:
    """The values of $1 … $5 of terms.sql."""
    return [[one.as_of for one in points], [one.version for one in points], scope.batch, scope.kind, scope.unit]


@cache
def _read_terms() -> str:
    return TERMS_PATH.read_text(encoding="utf-8")
