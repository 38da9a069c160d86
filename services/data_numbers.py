"""数据编号: the short number at every figure, which leads back to its metric and unit.

Scheme: `Z12-003` is figure 12 of the catalogue (its place there, two digits or more) for the unit at place 3 of the
register (three digits or more); place 000 is the whole county. The day is the one printed beside the figure (截至).
Places are those of the register and of the catalogue at the pack's version, so a number is stable within a pack, and
the pack carries both places.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from loaders.spelling import fold_width
from metrics.catalog import load_catalog
from metrics.figure import COUNTY

_NUMBER = re.compile(r"Z(\d{2,})-(\d{3,})")
_TYPED = re.compile(r"Z(\d{2,})(?:-(\d{3,}))?")
# Papers carry a hyphen that does not break; what is copied from them or typed may be any of these.
_HYPHENS = re.compile("[\u2010-\u2015\u2212]")


def metric_number(metric: str) -> str:
    """Z12 for the twelfth entry of the catalogue. Raises ValueError for an unknown id."""
    return f"Z{list(load_catalog()).index(metric) + 1:02d}"


def data_number(metric: str, place: int) -> str:
    """The number of a figure. place: 0 for the county, else the unit's place in the register from 1."""
    return f"{metric_number(metric)}-{place:03d}"


def read_number(text: str) -> str | None:
    """The number that somebody typed, as it is printed (Z12-003, or Z12 for the whole figure); None when it is none."""
    match = _TYPED.fullmatch(_fold(text))
    if match is None:
        return None
    return f"Z{match[1]}-{match[2]}" if match[2] else f"Z{match[1]}"


def find_figure(text: str, units: Sequence[str]) -> tuple[str, str] | None:
    """The metric id and unit code (or COUNTY) that a number stands for, as somebody typed it; None when it is none.

    Args:
        units: unit codes in the order of the register at the version the number was given.
    """
    match = _NUMBER.fullmatch(_fold(text))
    if match is None:
        return None
    metrics = list(load_catalog())
    metric_place, unit_place = int(match[1]), int(match[2])
    if not 1 <= metric_place <= len(metrics) or unit_place > len(units):
        return None
    return metrics[metric_place - 1], units[unit_place - 1] if unit_place else COUNTY


def _fold(text: str) -> str:
    return _HYPHENS.sub("-", fold_width(text)).upper().removeprefix("数据编号")
