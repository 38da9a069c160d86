"""A real server over the demo county, a real Chromium, and an ear for everything that must not happen."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, BrowserType, Page, ViewportSize, expect, sync_playwright

from metrics.counting import count_figures
from metrics.figure import Figure
from metrics.versions import points_by_basis
from services.store import open_store
from tests.shared_demo import made_demo

ROOT = Path(__file__).resolve().parent.parent.parent
AT_REST = "document.querySelector('.stApp')?.getAttribute('data-test-script-state') === 'notRunning'"
# Milliseconds; the usual way, once a frame, keeps the browser painting for nothing.
POLLING = 100
SCREEN: ViewportSize = {"width": 1920, "height": 1080}
# Milliseconds: machines with other work are slow, and waiting ends when it comes true.
expect.set_options(timeout=20_000)
ARGUMENTS = ["--no-sandbox"]
BROWSERS = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "microsoft-edge",
    "msedge",
    "chrome",
)


_free_ports: list[int] = []


def find_browser() -> str:
    """Path from the environment variable CHROMIUM, else a standard name; empty when there is none."""
    named = os.environ.get("CHROMIUM", "")
    return named or next((path for path in map(shutil.which, BROWSERS) if path), "")


@pytest.fixture(scope="session")
def driver() -> Iterator[BrowserType]:
    """What starts the browser of `find_browser`; without one nothing here can be tested."""
    if not find_browser():
        if os.environ.get("CI") == "true":
            pytest.fail("no Chromium found: set CHROMIUM to its path")
        pytest.skip("no Chromium found: set CHROMIUM to its path")
    with sync_playwright() as playwright:
        yield playwright.chromium


@pytest.fixture(scope="session")
def chromium(driver: BrowserType) -> Iterator[Browser]:
    """A browser that has never been here, for somebody else's visits."""
    browser = driver.launch(executable_path=find_browser(), args=ARGUMENTS)
    yield browser
    browser.close()


@pytest.fixture(scope="session")
def demo_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the demo county's store on disk, closed."""
    folder = tmp_path_factory.mktemp("demo") / "store"
    shutil.copytree(made_demo(tmp_path_factory), folder)
    return folder


@pytest.fixture(scope="session")
def demo_day(demo_folder: Path) -> date:
    """The day on which the invented facts end."""
    return date.fromisoformat((demo_folder / "demo").read_text(encoding="utf-8").strip())


@pytest.fixture(scope="session")
def count(demo_folder: Path, demo_day: date, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], list[Figure]]:
    """Counts a metric at the demo's day over a copy of the store, beside the running server."""
    copy = tmp_path_factory.mktemp("copy") / "store"
    shutil.copytree(demo_folder, copy)
    store = open_store(copy)
    known: dict[str, list[Figure]] = {}

    def figures(metric: str) -> list[Figure]:
        if metric not in known:
            ((_, points),) = points_by_basis([metric], [demo_day], store.warehouse)
            known[metric] = count_figures(store.warehouse, points, [metric])
        return known[metric]

    return figures


@contextmanager
def serve(folder: Path) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """The program over a store, on a port of its own; ended afterwards.

    A port that is free again is taken first: what the browser keeps for an address serves the next server too.
    """
    port = _free_ports.pop() if _free_ports else _find_port()
    environment = {**os.environ, "CDO_STORE": str(folder)}
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port)]
    with (folder.parent / f"{folder.name}-server.log").open("wb") as log:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
        try:
            address = f"http://127.0.0.1:{port}"
            _wait_until_healthy(address, process)
            yield address, process
        finally:
            process.terminate()
            process.wait(20)
            _free_ports.append(port)


def _find_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def _wait_until_healthy(address: str, process: subprocess.Popen[bytes]) -> None:
    for _ in range(300):
        assert process.poll() is None, "the server ended while starting"
        try:
            with urllib.request.urlopen(f"{address}/healthz", timeout=1) as answer:
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.1)
    raise AssertionError("the server did not answer within 30 seconds")


@pytest.fixture(scope="session")
def server(demo_folder: Path) -> Iterator[str]:
    """A server that tests only read from."""
    with serve(demo_folder) as (address, _):
        yield address


@pytest.fixture
def own_server(demo_folder: Path, tmp_path: Path) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """A server over a copy of the demo store, for a test that changes it or ends it."""
    shutil.copytree(demo_folder, tmp_path / "store")
    with serve(tmp_path / "store") as running:
        yield running


@pytest.fixture
def heard() -> list[str]:
    """What a page must not do: errors in the console, requests to another host."""
    return []


@pytest.fixture(scope="session")
def visitor(driver: BrowserType, tmp_path_factory: pytest.TempPathFactory) -> Iterator[BrowserContext]:
    """One profile on disk for all tests, as at people's desks: the program's own files come from its cache, compiled.

    It speaks English: the hardest case for a Chinese page.
    """
    profile = tmp_path_factory.mktemp("profile")
    context = driver.launch_persistent_context(
        profile,
        executable_path=find_browser(),
        args=ARGUMENTS,
        viewport=SCREEN,
        locale="en-US",
        accept_downloads=True,
        reduced_motion="reduce",
    )
    yield context
    context.close()


@pytest.fixture
def page(visitor: BrowserContext, heard: list[str]) -> Iterator[Page]:
    """A new tab at 1920 × 1080; fails when the page reported an error or asked another host."""
    page = visitor.new_page()
    page.set_viewport_size(SCREEN)
    page.set_default_timeout(40_000)
    page.on("console", lambda message: heard.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: heard.append(str(error)))
    page.on("request", lambda request: _hear_request(request.url, heard))
    yield page
    page.close()
    assert heard == []


def _hear_request(url: str, heard: list[str]) -> None:
    if not url.startswith(("http://127.0.0.1:", "ws://127.0.0.1:", "data:", "blob:")):
        heard.append(f"request to {url}")


def visit(page: Page, address: str) -> None:
    """Opens an address and waits until the page has come to rest."""
    page.goto(address)
    page.wait_for_selector(".cdo h1")
    settle(page)


def settle(page: Page) -> None:
    """Waits until the script has run to its end; a click may take a moment until it starts one."""
    while True:
        page.wait_for_function(f"() => {AT_REST}", polling=POLLING)
        page.wait_for_timeout(250)
        if page.evaluate(AT_REST):
            return
