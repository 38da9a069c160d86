"""设置: what was typed in shows everywhere at once, backups and facts are listed, other roles see nothing of it."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from metrics.working_days import covered_until
from services.actor import Actor
from services.backups import back_up_now, back_up_when_due, wait_for_backups
from services.settings import change_settings, list_settings
from services.store import Store
from tests.pages.conftest import ROOT, html_of, run_page
from tests.ui.test_faults_and_served_page import ask
from ui.settings_facts import calendar_words
from warehouse.audit import list_entries

BUREAU = Actor("人员801", "县政数局", origin="测试")


def put(store: Store, **wanted: str) -> None:
    change_settings(store, list_settings(store, BUREAU), wanted, BUREAU)


def field(page: AppTest, label: str) -> object:
    return next(one for one in page.text_input if one.label == label)


def test_names_typed_in_are_saved_and_show_on_other_pages_at_once(full_store: Store) -> None:
    page = run_page("settings.py")
    assert "7项设置均为程序的默认值" in html_of(page)
    field(page, "主管部门简称").set_value("县数据局")  # type: ignore[attr-defined]
    field(page, "看板名称").set_value("海丰县数据工作看板")  # type: ignore[attr-defined]
    page.radio[0].set_value("否")
    page.button(key="setting:save:product").click().run()
    assert not page.exception and page.success[0].value == "已保存。"
    assert "7项设置中3项改过" in html_of(page) and "主管部门简称：县政数局 → 县数据局" in html_of(page)
    assert "<title>海丰县数据工作看板</title>" in ask("/", "text/html")[1].decode()
    # The role of the bureau bears its new name, in the picker and in what a unit is told.
    frame = AppTest.from_file(str(ROOT / "frame.py"), default_timeout=30).run()
    picker = next(one for one in frame.sidebar.selectbox if one.label.startswith("身份"))
    assert (picker.value, picker.options[0]) == ("县政数局", "县数据局")
    assert "海丰县数据工作看板" in html_of(frame) and "试点看板" not in html_of(frame)
    assert "由县数据局审核" in run_page("review.py", role="单位").info[0].value
    assert "确认后才入库" in html_of(run_page("upload.py", role="单位"))
    assert list_entries(full_store.warehouse, limit=1)[0].actor == "县政数局（单机模式）"


def test_what_somebody_else_saved_meanwhile_is_told_and_kept(full_store: Store) -> None:
    page = run_page("settings.py")
    put(full_store, bureau="县数据局")
    field(page, "主管部门简称").set_value("县政务局")  # type: ignore[attr-defined]
    page.button(key="setting:save:product").click().run()
    assert "已由人员801于" in page.error[0].value and full_store.settings.bureau == "县数据局"
    assert field(page, "主管部门简称").value == "县数据局"  # type: ignore[attr-defined]


def test_unfit_text_is_said_and_stays_to_be_mended(full_store: Store) -> None:
    page = run_page("settings.py", view="备份")
    field(page, "每日备份时刻").set_value("25:00")  # type: ignore[attr-defined]
    page.button(key="setting:save:backup_at").click().run()
    assert page.error[0].value.startswith("没有保存：“每日备份时刻”应写成02:30的样子")
    assert field(page, "每日备份时刻").value == "25:00"  # type: ignore[attr-defined]


def test_backups_are_listed_with_what_failed_and_one_can_be_made_now(full_store: Store, tmp_path: Path) -> None:
    page = run_page("settings.py", view="备份")
    page.button(key="backup:now").click().run()
    assert page.success[0].value == "已开始备份，可以离开本页。"
    wait_for_backups()
    shown = html_of(run_page("settings.py", view="备份"))
    assert "manual-" in shown and "● 完成" in shown.replace('<span class="sr">按时完成</span>', "").replace(
        "</span>", ""
    )
    (disk := tmp_path / "disk").mkdir()
    put(full_store, backup_folder=str(disk))
    (disk / "cdo-backup.txt").unlink()
    assert back_up_when_due(full_store, datetime(2030, 1, 1, 3)) is not None
    shown = html_of(run_page("settings.py", view="备份"))
    assert "■ 失败" in shown and "备份盘可能没有接好" in shown
    for role, told in (("县政数局", True), ("技术员", True), ("单位", False), ("领导", False)):
        assert ("的备份没有成功" in html_of(run_page("quality.py", role=role))) is told


def test_facts_name_their_clause_and_their_file(full_store: Store) -> None:
    shown = html_of(run_page("settings.py", view="期限和口径"))
    for words in (
        "推广期", "2023年6月1日至2023年12月31日", "半年度工作总结", "全部应报单位", "实施方案五（一）", "工作方案备案",
        "目标值100%（实施方案三（一）1）", "单个文件", "200兆", "120秒", "data/reference/phases.toml", "metrics/catalog.toml",
    ):  # fmt: skip
        assert words in shown, words


def test_working_calendar_that_runs_out_is_said() -> None:
    last = covered_until()
    told = [calendar_words(last + timedelta(days=number))[1] for number in (-61, -60, 0, 1)]
    assert told[0] == "" and "只剩60天" in told[1] and "只剩0天" in told[2] and "现在已超出" in told[3]


def test_self_test_runs_in_the_running_program(full_store: Store) -> None:
    back_up_now(full_store, BUREAU)
    page = run_page("settings.py", view="自检", role="技术员")
    assert "<table" not in html_of(page)
    page.button(key="self_test:start").click().run()
    shown = html_of(page)
    assert "能打开，当前版本5" in shown and "每份已入库文件的原件都在" in shown and "最近一次完成的备份" in shown


def test_empty_store_has_its_settings_and_no_backups(empty_store: Store) -> None:
    page = run_page("settings.py", view="备份")
    assert not page.exception and "还没有入库的数据，入库后每日备份" in html_of(page)
    page.button(key="backup:now").click().run()
    assert page.error[0].value == "还没有入库的数据，不必备份。"


@pytest.mark.parametrize("role", ["单位", "领导"])
def test_other_roles_see_nothing_of_it(full_store: Store, role: str) -> None:
    page = run_page("settings.py", role=role)
    assert "不能查看设置" in page.info[0].value and not page.text_input
