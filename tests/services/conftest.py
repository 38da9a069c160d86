"""A store with a small register: made once, copied for each test."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from services.store import Store, open_store
from tests.services.small_county import REGISTER, opened_copy, take


@pytest.fixture(scope="session")
def registered_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a closed store that holds the register and nothing else."""
    folder = tmp_path_factory.mktemp("registered") / "store"
    with closing(open_store(folder)) as opened:
        take(opened, REGISTER, "单位名录.csv")
    return folder


@pytest.fixture
def store(registered_folder: Path, tmp_path: Path) -> Iterator[Store]:
    with opened_copy(registered_folder, tmp_path) as opened:
        yield opened
