"""What an upload would do, seen before it counts: rows, cells, and a trial that leaves no trace."""

import threading
from datetime import date

import pytest

from warehouse.commit import commit_upload, preview_upload, trial
from warehouse.connect import NestedWrite
from warehouse.preview import CellChange

A = "HF001"


def system(name, **more):
    return {"unit": A, "system_name": name, "state": "在用", "hosting": "自建机房", **more}


def test_preview_names_new_changed_unchanged_and_withdrawn_rows(load, warehouse, table, state):
    load("system", [system("甲"), system("乙"), system("丙")], covered=(A,), sheet="旧表")
    before = state(warehouse)
    rows = [system("乙"), system("甲", hosting="市政务云", cloud_on=date(2023, 6, 28)), system("丁")]
    shown = preview_upload(warehouse, [table("system", rows, covered=(A,))])
    only = shown.tables[0]
    assert (only.new, only.changed, only.unchanged, only.withdrawn) == (1, 1, 1, 1)
    new, changed, withdrawn = only.rows
    assert (new.verdict, new.key, new.source_row, new.row_id) == ("new", (A, "丁"), 4, None)
    assert (changed.verdict, changed.key, changed.row_id) == ("changed", (A, "甲"), 1)
    assert changed.cells == (
        CellChange("hosting", "自建机房", "市政务云"),
        CellChange("cloud_on", None, date(2023, 6, 28)),
    )
    assert (withdrawn.verdict, withdrawn.key, withdrawn.sheet, withdrawn.row_id) == ("withdrawn", (A, "丙"), "旧表", 3)
    assert (shown.version, warehouse.version(), state(warehouse)) == (1, 1, before)


def test_preview_shows_month_becoming_a_day_and_marks(load, warehouse, table):
    load("system", [system("甲", launched_on=date(2016, 5, 31), month=("launched_on",))], covered=(A,))
    changed = system("甲", launched_on=date(2016, 5, 31), bad={"cloud_on": "待定"})
    row = preview_upload(warehouse, [table("system", [changed], covered=(A,))]).tables[0].rows_of("changed")[0]
    assert row.cells == (
        CellChange("launched_on", date(2016, 5, 31), date(2016, 5, 31), True, False),
        CellChange("cloud_on", None, None),
    )
    assert row.pending == {"cloud_on": "待定"}


def test_preview_counts_all_rows_and_lists_the_first(warehouse, table):
    rows = [system(f"系统{number:02d}") for number in range(30)]
    only = preview_upload(warehouse, [table("system", rows, covered=(A,))], rows_shown=10).tables[0]
    assert (only.new, len(only.rows), only.rows[9].key[1]) == (30, 10, "系统09")


def test_preview_tells_the_kept_first_day(load, warehouse, table):
    report = {"unit": A, "kind": "半年度工作总结", "period": "2023年上半年", "received_on": date(2023, 6, 20)}
    load("report", [report])
    shown = preview_upload(warehouse, [table("report", [report | {"received_on": date(2023, 6, 28)}])])
    assert [one.stored for one in shown.kept] == [date(2023, 6, 20)]
    assert shown.tables[0].unchanged == 1


def test_trial_is_the_commit_it_announces_and_leaves_nothing(load, warehouse, table, facts, state):
    load("system", [system("甲"), system("乙")], covered=(A,))
    before = state(warehouse)
    rows = [table("system", [system("乙", cloud_due_on=date(2023, 9, 1)), system("丙")], covered=(A,))]
    with trial(warehouse, facts(b"new"), rows) as tried:
        seen = state(tried.reader)
        assert (tried.reader.version(), tried.committed.version) == (2, 2)
        assert tried.reader.query_dicts("select file_name from upload where upload_id = 2")
        assert (warehouse.version(), state(warehouse)) == (1, before), "readers are not held up and see nothing"
        with pytest.raises(NestedWrite), warehouse.write():
            pass
    assert state(warehouse) == before
    assert warehouse.query("select version, last_upload_id, last_row_id, writes from clock") == [(1, 1, 2, 1)]
    assert commit_upload(warehouse, facts(b"new"), rows, b"new") == tried.committed
    assert state(warehouse) == seen


def test_upload_during_a_trial_waits_and_is_accepted(load, warehouse, table, facts, present):
    accepted = []
    with trial(warehouse, facts(b"1"), [table("system", [system("甲")], covered=(A,))]):
        rows = [table("system", [system("乙")], covered=(A,))]
        other = threading.Thread(target=lambda: accepted.append(commit_upload(warehouse, facts(b"2"), rows, b"2")))
        other.start()
        other.join(0.2)
        assert other.is_alive() and not accepted
    other.join(10)
    assert accepted[0].version == 1
    assert present("system", "system_name") == [("乙",)]


def test_exception_inside_a_trial_leaves_nothing(warehouse, table, facts):
    with pytest.raises(ZeroDivisionError), trial(warehouse, facts(b"1"), [table("system", [system("甲")])]):
        raise ZeroDivisionError
    with warehouse.write() as writer:
        assert writer.version() == 1
