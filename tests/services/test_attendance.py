"""考勤 on the day: activities, ticks by two people at once, what clashes and what does not."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import date, datetime
from pathlib import Path

import pytest

from metrics.figure import COUNTY
from services.activities import Activity, change_units, default_units, list_activities, plan_activity
from services.actor import Actor, NotAllowed
from services.attendance import Tick, count_marks, preview, read_roll, save
from services.store import Store, open_store
from tests.services.small_county import BUREAU, POLICE, REGISTER, opened_copy, take

HELD_ON = date(2023, 12, 14)
NOW = datetime(2023, 12, 14, 15)
LATER = datetime(2023, 12, 14, 15, 20)
OTHER = Actor(name="人员008", role="县政数局", origin="测试")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The store on disk, made once; each test works in a copy."""
    folder = tmp_path_factory.mktemp("made") / "store"
    with closing(open_store(folder)) as store:
        take(store, REGISTER, "单位名录.csv", at=datetime(2023, 1, 5, 9))
    return folder


@pytest.fixture
def county(made: Path, tmp_path: Path) -> Iterator[Store]:
    with opened_copy(made, tmp_path) as store:
        yield store


@pytest.fixture
def meeting(county: Store) -> Activity:
    """A meeting set up with every unit in scope that day: 海城镇, 县公安局, 县教育局."""
    units = default_units(county, HELD_ON)
    return plan_activity(
        county, BUREAU, kind="联席会议", activity_name="第二次联席会议", held_on=HELD_ON, topic="", units=units, now=NOW
    )


def test_units_in_scope_on_the_day_should_come(county: Store) -> None:
    assert default_units(county, HELD_ON) == ("HF001", "HF002", "HF003")
    # 县教育局 joined on 2023-09-01.
    assert default_units(county, date(2023, 8, 31)) == ("HF001", "HF002")


def test_activity_that_was_set_up_is_offered_to_the_next_ticker_and_only_once(county: Store, meeting: Activity) -> None:
    assert [(one.id, one.units, one.ticked) for one in list_activities(county)] == [(meeting.id, meeting.units, 0)]
    with pytest.raises(NotAllowed, match="2023年12月14日的“第二次联席会议”已经建立"):
        plan_activity(
            county,
            OTHER,
            kind="联席会议",
            activity_name=" 第二次联席会议",
            held_on=HELD_ON,
            topic="",
            units=meeting.units,
        )


def test_ticks_are_previewed_saved_and_read_back(county: Store, meeting: Activity) -> None:
    roll = read_roll(county, meeting)
    ticks = {
        "HF001": Tick("出席", "人员021"),
        "HF002": Tick("委托代会", "人员012", "副局长出差"),
        "HF003": Tick("请假"),
    }
    assert count_marks(roll, ticks) == {"出席": 1, "请假": 1, "委托代会": 1, "缺席": 0, "": 0}
    # 出席 and 委托代会 count, 请假 is exempt: 2/2.
    figures = {after.unit: (after.numerator, after.denominator) for metric, _, after in
               preview(county, BUREAU, meeting, roll, ticks, HELD_ON).headline if metric == "attended"}  # fmt: skip
    assert figures[COUNTY] == (2, 2)
    saved = save(county, BUREAU, meeting, roll, ticks, now=NOW)
    assert saved.units == ("HF001", "HF002", "HF003") and not saved.clashes
    assert [one.tick for one in read_roll(county, meeting)] == [ticks["HF001"], ticks["HF002"], ticks["HF003"]]


def test_two_people_ticking_different_units_both_count(county: Store, meeting: Activity) -> None:
    seen_by_both = read_roll(county, meeting)
    save(county, BUREAU, meeting, seen_by_both, {"HF001": Tick("出席")}, now=NOW)
    saved = save(county, OTHER, meeting, seen_by_both, {"HF002": Tick("缺席")}, now=LATER)
    assert saved.units == ("HF002",) and not saved.clashes
    assert [one.tick.attendance for one in read_roll(county, meeting)] == ["出席", "缺席", ""]


@pytest.mark.parametrize("is_first_tick", [True, False])
def test_same_unit_ticked_otherwise_is_named_and_the_rest_is_saved(
    county: Store, meeting: Activity, is_first_tick: bool
) -> None:
    if not is_first_tick:
        save(county, BUREAU, meeting, read_roll(county, meeting), {"HF001": Tick("缺席")}, now=NOW)
    seen_by_both = read_roll(county, meeting)
    save(county, BUREAU, meeting, seen_by_both, {"HF001": Tick("出席")}, now=NOW)
    saved = save(county, OTHER, meeting, seen_by_both, {"HF001": Tick("请假"), "HF002": Tick("出席")}, now=LATER)
    assert saved.units == ("HF002",)
    assert saved.clashes == ("海城镇人民政府已由人员001于15:00登记为“出席”，您的登记没有保存，请核对。",)
    assert [one.tick.attendance for one in read_roll(county, meeting)] == ["出席", "出席", ""]


def test_same_tick_by_both_is_no_clash(county: Store, meeting: Activity) -> None:
    seen_by_both = read_roll(county, meeting)
    save(county, BUREAU, meeting, seen_by_both, {"HF001": Tick("出席")}, now=NOW)
    saved = save(county, OTHER, meeting, seen_by_both, {"HF001": Tick("出席")}, now=LATER)
    assert (saved.units, saved.clashes, saved.version) == ((), (), None)


def test_units_of_an_activity_from_an_upload_can_be_widened(county: Store) -> None:
    uploaded = "活动类型,活动名称,活动日期,应到单位,出席情况\n培训,首期培训班,2023-11-02,县公安局,出席\n"
    take(county, uploaded, "会议培训考勤表.csv")
    (training,) = list_activities(county)
    assert (training.units, training.ticked, training.kind) == (("HF002",), 1, "培训")
    change_units(county, BUREAU, training, ("HF002", "HF003"), now=NOW)
    assert [(one.unit, one.tick.attendance) for one in read_roll(county, list_activities(county)[0])] == [
        ("HF002", "出席"),
        ("HF003", ""),
    ]


def test_unit_may_not_tick_and_no_one_before_the_day(county: Store, meeting: Activity) -> None:
    roll = read_roll(county, meeting)
    with pytest.raises(NotAllowed, match="不能登记考勤"):
        save(county, POLICE, meeting, roll, {"HF002": Tick("出席")}, now=NOW)
    with pytest.raises(NotAllowed, match="还没有到"):
        save(county, BUREAU, meeting, roll, {"HF002": Tick("出席")}, now=datetime(2023, 12, 13, 9))
