"""Every relation sees the rows of its version: opened in it or before, and not closed by then."""

from datetime import date

import pytest

from metrics.figure import Point
from metrics.subjects import find_rows

DAY = date(2024, 1, 31)
PAST = date(2023, 5, 1)
RESOURCE = {"resource_name": "r", "source_system": "s", "share_type": "无条件共享", "update_cycle": "每年"}

# dataset, one row, the same row changed, the figure, its outcome before and after.
LISTS = [
    (
        "project",
        {"project_name": "p", "state": "正常", "accepted_on": PAST},
        {"usage": "在用"},
        "project_in_use",
        "unreported",
        "achieved",
    ),
    (
        "system",
        {"system_name": "s", "state": "在用", "hosting": "其他"},
        {"hosting": "市政务云"},
        "cloud_migrated",
        "missed",
        "achieved",
    ),
    ("catalog", RESOURCE, {"catalogued_on": PAST}, "catalogued", "missed", "achieved"),
    (
        "function",
        {"function_name": "f", "data_produced": "d"},
        {"is_catalogued": True},
        "functions_covered",
        "unreported",
        "achieved",
    ),
    (
        "demand",
        {"provider": "A", "resource_name": "d", "asked_on": PAST, "review": "通过"},
        {"answered_on": PAST},
        "demand_answered",
        "missed",
        "achieved",
    ),
    (
        "roster",
        {"role": "首席数据官", "name": "人员001", "appointed_on": PAST},
        {"is_leadership": True},
        "cdo_in_leadership",
        "unreported",
        "achieved",
    ),
]
REGISTERS = [
    (
        "activity",
        {"kind": "联席会议", "activity_name": "a", "held_on": PAST, "attendance": "缺席"},
        {"attendance": "出席"},
        "attended",
        "missed",
        "achieved",
    ),
    (
        "report",
        {"kind": "半年度工作总结", "period": "2023年上半年", "received_on": PAST, "has_results": False},
        {"has_results": None, "clause_count": 8},
        "report_complete",
        "missed",
        "unreported",
    ),
    (
        "task",
        {"task_no": "t", "content": "c", "assigned_on": PAST, "due_on": PAST},
        {"closed_on": PAST},
        "task_on_time",
        "missed",
        "achieved",
    ),
    (
        "evaluation",
        {"period": "2023年度", "evaluated_on": PAST, "is_confirmed": True, "grade": "合格"},
        {"grade": "优秀"},
        "evaluation_excellent",
        "missed",
        "achieved",
    ),
]
PRESENCE = [
    ("workplan", {"title": "方案", "sealed": True, "filed_on": PAST}, "workplan_filed"),
    ("scenario", {"app": "民情地图", "scenario_name": "c", "launched_on": PAST}, "scenario_live"),
    ("security", {"item": "应急预案", "done_on": PAST}, "security_basics"),
    ("roster", {"role": "数据专员", "name": "人员001", "appointed_on": PAST}, "posts_filled"),
    ("system", {"system_name": "s", "state": "在用", "hosting": "其他"}, "lists_filed"),
]


def outcomes(county, metric, version):
    return [row.outcome for row in find_rows(county.warehouse, metric, Point(DAY, version))]


@pytest.mark.parametrize(
    ("dataset", "row", "change", "metric", "before", "after"),
    LISTS + REGISTERS,
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_changed_row_is_seen_once_in_each_version(county, dataset, row, change, metric, before, after):
    row = {"unit": "A"} | row
    empty = county.register("A")
    first = county.accept(dataset, [row])
    second = county.accept(dataset, [row | change], on=date(2023, 7, 1))
    third = county.accept("duty", [{"unit": "A", "period": "2023年上半年", "clause": "强化安全管理体系"}])
    seen = [outcomes(county, metric, version) for version in (empty, first, second, third)]
    assert seen == [[], [before], [after], [after]]


@pytest.mark.parametrize(("dataset", "row", "metric"), PRESENCE, ids=[f"{one[0]}-{one[2]}" for one in PRESENCE])
def test_presence_of_a_row_is_that_of_its_version(county, dataset, row, metric):
    empty = county.register("A")
    first = county.accept(dataset, [{"unit": "A"} | row])
    assert "achieved" not in outcomes(county, metric, empty)
    assert outcomes(county, metric, first).count("achieved") == 1
    if metric != "lists_filed":  # a nil return withdraws the row and is a filed list all the same
        withdrawn = county.accept(dataset, [], nil=("A",), on=date(2023, 7, 1))
        assert "achieved" not in outcomes(county, metric, withdrawn)
        assert outcomes(county, metric, first).count("achieved") == 1


def test_coverage_of_a_system_ends_with_its_resource(county):
    county.register("A")
    county.accept("system", [{"unit": "A", "system_name": "s", "state": "在用", "hosting": "其他"}])
    row = {"unit": "A", "catalogued_on": PAST} | RESOURCE
    first = county.accept("catalog", [row])
    second = county.accept("catalog", [row | {"resource_name": "other", "source_system": None}], on=date(2023, 7, 1))
    assert outcomes(county, "systems_covered", first - 1) == ["missed"]
    assert outcomes(county, "systems_covered", first) == ["achieved"]
    assert outcomes(county, "systems_covered", second) == ["missed"]


def test_training_relief_and_register_are_those_of_the_version(county):
    empty = county.register("A")
    training = {"unit": "A", "kind": "培训", "activity_name": "t", "held_on": PAST, "attendance": "出席"}
    present = county.accept("activity", [training])
    absent = county.accept("activity", [training | {"attendance": "缺席"}])
    relieved = {"unit": "A", "metric": "trained", "reason": "r", "approval": "a", "from_on": date(2023, 1, 3)}
    relief = county.accept("exemption", [relieved])
    ended = county.accept("exemption", [relieved | {"until_on": date(2023, 6, 1)}])
    gone = county.register({"code": "A", "batch": "不纳入"})
    seen = [outcomes(county, "trained", version) for version in (empty, present, absent, relief, ended, gone)]
    assert seen == [["exempt"], ["achieved"], ["missed"], ["exempt"], ["missed"], []]
