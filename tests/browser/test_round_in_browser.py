"""A round from its first day to its annex in the real page: made, filled by a unit, chased, packed, closed."""

from __future__ import annotations

import re
import subprocess
import zipfile
from io import BytesIO
from pathlib import Path
from urllib.parse import quote

from docx import Document
from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from tests.browser.conftest import settle, visit
from tests.browser.latin import latin_on
from tests.browser.test_upload_in_browser import drop_file, make_workbook

Running = tuple[str, "subprocess.Popen[bytes]"]
POLICE = f"role={quote('单位')}&own_unit=HF002"
NAME = "年底集中报送"


def view(address: str, name: str, **params: str) -> str:
    rest = "".join(f"&{key}={quote(value)}" for key, value in params.items())
    return f"{address}/rounds?view={quote(name)}{rest}"


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()
    settle(page)


def fill(page: Page, label: str, text: str) -> None:
    page.get_by_label(label, exact=True).fill(text)
    page.keyboard.press("Tab")
    settle(page)


def take_download(page: Page, name: str) -> bytes:
    with page.expect_download() as started:
        page.get_by_role("button", name=name, exact=True).click()
    return Path(started.value.path()).read_bytes()


def test_round_is_made_filled_chased_packed_and_closed(own_server: Running, page: Page, tmp_path: Path) -> None:
    address, main = own_server[0], page.locator("[data-testid=stMain]")
    visit(page, view(address, "新建任务"))
    fill(page, "任务名称", NAME)
    fill(page, "文号（没有的不填）", "海政数〔2026〕9号")
    fill(page, "联系人", "人员801")
    fill(page, "联系电话", "0660-6600801")
    page.get_by_role("combobox", name="表格").click()
    for title in ("政务信息系统清单", "部门职能数据清单"):
        page.get_by_role("option", name=title).click()
    page.keyboard.press("Escape")
    settle(page)
    press(page, "新建任务")
    expect(main).to_contain_text(f"“{NAME}”已新建")
    units = page.locator(".expected tbody tr").count() - 1  # one line is the sum
    expect(page.locator(".cdo .say")).to_contain_text(f"应报{units}个单位{2 * units}张表，已报0张，未报{2 * units}张")
    assert latin_on(page) == []

    sent = make_workbook(tmp_path / "系统清单.xlsx", ("网格管理", "在用", "否", "2022-05-01", "市政务云", "2023-03-01"))
    for role in (POLICE, "role="):
        visit(page, f"{address}/upload?{role}")
        drop_file(page, sent)
        page.get_by_text("已核对：所报内容不含国家秘密和工作秘密").click()
        page.get_by_role("button", name=re.compile("^确认")).click()
        expect(page.locator(".cdo .list").first).to_contain_text("回执编号")
        visit(page, f"{address}/rounds")
        police = page.locator(".expected tbody tr", has_text="县公安局")
        expect(police).to_contain_text("待审" if role == POLICE else "已报")
    expect(page.locator(".cdo .say")).to_contain_text("已报1张")
    police.get_by_role("link").first.click()
    expect(page.locator(".cdo .whole-row h2")).to_have_text("系统清单.xlsx")

    visit(page, view(address, "催办", unit="HF003"))
    expect(page.locator("[data-testid=stCode]")).to_contain_text("贵单位尚有2张表未报")
    press(page, "查看电话")
    expect(main).to_contain_text("查看已记入操作日志")
    fill(page, "单位答复（没有的不填，以后可补登）", "本周报送")
    press(page, "登记催办")
    expect(main).to_contain_text("已登记1个单位的催办")
    expect(page.locator(".cdo .cases").last).to_contain_text("本周报送")
    assert latin_on(page) == []

    visit(page, view(address, "通知和表格"))
    press(page, "生成通知和报送表格")
    archive = zipfile.ZipFile(BytesIO(take_download(page, "下载通知和报送表格")))
    assert len(archive.namelist()) == 2 + 2 * units
    notice = Document(BytesIO(archive.read("通知.docx")))
    assert "海政数〔2026〕9号" in "".join(paragraph.text for paragraph in notice.paragraphs)
    systems = load_workbook(BytesIO(archive.read("002县公安局/政务信息系统清单-县公安局.xlsx"))).worksheets[0]
    assert "网格管理" in [cell.value for row in systems.iter_rows() for cell in row]

    visit(page, view(address, "任务设置"))
    page.get_by_text("已核对应报清单，确认结束").click()
    settle(page)
    press(page, "结束任务")
    expect(main).to_contain_text(f"“{NAME}”已结束")

    visit(page, view(address, "通报附表", round="11"))
    assert latin_on(page) == []
    (table,) = Document(BytesIO(take_download(page, "下载附表（文档）"))).tables
    whole = [cell.text for cell in table.rows[-1].cells]
    assert whole[1:8] == ["合计", str(2 * units), "1", "0", "0", "0", str(2 * units - 1)]
    book = load_workbook(BytesIO(take_download(page, "下载附表（电子表格）")))
    assert [cell.value for cell in book["各单位报送情况表"][4 + units]][1:8] == [
        "合计", 2 * units, 1, 0, 0, 0, 2 * units - 1,
    ]  # fmt: skip
