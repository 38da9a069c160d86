"""按现行口径重算: what the meeting saw stays to the last digit, and each difference has the reason that made it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import closing
from datetime import date, datetime
from pathlib import Path

import pytest

from metrics.figure import COUNTY
from services.history import undo
from services.meetings import amend, freeze, frozen_pack, frozen_texts, prepare, read_meeting
from services.recount import Difference, recount
from services.store import Store, open_store
from tests.services.filed_county import fill
from tests.services.other_program import freeze_elsewhere
from tests.services.small_county import BUREAU, POLICE, REGISTER, opened_copy, take

pytestmark = pytest.mark.slow

DAY = date(2024, 1, 31)
MORNING, AFTERNOON = "2024-01-31T10:00:00", datetime(2024, 1, 31, 15)
# 出租屋管理 is moved to the cloud and graded, as filed in the afternoon of the meeting's own day.
LATER = """单位,系统名称,系统状态,部署位置,投用日期,上云日期,等保级别
县公安局,网格管理,在用,市政务云,2022-05-01,2023-09-01,三级
县公安局,出租屋管理,在用,市政务云,2022-06-01,2024-01-20,二级
"""
PROGRAM = (
    "metrics/counting.py",
    ("('achieved', 'missed', 'unreported')) as judged", "('achieved', 'missed')) as judged"),
)
GRADES = (
    "metrics/subjects/systems.sql",
    ("when s.mlps_level in ('一级', '二级', '三级', '四级') then", "when s.mlps_level in ('三级', '四级') then"),
)
TARGET = (
    "metrics/catalog.toml",
    (
        'basis = "dated"\ntarget = "1"\ntarget_clause = "实施方案三（一）2、3"\narea = "posts"\nsubject_noun = "个岗位"',
        'basis = "dated"\ntarget = "0.4"\ntarget_clause = "实施方案三（一）2、3"\narea = "posts"\nsubject_noun = "个岗位"',
    ),
)
BASIS = (
    "metrics/catalog.toml",
    tuple(
        f'basis = "{basis}"\nsilent_dataset = "system"\narea = "cloud"\nsubject_noun = "个应上云系统"'
        for basis in ("state", "dated")
    ),
)
DEADLINE = ("data/reference/obligations.toml", ("due_on = 2023-05-31", "due_on = 2024-05-31"))


@pytest.fixture(scope="module")
def filed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with the small county filed and one meeting prepared; nobody has it open."""
    folder = tmp_path_factory.mktemp("filed") / "store"
    with closing(open_store(folder)) as store:
        take(store, REGISTER, "单位名录.csv", at=datetime(2023, 1, 5, 9))
        fill(store)
        prepare(store, BUREAU, name="第一次联席会议", held_on=DAY, as_of=DAY)
    return folder


@pytest.fixture
def store(filed: Path, tmp_path: Path) -> Iterator[Store]:
    """The prepared store, open, with the meeting still to be frozen."""
    with opened_copy(filed, tmp_path) as opened:
        yield opened


def frozen_elsewhere(filed: Path, tmp_path: Path, *changes: tuple[str, tuple[str, str]]) -> Store:
    shutil.copytree(filed, tmp_path / "store")
    freeze_elsewhere(tmp_path / "other", dict(changes), tmp_path / "store", 1, MORNING)
    return open_store(tmp_path / "store")


def by_figure(differences: tuple[Difference, ...]) -> dict[tuple[str, str], Difference]:
    return {(one.metric, one.unit): one for one in differences}


def shares(one: Difference) -> list[tuple[tuple[str, ...], int, int]]:
    return [(step.reasons, step.figure.numerator, step.figure.denominator) for step in one.details]


def test_later_upload_leaves_the_frozen_figures_and_is_a_correction_until_it_is_undone(store):
    freeze(store, read_meeting(store, 1, BUREAU), BUREAU, now=datetime.fromisoformat(MORNING))
    seen = frozen_texts(store, 1).results
    assert recount(store, 1, BUREAU) == ()
    made = take(store, LATER, "清单.csv", at=AFTERNOON)
    found = by_figure(recount(store, 1, BUREAU))
    assert {one.reasons for one in found.values()} == {("数据更正",)}
    # on the cloud: 海城镇 1 of 3, 县公安局 1 of 2, then 2 of 2; together 2 of 5, then 3 of 5
    county, police = found["cloud_migrated", COUNTY], found["cloud_migrated", "HF002"]
    assert (county.frozen.numerator, county.frozen.denominator) == (2, 5)
    assert shares(county) == [(("数据更正",), 3, 5)]
    assert (police.number, county.number) == ("Z12-003", "Z12-000")
    assert ("cloud_migrated", "HF001") not in found
    assert {one.unit for one in recount(store, 1, POLICE)} == {"HF002"}
    undo(store, made.version, "报错", BUREAU, now=AFTERNOON)
    assert recount(store, 1, BUREAU) == ()
    assert frozen_texts(store, 1).results == seen


def test_each_reason_is_computed_alone_and_together(filed, tmp_path):
    other = frozen_elsewhere(filed, tmp_path, PROGRAM, GRADES, TARGET, DEADLINE)
    try:
        seen = frozen_pack(other, 1, BUREAU)
        take(other, LATER, "清单.csv", at=AFTERNOON)
        found = by_figure(recount(other, 1, BUREAU))
        assert frozen_pack(other, 1, BUREAU) == seen
    finally:
        other.close()
    # The other release left unreported cells out of the denominator and took only 三级 and 四级 as graded:
    # 网格管理 of four systems with a grade. This program counts the fifth; this definition takes 二级 too,
    # which three systems of 海城镇 have; the later upload grades the fifth.
    graded = found["mlps_graded", COUNTY]
    assert (graded.frozen.numerator, graded.frozen.denominator) == (1, 4)
    assert shares(graded) == [(("软件升级",), 1, 5), (("口径调整",), 4, 5), (("数据更正",), 5, 5)]
    assert graded.reasons == ("软件升级", "口径调整", "数据更正")
    assert shares(found["mlps_graded", "HF001"]) == [(("口径调整",), 3, 3)]
    assert shares(found["mlps_graded", "HF002"]) == [(("软件升级",), 1, 2), (("数据更正",), 2, 2)]
    # 1 of 3 posts: nearly met against 0.4, missed against 1; the figure itself is the same
    posts = found["posts_filled", "HF002"]
    assert (posts.frozen.numerator, posts.now.numerator) == (1, 1)
    assert (posts.frozen_light.word, posts.now_light.word) == ("基本达标", "未达标")
    assert posts.reasons == ("口径调整",)
    # two pilot units owe a third report again: 0 of 5, now 0 of 7
    assert shares(found["report_submitted", COUNTY]) == [(("口径调整",), 0, 7)]
    assert found["cloud_migrated", COUNTY].reasons == ("数据更正",)


def test_changed_way_of_looking_back_under_the_same_program_is_an_adjustment_only(filed, tmp_path):
    shutil.copytree(filed, tmp_path / "earlier")
    store = open_store(tmp_path / "earlier")
    amend(store, read_meeting(store, 1, BUREAU), BUREAU, as_of=date(2023, 12, 31))
    store.close()
    other = frozen_elsewhere(tmp_path / "earlier", tmp_path, BASIS)
    try:
        found = by_figure(recount(other, 1, BUREAU))
    finally:
        other.close()
    # every list came in January: seen through the rows of the freeze 2 of 5, through those of December nobody had filed
    county = found["cloud_migrated", COUNTY]
    assert (county.frozen.numerator, county.frozen.denominator, county.frozen.silent_units) == (2, 5, 1)
    assert (county.now.denominator, county.now.silent_units) == (0, 3)
    assert {key[0] for key in found} == {"cloud_migrated"}
    assert {one.reasons for one in found.values()} == {("口径调整",)}


def test_changed_program_under_the_same_definitions_is_an_upgrade_of_what_it_moved_only(filed, tmp_path):
    other = frozen_elsewhere(filed, tmp_path, PROGRAM)
    try:
        found = by_figure(recount(other, 1, BUREAU))
    finally:
        other.close()
    assert {one.reasons for one in found.values()} == {("软件升级",)}
    assert shares(found["mlps_graded", COUNTY]) == [(("软件升级",), 4, 5)]


def test_definitions_that_cannot_be_counted_by_any_more_leave_the_two_reasons_together(filed, tmp_path):
    tolerant = ("metrics/catalog.py", ("    version: int = 1\n", "    version: int = 1\n    former: int = 0\n"))
    strange = (
        "metrics/catalog.toml",
        ('\n[mlps_graded]\nname = "等保定级率"\n', '\n[mlps_graded]\nformer = 1\nname = "等保定级率"\n'),
    )
    other = frozen_elsewhere(filed, tmp_path, tolerant, strange, PROGRAM, GRADES)
    try:
        found = by_figure(recount(other, 1, BUREAU))
        assert (other.path / "logs" / "faults.log").is_file()
        assert list(other.path.glob("recount-*")) == []
    finally:
        other.close()
    assert shares(found["mlps_graded", COUNTY]) == [(("软件升级", "口径调整"), 4, 5)]
