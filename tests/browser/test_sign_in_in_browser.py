"""From stand-alone mode to sign-in in a real browser over a real server: one journey of the bureau and a unit's staff."""

from __future__ import annotations

import io
import re
import subprocess
import urllib.error
import urllib.request

import openpyxl
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import SCREEN, settle
from tests.browser.latin import latin_on
from tests.browser.readable import barriers_on

OWN_PASSWORD, UNIT_PASSWORD = "Haifeng-2026", "Dianshan-2026"
GUARDED = (
    "/", "/cloud", "/words.js", "/static/js/index.js", "/media/1.xlsx", "/_stcore/health", "/_stcore/host-config",
    "/_stcore/upload_file/a/b", "/_stcore/agent/openapi.json", "/_stcore/stream", "/component/x/index.html",
)  # fmt: skip


def status_of(address: str, method: str = "GET") -> int:
    """Status of one request without a session."""
    try:
        with urllib.request.urlopen(urllib.request.Request(address, method=method), timeout=10) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code


def enter(page: Page, login: str, password: str) -> None:
    """Fills in the login page by the keyboard alone."""
    page.locator("#login").fill("")
    page.locator("#login").press_sequentially(login)
    page.keyboard.press("Tab")
    page.keyboard.type(password)
    page.keyboard.press("Enter")


def test_first_account_closes_the_program_and_everybody_signs_in(
    own_server: tuple[str, subprocess.Popen[bytes]], page: Page, chromium: Browser, heard: list[str]
) -> None:
    server, _ = own_server
    assert status_of(f"{server}/_stcore/health") == 200
    page.goto(f"{server}/accounts")
    page.wait_for_selector(".cdo h1")
    settle(page)
    assert latin_on(page) == []
    page.get_by_role("textbox", name="登录名").fill("GuanLi")
    page.get_by_role("textbox", name="姓名").fill("人员801")
    page.get_by_role("textbox", name="密码", exact=True).fill(OWN_PASSWORD)
    page.get_by_role("textbox", name="再填一次密码").fill(OWN_PASSWORD)
    page.get_by_role("button", name="建立首个账号").click()
    # The sentence stands until the line of the page is ended, which leads to the login page.
    page.wait_for_selector("text=/首个账号已建立|登录名/")
    page.wait_for_url("**/login?next=%2Faccounts", timeout=40_000)
    page.wait_for_selector("#login")
    assert latin_on(page) == [] and barriers_on(page) == []
    assert {path: status_of(server + path) for path in GUARDED} == dict.fromkeys(GUARDED, 401)
    assert status_of(f"{server}/_stcore/upload_file/a/b", "PUT") == 401
    assert status_of(f"{server}/healthz") == status_of(f"{server}/login") == 200

    enter(page, "guanli", "Wrong-2026")
    expect(page.get_by_role("alert")).to_have_text("登录名或密码不正确，请重新填写。")
    assert latin_on(page) == [] and barriers_on(page) == []
    expect(page.locator("#password")).to_be_focused()  # the field to mend
    page.keyboard.type(OWN_PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_selector(".cdo h1")
    settle(page)
    expect(page.locator(".cdo h1")).to_have_text("账号")
    expect(page.locator("[data-testid=stSidebar] .person")).to_contain_text("人员801")
    # The way out is in sight without scrolling; on paper there is the page alone.
    page.set_viewport_size({"width": 1366, "height": 768})
    expect(page.get_by_role("button", name="退出")).to_be_in_viewport(ratio=1)
    page.set_viewport_size(SCREEN)
    page.emulate_media(media="print")
    expect(page.locator("[data-testid=stSidebar]")).to_be_hidden()
    page.emulate_media(media="screen")
    heard.clear()  # what the line's end and the wrong password leave in the console

    page.goto(f"{server}/accounts?view=新建账号")
    page.wait_for_selector(".cdo h1")
    settle(page)
    assert barriers_on(page) == []
    page.get_by_role("textbox", name="登录名").fill("gongan")
    page.get_by_role("textbox", name="姓名").fill("人员802")
    page.get_by_role("combobox", name="单位", exact=True).click()
    page.get_by_role("option", name="县公安局", exact=True).click()
    settle(page)
    page.get_by_role("button", name="建立账号").click()
    expect(page.locator(".cdo code")).to_have_count(1)
    one_time = page.locator(".cdo code").inner_text()
    with page.expect_download() as started:
        page.get_by_role("button", name="下载账号发放表").click()
    sheet = openpyxl.load_workbook(io.BytesIO(started.value.path().read_bytes())).active
    assert [cell.value for cell in sheet[2]][:5] == ["县公安局", "人员802", "单位", "gongan", one_time]

    visit = chromium.new_context(locale="en-US")
    staff = visit.new_page()
    staff.goto(f"{server}/cloud?unit=HF002&role=县政数局")
    enter(staff, "GONGAN", one_time)
    expect(staff.get_by_role("status")).to_have_text("这是发放的一次性密码，请先设置自己的密码。")
    assert latin_on(staff) == [] and barriers_on(staff) == []
    for name, text in (("former", one_time), ("new", UNIT_PASSWORD), ("repeated", UNIT_PASSWORD)):
        staff.fill(f"#{name}", text)
    staff.keyboard.press("Enter")
    staff.wait_for_selector(".cdo h1")
    settle(staff)
    expect(staff.locator(".cdo h1")).to_have_text("迁云上云")
    expect(staff.locator(".cdo tr.on").first).to_contain_text("县公安局")
    expect(staff.locator("[data-testid=stSidebar]")).to_contain_text("人员802")
    names = staff.locator("[data-testid=stPageLink]").all_inner_texts()
    assert "数据报送" in names and not {"审核", "账号", "操作日志"} & set(names)

    # The same account elsewhere ends this page, which is told so.
    other = chromium.new_context().new_page()
    other.goto(server)
    enter(other, "gongan", UNIT_PASSWORD)
    other.wait_for_selector(".cdo h1")
    expect(staff.get_by_role("status")).to_contain_text("在另一处登录（来源地址127.0.0.1）", timeout=40_000)
    expect(staff.locator("body")).not_to_contain_text("迁云上云")
    assert re.search(r"/login\?next=%2Fcloud%3Funit%3DHF002", staff.url)
    settle(other)
    other.get_by_role("button", name="退出").click()
    expect(other.get_by_role("status")).to_have_text("已退出。")
    other.goto(f"{server}/cloud")
    expect(other.locator("#login")).to_be_visible()
    other.context.close()
    visit.close()
