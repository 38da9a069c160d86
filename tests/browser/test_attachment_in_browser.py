"""A picture attached to a row through the real page: refused first, then shown, counted, taken away and taken off."""

from __future__ import annotations

import struct
import subprocess
import zlib
from datetime import date
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.conftest import settle, visit
from tests.browser.latin import latin_on

Running = tuple[str, "subprocess.Popen[bytes]"]


def make_png(path: Path, width: int = 60, height: int = 40) -> Path:
    """A plain red picture."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    lines = b"".join(b"\0" + b"\xc8\x28\x28" * width for _ in range(height))
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(lines)) + chunk(b"IEND", b""))
    return path


def upload(page: Page, path: Path) -> None:
    """Chooses a file in the open box, ticks and confirms."""
    page.set_input_files("input[type=file]", path)
    settle(page)
    page.get_by_text("已核对：材料不含国家秘密和工作秘密").click()
    expect(page.get_by_role("button", name="确认上传")).to_be_enabled()
    page.get_by_role("button", name="确认上传").click()
    settle(page)


def test_picture_is_attached_shown_counted_taken_away_and_taken_off(
    own_server: Running, page: Page, tmp_path: Path
) -> None:
    main = page.locator("[data-testid=stMain]")
    visit(page, f"{own_server[0]}/cloud?unit=HF002&outcome=missed")
    expect(main).to_contain_text("行中，平台核对")
    page.locator(".cdo .rows a.go").first.click()
    page.get_by_text("上传佐证材料").click()
    page.wait_for_selector("input[type=file]", state="attached")
    assert latin_on(page) == []
    wrong = tmp_path / "批准文件.pdf"
    wrong.write_bytes(b"MZ not a document")
    upload(page, wrong)
    expect(page.locator("[data-testid=stAlert]")).to_contain_text("内容不是")
    picture = make_png(tmp_path / "批准文件.png")
    page.set_input_files("input[type=file]", picture)
    settle(page)
    page.get_by_role("button", name="确认上传").click()
    expect(main).to_contain_text("批准文件.png")
    expect(main).to_contain_text("行中，有佐证1行，平台核对")
    expect(page.locator(".cdo .rows .light.good").first).to_have_text("● 有佐证")
    page.get_by_text("显示图片").click()
    expect(page.locator(".cdo img.attached")).to_be_visible()
    assert page.locator(".cdo img.attached").evaluate("image => image.naturalWidth") == 60
    assert latin_on(page) == []
    with page.expect_download() as started:
        page.get_by_role("button", name="下载材料").click()
    assert started.value.path().read_bytes() == picture.read_bytes()
    page.get_by_text("取下佐证材料").click()
    page.get_by_label("取下原因").fill("传错了")
    page.get_by_role("button", name="确认取下").click()
    expect(main).to_contain_text("原因：传错了")
    expect(main).to_contain_text("行中，平台核对")


EXPORT = """数源部门,目录编码,目录名称,共享类型,更新周期,上架情况
县公安局,441521002/000001,户籍人口信息,2,每月,已发布
县公安局,,全新目录,0,每年,已发布
"""


def test_export_of_the_platform_is_read_with_the_table_chosen_and_the_column_mapped(
    own_server: Running, page: Page, tmp_path: Path
) -> None:
    main = page.locator("[data-testid=stMain]")
    today = date.today().isoformat()
    visit(page, f"{own_server[0]}/data?view=平台核对&as_of={today}")
    assert latin_on(page) == []
    page.get_by_text("上传数据资源平台导出").click()
    export = tmp_path / "目录导出.csv"
    export.write_text(EXPORT, encoding="utf-8")
    page.set_input_files("input[type=file]", export)
    expect(page.get_by_role("button", name="读取并核对")).to_be_enabled()
    page.get_by_role("button", name="读取并核对").click()
    page.get_by_text("查看文件").wait_for()
    settle(page)
    expect(main).to_contain_text("数据资源平台导出")
    expect(main).to_contain_text("错误2处")
    assert latin_on(page) == []
    pick(page, "“共享类型”用的代码表", "0有条件、1无条件、2不予")
    pick(page, "列“上架情况”对应", "目录状态")
    page.get_by_role("button", name="按此重新检查").click()
    expect(main).to_contain_text("可入库2行")
    page.get_by_text("已核对：所报内容不含国家秘密和工作秘密").click()
    expect(page.get_by_role("button", name="确认入库")).to_be_enabled()
    page.get_by_role("button", name="确认入库").click()
    expect(main).to_contain_text("回执编号")
    visit(page, f"{own_server[0]}/data?view=平台核对&as_of={today}&unit=HF002")
    expect(page.locator(".cdo tr.on").first).to_contain_text("县公安局")
    expect(main).to_contain_text("平台有而清单没有1项")
    expect(main).to_contain_text("全新目录")
    assert latin_on(page) == []


def pick(page: Page, label: str, option: str) -> None:
    """Chooses in a select box by its label; a list opened at the edge of the screen would close as the page scrolls."""
    box = page.get_by_role("combobox", name=label)
    box.evaluate("one => one.scrollIntoView({block: 'center'})")
    box.click()
    page.get_by_role("option", name=option, exact=True).click()
    settle(page)
