"""督办事项, 考勤 and 情况说明 as pages to work on: what each role is offered, with full, empty and single-unit stores."""

from __future__ import annotations

import re

import pytest
from streamlit.testing.v1 import AppTest

from services.store import Store
from tests.pages.conftest import html_of, run_page

DESK, TICKING = "事项办理", "考勤登记"
TASK = "督〔2023〕1号"


def offered(page: AppTest) -> list[str]:
    """Labels of everything that can be pressed or opened."""
    return [one.label for one in (*page.button, *page.expander)]


@pytest.mark.parametrize(("name", "view"), [("tasks.py", DESK), ("meetings.py", TICKING)])
@pytest.mark.parametrize("size", ["full_store", "single_store", "empty_store"])
def test_working_view_runs_with_stores_of_three_sizes_in_chinese(
    request: pytest.FixtureRequest, size: str, name: str, view: str
) -> None:
    request.getfixturevalue(size)
    page = run_page(name, view=view)
    assert not page.exception
    words = re.sub(r"<[^>]+>", "", html_of(page)) + "".join(offered(page))
    assert re.findall(r"[A-Za-z]+", words) == []


def test_bureau_may_rule_over_an_item_and_see_its_way(full_store: Store) -> None:
    page = run_page("tasks.py", view=DESK, task=TASK)
    assert "交办新事项" in offered(page)
    acts = next(one for one in page.button_group if one.label == "办理")
    assert acts.options == ["登记进展", "延期", "销号", "撤销"]
    assert "第一次联席会议，2023年6月1日交办，海城镇牵头，时限2023年9月30日" in html_of(page)


def test_lead_unit_may_report_and_ask_and_another_unit_only_look(full_store: Store) -> None:
    lead = run_page("tasks.py", view=DESK, task=TASK, role="单位", own_unit="HF001")
    acts = next(one for one in lead.button_group if one.label == "办理")
    assert acts.options == ["登记进展", "申请销号"]
    assert "交办新事项" not in offered(lead)
    other = run_page("tasks.py", view=DESK, task=TASK, role="单位", own_unit="HF002")
    assert not [one for one in other.button_group if one.label == "办理"]


def test_past_day_offers_no_act(full_store: Store) -> None:
    page = run_page("tasks.py", view=DESK, task=TASK, as_of="2024-03-31")
    assert not [one for one in page.button_group if one.label == "办理"]
    assert any("正在回看过去的日期" in one.value for one in page.caption)


def test_unit_is_not_offered_the_tick_list(full_store: Store) -> None:
    assert TICKING not in str(
        [one.options for one in run_page("meetings.py", role="单位", own_unit="HF001").button_group]
    )


def test_only_own_misses_can_be_explained(full_store: Store) -> None:
    assert "填写情况说明" in offered(run_page("cloud.py", unit="HF002", role="单位", own_unit="HF002"))
    assert "填写情况说明" not in offered(run_page("cloud.py", unit="HF002", role="单位", own_unit="HF001"))
    assert "填写情况说明" not in offered(run_page("cloud.py", unit="HF002", role="领导"))
    assert "填写情况说明" in offered(run_page("cloud.py"))


def test_promise_that_is_over_stands_on_the_units_page(full_store: Store) -> None:
    # 出租屋管理 was promised for 2024-06-30: on 2024-07-10 ten days have passed.
    assert "承诺2024年6月30日，已过10天" in html_of(run_page("unit.py", unit="HF002", as_of="2024-07-10"))
    assert "已过" not in html_of(run_page("unit.py", unit="HF002", as_of="2024-06-30"))
