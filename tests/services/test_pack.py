"""The pack: exact round trip, nothing that may not leave the house, the same figures as the counting, numbers that lead back."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from metrics.catalog import load_catalog
from metrics.counting import count_figures
from metrics.figure import COUNTY, Scope
from metrics.versions import points_for
from services.actor import NotAllowed
from services.data_numbers import find_figure
from services.pack import Occasion, Pack, build_pack, from_json, hide_phones, to_json
from services.store import Store, open_store
from tests.services.filed_county import PHONE, fill
from tests.services.small_county import BUREAU, POLICE, REGISTER, take
from warehouse.register import list_units

pytestmark = pytest.mark.slow

DAY = date(2024, 1, 31)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """The small county with everything filed, for all tests of this module: they only read it."""
    opened = open_store(tmp_path_factory.mktemp("pack") / "store")
    take(opened, REGISTER, "单位名录.csv")
    fill(opened)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def pack(store: Store) -> Pack:
    return build_pack(store, DAY, Scope(), BUREAU, agenda=Occasion("第一次联席会议", date(2023, 12, 31)))


def test_pack_through_json_is_the_same_pack(pack):
    text = to_json(pack)
    again = from_json(text)
    assert again == pack
    assert to_json(again) == text
    county = next(one for one in again.metrics if one.metric.id == "cloud_migrated").county
    assert type(county.change) in (Decimal, type(None))
    assert type(again.as_of) is date


def test_pack_json_with_a_field_of_a_later_program_is_still_read(pack):
    raw = json.loads(to_json(pack))
    raw["kept_by_a_later_program"] = 1
    assert from_json(json.dumps(raw)) == pack


@pytest.mark.parametrize(("field", "value"), [("as_of", "早些时候"), ("version", "3"), ("is_demo", 1)])
def test_pack_json_with_a_value_that_does_not_fit_is_refused(pack, field, value):
    raw = json.loads(to_json(pack))
    raw[field] = value
    with pytest.raises(ValueError, match=value if isinstance(value, str) else "1"):
        from_json(json.dumps(raw))


def test_pack_figures_equal_the_counting_at_each_basis(store, pack):
    counted = []
    for metric in load_catalog().values():
        if not metric.restricted:
            counted += count_figures(store.warehouse, points_for(metric.id, [DAY], store.warehouse), [metric.id])
    packed = {(one.figure.metric, one.figure.unit): one.figure for one in pack.figures()}
    assert packed == {(one.metric, one.unit): one for one in counted}


def test_pack_county_rate_by_hand(pack):
    # in use: 海城镇 3, 县公安局 2; on the city cloud by 2024-01-31: 海城镇 1, 县公安局 1; 2 / 5 = 40.0 %
    county = pack.metric("cloud_migrated").county.figure
    assert (county.numerator, county.denominator, county.percent) == (2, 5, Decimal("40.0"))
    assert county.silent_units == 1


def test_pack_of_any_role_holds_no_restricted_metric_and_no_phone(pack):
    text = to_json(pack)
    assert "localised" not in {one.metric.id for one in pack.metrics}
    assert "国产化" not in text
    assert PHONE not in text
    assert "138****1234" in text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("电话13800001234。", "电话138****1234。"),
        ("138 0000 1234", "138****1234"),
        ("0660-6601234转2", "066****1234转2"),
        ("2023年6月28日，编号20230628001", "2023年6月28日，编号20230628001"),
    ],
)
def test_phone_in_a_remark_is_masked_and_other_digits_stay(text, shown):
    assert hide_phones(text) == shown


def test_data_number_leads_back_to_metric_and_unit(store, pack):
    codes = [unit.code for unit in list_units(store.warehouse)]
    numbers = [one.number for one in pack.figures()]
    assert len(set(numbers)) == len(numbers)
    for one in pack.figures():
        assert find_figure(one.number, codes) == (one.figure.metric, one.figure.unit)


@pytest.mark.parametrize(
    "text",
    ["数据编号 z02-000", "Ｚ02－000", " Z02-000 ", "Z02‑000", "Z02–000", "z02−000", "Z02—０００", "Z02-\u2060000"],
)
def test_data_number_as_somebody_types_it_is_understood(text):
    assert find_figure(text, ["HF001"]) == ("posts_filled", COUNTY)


@pytest.mark.parametrize("text", ["Z02", "Z00-000", "Z99-000", "Z02-002", "上云率"])
def test_data_number_that_stands_for_nothing_is_none(text):
    assert find_figure(text, ["HF001"]) is None


def test_rows_behind_a_packed_figure_add_up_to_it(pack):
    for one in pack.metrics:
        for line in one.units:
            own = [row.row.outcome for row in one.rows if row.row.unit == line.figure.unit]
            assert own.count("achieved") == line.figure.numerator, one.metric.id
            judged = own.count("achieved") + own.count("missed") + own.count("unreported")
            assert judged == line.figure.denominator, one.metric.id


def test_praise_needs_a_confirmed_grade(pack):
    # 海城镇 is confirmed and commended; 县公安局's better score is not confirmed
    assert [one.unit for one in pack.praise] == ["HF001"]


def test_compared_day_is_that_of_the_former_meeting_else_half_a_year(store, pack):
    assert (pack.compared_on, pack.compared_words, pack.meeting) == (date(2023, 12, 31), "上次会议", "第一次联席会议")
    alone = build_pack(store, DAY)
    assert (alone.compared_on, alone.compared_words) == (date(2023, 7, 31), "半年前")


def test_units_stand_in_protocol_order_in_every_metric(pack):
    places = {unit.code: unit.place for unit in pack.units}
    for one in pack.metrics:
        order = [places[line.figure.unit] for line in one.units]
        assert order == sorted(order)


def test_unit_staff_get_their_own_unit_and_no_other(store):
    own = build_pack(store, DAY, Scope(), POLICE)
    assert {unit.code for unit in own.judged_units} == {"HF002"}
    assert own.scope_name == "县公安局"
    with pytest.raises(NotAllowed, match="本单位"):
        build_pack(store, DAY, Scope(unit="HF001"), POLICE)


def test_pack_before_any_upload_has_no_units_and_reads_back(tmp_path: Path):
    empty = open_store(tmp_path / "store")
    try:
        pack = build_pack(empty, DAY)
    finally:
        empty.close()
    assert pack.units == ()
    assert not any(one.figure.denominator for one in pack.figures())
    assert from_json(to_json(pack)) == pack


def test_fingerprint_of_definitions_is_stable_within_a_program(store, pack):
    again = build_pack(store, DAY, agenda=Occasion("第一次联席会议", date(2023, 12, 31)))
    assert again == pack
    assert len(pack.definitions) == len(pack.program) == 64
    assert replace(pack, definitions="") != pack
