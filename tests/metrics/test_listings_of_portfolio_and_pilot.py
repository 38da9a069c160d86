"""Projects together, lists filed, steps of resources, ages of demands, and the pilot year: sums worked by hand."""

from datetime import date
from decimal import Decimal

from config.reference import load_milestones
from metrics.figure import COUNTY
from metrics.listings import WaitingDemand, list_projects
from metrics.listings.filings import LIST_NAMES, count_ages, count_filed, count_funnel, filed_by_unit, list_filings
from metrics.listings.pilot import (
    count_column,
    count_coverage,
    month_ends,
    planned_days,
    read_milestone_matrix,
    read_pilot_year,
)
from metrics.listings.portfolio import find_stuck, measure_stages, read_portfolio, read_use_lists, sum_money
from tests.metrics.rows import DAY, EARLY, at, project, resource, system

# — projects together —


def test_stages_tell_the_middle_and_the_longest_stay(county):
    county.register("A")
    county.accept(
        "project",
        [
            project("a", approved_on=date(2023, 10, 8), budget_wan=Decimal("1.50")),  # 1 day
            project("b", approved_on=date(2023, 10, 5), budget_wan=Decimal("2.25")),  # 4 days
            project("c", started_on=date(2023, 10, 6)),  # 3 days, no budget filled in
            project("d"),
        ],
    )
    spans = {one.stage: one for one in measure_stages(list_projects(county.warehouse, at(county)))}
    approved = spans["立项"]
    assert (approved.count, approved.median_days, approved.longest_days) == (2, Decimal("2.5"), 4)  # (1 + 4) / 2
    assert approved.budget_wan == Decimal("3.75")
    assert (spans["实施"].median_days, spans["实施"].budget_wan) == (Decimal(3), Decimal(0))
    assert (spans["验收"].count, spans["验收"].median_days, spans["验收"].longest_days) == (0, None, None)
    assert read_portfolio(county.warehouse, at(county)).stageless == 1


def test_stuck_projects_are_not_accepted_and_longest_first(county):
    county.register("A")
    county.accept(
        "project",
        [
            project("180 days", approved_on=date(2023, 4, 12)),  # 18+31+30+31+31+30+9 = 180: not yet
            project("181 days", approved_on=date(2023, 4, 11)),
            project("longest", started_on=EARLY, state="暂停"),
            project("accepted long ago", accepted_on=EARLY),
            project("no dates"),
        ],
    )
    stuck = find_stuck(list_projects(county.warehouse, at(county)))
    assert [(one.project_name, one.days_in_stage, one.is_on_hold) for one in stuck] == [
        ("longest", 222, True),
        ("181 days", 181, False),
    ]


def test_money_is_summed_by_unit_and_county_over_cells_that_are_filled(county):
    county.register("A", "B")
    county.accept(
        "project",
        [
            project("p1", budget_wan=Decimal("10.10"), contract_wan=Decimal("9"), paid_wan=Decimal("0")),
            project("p2", budget_wan=Decimal("20.20")),
            project("p3", "B", budget_wan=Decimal("0.05"), contract_wan=Decimal("0.04")),
            project("ended", "B", budget_wan=Decimal("99"), state="终止"),
        ],
    )
    found = sum_money(list_projects(county.warehouse, at(county)))
    assert [
        (one.unit, one.projects, one.budget_wan, one.contract_wan, one.contract_filled, one.paid_wan, one.paid_filled)
        for one in found
    ] == [
        ("A", 2, Decimal("30.30"), Decimal(9), 1, Decimal(0), 1),
        ("B", 1, Decimal("0.05"), Decimal("0.04"), 1, Decimal(0), 0),
        (COUNTY, 3, Decimal("30.35"), Decimal("9.04"), 2, Decimal(0), 1),
    ]


def test_named_project_lists_are_those_of_the_project_rows(county):
    county.register("A")
    county.accept(
        "project",
        [
            project("never started", due_on=date(2023, 10, 8)),
            project("unused", accepted_on=EARLY, usage="未使用"),
            project("used", accepted_on=EARLY, usage="在用"),
        ],
    )
    county.accept(
        "project",
        [
            project("never started", due_on=date(2024, 10, 8)),
            project("unused", accepted_on=EARLY, usage="未使用"),
            project("used", accepted_on=EARLY, usage="在用"),
        ],
        on=date(2023, 9, 1),
    )
    dated = read_portfolio(county.warehouse, at(county))
    assert [one.project_name for one in dated.never_started] == ["never started"]  # by the first promise
    assert [(one.project_name, one.due_on) for one in dated.moved] == [("never started", date(2024, 10, 8))]
    uses = read_use_lists(county.warehouse, at(county))
    assert [one.project_name for one in uses.built_for_nothing] == ["unused"]
    assert [one.project_name for one in uses.out_of_use] == ["unused"]


def test_portfolio_without_projects_is_empty(county):
    county.register("A")
    found = read_portfolio(county.warehouse, at(county))
    assert (found.projects, found.stuck, [one.unit for one in found.money]) == (0, (), [COUNTY])


# — lists filed, steps, ages —


def test_filings_tell_the_first_day_nil_returns_and_reliefs(county):
    county.register("A", "B")
    county.accept("system", [system("s")], on=date(2023, 4, 3))
    county.accept("system", [system("s")], on=date(2023, 9, 1))  # a later upload does not move the day
    county.accept("demand", [], nil=("A",), on=date(2023, 4, 4))
    county.accept("catalog", [resource("r")], on=date(2023, 10, 10))  # after the day looked at
    relief = {"metric": "lists_filed", "reason": "垂直管理", "approval": "批", "from_on": EARLY}
    county.accept("exemption", [{"unit": "B", **relief}])
    rows = dict(filed_by_unit(list_filings(county.warehouse, at(county))))
    assert [one.title for one in rows["A"]] == list(LIST_NAMES)
    assert [(one.filed_on, one.is_nil) for one in rows["A"]] == [
        (date(2023, 4, 3), False),
        (None, False),
        (None, False),
        (date(2023, 4, 4), True),
    ]
    assert [(one.filed_on, one.is_relieved) for one in rows["B"]] == [(None, True)] * 4
    filings = list_filings(county.warehouse, at(county))
    assert [count_filed(filings, title) for title in LIST_NAMES] == [(1, 1), (0, 1), (0, 1), (1, 1)]


def test_steps_of_resources_equal_the_figures_of_the_same_names(county):
    county.register("A")
    done = {"catalogued_on": EARLY, "published_on": EARLY}
    county.accept(
        "catalog",
        [
            resource("all", **done, mounted_on=EARLY, converged_on=EARLY, should_converge=True),
            resource("not to converge", **done, mounted_on=EARLY, should_converge=False),
            resource("not shared", **done, share_type="不予共享"),
            resource("nothing", should_converge=True),
            resource("retired", **done, retired_on=EARLY),
        ],
    )
    found = count_funnel(county.warehouse, at(county))
    assert found.live == 4
    assert [(one.metric, one.numerator, one.denominator, found.left_out(one)) for one in found.steps] == [
        ("catalogued", 3, 4, 0),
        ("published", 3, 4, 0),
        ("mounted", 2, 3, 1),
        ("converged", 1, 3, 1),
    ]


def test_waiting_demands_fall_into_bands_by_days_with_the_late_ones():
    def demand(waiting, left):
        return WaitingDemand("A", "B", "r", EARLY, "待答复", DAY, waiting, left, 1)

    bands = count_ages([demand(0, 9), demand(10, 0), demand(11, -1), demand(90, None), demand(91, -5), demand(400, -9)])
    assert [(one.first_day, one.last_day, one.count, one.late) for one in bands] == [
        (0, 10, 2, 0),
        (11, 30, 1, 1),
        (31, 90, 1, 0),
        (91, None, 2, 2),
    ]
    assert [demand(1, left).days_late for left in (3, 0, -2, None)] == [0, 0, 2, 0]


# — the pilot year —


def test_month_ends_stop_at_the_last_day():
    assert month_ends(date(2023, 1, 1), date(2023, 3, 15)) == [date(2023, 1, 31), date(2023, 2, 28), date(2023, 3, 15)]
    assert month_ends(date(2023, 1, 1), date(2023, 1, 31)) == [date(2023, 1, 31)]
    assert month_ends(date(2023, 1, 1), date(2022, 12, 31)) == []


def test_planned_days_of_the_pilot_year_are_those_of_the_plan():
    assert [(one.day, one.is_aim) for one in planned_days()] == [
        (date(2023, 1, 31), False),
        (date(2023, 5, 31), False),
        (date(2023, 5, 31), False),
        (date(2023, 6, 28), False),
        (date(2023, 12, 25), False),
        (date(2023, 12, 31), True),
    ]


def test_milestone_matrix_follows_the_plan_and_leaves_blank_what_does_not_count(county):
    county.register("A", {"code": "B", "batch": "全面推广", "joined_on": date(2023, 9, 1)})
    plan = {"title": "t", "sealed": True, "filed_on": date(2023, 2, 1)}
    county.accept("workplan", [{"unit": "A", **plan}])
    matrix = read_milestone_matrix(county.warehouse, at(county))
    keys = [key for key, _ in matrix.columns]
    assert keys[: len(load_milestones())] == [one.id for one in load_milestones()]
    # By 9 October the summary of the pilot and the first half-year report were due; B joined later and owes neither.
    assert keys[len(load_milestones()) :] == ["试点工作总结 / 试点期", "半年度工作总结 / 2023年上半年"]
    assert matrix.units == ("A", "B")
    assert matrix.cells["A", "workplan_filed"] == "achieved"
    assert matrix.cells["B", "workplan_filed"] == "unreported"
    assert ("B", "试点工作总结 / 试点期") not in matrix.cells
    assert count_column(matrix, "workplan_filed") == (1, 2)
    assert count_column(matrix, "试点工作总结 / 试点期") == (0, 1)


def test_pilot_year_counts_each_milestone_by_month(county):
    county.register("A", "B")
    plan = {"title": "t", "sealed": True}
    county.accept("workplan", [{"unit": "A", **plan, "filed_on": date(2023, 2, 10)},
                               {"unit": "B", **plan, "filed_on": date(2023, 5, 2)}])  # fmt: skip
    year = read_pilot_year(county.warehouse, at(county, date(2023, 6, 15)))
    course = next(one for one in year.courses if one.key == "workplan_filed")
    assert [(one.day.month, one.achieved, one.counted) for one in course.days] == [
        (1, 0, 2), (2, 1, 2), (3, 1, 2), (4, 1, 2), (5, 2, 2), (6, 2, 2),
    ]  # fmt: skip
    assert (course.first.day, course.last_gain.day) == (date(2023, 2, 28), date(2023, 5, 31))
    lists = next(one for one in year.courses if one.key == "list_system")
    assert (lists.first, lists.last_gain) == (None, None)
    assert year.until == date(2023, 6, 15)


def test_pilot_year_ends_with_the_year_however_late_one_looks(county):
    county.register("A")
    year = read_pilot_year(county.warehouse, at(county, date(2025, 7, 3)))
    assert year.until == date(2023, 12, 31)
    assert max(one.day for course in year.courses for one in course.days) == date(2023, 12, 31)


def test_coverage_is_counted_at_every_month_end_over_the_whole_register(county):
    county.register("A", {"code": "B", "batch": "全面推广", "joined_on": date(2023, 9, 1)})

    def person(role, name, filed):
        return {"unit": "A", "role": role, "name": name, "appointed_on": date(2023, 1, 5), "filed_on": filed}

    filed = date(2023, 2, 10)
    county.accept(
        "roster",
        [
            person("首席数据官", "人员001", filed),
            person("数据专员", "人员002", filed),
            person("政务专员", "人员003", filed),
        ],
    )
    found = count_coverage(county.warehouse, at(county, date(2023, 3, 31)))
    assert [(one.as_of.month, one.numerator, one.denominator) for one in found] == [(1, 0, 2), (2, 1, 2), (3, 1, 2)]
