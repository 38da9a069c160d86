"""Counting: identities, many points at once, former versions, filters, reliefs and silence."""

import random
from datetime import date, timedelta

import pytest

from metrics.catalog import load_catalog
from metrics.counting import count_figures
from metrics.figure import COUNTY, OUTCOME_NAMES, Point, Scope
from metrics.subjects import find_rows

pytestmark = pytest.mark.slow

UNITS = ("A", "B", "C", "D", "E")
DAYS = (date(2023, 1, 31), date(2023, 6, 30), date(2023, 12, 31), date(2024, 2, 29), date(2024, 6, 30))


def some_county(county, seed=7):
    """Five units with rows of every dataset, drawn once from a fixed seed; E sends nothing."""
    dice = random.Random(seed)

    def day(chance=0.8):
        return date(2022, 10, 1) + timedelta(days=dice.randrange(640)) if dice.random() < chance else None

    def flag():
        return dice.choice([True, False, None])

    county.register(
        {"code": "X", "kind": "县本级", "batch": "不纳入"},
        "A",
        "B",
        {"code": "C", "batch": "全面推广", "joined_on": date(2023, 6, 1), "kind": "镇（场、区）"},
        {"code": "D", "batch": "全面推广", "joined_on": date(2023, 9, 1), "left_on": date(2024, 3, 1)},
        {"code": "E", "batch": "全面推广", "joined_on": date(2023, 9, 1)},
        {"code": "F", "batch": "不纳入", "joined_on": None},
    )
    sheets = {
        "roster": [
            {
                "unit": unit,
                "role": role,
                "name": f"人员{unit}{role}{number}",
                "appointed_on": day(1),
                "ended_on": day(0.2),
                "filed_on": day(),
                "is_leadership": flag(),
            }
            for unit in ("X", *UNITS[:4])
            for role in ("首席数据官", "首席数据执行官", "数据专员", "政务专员")
            for number in range(2)
        ],
        "workplan": [{"unit": unit, "title": "方案", "sealed": flag(), "filed_on": day()} for unit in UNITS[:3]],
        "project": [
            {
                "unit": unit,
                "project_name": f"p{number}",
                "state": dice.choice(["正常", "暂停", "终止"]),
                "approved_on": day(),
                "approval_opinion_on": day(),
                "due_on": day(),
                "accepted_on": day(),
                "acceptance_opinion_on": day(),
                "evaluated_on": day(0.5),
                "usage": dice.choice(["在用", "少用", None]),
            }
            for unit in UNITS[:3]
            for number in range(12)
        ],
        "system": [
            {
                "unit": unit,
                "system_name": f"s{number}",
                "state": dice.choice(["在建", "在用", "在用", "停用"]),
                "hosting": dice.choice(["市政务云", "省政务云", "上级部门", "自建机房"]),
                "launched_on": day(),
                "retired_on": day(0.1),
                "cloud_on": day(),
                "cloud_due_on": day(),
                "exempt_reason": dice.choice([None, "r"]),
                "exempt_approval": dice.choice([None, "a"]),
                "mlps_level": dice.choice(["未定级", "一级", "二级", "三级", "四级", None]),
                "mlps_tested_on": day(),
                "crypto_tested_on": day(),
                "is_localised": flag(),
            }
            for unit in UNITS[:4]
            for number in range(12)
        ],
        "catalog": [
            {
                "unit": unit,
                "resource_name": f"r{number}",
                "source_system": f"s{number % 6}",
                "share_type": dice.choice(["无条件共享", "有条件共享", "不予共享"]),
                "update_cycle": dice.choice(["实时", "每日", "每月", "每季度", "每年", "不定期"]),
                "should_converge": flag(),
                "catalogued_on": day(),
                "published_on": day(),
                "mounted_on": day(),
                "converged_on": day(),
                "updated_on": day(),
                "retired_on": day(0.1),
            }
            for unit in UNITS[:3]
            for number in range(30)
        ],
        "function": [
            {"unit": unit, "function_name": f"f{number}", "data_produced": "数据", "is_catalogued": flag()}
            for unit in UNITS[:2]
            for number in range(5)
        ],
        "demand": [
            {
                "unit": unit,
                "provider": dice.choice(UNITS),
                "resource_name": f"d{number}",
                "asked_on": day(1),
                "review": dice.choice(["通过", "通过", "退回"]),
                "reviewed_on": day(),
                "answered_on": day(),
                "answer": dice.choice(["同意", "部分同意", "不同意", None]),
                "delivered_on": day(),
            }
            for unit in UNITS[:4]
            for number in range(8)
        ],
        "scenario": [
            {
                "unit": unit,
                "app": dice.choice(["善美村居", "民情地图", "其他"]),
                "scenario_name": f"c{number}",
                "launched_on": day(),
                "stopped_on": day(0.3),
            }
            for unit in UNITS[:3]
            for number in range(2)
        ],
        "security": [
            {"unit": unit, "item": item, "done_on": day(1), "valid_until": day(0.3)}
            for unit in UNITS[:4]
            for item in ("安全管理制度", "安全保护措施", "应急预案", "风险评估")
            if dice.random() < 0.8
        ],
        "activity": [
            {
                "unit": unit,
                "kind": dice.choice(["培训", "联席会议", "履职评价"]),
                "activity_name": f"a{number}",
                "held_on": day(1),
                "attendance": dice.choice(["出席", "请假", "委托代会", "缺席"]),
            }
            for unit in UNITS[:4]
            for number in range(6)
        ],
        "report": [
            {
                "unit": unit,
                "kind": "半年度工作总结",
                "period": period,
                "received_on": day(1),
                "has_results": flag(),
                "has_problems": True,
                "has_plan": True,
                "has_evidence": True,
                "clause_count": dice.choice([7, 8, None]),
            }
            for unit in UNITS[:4]
            for period in ("2023年上半年", "2023年下半年", "2024年上半年")
            if dice.random() < 0.7
        ],
        "task": [
            {
                "unit": dice.choice(UNITS),
                "task_no": f"t{number}",
                "content": "c",
                "assigned_on": day(1),
                "due_on": day(1),
                "closed_on": day(),
                "cancelled_on": day(0.1),
            }
            for number in range(15)
        ],
        "evaluation": [
            {
                "unit": unit,
                "period": "2023年度",
                "evaluated_on": day(1),
                "grade": dice.choice(["优秀", "良好"]),
                "is_confirmed": flag(),
            }
            for unit in UNITS
        ],
        "exemption": [
            {
                "unit": "A",
                "metric": metric,
                "reason": "r",
                "approval": "a",
                "from_on": date(2023, 3, 1),
                "until_on": until,
            }
            for metric, until in (("cloud_migrated", None), ("security_basics", date(2023, 12, 31)), ("trained", None))
        ],
    }
    return sheets


@pytest.fixture
def filled(county):
    for dataset, rows in some_county(county).items():
        county.accept(dataset, rows)
    return county


def test_units_add_up_to_the_county_and_parts_to_the_whole(filled):
    version = filled.warehouse.version()
    figures = count_figures(filled.warehouse, [Point(day, version) for day in DAYS])
    pooled = {(one.metric, one.as_of): one for one in figures if one.unit == COUNTY}
    assert len(pooled) == len(load_catalog()) * len(DAYS)
    seen = set()
    for (metric, day), county in pooled.items():
        units = [one for one in figures if one.metric == metric and one.as_of == day and one.unit != COUNTY]
        for name in ("numerator", "denominator", "exempt", "unreported", "unknown", "silent_units", "units_in_scope"):
            assert getattr(county, name) == sum(getattr(one, name) for one in units), (metric, day, name)
        for one in units:
            assert 0 <= one.numerator <= one.denominator and one.unreported <= one.denominator - one.numerator
        seen |= {metric} if county.denominator else set()
    assert seen == set(load_catalog())  # every figure counts something, so that nothing above holds emptily


def test_rows_behind_a_figure_add_up_to_it(filled):
    version = filled.warehouse.version()
    outcomes_seen = set()
    for day in DAYS[1:3]:
        point = Point(day, version)
        for metric in load_catalog():
            for figure in count_figures(filled.warehouse, [point], [metric]):
                unit = "" if figure.unit == COUNTY else figure.unit
                rows = find_rows(filled.warehouse, metric, point, unit=unit)
                counted = {outcome: sum(row.outcome == outcome for row in rows) for outcome in OUTCOME_NAMES}
                judged = counted["achieved"] + counted["missed"] + counted["unreported"]
                assert (figure.numerator, figure.denominator) == (counted["achieved"], judged)
                assert figure.exempt == counted["exempt"] and figure.unknown == counted["unknown"]
                assert figure.unreported == counted["unreported"]
                assert len({(row.unit, row.key) for row in rows}) == len(rows), metric
                outcomes_seen |= {row.outcome for row in rows}
    assert outcomes_seen == set(OUTCOME_NAMES)


def test_many_points_in_one_query_equal_one_by_one(filled):
    now = filled.warehouse.version()
    points = [Point(day, version) for day in DAYS for version in (0, 5, now)]
    together = count_figures(filled.warehouse, points)
    apart = {point: count_figures(filled.warehouse, [point]) for point in points}
    for point in points:
        mine = [one for one in together if (one.as_of, one.version) == (point.as_of, point.version)]
        assert mine == apart[point]


def test_one_metric_asked_alone_equals_it_among_all(filled):
    point = Point(DAYS[2], filled.warehouse.version())
    everything = count_figures(filled.warehouse, [point])
    for metric in load_catalog():
        alone = count_figures(filled.warehouse, [point], [metric])
        assert alone == [one for one in everything if one.metric == metric]


def test_shuffled_rows_give_the_same_figures(county, tmp_path):
    sheets = some_county(county)
    for dataset, rows in sheets.items():
        county.accept(dataset, rows)
    points = [Point(day, county.warehouse.version()) for day in DAYS]
    expected = count_figures(county.warehouse, points)
    dice = random.Random(1)
    for rows in sheets.values():
        dice.shuffle(rows)
    names = list(sheets)
    dice.shuffle(names)
    for name in names:
        county.accept(name, sheets[name])
    points = [Point(day, county.warehouse.version()) for day in DAYS]
    again = count_figures(county.warehouse, points)
    assert [(*tuple_of(one),) for one in again] == [(*tuple_of(one),) for one in expected]


def tuple_of(figure):
    return (
        figure.metric,
        figure.unit,
        figure.as_of,
        figure.numerator,
        figure.denominator,
        figure.exempt,
        figure.unreported,
        figure.unknown,
        figure.silent_units,
    )


def system(name, hosting="自建机房", unit="A"):
    return {"unit": unit, "system_name": name, "state": "在用", "hosting": hosting}


def test_former_version_shows_the_rows_of_that_time(county):
    county.register("A", "B")
    first = county.accept("system", [system("s1"), system("s2")])
    second = county.accept("system", [system("s1", "市政务云"), system("s3")], on=date(2023, 5, 1))
    third = county.accept("system", [system("b", "市政务云", unit="B")], on=date(2023, 6, 1))
    day = date(2023, 12, 31)
    assert county.total("cloud_migrated", day, version=first - 1) == (0, 0, 0, 0, 0, 2)
    assert county.total("cloud_migrated", day, version=first) == (0, 2, 0, 0, 0, 1)
    assert county.total("cloud_migrated", day, version=second) == (1, 2, 0, 0, 0, 1)
    assert county.total("cloud_migrated", day, version=third) == (2, 3, 0, 0, 0, 0)
    assert county.total("cloud_migrated", day, version=0) == (0, 0, 0, 0, 0, 0)


def test_unit_is_silent_whatever_the_reporting_day(county):
    county.register("A", "B")
    county.accept("system", [system("s1")], on=date(2023, 8, 1))
    # Seen through today's rows A is not silent even on a day before its list was reported; B is.
    assert county.count("mlps_graded", date(2023, 6, 30)) == {
        "A": (0, 1, 0, 1, 0, 0),
        "B": (0, 0, 0, 0, 0, 1),
        "全县": (0, 1, 0, 1, 0, 1),
    }


def test_kind_and_batch_each_keep_a_unit_out(county):
    county.register("A", {"code": "X", "kind": "县本级"}, {"code": "B", "batch": "不纳入"})
    day = date(2023, 6, 30)
    assert set(county.count("units_complete", day)) == {"A", "全县"}
    assert set(county.count("rollout_coverage", day)) == {"A", "全县"}


def test_silence_of_units_out_of_scope_is_not_counted(county):
    county.register("A", {"code": "B", "joined_on": date(2023, 9, 1)}, {"code": "C", "batch": "不纳入"})
    assert county.total("catalogued", date(2023, 6, 30))[-1] == 1
    assert county.total("catalogued", date(2023, 9, 1))[-1] == 2


def relief(metric, **more):
    usual = {"unit": "A", "metric": metric, "reason": "上级统一部署", "approval": "海数领办〔2023〕3号"}
    return usual | {"from_on": date(2023, 3, 1)} | more


def test_relief_turns_misses_and_silence_into_exempt_while_in_force(county):
    county.register("A", "B")
    county.accept("system", [system("on", "市政务云"), system("off"), system("above", "上级部门")])
    county.accept("exemption", [relief("cloud_migrated", until_on=date(2023, 6, 30)), relief("posts_filled")])
    # Before: on 1, off missed = 1 of 2, above exempt. From 1 March to 30 June inclusive "off" is exempt too.
    assert county.count("cloud_migrated", date(2023, 2, 28))["A"] == (1, 2, 1, 0, 0, 0)
    assert county.count("cloud_migrated", date(2023, 3, 1))["A"] == (1, 1, 2, 0, 0, 0)
    assert county.count("cloud_migrated", date(2023, 6, 30))["A"] == (1, 1, 2, 0, 0, 0)
    assert county.count("cloud_migrated", date(2023, 7, 1))["A"] == (1, 2, 1, 0, 0, 0)
    # Unreported posts of A become exempt, those of B stay.
    assert county.count("posts_filled", date(2023, 7, 1)) == {
        "A": (0, 0, 3, 0, 0, 0),
        "B": (0, 3, 0, 3, 0, 0),
        "全县": (0, 3, 3, 3, 0, 0),
    }
    # Another figure of the same unit is untouched.
    assert county.count("mlps_graded", date(2023, 7, 1))["A"] == (0, 3, 0, 3, 0, 0)


def test_relief_leaves_unknown_and_silence_of_the_list_alone(county):
    county.register("A", "B")
    county.accept("system", [system("s") | {"mlps_level": "三级", "mlps_tested_on": date(2024, 1, 1)}])
    county.accept("exemption", [relief("mlps_valid"), relief("mlps_valid", unit="B")])
    assert county.count("mlps_valid", date(2023, 7, 1)) == {
        "A": (0, 0, 0, 0, 1, 0),
        "B": (0, 0, 0, 0, 0, 1),
        "全县": (0, 0, 0, 0, 1, 1),
    }


def test_two_reliefs_of_one_figure_do_not_double_its_subjects(county):
    county.register("A")
    county.accept("exemption", [relief("workplan_filed"), relief("workplan_filed", from_on=date(2023, 4, 1))])
    assert county.total("workplan_filed", date(2023, 7, 1)) == (0, 0, 1, 0, 0, 0)


def test_filters_narrow_by_the_register(filled):
    day, metric = date(2023, 12, 31), "units_complete"
    assert set(filled.count(metric, day)) == {"A", "B", "C", "D", "E", "全县"}
    assert set(filled.count(metric, day, scope=Scope(batch="首批试点"))) == {"A", "B", "全县"}
    assert set(filled.count(metric, day, scope=Scope(kind="镇（场、区）"))) == {"C", "全县"}
    assert set(filled.count(metric, day, scope=Scope(unit="B"))) == {"B", "全县"}
    assert set(filled.count(metric, day, scope=Scope(batch="首批试点", unit="C"))) == {"全县"}
    for scope in (Scope(unit="A"), Scope(batch="首批试点")):
        narrowed = {one.unit: one for one in filled.figures("pilot_progress", day, scope=scope)}
        whole = {one.unit: one for one in filled.figures("pilot_progress", day)}
        assert narrowed["A"] == whole["A"]


def test_units_come_in_the_registers_order_then_the_county(county):
    county.register({"code": "Z", "sort_no": 1}, {"code": "A", "sort_no": 3}, {"code": "M", "sort_no": 2})
    figures = county.figures("units_complete", date(2023, 6, 30), date(2023, 5, 31))
    assert [(one.as_of.month, one.unit) for one in figures] == [
        (6, "Z"), (6, "M"), (6, "A"), (6, COUNTY), (5, "Z"), (5, "M"), (5, "A"), (5, COUNTY),
    ]  # fmt: skip


def test_empty_store_answers_with_zeros(county):
    figures = count_figures(county.warehouse, [Point(date(2023, 6, 30), 0)])
    assert [one.unit for one in figures] == [COUNTY] * len(load_catalog())
    assert all(one.denominator == 0 and one.rate is None for one in figures)
    assert count_figures(county.warehouse, []) == []


def test_unknown_metric_is_refused(county):
    with pytest.raises(KeyError):
        count_figures(county.warehouse, [Point(date(2023, 6, 30), 0)], ["cloud"])
