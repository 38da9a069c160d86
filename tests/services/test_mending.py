"""Cells mended in the browser: what may be, what the file, its hash and its record say afterwards."""

from __future__ import annotations

import json
from datetime import datetime
from io import BytesIO

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.styles import PatternFill

from services import submit
from services.actor import NotAllowed
from services.duplicate_rows import list_duplicates
from services.mended_cells import list_mended
from services.mending import check_value, list_mendable, mend, mended_workbook, place_of
from services.receiving import next_step
from services.review import read_review
from services.store import Store
from tests.services.small_county import BUREAU, POLICE
from warehouse.history import list_uploads
from warehouse.originals import original_path

pytestmark = pytest.mark.slow

NOW = datetime(2024, 1, 5, 9)
HEADERS = ("系统名称", "系统状态", "投用日期", "部署位置", "上云日期", "备注")
BAD_ROW = ("网格管理", "运行中", "2022.13.1", "市政务云", "2023-03-01", None)


def workbook(*rows: tuple[object, ...]) -> bytes:
    book = Workbook()
    sheet = book.active
    sheet.title = "清单"
    sheet.append(["填报单位：县公安局"])
    sheet.append(HEADERS)
    for row in rows:
        sheet.append(row)
    sheet["A3"].fill = PatternFill("solid", fgColor="FFFF00")
    packed = BytesIO()
    book.save(packed)
    return packed.getvalue()


def examine(store: Store, content: bytes, name: str = "系统.xlsx") -> submit.Draft:
    return submit.examine_upload(store, content, name, POLICE, now=NOW)


def test_mended_cells_make_the_file_acceptable_and_leave_the_rest_of_the_workbook_as_it_was(store: Store) -> None:
    draft = examine(store, workbook(BAD_ROW, ("出租屋管理", "在用", "2022-06-01", "自建机房", None, "=1+1")))
    wrong = {place_of(one): one.code for one in list_mendable(draft)}
    assert wrong["清单", 3, "B"] == "not_a_choice" and wrong["清单", 3, "C"] == "no_such_day"
    assert wrong["清单", 4, "F"] == "unstored_formula"
    cells = {("清单", 3, "B"): "在用", ("清单", 3, "C"): "2022年12月1日", ("清单", 4, "F"): ""}
    mended = mend(store, draft, POLICE, cells, now=NOW)
    assert mended.is_acceptable and mended.file_name == "系统.xlsx"
    assert mended.examined.sha256 != draft.examined.sha256
    content = mended_workbook(mended)
    assert content is not None
    sheet = load_workbook(BytesIO(content))["清单"]
    assert (sheet["B3"].value, sheet["C3"].value, sheet["F4"].value) == ("在用", "2022年12月1日", None)
    assert sheet["A3"].fill.fgColor.rgb == "00FFFF00" and sheet["A4"].value == "出租屋管理"


def test_mended_upload_keeps_both_files_and_says_who_changed_what(store: Store) -> None:
    draft = examine(store, workbook(BAD_ROW))
    cells = {("清单", 3, "B"): "停用", ("清单", 3, "C"): "2022-12-01"}
    mended = mend(store, draft, POLICE, cells, now=NOW)
    mended = submit.re_examine(store, mended, POLICE, mended.options)
    (listed,) = submit.list_drafts(store, POLICE)
    assert [one.code for one in listed.examined.problems] == [one.code for one in mended.examined.problems]
    receipt = submit.accept_at_once(store, mended, POLICE, now=NOW)
    (upload,) = list_uploads(store.warehouse, upload_id=int(receipt.number))
    said = {one["code"]: one["message"] for one in json.loads(upload.warnings)}
    assert "原填“2022.13.1”" in said["mended_cell"] and "人员002" in said["mended_cell"]
    assert f"校验值前12位{draft.examined.sha256[:12]}。" in said["mended_file"]
    assert upload.sha256 == mended.examined.sha256
    assert original_path(store.path, upload.sha256).exists()
    assert original_path(store.path, draft.examined.sha256).exists()
    # the stored row is the mended one
    assert store.warehouse.query("select state from system where closed_in is null") == [("停用",)]


def test_cell_mended_twice_keeps_the_text_it_was_received_with(store: Store) -> None:
    draft = examine(store, workbook(BAD_ROW))
    once = mend(store, draft, POLICE, {("清单", 3, "B"): "不知道"}, now=NOW)
    twice = mend(store, once, POLICE, {("清单", 3, "B"): "在用"}, now=NOW)
    assert twice.path is not None
    (cell,) = list_mended(twice.path.parent)
    assert (cell.before, cell.after) == ("运行中", "在用")


def test_csv_is_mended_into_a_new_workbook(store: Store) -> None:
    text = "填报单位：县公安局\n系统名称,系统状态,投用日期,部署位置,上云日期\n网格管理,运行中,2022-05-01,市政务云,2023-03-01\n"
    draft = submit.examine_upload(store, text.encode("gb18030"), "系统.csv", POLICE, now=NOW)
    mended = mend(store, draft, POLICE, {("Sheet1", 3, "B"): "在用"}, now=NOW)
    assert mended.is_acceptable and (mended.file_name, mended.examined.format) == ("系统.xlsx", "xlsx")


def test_value_is_checked_by_the_parser_of_its_field(store: Store) -> None:
    draft = examine(store, workbook(BAD_ROW))
    day = next(one for one in list_mendable(draft) if one.code == "no_such_day")
    assert "2022-13-45" in check_value(store, draft, day, "2022-13-45")
    assert check_value(store, draft, day, "2022年12月1日") == ""
    state = next(one for one in list_mendable(draft) if one.code == "not_a_choice")
    assert "停用" in check_value(store, draft, state, "运行")


def test_place_that_no_problem_names_is_not_mended(store: Store) -> None:
    draft = examine(store, workbook(BAD_ROW))
    with pytest.raises(NotAllowed, match="不在问题清单"):
        mend(store, draft, POLICE, {("清单", 3, "A"): "别的系统"})


def test_secrecy_cannot_be_mended_away_nor_brought_in(store: Store) -> None:
    secret = examine(store, workbook((*BAD_ROW[:5], "机密★10年")))
    assert secret.path is None and list_mendable(secret) == ()
    with pytest.raises(NotAllowed, match="未留存"):
        mend(store, secret, POLICE, {("清单", 3, "F"): ""})
    draft = examine(store, workbook(("网格管理", "在用", "2022-05-01", "市政务云", "2023-03-01", "#N/A")))
    found = mend(store, draft, POLICE, {("清单", 3, "F"): "机密★10年"}) if list_mendable(draft) else draft
    assert found.path is None and not found.is_acceptable


def test_draft_confirmed_elsewhere_cannot_be_mended(store: Store) -> None:
    draft = examine(store, workbook(BAD_ROW))
    submit.drop(store, draft)
    with pytest.raises(NotAllowed, match="别处"):
        mend(store, draft, BUREAU, {("清单", 3, "B"): "在用"})


def test_mended_upload_under_review_is_what_its_sender_saw(store: Store) -> None:
    cells = {("清单", 3, "B"): "停用", ("清单", 3, "C"): "2022-12-01"}
    mended = mend(store, examine(store, workbook(BAD_ROW)), POLICE, cells, now=NOW)
    receipt = submit.accept(store, mended, POLICE, now=NOW)
    assert receipt.state == "待审核"
    assert read_review(store, int(receipt.number), BUREAU).differences == ()


TWICE = ("网格管理", "在用", "2022-12-01", "市政务云", "2023-03-01", None)


def test_duplicate_row_is_emptied_and_the_other_rows_keep_their_numbers(store: Store) -> None:
    other = ("出租屋管理", "在用", "2022-06-01", "自建机房", None, "=1+1")
    draft = examine(store, workbook(BAD_ROW, TWICE, other, TWICE))
    rows = list_duplicates(draft, {})
    assert [(one.place, one.first) for one in rows] == [(("清单", row), ("清单", 3)) for row in (3, 4, 6)]
    assert dict(rows[0].differs) == {"系统状态": "运行中", "投用日期": "2022.13.1"}
    assert dict(rows[1].differs) == {"系统状态": "在用", "投用日期": "2022年12月1日"}
    assert next_step(draft) == "在网页上改3格、删去重复的2行"
    mended = mend(store, draft, POLICE, {("清单", 5, "F"): ""}, [("清单", 3), ("清单", 6)], now=NOW)
    assert mended.is_acceptable and mended.examined.tables[0].source_rows == [4, 5]
    removed = [one.message for one in mended.examined.problems if one.code == "removed_row"]
    assert removed[0] == (
        "“清单”表第3行：这一行与其他行重复，2024年1月5日09:00由人员002在网页上删去，原填“网格管理、运行中、2022.13.1、"
        "市政务云、2023-03-01”；行内已清空，其余各行的行号不变。请同步删去手头原表的这一行。"
    )
    assert "本文件在网页上改过1格、删去2行" in mended.examined.problems[-1].message
    sheet = load_workbook(BytesIO(mended_workbook(mended) or b""))["清单"]
    assert [sheet.cell(row, 1).value for row in (3, 4, 5, 6)] == [None, "网格管理", "出租屋管理", None]
    assert sheet["A3"].fill.fgColor.rgb == "00FFFF00"
    receipt = submit.accept_at_once(store, mended, POLICE, now=NOW)
    (upload,) = list_uploads(store.warehouse, upload_id=int(receipt.number))
    assert [one["row"] for one in json.loads(upload.warnings) if one["code"] == "removed_row"] == [3, 6]


def test_duplicate_row_of_a_csv_is_emptied_in_the_new_workbook(store: Store) -> None:
    row = "网格管理,在用,2022-05-01,市政务云,2023-03-01\n"
    text = f"填报单位：县公安局\n系统名称,系统状态,投用日期,部署位置,上云日期\n{row}{row}接处警{row[4:]}"
    draft = examine(store, text.encode("gb18030"), "系统.csv")
    assert [one.differs for one in list_duplicates(draft, {})] == [(), ()]
    mended = mend(store, draft, POLICE, {}, [("Sheet1", 4)], now=NOW)
    assert mended.is_acceptable and mended.examined.tables[0].source_rows == [3, 5]


def test_item_is_never_removed_altogether_nor_a_row_that_stands_once(store: Store) -> None:
    draft = examine(store, workbook(TWICE, TWICE, ("接处警", *TWICE[1:])))
    with pytest.raises(NotAllowed, match="第3行、第4行是重复的同一项，至少保留一行。"):
        mend(store, draft, POLICE, {}, [("清单", 3), ("清单", 4)])
    with pytest.raises(NotAllowed, match="不是重复的行"):
        mend(store, draft, POLICE, {}, [("清单", 5)])
    assert draft.path is not None and list_mended(draft.path.parent) == ()


def test_duplicate_row_in_a_block_merged_over_rows_is_not_removed_here(store: Store) -> None:
    book = load_workbook(BytesIO(workbook(TWICE, TWICE)))
    book["清单"].merge_cells("F3:F4")
    packed = BytesIO()
    book.save(packed)
    draft = examine(store, packed.getvalue())
    assert [one.is_removable for one in list_duplicates(draft, {})] == [False, False]
    assert next_step(draft) == "按问题清单改好后重新报送"
    with pytest.raises(NotAllowed, match="跨行合并"):
        mend(store, draft, POLICE, {}, [("清单", 4)])
