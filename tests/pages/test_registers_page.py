"""登记台账 without a browser: who may enter, a row through the form, and the edits that lie in the table's state."""

from __future__ import annotations

from datetime import date

import pytest
from streamlit.testing.v1 import AppTest

from config.contracts import load_contracts
from services import registers
from services.registers import Edit
from services.store import Store
from services.task_numbers import next_task_numbers
from tests.pages.conftest import html_of, run_page
from tests.services.small_county import BUREAU
from ui.register_grid import edits_of

pytestmark = pytest.mark.slow


def button(page: AppTest, label: str) -> object:
    return next(one for one in page.button if one.label == label)


def tick_and_confirm(page: AppTest) -> AppTest:
    next(one for one in page.checkbox if "国家秘密" in one.label).check()
    page = page.run()
    return button(page, "确认入库").click().run()  # type: ignore[attr-defined]


@pytest.mark.parametrize("dataset", list(registers.REGISTERS))
def test_every_register_is_shown_to_the_bureau(full_store: Store, dataset: str) -> None:
    page = run_page("registers.py", register=dataset)
    assert not page.exception and not page.error
    first = load_contracts()[dataset].fields[0].title
    if registers.list_rows(full_store, dataset, BUREAU):
        assert page.dataframe[0].value.columns[0] == first
    else:  # an empty table would say so in English
        assert not page.dataframe and "没有符合条件的行" in html_of(page)


def test_leader_may_not_enter_and_a_unit_only_its_own_explanations(full_store: Store) -> None:
    leader = run_page("registers.py", role="领导")
    assert "不能登记" in leader.info[0].value and "./tasks" in html_of(leader)
    page = run_page("registers.py", role="单位", own_unit="HF001")
    assert page.selectbox(key="pick_register").options == ["情况说明"]
    assert not page.dataframe


def test_new_supervised_item_begins_with_the_next_number(full_store: Store) -> None:
    page = run_page("registers.py", register="task")
    number = next(one for one in page.text_input if one.label == "编号（必填）").value
    assert number == next_task_numbers(full_store.warehouse, date.today())[0]
    assert number not in [row.values["task_no"] for row in registers.list_rows(full_store, "task", BUREAU)]


def test_row_goes_through_form_problems_preview_and_receipt(full_store: Store) -> None:
    row = registers.list_rows(full_store, "task", BUREAU)[0]
    page = run_page("registers.py", register="task", row=str(row.row_id))
    next(one for one in page.date_input if one.label == "完成时限（必填）").set_value(None)
    page = button(page, "核对").click().run()  # type: ignore[attr-defined]
    assert "所填内容的问题（1处）" in html_of(page) and "“完成时限”是必填项，没有填写。请补填。" in html_of(page)
    next(one for one in page.date_input if one.label == "完成时限（必填）").set_value(date(2023, 10, 31))
    next(one for one in page.text_area if one.label == "进展情况").set_value("已对接")
    page = button(page, "核对").click().run()  # type: ignore[attr-defined]
    assert "2023年9月30日改为2023年10月31日" in html_of(page) and "指标的变化" in html_of(page)
    page = tick_and_confirm(page)
    assert not page.exception and "回执编号" in html_of(page)
    after = registers.list_rows(full_store, "task", BUREAU)[0]
    assert (after.values["due_on"], after.values["progress"]) == (date(2023, 10, 31), "已对接")


def test_somebody_faster_is_shown_beside_ones_own_and_confirmed_anew(full_store: Store) -> None:
    row = registers.list_rows(full_store, "task", BUREAU)[0]
    page = run_page("registers.py", register="task", row=str(row.row_id))
    other = Edit({"progress": "他人所填"}, row.row_id, row.opened_in)
    registers.commit_edits(full_store, "task", [other], BUREAU)
    next(one for one in page.text_area if one.label == "进展情况").set_value("自己所填")
    page = button(page, "核对").click().run()  # type: ignore[attr-defined]
    assert "人员001" in page.error[0].value and "他人所填" in html_of(page) and "自己所填" in html_of(page)
    page = button(page, "按对方的最新内容继续我的修改").click().run()  # type: ignore[attr-defined]
    page = tick_and_confirm(page)
    assert registers.list_rows(full_store, "task", BUREAU)[0].values["progress"] == "自己所填"


def test_table_state_gives_changed_added_and_withdrawn_rows(full_store: Store) -> None:
    rows = registers.list_rows(full_store, "task", BUREAU)
    state = {
        "edited_rows": {0: {"完成时限": "2023-10-31T00:00:00.000", "牵头单位": None}},
        "added_rows": [{"编号": "009", "备注": None}, {}],
        "deleted_rows": [],
    }
    row = rows[0]
    assert edits_of(load_contracts()["task"], rows, state) == [
        Edit({"due_on": "2023-10-31", "unit": None}, row.row_id, row.opened_in), Edit({"task_no": "009"})
    ]  # fmt: skip
    gone = {"edited_rows": {0: {"备注": "改后又删"}}, "added_rows": [], "deleted_rows": [0]}
    assert edits_of(load_contracts()["task"], rows, gone) == [Edit({}, row.row_id, row.opened_in, withdraw=True)]


def test_renaming_a_unit_shows_its_effect_and_asks_for_the_basis_before_it_counts(full_store: Store) -> None:
    page = run_page("registers.py", register="unit")
    page.selectbox(key="unit_rename:0").select("HF003")
    page.text_input(key="rename_name:0").set_value("海丰县教育和体育局")
    page = page.run()
    assert "各项指标的分子、分母都不变" in html_of(page)
    assert button(page, "确认单位更名").disabled  # type: ignore[attr-defined]
    next(one for one in page.text_input if one.label.startswith("依据")).set_value("机构改革方案")
    next(one for one in page.checkbox if one.label.startswith("已核对以上影响")).check()
    page = button(page.run(), "确认单位更名").click().run()  # type: ignore[attr-defined]
    assert not page.exception and "回执编号" in html_of(page)
    assert full_store.warehouse.query("select name from unit where closed_in is null and code = 'HF003'") == [
        ("海丰县教育和体育局",)
    ]
