"""Names of units: what finds a unit, what does not, what is suggested."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loaders.units import KnownUnit, UnitNames


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("海丰县公安局", "HF002"),
        ("县公安局", "HF002"),
        ("公安局", "HF002"),
        ("海丰公安", "HF002"),
        (" 海丰县 公安局\u3000", "HF002"),
        ("海丰县公安局\u200b", "HF002"),
        ("“县公安局”", "HF002"),
        ("海丰县海城镇人民政府", "HF001"),
        ("海城", "HF001"),
        ("人社局", "HF004"),
        ("海丰县人社局", "HF004"),
        ("海丰县政务服务和数据管理局", "HF012"),
        ("ｈｆ０１２", "HF012"),
        ("海丰县", "HF000"),
    ],
)
def test_name_in_any_registered_spelling_finds_its_unit(units, text, code):
    assert units.find(text) == code


@pytest.mark.parametrize("text", ["市公安局", "海丰县公安", "公安", "县", "", "海城镇公安局"])
def test_name_merely_like_a_unit_finds_none(units, text):
    assert units.find(text) is None


def test_names_of_two_units_that_meet_without_prefix_mean_neither():
    names = UnitNames([KnownUnit("A", "海丰县林业局"), KnownUnit("B", "林业局", "省林业局")])
    assert names.find("海丰县林业局") == "A"
    assert names.find("林业局") == "B"  # as registered goes before without prefix
    both = UnitNames([KnownUnit("A", "海丰县林业局", "林业局"), KnownUnit("B", "某某林场", "林业局")])
    assert both.find("林业局") is None
    assert both.find("县林业局") is None
    assert both.find("海丰县林业局") == "A"


def test_unknown_name_suggests_the_three_nearest_full_names_best_first(units):
    nearest = units.nearest("县公安分局")
    assert nearest[0] == "海丰县公安局"
    assert len(nearest) == 3


def test_text_without_any_common_character_suggests_nothing(units):
    assert units.nearest("xyz") == ()


def test_name_of_a_code_is_the_full_name_and_of_an_unknown_code_the_code(units):
    assert units.name("HF002") == "海丰县公安局"
    assert units.name("HF999") == "HF999"


@given(st.text(max_size=30))
def test_finding_never_raises_and_only_answers_codes_of_the_register(text):
    names = UnitNames([KnownUnit("A", "海丰县公安局", "县公安局")])
    assert names.find(text) in (None, "A")
    assert set(names.nearest(text)) <= {"海丰县公安局"}
