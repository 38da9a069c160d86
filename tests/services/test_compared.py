"""The day that changes are counted from."""

from __future__ import annotations

from datetime import date, datetime
from io import BytesIO

import pytest
from docx import Document

from exports.papers import export_paper
from services.compared import compare_with
from services.drafts import compose_report
from services.meeting_check import check_before
from services.meetings import freeze, prepare
from services.pack import Occasion, build_pack, from_json, to_json
from services.store import Store
from tests.services.filed_county import fill
from tests.services.small_county import BUREAU

pytestmark = pytest.mark.slow

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


@pytest.mark.parametrize(("as_of", "chosen"), [(date(2023, 6, 30), None), (DAY, date(2023, 1, 2))])
def test_day_before_the_first_unit_joined_gives_no_comparison(store: Store, as_of: date, chosen: date | None) -> None:
    # the first units joined on 2023-01-03; half a year before 2023-06-30 nothing had begun
    found = compare_with(store, as_of, chosen)
    assert found.day is None
    assert found.note == f"{'2023年1月2日' if chosen else '半年前'}试点尚未启动，不作升降比较"
    assert compare_with(store, date(2023, 7, 3)).day == date(2023, 1, 3)


def test_papers_of_the_first_half_year_show_no_rise_from_before_the_beginning(store: Store) -> None:
    fill(store)
    pack = build_pack(store, date(2023, 5, 31))
    assert (pack.compared_on, pack.changes) == (None, ())
    assert all(line.change is None and line.before is None for line in pack.figures())
    assert from_json(to_json(pack)) == pack
    for name in ("brief", "summary", "onepage"):
        text = "\n".join(one.text for one in Document(BytesIO(export_paper(pack, name))).paragraphs)
        assert "半年前试点尚未启动，不作升降比较" in text and "2022年" not in text
    report = compose_report(
        build_pack(store, date(2023, 6, 28), agenda=Occasion(compared_on=date(2022, 12, 31), compared_words="上期末")),
        pack.units[1],
        "2023年上半年",
        {},
    )
    assert "上期末试点尚未启动，不作升降比较。" in report.blocks[0].text
    check = check_before(store, prepare(store, BUREAU, name="会议", held_on=DAY, as_of=date(2023, 5, 31)), BUREAU)
    assert (check.compared_on, check.moves) == (None, ())


def test_chosen_day_beats_both_and_the_default_is_still_named(store: Store) -> None:
    hold(store, MEETING_DAY)
    found = compare_with(store, DAY, date(2023, 5, 31))
    assert (found.day, found.words, found.default_words) == (date(2023, 5, 31), "2023年5月31日", "上次会议")
