"""督办事项 as an act: assign, report progress, extend, close, cancel. Each act is one edit of the register's row."""

from __future__ import annotations

# services/meetings.py turns decisions into tasks and takes its numbers from here too.
from services.task_numbers import next_task_numbers

__all__ = ["next_task_numbers"]
