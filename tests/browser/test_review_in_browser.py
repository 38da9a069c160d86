"""A unit's upload on its way through 审核 and 报送记录, with two people at the same thing at once."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import settle, visit
from tests.browser.latin import latin_on

Running = tuple[str, "subprocess.Popen[bytes]"]
HEAD = "单位,系统名称,系统状态,部署位置,投用日期,上云日期"
FIRST = "县公安局,网格管理,在用,市政务云,2022-05-01,2023-03-01"
SECOND = "县公安局,出租屋管理,在用,自建机房,2022-06-01,"
MAIN = "[data-testid=stMain]"


@pytest.fixture
def colleague(chromium: Browser) -> Iterator[Page]:
    """Somebody else with a session of their own."""
    context = chromium.new_context(viewport={"width": 1366, "height": 768}, locale="en-US", accept_downloads=True)
    page = context.new_page()
    page.set_default_timeout(20_000)
    yield page
    context.close()


@pytest.fixture
def written(tmp_path: Path) -> Callable[..., Path]:
    """Writes a list of 县公安局 under a name."""

    def write(name: str, *rows: str) -> Path:
        path = tmp_path / name
        path.write_text("\n".join((HEAD, *rows)) + "\n", encoding="utf-8-sig")
        return path

    return write


def drop_file(page: Page, path: Path) -> None:
    page.wait_for_selector("input[type=file]", state="attached")
    page.set_input_files("input[type=file]", path)
    expect(page.locator(MAIN)).to_contain_text("入库后的变化")
    settle(page)


def tick(page: Page) -> None:
    page.get_by_text("已核对：所报内容不含国家秘密和工作秘密").click()
    settle(page)


def confirm(page: Page, word: str) -> None:
    tick(page)
    page.get_by_role("button", name=word).click()
    settle(page)


def open_waiting(page: Page, address: str, name: str) -> None:
    """Opens the queue and picks one upload by its file."""
    visit(page, f"{address}/review")
    page.get_by_role("link", name=name).click()
    expect(page.locator(".cdo .whole-row h2")).to_have_text(name)
    settle(page)


def test_upload_waits_is_decided_once_and_the_unit_reads_why(
    own_server: Running, page: Page, colleague: Page, written: Callable[..., Path]
) -> None:
    address = own_server[0]
    page.set_viewport_size({"width": 1366, "height": 768})
    as_unit = "role=单位&own_unit=HF002"
    visit(page, f"{address}/upload?{as_unit}")
    drop_file(page, written("清单.csv", FIRST, SECOND))
    confirm(page, "确认送审")
    expect(page.locator(MAIN)).to_contain_text("待审核，审核通过后入库")
    visit(page, f"{address}/review?{as_unit}")
    expect(page.locator(MAIN)).to_contain_text("报送由县政数局审核")
    visit(page, f"{address}/uploads?{as_unit}")
    expect(page.locator(".cdo tr.on")).to_contain_text("待审核")
    assert latin_on(page) == []

    # Two of the bureau look at it; one returns it, the other is told so and nothing is taken in.
    for one in (page, colleague):
        open_waiting(one, address, "清单.csv")
        expect(one.locator(MAIN)).to_contain_text("与单位确认时看到的一致")
    assert latin_on(page) == []
    colleague.get_by_role("button", name="退回单位").click()
    expect(colleague.locator(MAIN)).to_contain_text("退回必须写明原因")
    colleague.get_by_label("退回原因").fill("缺少接处警系统")
    colleague.get_by_label("退回原因").press("Control+Enter")
    settle(colleague)
    colleague.get_by_role("button", name="退回单位").click()
    expect(colleague.locator(MAIN)).to_contain_text("清单.csv已退回县公安局")
    page.get_by_role("button", name="审核入库").click()
    expect(page.locator(MAIN)).to_contain_text("退回，原因：缺少接处警系统")
    visit(page, f"{address}/uploads?{as_unit}")
    expect(page.locator(".cdo tr.on")).to_contain_text("已退回")
    expect(page.locator(MAIN)).to_contain_text("退回原因：缺少接处警系统。请修改后到“数据报送”重新上传。")

    # Sent again and accepted; undoing it shows its effect first.
    visit(page, f"{address}/upload?{as_unit}")
    drop_file(page, written("清单改.csv", FIRST, SECOND, FIRST.replace("网格管理", "接处警")))
    confirm(page, "确认送审")
    expect(page.locator(MAIN)).to_contain_text("待审核，审核通过后入库")
    open_waiting(page, address, "清单改.csv")
    page.get_by_role("button", name="审核入库").click()
    expect(page.locator(MAIN)).to_contain_text("清单改.csv已审核入库，数据第")
    expect(page.locator(MAIN)).to_contain_text("有2份报送等待审核")  # those of the demo county
    visit(page, f"{address}/uploads?unit=HF002&state=已入库")
    with page.expect_download() as record:
        page.get_by_role("button", name="导出记录").click()
    assert load_workbook(BytesIO(record.value.path().read_bytes()))["报送记录"]["E2"].value == "清单改.csv"
    page.get_by_text("撤销第").first.click()
    page.get_by_text("看撤销后的变化").click()
    expect(page.locator(MAIN)).to_contain_text("撤销后各表的变化")
    assert latin_on(page) == []
    visit(page, f"{address}/uploads?view=两版比较&table=system&unit=HF002")
    expect(page.locator(MAIN)).to_contain_text("政务信息系统清单，县公安局：第")
    assert latin_on(page) == []


def test_two_sessions_confirm_the_same_list_and_the_second_sees_what_changed_first(
    own_server: Running, page: Page, colleague: Page, written: Callable[..., Path]
) -> None:
    visit(page, f"{own_server[0]}/upload")
    drop_file(page, written("甲.csv", FIRST))
    visit(colleague, f"{own_server[0]}/upload?role=单位&own_unit=HF002")
    drop_file(colleague, written("乙.csv", FIRST, SECOND))
    tick(colleague)
    confirm(page, "确认入库")
    expect(page.locator(MAIN)).to_contain_text("已入库，数据第")
    colleague.get_by_role("button", name="确认送审").click()
    expect(colleague.locator(MAIN)).to_contain_text("您查看之后，同一单位的同一张表又有了改动")
    # What it would change now: one row more than the list that was just taken in.
    expect(colleague.locator(MAIN)).to_contain_text("出租屋管理")
    colleague.get_by_role("button", name="确认送审").click()
    expect(colleague.locator(MAIN)).to_contain_text("新增或变更1行，不变1行")
