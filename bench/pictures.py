"""Makes the manual's pictures and its gallery page from the running program over the demo county.

Run as `python -m bench.pictures` after every visible change.

Needs a Chromium (its path in the environment variable CHROMIUM, else a standard name). The same picture names come out
every time; each is reduced to its 256 commonest colours, which keeps the folder small and text sharp.
"""

from __future__ import annotations

import io
import os
import shutil
import sys
import tempfile
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
from openpyxl import load_workbook
from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from bench.measure import PROJECT, in_own_process
from bench.serving import ENTRIES, serve
from services.store import DEMO_MARKER
from ui.navigation import GROUPS

MANUAL_FOLDER = PROJECT / "docs" / "manual"
PICTURES = MANUAL_FOLDER / "pictures"
WORKBOOKS = Path(tempfile.gettempdir()) / "cdo-pictures"
MANAGER, PASSWORD = "guanli", "Haifeng-2026"
UNIT, GOOD, FAULTY = "HF002", "政务信息系统清单-县公安局.xlsx", "政务信息系统清单-县公安局（有错）.xlsx"
SIZES = ((1920, 1080), (1366, 768), (1024, 768))
COLOURS = 256
FOLDER_LIMIT = 8_000_000  # bytes
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge", "msedge")
# The login page is not Streamlit's and is at rest at once.
AT_REST = "(document.querySelector('[data-testid=stApp]')?.dataset.testScriptState ?? 'notRunning') === 'notRunning'"


@dataclass(frozen=True, slots=True)
class Shot:
    """A picture of the manual: address, what is done there first, and the visible part's size."""

    name: str
    address: str
    act: Callable[[Page], None] = lambda page: None
    size: tuple[int, int] = (1366, 768)


def main() -> int:
    """Writes docs/manual/pictures anew; fails when the folder becomes too large."""
    shutil.rmtree(PICTURES, ignore_errors=True)
    PICTURES.mkdir(parents=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        store = Path(folder) / "store"
        in_own_process("counting", "make_demo", str(store))
        WORKBOOKS.mkdir(exist_ok=True)
        _fill_workbooks(store, WORKBOOKS)
        browser = playwright.chromium.launch(executable_path=find_browser(), args=["--no-sandbox"])
        with serve(store) as (address, _, _):
            for size in SIZES:
                _take(browser, address, size, [Shot(page_picture(entry.path, size), entry.path) for entry in ENTRIES])
            for shot in MANUAL:
                _take(browser, address, shot.size, [shot])
        with serve(_with_accounts(store, Path(folder) / "accounts")) as (address, _, _):
            _take(browser, address, SIZES[1], [Shot("登录", "cloud"), Shot("账号-清单", "accounts?account=5", sign_in)])
        with serve(Path(folder) / "empty") as (address, _, _):
            _take(browser, address, SIZES[1], [Shot("首次使用", "")])
        browser.close()
        shutil.rmtree(WORKBOOKS)
    (MANUAL_FOLDER / "画面.md").write_text(_gallery(), encoding="utf-8")
    total = sum(path.stat().st_size for path in PICTURES.iterdir())
    print(f"{len(list(PICTURES.iterdir()))} pictures, {total / 1e6:.1f} MB")
    return int(total > FOLDER_LIMIT)


def page_picture(path: str, size: tuple[int, int]) -> str:
    """Name of the picture of a page at a size."""
    return f"{path or 'overview'}-{size[0]}"


def find_browser() -> str:
    """Path of the browser; without one the pictures cannot be made."""
    named = os.environ.get("CHROMIUM") or next((path for path in map(shutil.which, BROWSERS) if path), None)
    if not named:
        raise SystemExit("no Chromium found: set CHROMIUM to its path")
    return named


def show_rows_of_a_unit(page: Page) -> None:
    """Opens a whole row behind the figure, by clicking it as a reader would."""
    page.locator(".cdo table.rows a").first.click()
    _settle(page)
    page.locator(".cdo .whole-row").first.scroll_into_view_if_needed()


def send_faulty_file(page: Page) -> None:
    """Drops a unit's own list with cells nobody can read: problems by cell."""
    _send(page, FAULTY)


def send_good_file(page: Page) -> None:
    """Drops a unit's own list with one system moved to the cloud, and shows what that would change."""
    _send(page, GOOD)
    page.get_by_text("入库后的变化").first.scroll_into_view_if_needed()


def sign_in(page: Page) -> None:
    """Signs in as the holder of the first account; goes on to the page asked for."""
    page.fill("#login", MANAGER)
    page.fill("#password", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_selector(".cdo h1")
    _settle(page)


MANUAL = (
    Shot("数字背后的明细", "cloud?unit=HF002", show_rows_of_a_unit),
    Shot("过去的日期", "?as_of=2023-12-31"),
    Shot("报送-问题清单", "upload", send_faulty_file, (1366, 1000)),
    Shot("报送-入库预览", "upload", send_good_file, (1366, 1300)),
    Shot("查找", "?q=不动产"),
    Shot("领导身份", "security?role=领导"),
    Shot("会议-幻灯片", "meeting?meeting=4&slide=7", size=(1920, 1080)),
    Shot("会议-筹备", "meeting?meeting=5", size=(1366, 1000)),
    Shot("督办-事项办理", "tasks?view=事项办理"),
    Shot("考勤登记", "meetings?view=考勤登记"),
    Shot("平台核对", "cloud?view=平台核对"),
    Shot("测评到期日历", "security?view=测评到期日历和应急演练"),
)


def _gallery() -> str:
    """画面.md: every page in the three sizes."""
    lines = [
        "# 画面",
        "",
        "每个页面在1366×768的屏幕上的样子；1920×1080和1024×768（4:3）的点标题下的链接。内容为演示数据。",
    ]
    for group, entries in GROUPS.items():
        lines += ["", f"## {group}"]
        for entry in entries:
            wide, usual, narrow = (f"pictures/{page_picture(entry.path, size)}.png" for size in SIZES)
            links = f"[1920×1080]({wide})　[1024×768]({narrow})"
            lines += ["", f"### {entry.title}", "", links, "", f"![{entry.title}]({usual})"]
    return "\n".join(lines) + "\n"


def _with_accounts(store: Path, copy: Path) -> Path:
    """A copy of the store in which everybody in post has an account."""
    from services.account_rules import Draft
    from services.accounts import create, create_first
    from services.actor import Actor
    from services.post_accounts import list_without_account
    from services.store import open_store

    shutil.copytree(store, copy)
    with closing(open_store(copy)) as opened:
        bureau = Actor("人员801", "县政数局", origin="本机浏览器")
        create_first(opened, Draft(MANAGER, "人员801", "县政数局"), PASSWORD, bureau)
        day = date.fromisoformat((copy / DEMO_MARKER).read_text(encoding="utf-8").strip())
        create(opened, [one.draft for one in list_without_account(opened, day, bureau)], bureau)
    return copy


def _fill_workbooks(store: Path, folder: Path) -> None:
    """The pre-filled list of a unit as its staff would send it back: once right, once with three cells that are wrong."""
    from services.store import open_store
    from services.templates import fill_template

    with closing(open_store(store)) as opened:
        template = fill_template(opened, "system", UNIT)
    for name, wrong in ((GOOD, False), (FAULTY, True)):
        book = load_workbook(io.BytesIO(template))
        sheet = book.worksheets[0]
        head = next(row for row in sheet.iter_rows() if any(cell.value == "*系统名称" for cell in row))
        columns = {str(cell.value).lstrip("*"): cell.column for cell in head if cell.value}
        rows = range(head[0].row + 1, sheet.max_row + 1)
        at = next(row for row in rows if sheet.cell(row, columns["部署位置"]).value == "自建机房")
        sheet.cell(at, columns["部署位置"], "云上" if wrong else "市政务云")
        sheet.cell(at, columns["上云日期"], "2025年13月1日" if wrong else "2025年7月1日")
        if wrong:
            sheet.cell(at, columns["系统状态"], "基本在用")
        book.save(folder / name)


def _send(page: Page, name: str) -> None:
    if page.get_by_role("button", name="全部移除").count():  # a file of the picture before
        page.get_by_role("button", name="全部移除").click()
        _settle(page)
    page.locator("input[type=file]").set_input_files(WORKBOOKS / name)
    page.get_by_text("查看文件").first.wait_for(timeout=60_000)
    _settle(page)


def _take(browser: Browser, address: str, size: tuple[int, int], shots: list[Shot]) -> None:
    context = browser.new_context(viewport={"width": size[0], "height": size[1]}, locale="zh-CN")
    page = context.new_page()
    page.set_default_timeout(60_000)
    for shot in shots:
        page.goto(f"{address}/{shot.address}")
        page.wait_for_selector("h1")
        _settle(page)
        shot.act(page)
        _write(page.screenshot(), shot.name)
    context.close()


def _settle(page: Page) -> None:
    page.wait_for_timeout(200)
    page.wait_for_function(f"() => {AT_REST}")
    page.wait_for_timeout(300)


def _write(png: bytes, name: str) -> None:
    reduce_colours(Image.open(io.BytesIO(png))).save(PICTURES / f"{name}.png", optimize=True)


def reduce_colours(picture: Image.Image) -> Image.Image:
    """The picture in its commonest colours: these stay exactly what they are (grounds, lights, bars, most letters), every
    other one takes the nearest. Pillow's own reduction looks colours up coarsely and tints white and grey grounds.
    """
    pixels = np.asarray(picture.convert("RGB"), dtype=np.int64)
    seen, places, counts = np.unique(pixels @ (65536, 256, 1), return_inverse=True, return_counts=True)
    kept = seen[np.argsort(-counts, kind="stable")[:COLOURS]]
    distances = ((_parts(seen)[:, None, :] - _parts(kept)[None, :, :]) ** 2).sum(axis=2)
    numbers = distances.argmin(axis=1)[places].reshape(pixels.shape[:2])
    reduced = Image.fromarray(numbers.astype(np.uint8), "P")
    reduced.putpalette(_parts(kept).astype(np.uint8).tobytes())
    return reduced


def _parts(colours: np.ndarray) -> np.ndarray:
    """Packed colours as rows of red, green, blue."""
    return np.stack((colours >> 16, colours >> 8 & 255, colours & 255), axis=1)


if __name__ == "__main__":
    sys.exit(main())
