"""Every page in a real browser: Chinese throughout, the counted figures, and the way from a figure to its cell."""

from __future__ import annotations

import re
import urllib.request
from collections.abc import Callable
from datetime import date

import pytest
from playwright.sync_api import Page, expect

from config.reference import load_areas, phase_of
from metrics.catalog import load_catalog
from metrics.figure import COUNTY, Figure
from tests.browser.conftest import settle, visit
from tests.browser.latin import latin_on
from tests.browser.readable import barriers_on, cut_on
from ui.navigation import GROUPS, TITLES

Count = Callable[[str], list[Figure]]


@pytest.mark.parametrize("path", list(TITLES))
def test_page_opened_by_its_address_is_chinese_without_barriers_and_fits_smaller_screens(
    server: str, page: Page, path: str
) -> None:
    visit(page, f"{server}/{path}")
    expect(page.locator(".cdo h1")).to_contain_text(TITLES[path])
    expect(page.locator("[data-testid=stSidebar] .mark")).to_have_text("演示数据")
    assert latin_on(page) == []
    assert barriers_on(page) == []
    assert {width: cut for width in (1366, 1024) if (cut := cut_on(page, width))} == {}


def test_barriers_put_on_a_page_are_found(server: str, page: Page) -> None:
    visit(page, f"{server}/definitions")
    page.evaluate(
        """document.querySelector('.cdo').insertAdjacentHTML('beforeend', '<p style="color: #999">淡字</p>'
        + '<b style="color: #777; background: #fff">边缘</b><i style="color: #767676; background: #fff">够深</i>'
        + '<div style="cursor: pointer">只能点</div><svg width="9" height="9"></svg>')"""
    )
    found = barriers_on(page)
    # #999 on white 2.85, #777 4.48, #767676 4.54: worked out by the formula of WCAG 2.
    assert [one[:9] for one in found] == [
        "对比度不足：淡字 ",
        "对比度不足：边缘 ",
        "键盘不能到达：DI",
        "图形没有文字说明：",
    ], found


def test_keyboard_leads_from_the_top_to_a_figure_and_opens_it(server: str, page: Page) -> None:
    visit(page, server)
    reached = []
    for _ in range(80):
        page.keyboard.press("Tab")
        words, outline = page.evaluate(
            "() => { const e = document.activeElement, s = getComputedStyle(e);"
            " return [e.innerText || e.getAttribute('aria-label') || '', s.outlineStyle !== 'none' || s.boxShadow !== 'none'"
            " || getComputedStyle(e.closest('[data-baseweb]') || e).borderColor !== '']; }"
        )
        assert outline, f"nothing shows that “{words}” has the focus"
        reached.append(words)
        if words.startswith("政务信息系统上云率"):
            break
    assert any(one.startswith("迁云上云") for one in reached)
    page.keyboard.press("Enter")
    expect(page.locator(".cdo h1")).to_have_text("迁云上云")


def test_navigation_lists_every_page_and_opens_it_with_the_filters_kept(server: str, page: Page) -> None:
    visit(page, f"{server}/?batch=首批试点&as_of=2023-12-18")
    links = page.locator("[data-testid=stPageLink]")
    assert links.all_inner_texts() == [entry.title for entries in GROUPS.values() for entry in entries]
    links.filter(has_text="迁云上云").click()
    expect(page.locator(".cdo h1")).to_have_text("迁云上云")
    settle(page)
    assert "as_of=2023-12-18" in page.url and "batch=" in page.url
    expect(page.locator(".cdo .say")).to_contain_text("截至2023年12月18日")
    expect(page.locator(".cdo td a.go", has_text="县教育局")).to_have_count(0)


def test_overview_answers_in_one_screen_and_in_two_small_ones(server: str, page: Page) -> None:
    # The second compares with a meeting that published other figures: the longest lists the demo county has.
    for address in (server, f"{server}/?as_of=2025-05-31&since=2024-11-30"):
        visit(page, address)
        heights = page.evaluate(
            "() => { const main = document.querySelector('[data-testid=stMain]'); return [main.scrollHeight, main.clientHeight]; }"
        )
        assert heights[0] <= heights[1]
    page.set_viewport_size({"width": 1366, "height": 768})
    page.wait_for_timeout(250)
    assert page.evaluate("document.querySelector('[data-testid=stMain]').scrollHeight") <= 2 * 768


def test_overview_cards_equal_the_counted_figures(server: str, page: Page, count: Count, demo_day: date) -> None:
    visit(page, server)
    cards = page.locator(".cdo .card")
    metrics = phase_of(demo_day).cards
    assert cards.count() == len(metrics) == 6
    for number, metric in enumerate(metrics):
        county = count(metric)[-1]
        text = cards.nth(number).inner_text()
        assert f"{county.percent}%" in text.replace("\n", "")
        assert f"{county.numerator}/{county.denominator}" in text


def test_overview_matrix_equals_the_counted_figures(server: str, page: Page, count: Count) -> None:
    visit(page, server)
    rows = page.locator(".cdo .matrix tbody tr")
    names = [row.locator("td").first.inner_text() for row in rows.all()]
    areas = [area for area in load_areas() if not load_catalog()[area.lead].is_count]
    for column, area in enumerate(areas, 1):
        units = [figure for figure in count(area.lead) if figure.unit != COUNTY]
        titles = page.locator(f".cdo .matrix tbody tr td:nth-child({column + 1}) a").evaluate_all(
            "all => all.map(a => a.title)"
        )
        shown = {title.partition("　")[0]: re.findall(r"（(\d+)/(\d+)）$", title) for title in titles}
        assert [shown[name] for name in names] == [[(str(one.numerator), str(one.denominator))] for one in units]


def test_topic_unit_table_equals_the_counted_figures(server: str, page: Page, count: Count) -> None:
    visit(page, f"{server}/cloud")
    shown = (
        page.locator(".cdo table")
        .first.locator("tr")
        .evaluate_all(
            "rows => rows.slice(1).map(row => [...row.querySelectorAll('td.num')].map(cell => cell.innerText.trim()))"
        )
    )
    county, *units = [count("cloud_migrated")[-1], *count("cloud_migrated")[:-1]]
    expected = [
        [f"{one.percent}%", f"{one.numerator}/{one.denominator}"] if one.denominator else None
        for one in (county, *units)
    ]
    assert [row if len(row) == 2 else None for row in shown] == expected


def test_figure_leads_through_its_cell_to_the_row_and_file(server: str, page: Page) -> None:
    visit(page, server)
    page.locator(".cdo .matrix a.go[title^='县公安局　政务信息系统上云率']").click()
    expect(page.locator(".cdo h1")).to_have_text("迁云上云")
    settle(page)
    expect(page.locator(".cdo tr.on").first).to_contain_text("县公安局")
    page.locator(".cdo table.rows a.go").first.click()
    whole = page.locator(".cdo .whole-row")
    expect(whole).to_contain_text("系统名称")
    assert re.search(r"来源：.+，“.+”表第\d+行；\d+年\d+月\d+日由.+入库.*，数据第\d+版", whole.inner_text())
    settle(page)
    address = page.url
    visit(page, address)
    expect(page.locator(".cdo .whole-row")).to_contain_text("系统名称")
    assert latin_on(page) == []


def test_back_button_returns_to_the_page_before(server: str, page: Page) -> None:
    visit(page, server)
    page.locator(".cdo a.card").first.click()
    expect(page.locator(".cdo h1")).not_to_have_text("总览")
    settle(page)
    page.go_back()
    expect(page.locator(".cdo h1")).to_have_text("总览")
    # A choice that changes several parameters is one step: the row and the outcome go with the metric.
    visit(page, f"{server}/cloud?unit=HF002&outcome=all")
    page.locator(".cdo table.rows a.go").first.click()
    expect(page.locator(".cdo .whole-row")).to_be_visible()
    settle(page)
    with_row = page.url
    page.get_by_role("radio", name="新建系统上云率").click()
    expect(page.locator(".cdo .whole-row")).to_have_count(0)
    settle(page)
    page.go_back()
    expect(page.locator(".cdo .whole-row")).to_be_visible()
    assert page.url == with_row


def test_unit_and_outcome_pickers_do_what_the_clicks_do(server: str, page: Page) -> None:
    visit(page, f"{server}/cloud")
    box = page.get_by_role("combobox", name="单位（也可点左表单位名称）")
    box.click()
    page.get_by_role("option", name="县公安局", exact=True).click()
    expect(page.locator(".cdo tr.on").first).to_contain_text("县公安局")
    settle(page)
    assert "unit=HF002" in page.url
    page.get_by_role("button", name=re.compile("^未达成")).click()
    settle(page)
    assert "outcome=missed" in page.url
    expect(page.locator(".cdo table.rows td.out").first).to_have_text("未达成")


def test_rows_download_as_a_workbook(server: str, page: Page) -> None:
    visit(page, f"{server}/cloud?unit=HF002")
    with page.expect_download() as started:
        page.get_by_role("button", name="下载这些明细").click()
    assert started.value.suggested_filename.endswith(".xlsx")
    assert started.value.path().read_bytes()[:2] == b"PK"


def test_copied_link_writes_the_date(server: str, page: Page, demo_day: date) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    visit(page, f"{server}/reports?batch=首批试点")
    page.locator("button[data-copy]").click()
    expect(page.locator("button[data-copy]")).to_have_text("已复制")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith(f"{server}/reports?")
    assert f"as_of={demo_day.isoformat()}" in copied


def test_calendar_speaks_chinese(server: str, page: Page) -> None:
    visit(page, server)
    page.locator("[data-testid=stDateInputField] button").first.click()
    page.wait_for_timeout(600)
    assert latin_on(page) == []


def test_address_of_no_page_is_answered_in_chinese(server: str, page: Page, heard: list[str]) -> None:
    page.goto(f"{server}/nowhere")
    page.wait_for_selector(".cdo h1")
    page.wait_for_timeout(800)
    assert latin_on(page) == []
    expect(
        page.get_by_text("链接中的页面不存在，已转到首页。").or_(page.get_by_text("没有这个页面")).first
    ).to_be_visible()
    heard.clear()  # Streamlit itself writes the wrong address to the console


def test_leader_does_not_see_the_restricted_metric(server: str, page: Page) -> None:
    visit(page, f"{server}/security?role=领导")
    expect(page.locator("[data-testid=stMain]")).not_to_contain_text("国产化适配率")


def test_served_page_has_its_language_and_closed_headers(server: str) -> None:
    request = urllib.request.Request(server, headers={"Accept": "text/html"})
    with urllib.request.urlopen(request) as answer:
        body = answer.read().decode()
        headers = answer.headers
    assert '<html lang="zh-CN"' in body
    assert "海丰县首席数据官制度试点看板" in body
    policy = headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy and "frame-ancestors 'none'" in policy and "http:" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
