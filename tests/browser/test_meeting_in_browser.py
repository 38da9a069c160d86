"""A whole meeting in a real browser: prepared, frozen, shown, asked into, decided, confirmed, taken home; and a lost line."""

from __future__ import annotations

import io
import os
import subprocess
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page

from tests.browser.conftest import ROOT, settle, visit
from tests.browser.latin import latin_on

NAME = "2025年第三季度工作会议"
SIZES = {(1920, 1080): 28.0, (1366, 768): 20.0, (1024, 768): 20.0}
# Parts that must hold all they show: nothing is cut off at their edge, nor reaches over what stands beside them.
CUT_OFF = """() => [...document.querySelectorAll(".slide, .slide header, .slide .body, .slide .bars, .slide .facts, .room"),
    ...document.querySelectorAll(".slide .body > div, .slide .misses li, .slide .text, .slide .clamp, .slide .agenda a")]
    .filter((one) => one.scrollHeight > one.clientHeight + 4 || one.scrollWidth > one.clientWidth + 1)
    .map((one) => one.className + " " + one.innerText.slice(0, 20) + one.scrollHeight + "/" + one.clientHeight)"""
SMALLEST = """() => Math.min(...[...document.querySelectorAll(
    ".slide .facts p, .slide .unit, .slide td, .slide .sub, .slide .misses li, .slide .agenda a, .slide .card span")]
    .map((one) => parseFloat(getComputedStyle(one).fontSize)))"""


def wait_slide(page: Page, number: int) -> None:
    page.wait_for_selector(f'footer.room[data-at="{number}"]')
    page.wait_for_function(f"() => new URL(location.href).searchParams.get('slide') === '{number}'")


@contextmanager
def within(seconds: float) -> Iterator[None]:
    start = time.monotonic()
    yield
    assert time.monotonic() - start < seconds


def pick(page: Page, label: str, *options: str) -> None:
    """Chooses options of a picker by typing, as a keyboard user does."""
    field = page.get_by_role("combobox", name=label)
    for option in options:
        field.fill(option)
        page.get_by_role("option", name=option, exact=True).click()


def test_meeting_from_preparation_to_decisions_holds_together(
    own_server: tuple[str, subprocess.Popen[bytes]], tmp_path: Path, page: Page, heard: list[str]
) -> None:
    address, process = own_server
    prepare_and_freeze(page, address)
    meeting = page.url
    page.get_by_text("开始展示", exact=True).click()
    wait_slide(page, 1)
    assert "汇报整改情况" in page.inner_text(".slide")
    assert page.locator("[data-testid=stSidebar]:visible, [data-testid=stHeader]:visible").count() == 0
    count = int(page.get_attribute("footer.room", "data-slides") or 0)
    check_every_slide(page, count)
    check_keys(page, count)
    check_drill_and_search(page)
    check_decision(page)
    check_papers(page, meeting)
    check_lost_line(page, process, meeting)
    check_line_found_again(page, process, tmp_path / "store")
    heard.clear()  # a stopped server is heard of in the console


def prepare_and_freeze(page: Page, address: str) -> None:
    """A meeting made through the screen, looked over and frozen; the page stands where the show begins."""
    visit(page, f"{address}/meeting")
    page.locator("summary", has_text="新建会议").click()
    settle(page)
    page.get_by_label("会议名称").fill(NAME)
    settle(page)
    page.get_by_role("button", name="新建会议").click()
    page.wait_for_selector("text=会前核对")
    settle(page)
    pick(page, "加入重点任务（按点选先后）", "数据资源", "迁云上云")
    page.keyboard.press("Escape")
    pick(page, "加入单位（按点选先后）", "县交通运输局")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="加入议程").click()
    page.wait_for_selector("text=3．县交通运输局")
    settle(page)
    page.get_by_role("button", name="上移").nth(1).click()
    page.wait_for_selector("text=1．迁云上云")
    settle(page)
    page.get_by_label("备注").nth(2).fill("汇报整改情况")
    page.get_by_label("备注").nth(2).press("Enter")
    settle(page)
    for heading in ("未报送", "变动最大的指标", "未达成且没有情况说明", "尚未消除的提醒和待补正"):
        page.locator("summary", has_text=heading).click()
    settle(page)
    assert page.locator("[data-testid=stExpander] .list a.go").count() >= 10
    assert latin_on(page) == []
    page.get_by_role("button", name="冻结本次会议的数据").click()
    page.wait_for_selector("text=开始展示", timeout=30_000)
    settle(page)


def check_every_slide(page: Page, count: int) -> None:
    """Large enough to be read, nothing cut off, no foreign letter, at each size of screen."""
    for (width, height), least in SIZES.items():
        page.set_viewport_size({"width": width, "height": height})
        page.keyboard.press("Home")
        wait_slide(page, 1)
        for number in range(1, count + 1):
            wait_slide(page, number)
            assert page.evaluate(CUT_OFF) == [], (width, number)
            assert page.evaluate(SMALLEST) >= least, (width, number)
            assert NAME in page.inner_text(".room")
            assert "数据截至2025年7月3日" in page.inner_text(".room")
            if width == 1024:
                assert latin_on(page) == []
            if number < count:
                page.keyboard.press("PageDown")
    page.set_viewport_size({"width": 1920, "height": 1080})


def check_keys(page: Page, count: int) -> None:
    """Clicker, arrows, Home and End, and several presses faster than the answers."""
    page.keyboard.press("Home")
    wait_slide(page, 1)
    for _ in range(4):
        page.keyboard.press("ArrowRight")
    wait_slide(page, 5)
    page.keyboard.press("PageUp")
    wait_slide(page, 4)
    page.keyboard.press("ArrowLeft")
    wait_slide(page, 3)
    page.keyboard.press("End")
    wait_slide(page, count)
    page.keyboard.press("PageDown")
    assert f"slide={count}" in page.url
    # A field that a panel leaves behind for a moment does not keep a clicker's key from the slide.
    page.evaluate("() => document.body.appendChild(document.createElement('input')).focus()")
    page.keyboard.press("PageUp")
    wait_slide(page, count - 1)
    page.evaluate("() => document.activeElement.remove()")
    page.keyboard.press("PageDown")
    wait_slide(page, count)
    page.get_by_text("上一页").click()
    wait_slide(page, count - 1)
    page.go_back()
    wait_slide(page, count)
    # Another browser shows the same by the same address.
    other = page.context.new_page()
    other.goto(page.url)
    wait_slide(other, count)
    assert other.inner_text(".slide") == page.inner_text(".slide")
    other.close()


def check_drill_and_search(page: Page) -> None:
    """From a bar to the frozen rows and back; keys after a click in the table; a figure and a unit called up in time."""
    page.get_by_text("议程", exact=True).click()
    wait_slide(page, 1)
    page.locator(".agenda a", has_text="迁云上云").click()
    page.wait_for_selector(".slide .bars")
    at = int(page.get_attribute("footer.room", "data-at") or 0)
    bar = page.locator(".bars a.unit").nth(2)
    counted = bar.locator(".part").inner_text()
    bar.click()
    page.wait_for_selector(".panel table.rows")
    settle(page)
    achieved, whole = map(int, counted.split("/"))
    outcomes = page.locator(".panel td.out").all_inner_texts()
    assert (outcomes.count("达成"), len(outcomes) - outcomes.count("不纳入")) == (achieved, whole)
    assert ".xlsx" in page.locator(".panel td.place").first.inner_text()
    assert latin_on(page) == []
    page.locator(".panel td.out").first.click()
    page.keyboard.press("PageDown")
    wait_slide(page, at + 1)
    page.wait_for_selector(".slide")
    page.keyboard.press("PageUp")
    wait_slide(page, at)
    page.locator(".bars a.unit").first.click()
    page.wait_for_selector(".panel table.rows")
    settle(page)
    pick(page, "单位", "县教育局")
    page.wait_for_selector(".panel h1:has-text('县教育局')")
    # The closed picker still has the focus; a clicker's key turns the slide all the same.
    page.keyboard.press("PageUp")
    wait_slide(page, at - 1)
    page.keyboard.press("PageDown")
    wait_slide(page, at)
    page.get_by_text("查找", exact=True).click()
    page.wait_for_selector(".panel[data-focused]")
    page.keyboard.press("PageUp")  # nor does the search, of one line, keep a clicker's key
    wait_slide(page, at - 1)
    page.keyboard.press("PageDown")
    wait_slide(page, at)
    for text, shown in (("Z19-000", ".slide.area h1:has-text('汇聚率')"), ("县交通运输局", ".slide.unit-file")):
        settle(page)  # the field of the search before stands until its run has ended
        page.get_by_text("查找", exact=True).click()
        page.wait_for_selector(".panel[data-focused]")
        settle(page)
        field = page.get_by_placeholder("输入后按回车")
        field.press_sequentially(text)
        field.press("ArrowLeft")
        with within(2.0):
            field.press("Enter")
            page.wait_for_selector(shown)
    page.keyboard.press("PageDown")
    page.wait_for_selector(".slide .numbered, .slide.listed")


def check_decision(page: Page) -> None:
    """A decision typed in the room stands on the last slide as one to be confirmed."""
    page.get_by_text("记录决定", exact=True).click()
    page.wait_for_selector(".panel >> text=记录会议决定")
    settle(page)
    page.get_by_role("button", name="记下这项决定").click()
    page.wait_for_selector("text=决定的内容不能为空")
    page.get_by_label("决定事项").fill("七月底前完成治超检测记录接口开发")
    pick(page, "牵头单位", "县交通运输局")
    page.get_by_role("button", name="记下这项决定").click()
    page.wait_for_selector(".hits-list >> text=治超检测记录接口开发")
    settle(page)
    page.keyboard.press("Escape")
    page.wait_for_selector(".slide")
    page.keyboard.press("Home")
    page.locator(".agenda a", has_text="督办和本次议定事项").click()
    page.wait_for_selector(".slide .tasks .decided")
    assert "治超检测记录接口开发" in page.inner_text(".slide .tasks")
    assert "待确认" in page.inner_text(".slide .tasks")
    assert page.evaluate(CUT_OFF) == []
    page.get_by_text("结束展示").click()
    page.wait_for_selector("text=会议决定")
    settle(page)
    page.get_by_role("button", name="确认所选1项，转为督办事项").click()
    page.wait_for_selector("text=已转为督办事项")
    settle(page)
    page.get_by_text("在“督办事项”中查看").click()
    page.wait_for_selector("h1:has-text('督办事项')")


def check_papers(page: Page, meeting: str) -> None:
    """The papers come from what was frozen; counted again, nothing differs."""
    visit(page, meeting)
    assert "会〔" in page.inner_text("[data-testid=stMain]")
    with page.expect_download(timeout=60_000) as waited:
        page.get_by_role("button", name="全部材料（压缩包）").click()
    with open(waited.value.path(), "rb") as packed:
        names = zipfile.ZipFile(io.BytesIO(packed.read())).namelist()
    assert {name.rpartition(".")[2] for name in names} >= {"pptx", "docx", "xlsx", "html"}
    page.get_by_role("button", name="按现行口径重算").click()
    page.wait_for_selector("text=无差异", timeout=30_000)
    assert latin_on(page) == []
    # Unit staff get their own part only.
    visit(page, f"{meeting}&slide=2&role=单位&own_unit=HF017")
    page.keyboard.press("End")
    wait_slide(page, int(page.get_attribute("footer.room", "data-slides") or 0))
    assert "县交通运输局" not in page.inner_text("[data-testid=stMain]")
    assert page.get_by_text("记录决定", exact=True).count() == 0


def check_lost_line(page: Page, process: subprocess.Popen[bytes], meeting: str) -> None:
    """Without the server the slide stays and a small line says so; keys change nothing."""
    visit(page, f"{meeting}&slide=2")
    before = page.inner_text(".slide")
    process.terminate()
    process.wait(20)
    page.wait_for_selector(".lost:visible")
    page.wait_for_timeout(4000)  # Streamlit's own dialog would come within two tries
    page.keyboard.press("PageDown")
    assert page.inner_text(".slide") == before
    assert "slide=2" in page.url
    assert page.locator("[role=dialog]:visible").count() == 0
    assert "连接中断" in page.inner_text(".lost")
    assert page.locator(".slide .value").first.evaluate("one => getComputedStyle(one).opacity") == "1"
    assert latin_on(page) == []


def check_line_found_again(page: Page, process: subprocess.Popen[bytes], store: Path) -> None:
    """When the server is back the show goes on by itself, where it stood; the clicker turns the slides again."""
    environment = {**os.environ, "CDO_STORE": str(store)}
    with (store.parent / "again.log").open("wb") as log:
        again = subprocess.Popen(process.args, cwd=ROOT, env=environment, stdout=log, stderr=log)
    try:
        page.wait_for_selector(".lost", state="hidden", timeout=90_000)
        settle(page)
        wait_slide(page, 2)
        page.keyboard.press("PageDown")
        wait_slide(page, 3)
        page.goto("about:blank")  # nobody asks for the server any more when it is stopped
    finally:
        again.terminate()
        again.wait(20)
