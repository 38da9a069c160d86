"""What an upload replaces, worked by hand: units, keys, all; months and days; first days; promises; coverage."""

import hashlib
from datetime import date, datetime
from decimal import Decimal

import pytest

from warehouse.commit import TwoOpenRows, commit_upload
from warehouse.originals import HashDiffers, original_path
from warehouse.staging import IncomingInvalid

A, B = "HF001", "HF002"


def system(unit, name, **more):
    return {"unit": unit, "system_name": name, "state": "在用", "hosting": "自建机房", **more}


def counts(committed):
    return [(one.dataset, one.opened, one.closed, one.unchanged) for one in committed.tables]


def test_units_list_is_replaced_and_other_units_are_untouched(load, present):
    first = load("system", [system(A, "甲"), system(A, "乙"), system(B, "丙")], covered=(A, B))
    assert counts(first) == [("system", 3, 0, 0)]
    second = load("system", [system(A, "甲"), system(A, "乙", state="停用"), system(A, "丁")], covered=(A,))
    # 甲 unchanged; 乙 changed: one closed, one opened; 丁 new; 丙 belongs to another unit.
    assert counts(second) == [("system", 2, 1, 1)]
    third = load("system", [system(A, "丁")], covered=(A,))
    assert counts(third) == [("system", 0, 2, 1)]
    assert present("system", "unit", "system_name") == [(A, "丁"), (B, "丙")]


def test_unchanged_row_keeps_its_number_and_origin(load, present):
    load("system", [system(A, "甲"), system(A, "乙")], covered=(A,), sheet="一季度")
    before = present("system", "system_name", "row_id", "upload_id", "sheet", "source_row", "opened_in")
    load("system", [system(A, "乙"), system(A, "甲", note="新")], covered=(A,), sheet="二季度")
    after = present("system", "system_name", "row_id", "upload_id", "sheet", "source_row", "opened_in")
    assert before[0][1:] == (2, 1, "一季度", 3, 1)
    assert after[0] == before[0]
    assert after[1][0] == "甲" and after[1][2:] == (2, "二季度", 3, 2)


def test_keys_add_and_change_and_withdraw_nothing(load, present):
    rows = [{"task_no": "1", "unit": A, "content": "甲", "assigned_on": date(2023, 1, 5), "due_on": date(2023, 2, 1)}]
    load("task", rows)
    committed = load("task", [rows[0] | {"closed_on": date(2023, 1, 30)}, rows[0] | {"task_no": "2"}])
    assert counts(committed) == [("task", 2, 1, 0)]
    assert present("task", "task_no", "closed_on") == [("1", date(2023, 1, 30)), ("2", None)]


def test_key_row_moves_to_another_unit_as_a_change(load, present):
    row = {"task_no": "1", "unit": A, "content": "甲", "assigned_on": date(2023, 1, 5), "due_on": date(2023, 2, 1)}
    load("task", [row])
    assert counts(load("task", [row | {"unit": B}], replaces="units")) == [("task", 1, 1, 0)]
    assert present("task", "task_no", "unit") == [("1", B)]


def test_whole_register_is_replaced(load, present):
    unit = {"kind": "县直部门", "batch": "首批试点", "sort_no": 1}
    load("unit", [unit | {"code": A, "name": "甲局"}, unit | {"code": B, "name": "乙局"}])
    assert counts(load("unit", [unit | {"code": A, "name": "甲局"}])) == [("unit", 0, 1, 1)]
    assert present("unit", "code") == [(A,)]


def test_chosen_way_of_replacing_overrides_the_contract(load, present):
    load("system", [system(A, "甲"), system(B, "乙")], covered=(A, B))
    load("system", [system(A, "丙")], covered=(A,), replaces="keys")
    assert present("system", "system_name") == [("丙",), ("乙",), ("甲",)]
    load("system", [system(A, "丁")], covered=(A,), replaces="all")
    assert present("system", "system_name") == [("丁",)]


def test_blank_part_of_a_key_is_the_empty_text(load, present):
    row = {"unit": A, "metric": "cloud_migrated", "reason": "等待扩容"}
    load("explanation", [row | {"subject": None}])
    assert counts(load("explanation", [row | {"subject": ""}])) == [("explanation", 0, 0, 1)]
    assert present("explanation", "subject") == [("",)]


def test_two_tables_of_a_kind_in_one_upload_are_one_list(load, table, present):
    load("system", [system(A, "旧")], covered=(A,))
    first = table("system", [system(A, "甲")], covered=(A,), sheet="表一")
    second = table("system", [system(A, "乙"), system(B, "丙")], covered=(A, B), sheet="表二")
    committed = load("several", [first, second])
    assert counts(committed) == [("system", 1, 1, 0), ("system", 2, 0, 0)]
    assert present("system", "system_name", "opened_in") == [("丙", 2), ("乙", 2), ("甲", 2)]


def test_several_kinds_in_one_upload_make_one_version(load, table, warehouse):
    tables = [table("system", [system(A, "甲")], covered=(A,)), table("workplan", [{"unit": A, "title": "方案"}])]
    committed = load("several", tables)
    assert (committed.version, warehouse.version()) == (1, 1)
    assert warehouse.query("select version, upload_id, kind from version") == [(1, 1, "upload")]


def test_upload_that_changes_nothing_is_a_version_with_coverage(load, warehouse):
    load("system", [system(A, "甲")], covered=(A,), reported_on=date(2023, 3, 1))
    again = load("system", [system(A, "甲")], covered=(A,), reported_on=date(2023, 6, 1))
    assert again.version == 2 and counts(again) == [("system", 0, 0, 1)]
    days = warehouse.query("select reported_on, closed_in from coverage order by 1")
    assert days == [(date(2023, 3, 1), None), (date(2023, 6, 1), None)]


def test_nil_return_covers_its_unit_and_withdraws_its_rows(load, warehouse, present):
    load("demand", [{"unit": A, "provider": B, "resource_name": "甲", "asked_on": date(2023, 1, 9), "review": "通过"}])
    committed = load("demand", [], covered=(A,), nil=(A,))
    assert committed.tables[0].is_nil and committed.tables[0].closed == 1
    assert present("demand", "resource_name") == []
    assert warehouse.query("select unit, is_nil from coverage order by upload_id") == [(A, False), (A, True)]


def test_every_type_is_stored_exactly(load, present):
    row = {"unit": A, "project_name": "甲", "project_code": "007", "state": "正常", "year": 2**40}
    load("project", [row | {"budget_wan": Decimal("123456789012.345678"), "is_classified": False}])
    stored = present("project", "project_code", "year", "budget_wan", "is_classified", "due_on")
    assert stored == [("007", 2**40, Decimal("123456789012.345678"), False, None)]
    load(
        "unit", [{"code": A, "name": "甲", "kind": "县本级", "batch": "不纳入", "sort_no": 1, "aliases": ["乙", "丙"]}]
    )
    assert present("unit", "aliases") == [(["乙", "丙"],)]


def test_month_precision_and_pending_cells_are_kept_and_compared(load, present):
    row = system(A, "甲", launched_on=date(2016, 5, 31))
    load("system", [row | {"month": ("launched_on",), "bad": {"cloud_on": "待定"}}], covered=(A,))
    assert present("system", "month_precise", "pending") == [(["launched_on"], {"cloud_on": "待定"})]
    assert counts(load("system", [row | {"month": ("launched_on",)}], covered=(A,))) == [("system", 1, 1, 0)]
    assert counts(load("system", [row], covered=(A,))) == [("system", 1, 1, 0)]
    assert present("system", "month_precise", "pending") == [(None, None)]


def post(day, **more):
    return {"unit": A, "role": "数据专员", "name": "人员002", "appointed_on": date(2023, 6, day), **more}


MONTH = {"month": ("appointed_on",)}


@pytest.mark.parametrize("replaces", ["units", "keys"])
def test_exact_day_within_a_stored_month_is_the_same_row(load, present, replaces):
    load("roster", [post(30, **MONTH)], covered=(A,))
    committed = load("roster", [post(15)], covered=(A,), replaces=replaces)
    assert counts(committed) == [("roster", 1, 1, 0)]
    assert present("roster", "appointed_on", "month_precise") == [(date(2023, 6, 15), None)]


def test_earliest_of_several_days_takes_over_the_stored_month(load, present):
    load("roster", [post(30, **MONTH)], covered=(A,))
    assert counts(load("roster", [post(20), post(10)], replaces="keys")) == [("roster", 2, 1, 0)]
    assert present("roster", "appointed_on") == [(date(2023, 6, 10),), (date(2023, 6, 20),)]


def test_last_day_of_the_month_given_exactly_replaces_the_month(load, present):
    load("roster", [post(30, **MONTH)], covered=(A,))
    assert counts(load("roster", [post(30)], covered=(A,))) == [("roster", 1, 1, 0)]
    assert present("roster", "month_precise") == [(None,)]


@pytest.mark.parametrize("day", [15, 30])
def test_month_after_an_exact_day_keeps_the_day(load, present, day):
    load("roster", [post(day, position="科员")], covered=(A,))
    assert counts(load("roster", [post(30, position="科员", **MONTH)], covered=(A,))) == [("roster", 0, 0, 1)]
    load("roster", [post(30, position="股长", **MONTH)], covered=(A,))
    stored = present("roster", "appointed_on", "position", "month_precise")
    assert stored == [(date(2023, 6, day), "股长", None)]


def test_month_with_two_stored_days_to_choose_from_is_its_own_row(load, present):
    load("roster", [post(10), post(20)], covered=(A,))
    assert counts(load("roster", [post(30, **MONTH)], replaces="keys")) == [("roster", 1, 0, 0)]
    assert len(present("roster", "appointed_on")) == 3


def test_exact_day_in_another_month_is_another_row(load, present):
    load("roster", [post(30, **MONTH)], covered=(A,))
    later = post(1) | {"appointed_on": date(2023, 7, 1)}
    assert counts(load("roster", [later], replaces="keys")) == [("roster", 1, 0, 0)]
    assert len(present("roster", "name")) == 2


def report(day, **more):
    received_on = date(2023, 6, day) if day else None
    return {
        "unit": A,
        "kind": "半年度工作总结",
        "period": "2023年上半年",
        "received_on": received_on,
        **more,
    }


def test_first_received_day_is_not_moved_later_by_an_upload(load, present):
    load("report", [report(20)])
    committed = load("report", [report(28, doc_no="一号")])
    assert [(one.key, one.field, one.stored, one.offered) for one in committed.kept] == [
        ((A, "半年度工作总结", "2023年上半年"), "received_on", date(2023, 6, 20), date(2023, 6, 28))
    ]
    assert present("report", "received_on", "doc_no") == [(date(2023, 6, 20), "一号")]
    assert load("report", [report(None, doc_no="一号")]).kept[0].offered is None
    assert present("report", "received_on") == [(date(2023, 6, 20),)]


def test_earlier_received_day_is_taken(load, present):
    load("report", [report(20)])
    assert load("report", [report(18)]).kept == ()
    assert present("report", "received_on") == [(date(2023, 6, 18),)]


def test_first_promise_stays_when_the_plan_moves_or_the_row_returns(load, warehouse):
    load("system", [system(A, "甲")], covered=(A,))
    load("system", [system(A, "甲", cloud_due_on=date(2023, 6, 30))], covered=(A,))
    load("system", [system(A, "甲", cloud_due_on=date(2023, 9, 30))], covered=(A,))
    load("system", [], covered=(A,), nil=(A,))
    load("system", [system(A, "甲", cloud_due_on=date(2023, 12, 31))], covered=(A,))
    promises = warehouse.query("select dataset, unit, key, field, promised_on, opened_in, closed_in from promise")
    assert promises == [("system", A, "甲", "cloud_due_on", date(2023, 6, 30), 2, None)]


def test_warnings_mapping_and_states_are_stored_with_the_upload(warehouse, table, facts):
    more = facts(b"y", mapping={"上云时间点": "cloud_on"}, on_behalf_of="海城镇")
    commit_upload(warehouse, more, [table("system", [system(A, "甲")])], b"y", [{"code": "列名未识别"}])
    stored = warehouse.query("select state, version, mapping, warnings, on_behalf_of, has_original from upload")
    assert stored == [("已入库", 1, {"上云时间点": "cloud_on"}, '[{"code": "列名未识别"}]', "海城镇", True)]


def test_original_is_kept_by_hash_and_a_wrong_hash_stores_nothing(warehouse, table, facts):
    commit_upload(warehouse, facts(b"y"), [table("system", [system(A, "甲")])], b"y")
    assert original_path(warehouse.store, hashlib.sha256(b"y").hexdigest()).read_bytes() == b"y"
    with pytest.raises(HashDiffers):
        commit_upload(warehouse, facts(b"z"), [table("system", [system(A, "乙")])], b"other")
    assert warehouse.version() == 1
    assert not original_path(warehouse.store, hashlib.sha256(b"z").hexdigest()).exists()


@pytest.mark.parametrize(
    ("dataset", "rows", "more"),
    [
        ("system", [system(A, "甲"), system(A, "甲", state="停用")], {}),
        ("roster", [post(30), post(30, **MONTH)], {}),
        ("explanation", [{"unit": A, "metric": "m", "subject": None}, {"unit": A, "metric": "m", "subject": ""}], {}),
        ("system", [system(A, "甲", cloud_on="2023-06-28")], {}),
        ("system", [system(A, "甲", colour="红")], {}),
        ("nonsense", [{"unit": A}], {}),
        ("unit", [{"code": A, "name": "甲"}], {"replaces": "units"}),
        ("project", [{"unit": A, "project_name": "甲", "budget_wan": Decimal("0.1234567")}], {}),
    ],
    ids=["double key", "month and last day", "blank and null", "text for date", "field", "dataset", "units", "digits"],
)
def test_table_that_breaks_the_loaders_promise_stores_nothing(load, warehouse, dataset, rows, more):
    with pytest.raises(IncomingInvalid):
        load(dataset, rows, **more)
    assert warehouse.version() == 0
    assert warehouse.query("select count(*) from upload") == [(0,)]


def test_key_with_two_present_rows_stops_the_commit(load, warehouse):
    load("system", [system(A, "甲")], covered=(A,))
    with warehouse.write(makes_version=False) as writer:
        writer.execute('insert into "system" by name select * replace (99 as row_id) from "system"')
    with pytest.raises(TwoOpenRows):
        load("system", [system(B, "乙")], covered=(B,))
    assert warehouse.version() == 1
    assert warehouse.query('select count(*) from "system"') == [(2,)]


def test_kinds_and_times_of_the_clock_count_up_together(load, warehouse):
    load("system", [system(A, "甲")], at=datetime(2023, 3, 1, 9))
    load("system", [system(A, "乙")], at=datetime(2023, 3, 2, 9))
    made = warehouse.query("select version, made_at from version order by 1")
    assert made == [(1, datetime(2023, 3, 1, 9)), (2, datetime(2023, 3, 2, 9))]
    assert warehouse.query("select version, last_upload_id, last_row_id from clock") == [(2, 2, 2)]
