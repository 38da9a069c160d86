"""A store with a small register."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from services.store import Store, open_store
from tests.services.small_county import REGISTER, take


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = open_store(tmp_path / "store")
    take(opened, REGISTER, "单位名录.csv")
    yield opened
    opened.close()
