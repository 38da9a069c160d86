"""The day that changes are counted from."""

from __future__ import annotations

from datetime import date, datetime

from services.compared import compare_with
from services.meetings import freeze, prepare
from services.store import Store
from tests.services.small_county import BUREAU

DAY = date(2024, 3, 31)
MEETING_DAY = date(2024, 1, 31)


def hold(store: Store, held_on: date) -> None:
    moment = datetime(held_on.year, held_on.month, held_on.day, 9)
    freeze(
        store, prepare(store, BUREAU, name="联席会议", held_on=held_on, as_of=held_on, now=moment), BUREAU, now=moment
    )


def test_without_a_meeting_it_is_half_a_year_before(store: Store) -> None:
    found = compare_with(store, DAY)
    assert (found.day, found.words, found.title) == (date(2023, 9, 30), "半年前", "2023年9月30日")


def test_last_meeting_before_the_day_comes_first_and_later_ones_do_not_count(store: Store) -> None:
    hold(store, MEETING_DAY)
    found = compare_with(store, DAY)
    assert (found.day, found.words, found.title) == (MEETING_DAY, "上次会议", "上次会议（2024年1月31日）")
    assert compare_with(store, MEETING_DAY).words == "半年前"
    hold(store, date(2024, 2, 29))
    assert compare_with(store, DAY).day == date(2024, 2, 29)


def test_meeting_in_preparation_does_not_count(store: Store) -> None:
    prepare(store, BUREAU, name="联席会议", held_on=MEETING_DAY, as_of=MEETING_DAY)
    assert compare_with(store, DAY).words == "半年前"


def test_chosen_day_beats_both_and_the_default_is_still_named(store: Store) -> None:
    hold(store, MEETING_DAY)
    found = compare_with(store, DAY, date(2023, 5, 31))
    assert (found.day, found.words, found.default_words) == (date(2023, 5, 31), "2023年5月31日", "上次会议")
