"""登记台账 in two browsers at once: different rows both stand, of the same row the second is told; the editable table."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import serve, settle, visit
from tests.browser.latin import latin_on


@pytest.fixture(scope="module")
def address(demo_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server over a copy of the demo store that these tests change, each another register."""
    folder = tmp_path_factory.mktemp("registers") / "store"
    shutil.copytree(demo_folder, folder)
    with serve(folder) as (running, _):
        yield f"{running}/registers"


def pick_row(page: Page, name: str) -> None:
    page.get_by_role("combobox", name="新增，或选择要修改的行").click()
    page.get_by_role("option", name=name, exact=True).click()
    settle(page)


def write_progress(page: Page, words: str) -> None:
    page.get_by_role("textbox", name="进展情况").fill(words)
    page.get_by_role("button", name="核对", exact=True).click()
    settle(page)


def confirm(page: Page) -> None:
    page.get_by_text("已核对：所填内容不含国家秘密和工作秘密").click()
    settle(page)
    page.get_by_role("button", name="确认入库").click()
    expect(page.locator(".cdo .told")).to_contain_text("回执编号")
    settle(page)


def test_two_people_edit_at_once_and_nobody_loses_a_row(address: str, page: Page, chromium: Browser) -> None:
    address = f"{address}?register=task"
    first, second = "督〔2023〕1号", "督〔2023〕2号"
    other = chromium.new_context(viewport={"width": 1366, "height": 768}, locale="en-US").new_page()
    for one in (page, other):
        visit(one, address)
        assert latin_on(one) == []
    pick_row(page, first)
    pick_row(other, second)
    write_progress(page, "甲已对接")
    write_progress(other, "乙已对接")
    confirm(page)
    confirm(other)
    # Both look at the same row now; the one who confirms later is told and confirms anew.
    for one in (page, other):
        visit(one, address)
        pick_row(one, first)
        expect(one.get_by_role("textbox", name="进展情况")).to_have_value("甲已对接")
    write_progress(page, "甲再次对接")
    confirm(page)
    write_progress(other, "乙也改这一行")
    changed = other.get_by_test_id("stAlert").first
    expect(changed).to_contain_text("由“甲已对接”改为“甲再次对接”")
    assert latin_on(other) == []
    other.get_by_role("button", name="按对方的最新内容继续我的修改").click()
    settle(other)
    confirm(other)
    other.get_by_role("link", name="在报送记录中查看或撤销").click()
    expect(other.locator(".cdo h1")).to_have_text("报送记录")
    expect(other.get_by_test_id("stMain")).to_contain_text("甲再次对接改为乙也改这一行")
    other.context.close()


def test_table_of_a_register_uses_the_height_of_the_screen(address: str, page: Page) -> None:
    table = page.get_by_test_id("stDataFrame")
    visit(page, f"{address}?register=report")
    page.get_by_text("表格登记", exact=True).click()
    settle(page)
    for height, least in ((1080, 700), (768, 440)):
        page.set_viewport_size({"width": 1366, "height": height})
        box, button = table.bounding_box(), page.get_by_role("button", name="核对").bounding_box()
        assert box is not None and button is not None
        assert box["height"] >= least and button["y"] + button["height"] <= height


def test_row_typed_in_the_table_is_checked_like_a_cell(address: str, page: Page) -> None:
    visit(page, f"{address}?register=good_case")
    page.get_by_text("表格登记", exact=True).click()
    settle(page)
    grid = page.get_by_test_id("stDataFrame")
    box = grid.bounding_box()
    assert box is not None
    # The second column of the first row: 案例名称.
    page.mouse.dblclick(box["x"] + 320, box["y"] + 52)
    page.wait_for_function("() => document.activeElement.tagName === 'TEXTAREA'")
    page.keyboard.press("Control+A")
    page.keyboard.type("改名后的案例")
    page.keyboard.press("Enter")
    settle(page)
    page.get_by_role("button", name="核对所改的1行").click()
    settle(page)
    assert latin_on(page) == []
    expect(page.get_by_test_id("stMain")).to_contain_text("改为改名后的案例")
    confirm(page)
    # The table's own menus: of its first column, opened at the column's end, and of the columns shown.
    box = grid.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 150, box["y"] + 15)
    page.mouse.click(box["x"] + 234, box["y"] + 15)
    expect(page.get_by_role("menuitem", name="自动列宽")).to_be_visible()
    assert latin_on(page) == []
    page.keyboard.press("Escape")
    page.get_by_test_id("stElementToolbarButton").get_by_role("button", name="选择列").click()
    expect(page.get_by_text("全选", exact=True)).to_be_visible()
    assert latin_on(page) == []
    page.keyboard.press("Escape")
