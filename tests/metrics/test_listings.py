"""Lists that are not rates: people, hosting, reports, tasks, deadlines, explanations, changes."""

from datetime import date
from decimal import Decimal

import pytest

from metrics.bridge import Moved
from metrics.catalog import load_catalog
from metrics.figure import COUNTY, Figure, Point, Scope
from metrics.listings import (
    Change,
    count_hosting,
    count_tasks,
    find_misses,
    list_changes,
    list_contents,
    list_deadlines,
    list_double_roles,
    list_explanations,
    list_holders,
    list_moved_plans,
    list_new_off_cloud,
    list_open_periods,
    list_overdue_tasks,
    list_report_duties,
    list_tasks,
    list_tests_due,
    list_vacancies,
    say_change,
)

DAY = date(2023, 6, 20)
FIRST_HALF = ("半年度工作总结", "2023年上半年")


def at(county, day=DAY):
    return Point(day, county.warehouse.version())


def post(unit, role, name, appointed=date(2023, 2, 1), **more):
    return {"unit": unit, "role": role, "name": name, "appointed_on": appointed} | more


def system(name, unit="A", **more):
    return {"unit": unit, "system_name": name, "state": "在用", "hosting": "自建机房"} | more


def test_holders_on_a_day_come_in_order_of_unit_and_role(county):
    county.register({"code": "X", "kind": "县本级", "batch": "不纳入"}, "B", "A")
    county.accept(
        "roster",
        [
            post("A", "政务专员", "人员001", position="股长"),
            post("A", "首席数据官", "人员002"),
            post("B", "数据专员", "人员003", ended_on=DAY),
            post("X", "首席数据执行官", "人员004"),
            post("A", "数据专员", "人员005", date(2023, 6, 21)),
        ],
    )
    assert [(one.unit, one.role, one.name) for one in list_holders(county.warehouse, at(county))] == [
        ("X", "首席数据执行官", "人员004"),
        ("A", "首席数据官", "人员002"),
        ("A", "政务专员", "人员001"),
    ]
    assert list_holders(county.warehouse, at(county), Scope(unit="A"))[1].position == "股长"
    assert [one.name for one in list_holders(county.warehouse, at(county, date(2023, 6, 19)), Scope(unit="B"))] == [
        "人员003"
    ]


def test_vacancy_runs_from_the_last_term_or_from_joining(county):
    county.register("A", "B")
    county.accept(
        "roster",
        [
            post("A", "首席数据官", "人员001", ended_on=date(2023, 4, 1)),
            post("A", "首席数据官", "人员002", ended_on=date(2023, 6, 1)),
            post("A", "数据专员", "人员003"),
        ],
    )
    found = [(one.unit, one.role, one.since, one.days, one.was_held, one.is_unreported)
             for one in list_vacancies(county.warehouse, at(county))]  # fmt: skip
    # 1 June to 20 June: 19 days; 3 January to 20 June: 28 + 28 + 31 + 30 + 31 + 20 = 168 days.
    assert found == [
        ("A", "首席数据官", date(2023, 6, 1), 19, True, False),
        ("A", "政务专员", date(2023, 1, 3), 168, False, False),
        ("B", "首席数据官", date(2023, 1, 3), 168, False, True),
        ("B", "数据专员", date(2023, 1, 3), 168, False, True),
        ("B", "政务专员", date(2023, 1, 3), 168, False, True),
    ]


def test_one_person_in_two_posts_is_found_within_a_unit(county):
    county.register("A", "B")
    county.accept(
        "roster",
        [
            post("A", "数据专员", "人员001"),
            post("A", "政务专员", "人员001"),
            post("B", "首席数据官", "人员001"),
            post("B", "数据专员", "人员002", ended_on=date(2023, 5, 1)),
            post("B", "政务专员", "人员002"),
        ],
    )
    found = list_double_roles(county.warehouse, at(county))
    assert [(one.unit, one.name, one.roles) for one in found] == [("A", "人员001", ("政务专员", "数据专员"))]


def fill_cloud(county):
    approved = {"exempt_reason": "专网系统", "exempt_approval": "批准文件"}
    county.register("A", "B")
    county.accept(
        "system",
        [
            system("on", hosting="市政务云"),
            system("on and approved", hosting="市政务云", **approved),
            system("province", hosting="省政务云"),
            system("above", hosting="上级部门", **approved),
            system("approved", **approved, launched_on=date(2023, 2, 1)),
            system("own", launched_on=date(2023, 2, 1)),
            system("other own"),
            system("relieved", unit="B"),
        ],
    )
    row = {"unit": "B", "metric": "cloud_migrated", "reason": "r", "approval": "a", "from_on": date(2023, 1, 3)}
    county.accept("exemption", [row])


def test_hosting_sets_every_exemption_apart_and_agrees_with_the_figure(county):
    fill_cloud(county)
    first, second, total = count_hosting(county.warehouse, at(county))
    parts = ("on_cloud", "province", "above", "approved", "relieved", "pending")
    assert [getattr(first, part) for part in parts] == [2, 1, 1, 1, 0, 2]
    assert [getattr(second, part) for part in parts] == [0, 0, 0, 0, 1, 0]
    assert [getattr(total, part) for part in parts] == [2, 1, 1, 1, 1, 2]
    numerator, denominator, exempt, *_ = county.total("cloud_migrated", DAY)
    assert (numerator, denominator) == (total.on_cloud, total.on_cloud + total.pending)
    assert exempt == total.province + total.above + total.approved + total.relieved
    assert total.in_use == 8 and total.percent_without_exemption == Decimal("25.0")  # 2 of 8


def test_hosting_of_nothing_has_no_rate(county):
    county.register("A")
    (total,) = count_hosting(county.warehouse, at(county))
    assert (total.unit, total.in_use, total.percent_without_exemption) == ("全县", 0, None)


def test_new_systems_off_the_cloud_are_the_misses_of_the_figure(county):
    fill_cloud(county)
    names = [one.system_name for one in list_new_off_cloud(county.warehouse, at(county))]
    missed = [key for key, outcome in county.outcomes("cloud_new", DAY).items() if outcome == "missed"]
    assert names == missed == ["approved", "own"]


def test_moved_plans_show_the_first_promise_beside_the_present_plan(county):
    county.register("A")
    promised = [
        system("kept", cloud_due_on=DAY),
        system("moved", cloud_due_on=DAY),
        system("dropped", cloud_due_on=DAY),
    ]
    county.accept("system", promised)
    later = date(2024, 6, 1)
    changed = [system("kept", cloud_due_on=DAY), system("moved", cloud_due_on=later), system("dropped"), system("none")]
    county.accept("system", changed, on=date(2023, 5, 1))
    found = [(one.system_name, one.first_due_on, one.due_on) for one in list_moved_plans(county.warehouse, at(county))]
    assert found == [("dropped", DAY, None), ("moved", DAY, later)]


def report(unit, which, received):
    return {"unit": unit, "kind": which[0], "period": which[1], "received_on": received}


def test_report_duties_show_dates_and_lights_up_to_the_open_period(county):
    county.register("A", {"code": "B", "batch": "全面推广"})
    pilot = ("试点工作总结", "试点期")
    rows = [
        report("A", pilot, date(2023, 6, 2)),
        report("B", FIRST_HALF, DAY),
        report("A", FIRST_HALF, date(2023, 6, 21)),
    ]
    county.accept("report", rows)
    duties = list_report_duties(county.warehouse, at(county))
    assert [(one.unit, one.period, one.received_on, one.days_left, one.light.word) for one in duties] == [
        ("A", "试点期", date(2023, 6, 2), -20, "逾期完成"),
        ("A", "2023年上半年", None, 8, "15日内到期"),
        ("B", "2023年上半年", DAY, 8, "按时完成"),
    ]
    (open_period,) = list_open_periods(county.warehouse, at(county))
    assert (open_period.period, open_period.expected, open_period.received) == ("2023年上半年", 2, 1)
    assert (open_period.missing, open_period.days_left) == (("A",), 8)
    # On the due day the period is still open, a day later the next one is.
    assert list_open_periods(county.warehouse, at(county, date(2023, 6, 28)))[0].days_left == 0
    assert list_open_periods(county.warehouse, at(county, date(2023, 6, 29)))[0].period == "2023年下半年"


def test_content_matrix_says_which_parts_are_filled(county):
    county.register("A")
    row = {"unit": "A", "period": "2023年上半年", "clause": "强化安全管理体系", "measures": "m", "problems": "p"}
    county.accept("duty", [row])
    (line,) = list_contents(county.warehouse, at(county), period="2023年上半年")
    assert (line.clause, line.has_measures, line.has_results, line.has_problems, line.has_evidence) == (
        "强化安全管理体系", True, False, True, False,
    )  # fmt: skip
    assert list_contents(county.warehouse, at(county), period="2023年下半年") == []


def test_contents_of_a_period_to_come_are_known_from_the_day_that_period_was_filed(county):
    county.register("A")
    first, second = (
        {"unit": "A", "period": period, "clause": "强化安全管理体系", "measures": "m"}
        for period in ("2023年上半年", "2023年下半年")
    )
    county.accept("duty", [first], on=date(2023, 6, 20))
    county.accept("duty", [first, second], on=date(2023, 12, 1))
    county.accept("duty", [first, second | {"measures": "n"}], on=date(2023, 12, 20))  # due on 25 December
    known = {
        day: [one.period for one in list_contents(county.warehouse, at(county, day))]
        for day in (date(2023, 9, 1), date(2023, 12, 5))
    }
    assert known == {date(2023, 9, 1): ["2023年上半年"], date(2023, 12, 5): ["2023年上半年", "2023年下半年"]}


def task(number, **more):
    usual = {"task_no": number, "assigned_on": date(2023, 3, 1), "content": "议定事项", "unit": "A"}
    return usual | {"due_on": date(2023, 6, 1)} | more


def test_tasks_are_counted_beside_their_rates(county):
    county.register("A")
    county.accept(
        "task",
        [
            task("t1", closed_on=date(2023, 6, 10)),
            task("t2"),
            task("t3", due_on=date(2023, 5, 1)),
            task("t4", due_on=DAY),
            task("t5", extended_to=date(2023, 8, 1), extended_on=date(2023, 5, 20)),
            task("t6", cancelled_on=DAY),
            task("t7", assigned_on=date(2023, 7, 1), due_on=date(2023, 9, 1)),
            task("t8", closed_on=date(2023, 6, 21)),
        ],
    )
    counts = count_tasks(county.warehouse, at(county))
    # Handed out by D and not cancelled: t1 t2 t3 t4 t5 t8 = 6; closed t1; overdue t2 t3 t8; not due t4 t5.
    assert (counts.assigned, counts.closed, counts.open_not_due, counts.overdue, counts.cancelled) == (6, 1, 2, 3, 1)
    assert [one.task_no for one in list_overdue_tasks(county.warehouse, at(county))] == ["t3", "t2", "t8"]
    extended = next(one for one in list_tasks(county.warehouse, at(county)) if one.task_no == "t5")
    assert (extended.first_due_on, extended.due_on, extended.days_left) == (date(2023, 6, 1), date(2023, 8, 1), 42)
    # The same misses as the figure: due and not closed.
    missed = {key for key, outcome in county.outcomes("task_closed", DAY).items() if outcome == "missed"}
    assert missed == {"t2", "t3", "t8"}


def test_deadlines_join_reports_tasks_and_tests_by_day(county):
    county.register({"code": "A", "batch": "全面推广"}, {"code": "B", "batch": "全面推广"})
    county.accept("report", [report("B", FIRST_HALF, date(2023, 6, 1))])
    county.accept(
        "task", [task("t1", due_on=DAY), task("t2", due_on=date(2023, 8, 20)), task("t3", due_on=date(2023, 6, 19))]
    )
    county.accept(
        "system",
        [
            system("三级 60 days", mlps_level="三级", mlps_tested_on=date(2022, 8, 19)),  # + 12 months: 19 August
            system("三级 61 days", mlps_level="三级", mlps_tested_on=date(2022, 8, 20)),
            system("run out", mlps_level="三级", mlps_tested_on=date(2022, 6, 19)),
            system("四级", mlps_level="四级", mlps_tested_on=date(2023, 1, 31), crypto_tested_on=date(2022, 7, 1)),
            system("二级", mlps_level="二级", mlps_tested_on=date(2021, 7, 5), crypto_tested_on=date(2022, 7, 5)),
        ],
    )
    found = [(one.kind, one.title, one.unit, one.days_left) for one in list_deadlines(county.warehouse, at(county))]
    assert found == [
        ("task", "t1 议定事项", "A", 0),
        ("report", "2023年上半年工作总结", "A", 8),
        ("crypto", "四级", "A", 11),
        ("mlps", "二级", "A", 15),
        ("mlps", "四级", "A", 41),  # 31 January + 6 months = 31 July
        ("mlps", "三级 60 days", "A", 60),
    ]
    assert len(list_tests_due(county.warehouse, at(county), within_days=61)) == 5
    assert list_deadlines(county.warehouse, at(county), within_days=7)[-1].kind == "task"


def test_report_several_units_owe_is_one_deadline(county):
    county.register({"code": "A", "batch": "全面推广"}, {"code": "B", "batch": "全面推广"})
    (deadline,) = list_deadlines(county.warehouse, at(county))
    assert (deadline.unit, deadline.open_count, deadline.due_on) == ("", 2, date(2023, 6, 28))


def test_misses_carry_what_was_said_of_them_or_of_the_whole_figure(county):
    county.register("A", "B")
    county.accept("system", [system("s1"), system("s2"), system("on", hosting="市政务云"), system("s1", unit="B")])

    def said(unit, subject, reason, **more):
        return {"unit": unit, "metric": "cloud_migrated", "subject": subject, "reason": reason} | more

    county.accept(
        "explanation",
        [said("A", None, "总的原因"), said("A", "s1", "等待设备", promised_on=date(2023, 6, 1), person="分管领导"),
         said("B", "s9", "别的系统")],
    )  # fmt: skip
    misses = find_misses(county.warehouse, "cloud_migrated", at(county))
    assert [
        (one.row.unit, one.row.key, one.explanation and one.explanation.reason, one.days_past_promise) for one in misses
    ] == [
        ("A", "s1", "等待设备", 19),
        ("A", "s2", "总的原因", None),
        ("B", "s1", None, None),
    ]
    known = list_explanations(county.warehouse, at(county), ["cloud_migrated"])
    assert [(one.unit, one.subject) for one in known] == [("A", ""), ("A", "s1"), ("B", "s9")]
    assert list_explanations(county.warehouse, at(county), ["converged"]) == []


def test_changes_name_the_figures_that_moved_each_by_its_basis(county):
    county.register("A")
    county.accept("system", [system("s1"), system("s2")], on=date(2023, 3, 1))
    county.accept("system", [system("s1", hosting="市政务云"), system("s2")], on=date(2023, 6, 1))
    asked = ["mlps_graded", "cloud_migrated", "units_complete"]
    (change,) = list_changes(county.warehouse, asked, date(2023, 5, 31), DAY)
    assert (change.metric.id, change.before.version, change.after.version) == ("cloud_migrated", 2, 3)
    assert change.points == Decimal("50.0")
    names = {"A": "县甲局"}
    assert say_change(change, names) == (
        "自2023年5月31日以来，政务信息系统上云率上升50.0个百分点，新增1个已上云（县甲局“s1”）。"
    )
    (back,) = list_changes(county.warehouse, asked, DAY, date(2023, 5, 31))
    assert say_change(back, names) == (
        "自2023年6月20日以来，政务信息系统上云率下降50.0个百分点，减少1个已上云（县甲局“s1”）。"
    )


@pytest.mark.parametrize(
    ("before", "after", "moved", "sentence"),
    [
        ((0, 0), (1, 4), "ue", "现为25.0%，此前无数据。"),
        ((1, 4), (0, 0), "ad", "不再计算，现没有应上云系统。"),
        ((2, 4), (2, 5), "ne", "下降10.0个百分点，新计入1个应上云系统（县甲局“s0”）。"),
        ((3, 6), (3, 6), "uaau", "持平，新增1个已上云（县甲局“s0”），减少1个（县甲局“s1”）。"),
        ((0, 6), (3, 6), "uauaua", "上升50.0个百分点，新增3个已上云。"),
    ],
)
def test_change_in_words_case_by_case(before, after, moved, sentence):
    states = {"a": "achieved", "u": "missed", "n": None, "d": None, "e": "missed"}
    pairs = [(states[one], states[other]) for one, other in zip(moved[::2], moved[1::2], strict=True)]
    change = Change(
        load_catalog()["cloud_migrated"],
        Figure("cloud_migrated", COUNTY, date(2023, 5, 31), *before),
        Figure("cloud_migrated", COUNTY, DAY, *after),
        tuple(Moved(f"s{place}", f"s{place}", "A", *pair) for place, pair in enumerate(pairs)),
    )
    assert say_change(change, {"A": "县甲局"}) == f"自2023年5月31日以来，政务信息系统上云率{sentence}"
