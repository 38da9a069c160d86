"""The subjects behind a figure carry the cell they came from."""

from datetime import date, datetime

import pytest

from metrics.figure import Point, Scope
from metrics.subjects import find_rows, find_rows_of
from tests.services.small_county import BUREAU
from warehouse.history import undo_version

DAY = date(2023, 12, 31)


def system(name, unit="A", **more):
    return {"unit": unit, "system_name": name, "state": "在用", "hosting": "自建机房"} | more


def now(county, day=DAY):
    return Point(day, county.warehouse.version())


def test_row_leads_to_file_sheet_row_and_the_version_that_brought_it(county):
    county.register("A")
    brought = county.accept("system", [system("s1"), system("s2")])
    county.accept("system", [system("s1"), system("s2", mlps_level="二级")], on=date(2023, 5, 1))
    first, second = find_rows(county.warehouse, "cloud_migrated", now(county))
    assert (first.key, first.file, first.sheet, first.row, first.version) == (
        "s1", f"政务信息系统清单{brought}.xlsx", "Sheet1", 2, brought,
    )  # fmt: skip
    assert (second.key, second.row, second.version) == ("s2", 3, brought + 1)
    assert first.dataset == "system" and first.row_id is not None and first.row_id != second.row_id


def test_former_point_shows_the_row_of_that_time(county):
    county.register("A")
    brought = county.accept("system", [system("s1")])
    county.accept("system", [system("s1", hosting="市政务云")], on=date(2023, 5, 1))
    (then,) = find_rows(county.warehouse, "cloud_migrated", Point(DAY, brought))
    (today,) = find_rows(county.warehouse, "cloud_migrated", now(county))
    assert (then.outcome, then.version) == ("missed", brought)
    assert (today.outcome, today.version) == ("achieved", brought + 1)


def test_filed_list_leads_to_its_upload(county):
    county.register("A")
    brought = county.accept("function", [], nil=("A",))
    rows = {row.key: row for row in find_rows(county.warehouse, "lists_filed", now(county))}
    filed = rows["部门职能数据清单"]
    assert (filed.file, filed.version, filed.row_id) == (f"部门职能数据清单{brought}.xlsx", brought, None)
    assert (rows["数据需求清单"].file, rows["数据需求清单"].version) == ("", None)


def test_empty_post_has_no_place(county):
    county.register("A")
    (first, *_) = find_rows(county.warehouse, "posts_filled", now(county))
    assert (first.label, first.file, first.row, first.row_id, first.version) == ("首席数据官", "", None, None, None)


def test_outcomes_unit_and_pages_narrow_the_list(county):
    county.register("B", "A")
    names = [f"s{number}" for number in range(5)]
    county.accept("system", [system(name) for name in names] + [system("b", unit="B", hosting="市政务云")])
    everything = find_rows(county.warehouse, "cloud_migrated", now(county))
    assert [row.key for row in everything] == ["b", *names]  # the register's order, then the key
    achieved = find_rows(county.warehouse, "cloud_migrated", now(county), outcomes=("achieved",))
    assert [row.key for row in achieved] == ["b"]
    assert [row.key for row in find_rows(county.warehouse, "cloud_migrated", now(county), unit="A")] == names
    pages = [find_rows(county.warehouse, "cloud_migrated", now(county), limit=2, offset=start) for start in (0, 2, 4)]
    assert [row for page in pages for row in page] == everything


def test_unknown_metric_and_outcome_are_refused(county):
    with pytest.raises(KeyError):
        find_rows(county.warehouse, "cloud", now(county))
    with pytest.raises(ValueError):
        find_rows(county.warehouse, "cloud_migrated", now(county), outcomes=("late",))


def test_undone_row_keeps_its_first_version(county):
    county.register("A")
    brought = county.accept("system", [system("s1")])
    changed = county.accept("system", [system("s1", hosting="市政务云")], on=date(2023, 5, 1))
    undo_version(county.warehouse, changed, "误报", BUREAU, datetime(2023, 6, 1, 9))
    (row,) = find_rows(county.warehouse, "cloud_migrated", now(county))
    assert (row.outcome, row.version) == ("missed", brought)


def test_undone_upload_leaves_the_unit_silent_and_its_list_unfiled(county):
    county.register("A")
    sent = county.accept("system", [system("s1")])
    assert county.total("lists_filed", DAY)[0] == 1
    undo_version(county.warehouse, sent, "误报", BUREAU, datetime(2023, 6, 1, 9))
    assert county.total("lists_filed", DAY)[0] == 0
    assert county.total("cloud_migrated", DAY) == (0, 0, 0, 0, 0, 1)
    assert county.total("cloud_migrated", DAY, version=sent) == (0, 1, 0, 0, 0, 0)


def test_to_do_list_of_a_unit_holds_its_misses_and_silence_in_the_order_asked(county):
    county.register("A", "B")
    county.accept(
        "system", [system("s1", launched_on=date(2023, 5, 1)), system("s2", hosting="市政务云"), system("b", unit="B")]
    )
    asked = ["cloud_migrated", "posts_filled", "cloud_new"]
    rows = find_rows_of(county.warehouse, asked, now(county), Scope(unit="A"), ("missed", "unreported"))
    assert [(row.metric, row.label, row.outcome) for row in rows] == [
        ("cloud_migrated", "s1", "missed"),
        ("posts_filled", "首席数据官", "unreported"),
        ("posts_filled", "数据专员", "unreported"),
        ("posts_filled", "政务专员", "unreported"),
        ("cloud_new", "s1", "missed"),
    ]
    assert rows[0].row == 2 and rows[0].unit == "A" and rows[1].row is None


def test_rows_of_many_figures_are_those_of_each_one(county):
    county.register("B", "A")
    county.accept("system", [system("s2"), system("s1", hosting="市政务云"), system("b", unit="B")])
    asked = ["posts_filled", "cloud_migrated", "systems_covered"]
    point = now(county)
    assert find_rows_of(county.warehouse, asked, point) == [
        row for metric in asked for row in find_rows(county.warehouse, metric, point)
    ]
