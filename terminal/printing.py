"""What the terminal prints: receipts, tables, stable records for programs, and progress."""

from __future__ import annotations

import argparse
import csv
import json
import sys
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from typing import Any

from config.contracts import load_contracts
from metrics.catalog import load_catalog
from metrics.figure import COUNTY, OUTCOME_NAMES, Figure, SubjectRow
from services import loading
from terminal.names import DONE, REFUSED

FIGURE_KEYS = ("metric", "unit", "as_of", "numerator", "denominator", "exempt", "unreported", "unknown", "silent_units")
FIGURE_TITLES = ("指标", "单位", "统计时点", "分子", "分母", "不纳入", "未填报", "无法回溯", "未报单位", "比率")


def print_receipts(receipts: Iterable[loading.LoadReceipt], options: argparse.Namespace) -> int:
    refused = 0
    for receipt in receipts:
        refused += receipt.status == "refused"
        if options.json:
            print(json.dumps(receipt.as_record(), ensure_ascii=False, default=str), flush=True)
        else:
            print("\n".join(receipt.as_lines()), flush=True)
    return REFUSED if refused else DONE


def figure_record(figure: Figure, names: Mapping[str, str]) -> dict[str, Any]:
    rate = None
    if figure.rate is not None:
        rate = str(figure.rate.quantize(Decimal("0.000001"), ROUND_HALF_UP))
    record = {key: getattr(figure, key) for key in FIGURE_KEYS}
    unit = COUNTY if figure.unit == COUNTY else names[figure.unit]
    return {**record, "unit": unit, "as_of": figure.as_of.isoformat(), "rate": rate}


def row_record(row: SubjectRow, names: Mapping[str, str]) -> dict[str, Any]:
    keys = ("unit", "key", "label", "outcome", "file", "sheet", "row", "version")
    return {**{key: getattr(row, key) for key in keys}, "unit": names.get(row.unit, row.unit)}


def print_records(records: Sequence[Mapping[str, Any]], form: str, titles: Mapping[str, str]) -> None:
    if form == "json":
        print(json.dumps(records, ensure_ascii=False, default=str))
    elif form == "csv":
        writer = csv.writer(sys.stdout)
        writer.writerow(titles.values())
        writer.writerows([_plain(record.get(key)) for key in titles] for record in records)
    else:
        _print_table([[_plain(record.get(key)) for key in titles] for record in records], list(titles.values()))


def _plain(value: Any) -> str:
    """A value as a reader expects it: names for identifiers, nothing for nothing."""
    if isinstance(value, (list, tuple)):
        return "、".join(_plain(one) for one in value)
    return "" if value is None else _names().get(str(value), str(value))


@cache
def _names() -> dict[str, str]:
    """Identifiers that would otherwise show in a table, to their Chinese names."""
    return {
        **{metric.id: metric.name for metric in load_catalog().values()},
        **{contract.id: contract.title for contract in load_contracts().values()},
        **{str(code): name for code, name in OUTCOME_NAMES.items()},
    }


def _print_table(rows: Sequence[Sequence[str]], titles: Sequence[str]) -> None:
    widths = [max(_width(line[at]) for line in (titles, *rows)) for at in range(len(titles))]
    for line in (titles, *rows):
        print("  ".join(text + " " * (width - _width(text)) for text, width in zip(line, widths, strict=True)).rstrip())
    if not rows:
        print("（无）")


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


def progress_for(options: argparse.Namespace) -> loading.Shown:
    return show_nothing if options.json else show_step


def show_step(done: int, total: int, words: str) -> None:
    if sys.stderr.isatty():
        print(f"\r[{done}/{total}] {words}\033[K", end="\n" if done == total else "", file=sys.stderr, flush=True)


def show_share(share: float, words: str) -> None:
    """Progress told as a share of 1."""
    show_step(round(share * 100), 100, words)


def show_nothing(done: int, total: int, words: str) -> None:
    """For programs: nothing but the receipts."""
