"""更正 of first days and first promises: what changes, what is logged, what is refused."""

from datetime import date, datetime

import pytest

from warehouse.audit import list_entries
from warehouse.corrections import CannotCorrect, correct_value
from warehouse.history import CannotUndo, list_versions, undo_version
from warehouse.lineage import row_of

A = "HF001"
NOW = datetime(2023, 7, 1, 10)
KEY = {"unit": A, "kind": "半年度工作总结", "period": "2023年上半年"}
SYSTEM = {"unit": A, "system_name": "甲", "state": "在用", "hosting": "自建机房"}


@pytest.fixture
def correct(warehouse, somebody):
    def set_value(dataset, key, field, value, reason="登记有误"):
        return correct_value(warehouse, dataset, key, field, value, reason, somebody, NOW)

    return set_value


def test_first_received_day_is_moved_by_a_correction_and_stays_there(load, warehouse, correct, present, state):
    load("report", [KEY | {"received_on": date(2023, 6, 20), "doc_no": "一号"}])
    before = state(warehouse)
    assert correct("report", KEY, "received_on", date(2023, 6, 27)) == 2
    assert present("report", "received_on", "doc_no", "row_id") == [(date(2023, 6, 27), "一号", 2)]
    assert state(warehouse, 1) == before
    load("report", [KEY | {"received_on": date(2023, 6, 30), "doc_no": "一号"}])
    assert present("report", "received_on") == [(date(2023, 6, 27),)]


def test_correction_is_logged_before_and_after_and_named_in_lineage(load, warehouse, correct):
    load("report", [KEY | {"received_on": date(2023, 6, 20)}])
    correct("report", KEY, "received_on", date(2023, 6, 27), "收文簿为27日")
    entry = list_entries(warehouse, action="更正")[0]
    assert "2023-06-20" in entry.before and "2023-06-27" in entry.after and "收文簿为27日" in entry.after
    assert (entry.actor, entry.version, entry.entered_at) == ("人员001", 2, NOW)
    assert entry.subject == "报告报送登记表 / HF001 / 半年度工作总结 / 2023年上半年"
    row = row_of(warehouse, "report", 2)
    assert (row.brought_by, row.reason, row.version, row.upload_id) == ("correction", "收文簿为27日", 2, 1)


def test_promise_correction_mends_the_row_that_still_holds_it(load, warehouse, correct, present):
    load("system", [SYSTEM | {"cloud_due_on": date(2032, 6, 30), "month": ("cloud_due_on",)}], covered=(A,))
    correct("system", SYSTEM, "cloud_due_on", date(2023, 6, 30))
    promises = warehouse.query("select promised_on, opened_in, closed_in from promise order by 2")
    assert promises == [(date(2032, 6, 30), 1, 2), (date(2023, 6, 30), 2, None)]
    assert present("system", "cloud_due_on", "month_precise") == [(date(2023, 6, 30), None)]


def test_promise_correction_leaves_a_plan_that_has_moved_since(load, warehouse, correct, present):
    load("system", [SYSTEM | {"cloud_due_on": date(2023, 3, 31)}], covered=(A,))
    load("system", [SYSTEM | {"cloud_due_on": date(2023, 12, 31)}], covered=(A,))
    correct("system", SYSTEM, "cloud_due_on", date(2023, 6, 30))
    assert warehouse.query("select promised_on from promise where closed_in is null") == [(date(2023, 6, 30),)]
    assert present("system", "cloud_due_on") == [(date(2023, 12, 31),)]


def test_correction_can_be_undone_and_stands_in_the_way_of_undoing_its_upload(
    load, warehouse, correct, state, somebody
):
    load("system", [SYSTEM | {"cloud_due_on": date(2023, 3, 31)}], covered=(A,))
    load("system", [SYSTEM | {"cloud_due_on": date(2023, 12, 31)}], covered=(A,))
    before = state(warehouse)
    correct("system", SYSTEM, "cloud_due_on", date(2023, 6, 30))
    with pytest.raises(CannotUndo) as refused:
        undo_version(warehouse, 2, "填错", somebody, NOW)
    assert refused.value.later == (3,)
    undo_version(warehouse, 3, "更正有误", somebody, NOW)
    assert state(warehouse) == before
    undo_version(warehouse, 2, "填错", somebody, NOW)
    undo_version(warehouse, 1, "填错", somebody, NOW)
    assert state(warehouse) == {}
    assert [one.kind for one in list_versions(warehouse)] == ["undo"] * 3 + ["correction", "upload", "upload"]


@pytest.mark.parametrize(
    ("dataset", "key", "field", "reason"),
    [
        ("report", KEY, "accepted_on", "有误"),
        ("report", KEY | {"period": "2023年下半年"}, "received_on", "有误"),
        ("report", {"unit": A}, "received_on", "有误"),
        ("report", KEY, "received_on", " "),
        ("system", SYSTEM, "cloud_due_on", "有误"),
    ],
    ids=["not protected", "no such row", "half a key", "no reason", "no promise"],
)
def test_correction_without_ground_is_refused_and_makes_no_version(
    load, warehouse, correct, dataset, key, field, reason
):
    load("report", [KEY | {"received_on": date(2023, 6, 20)}])
    with pytest.raises(CannotCorrect):
        correct(dataset, key, field, date(2023, 6, 27), reason)
    assert warehouse.version() == 1
