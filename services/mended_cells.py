"""What was mended of a received file in the browser: kept beside it while it waits, told as remarks when it is examined.

The mended workbook is the file that counts and whose hash is stored; the file as first received is kept beside it,
by its own hash, when the upload is taken in.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from loaders.problems import Problem
from warehouse.originals import keep_original

FIRST_FILE, RECORD = "first", "mended.json"
# Enough to find the file among the originals, which bear their hash as name.
SHOWN_DIGITS = 12
REMARKS = ("mended_cell", "removed_row", "mended_file")


@dataclass(frozen=True, slots=True)
class MendedCell:
    """One cell: column letters, title of the column, its text before and after, who changed it and when (ISO text).

    A row that was taken out has no column; its text before is that of its cells.
    """

    sheet: str
    row: int
    column: str
    field: str
    title: str
    before: str
    after: str
    by: str
    at: str


def list_mended(folder: Path) -> tuple[MendedCell, ...]:
    """The mended cells of the file that waits in `folder`, each place once, in the order of their first mending."""
    record = folder / RECORD
    if not record.is_file():
        return ()
    return tuple(MendedCell(**cell) for cell in json.loads(record.read_text(encoding="utf-8")))


def record_mended(folder: Path, cells: Sequence[MendedCell]) -> None:
    """Adds to the record; a cell mended again keeps the text it had when it was received."""
    known = {(one.sheet, one.row, one.column): one for one in list_mended(folder)}
    for one in cells:
        place = (one.sheet, one.row, one.column)
        earlier = known.get(place)
        known[place] = MendedCell(**{**asdict(one), "before": earlier.before}) if earlier else one
    text = json.dumps([asdict(one) for one in known.values()], ensure_ascii=False)
    (folder / f"{RECORD}.new").write_text(text, encoding="utf-8")
    (folder / f"{RECORD}.new").replace(folder / RECORD)


def remarks_on_mended(folder: Path) -> tuple[Problem, ...]:
    """One remark a mended cell or a row taken out, and one on the file as first received; nothing where nothing was mended."""
    cells = list_mended(folder)
    if not cells:
        return ()
    rows = sum(not one.column for one in cells)
    extents = [f"改过{len(cells) - rows}格" if rows < len(cells) else "", f"删去{rows}行" if rows else ""]
    words = {"extent": "、".join(filter(None, extents)), "digest": _digest(folder / FIRST_FILE)[:SHOWN_DIGITS]}
    return (
        *(
            Problem(
                "mended_cell" if one.column else "removed_row", one.sheet, one.row, one.column, one.field, one.title, found=one.after,
                words={
                    "before": _quoted(one.before), "after": _quoted(one.after), "by": one.by,
                    "at": datetime.fromisoformat(one.at),
                },
            )
            for one in cells
        ),
        Problem("mended_file", words=words),
    )  # fmt: skip


def keep_first_file(store: Path, folder: Path) -> None:
    """Puts the file as first received among the originals; nothing where nothing was mended."""
    first = folder / FIRST_FILE
    if first.is_file():
        keep_original(store, first, _digest(first))


def _quoted(text: str) -> str:
    return f"“{text}”" if text else "空白"


def _digest(path: Path) -> str:
    return sha256(path.read_bytes()).hexdigest()
