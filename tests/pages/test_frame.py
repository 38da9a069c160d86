"""The frame on its first run: filters from the address, roles, demo mark, first steps, the store in use."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from services import meetings
from services.store import Store
from tests.pages.conftest import ROOT, html_of
from ui.session import make_actor
from warehouse.connect import Warehouse

pytestmark = pytest.mark.slow


def run_frame(**params: str) -> AppTest:
    frame = AppTest.from_file(str(ROOT / "frame.py"), default_timeout=30)
    for key, value in params.items():
        frame.query_params[key] = value
    return frame.run()


def test_frame_with_a_full_store_draws_filters_roles_and_the_overview(full_store: Store) -> None:
    frame = run_frame()
    assert not frame.exception
    assert [one.label for one in frame.sidebar.selectbox] == ["批次", "类别", "身份（单机模式，不作登录）"]
    assert frame.sidebar.date_input[0].value is None
    assert "<h1>总览</h1>" in html_of(frame)


def test_frame_takes_filters_from_the_address(full_store: Store) -> None:
    frame = run_frame(as_of="2023-12-18", batch="首批试点")
    assert frame.sidebar.selectbox[0].value == "首批试点"
    assert frame.sidebar.date_input[0].value.isoformat() == "2023-12-18"
    shown = html_of(frame)
    assert "县教育局" not in shown
    assert "截至2023年12月18日" in shown


def test_frame_says_which_values_of_a_link_are_gone(full_store: Store) -> None:
    frame = run_frame(as_of="2023-13-01", batch="第三批", unit="HF999")
    said = [one.value for one in frame.warning]
    assert said == [
        "链接中的日期“2023-13-01”不是有效日期，本页显示最新情况。",
        "链接中的批次“第三批”已不存在，本页未按它筛选。",
        "链接中的单位“HF999”已不存在，本页未按它筛选。",
    ]


def test_copied_link_carries_the_date_and_not_the_role(full_store: Store) -> None:
    frame = run_frame(role="领导", kind="县直部门")
    button = next(str(one.proto.body) for one in frame.sidebar.get("html") if "复制链接" in str(one.proto.body))
    assert "as_of=20" in button
    assert "kind=" in button
    assert "role=" not in button


def test_navigation_names_only_pages_where_the_role_may_do_something(full_store: Store) -> None:
    bureau, unit, leader = (
        [one.proto.label for one in run_frame(role=role).sidebar.get("page_link")]
        for role in ("县政数局", "单位", "领导")
    )
    assert bureau[-1] == "操作日志"
    assert unit == [one for one in bureau if one not in ("审核", "设置", "账号", "操作日志")]
    assert leader == [one for one in unit if one not in ("数据报送", "登记台账")]


def test_role_of_a_unit_asks_which_one(full_store: Store) -> None:
    frame = run_frame(role="单位", own_unit="HF002")
    assert frame.sidebar.selectbox[-1].value == "HF002"


def test_demo_store_is_marked_on_every_page_and_ends_at_its_own_day(full_store: Store) -> None:
    (full_store.path / "demo").write_text("2024-01-31\n", encoding="utf-8")
    shown = html_of(run_frame())
    assert "演示数据" in shown
    assert "截至2024年1月31日" in shown


def test_real_store_has_no_demo_mark(full_store: Store) -> None:
    assert "演示数据" not in html_of(run_frame())


def test_empty_store_shows_first_steps_instead_of_the_overview(empty_store: Store) -> None:
    shown = html_of(run_frame())
    assert "首次使用" in shown
    assert "<h1>总览</h1>" not in shown


def test_first_steps_load_the_shipped_register(empty_store: Store) -> None:
    def script() -> None:
        from ui.first_steps import show_first_steps
        from ui.session import look

        show_first_steps(look())

    steps = AppTest.from_function(script, default_timeout=30).run()
    steps.button(key="load_register").click().run()
    assert not steps.exception
    assert not steps.error
    assert empty_store.version() == 1
    assert "到“数据报送”收各单位报来的表格" in html_of(run_frame())


def test_overview_leads_to_no_step_once_something_was_filed(full_store: Store) -> None:
    assert "各单位尚未报送" not in html_of(run_frame())


def test_store_held_by_another_program_is_said_in_chinese(store_folder: Path) -> None:
    with Warehouse.open(store_folder):
        frame = run_frame()
    assert frame.error[0].value.startswith("数据库正被另一个程序使用。")
    assert not frame.exception


def test_sidebar_names_the_meeting_that_lies_ahead_to_whom_it_may_be_shown(full_store: Store) -> None:
    today = date.today()
    bureau = make_actor("县政数局")
    for name, days in (("过去的会议", -1), ("更晚的会议", 9), ("下次会议", 2)):
        meetings.prepare(full_store, bureau, name=name, held_on=today + timedelta(days), as_of=today - timedelta(30))

    def ahead(**params: str) -> str:
        return "".join(
            str(one.proto.body) for one in run_frame(**params).sidebar.get("html") if "ahead" in str(one.proto.body)
        )

    assert "下次会议</a>" in ahead() and "正在筹备" in ahead() and "更晚" not in ahead()
    assert "下次会议</a>" in ahead(role="领导", as_of="2023-12-18")  # whatever day is looked at
    assert ahead(role="单位") == ""
    for one in meetings.list_meetings(full_store, bureau):
        meetings.discard(full_store, one, bureau)
    assert ahead() == ""
