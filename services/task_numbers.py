"""The number of a new 督办事项: goes on from what the register holds, in its own style; no number is ever used twice."""

from __future__ import annotations

import re
from datetime import date

from warehouse.connect import Reader

FIRST_OF_ALL = "督〔2000〕0号"
_NUMBER = re.compile(r"(?P<head>.*?)(?P<serial>\d+)(?P<tail>\D*)", re.DOTALL)
_YEAR = re.compile(r"20\d\d")


def next_task_numbers(reader: Reader, day: date, count: int = 1) -> tuple[str, ...]:
    """The next numbers for tasks assigned on a day: 督〔2024〕8号, 督〔2024〕9号 …

    The style is that of the number entered last; the serial goes on within its year, counting rows that were taken
    back too. Two callers may get the same number: whoever commits second finds the key taken and asks again, or
    calls this with the writer of the transaction that commits.
    """
    used = [row[0] for row in reader.query("select task_no from task group by 1 order by max(row_id)")]
    style = next((found for one in reversed(used) if (found := _NUMBER.fullmatch(one))), None)
    style = style or _NUMBER.fullmatch(FIRST_OF_ALL)
    assert style is not None
    head, serial, tail = _YEAR.sub(str(day.year), style["head"], count=1), style["serial"], style["tail"]
    taken = [
        int(found["serial"])
        for one in used
        if (found := _NUMBER.fullmatch(one)) and (found["head"], found["tail"]) == (head, tail)
    ]
    width = len(serial) if serial.startswith("0") and len(serial) > 1 else 0
    first = max(taken, default=0) + 1
    return tuple(f"{head}{number:0{width}d}{tail}" for number in range(first, first + count))
