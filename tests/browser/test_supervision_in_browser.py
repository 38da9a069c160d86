"""督办, 考勤 and 情况说明 worked with in the real page: by the bureau, by units, by two people at once."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.conftest import serve, settle, visit
from tests.browser.latin import latin_on

DESK = f"view={quote('事项办理')}"
TICKING = f"view={quote('考勤登记')}"
POLICE = f"role={quote('单位')}&own_unit=HF002"


@pytest.fixture(scope="module")
def county(demo_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """One server for the journeys of this file: each works with items of its own."""
    folder = tmp_path_factory.mktemp("work") / "store"
    shutil.copytree(demo_folder, folder)
    with serve(folder) as (address, _):
        yield address


def main_of(page: Page) -> Locator:
    return page.locator("[data-testid=stMain]")


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()
    settle(page)


def choose_act(page: Page, name: str) -> None:
    page.get_by_test_id("stButtonGroup").get_by_role("radio", name=name, exact=True).click()
    settle(page)


def pick(page: Page, label: str, name: str) -> None:
    page.get_by_role("combobox", name=label).click()
    page.get_by_role("combobox", name=label).fill(name)
    page.get_by_role("option", name=name, exact=True).click()
    settle(page)


def test_item_is_assigned_reported_on_extended_and_closed(county: str, page: Page) -> None:
    address, main = county, main_of(page)
    visit(page, f"{address}/tasks?{DESK}")
    page.get_by_text("交办新事项").click()
    page.get_by_label("事项内容").fill("视频资源共享给县教育局")
    page.get_by_label("事项内容").press("Control+Enter")
    settle(page)
    pick(page, "牵头单位", "县公安局")
    press(page, "确认交办")
    # The register holds 督〔2025〕1号 to 4号.
    expect(main).to_contain_text("督〔2025〕5号：交办“视频资源共享给县教育局”")
    assert latin_on(page) == []
    item = f"task={quote('督〔2025〕5号')}"
    visit(page, f"{address}/tasks?{DESK}&{item}&{POLICE}")
    page.locator("textarea").fill("目录已编制，联系13800001234")
    page.get_by_role("button", name="登记进展", exact=True).click()
    settle(page)
    expect(main).to_contain_text("督〔2025〕5号已登记进展")
    expect(page.locator(".cdo .whole-row")).to_contain_text("县公安局：目录已编制，联系138****1234")
    choose_act(page, "申请销号")
    page.get_by_label("办结情况和成果").fill("已接入")
    page.get_by_role("button", name="申请销号", exact=True).click()
    settle(page)
    expect(main).to_contain_text("县公安局已申请销号，待核")
    visit(page, f"{address}/tasks?{DESK}&{item}")
    choose_act(page, "延期")
    press(page, "确认延期")
    expect(main).to_contain_text("延期要写明批准人和原因")
    page.get_by_label("批准人").fill("人员001")
    page.get_by_label("延期原因").fill("等待上级接口")
    press(page, "确认延期")
    expect(page.locator(".cdo .whole-row")).to_contain_text("批准人：人员001，原因：等待上级接口")
    choose_act(page, "销号")
    press(page, "确认销号")
    expect(main).to_contain_text("办结销号，按期办结")
    expect(page.locator(".cdo .rows.cases")).to_contain_text("● 销号")
    assert latin_on(page) == []


def test_closing_an_overdue_item_shows_the_figure_before_and_moves_it(county: str, page: Page) -> None:
    address = county
    visit(page, f"{address}/tasks?metric=task_closed")
    before = _counted(page)
    visit(page, f"{address}/tasks?{DESK}&task={quote('督〔2023〕8号')}")
    choose_act(page, "销号")
    numerator, denominator = before
    shown = page.locator(".cdo .moved tr", has_text="到期事项办结率").filter(has_text="全县")
    expect(shown).to_contain_text(f"{numerator}/{denominator}")
    expect(shown).to_contain_text(f"{numerator + 1}/{denominator}")
    press(page, "确认销号")
    expect(main_of(page)).to_contain_text("办结销号，超过时限429天")
    visit(page, f"{address}/tasks?metric=task_closed")
    assert _counted(page) == (numerator + 1, denominator)


def _counted(page: Page) -> tuple[int, int]:
    found = re.search(r"(\d+)/(\d+)", page.locator(".cdo .facts").inner_text())
    assert found
    return int(found[1]), int(found[2])


def test_two_people_tick_different_units_of_one_activity(county: str, page: Page, chromium: Browser) -> None:
    address = county
    page.set_viewport_size({"width": 1366, "height": 768})
    visit(page, f"{address}/meetings?{TICKING}")
    press(page, "新建活动")
    page.get_by_label("活动名称").fill("数据专员座谈会")
    press(page, "建立并开始登记")
    expect(main_of(page)).to_contain_text("应到26个单位，已登记0个")
    assert latin_on(page) == []
    other = chromium.new_page(locale="zh-CN")
    other.set_default_timeout(20_000)
    visit(other, page.url)
    for who, unit, mark in ((page, "海城镇", "委托代会"), (other, "县公安局", "请假")):
        who.get_by_role("radiogroup", name=f"{unit}出席情况").get_by_role("radio", name=mark).click()
    page.get_by_label("海城镇参加人").fill("人员007")
    press(page, "核对登记")
    expect(main_of(page)).to_contain_text("登记后委托代会1个，另有25个单位未登记")
    press(page, "确认保存")
    expect(main_of(page)).to_contain_text("已登记1个单位")
    other.get_by_role("button", name="其余均出席，核对登记").click()
    settle(other)
    expect(main_of(other)).to_contain_text("登记后出席25个、请假1个")
    other.get_by_role("button", name="确认保存").click()
    settle(other)
    # 海城镇 had been ticked by the first person in the meantime: it is left as it is and named.
    expect(main_of(other)).to_contain_text("已登记25个单位")
    expect(main_of(other)).to_contain_text("登记为“委托代会”，您的登记没有保存")
    other.close()
    visit(page, f"{address}/meetings?view={quote('考勤表')}")
    marks = page.locator(".cdo .marks.wrap")
    expect(marks.locator("tr", has_text="海城镇").locator("td").last).to_have_text("◐ 代会")
    expect(marks.locator("tr", has_text="县公安局").locator("td").last).to_have_text("△ 请假")


def test_unit_explains_a_miss_on_the_topic_page_and_the_overview_shows_it(county: str, page: Page) -> None:
    address, main = county, main_of(page)
    visit(page, f"{address}/cloud?unit=HF002&outcome=missed&{POLICE}")
    label = page.locator(".cdo .rows a.go").first
    system = label.inner_text()
    label.click()
    settle(page)
    page.get_by_text("填写情况说明").click()
    page.get_by_label("原因说明").fill("专线未到位，请协调运营商，联系13800001234")
    page.get_by_label("责任人").fill("人员012")
    press(page, "确认填写")
    expect(main).to_contain_text(f"县公安局“{system}”已作情况说明")
    expect(page.locator(".cdo .rows tr.on")).to_contain_text("请协调运营商，联系138****1234；责任人：人员012")
    assert latin_on(page) == []
    # Another unit's rows offer no form.
    visit(page, f"{address}/unit?unit=HF016&{POLICE}")
    expect(page.get_by_text("填写情况说明")).to_have_count(0)
    expect(main).to_contain_text("承诺到期未完成（1项）")
    visit(page, address)
    expect(main).to_contain_text("请协调运营商，联系138****1234")
    expect(main).not_to_contain_text("13800001234")
