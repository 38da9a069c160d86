"""设置: kept in the store, at work at once, refused to others, logged, safe against two people and unfit texts."""

from __future__ import annotations

import re
from contextlib import closing
from datetime import datetime, time
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document

from config.settings import VERSION
from exports.round_papers import export_notice
from services.actor import Actor, NotAllowed, require
from services.backup_place import MARK
from services.expected import read_expected
from services.fingerprints import hash_configuration
from services.meetings import freeze, frozen_pack, prepare
from services.pack import build_pack
from services.receipts import read_receipt
from services.recount import recount
from services.reminders import write_reminder
from services.rounds import Plan, create_round
from services.settings import SettingChanged, SettingInvalid, change_settings, list_settings
from services.store import Store, open_store
from tests.services.small_county import BUREAU, LEADER, POLICE, SYSTEMS, take
from warehouse.audit import list_entries

TECHNICIAN = Actor("人员004", "技术员", origin="测试")
NOW = datetime(2024, 3, 1, 9, 30)


def put(store: Store, actor: Actor = BUREAU, **wanted: str) -> list[str]:
    return change_settings(store, list_settings(store, actor), wanted, actor, now=NOW)


def test_defaults_hold_until_something_is_set_and_survive_a_restart(store: Store) -> None:
    before = list_settings(store, BUREAU)
    assert [(one.title, one.value, one.revision) for one in before.values()] == [
        ("看板名称", "海丰县首席数据官制度试点看板", 0), ("县名（全称）", "海丰县", 0), ("主管部门简称", "县政数局", 0),
        ("单位报送须经审核", "是", 0), ("每日备份时刻", "02:30", 0), ("备份保留份数", "30", 0), ("备份目录", "", 0),
    ]  # fmt: skip
    assert put(store, TECHNICIAN, bureau=" 县数据局 ", backup_at="4:05", backups_kept="7") == [
        "主管部门简称", "每日备份时刻", "备份保留份数",
    ]  # fmt: skip
    folder = store.path
    store.close()
    with closing(open_store(folder)) as again:
        now = again.settings
        assert (now.bureau, now.backup_at, now.backups_kept) == ("县数据局", time(4, 5), 7)
        one = list_settings(again, BUREAU)["bureau"]
        assert (one.revision, one.changed_by, one.changed_at) == (1, "人员004", NOW)


def test_change_is_logged_with_before_and_after_and_only_when_something_changes(store: Store) -> None:
    put(store, bureau="县数据局", product="海丰县首席数据官制度试点看板")
    put(store, bureau="县数据局")
    logged = list_entries(store.warehouse, action="修改设置")
    assert [(one.subject, one.before, one.after, one.actor) for one in logged] == [
        ("主管部门简称", "县政数局", "县数据局", "人员001")
    ]


@pytest.mark.parametrize("actor", [POLICE, LEADER])
def test_others_may_neither_see_nor_change(store: Store, actor: Actor) -> None:
    with pytest.raises(NotAllowed, match="不能查看设置"):
        list_settings(store, actor)
    with pytest.raises(NotAllowed, match="不能修改设置"):
        change_settings(store, list_settings(store, BUREAU), {"bureau": "县数据局"}, actor)
    assert store.settings.bureau == "县政数局"


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("product", " ", "“看板名称”不能为空"),
        ("bureau", "县" * 16, "有16个字，请改在15个字以内"),
        ("county_name", "海丰\n县", "有换行或不可见的字符"),
        ("county_name", "海丰​县", "有换行或不可见的字符"),
        ("product", "<b>看板", "“<”不宜用在名称里"),
        ("is_review_on", "随便", "应为“是”或“否”"),
        ("backup_at", "24:00", "应写成02:30的样子"),
        ("backup_at", "2点半", "应写成02:30的样子"),
        ("backups_kept", "0", "应为3至400之间的整数"),
        ("backups_kept", "七", "应为3至400之间的整数，现为“七”"),
        ("backup_folder", "备份", "请写完整的路径"),
    ],
)
def test_unfit_text_is_refused_with_its_reason_and_nothing_is_saved(
    store: Store, name: str, text: str, said: str
) -> None:
    with pytest.raises(SettingInvalid, match=said):
        put(store, **{name: text, "backups_kept" if name != "backups_kept" else "backup_at": "9"})
    assert all(one.revision == 0 for one in list_settings(store, BUREAU).values())


def test_all_problems_are_said_at_once(store: Store) -> None:
    with pytest.raises(SettingInvalid) as refused:
        put(store, product="", bureau="", backup_at="")
    assert len(refused.value.problems) == 3


def test_backup_folder_must_be_there_and_take_files(store: Store, tmp_path: Path) -> None:
    for folder, said in (
        (tmp_path / "none", "没有“.*none”这个文件夹"),
        (store.path / "originals", "不能设在数据目录之内"),
        (Path("/proc"), "不能写入"),
    ):
        with pytest.raises(SettingInvalid, match=said):
            put(store, backup_folder=str(folder))
    assert store.settings.backup_folder is None
    (disk := tmp_path / "disk").mkdir()
    put(store, backup_folder=str(disk))
    assert store.settings.backup_folder == disk and (disk / MARK).is_file()
    put(store, backup_folder=str(store.path / "backups"))
    assert store.settings.backup_folder is None
    logged = list_entries(store.warehouse, action="修改设置")
    assert [(one.before, one.after) for one in logged] == [
        (str(disk), "数据目录内的备份文件夹"), ("数据目录内的备份文件夹", str(disk)),
    ]  # fmt: skip


def test_second_of_two_people_is_told_and_overwrites_nothing(store: Store) -> None:
    seen = list_settings(store, TECHNICIAN)
    put(store, bureau="县数据局")
    with pytest.raises(SettingChanged, match="“主管部门简称”已由人员001于2024年3月1日09:30改为“县数据局”"):
        change_settings(store, seen, {"bureau": "县政务局", "backup_at": "05:00"}, TECHNICIAN)
    assert (store.settings.bureau, store.settings.backup_at) == ("县数据局", time(2, 30))
    # What the other one did not touch can be changed by who saw it before.
    change_settings(store, seen, {"backup_at": "05:00"}, TECHNICIAN)
    assert (store.settings.bureau, store.settings.backup_at) == ("县数据局", time(5))


def test_papers_and_sentences_use_the_new_names_at_once(store: Store) -> None:
    receipt = take(store, SYSTEMS, "清单.csv")
    plan = Plan("二季度报送", ("system",), NOW.date(), NOW.date().replace(day=20), contact="人员005")
    put(store, product="数据工作看板", county_name="海丰新县", bureau="县数据局")
    made = create_round(store, plan, BUREAU, now=NOW)
    expected = read_expected(store, made, NOW.date(), BUREAU)
    notice = "\n".join(one.text for one in Document(BytesIO(export_notice(expected, store.settings))).paragraphs)
    assert "登录数据工作看板" in notice and "交县数据局代收" in notice and "县政数局" not in notice
    reminder = write_reminder(store, expected, expected.units[0])
    assert "县数据局　2024年3月1日" in reminder and "县政数局" not in reminder
    paper = read_receipt(store, receipt.number, BUREAU)
    assert (paper.product, paper.bureau) == ("数据工作看板", "县数据局")
    pack = build_pack(store, NOW.date())
    assert pack.title.startswith("海丰新县") and pack.bureau == "县数据局"
    staff = Actor("人员002", "单位", "HF002", bureau=store.settings.bureau)
    for actor in (staff, staff.rights):  # results that people share say it, too
        with pytest.raises(NotAllowed, match="请由县数据局办理"):
            require(actor, frozenset({"县政数局"}), "审核")


def test_frozen_meeting_keeps_the_names_it_was_frozen_with(store: Store) -> None:
    take(store, SYSTEMS, "清单.csv")
    first = prepare(store, BUREAU, name="第一次联席会议", held_on=NOW.date(), as_of=NOW.date(), now=NOW)
    first = freeze(store, first, BUREAU, now=NOW)
    put(store, county_name="海丰新县", bureau="县数据局")
    second = prepare(store, BUREAU, name="第二次联席会议", held_on=NOW.date(), as_of=NOW.date(), now=NOW)
    second = freeze(store, second, BUREAU, now=NOW)
    named = [
        (pack.county_name, pack.bureau) for pack in (frozen_pack(store, one.id, BUREAU) for one in (first, second))
    ]
    assert named == [("海丰县", "县政数局"), ("海丰新县", "县数据局")]
    assert first.configuration == hash_configuration(["海丰县", "县政数局"])
    # Other names are another configuration, and no figure depends on them.
    assert first.configuration != second.configuration
    assert recount(store, first.id, BUREAU) == ()


def test_value_of_another_program_is_left_alone(store: Store) -> None:
    with store.warehouse.write(makes_version=False) as writer:
        writer.execute("insert into setting values ('some_later_setting', 'x', 1, null, '')")
        writer.execute("insert into setting values ('backup_at', 'whenever', 1, null, '')")
    assert (store.settings.bureau, store.settings.backup_at) == ("县政数局", time(2, 30))
    put(store, bureau="县数据局")
    assert store.warehouse.query("select count(*) from setting") == [(3,)]


def test_release_is_the_one_the_change_log_names() -> None:
    log = (Path(__file__).resolve().parents[2] / "CHANGELOG.md").read_text(encoding="utf-8")
    assert re.search(r"^## .*?(\d+\.\d+\.\d+)", log, re.MULTILINE)[1] == VERSION  # type: ignore[index]
