"""Bytes of an uploaded file → cells with absolute addresses, in a guarded child process.

Whatever the file is, the answer is a workbook or a refusal with a reason; never an exception, never a hang.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from config.settings import Limits
from loaders.cells import Workbook
from loaders.guard import ChildFailed, run_child
from loaders.problems import Problem, load_catalogue
from loaders.transfer import BadAnswer, unpack

__all__ = ["read_workbook"]


def read_workbook(path: Path, file_name: str, limits: Limits) -> tuple[Workbook | None, tuple[Problem, ...]]:
    """Read one file.

    Args:
        path: where the bytes lie.
        file_name: the name the user gave it; only told from xls, the WPS format keeps its own name by it.
        limits: what one file may cost.

    Returns:
        The workbook and its warnings, or None and the refusal that says why.
    """
    refusal = _look_from_outside(path, limits)
    if refusal:
        return None, (refusal,)
    try:
        answer = run_child("read", {"path": str(path.resolve()), "file_name": file_name}, limits)
        workbook, entries = unpack(answer)
    except ChildFailed as failure:
        return None, (_problem({"code": failure.code}, limits),)
    except BadAnswer:
        return None, (_problem({"code": "reader_broke"}, limits),)
    problems = tuple(_problem(entry, limits) for entry in entries)
    if workbook is None and not problems:
        problems = (_problem({"code": "reader_broke"}, limits),)
    return workbook, problems


def _look_from_outside(path: Path, limits: Limits) -> Problem | None:
    try:
        if not path.exists():
            return Problem("file_missing")
        if not path.is_file():
            return Problem("file_missing", found="文件夹或特殊文件")
        size = path.stat().st_size
        with path.open("rb"):
            pass
    except (OSError, ValueError):
        return Problem("file_missing")
    if size == 0:
        return Problem("file_empty")
    if size > limits.file_bytes:
        return Problem("file_too_large", found=_megabytes(size), words={"limit": _megabytes(limits.file_bytes)})
    return None


def _problem(entry: dict[str, Any], limits: Limits) -> Problem:
    """A problem as the child told it; the words of the limits are always at hand for the message."""
    code = entry["code"] if entry["code"] in load_catalogue() else "reader_broke"
    words = {
        "limit": "",
        "count": "",
        "row": entry.get("row") or "",
        "seconds": limits.child_seconds,
        "memory": _megabytes(limits.child_memory_bytes),
        **entry.get("words", {}),
    }
    return Problem(
        code,
        sheet=entry.get("sheet", ""),
        row=entry.get("row"),
        column=entry.get("column", ""),
        found=entry.get("found", ""),
        words=words,
    )


def _megabytes(count: int) -> str:
    return f"{count / 1024**2:.0f} MB" if count >= 1024**2 else f"{count} 字节"
