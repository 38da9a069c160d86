"""问题标注表: the user's workbook with its bad cells marked, and a list of every problem as its first sheet.

Made in a guarded child like the reading; when their workbook cannot be copied, the list alone is made.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from config.settings import Limits
from loaders.cells import Workbook
from loaders.guard import ChildFailed, run_child
from loaders.problems import SEVERITY_NAMES, Problem

LONGEST_SECONDS = 60
ZIPPED_FORMATS = ("xlsx", "xlsm", "et")


class AnnotateFailed(Exception):
    """Not even the list of problems could be written: a fault of ours, not of the file."""


def annotate_workbook(
    path: Path, file_name: str, workbook: Workbook | None, problems: Sequence[Problem], limits: Limits
) -> bytes:
    """The marked copy as xlsx bytes.

    Args:
        path: the uploaded file.
        file_name: its name.
        workbook: what was read of it, or None when it could not be read: then the copy is the list alone.
        problems: all problems, in the order to be listed.
        limits: marked_cells bounds what is copied, problems_shown what is listed.

    Raises:
        AnnotateFailed: no copy could be made.
    """
    request = {
        "path": str(path.resolve()),
        "file_name": file_name,
        "format": workbook.format if workbook else "",
        "is_own": workbook is not None and workbook.format in ZIPPED_FORMATS and _is_zip(path),
        "sheet_names": [sheet.name for sheet in workbook.sheets] if workbook else [],
        "cell_count": sum(sheet.row_count * len(sheet.columns) for sheet in workbook.sheets) if workbook else 0,
        "problems": [_entry(problem) for problem in problems],
    }
    bounded = replace(limits, child_seconds=min(limits.child_seconds, LONGEST_SECONDS))
    try:
        return run_child("mark", request, bounded)
    except ChildFailed:
        pass
    try:
        return run_child("mark", {**request, "cell_count": limits.marked_cells + 1}, bounded)
    except ChildFailed as failure:
        raise AnnotateFailed(failure.code) from failure


def _entry(problem: Problem) -> dict[str, object]:
    return {
        "level": SEVERITY_NAMES[problem.severity],
        "is_warning": problem.severity == "warning",
        "sheet": problem.sheet,
        "row": problem.row,
        "column": problem.column,
        "title": problem.title,
        "found": problem.found,
        "text": problem.text,
        "mend": problem.mend,
    }


def _is_zip(path: Path) -> bool:
    with path.open("rb") as stream:
        return stream.read(2) == b"PK"
