"""佐证材料: what may be attached and by whom, what is refused and how, what is logged, and what a figure says of it."""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest

from config.settings import Limits
from metrics.figure import Point
from metrics.listings.evidence import Belief, count_evidence, weigh_figure
from services.actor import Actor, NotAllowed
from services.attached_file import AttachmentRefused, check_file, clean_name
from services.attachments import (
    RowKey,
    attach,
    key_of_row,
    list_at_row,
    list_evidence_rows,
    read_attachment,
    take_off,
)
from services.rows import read_whole_row
from services.store import Store, open_store
from tests.services.small_county import BUREAU, LEADER, POLICE, REGISTER, SYSTEMS, take
from warehouse.audit import list_entries

PDF, PNG, JPG = b"%PDF-1.7\nx", b"\x89PNG\r\n\x1a\nx", b"\xff\xd8\xff\xe0x"
TOWN = Actor(name="人员004", role="单位", unit="HF001", origin="测试")
GRID = RowKey("system", "HF002", ("HF002", "网格管理"))
RENTS = RowKey("system", "HF002", ("HF002", "出租屋管理"))
PLANS = """单位,方案名称,印发日期
海城镇,海城镇首席数据官工作方案,2023-02-01
"""


def make_zip(*names: str, content: bytes = b"<ofd/>") -> bytes:
    """A small zip with these entries; always the same bytes, because they stand in the names of tests."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A small county with two systems of the police and one plan of the town; each test uses its own row."""
    opened = open_store(tmp_path_factory.mktemp("attachments") / "store")
    for name, text in (("单位名录", REGISTER), ("系统清单", SYSTEMS), ("工作方案", PLANS)):
        take(opened, text, f"{name}.csv")
    yield opened
    opened.close()


@pytest.mark.parametrize(
    ("content", "name", "format"),
    [
        (PDF, "方案.pdf", "pdf"),
        (PNG, "盖章页.PNG", "png"),
        (JPG, "盖章页.jpeg", "jpg"),
        (make_zip("OFD.xml", "Doc_0/Document.xml"), "批复.ofd", "ofd"),
    ],
)
def test_the_four_types_are_known_by_their_content(content: bytes, name: str, format: str) -> None:
    assert check_file(content, name, Limits()) == format


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"", "方案.pdf", "是空文件"),
        (PDF + b"0" * 2048, "方案.pdf", "超过每份1千字节的上限"),
        (PDF, "方案.docx", "只收PDF、OFD、JPG、PNG四种"),
        (PDF, "方案", "只收PDF、OFD、JPG、PNG四种"),
        (b"MZ\x90\x00", "方案.pdf", "内容不是"),
        (PDF, "盖章页.png", "内容是PDF，与扩展名“png”不符"),
        (make_zip("word/document.xml"), "批复.ofd", "内容不是"),
        (make_zip("OFD.xml")[:-30], "批复.ofd", "压缩结构不完整"),
        (
            make_zip("OFD.xml").replace(struct.pack("<H", 20) + b"\0\0", struct.pack("<H", 20) + b"\1\0"),
            "批复.ofd",
            "加密",
        ),
        (PDF, "机密文件.pdf", "文件名含有“机密”"),
        (PDF, "工作秘密清单.pdf", "文件名含有“工作秘密”"),
    ],
)
def test_what_may_not_be_attached_is_refused_with_what_to_do(content: bytes, name: str, words: str) -> None:
    with pytest.raises(AttachmentRefused, match=words) as refused:
        check_file(content, name, replace(Limits(), attachment_bytes=1024))
    assert str(refused.value).endswith("。")
    assert "请" in str(refused.value)


def test_zip_that_would_unpack_beyond_the_limits_is_refused_unopened() -> None:
    bomb = make_zip("OFD.xml", content=b"0" * (20 * 1024**2))  # 20 MB in some 20 KB
    with pytest.raises(AttachmentRefused, match="超过上限"):
        check_file(bomb, "批复.ofd", Limits())


def test_name_of_a_file_keeps_no_folder_and_no_control_characters() -> None:
    assert clean_name("C:\\扫描\\方\u202e案\x00.pdf") == "方案.pdf"
    long = clean_name("长" * 300 + ".pdf")
    assert (len(long), long[-4:]) == (120, ".pdf")


def test_unit_attaches_to_its_row_and_the_bureau_and_leaders_read_it(county: Store) -> None:
    made = attach(county, GRID, PDF, "批准文件.pdf", POLICE)
    assert (made.format, made.size, made.attached_by, made.row) == ("pdf", len(PDF), "人员002", GRID)
    for actor in (POLICE, BUREAU, LEADER):
        assert read_attachment(county, made.attachment_id, actor) == PDF
    logged = [(one.action, one.actor, one.subject) for one in list_entries(county.warehouse)[:4]]
    assert logged == [
        ("下载佐证材料", "人员003", "批准文件.pdf"),
        ("下载佐证材料", "人员001", "批准文件.pdf"),
        ("下载佐证材料", "人员002", "批准文件.pdf"),
        ("上传佐证材料", "人员002", "批准文件.pdf"),
    ]


def test_other_units_and_leaders_do_not_attach_and_other_units_do_not_read(county: Store) -> None:
    made = attach(county, RENTS, JPG, "现场.jpg", BUREAU)
    with pytest.raises(NotAllowed, match="只能在本单位的行上"):
        attach(county, RENTS, PDF, "方案.pdf", TOWN)
    with pytest.raises(NotAllowed, match="当前身份为“领导”"):
        attach(county, RENTS, PDF, "方案.pdf", LEADER)
    with pytest.raises(NotAllowed, match="其他单位的佐证材料"):
        read_attachment(county, made.attachment_id, TOWN)
    with pytest.raises(NotAllowed, match="只能在本单位的行上"):
        take_off(county, made.attachment_id, "不要了", TOWN)
    assert list_at_row(county, RENTS, TOWN) == ([], [])


def test_row_that_is_not_in_the_list_takes_no_file(county: Store) -> None:
    gone = RowKey("system", "HF002", ("HF002", "没有这个系统"))
    with pytest.raises(NotAllowed, match="已不在现有清单中"):
        attach(county, gone, PDF, "方案.pdf", BUREAU)
    with pytest.raises(NotAllowed, match="不附佐证材料"):
        attach(county, RowKey("unit", "", ("HF002",)), PDF, "方案.pdf", BUREAU)
    forged = RowKey("system", "HF001", ("HF002", "网格管理"))
    with pytest.raises(NotAllowed, match="已改由其他单位负责"):
        attach(county, forged, PNG, "方案.png", TOWN)


def test_same_file_twice_is_recognised_taking_off_needs_a_reason_and_keeps_history(county: Store) -> None:
    (row,) = list_evidence_rows(county, "workplan", "HF001", {})
    assert (row.label, row.is_present, row.file_count) == ("海城镇首席数据官工作方案", True, 0)
    made = attach(county, row.row, PDF, "盖章方案.pdf", TOWN)
    with pytest.raises(AttachmentRefused, match="完全相同"):
        attach(county, row.row, PDF, "另一个名字.pdf", BUREAU)
    with pytest.raises(NotAllowed, match="必须写明原因"):
        take_off(county, made.attachment_id, " ", TOWN)
    take_off(county, made.attachment_id, "页码不全", TOWN)
    with pytest.raises(NotAllowed, match="已由他人取下"):
        take_off(county, made.attachment_id, "页码不全", BUREAU)
    standing, former = list_at_row(county, row.row, LEADER)
    assert (standing, [one.removed_reason for one in former]) == ([], ["页码不全"])
    assert read_attachment(county, made.attachment_id, BUREAU) == PDF
    assert list_entries(county.warehouse, action="取下佐证材料")[0].subject == "盖章方案.pdf"


def test_figure_says_how_many_of_its_rows_have_evidence(store: Store) -> None:
    # A store of its own: counts must not depend on the other tests.
    take(store, SYSTEMS, "系统清单.csv")
    stored = read_whole_row(store, "system", 6)
    row = key_of_row(stored)
    assert row is not None
    point = Point(date(2024, 3, 31), store.version())
    assert weigh_figure(store.warehouse, "cloud_migrated", point) == Belief(2)
    attach(store, row, PDF, "批准.pdf", BUREAU)
    # Two systems are counted (1 achieved, 1 missed), one of them has a file: the other row is 自报.
    belief = weigh_figure(store.warehouse, "cloud_migrated", point)
    assert (belief.rows, belief.evidenced, belief.reported) == (2, 1, 1)
    counted = count_evidence(store.warehouse, point, ("workplan", "system"))
    assert [(one.dataset, one.unit, one.rows, one.evidenced) for one in counted] == [("system", "HF002", 2, 1)]
    assert weigh_figure(store.warehouse, "lists_filed", point) == Belief(0)


def test_file_gone_or_changed_on_disk_is_said_and_not_handed_out(county: Store) -> None:
    made = attach(county, GRID, b"%PDF-1.3 other", "批复.pdf", BUREAU)
    path = next(Path(county.path, "attachments").rglob(made.sha256))
    path.write_bytes(b"%PDF-1.3 OTHER")
    with pytest.raises(NotAllowed, match="校验值不一致"):
        read_attachment(county, made.attachment_id, BUREAU)
    path.unlink()
    with pytest.raises(NotAllowed, match="不在数据目录中"):
        read_attachment(county, made.attachment_id, BUREAU)
