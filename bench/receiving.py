"""From dropped files to the preview in a real browser on the real server, and how long another visitor waits meanwhile."""

from __future__ import annotations

import csv
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from bench.measure import PROJECT, Line, in_own_process
from bench.pictures import find_browser
from bench.serving import Visitor, serve
from bench.workbooks import write_catalogue

PAGES = ("", "cloud", "data", "unit", "uploads")  # what the other visitor looks at, in turn
PAUSE = 0.3  # seconds between two of his clicks
RERUN_BUDGET = 1.0
UNITS = PROJECT / "data" / "reference" / "units.csv"


def run(rows: int = 100_000, some_rows: int = 5_000, files: int = 40) -> list[Line]:
    """A workbook of `some_rows`, one of `rows`, and `files` files of 200 rows, each by a fresh session."""
    names = _unit_names()
    with tempfile.TemporaryDirectory() as made, sync_playwright() as playwright:
        folder = Path(made)
        in_own_process("counting", "make_demo", str(folder / "store"))
        some = write_catalogue(folder / "中等清单.xlsx", names[:5], some_rows)
        big = write_catalogue(folder / "大清单.xlsx", names[:5], rows)
        many = [write_catalogue(folder / f"清单{at:02}.xlsx", [names[at]], 200) for at in range(min(files, len(names)))]
        browser = playwright.chromium.launch(executable_path=find_browser(), args=["--no-sandbox"])
        with serve(folder / "store") as (address, _, _), _visiting(address) as waits:
            lines = [
                _drop(browser, address, [some], f"{some_rows}行工作簿从拖入到预览", 4.0),
                _drop(browser, address, [big], f"{rows}行工作簿从拖入到预览", 15.0),
                _drop(browser, address, many, f"{len(many)}个文件各200行从拖入到预览", 20.0),
            ]
        browser.close()
    waits.sort()
    slow = waits[min(int(len(waits) * 0.95), len(waits) - 1)]
    words = f"共{len(waits)}次点击，95%在{slow:.3f} s内，最长{waits[-1]:.3f} s"
    return [*lines, Line("其间另一人点击各页", words, f"95%在{RERUN_BUDGET:.3f} s内", slow < RERUN_BUDGET)]


def _drop(browser: Browser, address: str, files: Sequence[Path], what: str, budget: float) -> Line:
    """Seconds from the drop to the preview, and how often the bar was seen to have moved."""
    page = browser.new_page(viewport={"width": 1366, "height": 768})
    page.set_default_timeout(120_000)
    page.goto(f"{address}/upload")
    page.wait_for_selector("input[type=file]", state="attached")
    page.evaluate(
        "() => { window.told = new Set(); new MutationObserver(() => document.querySelectorAll('.cdo .bar b').forEach("
        "one => window.told.add(one.style.width))).observe(document, { subtree: true, childList: true }); }"
    )
    begun = time.perf_counter()
    page.set_input_files("input[type=file]", list(files))
    page.get_by_text("入库后的变化").wait_for()
    seconds = time.perf_counter() - begun
    told = int(page.evaluate("() => window.told.size"))
    page.get_by_role("button", name="全部移除").click()
    page.get_by_text("入库后的变化").wait_for(state="detached")
    page.close()
    return Line(what, f"{seconds:.2f} s，进度动了{told}次", f"{budget:.0f} s", seconds <= budget)


@contextmanager
def _visiting(address: str) -> Iterator[list[float]]:
    """Another visitor walks through pages until the block ends; seconds of each click after the first round."""
    waits: list[float] = []
    ended = threading.Event()

    def walk() -> None:
        visitor = Visitor(address)
        for page in PAGES:
            visitor.click(page=page)
        step = 0
        while not ended.wait(PAUSE):
            waits.append(visitor.click(page=PAGES[step % len(PAGES)]))
            step += 1

    thread = threading.Thread(target=walk)
    thread.start()
    try:
        yield waits
    finally:
        ended.set()
        thread.join()


def _unit_names() -> list[str]:
    with UNITS.open(encoding="utf-8-sig", newline="") as file:
        return [row["单位全称"] for row in csv.DictReader(file) if row["类别"] != "县本级"]
