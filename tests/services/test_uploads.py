"""报送记录: what is listed for whom, what one entry changed, its file, and taking it back."""

from __future__ import annotations

from datetime import datetime

import pytest

from services import history
from services.actor import Actor, NotAllowed
from services.store import Store
from services.upload_files import take_original
from services.uploads import list_entries, read_detail
from tests.services.small_county import BUREAU, LEADER, POLICE, SYSTEMS, take
from warehouse.audit import list_entries as list_log

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
