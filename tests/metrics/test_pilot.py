"""Work plans, lists, scenarios, security, training and the milestones they make: worked by hand."""

from datetime import date

import pytest

from metrics.figure import Point
from metrics.subjects import find_rows

DAY = date(2023, 6, 30)
ITEMS = ("安全管理制度", "安全保护措施", "应急预案", "风险评估")


def test_work_plan_needs_seal_and_filing_by_the_date(county):
    county.register("sealed", "unsealed", "blank", "later", "unfiled", "silent", "nil", "second")

    def plan(unit, title="工作方案", sealed=True, filed=DAY):
        return {"unit": unit, "title": title, "sealed": sealed, "filed_on": filed}

    rows = [
        plan("sealed"),
        plan("unsealed", sealed=False),
        plan("blank", sealed=None),
        plan("later", filed=date(2023, 7, 1)),
        plan("unfiled", filed=None),
        plan("second", sealed=False),
        plan("second", title="工作方案修订稿"),
    ]
    county.accept("workplan", rows, nil=("nil",))
    assert county.unit_outcomes("workplan_filed", DAY) == {
        "sealed": "achieved",
        "unsealed": "missed",
        "blank": "missed",
        "later": "missed",
        "unfiled": "missed",
        "silent": "unreported",
        "nil": "missed",
        "second": "achieved",
    }
    assert county.total("workplan_filed", DAY) == (2, 8, 0, 1, 0, 0)


def test_lists_count_from_the_first_reporting_day_and_nil_returns_count(county):
    county.register("A", "B")
    county.accept(
        "system", [{"unit": "A", "system_name": "s", "state": "在用", "hosting": "其他"}], on=date(2023, 6, 30)
    )
    county.accept("catalog", [], nil=("A",), on=date(2023, 7, 1))
    county.accept("demand", [], nil=("A",), on=date(2023, 5, 1))
    # A later, fresh list does not move the first day.
    county.accept("demand", [], nil=("A",), on=date(2023, 9, 1))
    # 30 June: A has 系统 and 需求 = 2 of 4, B 0 of 4; a day later A has 资源 too; no list is "silent" or unreported.
    assert county.count("lists_filed", DAY) == {
        "A": (2, 4, 0, 0, 0, 0),
        "B": (0, 4, 0, 0, 0, 0),
        "全县": (2, 8, 0, 0, 0, 0),
    }
    assert county.count("lists_filed", date(2023, 7, 1))["A"] == (3, 4, 0, 0, 0, 0)
    assert county.outcomes("lists_filed", DAY, unit="A") == {
        "政务信息系统清单": "achieved",
        "公共数据资源清单": "missed",
        "部门职能数据清单": "missed",
        "数据需求清单": "achieved",
    }


def test_provider_of_a_demand_has_not_filed_the_demand_list(county):
    county.register("A", "B")
    row = {"unit": "A", "provider": "B", "resource_name": "r", "asked_on": date(2023, 3, 1), "review": "待审核"}
    county.accept("demand", [row])
    assert county.outcomes("lists_filed", DAY, unit="A")["数据需求清单"] == "achieved"
    assert county.outcomes("lists_filed", DAY, unit="B")["数据需求清单"] == "missed"


def test_scenario_lives_on_a_named_app_between_launch_and_stop(county):
    county.register("live", "other", "later", "stopped", "stops later", "undated", "silent")

    def scenario(unit, app="民情地图", launched=DAY, **more):
        return {"unit": unit, "app": app, "scenario_name": "场景", "launched_on": launched} | more

    county.accept(
        "scenario",
        [
            scenario("live"),
            scenario("other", app="其他"),
            scenario("later", launched=date(2023, 7, 1)),
            scenario("stopped", launched=date(2023, 2, 1), stopped_on=DAY),
            scenario("stops later", launched=date(2023, 2, 1), stopped_on=date(2023, 7, 1)),
            scenario("undated", launched=None),
        ],
    )
    assert county.unit_outcomes("scenario_live", DAY) == {
        "live": "achieved",
        "other": "missed",
        "later": "missed",
        "stopped": "missed",
        "stops later": "achieved",
        "undated": "missed",
        "silent": "unreported",
    }


def test_security_items_hold_while_valid_and_assessments_for_twelve_months(county):
    county.register("A", "B", "C")
    row = {"unit": "A", "item": "", "done_on": date(2021, 1, 1)}
    county.accept(
        "security",
        [
            row | {"item": "安全管理制度"},  # no end: old but in force
            row | {"item": "安全保护措施", "valid_until": DAY},  # the last day still counts
            row | {"item": "应急预案", "valid_until": date(2023, 6, 29)},
            row | {"item": "风险评估", "done_on": DAY.replace(year=2022)},  # 2022-06-30 + 12 months = D
            {"unit": "B", "item": "风险评估", "done_on": date(2022, 6, 29), "valid_until": date(2030, 1, 1)},
            {"unit": "B", "item": "应急演练", "done_on": DAY},  # not one of the four
            {"unit": "B", "item": "应急预案", "done_on": date(2023, 7, 1)},
        ],
    )
    assert county.outcomes("security_basics", DAY, unit="A") == dict(
        zip(ITEMS, ("achieved", "achieved", "missed", "achieved"), strict=True)
    )
    # What has run out still leads to its row; what was never filed leads to none.
    rows = find_rows(county.warehouse, "security_basics", Point(DAY, county.warehouse.version()), unit="B")
    assert {one.key: one.row_id is None for one in rows} == {
        "安全管理制度": True, "安全保护措施": True, "应急预案": True, "风险评估": False,
    }  # fmt: skip
    # A 3 of 4, B 0 of 4, C sent nothing: 4 unreported.
    assert county.total("security_basics", DAY) == (3, 12, 0, 4, 0, 0)


def attendance(unit, kind, day, how, name=""):
    return {"unit": unit, "kind": kind, "activity_name": name or f"{kind}{day}", "held_on": day, "attendance": how}


def test_attendance_counts_deputies_and_sets_leave_aside(county):
    county.register("A", "B", {"code": "C", "joined_on": date(2023, 6, 1)})
    day = date(2023, 3, 1)
    rows = [
        attendance("A", "联席会议", day, "出席"),
        attendance("A", "培训", day, "委托代会"),
        attendance("A", "履职评价", day, "请假"),
        attendance("A", "联席会议", DAY, "缺席"),
        attendance("A", "联席会议", date(2023, 7, 1), "出席"),
        attendance("B", "联席会议", day, None),
        attendance("C", "联席会议", day, "出席"),
    ]
    county.accept("activity", rows)
    # A 2 of 3 and one leave; B's blank is a miss; C counts although it was held before it joined.
    assert county.count("attended", DAY) == {
        "A": (2, 3, 1, 0, 0, 0),
        "B": (0, 1, 0, 0, 0, 0),
        "C": (1, 1, 0, 0, 0, 0),
        "全县": (3, 5, 1, 0, 0, 0),
    }


def test_training_needs_presence_and_is_exempt_before_any_was_held(county):
    late = {"joined_on": date(2023, 5, 1)}
    county.register(
        "present", "deputy", "absent", "meeting only", {"code": "late"} | late, {"code": "came early"} | late
    )
    held = date(2023, 1, 18)
    county.accept(
        "activity",
        [
            attendance("present", "培训", held, "出席"),
            attendance("deputy", "培训", held, "委托代会"),
            attendance("absent", "培训", held, "缺席"),
            attendance("meeting only", "联席会议", held, "出席"),
            attendance("came early", "培训", held, "出席"),
        ],
    )
    # No training since 1 May: "late" is exempt, "came early" was present all the same.
    expected = {
        "present": "achieved",
        "deputy": "missed",
        "absent": "missed",
        "meeting only": "missed",
        "late": "exempt",
        "came early": "achieved",
    }
    assert county.unit_outcomes("trained", DAY) == expected
    assert county.total("trained", DAY) == (2, 5, 1, 0, 0, 0)
    # On the day of the training it counts already; the day before the four pilot units are exempt as well.
    assert county.total("trained", held) == (1, 4, 0, 0, 0, 0)
    assert county.total("trained", date(2023, 1, 17)) == (0, 0, 4, 0, 0, 0)
    # One held on the very day "late" joined ends its exemption, whoever was invited.
    county.accept("activity", [attendance("present", "培训", date(2023, 5, 1), "出席")])
    assert county.unit_outcomes("trained", DAY)["late"] == "missed"


def achieve_all_but(county, unit, *missing):
    """Everything the pilot asks of one unit, but for the milestones named."""
    filed = {"filed_on": date(2023, 2, 1)}
    if "units_complete" not in missing:
        roles = ("首席数据官", "数据专员", "政务专员")
        posts = [{"unit": unit, "role": role, "name": role, "appointed_on": date(2023, 1, 5)} | filed for role in roles]
        county.accept("roster", posts)
    if "workplan_filed" not in missing:
        county.accept("workplan", [{"unit": unit, "title": "工作方案", "sealed": True} | filed])
    if "trained" not in missing:
        county.accept("activity", [attendance(unit, "培训", date(2023, 1, 18), "出席")])
    for dataset in ("system", "catalog", "function", "demand"):
        if f"list_{dataset}" not in missing:
            county.accept(dataset, [], nil=(unit,))
    if "security_basics" not in missing:
        county.accept("security", [{"unit": unit, "item": item, "done_on": date(2023, 1, 5)} for item in ITEMS])
    if "scenario_live" not in missing:
        row = {"unit": unit, "app": "善美村居", "scenario_name": "场景", "launched_on": date(2023, 1, 5)}
        county.accept("scenario", [row])


def test_milestones_all_achieved_before_any_report_is_due(county):
    county.register("A")
    achieve_all_but(county, "A")
    # 9 fixed milestones; the first report is due on 31 May and not sent: not counted on that day.
    assert county.total("pilot_progress", date(2023, 5, 31)) == (9, 9, 0, 0, 0, 0)
    assert county.total("pilot_progress", date(2023, 6, 1)) == (9, 10, 0, 0, 0, 0)


@pytest.mark.parametrize(
    "missing",
    ["units_complete", "workplan_filed", "trained", "list_system", "list_catalog", "list_function", "list_demand",
     "security_basics", "scenario_live"],
)  # fmt: skip
def test_each_milestone_is_missed_by_itself(county, missing):
    county.register("A", "other")
    achieve_all_but(county, "A", missing)
    county.accept("activity", [attendance("other", "培训", date(2023, 1, 18), "出席")])
    outcomes = county.outcomes("pilot_progress", date(2023, 5, 31), unit="A")
    unsent = {"units_complete", "workplan_filed", "security_basics", "scenario_live"}
    expected = "unreported" if missing in unsent else "missed"
    assert {key for key, outcome in outcomes.items() if outcome != "achieved"} == {missing}
    assert outcomes[missing] == expected and len(outcomes) == 9


def test_training_milestone_counts_after_january_or_when_reached(county):
    county.register("A", "B")
    county.accept("activity", [attendance("A", "培训", date(2023, 1, 18), "出席")])
    january, february = date(2023, 1, 31), date(2023, 2, 1)
    assert county.outcomes("pilot_progress", january, unit="A")["trained"] == "achieved"
    assert "trained" not in county.outcomes("pilot_progress", january, unit="B")
    assert county.outcomes("pilot_progress", february, unit="B")["trained"] == "missed"


def test_security_milestone_needs_all_four(county):
    county.register("three", "none", "silent")
    rows = [{"unit": "three", "item": item, "done_on": date(2023, 1, 5)} for item in ITEMS[:3]]
    county.accept("security", rows, nil=("none",))
    for unit, outcome in (("three", "missed"), ("none", "missed"), ("silent", "unreported")):
        assert county.outcomes("pilot_progress", date(2023, 5, 1), unit=unit)["security_basics"] == outcome


def test_reports_are_milestones_once_due_or_sent_and_later_ones_never(county):
    county.register("A", {"code": "B", "batch": "全面推广"})
    sent = {"unit": "A", "kind": "半年度工作总结", "period": "2023年上半年", "received_on": date(2023, 6, 10)}
    county.accept("report", [sent])
    key = "半年度工作总结 / 2023年上半年"
    before = county.outcomes("pilot_progress", date(2023, 6, 9), unit="A")
    assert key not in before and before["试点工作总结 / 试点期"] == "missed"
    assert county.outcomes("pilot_progress", date(2023, 6, 10), unit="A")[key] == "achieved"
    # B is no pilot unit: it owes no pilot summary; its half-year report counts after 28 June.
    assert county.outcomes("pilot_progress", date(2023, 6, 29), unit="B")[key] == "missed"
    assert len(county.outcomes("pilot_progress", date(2023, 6, 29), unit="B")) == 10
    # Two years on: 9 + pilot summary + two half-years of 2023.
    assert len(county.outcomes("pilot_progress", date(2025, 12, 31), unit="A")) == 12
    assert len(county.outcomes("pilot_progress", date(2025, 12, 31), unit="B")) == 11


def test_report_sent_early_is_no_milestone_of_a_unit_that_leaves_by_its_due_day(county):
    leaving = {"batch": "全面推广", "left_on": date(2023, 6, 28)}
    county.register({"code": "A"} | leaving, {"code": "B"} | leaving | {"left_on": date(2023, 6, 29)})
    sent = {"kind": "半年度工作总结", "period": "2023年上半年", "received_on": date(2023, 6, 10)}
    county.accept("report", [{"unit": "A"} | sent, {"unit": "B"} | sent])
    key = "半年度工作总结 / 2023年上半年"
    assert key not in county.outcomes("pilot_progress", date(2023, 6, 20), unit="A")
    assert county.outcomes("pilot_progress", date(2023, 6, 20), unit="B")[key] == "achieved"


def test_reliefs_reach_the_milestones(county):
    county.register("A")
    achieve_all_but(county, "A", "security_basics", "scenario_live", "list_demand")

    def relief(metric):
        return {
            "unit": "A",
            "metric": metric,
            "reason": "职能不涉及",
            "approval": "批准文件",
            "from_on": date(2023, 1, 3),
        }

    reliefs = [relief(one) for one in ("security_basics", "scenario_live", "lists_filed", "report_submitted")]
    county.accept("exemption", reliefs)
    outcomes = county.outcomes("pilot_progress", date(2023, 6, 1))
    exempt = {"security_basics", "scenario_live", "list_demand", "试点工作总结 / 试点期"}
    assert {key for key, outcome in outcomes.items() if outcome == "exempt"} == exempt
    assert county.total("pilot_progress", date(2023, 6, 1)) == (6, 6, 4, 0, 0, 0)


def test_partly_done_security_is_achieved_when_the_rest_is_relieved(county):
    county.register("A")
    county.accept("security", [{"unit": "A", "item": "风险评估", "done_on": date(2023, 1, 5)}])
    row = {"unit": "A", "metric": "security_basics", "reason": "r", "approval": "a", "from_on": date(2023, 1, 3)}
    assert county.outcomes("pilot_progress", DAY)["security_basics"] == "missed"
    county.accept("exemption", [row])
    assert county.outcomes("pilot_progress", DAY)["security_basics"] == "achieved"
