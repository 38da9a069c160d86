"""What holds for all tests: those in a browser are marked by their folder, and a whole run has an order.

On two workers no browser runs beside a browser, and nobody is left alone with a long file at the end.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from typing import Any

import duckdb
import pytest

from services import passwords

LONGEST = "tests/warehouse/test_kill.py"
BESIDE = 4  # files without a browser after each file with one


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    files = list(dict.fromkeys(item.nodeid.partition("::")[0] for item in items))
    with_browser = [file for file in files if "/browser/" in file]
    others = sorted((file for file in files if file not in with_browser), key=lambda file: file != LONGEST)
    order: list[str] = []
    while with_browser or others:
        order += with_browser[:1] + others[:BESIDE]
        with_browser, others = with_browser[1:], others[BESIDE:]
    places = {file: place for place, file in enumerate(order)}
    for item in items:
        if "/browser/" in item.nodeid.partition("::")[0]:
            item.add_marker(pytest.mark.browser)
    items.sort(key=lambda item: places[item.nodeid.partition("::")[0]])


def pytest_collection_finish() -> None:
    """Streamlit collects all garbage after every run of a page; what was imported until here is no garbage."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session", autouse=True)
def one_thread() -> Iterator[None]:
    """For the small stores of tests a second thread of DuckDB costs more than it brings, and two workers share two cores."""
    connect = duckdb.connect

    def connect_with_one(database: str = ":memory:", **more: Any) -> duckdb.DuckDBPyConnection:
        return connect(database, **{**more, "config": {"threads": 1, **more.get("config", {})}})

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(duckdb, "connect", connect_with_one)
        yield


@pytest.fixture(scope="session", autouse=True)
def quick_hashes() -> Iterator[None]:
    """A password's hash is meant to take a tenth of a second; in this process it need not."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "COST", 16)
        yield
