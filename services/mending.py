"""Small slips mended in the browser: cells of a received file written anew, duplicate rows taken out, and the whole file
examined again.

Only single cells that a problem names can be mended; what was refused for secrecy was not kept and cannot be.
"""

from __future__ import annotations

import shutil
from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime

from config.contracts import Contract, load_contracts
from loaders.guard import ChildFailed
from loaders.mend import Place, mend_workbook, stored_place, try_value
from loaders.parse import Reading
from loaders.problems import Problem
from services.actor import MAY_UPLOAD, Actor, NotAllowed, require
from services.duplicate_rows import RowPlace, filled_cells, list_duplicates, lost_words
from services.mended_cells import FIRST_FILE, MendedCell, list_mended, record_mended
from services.received import Draft, metric_ids, re_examine, unit_names
from services.store import Store

__all__ = ["Place", "check_value", "list_mendable", "mend", "mended_workbook", "place_of"]

LONGEST_TEXT = 2_000
NOT_BY_CELL = frozenset((
    "secrecy_mark", "id_numbers", "classified_row", "unit_not_allowed", "unmatched_column", "doubled_column",
    "unlabelled_column", "hidden_column", "mended_cell",
))  # fmt: skip


def place_of(problem: Problem) -> Place:
    """Sheet, row and column letters of a problem that has them."""
    return problem.sheet, problem.row or 0, problem.column


def list_mendable(draft: Draft) -> tuple[Problem, ...]:
    """Problems of one cell that a new text in that cell may mend, in the order of the file."""
    if draft.path is None or draft.examined.workbook is None:
        return ()
    return tuple(
        one for one in draft.examined.problems if one.row and one.column and one.field and one.code not in NOT_BY_CELL
    )


def check_value(store: Store, draft: Draft, problem: Problem, text: str) -> str:
    """What would still be wrong with the new text by itself, in Chinese; empty when it can be read."""
    contract = _contract_of(draft, problem)
    if contract is None:
        return ""
    if len(text) > LONGEST_TEXT:
        return f"内容超过{LONGEST_TEXT}字。"
    reading = Reading(unit_names(store), metric_ids(), year=_year(draft))
    found = try_value(text, contract.field(problem.field), reading)
    if found is None and not text.strip() and problem.field in contract.key and problem.code == "key_empty":
        found = Problem("key_empty", title=problem.title)
    return f"{found.text}{found.mend}" if found else ""


def mend(
    store: Store,
    draft: Draft,
    actor: Actor,
    cells: Mapping[Place, str],
    removed: Collection[RowPlace] = (),
    *,
    now: datetime | None = None,
) -> Draft:
    """Writes the cells anew and examines the whole file again; the draft answered stands for the mended workbook.

    cells: place of a problem → new text.  removed: duplicate rows to be emptied.
    Raises NotAllowed with a Chinese sentence; the draft is as before then.
    """
    require(actor, MAY_UPLOAD, "修改待报文件")
    workbook = draft.examined.workbook
    if draft.path is None or workbook is None:
        raise NotAllowed("该文件未留存，不能在网页上修改。请改好后重新上传。")
    if not draft.path.exists():
        raise NotAllowed("该文件已在别处确认或移除，请刷新页面后重新上传。")
    problems = {place_of(one): one for one in list_mendable(draft)}
    cells = {place: text for place, text in cells.items() if place[:2] not in removed}
    if any(place not in problems for place in cells):
        raise NotAllowed("文件的检查结果已经更新，所改的单元格不在问题清单中。请按最新的清单修改。")
    _refuse_removal(draft, removed)
    if not cells and not removed:
        return draft
    emptied = {place: filled_cells(workbook, place) for place in removed}
    targets = {stored_place(workbook, place): text.strip()[:LONGEST_TEXT] for place, text in cells.items()}
    targets |= dict.fromkeys((place for one in emptied.values() for place in one), "")
    try:
        content, file_name = mend_workbook(draft.path, draft.file_name, workbook, targets, store.settings.limits)
    except ChildFailed as failure:
        raise NotAllowed("这份文件不能在网页上修改，请在表格软件中改好后重新上传。") from failure
    at = (now or datetime.now()).isoformat(timespec="seconds")
    mended = [_mended(problems[place], stored_place(workbook, place), text, actor, at) for place, text in cells.items()]
    mended += [
        MendedCell(*place, "", "", "", "、".join(filter(None, texts.values())), "", actor.name, at)
        for place, texts in emptied.items()
    ]
    folder = draft.path.parent
    if not (folder / FIRST_FILE).exists():
        shutil.copyfile(draft.path, folder / FIRST_FILE)
    record_mended(folder, mended)
    (folder / "file.new").write_bytes(content)
    (folder / "file.new").replace(draft.path)
    return re_examine(store, replace(draft, file_name=file_name), actor, draft.options)


def mended_workbook(draft: Draft) -> bytes | None:
    """The mended workbook to take away; None where nothing was mended."""
    if draft.path is None or not list_mended(draft.path.parent):
        return None
    return draft.path.read_bytes()


def _refuse_removal(draft: Draft, removed: Collection[RowPlace]) -> None:
    """Only rows that stand in the file twice can be emptied, and one of them stays."""
    known = list_duplicates(draft, {})
    removable = {one.place for one in known if one.is_removable}
    if any(place not in removable for place in removed):
        raise NotAllowed("所选的行不是重复的行，或有跨行合并的单元格，不能在网页上删去。请在表格软件中删去后重新上传。")
    if lost := lost_words(known, removed):
        raise NotAllowed(f"{lost}。")


def _mended(problem: Problem, place: Place, text: str, actor: Actor, at: str) -> MendedCell:
    sheet, row, column = place
    return MendedCell(sheet, row, column, problem.field, problem.title, problem.found, text.strip(), actor.name, at)


def _contract_of(draft: Draft, problem: Problem) -> Contract | None:
    """The kind of the table in which the problem's row stands."""
    contracts = load_contracts()
    here = [contracts[table.dataset] for table in draft.examined.tables if table.sheet == problem.sheet]
    rowed = [
        contracts[table.dataset]
        for table in draft.examined.tables
        if table.sheet == problem.sheet and problem.row in set(table.source_rows)
    ]
    known = [one for one in (*rowed, *here) if any(field.name == problem.field for field in one.fields)]
    return known[0] if known else None


def _year(draft: Draft) -> int:
    days = [table.reported_on.year for table in draft.examined.tables]
    return days[0] if days else draft.received_at.year
