"""The unit register: protocol order, former names, names on a day, as known at a version; and a row's lineage."""

from datetime import date, datetime

import pytest

from warehouse.history import undo_version
from warehouse.lineage import row_of, rows_of
from warehouse.register import list_units, short_names

A, B = "HF001", "HF002"


def unit(code, name, sort_no, **more):
    return {"code": code, "name": name, "kind": "县直部门", "batch": "首批试点", "sort_no": sort_no, **more}


def test_units_come_in_protocol_order_with_former_names(load, warehouse):
    first = [unit(A, "海丰县甲局", 2, short_name="县甲局", aliases=["甲局"]), unit(B, "海丰县乙局", 1)]
    load("unit", first, reported_on=date(2023, 1, 3))
    load(
        "unit", [unit(A, "海丰县丙局", 2, short_name="县丙局"), unit(B, "海丰县乙局", 1)], reported_on=date(2024, 3, 1)
    )
    second, renamed = list_units(warehouse)
    assert (second.code, second.former_names, second.aliases) == (B, (), ())
    assert (renamed.name, renamed.short_name) == ("海丰县丙局", "县丙局")
    assert renamed.former_names == ("海丰县甲局", "县甲局")
    assert [one.name for one in list_units(warehouse, 1)] == ["海丰县乙局", "海丰县甲局"]
    assert list_units(warehouse, 1)[1].former_names == () and list_units(warehouse, 0) == []


def test_unit_without_a_short_name_is_called_by_its_full_one(load, warehouse):
    load(
        "unit", [unit(A, "海丰县甲局", 1, short_name="县甲局"), unit(B, "海丰县乙局", 2)], reported_on=date(2023, 1, 3)
    )
    assert short_names(list_units(warehouse)) == {A: "县甲局", B: "海丰县乙局"}


def test_each_name_is_kept_with_the_day_it_begins(load, warehouse):
    load("unit", [unit(A, "甲局", 1)], reported_on=date(2023, 1, 3))
    load("unit", [unit(A, "乙局", 1)], reported_on=date(2024, 3, 1))
    load("unit", [unit(A, "乙局", 5)], reported_on=date(2024, 6, 1))
    assert warehouse.query("select name, from_on from unit_name where closed_in is null order by from_on") == [
        ("甲局", date(2023, 1, 3)),
        ("乙局", date(2024, 3, 1)),
    ]


def test_register_corrected_for_the_same_day_has_one_name_for_it(load, warehouse):
    load("unit", [unit(A, "甲局", 1)], reported_on=date(2023, 1, 3))
    load("unit", [unit(A, "乙局", 1)], reported_on=date(2023, 1, 3))
    assert warehouse.query("select name from unit_name where closed_in is null") == [("乙局",)]
    assert list_units(warehouse)[0].former_names == ()


def test_row_leads_to_file_sheet_row_version_and_sender(load, warehouse, somebody):
    row = {"unit": A, "system_name": "甲", "state": "在用", "hosting": "其他", "launched_on": date(2016, 5, 31)}
    at = datetime(2023, 3, 2, 8, 15)
    load("system", [row | {"month": ("launched_on",), "bad": {"cloud_on": "待定"}}], covered=(A,), sheet="表一", at=at)
    found = row_of(warehouse, "system", 1)
    assert (found.file_name, found.sheet, found.source_row) == ("政务信息系统清单.xlsx", "表一", 2)
    assert (found.version, found.upload_id, found.accepted_at, found.received_by) == (1, 1, at, "人员001")
    assert (found.brought_by, found.opened_in, found.closed_in) == ("upload", 1, None)
    assert list(found.values)[:3] == ["unit", "system_name", "project_name"] and found.values["hosting"] == "其他"
    assert (found.month_precise, found.pending, found.has_original) == (("launched_on",), {"cloud_on": "待定"}, True)


def test_row_brought_back_by_an_undo_still_leads_to_its_file(load, warehouse, somebody):
    row = {"unit": A, "system_name": "甲", "state": "在用", "hosting": "其他"}
    load("system", [row], covered=(A,))
    load("system", [row | {"state": "停用"}], covered=(A,))
    assert row_of(warehouse, "system", 1).closed_in == 2
    undo_version(warehouse, 2, "填错", somebody, datetime(2023, 5, 1))
    found = row_of(warehouse, "system", 1)
    assert (found.version, found.brought_by, found.upload_id) == (1, "upload", 1)
    assert (found.opened_in, found.closed_in) == (3, None)


def test_rows_come_in_the_order_asked_for(load, warehouse):
    rows = [{"unit": A, "title": title} for title in ("甲", "乙", "丙")]
    load("workplan", rows, covered=(A,))
    assert [row.values["title"] for row in rows_of(warehouse, "workplan", [3, 99, 1])] == ["丙", "甲"]
    with pytest.raises(KeyError):
        row_of(warehouse, "workplan", 99)
    with pytest.raises(KeyError):
        row_of(warehouse, "nonsense", 1)
