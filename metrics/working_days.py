"""Working days by the State Council's calendar with 调休; beyond its last year Monday to Friday count.

Holds the arithmetic of single days and the numbered table that the SQL joins. Reads no rows.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

from config.reference import load_noticed_days

FIRST_DAY = date(2000, 1, 1)
LAST_DAY = date(2059, 12, 31)


@cache
def covered_until() -> date:
    """The last day decided by a published calendar; later days are Monday to Friday, which a page must say."""
    return date(max(day.year for day in load_noticed_days()), 12, 31)


def is_working(day: date) -> bool:
    """True on a working day: as noticed, else Monday to Friday."""
    noticed = load_noticed_days().get(day)
    return noticed.is_working if noticed else day.weekday() < 5


@cache
def number_days() -> tuple[tuple[date, bool, int], ...]:
    """Every day from 2000 to 2059 with (day, is_working, working_no = working days up to and on it).

    d + n working days is then the working day whose number is the number of d plus n.
    """
    numbered = []
    day, number = FIRST_DAY, 0
    while day <= LAST_DAY:
        working = is_working(day)
        number += working
        numbered.append((day, working, number))
        day += timedelta(days=1)
    return tuple(numbered)
