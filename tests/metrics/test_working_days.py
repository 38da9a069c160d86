"""Working days: 调休, holidays, the end of the published calendar, and the numbered table the SQL joins."""

from datetime import date, timedelta

import pytest

from metrics.working_days import FIRST_DAY, LAST_DAY, covered_until, is_working, number_days


@pytest.mark.parametrize(
    ("day", "working"),
    [
        (date(2023, 9, 28), True),  # Thursday before the holidays
        (date(2023, 9, 29), False),  # Friday, Mid-autumn
        (date(2023, 10, 6), False),  # Friday, last of the holidays
        (date(2023, 10, 7), True),  # Saturday worked in exchange
        (date(2023, 10, 8), True),  # Sunday worked in exchange
        (date(2023, 10, 14), False),  # plain Saturday
        (date(2024, 2, 4), True),  # Sunday before the Spring Festival of 2024
        (date(2024, 2, 12), False),
    ],
)
def test_working_days_follow_the_notices(day, working):
    assert is_working(day) is working


def test_beyond_the_calendar_monday_to_friday_count():
    last = covered_until()
    assert last == date(2026, 12, 31)
    assert not is_working(date(2026, 10, 1))  # Thursday, National Day, covered
    assert is_working(date(2027, 10, 1)) and not is_working(date(2027, 10, 2))  # Friday and Saturday, not covered


@pytest.mark.parametrize(
    ("start", "count", "end"),
    [
        (date(2023, 9, 27), 1, date(2023, 9, 28)),
        (date(2023, 9, 28), 1, date(2023, 10, 7)),
        (date(2023, 9, 30), 1, date(2023, 10, 7)),  # from a day off: the next working day is the first
        (date(2023, 9, 18), 10, date(2023, 10, 8)),
        (date(2023, 5, 12), 10, date(2023, 5, 26)),
        (date(2023, 12, 29), 1, date(2024, 1, 2)),
    ],
)
def test_counting_working_days_after_a_day(start, count, end):
    number = {day: number for day, _, number in number_days()}
    assert [day for day, working, no in number_days() if working and no == number[start] + count] == [end]


def test_table_numbers_every_day_once():
    rows = list(number_days())
    assert (rows[0][0], rows[-1][0]) == (FIRST_DAY, LAST_DAY)
    assert all(later[0] - earlier[0] == timedelta(days=1) for earlier, later in zip(rows, rows[1:], strict=False))
    assert all(later[2] - earlier[2] == later[1] for earlier, later in zip(rows, rows[1:], strict=False))


def test_table_the_queries_join_is_the_numbered_one(county):
    stored = county.warehouse.query("select day, is_working, working_no from reference.working_day order by day")
    assert stored == list(number_days())


def test_whole_calendar_agrees_with_its_source():
    calendar = pytest.importorskip("chinese_calendar")
    day = date(2004, 1, 1)
    while day <= date(2026, 12, 31):
        assert is_working(day) == calendar.is_workday(day), day
        day += timedelta(days=1)
