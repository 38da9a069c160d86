"""单位名录: rename, merge, join and leave, with what they do to the denominators."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from services import registers, unit_register
from services.actor import NotAllowed
from services.history import undo
from services.registers import Refused
from services.store import Store
from services.submit import unit_names
from services.unit_register import UnitChange
from tests.services.small_county import BUREAU, POLICE, SYSTEMS, take
from warehouse.register import list_units

NOW = datetime(2024, 3, 1, 9)
TODAY = NOW.date()
DAY = date(2024, 2, 1)


def do(store: Store, change: UnitChange) -> int:
    made = unit_register.commit_change(store, change, BUREAU, reason="机构改革方案", now=NOW)
    assert made.version is not None
    return made.version


@pytest.fixture
def county(store: Store) -> Store:
    """The small register, and a list of 县公安局."""
    take(store, SYSTEMS, "政务信息系统清单.csv")
    return store


def test_rename_takes_effect_on_its_day_and_the_former_name_is_still_understood(county: Store) -> None:
    change = unit_register.rename_unit(county, "HF003", "海丰县教育和体育局", "县教体局", DAY, TODAY)
    assert unit_register.list_shifts(county, change, BUREAU, latest=TODAY, now=NOW) == []
    do(county, change)
    named = county.warehouse.query("select name, from_on from unit_name where code = 'HF003' order by from_on")
    assert [name for name, _ in named] == ["海丰县教育局", "海丰县教育和体育局"] and named[1][1] == DAY
    assert {unit_names(county).find(name) for name in ("县教育局", "县教体局")} == {"HF003"}
    with pytest.raises(NotAllowed):
        unit_register.rename_unit(county, "HF003", "海丰县教育局", "", date(2024, 1, 1), TODAY)


def test_merge_shows_the_smaller_denominators_and_gives_the_names_to_the_other_unit(county: Store) -> None:
    change = unit_register.merge_units(county, "HF002", "HF003", DAY, TODAY)
    shifts = unit_register.list_shifts(county, change, BUREAU, latest=TODAY, now=NOW)
    posts = [(one.day, one.before.denominator, one.after.denominator) for one in shifts if one.metric == "posts_filled"]
    # Three posts a unit: three units in scope before, two after, on the day itself and on the latest one.
    assert posts == [(DAY, 3 * 3, 3 * 2), (TODAY, 3 * 3, 3 * 2)]
    clouds = [(one.before.denominator, one.after.denominator) for one in shifts if one.metric == "cloud_migrated"]
    # Both systems are those of the unit that leaves.
    assert clouds == [(2, 0), (2, 0)]
    before = county.warehouse.query("select code, left_on, aliases from unit where closed_in is null order by code")
    version = do(county, change)
    assert unit_names(county).find("海丰县公安局") == "HF003"
    assert county.warehouse.query("select distinct unit from system where closed_in is null") == [("HF002",)]
    undo(county, version, "未批准", BUREAU)
    after = county.warehouse.query("select code, left_on, aliases from unit where closed_in is null order by code")
    assert after == before and unit_names(county).find("海丰县公安局") == "HF002"


def test_joining_unit_gets_the_next_code_and_its_place(county: Store) -> None:
    change = unit_register.join_unit(county, "海丰县统计局", "县统计局", "县直部门", "全面推广", DAY, "HF001", TODAY)
    shifts = unit_register.list_shifts(county, change, BUREAU, latest=TODAY, now=NOW)
    assert {
        (one.before.units_in_scope, one.after.units_in_scope) for one in shifts if one.metric == "posts_filled"
    } == {(3, 4)}
    do(county, change)
    assert [unit.code for unit in list_units(county.warehouse)] == ["HF000", "HF001", "HF004", "HF002", "HF003"]
    with pytest.raises(Refused) as refused:
        do(county, unit_register.join_unit(county, "县统计局", "", "县直部门", "全面推广", DAY, "", TODAY))
    assert [one.code for one in refused.value.problems] == ["unit_name_taken"]


def test_leaving_unit_counts_until_its_day(county: Store) -> None:
    change = unit_register.leave_unit(county, "HF002", DAY, TODAY)
    shifts = unit_register.list_shifts(county, change, BUREAU, latest=TODAY, now=NOW)
    assert {one.day for one in shifts} == {DAY, TODAY}
    do(county, change)
    with pytest.raises(NotAllowed):
        unit_register.leave_unit(county, "HF002", DAY, TODAY)


def test_code_is_fixed_used_units_stay_and_units_change_nothing_themselves(county: Store) -> None:
    police = next(row for row in registers.list_rows(county, "unit", BUREAU) if row.values["code"] == "HF002")
    for edit, code in (
        (registers.Edit({"code": "HF099"}, police.row_id, police.opened_in), "unit_code_fixed"),
        (registers.Edit({}, police.row_id, police.opened_in, withdraw=True), "unit_in_use"),
    ):
        with pytest.raises(Refused) as refused:
            registers.commit_edits(county, "unit", [edit], BUREAU, reason="测试", now=NOW)
        assert code in [one.code for one in refused.value.problems]
    change = unit_register.leave_unit(county, "HF003", DAY, TODAY)
    with pytest.raises(NotAllowed):
        unit_register.commit_change(county, change, POLICE, reason="测试", now=NOW)
