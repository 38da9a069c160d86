"""报送任务: every view for every role, a round made and closed on the page, and 300 units by 9 tables."""

from __future__ import annotations

import re
import time
from dataclasses import replace
from datetime import date, datetime

import pytest
from streamlit.testing.v1 import AppTest

from services.rounds import Plan, Round, create_round, list_collected, list_rounds
from services.settings import change_settings, list_settings
from services.store import Store
from tests.pages.conftest import html_of, run_page
from tests.services.small_county import BUREAU
from warehouse.audit import list_entries
from warehouse.commit import commit_upload
from warehouse.incoming import IncomingTable, UploadFacts

pytestmark = pytest.mark.slow

PLAN = Plan("2024年一季度更新", ("roster", "system"), date(2024, 1, 2), date(2024, 1, 10), contact_phone="0660-6600801")
UNITS, TABLES, SECONDS, LETTERS = 300, 9, 8.0, 1_000_000


@pytest.fixture
def made(full_store: Store) -> Round:
    """The systems and the roster of the small county came on 5 January."""
    return create_round(full_store, PLAN, BUREAU, now=datetime(2024, 1, 2, 9))


def run(view: str = "", **params: str):
    page = run_page("rounds.py", as_of="2024-01-13", **({"view": view} if view else {}), **params)
    assert not page.exception
    return page


def offered_views(role: str) -> list[str]:
    (group,) = [one for one in run(role=role).get("button_group") if "switch:view" in one.proto.id]
    return [option.content for option in group.proto.options]


def test_matrix_shows_each_state_linked_to_its_upload_and_its_sums(made: Round) -> None:
    shown = html_of(run())
    # 3 units × 2 tables: roster of 海城镇 and 县公安局, systems of 县公安局; 3 are missing for 3 days.
    assert "应报<b>3</b>个单位<b>6</b>张表，已报<b>3</b>张，逾期未报<b>3</b>张" in shown
    assert shown.count("■ 逾期未报3日") >= 3
    assert shown.count("record=") >= 3
    assert "县教育局" in html_of(run(shown="只看欠报"))
    assert "<td><span>县公安局</span></td>" not in html_of(run(shown="只看欠报"))


def test_unit_goes_on_from_what_it_owes_and_answers_its_own_slip(made: Round) -> None:
    send = "到“数据报送”报送"
    assert html_of(run(role="单位", own_unit="HF003")).count(send) == 2
    assert send not in html_of(run(role="单位", own_unit="HF002"))  # it sent both
    assert send not in html_of(run(unit="HF003"))  # the bureau
    page = run("核实确认", role="单位", own_unit="HF003")
    assert "请下载本单位的核实确认单，核对后回复" in html_of(page)
    assert [one.label for one in page.expander if "核实" in one.label] == ["回复核实结果"]


@pytest.mark.parametrize("view", ["通知和表格", "催办", "核实确认", "通报附表", "任务设置", "新建任务"])
def test_every_view_of_the_bureau_comes_up(made: Round, view: str) -> None:
    assert "2024年一季度更新" in html_of(run(view))


def test_unit_sees_its_own_line_and_leader_has_no_buttons_that_change(made: Round) -> None:
    shown = html_of(run(role="单位", own_unit="HF002"))
    assert "应报<b>1</b>个单位<b>2</b>张表" in shown
    assert "海城镇" not in shown
    for role in ("单位", "领导"):
        for view in ("应报清单", "催办", "核实确认"):
            page = run(view, role=role, own_unit="HF002")
            labels = {button.label for button in page.button}
            assert not labels & {"登记催办", "查看电话", "结束任务", "保存修改", "生成全部单位的核实确认单"}
    assert "新建任务" in offered_views("县政数局")
    assert offered_views("领导") == ["应报清单", "催办", "核实确认", "通报附表"]


def test_round_is_made_changed_and_closed_on_the_page(full_store: Store) -> None:
    page = run()
    assert "还没有报送任务" in html_of(page)
    page.text_input[0].set_value("试报一次")
    page.text_input[1].set_value("海政数[2024]1号")
    page.multiselect[0].set_value(["system"])
    page.button[0].click().run()
    assert "六角括号" in page.error[0].value
    assert list_rounds(full_store, BUREAU) == []
    page.text_input[1].set_value("海政数〔2024〕1号")
    page.button[0].click().run()
    (stored,) = list_rounds(full_store, BUREAU)
    assert (stored.name, stored.doc_no, stored.units) == ("试报一次", "海政数〔2024〕1号", ("HF001", "HF002", "HF003"))
    page = run_page("rounds.py", view="任务设置")
    create_round(full_store, replace(PLAN, name="另一次"), BUREAU)
    page.checkbox[0].check().run()
    next(button for button in page.button if button.label == "结束任务").click().run()
    assert "“试报一次”已结束" in page.success[0].value
    # What was closed stays on the page: the other round is open and would be the first offered.
    assert page.query_params["round"] == str(stored.round_id)
    assert "重新开放" in [one.label for one in page.button]
    assert [one.is_open for one in list_rounds(full_store, BUREAU) if one.name == "试报一次"] == [False]


def test_phone_is_shown_on_one_click_and_logged(made: Round, full_store: Store) -> None:
    page = run("催办", unit="HF002")
    text = " ".join(element.value for element in page.text)
    assert "人员012" in text
    assert "13800000012" not in text
    next(button for button in page.button if button.label == "查看电话").click().run()
    assert "13800000012" in page.info[0].value
    assert list_entries(full_store.warehouse)[0].action == "查看联系电话"


def test_300_units_by_9_tables_come_in_time_and_stay_readable(single_store: Store) -> None:
    codes = [f"HF{at:03d}" for at in range(1, UNITS + 1)]
    kinds = list(list_collected())[:TABLES]
    register = {
        "code": codes, "name": [f"第{code}单位" for code in codes], "short_name": [f"第{code}单位" for code in codes],
        "kind": ["县直部门"] * UNITS, "batch": ["首批试点"] * UNITS, "joined_on": [date(2023, 1, 3)] * UNITS,
        "sort_no": list(range(UNITS)),
    }  # fmt: skip
    facts = UploadFacts("代收汇总.xlsx", "0" * 64, 1, "xlsx", datetime(2024, 1, 5, 9), "人员001", "县政数局")
    names = IncomingTable("unit", "Sheet1", register, range(2, UNITS + 2), date(2024, 1, 5))
    commit_upload(single_store.warehouse, facts, [names], None)
    nil = [IncomingTable(kind, kind, {}, (), date(2024, 1, 5), tuple(codes[:-1]), tuple(codes[:-1])) for kind in kinds]
    commit_upload(single_store.warehouse, facts, nil, None)
    create_round(single_store, Plan("大县", tuple(kinds), PLAN.opened_on, PLAN.deadline), BUREAU)
    begun = time.perf_counter()
    shown = html_of(run())
    assert time.perf_counter() - begun < SECONDS
    assert "应报<b>300</b>个单位<b>2700</b>张表，已报<b>2691</b>张，逾期未报<b>9</b>张" in shown
    assert len(shown) < LETTERS


def test_notice_made_under_another_name_of_the_bureau_is_made_anew(full_store: Store, made: Round) -> None:
    def papers(page: AppTest) -> list[str]:
        offered = [*page.button, *page.get("download_button")]
        return [one.proto.label for one in offered if re.search("round:(make|take)", one.proto.id)]

    page = run("通知和表格")
    (make,) = papers(page)
    next(one for one in page.button if one.label == make).click().run()
    taken = make.replace("生成", "下载", 1)
    assert papers(page.run()) == [taken]
    change_settings(full_store, list_settings(full_store, BUREAU), {"bureau": "县数据局"}, BUREAU)
    assert papers(page.run()) == [make]
