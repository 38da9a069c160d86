"""What the receipt says of one table besides its cells: columns left out or lacking, rows hidden or not read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from loaders.cells import Cell, Sheet, column_letters
from loaders.draft import QUANTITIES, Draft, merged_below
from loaders.match import UNIT_FIELD
from loaders.problems import Problem
from loaders.rows import column_codes
from loaders.spelling import clean_text
from loaders.template_words import example_of

_SEEN_AT_MOST = 40


def remark_columns(draft: Draft, *, is_kind_named: bool = False) -> Iterator[Problem]:
    """Required columns that lack, columns that mean the same field, columns that match nothing or bear no name.

    is_kind_named: the user said which kind of table it is; the header was not judged.
    """
    match, sheet, row = draft.match, draft.sheet, draft.table.bottom
    kind = {"kind": match.contract.title}
    seen = "、".join(f"“{label.text}”" for label in draft.table.labels[:_SEEN_AT_MOST])
    lacking = {**kind, "judged": "选定的表格种类是" if is_kind_named else "按表头判断这是", "seen": seen}
    for missing in match.missing:
        is_unit = missing.name == UNIT_FIELD and match.contract.is_from_units
        code = "missing_unit_column" if is_unit else "missing_column"
        yield Problem(code, sheet.name, row, field=missing.name, title=missing.title, words=lacking)
    for name, labels in match.clashing.items():
        both = "、".join(f"{column_letters(label.column)}列“{label.text}”" for label in labels)
        title = match.contract.field(name).title
        yield Problem("clashing_columns", sheet.name, row, field=name, title=title, words={"labels": both})
    for left_out, taken in match.doubled:
        words = {"taken": f"{column_letters(taken.column)}列“{taken.text}”"}
        letters = column_letters(left_out.column)
        yield Problem("doubled_column", sheet.name, row, letters, found=left_out.text, words=words)
    for label in match.unmatched:
        letters = column_letters(label.column)
        yield Problem("unmatched_column", sheet.name, row, letters, found=label.text, words=kind)
    labelled = {label.column for label in draft.table.labels}
    for column in range(1, len(sheet.columns) + 1):
        if column not in labelled and _has_content(sheet, column, draft.body.data):
            yield Problem("unlabelled_column", sheet.name, row, column_letters(column))


def remark_rows(draft: Draft) -> Iterator[Problem]:
    """Examples left out, hidden rows and columns read along, quantities merged over several rows."""
    sheet, body = draft.sheet, draft.body
    for row in body.examples:
        if not _is_own_example(draft, row):
            yield Problem("example_row", sheet.name, row)
    for row in body.captions:
        yield Problem("caption_row", sheet.name, row)
    read = frozenset((*body.data.tolist(), *body.nil))
    if hidden := [row for row in sheet.hidden_rows if row in read]:
        yield Problem("hidden_rows", sheet.name, words={"rows": _ranges(hidden)})
    used = {label.column for label in draft.match.columns.values()}
    for column in sheet.hidden_columns:
        if column in used:
            yield Problem("hidden_column", sheet.name, column=column_letters(column))
    for name, label in draft.match.columns.items():
        known = draft.contract.field(name)
        if known.type in QUANTITIES:
            for top, bottom in merged_below(draft, label.column):
                words = {"first": top, "last": bottom}
                letters = column_letters(label.column)
                yield Problem("merged_quantity", sheet.name, top, letters, name, known.title, words=words)


def _is_own_example(draft: Draft, row: int) -> bool:
    """True for the example that the program's own template brings, left as it is: nothing to be told about."""
    told = {
        name: text
        for name, label in draft.match.columns.items()
        if (text := clean_text(draft.sheet.columns[label.column - 1].cell(row).text))
    }
    return bool(told) and all(text == example_of(draft.contract.field(name)) for name, text in told.items())


def _has_content(sheet: Sheet, column: int, rows: np.ndarray) -> bool:
    cells: Sequence[Cell] = sheet.columns[column - 1].cells
    return any(clean_text(cells[code].text) for code in np.unique(column_codes(sheet, column)[rows - 1]).tolist())


def _ranges(rows: Iterable[int]) -> str:
    """Row numbers in words, neighbours together: 第5至9行、第12行."""
    blocks: list[list[int]] = []
    for row in sorted(rows):
        if blocks and row == blocks[-1][1] + 1:
            blocks[-1][1] = row
        else:
            blocks.append([row, row])
    return "、".join(f"第{first}行" if first == last else f"第{first}至{last}行" for first, last in blocks)
