"""报送记录: what is listed for whom, what one entry changed, its file, and taking it back."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import date, datetime
from io import BytesIO

import pytest
from openpyxl import load_workbook

from exports.record import export_compared, export_entries, export_log
from services import history, review
from services.actor import Actor, NotAllowed
from services.faults import failure_words
from services.operation_log import take_log
from services.store import Store, StoreFailed
from services.submit import Options, accept, accept_at_once, drop, examine_upload, list_drafts
from services.upload_files import list_hashes, take_marked_copy, take_original
from services.uploads import list_entries, read_detail
from services.versions_compared import ComparedRow, compare, list_comparable, row_in_words
from tests.services.small_county import BUREAU, LEADER, POLICE, SYSTEMS, take
from ui.signed_in import make_actor
from warehouse.audit import list_entries as list_log

pytestmark = pytest.mark.slow

TOWN = Actor(name="人员004", role="单位", unit="HF001", origin="测试")
# 出租屋管理 moves to the cloud, 接处警 is new, 网格管理 stays.
LATER = (
    SYSTEMS.replace("自建机房,2022-06-01,", "市政务云,2022-06-01,2023-12-01")
    + "县公安局,接处警,在用,自建机房,2022-01-01,\n"
)
BOTH = SYSTEMS + "海城镇,村务公开,在用,自建机房,2022-01-01,\n"


def test_entries_come_newest_first_with_their_rows(store: Store) -> None:
    take(store, SYSTEMS, "清单.csv", POLICE)
    take(store, LATER, "清单二.csv", POLICE, datetime(2024, 2, 1, 9))
    entries = list_entries(store, BUREAU)
    assert [one.file_name for one in entries] == ["清单二.csv", "清单.csv", "单位名录.csv"]
    assert (entries[0].rows_read, entries[0].opened, entries[0].closed, entries[0].unchanged) == (3, 2, 1, 1)
    assert entries[0].units == ("HF002",) and entries[0].datasets == ("system",) and entries[0].state == "已入库"


def test_entries_by_unit_and_table_leave_the_others_out(store: Store) -> None:
    take(store, SYSTEMS, "清单.csv", POLICE)
    assert [one.file_name for one in list_entries(store, BUREAU, unit="HF002")] == ["清单.csv"]
    assert [one.file_name for one in list_entries(store, BUREAU, dataset="unit")] == ["单位名录.csv"]
    assert list_entries(store, BUREAU, unit="HF001", dataset="system") == []


def test_unit_staff_see_their_own_unit_only(store: Store) -> None:
    take(store, SYSTEMS, "清单.csv", POLICE)
    assert [one.file_name for one in list_entries(store, POLICE)] == ["清单.csv"]
    assert list_entries(store, TOWN) == []
    assert len(list_entries(store, LEADER)) == 2


def test_detail_says_what_the_version_changed_cell_by_cell(store: Store) -> None:
    take(store, SYSTEMS, "清单.csv", POLICE)
    take(store, LATER, "清单二.csv", POLICE)
    detail = read_detail(store, list_entries(store, BUREAU)[0], BUREAU)
    (effect,) = detail.effects
    assert (effect.dataset, effect.new, effect.changed, effect.withdrawn) == ("system", 1, 1, 0)
    changed, new = effect.rows
    assert changed.key == ("HF002", "出租屋管理")
    assert {cell.field: cell.after for cell in changed.cells}["hosting"] == "市政务云"
    assert new.key == ("HF002", "接处警") and new.cells == ()


def test_detail_of_a_file_of_several_units_shows_unit_staff_their_own_rows(store: Store) -> None:
    take(store, BOTH, "汇总.csv")
    (entry,) = list_entries(store, TOWN)
    (effect,) = read_detail(store, entry, TOWN).effects
    assert [row.key for row in effect.rows] == [("HF001", "村务公开")]


def test_undone_version_stays_in_the_record_with_its_undo(store: Store) -> None:
    made = take(store, SYSTEMS, "清单.csv", POLICE)
    undo = history.undo(store, made.version, "单位报错了表", BUREAU, now=datetime(2024, 1, 6, 9))
    newest, undone, _ = list_entries(store, BUREAU)
    assert (newest.kind, newest.version, newest.reason, newest.may_undo) == ("撤销", undo, "单位报错了表", False)
    assert (undone.state, undone.reason) == ("已撤销", f"已由第{undo}版撤销") and not undone.may_undo
    (effect,) = read_detail(store, newest, BUREAU).effects
    assert (effect.new, effect.withdrawn) == (0, 2)


@pytest.mark.parametrize("actor", [POLICE, LEADER], ids=["unit", "leader"])
def test_undo_is_refused_in_chinese_for_others_than_the_bureau(store: Store, actor: Actor) -> None:
    made = take(store, SYSTEMS, "清单.csv", POLICE)
    with pytest.raises(NotAllowed, match="不能撤销已入库的报送。请由县政数局办理"):
        history.undo(store, made.version, "试试", actor)
    assert store.version() == made.version


def test_original_comes_back_byte_for_byte_and_is_logged(store: Store) -> None:
    take(store, SYSTEMS, "清单.csv", POLICE)
    entry = list_entries(store, BUREAU)[0]
    version = store.version()
    assert take_original(store, entry, POLICE) == SYSTEMS.encode()
    assert store.version() == version
    assert [one.subject for one in list_log(store.warehouse, action="下载原件")] == ["清单.csv"]


def test_original_is_refused_to_leaders_and_to_units_it_does_not_belong_to(store: Store) -> None:
    take(store, BOTH, "汇总.csv")
    entry = list_entries(store, BUREAU)[0]
    with pytest.raises(NotAllowed, match="领导"):
        take_original(store, entry, LEADER)
    with pytest.raises(NotAllowed, match="其他单位的数据"):
        take_original(store, entry, POLICE)
    assert not read_detail(store, entry, LEADER).may_take_original


def test_waiting_returned_and_replaced_uploads_stand_in_the_record_with_state_and_reason(store: Store) -> None:
    for text, name in ((SYSTEMS, "清单.csv"), (LATER, "清单二.csv")):
        accept(store, examine_upload(store, text.encode(), name, POLICE), POLICE)
    review.return_upload(store, 3, "缺少接处警系统", BUREAU, now=datetime(2024, 1, 8, 10))
    newest, replaced = list_entries(store, POLICE)
    assert (newest.state, newest.reason, newest.version, newest.reviewed_by) == (
        "已退回",
        "缺少接处警系统",
        None,
        "人员001",
    )
    assert (replaced.state, replaced.reason) == ("已替代", "已由后来报送的第000003号替代")
    assert [one.id for one in list_entries(store, BUREAU, state="已退回")] == ["-3"]
    assert list_entries(store, TOWN) == [] and take_original(store, newest, POLICE) == LATER.encode()
    assert (newest.rows_read, newest.opened) == (3, 3)


def test_marked_copy_is_made_again_from_the_kept_original_with_the_choices_made_then(store: Store) -> None:
    wrong = SYSTEMS.replace("投用日期", "何时启用的").replace("2022-06-01", "2022-06-31")
    take(store, wrong, "清单.csv", POLICE, accept_incomplete=True, mapping={"何时启用的": "launched_on"})
    marked = load_workbook(BytesIO(take_marked_copy(store, list_entries(store, BUREAU)[0], BUREAU)))
    problems = [str(cell.value) for row in marked["问题清单"].iter_rows() for cell in row]
    assert any("2022-06-31" in text for text in problems) and not any("没有对应" in text for text in problems)
    assert [one.subject for one in list_log(store.warehouse, action="下载问题标注表")] == ["清单.csv"]


def test_undo_is_shown_before_it_is_done(store: Store) -> None:
    take(store, SYSTEMS, "清单.csv", POLICE)
    take(store, LATER, "清单二.csv", POLICE)
    would = history.preview_undo(store, 3, BUREAU, day=date(2024, 1, 5))
    (effect,) = would.effects
    assert (effect.dataset, effect.new, effect.changed, effect.withdrawn) == ("system", 0, 1, 1)
    moved = {(metric, after.unit): (before.numerator, after.numerator) for metric, before, after in would.headline}
    assert moved["cloud_migrated", "HF002"] == (2, 1)  # 出租屋管理 goes back to its own machine room
    assert store.version() == 3 and history.undo(store, 3, "误报", BUREAU) == 4
    with pytest.raises(NotAllowed, match="已由版本4撤销"):
        history.preview_undo(store, 3, BUREAU)
    with pytest.raises(NotAllowed, match="领导"):
        history.preview_undo(store, 2, LEADER)


def test_two_versions_of_a_list_are_compared_cell_by_cell(store: Store) -> None:
    take(store, SYSTEMS, "清单.csv", POLICE)
    take(store, BOTH.splitlines()[0] + "\n" + BOTH.splitlines()[-1] + "\n", "镇.csv")
    take(store, LATER.replace("县公安局,网格管理,在用,市政务云,2022-05-01,2023-03-01\n", ""), "清单二.csv", POLICE)
    assert [one.version for one in list_comparable(store, "system", "HF002")] == [4, 2]
    found = compare(store, POLICE, "system", "HF002", 2, 4)
    assert (found.new, found.changed, found.withdrawn) == (1, 1, 1)
    changed, new, gone = (row_in_words("system", row, {"HF002": "县公安局"}, POLICE) for row in found.rows)
    assert changed == ComparedRow("变更", ("县公安局", "出租屋管理"), (
        ("部署位置", "自建机房", "市政务云"), ("上云日期", "未填报", "2023年12月1日"),
    ))  # fmt: skip
    assert (new.verdict, new.key[1], gone.verdict, gone.key[1]) == ("新增", "接处警", "撤下", "网格管理")
    assert ("部署位置", "市政务云", "") in gone.cells
    # Backwards the same rows come the other way round; the whole county differs by the town's row too.
    back = compare(store, BUREAU, "system", "HF002", 4, 2)
    assert (back.new, back.changed, back.withdrawn) == (1, 1, 1)
    assert compare(store, BUREAU, "system", "", 2, 4).new == 2
    with pytest.raises(NotAllowed, match="只能比较本单位"):
        compare(store, TOWN, "system", "HF002", 2, 4)


def test_exports_of_record_log_and_comparison_keep_formulas_as_text(store: Store) -> None:
    evil = SYSTEMS.replace("出租屋管理", "=1+2")
    take(store, evil, "=cmd().csv", POLICE)
    take(store, evil.replace("自建机房", "其他"), "清单二.csv", POLICE)
    names = {"HF002": "县公安局"}
    rows = [row_in_words("system", row, names, BUREAU) for row in compare(store, BUREAU, "system", "HF002", 2, 3).rows]
    for content, title, wanted in (
        (export_entries(list_entries(store, BUREAU), list_hashes(store), names), "报送记录", "=cmd().csv"),
        (export_log(take_log(store, BUREAU), names), "操作日志", "=cmd().csv"),
        (export_compared("system", 2, 3, rows), "版本比较", "=1+2"),
    ):
        cells = [cell for row in load_workbook(BytesIO(content))[title].iter_rows() for cell in row]
        assert wanted in [cell.value for cell in cells] and "f" not in {cell.data_type for cell in cells}
    assert list_log(store.warehouse)[0].action == "导出操作日志"
    taken = [one.value for one in load_workbook(BytesIO(export_log(take_log(store, BUREAU), names)))["操作日志"]["K"]]
    assert "政务信息系统清单新增或变更1行、撤下或被替换1行、不变1行" in taken
    with pytest.raises(NotAllowed):
        take_log(store, POLICE)


def test_drafts_are_found_again_by_who_sent_them_until_a_day_has_passed(store: Store) -> None:
    kept = examine_upload(store, SYSTEMS.encode(), "清单.csv", POLICE, options=Options(accept_incomplete=True))
    examine_upload(store, LATER.encode(), "局里.csv", BUREAU)
    (found,) = list_drafts(store, POLICE)
    assert (found.token, found.file_name, found.options, found.examined) == (
        kept.token, kept.file_name, kept.options, kept.examined,
    )  # fmt: skip
    assert list_drafts(store, TOWN) == []
    assert accept_at_once(store, found, POLICE).version == 2 and list_drafts(store, POLICE) == []
    (mine,) = list_drafts(store, BUREAU)
    assert mine.path is not None
    yesterday = mine.path.stat().st_mtime - 25 * 3600
    os.utime(mine.path.parent, (yesterday, yesterday))
    list_drafts(store, POLICE)
    assert not mine.path.exists() and list_drafts(store, BUREAU) == []


def test_drafts_of_an_account_stay_with_it_under_another_name_and_are_no_namesake_s(store: Store) -> None:
    first, second = (replace(POLICE, name="人员021", account_id=number) for number in (3, 4))
    sent = examine_upload(store, SYSTEMS.encode(), "清单.csv", first)
    assert list_drafts(store, second) == list_drafts(store, replace(second, account_id=0)) == []
    (found,) = list_drafts(store, replace(first, name="人员022", origin="10.8.0.9"))
    assert found.token == sent.token
    assert list_drafts(store, replace(first, unit="HF001")) == []


def test_drafts_of_stand_alone_mode_are_found_when_the_bureau_has_another_name(store: Store) -> None:
    before, after = (make_actor(bureau=name) for name in ("县政数局", "县数据局"))
    sent = examine_upload(store, SYSTEMS.encode(), "清单.csv", before)
    assert before.name != after.name and [one.token for one in list_drafts(store, after)] == [sent.token]


def test_draft_confirmed_elsewhere_is_said_in_chinese(store: Store) -> None:
    draft = examine_upload(store, SYSTEMS.encode(), "清单.csv", BUREAU)
    drop(store, draft)
    with pytest.raises(NotAllowed, match="已在别处确认或移除"):
        accept(store, draft, BUREAU)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="file size limits exist on POSIX systems only")
def test_full_disk_is_told_and_leaves_nothing_half_written(store: Store) -> None:
    import resource

    draft = examine_upload(store, SYSTEMS.encode(), "清单.csv", BUREAU)
    originals = sorted((store.path / "originals").rglob("*"))
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (len(SYSTEMS.encode()) - 1, limits[1]))
    try:
        for act in (
            lambda: accept(store, draft, BUREAU),
            lambda: examine_upload(store, LATER.encode(), "清单二.csv", BUREAU),
        ):
            with pytest.raises(StoreFailed) as told:
                act()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert "磁盘没有写入，本次没有入库" in failure_words(told.value)
    assert store.version() == 1 and [one for one in (store.path / "originals").rglob("*") if one.is_file()] == [
        one for one in originals if one.is_file()
    ]
    assert [one.token for one in list_drafts(store, BUREAU)] == [draft.token]
    assert accept(store, draft, BUREAU).version == 2
