"""A store with a small register: made once, copied for each test."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from services.store import Store, open_store
from tests.services.small_county import REGISTER, take


@pytest.fixture(scope="session")
def registered_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a closed store that holds the register and nothing else."""
    folder = tmp_path_factory.mktemp("registered") / "store"
    opened = open_store(folder)
    take(opened, REGISTER, "单位名录.csv")
    opened.close()
    return folder


@pytest.fixture
def store(registered_folder: Path, tmp_path: Path) -> Iterator[Store]:
    shutil.copytree(registered_folder, tmp_path / "store")
    opened = open_store(tmp_path / "store")
    yield opened
    opened.close()
