"""Ranks of units by unrounded rates: ties share a rank, units without a rate follow, silent units come last."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from metrics.figure import COUNTY, Figure


def rank_units(figures: Sequence[Figure]) -> list[tuple[int | None, Figure]]:
    """Units of one metric and point, best first; within a tie in the order given.

    Returns:
        (rank, figure); rank None for a unit without subjects or silent. The county's own figure is left out.
    """
    units = [figure for figure in figures if figure.unit != COUNTY]
    ranked = sorted((one for one in units if _is_ranked(one)), key=_exact_rate, reverse=True)
    ranks: list[tuple[int | None, Figure]] = []
    for place, figure in enumerate(ranked, 1):
        tied = place > 1 and _exact_rate(figure) == _exact_rate(ranked[place - 2])
        ranks.append((ranks[-1][0] if tied else place, figure))
    rest = [one for one in units if not _is_ranked(one)]
    return ranks + [(None, figure) for figure in sorted(rest, key=lambda one: one.silent_units)]


def _is_ranked(figure: Figure) -> bool:
    return bool(figure.denominator) and not figure.silent_units


def _exact_rate(figure: Figure) -> Fraction:
    return Fraction(figure.numerator, figure.denominator)
