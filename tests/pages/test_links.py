"""A link shows the same view to everybody: every choice is read from the address, and one that is not there is said."""

from __future__ import annotations

import pytest

from services.registers import list_rows
from services.store import Store
from tests.pages.conftest import html_of, run_page
from tests.services.small_county import BUREAU

pytestmark = pytest.mark.slow

DAY = "2024-03-31"


def test_order_by_rank_comes_from_the_address_and_travels_with_every_link(full_store: Store) -> None:
    shown = html_of(run_page("posts.py", as_of=DAY, order="按名次"))
    assert "<th>单位（按名次）</th>" in shown
    links = [part.partition('"')[0] for part in shown.split('href="')[1:]]
    assert links and all("order=" in one for one in links if "unit=" in one)
    assert "<th>单位（公文顺序）</th>" in html_of(run_page("posts.py", as_of=DAY))


def test_order_chosen_on_the_page_is_written_to_the_address(full_store: Store) -> None:
    page = run_page("posts.py", as_of=DAY)
    next(one for one in page.segmented_control if one.key == "order").set_value("按名次").run()
    assert page.query_params["order"] == "按名次"
    next(one for one in page.segmented_control if one.key == "order").set_value("公文顺序").run()
    assert "order" not in page.query_params


@pytest.mark.parametrize(
    ("name", "params", "said"),
    [
        ("security.py", {"view": "没有的视图"}, "查看“没有的视图”不在可选范围内"),
        ("meetings.py", {"view": "考勤登记", "role": "领导"}, "查看“考勤登记”不在可选范围内"),
        ("security.py", {"view": "测评到期日历和应急演练", "month": "2019-01"}, "到期月份“2019-01”不在可选范围内"),
        ("cloud.py", {"outcome": "没有的结果"}, "没有结果为“没有的结果”的对象"),
        ("cloud.py", {"outcome": "exempt"}, "没有结果为“不纳入”的对象"),
        ("definitions.py", {"metric": "没有的指标"}, "指标“没有的指标”不存在"),
        ("definitions.py", {"area": "没有的任务"}, "任务“没有的任务”不在可选范围内"),
        ("registers.py", {"way": "没有的方式"}, "办理方式“没有的方式”不在可选范围内"),
        ("registers.py", {"register": "task", "row": "999999"}, "链接中的行已不在这份台账"),
        ("uploads.py", {"record": "9000"}, "链接中的报送记录“9000”不在可选范围内"),
        ("uploads.py", {"start": "9000"}, "起始行“9000”不在当前记录中"),
        ("log.py", {"act": "没有的操作"}, "操作“没有的操作”不在可选范围内"),
        ("log.py", {"start": "9000"}, "起始行“9000”不在当前记录中"),
    ],
)  # fmt: skip
def test_value_of_a_link_that_does_not_exist_is_said(
    full_store: Store, name: str, params: dict[str, str], said: str
) -> None:
    page = run_page(name, as_of=DAY, **params)
    assert not page.exception
    assert [one.value for one in page.warning if said in one.value] != []


def test_definitions_are_found_by_the_address_and_the_metric_asked_for_comes_first(full_store: Store) -> None:
    shown = html_of(run_page("definitions.py", area="全部任务", find="密评"))
    assert "密评有效率" in shown and "政务信息系统上云率" not in shown
    cards = html_of(run_page("definitions.py", metric="crypto_valid"))
    assert cards.index("<h2>密评有效率") == cards.index("<h2>")


def test_register_text_and_way_come_from_the_address(full_store: Store) -> None:
    (row,) = list_rows(full_store, "task", BUREAU)
    assert len(run_page("registers.py", register="task", register_text="网格").dataframe[0].value) == 1
    assert "没有符合条件的行" in html_of(run_page("registers.py", register="task", register_text="没有的字"))
    page = run_page("registers.py", register="task", way="用表格文件", row=str(row.row_id))
    assert [one.proto.label for one in page.get("download_button")] == ["下载现有台账"]
