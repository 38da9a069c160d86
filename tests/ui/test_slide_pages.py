"""How slides are filled: no page beyond its room, none much fuller than another, long texts counted by their lines."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ui.slide_fit import count_lines, split_pages, take
from ui.slide_pages import AGENDA_SIZES, agenda_shape

COSTS = st.lists(st.floats(min_value=1, max_value=30), max_size=30)


@given(COSTS)
def test_pages_hold_every_line_once_within_their_room(costs: list[float]) -> None:
    pages = split_pages(costs, 28)
    assert [place for page in pages for place in page] == list(range(len(costs)))
    assert all(len(page) == 1 or sum(costs[place] for place in page) <= 28 for page in pages if page)


def test_pages_are_filled_alike() -> None:
    # 11 lines of 3: 9 would fit on the first page
    assert [len(page) for page in split_pages([3.0] * 11, 28)] == [6, 5]
    # the last page is not left with what did not fit on the others
    assert [len(page) for page in split_pages([5.0] * 11, 28)] == [4, 4, 3]
    assert split_pages([], 28) == [range(0)]


def test_what_fits_is_counted_and_the_first_always_shown() -> None:
    assert take([3, 3, 3], 6) == 2
    assert take([9, 1], 6) == 1
    assert take([], 6) == 0
    # 40 full characters in lines of 20, of which the last letter may have to move down
    assert [count_lines("字" * number, 20) for number in (0, 19, 20, 38, 40)] == [1, 1, 2, 2, 3]


def test_agenda_grows_narrower_and_smaller_with_its_lines() -> None:
    assert agenda_shape([("总体情况", "")] * 8) == (1, AGENDA_SIZES[0], False)
    assert agenda_shape([("总体情况", "")] * 14) == (2, AGENDA_SIZES[0], False)
    assert agenda_shape([("总体情况", "")] * 24) == (2, AGENDA_SIZES[-1], False)
    assert agenda_shape([("总体情况", "")] * 36)[0] == 3
    columns, size, is_tight = agenda_shape([("重点任务", "备注" * 20)] * 14)
    assert (columns, size < AGENDA_SIZES[0], is_tight) == (2, True, False)
    # 13 rows of two lines do not fit in any letters
    assert agenda_shape([("重点任务", "备注" * 20)] * 26) == (2, AGENDA_SIZES[-1], True)
