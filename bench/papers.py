"""Meetings and papers: freezing, the deck and the whole pack of the demo county; the pack of 300 units."""

from __future__ import annotations

import tempfile
from contextlib import closing
from datetime import date, datetime
from pathlib import Path

from bench.measure import Line, in_own_process

DAY = date(2025, 6, 30)
FREEZE_BUDGET, DECK_BUDGET, PACK_BUDGET, LARGE_BUDGET = 2.0, 2.0, 6.0, 30.0  # seconds
SYSTEMS, RESOURCES = 10, 33  # rows a unit


def run(units: int = 300) -> list[Line]:
    """Each act in a process of its own, counted from the open store to the bytes."""
    with tempfile.TemporaryDirectory() as folder:
        demo, large = Path(folder) / "demo", Path(folder) / "large"
        in_own_process("counting", "make_demo", str(demo))
        in_own_process("papers", "make_large", str(large), str(units))
        acts = (
            ("会议数据冻结（演示县）", "freeze_meeting", demo, FREEZE_BUDGET),
            ("幻灯片（演示县，含计数）", "write_deck", demo, DECK_BUDGET),
            ("全部会议材料（演示县，含计数）", "write_pack", demo, PACK_BUDGET),
            (f"全部会议材料（{units}个单位，含计数）", "write_pack", large, LARGE_BUDGET),
        )
        lines = []
        for what, act, store, budget in acts:
            done = in_own_process("papers", act, str(store))
            seconds = float(str(done.answer))
            words = f"{seconds:.2f} s（处理器{done.cpu_seconds:.2f} s）"
            lines.append(Line(what, words, f"{budget:g} s", seconds < budget))
    return lines


def freeze_meeting(folder: str) -> str:
    """Seconds of freezing one meeting."""
    import time

    from services.actor import Actor
    from services.meetings import freeze, prepare
    from services.store import open_store

    bureau = Actor(name="测量", role="县政数局")
    now = datetime(2025, 7, 3, 9)
    with closing(open_store(Path(folder))) as store:
        meeting = prepare(store, bureau, name="测量会议", held_on=date(2025, 7, 3), as_of=DAY, now=now)
        begun = time.perf_counter()
        freeze(store, meeting, bureau, now=now)
        return f"{time.perf_counter() - begun:.3f}"


def write_deck(folder: str) -> str:
    """Seconds of counting and writing the deck."""
    return _write(folder, "deck")


def write_pack(folder: str) -> str:
    """Seconds of counting and writing every paper."""
    return _write(folder, "pack")


def _write(folder: str, name: str) -> str:
    import time

    from exports.papers import export_paper
    from services.pack import build_pack
    from services.store import open_store

    with closing(open_store(Path(folder))) as store:
        begun = time.perf_counter()
        export_paper(build_pack(store, DAY), name)
        return f"{time.perf_counter() - begun:.3f}"


def make_large(folder: str, units: str) -> int:
    """A register of many units with systems and resources, committed past the reading of workbooks."""
    from config.contracts import load_contracts
    from services.store import open_store
    from warehouse.commit import commit_upload
    from warehouse.incoming import IncomingTable, UploadFacts

    count = int(units)
    codes = [f"HF{place:03d}" for place in range(count + 1)]
    tables = {"unit": _units(codes), "system": _systems(codes[1:]), "catalog": _resources(codes[1:])}
    with closing(open_store(Path(folder))) as store:
        for dataset, columns in tables.items():
            rows = len(next(iter(columns.values())))
            every = {field.name: columns.get(field.name, [None] * rows) for field in load_contracts()[dataset].fields}
            covered = () if dataset == "unit" else tuple(codes[1:])
            table = IncomingTable(dataset, "清单", every, range(2, rows + 2), DAY, covered, rows_read=rows)
            facts = UploadFacts(f"{dataset}.csv", dataset * 8, 1, "csv", datetime(2025, 6, 30, 9), "测量", "县政数局")
            commit_upload(store.warehouse, facts, [table], None)
        return store.version()


def _units(codes: list[str]) -> dict[str, list[object]]:
    return {
        "code": list(codes),
        "name": [f"第{place}单位" for place in range(len(codes))],
        "short_name": [f"第{place}单位" for place in range(len(codes))],
        "kind": ["县本级", *["县直部门"] * (len(codes) - 1)],
        "batch": ["不纳入", *["首批试点"] * (len(codes) - 1)],
        "joined_on": [date(2023, 1, 3)] * len(codes),
        "sort_no": list(range(len(codes))),
    }


def _systems(codes: list[str]) -> dict[str, list[object]]:
    rows = [(code, place) for code in codes for place in range(SYSTEMS)]
    return {
        "unit": [code for code, _ in rows],
        "system_name": [f"业务系统{place}号" for _, place in rows],
        "state": ["在用"] * len(rows),
        "launched_on": [date(2022, 5, 1)] * len(rows),
        "hosting": ["市政务云" if place % 2 else "自建机房" for _, place in rows],
        "cloud_on": [date(2023, 6, 1) if place % 2 else None for _, place in rows],
    }


def _resources(codes: list[str]) -> dict[str, list[object]]:
    rows = [(code, place) for code in codes for place in range(RESOURCES)]
    return {
        "unit": [code for code, _ in rows],
        "resource_name": [f"业务数据资源{place}号" for _, place in rows],
        "share_type": ["无条件共享"] * len(rows),
        "update_cycle": ["每年"] * len(rows),
        "should_converge": [True] * len(rows),
        "catalogued_on": [date(2023, 3, 1)] * len(rows),
        "converged_on": [date(2023, 9, 1) if place % 2 else None for _, place in rows],
    }
