"""Taking versions back, what stands in the way, and the lists of uploads and versions."""

import hashlib
from datetime import date, datetime

import pytest

from warehouse.audit import list_entries
from warehouse.history import (
    CannotUndo,
    find_upload_by_hash,
    later_versions,
    list_uploads,
    list_versions,
    undo_version,
)

A, B = "HF001", "HF002"
NOW = datetime(2023, 5, 1, 10)


def system(unit, name, **more):
    return {"unit": unit, "system_name": name, "state": "在用", "hosting": "自建机房", **more}


def task(number, unit=A, **more):
    due = {"assigned_on": date(2023, 1, 5), "due_on": date(2023, 2, 1)}
    return {"task_no": number, "unit": unit, "content": "甲", **due, **more}


@pytest.fixture
def undo(warehouse, somebody):
    return lambda version: undo_version(warehouse, version, "填错", somebody, NOW)


def test_undo_restores_rows_under_their_numbers_and_leaves_past_states(load, warehouse, state, undo, present):
    load("system", [system(A, "甲"), system(A, "乙")], covered=(A,))
    before, rows = state(warehouse), present("system", "system_name", "row_id", "upload_id")
    load("system", [system(A, "乙", state="停用"), system(A, "丙", cloud_due_on=date(2023, 9, 1))], covered=(A,))
    changed = state(warehouse)
    assert undo(2) == 3
    assert state(warehouse) == before != changed
    assert present("system", "system_name", "row_id", "upload_id") == rows
    assert [state(warehouse, version) for version in (0, 1, 2, 3)] == [{}, before, changed, before]


def test_undo_of_an_earlier_version_after_a_later_one_was_undone(load, warehouse, state, undo):
    load("system", [system(A, "甲")], covered=(A,))
    load("system", [system(A, "乙")], covered=(A,))
    load("system", [system(A, "丙")], covered=(A,))
    undo(3)
    undo(2)
    undo(1)
    assert state(warehouse) == {} and warehouse.version() == 6
    assert [one.state for one in list_uploads(warehouse)] == ["已撤销"] * 3


def test_undo_is_refused_when_a_later_list_of_the_unit_stands(load, warehouse, undo, state):
    load("system", [system(A, "甲"), system(B, "甲")], covered=(A, B))
    load("system", [system(B, "甲")], covered=(B,))
    load("workplan", [{"unit": A, "title": "方案"}], covered=(A,))
    present = state(warehouse)
    with pytest.raises(CannotUndo) as refused:
        undo(1)
    assert refused.value.later == (2,)
    assert (warehouse.version(), state(warehouse)) == (3, present)


def test_undo_passes_when_later_lists_are_of_other_units(load, undo, present):
    load("system", [system(A, "甲")], covered=(A,))
    load("system", [system(B, "乙")], covered=(B,))
    undo(1)
    assert present("system", "system_name") == [("乙",)]


def test_undo_by_keys_is_refused_for_the_same_key_only(load, warehouse, undo, present):
    load("task", [task("1"), task("2")])
    load("task", [task("3")])
    load("task", [task("2")])
    assert later_versions(warehouse, 1) == (3,), "a repeated row stands on the later upload too"
    undo(2)
    assert present("task", "task_no") == [("1",), ("2",)]


def test_row_changed_by_key_and_list_of_its_unit_meet(load, warehouse):
    load("system", [system(A, "甲"), system(B, "乙")], covered=(A, B))
    load("system", [system(A, "丙")], replaces="keys")
    load("system", [system(B, "乙")], covered=(B,))
    load("system", [system(A, "甲")], covered=(A,))
    assert [later_versions(warehouse, version) for version in (1, 2, 3)] == [(2, 3, 4), (4,), ()]


def test_whole_register_meets_every_later_change_of_its_kind(load, warehouse):
    load("task", [task("1")], replaces="all")
    load("task", [task("2", B)])
    assert later_versions(warehouse, 1) == (2,)


def test_day_that_took_over_a_month_can_be_undone(load, warehouse, state, undo):
    post = {"unit": A, "role": "数据专员", "name": "人员002", "appointed_on": date(2023, 6, 30)}
    load("roster", [post | {"month": ("appointed_on",)}], covered=(A,))
    before = state(warehouse)
    load("roster", [post | {"appointed_on": date(2023, 6, 15)}], replaces="keys")
    undo(2)
    assert state(warehouse) == before


def test_promise_of_an_undone_upload_is_forgotten(load, warehouse, undo):
    load("system", [system(A, "甲", cloud_due_on=date(2023, 6, 30))], covered=(A,))
    undo(1)
    load("system", [system(A, "甲", cloud_due_on=date(2023, 9, 30))], covered=(A,))
    rows = warehouse.query("select promised_on, opened_in, closed_in from promise order by opened_in")
    assert rows == [(date(2023, 6, 30), 1, 2), (date(2023, 9, 30), 3, None)]


def test_coverage_of_an_undone_upload_ends_and_a_later_one_does_not_end_it(load, warehouse, undo):
    load("system", [], covered=(A,), nil=(A,))
    load("system", [system(A, "甲")], covered=(A,))
    assert warehouse.query("select opened_in, closed_in from coverage order by 1") == [(1, None), (2, None)]
    undo(2)
    assert warehouse.query("select opened_in, closed_in from coverage order by 1") == [(1, None), (2, 3)]


@pytest.mark.parametrize("day", [date(2023, 1, 1), date(2024, 1, 1)])
def test_names_of_units_come_back(load, warehouse, state, undo, day):
    unit = {"code": A, "name": "甲局", "kind": "县直部门", "batch": "首批试点", "sort_no": 1}
    load("unit", [unit], reported_on=date(2023, 1, 1))
    before = state(warehouse)
    load("unit", [unit | {"name": "乙局"}], reported_on=day)
    undo(2)
    assert state(warehouse) == before


def test_row_that_left_for_another_unit_keeps_its_first_list_from_being_undone(load, warehouse):
    load("task", [task("1", A)], replaces="units")
    load("task", [task("1", B)], replaces="units")
    assert later_versions(warehouse, 1) == (2,)


@pytest.mark.parametrize("version", [0, 2, 7])
def test_undo_of_nothing_of_an_undo_or_twice_is_refused(load, warehouse, undo, version):
    load("system", [system(A, "甲")], covered=(A,))
    undo(1)
    with pytest.raises(CannotUndo):
        undo(version)
    with pytest.raises(CannotUndo):
        undo(1)
    assert warehouse.version() == 2


def test_versions_and_uploads_tell_what_happened(load, warehouse, undo):
    load("system", [system(A, "甲"), system(A, "乙")], covered=(A,))
    load("workplan", [{"unit": B, "title": "方案"}], covered=(B,))
    undo(2)
    told = [(one.version, one.kind, one.upload_id, one.undoes, one.undone_by) for one in list_versions(warehouse)]
    assert told == [(3, "undo", 2, 2, None), (2, "upload", 2, None, 3), (1, "upload", 1, None, None)]
    uploads = list_uploads(warehouse)
    assert [(one.upload_id, one.state, one.version, one.tables[0].units) for one in uploads] == [
        (2, "已撤销", 2, (B,)),
        (1, "已入库", 1, (A,)),
    ]
    assert (uploads[1].tables[0].opened, uploads[1].tables[0].reported_on) == (2, date(2023, 3, 1))
    assert [one.upload_id for one in list_uploads(warehouse, dataset="system")] == [1]
    assert [one.upload_id for one in list_uploads(warehouse, unit=B)] == [2]
    assert list_uploads(warehouse, dataset="system", unit=B) == []


def test_same_content_is_found_while_it_counts(load, warehouse, undo):
    load("system", [system(A, "甲")], covered=(A,))
    sha256 = hashlib.sha256(b"system0").hexdigest()
    assert find_upload_by_hash(warehouse, sha256).upload_id == 1
    assert find_upload_by_hash(warehouse, hashlib.sha256(b"?").hexdigest()) is None
    undo(1)
    assert find_upload_by_hash(warehouse, sha256) is None


def test_undo_is_logged_with_reason(load, warehouse, undo):
    load("system", [system(A, "甲")], covered=(A,))
    undo(1)
    entry = list_entries(warehouse)[0]
    assert (entry.action, entry.version, entry.entered_at) == ("撤销", 2, NOW)
    assert "填错" in entry.after and '"version": 1' in entry.before
