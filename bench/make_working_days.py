"""Writes data/reference/working_days.csv from the chinesecalendar package (a development tool, not run by the product).

The file names only days that follow from the State Council's notices: holidays and the weekends worked in
exchange. Every other day is Monday to Friday. A year counts as covered when the file has days of it.
"""

from __future__ import annotations

import csv
from pathlib import Path

from chinese_calendar.constants import Holiday, holidays, workdays

TARGET = Path(__file__).resolve().parent.parent / "data" / "reference" / "working_days.csv"
HEADER = ("date", "is_working", "note")


def list_rows() -> list[tuple[str, str, str]]:
    """One row a day: ISO date, 1 for worked or 0 for off, and the festival (调休 marks a worked weekend)."""
    names = {holiday.value: holiday.chinese for holiday in Holiday}
    rows = [(day.isoformat(), "0", names[festival]) for day, festival in holidays.items()]
    rows += [(day.isoformat(), "1", f"{names[festival]}调休") for day, festival in workdays.items()]
    return sorted(rows)


def main() -> None:
    rows = list_rows()
    with TARGET.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, lineterminator="\n").writerows([HEADER, *rows])
    print(f"{len(rows)} days, {rows[0][0]} to {rows[-1][0]}")


if __name__ == "__main__":
    main()
