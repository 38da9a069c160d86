"""A cold local browser: when the first content of a page is painted, and when the page stands complete.

Every visit has an empty cache of its own; the server is warm. Complete is when the script has ended, every part is on
the screen and nothing more has been asked for half a second (which is not counted).
"""

from __future__ import annotations

import statistics
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from bench.measure import Line, in_own_process
from bench.pictures import find_browser
from bench.serving import serve

PAGES = {"": "总览", "cloud": "迁云上云", "pilot": "试点与推广", "projects": "信息化项目", "upload": "数据报送"}
VISITS = 3
PAINT_BUDGET, COMPLETE_BUDGET = 1.5, 3.0  # seconds
_REST = 0.5
_COMPLETE = """() => document.querySelector('.cdo h1')
  && document.querySelector('.stApp')?.getAttribute('data-test-script-state') === 'notRunning'
  && !document.querySelector('[data-testid=stSkeleton]')"""
_PAINTED = "() => performance.getEntriesByName('first-contentful-paint')[0].startTime / 1000"


def run(visits: int = VISITS) -> list[Line]:
    """Two lines for each page: the medians of the visits."""
    lines = []
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        store = Path(folder) / "store"
        in_own_process("counting", "make_demo", str(store))
        with serve(store) as (address, _, _):
            browser = playwright.chromium.launch(executable_path=find_browser(), args=["--no-sandbox"])
            _visit(browser, address)
            for path, title in PAGES.items():
                seen = [_visit(browser, f"{address}/{path}") for _ in range(visits)]
                painted, complete = (statistics.median(one) for one in zip(*seen, strict=True))
                lines.append(
                    Line(f"冷浏览器打开“{title}”：首次显示内容", f"{painted:.2f} s", "1.5 s", painted < PAINT_BUDGET)
                )
                lines.append(
                    Line(f"冷浏览器打开“{title}”：全部显示", f"{complete:.2f} s", "3 s", complete < COMPLETE_BUDGET)
                )
            browser.close()
    return lines


def _visit(browser: Browser, address: str) -> tuple[float, float]:
    """Seconds from the click on the link to the first paint and to the complete page."""
    context = browser.new_context(viewport={"width": 1920, "height": 1080})
    page = context.new_page()
    page.goto(address, wait_until="commit")
    page.wait_for_function(_COMPLETE, timeout=60_000)
    complete = page.evaluate("() => performance.now() / 1000")
    page.wait_for_timeout(_REST * 1000)
    last = page.evaluate("() => Math.max(...performance.getEntriesByType('resource').map(e => e.responseEnd)) / 1000")
    painted = page.evaluate(_PAINTED)
    context.close()
    return painted, max(complete, last)
