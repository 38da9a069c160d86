"""自报 beside 平台: counts of both sides, differences in both directions, and the rows a platform confirms; by hand."""

from __future__ import annotations

from datetime import date

import pytest

from metrics.figure import Point, Scope
from metrics.listings.cloud_check import compare_systems
from metrics.listings.evidence import Belief, weigh_figure
from metrics.listings.pairing import Named, fold_bare, pair_by_code_and_name
from metrics.listings.platform import compare_resources

DAY = date(2023, 6, 30)
SHARED = {"share_type": "无条件共享", "update_cycle": "每月", "should_converge": True}
LISTED = {"unit": "A", **SHARED, "catalogued_on": date(2023, 2, 1)}
LIVE = {"unit": "A", "state": "已发布", "is_mounted": False, "is_converged": False, "update_cycle": "每月"}


@pytest.fixture
def resources(county):
    """Unit A with five own resources, unit B with none; the export of the platform beside them."""
    county.register("A", "B", "C")
    county.accept(
        "catalog",
        [
            # same code, name written otherwise: agrees in everything but 挂接
            LISTED | {"resource_code": "01", "resource_name": "户籍人口信息", "published_on": date(2023, 3, 1),
                      "mounted_on": date(2023, 4, 1)},
            # no code: found by its name; agrees in all
            LISTED | {"resource_name": "居住证（办理）信息", "published_on": date(2023, 3, 1)},
            # said to be catalogued and published, not there
            LISTED | {"resource_name": "养犬登记信息", "published_on": date(2023, 3, 1)},
            # not catalogued by its own list and not there: no difference
            {"unit": "A", **SHARED, "resource_name": "视频点位信息"},
            # 不予共享: 挂接 is not judged, so it is not compared
            LISTED | {"resource_name": "案件信息", "share_type": "不予共享"},
        ],
    )  # fmt: skip
    county.accept(
        "platform_resource",
        [
            LIVE | {"resource_code": "01", "resource_name": "户籍人口"},
            LIVE | {"resource_name": "居住证(办理)  信息"},
            LIVE | {"resource_name": "案件信息", "state": "待审核", "is_mounted": True},
            LIVE | {"resource_name": "重点人员信息"},
            LIVE | {"resource_name": "旧目录", "state": "已下线"},
            LIVE | {"unit": "B", "resource_name": "学校信息", "is_mounted": True, "updated_on": date(2023, 6, 1)},
        ],
        on=date(2023, 6, 20),
    )
    return county


def point_of(county):
    return Point(DAY, county.warehouse.version())


def test_both_sides_are_counted_apart_by_unit_and_county(resources) -> None:
    found = compare_resources(resources.warehouse, point_of(resources))
    # A: own 5 live, 4 catalogued, 3 published, 1 mounted; there 4 live (旧目录 is off), 4 catalogued, 3 published
    # (案件信息 waits for review), 1 mounted; 3 of its own are found there. B: nothing of its own, 1 there, 更新 6月1日+1月.
    assert [(one.unit, one.own_rows, one.there_rows, one.matched) for one in found.units] == [
        ("A", 5, 4, 3),
        ("B", 0, 1, 0),
    ]
    a, b = found.units
    assert a.own == {"catalogued": 4, "published": 3, "mounted": 1, "converged": 0, "fresh": 0}
    assert a.there == {"catalogued": 4, "published": 3, "mounted": 1, "converged": 0, "fresh": 0}
    assert b.there == {"catalogued": 1, "published": 1, "mounted": 1, "converged": 0, "fresh": 1}
    assert found.county is not None
    assert (found.county.own_rows, found.county.there_rows, found.county.there["published"]) == (5, 5, 4)
    assert found.exported_on == date(2023, 6, 20)


def test_differences_go_both_ways_and_say_where_the_states_differ(resources) -> None:
    found = compare_resources(resources.warehouse, point_of(resources))
    assert [(one.unit, one.name, one.own) for one in found.of("only_own")] == [
        ("A", "养犬登记信息", ("catalogued", "published")),
    ]
    assert [(one.unit, one.name) for one in found.of("only_there")] == [("A", "重点人员信息"), ("B", "学校信息")]
    assert [(one.name, one.differing, one.name_there) for one in found.of("differs")] == [
        ("户籍人口信息", ("mounted",), "户籍人口"),
    ]
    narrowed = compare_resources(resources.warehouse, point_of(resources), Scope(unit="B"))
    assert [one.name for one in narrowed.differences] == ["学校信息"]


def test_figure_counts_the_rows_the_platform_confirms(resources) -> None:
    # 编目率: 5 rows; 户籍人口, 居住证, 案件信息 are there as catalogued. 挂接率: 不予共享 is not counted, so 4 rows;
    # 居住证 is not mounted on either side, 户籍人口 differs.
    weigh = {one: weigh_figure(resources.warehouse, one, point_of(resources)) for one in ("catalogued", "mounted")}
    assert weigh == {"catalogued": Belief(5, verified=3), "mounted": Belief(4, verified=1)}


def test_step_without_a_column_in_the_export_is_not_compared(county) -> None:
    county.register("A")
    county.accept("catalog", [LISTED | {"resource_name": "甲", "published_on": DAY, "mounted_on": DAY}])
    county.accept("platform_resource", [{"unit": "A", "resource_name": "甲", "published_on": DAY}])
    found = compare_resources(county.warehouse, point_of(county))
    assert (found.told, found.differences) == (("catalogued", "published"), ())
    before = compare_resources(county.warehouse, Point(date(2023, 6, 29), county.warehouse.version()))
    assert before.county is not None
    assert (before.county.own["published"], before.county.there["published"]) == (0, 0)


def test_without_an_export_nothing_is_compared_and_nothing_confirmed(county) -> None:
    county.register("A")
    county.accept("catalog", [LISTED | {"resource_name": "甲"}])
    assert compare_resources(county.warehouse, point_of(county)).exported_on is None
    assert compare_systems(county.warehouse, point_of(county)).exported_on is None
    assert weigh_figure(county.warehouse, "catalogued", point_of(county)) == Belief(1)


def test_systems_on_the_city_cloud_are_compared_both_ways(county) -> None:
    county.register("A")
    in_use = {"unit": "A", "state": "在用", "launched_on": date(2023, 2, 1)}
    county.accept(
        "system",
        [
            in_use | {"system_name": "网格管理", "hosting": "市政务云", "cloud_on": date(2023, 3, 1)},
            in_use | {"system_name": "指挥平台", "hosting": "市政务云", "cloud_on": date(2023, 3, 1)},
            in_use | {"system_name": "办公系统", "hosting": "自建机房"},
            in_use | {"system_name": "门户网站", "hosting": "自建机房"},
        ],
    )
    running = {"unit": "A", "state": "运行"}
    county.accept(
        "cloud_resource",
        [
            running | {"system_name": "网格 管理", "resource_no": "1"},
            running | {"system_name": "网格 管理", "resource_no": "2", "state": "停用"},
            running | {"system_name": "办公系统", "resource_no": "3", "state": None},
            running | {"system_name": "考试系统", "resource_no": "4"},
            running | {"system_name": "指挥平台", "resource_no": "5", "closed_on": date(2023, 6, 30)},
            running | {"system_name": "门户网站", "resource_no": "6", "opened_on": date(2023, 7, 1)},
        ],
    )
    found = compare_systems(county.warehouse, point_of(county))
    # Own list: 4 in use, 2 said to be on the cloud; there: 网格管理, 办公系统, 考试系统 run on 30 June.
    (a,) = found.units
    assert (a.own_rows, a.there_rows, a.matched, a.own, a.there) == (4, 3, 2, {"on_cloud": 2}, {"on_cloud": 3})
    assert [(one.kind, one.name) for one in found.differences] == [
        ("differs", "办公系统"),
        ("only_own", "指挥平台"),
        ("only_there", "考试系统"),
    ]
    # 上云率 rests on 4 rows; only 网格管理 is on the cloud by both.
    assert weigh_figure(county.warehouse, "cloud_migrated", point_of(county)) == Belief(4, verified=1)


def test_pairing_prefers_codes_takes_nothing_twice_and_stays_within_the_unit() -> None:
    def named(unit: str, code: str, name: str) -> Named:
        return Named((0, unit), unit, code, name)

    own = [named("A", "", "甲"), named("A", "9", "乙"), named("A", "", "甲"), named("B", "", "丙")]
    other = [named("A", "9", "甲"), named("A", "", "甲"), named("A", "", "丙")]
    assert pair_by_code_and_name(own, other) == {1: 0, 0: 1}
    assert fold_bare("居住证（ＡＢ－1）　信息") == fold_bare("居住证(ab 1)信息")
