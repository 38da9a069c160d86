"""The number of a new 督办事项: goes on from what the register holds, in its own style; no number is ever used twice."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date

from warehouse.connect import Reader

_NUMBER = re.compile(r"(?P<head>.*?)(?P<serial>\d+)(?P<tail>\D*)", re.DOTALL)
_YEAR = re.compile(r"20\d\d")
_FIRST_STYLE = ("督〔2000〕", "号")


def next_task_numbers(reader: Reader, day: date, count: int = 1) -> tuple[str, ...]:
    """The next numbers for tasks assigned on a day: 督〔2024〕8号, 督〔2024〕9号 …

    The style is the commonest of the register, numbers of meetings' decisions apart; the serial goes on within its
    year, counting rows that were taken back too. Two callers may get the same number: whoever commits second finds
    the key taken and asks again, or calls this with the writer of the transaction that commits.
    """
    used = [found for one in _used_numbers(reader) if (found := _NUMBER.fullmatch(one))]
    styles = Counter((_YEAR.sub("2000", one["head"], count=1), one["tail"]) for one in used)
    style_head, tail = max(styles, key=lambda one: styles[one], default=_FIRST_STYLE)
    head = style_head.replace("2000", str(day.year), 1)
    serials = [one["serial"] for one in used if (one["head"], one["tail"]) == (head, tail)]
    width = max((len(one) for one in serials if one.startswith("0")), default=0)
    first = max(map(int, serials), default=0) + 1
    return tuple(f"{head}{number:0{width}d}{tail}" for number in range(first, first + count))


def _used_numbers(reader: Reader) -> list[str]:
    """Every number a row ever bore, first the ones entered last."""
    decided = "select task_no from decision where task_no is not null"
    sql = f"select task_no from task where task_no not in ({decided}) group by 1 order by max(row_id) desc, 1"
    return [row[0] for row in reader.query(sql)]
