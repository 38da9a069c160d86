"""The search in a real browser: typed, read, followed, gone back to, and cleared; the wide tables in Chinese."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import settle, visit
from tests.browser.latin import latin_on

VIEWS = {
    "security": "测评到期日历和应急演练",
    "meetings": "考勤表",
    "evaluation": "等次、表扬和优秀案例库",
    "apps": "应用和场景",
    "reports": "各期报送和报告内容",
}


def test_search_typed_in_the_sidebar_leads_to_the_unit_and_back(server: str, page: Page) -> None:
    visit(page, f"{server}/cloud?as_of=2024-12-31")
    box = page.get_by_label("查找", exact=True)
    box.fill("县公安局")
    box.press("Enter")
    expect(page.locator(".cdo h1")).to_have_text("查找结果")
    settle(page)
    assert "as_of=2024-12-31" in page.url and "q=" in page.url
    assert latin_on(page) == []
    page.locator(".cdo .hit a").first.click()
    expect(page.locator(".cdo h1")).to_contain_text("单位情况")
    page.go_back()
    expect(page.locator(".cdo h1")).to_have_text("查找结果")
    settle(page)
    box.fill("")
    box.press("Enter")
    expect(page.locator(".cdo h1")).to_have_text("迁云上云")
    settle(page)
    assert "q=" not in page.url


@pytest.mark.parametrize("path", list(VIEWS))
def test_wide_table_is_chinese_and_not_wider_than_the_screen(server: str, page: Page, path: str) -> None:
    width = 1366
    page.set_viewport_size({"width": width, "height": 768})
    visit(page, f"{server}/{path}?view={VIEWS[path]}")
    expect(page.locator("[data-testid=stMain] .cdo table, [data-testid=stMain] .cdo .list").first).to_be_visible()
    assert latin_on(page) == []
    assert page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth") <= width
