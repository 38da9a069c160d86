"""Reading, checking and committing large workbooks, beside pandas + openpyxl only reading the same file."""

from __future__ import annotations

import tempfile
from contextlib import closing
from pathlib import Path

from bench.measure import PROJECT, in_own_process
from bench.workbooks import write_catalogue

REGISTER = PROJECT / "data" / "reference" / "units.csv"
UNITS = ["县公安局", "县农业农村局", "海城镇", "县自然资源局", "县应急管理局"]


def run(rows: int = 100_000, problem_rows: int = 5_000) -> list[tuple[str, str, str]]:
    """(what, measured, budget) per line."""
    with tempfile.TemporaryDirectory() as folder:
        big = write_catalogue(Path(folder) / "公共数据资源清单.xlsx", UNITS, rows)
        wrong = write_catalogue(Path(folder) / "有错的清单.xlsx", UNITS, problem_rows, every_tenth_wrong=True)
        theirs = in_own_process("reading", "read_with_pandas", str(big))
        ours = in_own_process("reading", "load_file", str(big), str(Path(folder) / "store"))
        listed = in_own_process("reading", "list_problems", str(wrong), str(Path(folder) / "store2"))
        marked = in_own_process("reading", "mark_problems", str(wrong), str(Path(folder) / "store3"))
    return [
        (f"pandas＋openpyxl只读{rows}行", f"{theirs.seconds:.2f} s，{theirs.peak_mb:.0f} MB", "—"),
        (
            f"本程序读、查、入库{rows}行",
            f"{ours.seconds:.2f} s，父进程{ours.peak_mb:.0f} MB，为前者的{ours.seconds / theirs.seconds:.0%}",
            "不超过25%，1 GB",
        ),
        (f"{problem_rows}行每十行有错：列出{listed.answer}处问题", f"{listed.seconds:.2f} s", "2 s"),
        ("同上：读查后生成问题标注表（不含读查）", f"{marked.answer} s", "3 s"),
    ]


def read_with_pandas(path: str) -> int:
    """What a user would do otherwise: pandas.read_excel with openpyxl."""
    import pandas

    return len(pandas.read_excel(path, header=1, engine="openpyxl"))


def load_file(path: str, folder: str) -> int:
    """Reads, checks and commits one workbook through the services."""
    from services import loading
    from services.actor import Actor
    from services.store import open_store
    from services.submit import Options

    actor = Actor(name="测量", role="县政数局")
    with closing(open_store(Path(folder))) as store:
        files = [REGISTER, Path(path)]
        receipts = list(loading.load_files(store, files, actor, Options(), accepting=True, shown=lambda *_: None))
        assert [one.status for one in receipts] == ["accepted", "accepted"], receipts[-1].as_lines()[:5]
        return sum(table.opened for table in receipts[-1].tables)


def list_problems(path: str, folder: str) -> int:
    """Every problem of a faulty workbook."""
    return len(_examine(path, folder)[1].examined.problems)


def mark_problems(path: str, folder: str) -> str:
    """The marked copy; answers its seconds alone."""
    import time

    from services import submit

    store, draft = _examine(path, folder)
    begun = time.perf_counter()
    submit.marked_copy(store, draft)
    return f"{time.perf_counter() - begun:.2f}"


def _examine(path: str, folder: str):
    from services import loading, submit
    from services.actor import Actor
    from services.store import open_store

    actor = Actor(name="测量", role="县政数局")
    store = open_store(Path(folder))
    list(loading.load_files(store, [REGISTER], actor, submit.Options(), accepting=True, shown=lambda *_: None))
    return store, submit.examine_upload(store, Path(path), Path(path).name, actor)
