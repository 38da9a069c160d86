"""The order of a whole run: the files that take longest start first, so that no worker is left alone at the end."""

from __future__ import annotations

import pytest

LONGEST = ("tests/browser/", "tests/warehouse/test_kill.py")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: not item.nodeid.startswith(LONGEST))
