"""Rows of sums: dropped from the data, and their amounts and counts compared with the rows they cover."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import accumulate

from config.contracts import Field
from loaders.cells import column_letters
from loaders.draft import Draft
from loaders.parse import Parsed, Reading, parse_cells
from loaders.problems import Problem
from loaders.rows import Total
from loaders.spelling import clean_text

SUMMED = ("amount", "count")
AVERAGE, SUBTOTAL = "平均", "小计"


def check_totals(draft: Draft, reading: Reading) -> Iterator[Problem]:
    """Sums that differ from the rows they cover, and sums that cannot be read.

    小计 covers the rows since the sum before it; 合计 and 总计 cover those since the last of the same word or all rows
    above; a sum that stands above its rows covers those below. Averages are dropped without comparing.
    """
    for field in draft.contract.fields:
        if field.type in SUMMED and draft.has(field.name):
            yield from _check_field(draft, field, reading)


def _check_field(draft: Draft, field: Field, reading: Reading) -> Iterator[Problem]:
    label = draft.match.columns[field.name]
    unit = label.unit or (draft.money_unit if field.type == "amount" else "")
    own = Reading(reading.units, is_1904=reading.is_1904, is_typed=reading.is_typed, header_unit=unit)
    values = [value or 0 for value in draft.values[field.name]]
    sums = [Decimal(0), *accumulate(Decimal(str(value)) for value in values)]
    unreadable = sorted(index for index, parsed in draft.faults(field.name) if parsed.code)
    for total in draft.body.totals:
        if total.word == AVERAGE:
            continue
        cell = draft.sheet.cell(total.row, label.column)
        parsed: Parsed = parse_cells([cell], field, own)[0]
        place = {
            "sheet": draft.sheet.name,
            "row": total.row,
            "column": column_letters(label.column),
            "field": field.name,
            "title": field.title,
            "found": clean_text(cell.text),
        }
        if parsed.code:
            yield Problem("total_unreadable", **place, words={"word": total.word})  # type: ignore[arg-type]
        if parsed.value is None:
            continue
        covered = [
            (low, high)
            for low, high in _covered(draft.rows, draft.body.totals, total)
            if bisect_left(unreadable, low) == bisect_left(unreadable, high)
        ]
        found = [sums[high] - sums[low] for low, high in covered]
        if found and Decimal(str(parsed.value)) not in found:
            words = {"word": total.word, "expected": _plain(found[0])}
            yield Problem("total_differs", **place, words=words)  # type: ignore[arg-type]


def _covered(rows: Sequence[int], totals: Sequence[Total], total: Total) -> list[tuple[int, int]]:
    """Ranges of data row indexes a sum may mean, the likeliest first."""
    above = [other for other in totals if other.row < total.row]
    here = bisect_left(rows, total.row)
    after_any = bisect_left(rows, above[-1].row) if above else 0
    if total.word == SUBTOTAL:
        ranges = [(after_any, here)]
    else:
        same = [other.row for other in above if other.word == total.word]
        ranges = [(bisect_left(rows, same[-1]) if same else 0, here), (0, here), (after_any, here)]
    ranges = [(low, high) for low, high in dict.fromkeys(ranges) if low < high]
    if ranges:
        return ranges
    following = next((other.row for other in totals if other.row > total.row), None)
    ends = [len(rows)] if following is None else [bisect_left(rows, following), len(rows)]
    return [(here, end) for end in ends if end > here]


def _plain(value: Decimal) -> str:
    return f"{value.normalize():f}"
