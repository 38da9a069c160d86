"""What a meeting decided: drafts typed in the room, confirmed afterwards into 督办事项. Never without its meeting."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from warehouse.connect import Reader, Writer
from warehouse.meetings import RevisionPassed
from warehouse.numbering import insert_numbered

DecisionState = Literal["草稿", "已确认", "已撤销"]

DRAFT: DecisionState = "草稿"
CONFIRMED: DecisionState = "已确认"
# Never stored: a confirmed one whose 督办事项 does not count any more, because its version was undone or it was taken out.
WITHDRAWN: DecisionState = "已撤销"


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision. unit: code of the 牵头单位. task_no: its number among the 督办事项, "" before it is confirmed.

    state: as read, see WITHDRAWN.

    version: the data version that took it in as a 督办事项.
    """

    id: int
    meeting_id: int
    content: str
    unit: str
    co_units: str
    due_on: date
    state: DecisionState = DRAFT
    revision: int = 1
    task_no: str = ""
    version: int | None = None


_COLUMNS = (
    "decision_id", "meeting_id", "content", "unit", "co_units", "due_on", "state", "revision", "task_no", "version",
)  # fmt: skip
_STATE = f"""case when state = '{CONFIRMED}' and not exists (
    select 1 from task where task.task_no = decision.task_no and task.closed_in is null
) then '{WITHDRAWN}' else state end"""
_SELECT = f"select {', '.join(_STATE if name == 'state' else name for name in _COLUMNS)} from decision"


def list_decisions(reader: Reader, meeting_id: int) -> list[Decision]:
    """The decisions of a meeting in the order they were typed."""
    rows = reader.query(f"{_SELECT} where meeting_id = ? order by decision_id", [meeting_id])
    return [Decision(*row) for row in rows]


def add_decision(writer: Writer, decision: Decision) -> int:
    """Write down a draft; its id is ignored, the next number is taken and returned."""
    return insert_numbered(writer, "decision", _COLUMNS, _values(decision))


def change_decision(writer: Writer, seen: Decision, changed: Decision) -> None:
    """Put `changed` in the place of the draft, or of the withdrawn one, that the caller saw.

    Raises:
        RevisionPassed: it is another one by now, or counts as a 督办事项.
    """
    _require_seen(writer, seen)
    assignments = ", ".join(f"{name} = ?" for name in _COLUMNS[1:])
    writer.execute(f"update decision set {assignments} where decision_id = ?", [*_values(changed), seen.id])


def remove_decision(writer: Writer, seen: Decision) -> None:
    """Take back a draft or a withdrawn one. Raises RevisionPassed as change_decision."""
    _require_seen(writer, seen)
    writer.execute("delete from decision where decision_id = ?", [seen.id])


def _require_seen(reader: Reader, seen: Decision) -> None:
    rows = [Decision(*row) for row in reader.query(f"{_SELECT} where decision_id = ?", [seen.id])]
    if [(one.revision, one.state) for one in rows] != [(seen.revision, seen.state)] or seen.state == CONFIRMED:
        raise RevisionPassed(f"decision {seen.id} is not open at revision {seen.revision} any more")


def _values(decision: Decision) -> list[object]:
    return [getattr(decision, name) for name in _COLUMNS[1:]]
