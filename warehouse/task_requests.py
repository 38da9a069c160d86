"""申请销号: a unit says that its task is done; the bureau closes the task or sends the request back. Never deleted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from warehouse.audit import Actor, add_entry, local_time
from warehouse.connect import Reader, Writer
from warehouse.numbering import insert_numbered

OPEN, GRANTED, RETURNED = "待核", "已销号", "已退回"


@dataclass(frozen=True, slots=True)
class TaskRequest:
    """One request. unit: code of the unit that asked. state: 待核, 已销号 or 已退回; answer: why it was sent back."""

    request_id: int
    task_no: str
    unit: str
    words: str
    asked_at: datetime
    asked_by: str
    state: str
    answered_at: datetime | None
    answered_by: str
    answer: str


def list_requests(reader: Reader, task_no: str = "") -> list[TaskRequest]:
    """All requests, or those of one task, the latest first."""
    rows = reader.query(
        """select request_id, task_no, unit, words, asked_at, asked_by, state, answered_at,
            coalesce(answered_by, ''), coalesce(answer, '')
        from task_request where $task_no = '' or task_no = $task_no order by request_id desc""",
        {"task_no": task_no},
    )
    return [TaskRequest(*row) for row in rows]


def add_request(writer: Writer, task_no: str, unit: str, words: str, actor: Actor, at: datetime) -> int:
    """Adds an open request inside the caller's transaction; returns its number."""
    columns = ("request_id", "task_no", "unit", "words", "asked_at", "asked_by", "state")
    asked = [task_no, unit, words, local_time(at), actor.name, OPEN]
    number = insert_numbered(writer, "task_request", columns, asked)
    add_entry(writer, at, actor, "申请销号", task_no, "", words)
    return number


def answer_requests(writer: Writer, task_no: str, state: str, answer: str, actor: Actor, at: datetime) -> int:
    """Answers every open request of a task; returns how many there were."""
    answered = writer.query(
        """update task_request set state = ?, answered_at = ?, answered_by = ?, answer = ?
        where task_no = ? and state = ? returning request_id""",
        [state, local_time(at), actor.name, answer, task_no, OPEN],
    )
    if answered:
        add_entry(writer, at, actor, "答复销号申请", task_no, OPEN, {"state": state, "answer": answer})
    return len(answered)
