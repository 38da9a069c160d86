"""A bad workbook and a good one through the real page; a server that goes away; an empty store."""

from __future__ import annotations

import csv
import os
import re
import signal
import subprocess
from contextlib import suppress
from datetime import date
from io import BytesIO
from pathlib import Path

from openpyxl import Workbook, load_workbook
from playwright.sync_api import Page, expect
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from tests.browser.conftest import ROOT, serve, settle, visit
from tests.browser.latin import latin_on
from tests.browser.line import Line, line_to

Running = tuple[str, "subprocess.Popen[bytes]"]
ARRIVED = b"HTTP/1.1 204"  # the server's answer to a file that arrived
UPLOADS = "**/_stcore/upload_file/**"
CONNECTION = "document.querySelector('.stApp').dataset.testConnectionState"
HEADERS = ("系统名称", "系统状态", "是否涉密", "投用日期", "部署位置", "上云日期")


def make_workbook(path: Path, *rows: tuple[object, ...]) -> Path:
    """A system list of 县公安局 as a unit would send it: title, 填报单位, headers in row 3."""
    book = Workbook()
    sheet = book.active
    sheet.append(["政务信息系统清单"])
    sheet.append(["填报单位：县公安局"])
    sheet.append(HEADERS)
    for row in rows:
        sheet.append(row)
    book.save(path)
    return path


def unit_names() -> list[str]:
    """Full names of the county's units, 县本级 left out."""
    with (ROOT / "data" / "reference" / "units.csv").open(encoding="utf-8-sig", newline="") as file:
        return [row["单位全称"] for row in csv.DictReader(file) if row["类别"] != "县本级"]


def drop_file(page: Page, *paths: Path) -> None:
    page.wait_for_selector("input[type=file]", state="attached")
    page.set_input_files("input[type=file]", list(paths))
    page.get_by_text("查看文件").wait_for()
    settle(page)


def test_bad_workbook_is_answered_cell_by_cell_and_comes_back_marked(
    own_server: Running, page: Page, tmp_path: Path
) -> None:
    bad = make_workbook(tmp_path / "系统清单.xlsx", ("网格管理", "运行中", "否", "2022.13.1", "市政务云", "2023-03-01"))
    visit(page, f"{own_server[0]}/upload")
    assert latin_on(page) == []
    drop_file(page, bad)
    expect(page.locator("[data-testid=stMain]")).to_contain_text("读取1行，可入库0行，错误2处")
    assert latin_on(page) == []
    with page.expect_download() as started:
        page.get_by_role("button", name="下载问题标注表").click()
    marked = load_workbook(BytesIO(started.value.path().read_bytes()))
    assert "问题清单" in marked.sheetnames
    assert marked["Sheet"]["B4"].comment is not None
    expect(page.get_by_role("button", name="确认入库")).to_have_count(0)


def test_good_workbook_is_previewed_confirmed_and_counted(own_server: Running, page: Page, tmp_path: Path) -> None:
    good = make_workbook(
        tmp_path / "系统清单.xlsx",
        ("网格管理", "在用", "否", "2022-05-01", "市政务云", "2023-03-01"),
        ("出租屋管理", "在用", "否", "2022-06-01", "市政务云", "2023-06-28"),
        ("视频共享", "在用", "否", "2022-06-01", "自建机房", None),
    )
    address = own_server[0]
    visit(page, f"{address}/upload")
    drop_file(page, good)
    expect(page.locator("[data-testid=stMain]")).to_contain_text("入库后的变化")
    expect(page.locator("[data-testid=stMain]")).to_contain_text("指标的变化")
    confirm = page.get_by_role("button", name="确认入库")
    expect(confirm).to_be_disabled()
    assert latin_on(page) == []
    page.get_by_text("已核对：所报内容不含国家秘密和工作秘密").click()
    expect(confirm).to_be_enabled()
    confirm.click()
    expect(page.locator(".cdo .list")).to_contain_text("回执编号")
    assert latin_on(page) == []
    # The list replaces the unit's former one: two of its three systems are on the cloud.
    visit(page, f"{address}/cloud?unit=HF002&as_of={date.today().isoformat()}")
    expect(page.locator(".cdo tr.on").first).to_contain_text("2/3")


def test_cell_is_mended_outlives_a_page_and_a_cut_line_and_the_receipt_fits_one_sheet(
    own_server: Running, page: Page, heard: list[str], tmp_path: Path
) -> None:
    page.set_viewport_size({"width": 1366, "height": 768})
    rows = "".join(f"系统甲{number}号,在用,否,2022-05-01,市政务云,2023-03-01\n" for number in range(3000))
    text = f"填报单位：县公安局\n{','.join(HEADERS)}\n网格管理,运行中,否,2022-05-01,市政务云,2023-03-01\n{rows}"
    bad = tmp_path / "系统清单.csv"
    bad.write_bytes(text.encode("gb18030"))
    main = page.locator("[data-testid=stMain]")
    with line_to(own_server[0]) as line:
        visit(page, f"{line.address}/upload")
        # A page that a cut line left empty comes back by itself.
        page.evaluate("document.querySelector('[data-testid=stMain]').replaceChildren()")
        expect(page.locator(".cdo h1")).to_have_text("数据报送")
        settle(page)
        page.wait_for_selector("input[type=file]", state="attached")
        swallow_uploads(page, line, own_server[1].pid, bad)
        visit(page, f"{line.address}/upload")
        page.wait_for_selector("input[type=file]", state="attached")
        with page.expect_file_chooser() as chooser:
            page.get_by_test_id("stFileUploader").get_by_role("button", name="选择文件").click()
        chooser.value.set_files(bad)
        main.get_by_text("正在读取和核对").or_(main.get_by_text("查看文件")).first.wait_for()
        break_off(page, line)  # read in the background, and found again
        page.get_by_text("查看文件").wait_for()
        settle(page)
        # Every problem is read whole: nothing to scroll sideways, two lines in a row.
        table = page.locator("[data-testid=stDataFrame] .dvn-scroller")
        assert table.evaluate("one => one.scrollWidth <= one.clientWidth && one.scrollHeight > 90")
        type_mended(page, "在用")
        page.locator("[data-testid=stSidebar] a", has_text="报送记录").click()
        expect(page.locator(".cdo h1")).to_have_text("报送记录")
        break_off(page, line)
        page.locator("[data-testid=stSidebar] a", has_text="数据报送").click()
        page.get_by_role("button", name="按所改的1格重新检查").click()
        expect(main).to_contain_text("入库后的变化")
        assert latin_on(page) == []
        # The confirmation stays in sight whatever stands above it.
        confirm = page.get_by_role("button", name="确认入库")
        expect(confirm).to_be_in_viewport()
        with page.expect_download() as mended:
            page.get_by_role("button", name="下载改后的表格").click()
        assert load_workbook(BytesIO(mended.value.path().read_bytes())).worksheets[0]["B3"].value == "在用"
        page.get_by_text("已核对：所报内容不含国家秘密和工作秘密").click()
        expect(confirm).to_be_enabled()
        confirm.click(no_wait_after=True)
        main.get_by_text("正在入库").or_(main.get_by_text("已入库，数据第")).first.wait_for()
        break_off(page, line)  # what was being taken in is taken in, once, with its one receipt
        expect(page.locator(".cdo .list")).to_contain_text("已入库，数据第")
        settle(page)
        assert page.locator(".cdo .list tbody tr").count() == 1
        with page.expect_download() as printed:
            page.get_by_role("button", name="下载回执").click()
        page.goto("about:blank")
    page.set_content(printed.value.path().read_text(encoding="utf-8"))
    assert "网页上改为“在用”" in page.inner_text("body")
    assert len(re.findall(rb"/Type\s*/Page\b", page.pdf(prefer_css_page_size=True))) == 1
    heard.clear()  # the browser itself reports the lost connections


def swallow_uploads(page: Page, line: Line, server: int, *files: Path) -> None:
    """Lets a broken line swallow an upload in each way there is; it is sent again, and once. Leaves no file behind."""

    def lose_file() -> None:
        page.route(UPLOADS, lambda sent: sent.abort())
        page.set_input_files("input[type=file]", files)
        page.get_by_text("网络中断，文件没有传上来").wait_for()
        assert latin_on(page) == []
        page.unroute_all()

    def lose_answer() -> None:
        line.cut_at(ARRIVED, is_heard=False)
        page.set_input_files("input[type=file]", files)
        page.wait_for_function(f"() => {CONNECTION} !== 'CONNECTED'")

    def lose_message() -> None:
        line.cut_at(ARRIVED, is_heard=True)
        page.set_input_files("input[type=file]", files)
        page.wait_for_function(f"() => {CONNECTION} !== 'CONNECTED'")

    def lose_address() -> None:
        os.kill(server, signal.SIGSTOP)
        page.set_input_files("input[type=file]", files)
        page.wait_for_timeout(200)  # asked for an address, which nobody gives
        line.cut()
        os.kill(server, signal.SIGCONT)
        page.wait_for_function(f"() => {CONNECTION} !== 'CONNECTED'")

    for lose in (lose_file, lose_answer, lose_message, lose_address):
        visit(page, f"{line.address}/upload")  # whole: no part of the program is under way when the line breaks
        page.wait_for_selector("input[type=file]", state="attached")
        lose()
        line.mend()
        page.get_by_text("查看文件").wait_for()
        settle(page)
        expect(page.get_by_test_id("stMain")).to_contain_text("政务信息系统清单　读取3001行")
        page.get_by_role("button", name="全部移除").click()
        expect(page.get_by_text("查看文件")).to_have_count(0)
        settle(page)


def type_mended(page: Page, text: str) -> None:
    """Types under 改为 in the first row; again where the page was just being drawn anew."""
    button = page.get_by_role("button", name="按所改的1格重新检查")
    for _ in range(5):
        box = page.locator("[data-testid=stDataFrame] canvas").first.bounding_box()
        assert box is not None
        page.mouse.click(box["x"] + 470, box["y"] + 50)
        page.keyboard.press("Enter")
        with suppress(PlaywrightTimeout):
            page.wait_for_function("() => document.activeElement.tagName === 'TEXTAREA'", timeout=5_000)
            page.keyboard.type(text)
            page.keyboard.press("Enter")
            button.wait_for(timeout=15_000)
            break
    expect(button).to_be_enabled()


def break_off(page: Page, line: Line) -> None:
    """Cuts the line until the page has noticed, and lets it come back."""
    line.cut()
    page.wait_for_function(f"() => {CONNECTION} !== 'CONNECTED'")
    assert latin_on(page) == []
    line.mend()
    page.wait_for_function(f"() => {CONNECTION} === 'CONNECTED'")


def test_forty_files_are_taken_in_one_confirmation_and_a_list_is_declared_unchanged(
    own_server: Running, page: Page, tmp_path: Path
) -> None:
    page.set_viewport_size({"width": 1366, "height": 768})
    names = unit_names()
    files = []
    for number in range(40):
        files.append(tmp_path / f"清单{number:02}.csv")
        row = f"系统{number},在用,否,2022-05-01,市政务云,2023-03-01"
        files[-1].write_text(f"填报单位：{names[min(number, 38)]}\n{','.join(HEADERS)}\n{row}\n", encoding="utf-8")
    visit(page, f"{own_server[0]}/upload")
    drop_file(page, *files)
    main = page.locator("[data-testid=stMain]")
    expect(main).to_contain_text("在2个文件中都有")  # the last two are of one unit
    assert latin_on(page) == []
    page.get_by_text("已核对：所报内容不含国家秘密和工作秘密").click()
    page.get_by_role("button", name="确认入库（38个文件）").click()
    expect(page.get_by_role("heading", name="回执（38份）")).to_be_visible(timeout=60_000)
    visit(page, f"{own_server[0]}/upload?role=单位&own_unit=HF002")
    page.get_by_role("button", name="填报表格、无变化、零报告").click()
    page.get_by_role("dialog").get_by_role("button", name="本期无变化", exact=True).nth(3).click()
    expect(main).to_contain_text("没有变化")
    assert latin_on(page) == []
    page.get_by_text("已核对：所报内容不含国家秘密和工作秘密").click()
    page.get_by_role("button", name="确认送审").click()
    expect(main).to_contain_text("待审核")


def test_server_that_goes_away_is_reported_in_chinese(own_server: Running, page: Page, heard: list[str]) -> None:
    visit(page, own_server[0])
    own_server[1].terminate()
    own_server[1].wait(20)
    page.wait_for_timeout(4000)
    assert latin_on(page) == []
    heard.clear()  # the browser itself reports the lost connection


def test_empty_store_starts_with_three_steps(page: Page, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with serve(tmp_path / "empty") as (address, _):
        visit(page, address)
        expect(page.locator(".cdo h1")).to_have_text("首次使用")
        assert latin_on(page) == []
        page.get_by_role("button", name="载入随附的单位名录").click()
        expect(page.locator(".cdo h1")).to_have_text("总览")
        page.goto("about:blank")  # before the server ends, or the page would report it
