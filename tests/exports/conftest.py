"""Packs to write papers from: a small county with awkward texts, one unit of it, and a county without anything."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from metrics.figure import Scope
from services.pack import Occasion, Pack, build_pack
from services.store import open_store
from tests.services.filed_county import fill
from tests.services.small_county import REGISTER, take

DAY = date(2024, 1, 31)


@pytest.fixture(scope="session")
def packs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Pack]:
    """县: the whole county; 单位: one unit; 空: before any upload."""
    folder: Path = tmp_path_factory.mktemp("papers")
    store = open_store(folder / "store")
    try:
        empty = build_pack(store, DAY)
        take(store, REGISTER, "单位名录.csv")
        fill(store)
        agenda = Occasion(meeting="第一次联席会议", compared_on=date(2023, 12, 31))
        return {
            "县": build_pack(store, DAY, agenda=agenda),
            "单位": build_pack(store, DAY, Scope(unit="HF002")),
            "空": empty,
        }
    finally:
        store.close()


@pytest.fixture
def pack(packs: dict[str, Pack]) -> Pack:
    return packs["县"]


@pytest.fixture(params=["县", "单位", "空"])
def any_pack(request: pytest.FixtureRequest, packs: dict[str, Pack]) -> Pack:
    return packs[request.param]
