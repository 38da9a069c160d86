"""应报清单: what each unit owes in a round and what became of it, read from the uploads; nothing is kept by hand.

A table counts as handed in on the day the unit's first accepted upload was received; what the bureau enters on a
unit's behalf (代收) on the 填报日期 it names, within the round. The day of the deadline itself is on time, as for the
reports of the plan. What is shown and linked is the last accepted upload.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Literal

from config.contracts import load_contracts
from metrics.sentences import show_date
from services.actor import Actor
from services.rounds import Round, list_rounds
from services.store import Store
from warehouse.filings import Filing, list_filings
from warehouse.register import RegisterUnit, list_units
from warehouse.states import ACCEPTED, RETURNED, WAITING

State = Literal["已报", "零报告", "无变化", "待审", "退回", "未报", "逾期未报"]
Standing = Literal["on_time", "late", "waiting", "returned", "missing", "overdue"]
STANDING_NAMES: dict[Standing, str] = {
    "on_time": "按期报送",
    "late": "逾期报送",
    "waiting": "待审",
    "returned": "退回",
    "missing": "未报（未到期）",
    "overdue": "逾期未报",
}
_OWED: frozenset[Standing] = frozenset({"returned", "missing", "overdue"})


@dataclass(frozen=True, slots=True)
class Cell:
    """One table of one unit. late_days: by how many days it was or is late, 0 when not.

    filing: the upload that decides, None when there is none; filed_on: the day that decides about being late.
    is_followed: something newer waits for review.
    """

    unit: str
    dataset: str
    state: State
    late_days: int
    filing: Filing | None = None
    filed_on: date | None = None
    is_followed: bool = False

    @property
    def standing(self) -> Standing:
        """The one heading under which the cell is counted."""
        if self.state in ("已报", "零报告", "无变化"):
            return "late" if self.late_days else "on_time"
        by_state: dict[str, Standing] = {
            "待审": "waiting",
            "退回": "returned",
            "未报": "missing",
            "逾期未报": "overdue",
        }
        return by_state[self.state]

    @property
    def is_owed(self) -> bool:
        return self.standing in _OWED

    @property
    def words(self) -> str:
        """已报（逾期报送3日）, 逾期未报3日, 退回（已逾期3日）; the state alone when nothing is late."""
        if self.standing == "overdue":
            return f"{self.state}{self.late_days}日"
        if not self.late_days:
            return self.state
        return f"{self.state}（{'已逾期' if self.standing == 'returned' else '逾期报送'}{self.late_days}日）"


@dataclass(frozen=True, slots=True)
class Tally:
    """Cells by standing; they add up to `expected`. owed: what still has to be sent."""

    on_time: int = 0
    late: int = 0
    waiting: int = 0
    returned: int = 0
    missing: int = 0
    overdue: int = 0

    @property
    def expected(self) -> int:
        return self.on_time + self.late + self.waiting + self.returned + self.missing + self.overdue

    @property
    def received(self) -> int:
        return self.on_time + self.late

    @property
    def owed(self) -> int:
        return self.returned + self.missing + self.overdue


@dataclass(frozen=True, slots=True)
class Expected:
    """The 应报清单 of a round on a day, in protocol order. version: of the data it was read from."""

    round: Round
    day: date
    version: int
    units: tuple[RegisterUnit, ...]
    cells: Mapping[tuple[str, str], Cell]

    @property
    def datasets(self) -> tuple[str, ...]:
        return self.round.datasets

    def of_unit(self, unit: str) -> tuple[Cell, ...]:
        """One unit's cells in the order of the tables."""
        return tuple(self.cells[unit, dataset] for dataset in self.datasets)

    def of_table(self, dataset: str) -> tuple[Cell, ...]:
        """One table's cells in the order of the units."""
        return tuple(self.cells[unit.code, dataset] for unit in self.units)

    @property
    def total(self) -> Tally:
        return count_cells(self.cells.values())

    @property
    def owing(self) -> tuple[RegisterUnit, ...]:
        """The units that still owe something."""
        return tuple(unit for unit in self.units if any(cell.is_owed for cell in self.of_unit(unit.code)))

    @property
    def days_over(self) -> int:
        """Days since the deadline, negative before it."""
        return (self.day - self.round.deadline).days


def count_cells(cells: Iterable[Cell]) -> Tally:
    """How many cells stand where."""
    counted = Counter(cell.standing for cell in cells)
    return Tally(**{str(standing): count for standing, count in counted.items()})


def read_expected(store: Store, wanted: Round, day: date, actor: Actor, *, version: int | None = None) -> Expected:
    """The list of a round on a day; unit staff get their own line.

    Args:
        version: looks back: only what was known at this data version, received by the end of the day. A closed round
            is shown as it was at its closing, unless the day lies before.
    """
    until: datetime | None = None
    is_after = version is None or wanted.closed_at is None or wanted.closed_at.date() <= day
    if wanted.closed_at is not None and wanted.closed_version is not None and is_after:
        day, version, until = wanted.closed_at.date(), wanted.closed_version, wanted.closed_at
    elif version is not None:
        until = datetime.combine(day, time()) + timedelta(days=1)
    known = store.version() if version is None else version
    if actor.role == "单位":
        wanted = replace(wanted, units=tuple(code for code in wanted.units if code == actor.unit))
    by_cell: dict[tuple[str, str], list[Filing]] = {}
    for filing in list_filings(store.warehouse, wanted, known, until):
        by_cell.setdefault((filing.unit, filing.dataset), []).append(filing)
    units = tuple(unit for unit in list_units(store.warehouse, known) if unit.code in wanted.units)
    cells = {
        (unit.code, dataset): judge(wanted, unit.code, dataset, by_cell.get((unit.code, dataset), ()), day)
        for unit in units
        for dataset in wanted.datasets
    }
    return Expected(wanted, day, known, units, cells)


def list_open(store: Store, actor: Actor, day: date) -> list[Expected]:
    """The 应报清单 of every open round that was sent out by the day, the earliest deadline first."""
    rounds = sorted(list_rounds(store, actor), key=lambda one: one.deadline)
    return [read_expected(store, one, day, actor) for one in rounds if one.is_open and one.opened_on <= day]


def judge(wanted: Round, unit: str, dataset: str, filings: Sequence[Filing], day: date) -> Cell:
    """What became of one table. filings: what the unit sent of it, in the order of receipt."""
    taken = [one for one in filings if one.state == ACCEPTED]
    waiting = [one for one in filings if one.state == WAITING]
    if taken:
        last = taken[-1]
        state: State = "零报告" if last.is_nil else "已报" if last.changed else "无变化"
        first_on = min(filed_on(wanted, one) for one in taken)
        is_followed = bool(waiting) and waiting[-1].upload_id > last.upload_id
        return Cell(unit, dataset, state, _late(wanted, first_on), last, first_on, is_followed)
    if waiting:
        sent_on = filed_on(wanted, waiting[-1])
        return Cell(unit, dataset, "待审", _late(wanted, sent_on), waiting[-1], sent_on)
    over = _late(wanted, day)
    returned = [one for one in filings if one.state == RETURNED]
    if returned:
        return Cell(unit, dataset, "退回", over, returned[-1], filed_on(wanted, returned[-1]))
    return Cell(unit, dataset, "逾期未报" if over else "未报", over)


def filed_on(wanted: Round, filing: Filing) -> date:
    """The day a table counts as handed in."""
    received_on = filing.received_at.date()
    if not filing.by_bureau:
        return received_on
    return max(wanted.opened_on, min(received_on, filing.reported_on))


def say_expected(expected: Expected) -> str:
    """The finding of a round in one sentence; figures stand between ** marks."""
    total = expected.total
    parts = [
        f"应报**{len(expected.units)}**个单位**{total.expected}**张表，已报**{total.received}**张"
        + (f"（其中逾期报送{total.late}张）" if total.late else "")
    ]
    parts += [f"{word}**{count}**张" for word, count in (("待审", total.waiting), ("退回", total.returned)) if count]
    unsent = total.missing + total.overdue
    parts.append(f"{'逾期未报' if total.overdue else '未报'}**{unsent}**张" if unsent else "没有未报")
    return f"{'，'.join(parts)}；{say_deadline(expected)}。"


def say_deadline(expected: Expected) -> str:
    """截止2025年6月30日（含当日），已过3日; 已于…结束 for a closed round."""
    wanted, over = expected.round, expected.days_over
    words = f"截止{show_date(wanted.deadline)}（含当日）"
    if wanted.closed_at is not None:
        return f"{words}，任务已于{show_date(wanted.closed_at.date())}结束"
    if over > 0:
        return f"{words}，已过{over}日"
    return f"{words}，今天截止" if over == 0 else f"{words}，还有{-over}日"


def table_titles(datasets: Iterable[str]) -> list[str]:
    """The tables by their titles."""
    return [load_contracts()[one].title for one in datasets]


def _late(wanted: Round, day: date) -> int:
    return max(0, (day - wanted.deadline).days)
