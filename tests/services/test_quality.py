"""数据质量: each kind of finding provoked by a small workbook, counted by hand."""

from __future__ import annotations

from datetime import date

import pytest

from metrics.figure import Point, Scope
from services.findings import fold_alike
from services.quality import Quality, count_by_unit, read_quality
from services.store import Store
from tests.services.small_county import BUREAU, LEADER, POLICE, SYSTEMS, take

pytestmark = pytest.mark.slow

DAY = date(2024, 3, 31)
GRADED = """单位,系统名称,系统状态,部署位置,投用日期,上云日期,等保级别,等保测评日期,是否国产化适配
县公安局,网格管理,在用,市政务云,2022-05-01,2023-03-01,二级,2023-05-01,是
县公安局,网格 管理2,在用,市政务云,2022-05-01,2023-03-01,,,是
县公安局,出租屋管理,在用,自建机房,2022-06-01,,二级,2024-01-04,
"""
RESOURCES = """信息资源提供方,信息资源名称,来源系统,共享类型,更新周期,是否应汇聚
县公安局,网格人员信息,网格管理,有条件共享,每月,是
县公安局,警情信息,接处警平台,有条件共享,每月,
"""
RELIEFS = """单位,指标,原因,批准依据,生效日期,失效日期
县公安局,政务信息系统上云率(应上尽上口径),使用公安专网,海数领〔2023〕2号,2023-04-01,
海城镇,政务信息系统上云率(应上尽上口径),搬迁期间,海数领〔2023〕3号,2023-04-01,2023-12-31
"""


def read(store: Store, actor: object = BUREAU, day: date = DAY) -> Quality:
    return read_quality(store, Point(day, store.version()), Scope(), actor)  # type: ignore[arg-type]


def test_register_alone_leaves_every_unit_silent_for_every_list(store: Store) -> None:
    silent = read(store).select("silent")
    # Three units in scope; nine lists come from the units: 名单、方案、台账、系统、资源、职能、需求、场景、安全, and 职责.
    assert {one.unit for one in silent} == {"HF001", "HF002", "HF003"}
    assert len(silent) == 3 * 10


def test_filed_list_takes_the_unit_out_of_the_silent(store: Store) -> None:
    take(store, SYSTEMS, "清单.csv", POLICE)
    silent = [one.unit for one in read(store).select("silent", dataset="system")]
    assert silent == ["HF001", "HF003"]


def test_blank_cells_are_named_with_file_and_row(store: Store) -> None:
    take(store, GRADED, "清单.csv", POLICE)
    found = {(one.about, one.what): one for one in read(store).select("blank")}
    # 网格 管理2 has no 等保级别, 出租屋管理 no 国产化: two cells.
    assert set(found) == {
        ("网格 管理2", "“等保级别”未填，影响等保定级率"),
        ("出租屋管理", "“是否国产化适配”未填，影响国产化适配率"),
    }
    one = found["网格 管理2", "“等保级别”未填，影响等保定级率"]
    assert (one.unit, one.file, one.row) == ("HF002", "清单.csv", 3)


def test_restricted_blank_is_kept_from_leaders(store: Store) -> None:
    take(store, GRADED, "清单.csv", POLICE)
    assert [one.about for one in read(store, LEADER).select("blank")] == ["网格 管理2"]


def test_pending_cell_keeps_its_original_text_until_mended(store: Store) -> None:
    take(store, SYSTEMS.replace("2022-06-01", "2022-06-31"), "清单.csv", POLICE, accept_incomplete=True)
    (one,) = read(store).select("pending")
    assert (one.about, one.what, one.row) == ("出租屋管理", "“投用日期”原填“2022-06-31”", 3)
    take(store, SYSTEMS, "清单二.csv", POLICE)
    assert read(store).select("pending") == []


def test_warning_stands_until_a_later_list_of_the_unit(store: Store) -> None:
    take(store, SYSTEMS.replace("2023-03-01", ""), "清单.csv", POLICE)
    (one,) = read(store).select("warning")
    assert (one.unit, one.dataset, one.file, one.row) == ("HF002", "system", "清单.csv", 2)
    take(store, SYSTEMS, "清单二.csv", POLICE)
    assert read(store).select("warning") == []


def test_names_that_differ_by_space_or_number_are_alike_within_a_unit(store: Store) -> None:
    take(store, GRADED + "海城镇,网格管理,在用,自建机房,2022-05-01,,一级,,是\n", "清单.csv")
    (one,) = read(store).select("alike")
    assert one.unit == "HF002" and {one.about} | {one.what} == {"网格 管理2", "与“网格管理”相近，请核对是否重复"}
    assert fold_alike("（网格）管理 12") == fold_alike("网格管理") == "网格管理"


def test_source_system_that_no_list_holds_is_loose(store: Store) -> None:
    take(store, RESOURCES, "资源.csv", POLICE)
    assert read(store).select("loose") == []  # no system list filed: the unit is silent, nothing can be missing from it
    take(store, SYSTEMS, "清单.csv", POLICE)
    (one,) = read(store).select("loose")
    assert (one.about, one.what) == ("警情信息", "“来源系统”填“接处警平台”，政务信息系统清单中没有")


def test_relief_in_force_shows_its_approval_and_an_ended_one_does_not(store: Store) -> None:
    take(store, RELIEFS, "不纳入考核事项登记表.csv")
    (one,) = read(store).select("relief")
    assert one.unit == "HF002" and "海数领〔2023〕2号" in one.what
    assert len(read(store, day=date(2023, 12, 31)).select("relief")) == 2


def test_test_after_the_day_cannot_be_looked_back(store: Store) -> None:
    take(store, GRADED, "清单.csv", POLICE)
    # 出租屋管理 was tested on 2024-01-04: at 2023-12-31 nobody can tell how it stood.
    assert [one.about for one in read(store, day=date(2023, 12, 31)).select("unknown")] == ["出租屋管理"]
    assert read(store).select("unknown") == []


def test_unit_staff_see_their_own_findings_only(store: Store) -> None:
    take(store, GRADED, "清单.csv", POLICE)
    assert {one.unit for one in read(store, POLICE).findings} == {"HF002"}


def test_counts_by_unit_add_up_to_the_whole(store: Store) -> None:
    take(store, GRADED, "清单.csv", POLICE)
    quality = read(store)
    assert sum(sum(one.values()) for one in count_by_unit(quality).values()) == len(quality.findings)


def test_store_before_its_first_upload_has_no_findings(store: Store) -> None:
    assert read_quality(store, Point(date(2020, 1, 1), 0), Scope(), BUREAU).findings == ()
