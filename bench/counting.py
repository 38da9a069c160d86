"""Counting every metric for every unit: the demo county, and a catalogue of a million rows."""

from __future__ import annotations

import calendar
import tempfile
from contextlib import closing
from datetime import date, datetime
from pathlib import Path

from bench.measure import Line, in_own_process

MONTH_ENDS = [date(year, month, calendar.monthrange(year, month)[1]) for year in (2023, 2024) for month in range(1, 13)]


def run(rows: int = 1_000_000) -> list[Line]:
    """Counting over the demo county, then with a catalogue of `rows` rows added."""
    with tempfile.TemporaryDirectory() as folder:
        demo = Path(folder) / "demo"
        made = in_own_process("counting", "make_demo", str(demo))
        one = in_own_process("counting", "count", str(demo), "1")
        many = in_own_process("counting", "count", str(demo), "24")
        in_own_process("counting", "add_catalogue", str(demo), str(rows))
        big = in_own_process("counting", "count", str(demo), "24")
        pandas_way = in_own_process("counting", "count_with_pandas", str(demo))
    seconds = [float(str(measured.answer)) for measured in (one, many, big)]
    files = int(str(made.answer))
    return [
        Line(f"演示县{files}份报送文件逐份读、查、入库", f"{made.seconds:.1f} s，每份{made.seconds / files:.2f} s"),
        Line("演示县全部指标、全部单位，一个日期", f"{one.answer} s", "0.2 s", seconds[0] < 0.2),
        Line("同上，24个月末一次查询", f"{many.answer} s", "0.5 s", seconds[1] < 0.5),
        Line(
            f"再加{rows}行目录，24个月末",
            f"{big.answer} s，{big.peak_mb:.0f} MB",
            "5 s，2 GB",
            seconds[2] < 5 and big.peak_mb < 2048,
        ),
        Line(
            f"pandas对{rows}行只算一个指标的24个月末（不含取数）", f"{pandas_way.answer} s，{pandas_way.peak_mb:.0f} MB"
        ),
    ]


def make_demo(folder: str) -> int:
    """Loads the demo county into a store; returns how many files it sent."""
    from services import demo
    from services.store import open_store

    steps: list[int] = []
    with closing(open_store(Path(folder))) as store:
        demo.load_demo(store, shown=lambda _, total, words: steps.append(total))
    return steps[-1]


def count(folder: str, days: str) -> str:
    """Seconds of a warm counting of all metrics: the best of three, which other work on the machine disturbs least."""
    import time

    from metrics.counting import count_figures
    from metrics.figure import Point
    from services.store import open_store

    with closing(open_store(Path(folder))) as store:
        points = [Point(day, store.version()) for day in MONTH_ENDS[-int(days) :]]
        count_figures(store.warehouse, points[:1])
        seconds = []
        for _ in range(3):
            begun = time.perf_counter()
            count_figures(store.warehouse, points)
            seconds.append(time.perf_counter() - begun)
        return f"{min(seconds):.3f}"


def add_catalogue(folder: str, rows: str) -> int:
    """Commits a large catalogue straight into the store, past the reading."""
    from services.store import open_store
    from warehouse.commit import commit_upload
    from warehouse.incoming import IncomingTable, UploadFacts
    from warehouse.register import list_units

    many = int(rows)
    with closing(open_store(Path(folder))) as store:
        codes = [unit.code for unit in list_units(store.warehouse) if unit.joined_on and unit.kind != "县本级"]
        table = IncomingTable(
            "catalog", "目录", _columns(codes, many), range(1, many + 1), date(2024, 6, 1), tuple(codes), rows_read=many
        )
        facts = UploadFacts("目录.csv", "0" * 64, 0, "csv", datetime(2024, 6, 1), "测量", "县政数局")
        commit_upload(store.warehouse, facts, [table], None)
        return store.version()


def count_with_pandas(folder: str) -> str:
    """One metric the spreadsheet way: a frame, a filter and a group-by for each month-end."""
    import time

    import pandas

    from services.store import open_store

    with closing(open_store(Path(folder))) as store:
        sql = "select unit, catalogued_on, retired_on from catalog where closed_in is null"
        frame = pandas.DataFrame(store.warehouse.query(sql), columns=["unit", "catalogued_on", "retired_on"])
    frame["catalogued_on"] = pandas.to_datetime(frame["catalogued_on"])
    frame["retired_on"] = pandas.to_datetime(frame["retired_on"])
    begun = time.perf_counter()
    for day in MONTH_ENDS:
        at = pandas.Timestamp(day)
        live = frame[frame["retired_on"].isna() | (frame["retired_on"] > at)]
        live.assign(done=live["catalogued_on"] <= at).groupby("unit")["done"].agg(["sum", "count"])
    return f"{time.perf_counter() - begun:.3f}"


def _columns(codes: list[str], rows: int) -> dict[str, list[object]]:
    from config.contracts import load_contracts

    columns: dict[str, list[object]] = {field.name: [None] * rows for field in load_contracts()["catalog"].fields}
    days = [date(2023, 1, 1 + at) for at in range(28)]
    later = [date(2023, 1 + at % 12, 1 + at % 28) for at in range(336)]
    columns["unit"] = [codes[at % len(codes)] for at in range(rows)]
    columns["resource_name"] = [f"大目录资源{at:07d}号" for at in range(rows)]
    columns["share_type"] = [("无条件共享", "有条件共享", "不予共享")[at % 3] for at in range(rows)]
    columns["update_cycle"] = [("每日", "每月", "每年", "不定期")[at % 4] for at in range(rows)]
    columns["should_converge"] = [(True, True, False, None)[at % 4] for at in range(rows)]
    columns["catalogued_on"] = [days[at % 28] for at in range(rows)]
    columns["published_on"] = [later[at % 336] if at % 5 else None for at in range(rows)]
    columns["mounted_on"] = [later[at % 336] if at % 3 else None for at in range(rows)]
    columns["converged_on"] = [later[at % 331] if at % 2 else None for at in range(rows)]
    columns["updated_on"] = [later[at % 335] if at % 7 else None for at in range(rows)]
    return columns
