"""The demo county's store, made once for all workers of a test run; whoever wants to open it takes a copy."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from services.demo import load_demo
from services.store import open_store

LONGEST_WAIT = 300  # seconds


def made_demo(factory: pytest.TempPathFactory) -> Path:
    """The folder of the store, closed. The first worker that asks makes it, the others wait for its mark."""
    base = factory.getbasetemp()
    common = base.parent if base.name.startswith("popen-") else base
    folder, mark = common / "shared-demo", common / "shared-demo-made"
    try:
        folder.mkdir()
    except FileExistsError:
        for _ in range(LONGEST_WAIT * 10):
            if mark.exists():
                return folder
            time.sleep(0.1)
        raise AssertionError("the worker that makes the demo store did not finish") from None
    store = open_store(folder)
    load_demo(store, shown=lambda *_: None)
    store.close()
    mark.touch()
    return folder
