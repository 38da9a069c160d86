"""What the words of a command mean: store, day, kind, metric, unit; a wrong one is said in Chinese."""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path

from config.contracts import load_contracts
from config.settings import load_settings
from metrics.catalog import load_catalog
from metrics.figure import OUTCOME_NAMES, Outcome
from services import submit
from services.actor import Actor
from services.history import no_version_words
from services.store import Store, open_store

DONE, REFUSED, USAGE, IN_USE = 0, 1, 2, 3
TERMINAL = Actor(name="终端", role="技术员", origin="终端")


class UsageError(Exception):
    """A wrong argument that argparse cannot see; the text is Chinese."""


def open_named(options: argparse.Namespace) -> Store:
    folder, database = place_of(options)
    return open_store(folder, database=database)


def place_of(options: argparse.Namespace) -> tuple[Path, str]:
    return split_path(options.warehouse) if options.warehouse else (load_settings().store, "warehouse.duckdb")


def split_path(path: Path) -> tuple[Path, str]:
    path = path.expanduser().resolve()
    return (path.parent, path.name) if path.suffix == ".duckdb" else (path, "warehouse.duckdb")


def parse_day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"“{text}”不是日期，请写成2023-06-28的样子") from None


def find_kind(text: str) -> str:
    for contract in load_contracts().values():
        if text in (contract.id, contract.title):
            return contract.id
    listed = "、".join(f"{contract.id}（{contract.title}）" for contract in load_contracts().values())
    raise UsageError(f"没有“{text}”这个种类。可用：{listed}。")


def find_metric(text: str) -> str:
    for metric in load_catalog().values():
        if text in (metric.id, metric.name):
            return metric.id
    raise UsageError(f"没有“{text}”这个指标。可用：{'、'.join(load_catalog())}。")


def find_outcome(text: str) -> Outcome:
    return next(code for code, name in OUTCOME_NAMES.items() if text in (code, name))


def find_unit(store: Store, text: str) -> str:
    names = submit.unit_names(store)
    code = names.find(text)
    if code is None:
        near = "、".join(names.nearest(text))
        raise UsageError(f"单位名录中没有“{text}”。" + (f"相近的有：{near}。" if near else ""))
    return code


def check_version(store: Store, version: int | None) -> None:
    if version is not None and not 0 <= version <= store.version():
        raise UsageError(no_version_words(store, version, first=0))


def write_output(output: Path, content: bytes) -> int:
    try:
        output.write_bytes(content)
    except OSError as fault:
        raise UsageError(f"写不了{output}：请检查文件夹是否存在、文件是否已打开。") from fault
    print(output)
    return DONE
