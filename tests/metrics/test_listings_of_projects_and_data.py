"""Project stages and named lists, resources by kind, waiting demands, applications, attendance."""

from datetime import date
from decimal import Decimal

from metrics.listings import (
    count_apps,
    count_attendance,
    count_refusals,
    count_share_types,
    count_stages,
    count_update_cycles,
    list_projects,
    list_waiting_demands,
)
from tests.metrics.rows import DAY, at, project


def test_stage_is_the_last_date_reached(county):
    county.register("A")
    early = date(2023, 3, 1)
    dates = {"planned_on": early, "listed_on": early, "approved_on": date(2023, 10, 1)}
    county.accept(
        "project",
        [
            project("approved", **dates, budget_wan=Decimal("10.50")),
            project("approved later", **(dates | {"approved_on": date(2023, 10, 10)}), budget_wan=Decimal("1.25")),
            project("built without a plan", accepted_on=early, budget_wan=Decimal("100")),
            project("no dates", budget_wan=Decimal("7")),
            project("ended", **dates, state="终止", budget_wan=Decimal("50")),
        ],
    )
    found = list_projects(county.warehouse, at(county))
    assert {one.project_name: (one.stage, one.days_in_stage) for one in found} == {
        "approved": ("立项", 8),
        "approved later": ("年度计划", 222),  # 1 March to 9 October: 30 + 30 + 31 + 30 + 31 + 31 + 30 + 9
        "built without a plan": ("验收", 222),
        "no dates": ("", None),
    }
    counts = {one.stage: (one.count, one.budget_wan) for one in count_stages(found) if one.count}
    assert counts == {"年度计划": (1, Decimal("1.25")), "立项": (1, Decimal("10.50")), "验收": (1, Decimal("100"))}


def test_three_named_lists_of_projects(county):
    county.register("A")
    done = {"accepted_on": date(2023, 5, 1)}
    county.accept(
        "project",
        [
            project("never started", due_on=date(2023, 10, 8)),
            project("due today", due_on=DAY),
            project("started", due_on=date(2023, 10, 8), started_on=date(2023, 9, 1)),
            project("built for nothing", **done, usage="未使用"),
            project("built, nothing said", **done),
            project("built with data", **done, usage="未使用"),
            project("little used", **done, usage="少用"),
            project("used", **done, usage="在用"),
        ],
    )
    row = {"unit": "A", "system_name": "s", "state": "在用", "hosting": "其他", "project_name": "built with data"}
    county.accept("system", [row])
    resource = {
        "unit": "A",
        "resource_name": "r",
        "source_system": "s",
        "share_type": "无条件共享",
        "update_cycle": "每年",
    }
    county.accept("catalog", [resource | {"catalogued_on": date(2023, 6, 1)}])
    found = list_projects(county.warehouse, at(county))
    assert [one.project_name for one in found if one.is_never_started] == ["never started"]
    assert [one.project_name for one in found if one.is_built_unused_by_design] == [
        "built for nothing",
        "built, nothing said",
    ]
    assert [one.project_name for one in found if one.is_out_of_use] == [
        "built for nothing",
        "built with data",
        "little used",
    ]


def test_moved_project_plan_shows_both_days(county):
    county.register("A")
    county.accept("project", [project("p", due_on=date(2023, 6, 1))])
    county.accept("project", [project("p", due_on=date(2024, 6, 1))], on=date(2023, 7, 1))
    (found,) = list_projects(county.warehouse, at(county))
    assert (found.first_due_on, found.due_on, found.is_moved) == (date(2023, 6, 1), date(2024, 6, 1), True)


def test_resources_are_counted_by_kind_and_blank_is_said(county):
    county.register("A")

    def resource(name, share_type, cycle, **more):
        return {"unit": "A", "resource_name": name, "share_type": share_type, "update_cycle": cycle} | more

    county.accept(
        "catalog",
        [
            resource("r1", "无条件共享", "每年"),
            resource("r2", "无条件共享", "实时"),
            resource("r3", "不予共享", None),
            resource("r4", "不予共享", "每年", retired_on=date(2023, 1, 1)),
        ],
    )
    shares = [(one.value, one.count) for one in count_share_types(county.warehouse, at(county))]
    assert shares == [("无条件共享", 2), ("不予共享", 1)]
    cycles = {one.value: one.count for one in count_update_cycles(county.warehouse, at(county))}
    assert cycles == {"每年": 1, "实时": 1, "": 1}


def test_waiting_demands_and_refusals(county):
    county.register("A", "B")

    def demand(name, **more):
        usual = {"unit": "B", "provider": "A", "resource_name": name, "asked_on": date(2023, 9, 1), "review": "通过"}
        return usual | {"reviewed_on": date(2023, 9, 18)} | more

    county.accept(
        "demand",
        [
            demand("no answer"),
            demand("no data", answered_on=date(2023, 9, 20), answer="同意"),
            demand("refused", answered_on=date(2023, 9, 20), answer="不同意"),
            demand("delivered", answered_on=date(2023, 9, 20), answer="同意", delivered_on=DAY),
            demand("answered after D", answered_on=date(2023, 10, 10), answer="不同意"),
            demand("not passed", review="待审核"),
        ],
    )
    found = [(one.resource_name, one.stage, one.due_on, one.days_left, one.days_waiting)
             for one in list_waiting_demands(county.warehouse, at(county))]  # fmt: skip
    # 10 working days after 18 September: 8 October. 20 after 20 September: 21, 22, 25–28 (6), 7–13 October without
    # a break (7, making 13), 16–20 (18), 23, 24 October.
    assert found == [
        ("no answer", "待答复", date(2023, 10, 8), -1, 38),
        ("answered after D", "待答复", date(2023, 10, 8), -1, 38),
        ("no data", "待提供", date(2023, 10, 24), 15, 38),
    ]
    assert [(one.provider, one.count) for one in count_refusals(county.warehouse, at(county))] == [("A", 1)]


def test_apps_and_attendance_keep_their_kinds_apart(county):
    county.register("A", "B")

    def scenario(unit, app, name, **more):
        return {"unit": unit, "app": app, "scenario_name": name, "launched_on": date(2023, 5, 1)} | more

    county.accept(
        "scenario",
        [
            scenario("A", "民情地图", "c1", user_count=10, case_count=3),
            scenario("A", "民情地图", "c2", user_count=5),
            scenario("B", "民情地图", "c3", stopped_on=DAY, user_count=100),
            scenario("B", "善美村居", "c4"),
        ],
    )
    apps = [(one.app, one.scenarios, one.units, one.user_count, one.case_count)
            for one in count_apps(county.warehouse, at(county))]  # fmt: skip
    assert apps == [("善美村居", 1, 1, 0, 0), ("民情地图", 2, 1, 15, 3)]

    def row(unit, kind, how, name):
        return {"unit": unit, "kind": kind, "activity_name": name, "held_on": DAY, "attendance": how}

    county.accept(
        "activity",
        [row("A", "联席会议", "出席", "m1"), row("B", "联席会议", "委托代会", "m1"), row("A", "联席会议", "请假", "m2"),
         row("B", "联席会议", "缺席", "m2"), row("A", "培训", None, "t1")],
    )  # fmt: skip
    found = [(one.kind, one.present, one.deputised, one.excused, one.absent, one.unreported)
             for one in count_attendance(county.warehouse, at(county))]  # fmt: skip
    assert found == [("培训", 0, 0, 0, 0, 1), ("联席会议", 1, 1, 1, 1, 0)]
