"""Reading, checking and committing large workbooks, beside pandas + openpyxl only reading the same file."""

from __future__ import annotations

import tempfile
import time
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from bench.measure import PROJECT, Line, in_own_process
from bench.workbooks import write_catalogue

if TYPE_CHECKING:  # what is measured imports the program itself, inside its own process
    from services.store import Store
    from services.submit import Draft

REGISTER = PROJECT / "data" / "reference" / "units.csv"
UNITS = ["县公安局", "县农业农村局", "海城镇", "县自然资源局", "县应急管理局"]


def run(rows: int = 100_000, problem_rows: int = 5_000) -> list[Line]:
    """A catalogue of `rows` rows, and one of `problem_rows` with two errors in every tenth."""
    with tempfile.TemporaryDirectory() as folder:
        big = write_catalogue(Path(folder) / "公共数据资源清单.xlsx", UNITS, rows)
        wrong = write_catalogue(Path(folder) / "有错的清单.xlsx", UNITS, problem_rows, every_tenth_wrong=True)
        theirs = in_own_process("reading", "read_with_pandas", str(big))
        ours = in_own_process("reading", "load_file", str(big), str(Path(folder) / "store"))
        listed = in_own_process("reading", "list_problems", str(wrong), str(Path(folder) / "store2"))
        marked = in_own_process("reading", "mark_problems", str(wrong), str(Path(folder) / "store3"))
    share = ours.seconds / theirs.seconds
    found, listing = str(listed.answer).split()
    return [
        Line(
            f"pandas＋openpyxl只读{rows}行",
            f"{theirs.seconds:.2f} s（处理器{theirs.cpu_seconds:.2f} s），{theirs.peak_mb:.0f} MB",
        ),
        Line(
            f"本程序读、查、入库{rows}行",
            f"{ours.seconds:.2f} s（处理器{ours.cpu_seconds:.2f} s），为前者的{share:.0%}，父进程{ours.peak_mb:.0f} MB",
            "25%，1 GB",
            share <= 0.25 and ours.peak_mb < 1024,
        ),
        Line(f"{problem_rows}行每十行有错：列出{found}处问题", f"{listing} s", "2 s", float(listing) <= 2),
        Line("同上：生成问题标注表", f"{marked.answer} s", "3 s", float(str(marked.answer)) <= 3),
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


def list_problems(path: str, folder: str) -> str:
    """Every problem of a faulty workbook: how many, and the seconds from the file to the list."""
    with closing(_open_with_register(folder)) as store:
        begun = time.perf_counter()
        found = _examine(store, path).examined.problems
        return f"{len(found)} {time.perf_counter() - begun:.2f}"


def mark_problems(path: str, folder: str) -> str:
    """The marked copy; answers its seconds alone."""
    from services import submit

    with closing(_open_with_register(folder)) as store:
        draft = _examine(store, path)
        begun = time.perf_counter()
        submit.marked_copy(store, draft)
        return f"{time.perf_counter() - begun:.2f}"


def _open_with_register(folder: str) -> Store:
    from services import loading
    from services.actor import Actor
    from services.store import open_store
    from services.submit import Options

    store = open_store(Path(folder))
    actor = Actor(name="测量", role="县政数局")
    list(loading.load_files(store, [REGISTER], actor, Options(), accepting=True, shown=lambda *_: None))
    return store


def _examine(store: Store, path: str) -> Draft:
    from services import submit
    from services.actor import Actor

    return submit.examine_upload(store, Path(path), Path(path).name, Actor(name="测量", role="县政数局"))
