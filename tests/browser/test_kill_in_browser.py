"""The server killed while somebody confirms an upload: it counts whole or not at all, and a file not taken is found again."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from services.store import open_store
from tests.browser.conftest import serve, visit
from tests.browser.test_upload_in_browser import drop_file, make_workbook
from tests.services.small_county import REGISTER, take
from warehouse.history import list_uploads, list_versions
from warehouse.originals import list_missing

pytestmark = pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="this system cannot kill a process that way")

# When the kill comes: the server does not hear the click any more, works on it, or has answered.
UNHEARD, AT_WORK, ANSWERED = MOMENTS = "unheard", "at work", "answered"
SECONDS_AT_WORK = 0.08


def test_killed_while_confirming_an_upload_counts_whole_or_is_found_again(
    page: Page, heard: list[str], tmp_path: Path
) -> None:
    folder = tmp_path / "store"
    store = open_store(folder)
    take(store, REGISTER, "单位名录.csv")
    store.close()
    systems: set[str] = set()
    book, names = None, set()
    found_again = 0
    for number, moment in enumerate(MOMENTS):
        with serve(folder) as (address, process):
            visit(page, f"{address}/upload")
            if book is None:
                names = {f"第{number}次系统{place}" for place in range(40)}
                book = make_workbook(
                    tmp_path / f"系统清单{number}.xlsx",
                    *((name, "在用", "否", "2022-05-01", "市政务云", "2023-03-01") for name in sorted(names)),
                )
                drop_file(page, book)
            else:
                found_again += 1
            expect(page.locator("[data-testid=stMain]")).to_contain_text("读取40行，可入库40行")
            page.get_by_text("已核对：所报内容不含国家秘密和工作秘密").click()
            confirm = page.get_by_role("button", name="确认入库").first
            expect(confirm).to_be_enabled()
            if moment == UNHEARD:
                os.kill(process.pid, signal.SIGSTOP)
            confirm.click(no_wait_after=True)
            if moment == ANSWERED:
                page.get_by_text("回执编号").first.wait_for()
            elif moment == AT_WORK:
                page.wait_for_timeout(SECONDS_AT_WORK * 1000)
            was_told = "回执编号" in page.locator("[data-testid=stMain]").inner_text()
            os.kill(process.pid, signal.SIGKILL)
            process.wait(20)
            page.goto("about:blank")
        files, present = _look_into(folder)
        accepted = book.name in files
        assert present == (names if accepted else systems), f"{len(present)} systems, killed {moment}"
        assert accepted or not was_told
        if accepted:
            book, systems = None, present
    assert found_again and book is None
    heard.clear()  # the browser itself reports the lost connections


def _look_into(folder: Path) -> tuple[set[str], set[str]]:
    """The files of the uploads, and the present systems; everything else must be whole."""
    store = open_store(folder)
    try:
        versions = [one.version for one in list_versions(store.warehouse)]
        assert sorted(versions) == list(range(1, store.version() + 1))
        assert list_missing(store.warehouse) == []
        names = {name for (name,) in store.warehouse.query("select system_name from system where closed_in is null")}
        return {one.file_name for one in list_uploads(store.warehouse)}, names
    finally:
        store.close()
