"""What each row below a header is: data, blank, a sum, a note, a nil return or an example; all rows at once."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from loaders.cells import TEXT, UNSTORED, Cell, Sheet
from loaders.match import Label
from loaders.spelling import fold, is_empty_mark

TOTALS = frozenset(("合计", "小计", "总计", "平均"))
NIL_WORDS = frozenset(("零报告", "零报送", "无", "本期无"))
EXAMPLES = frozenset(("示例", "样例", "例", "例如", "…", "……", "...", "......"))
_FACT = re.compile(r"(?:填报|填表|报送|上报|编报)(?:单位|日期|时间)(?:\([^()]*\))?(?::|$)")
_NOTE = re.compile(
    r"(?:填表|填报|填写|编制|制表)说明|(?:注|备注|附注|说明|注意事项)(?::|[0-9]+[.、])"
    r"|(?:(?:填报|填表|制表|经办|审核|复核|审批|联系|(?:单位|部门|分管)?负责)人|(?:分管|主要|单位)领导|联系电话|联系方式"
    r"|制表日期|审核日期)(?:签字|签名|签章|盖章)?(?:\([^()]*\))?(?::|$)"
    r"|(?:制表|审核|复核|批准|审批|填表|经办|日期|时间|电话|传真|邮箱|地址):"
)
_NOTE_LINE = re.compile(r"[0-9一二三四五六七八九十]+[.、)]|\([0-9一二三四五六七八九十]+\)")

_LONGEST_MARK = 80
_LINES_LOOKED_AT = 1_000
# Every character one of these words may begin with, and the invisible ones: most cells need no closer look.
_STARTS = frozenset(
    "合小总平零无本示样例…./／-－—–―‐‑‒−─填编制注备附说经审复负联单部分主批日时电传邮地报上\u200b\u200c\u200d\u2060\ufeff\u00ad"
)

# What one cell says about its row. EMPTY: a mark such as “/”, no content but not a blank cell either.
BLANK, CONTENT, EMPTY, TOTAL, NOTE, NIL, EXAMPLE = range(7)


@dataclass(frozen=True, slots=True)
class Total:
    """A row of sums. word: 合计, 小计, 总计 or 平均."""

    row: int
    word: str


@dataclass(frozen=True, slots=True)
class BodyRows:
    """Sheet rows (from 1) of one table by what they are; rows without content and repeated headers are in none.

    nil: row of a nil return → True when it names its unit in the unit column.
    captions: rows of one text over several merged columns, neither note nor data.
    """

    data: np.ndarray
    totals: tuple[Total, ...]
    notes: tuple[int, ...]
    nil: dict[int, bool]
    examples: tuple[int, ...]
    captions: tuple[int, ...] = ()


def column_codes(sheet: Sheet, column: int) -> np.ndarray:
    """Codes of a column (from 1) per sheet row, without a copy."""
    return np.frombuffer(sheet.columns[column - 1].codes, dtype=np.uint32)


def find_rows(
    sheet: Sheet,
    first: int,
    last: int,
    labels: Sequence[Label],
    *,
    unit_column: int | None = None,
    skipped: frozenset[int] = frozenset(),
) -> BodyRows:
    """Sorts the rows first–last of a table with these labels. skipped: repeated header rows."""
    if last < first or not sheet.columns:
        return BodyRows(np.empty(0, dtype=np.int64), (), (), {}, ())
    said = np.stack([_said(sheet, column, first, last) for column in range(1, len(sheet.columns) + 1)], axis=1)
    if skipped:
        said[[row - first for row in skipped if first <= row <= last]] = BLANK
    leading, second = _leading(said)
    is_note = _notes(sheet, said, leading, first)
    is_total = ~is_note & ((leading == TOTAL) | (second == TOTAL))
    is_example = ~is_note & ~is_total & ((leading == EXAMPLE) | (second == EXAMPLE))
    labelled = np.array([label.column - 1 for label in labels if not label.is_ordinal], dtype=np.int64)
    inside = said[:, labelled]
    has_content = ((inside != BLANK) & (inside != EMPTY)).any(axis=1)
    is_nil, names_unit = _nil(said, labelled, unit_column)
    is_nil &= ~is_note & ~is_total & ~is_example
    is_caption = _captions(sheet, said, first) & ~is_note
    is_data = has_content & ~(is_note | is_total | is_example | is_nil | is_caption)
    words = {int(row): _total_word(sheet, int(row) + first) for row in np.flatnonzero(is_total)}
    return BodyRows(
        data=np.flatnonzero(is_data) + first,
        totals=tuple(Total(row + first, word) for row, word in words.items()),
        notes=tuple(int(row) + first for row in np.flatnonzero(is_note)),
        nil={int(row) + first: bool(names_unit[row]) for row in np.flatnonzero(is_nil)},
        examples=tuple(int(row) + first for row in np.flatnonzero(is_example)),
        captions=tuple(int(row) + first for row in np.flatnonzero(is_caption)),
    )


def is_preamble(sheet: Sheet, row: int, labels: Sequence[Label]) -> bool:
    """True for a row that leads to the table below it: blank, a line of facts, or a title alone in the first column."""
    texts = [(number, cell.text) for number, column in enumerate(sheet.columns, 1) if (cell := column.cell(row)).text]
    if not texts:
        return True
    number, text = texts[0]
    if is_fact(text):
        return True
    if len(texts) > 1 or fold(text).rstrip(":。") in TOTALS | NIL_WORDS:
        return False
    is_wide = any(top == row and left <= number < right for top, left, _, right in sheet.merged)
    return is_wide or number <= labels[0].column


def is_fact(text: str) -> bool:
    """True for the beginning of a line such as 填报单位：… or 填报日期：…."""
    return _FACT.match(fold(text)) is not None


def _said(sheet: Sheet, column: int, first: int, last: int) -> np.ndarray:
    cells = sheet.columns[column - 1].cells
    meaning = np.fromiter((_say(cell) for cell in cells), dtype=np.uint8, count=len(cells))
    return meaning[column_codes(sheet, column)[first - 1 : last]]


def _say(cell: Cell) -> int:
    kind, text = cell
    if not kind:
        return BLANK
    if kind != TEXT:
        return CONTENT if text or kind == UNSTORED else BLANK
    start = text.lstrip()[:1]
    if start not in _STARTS:
        return CONTENT if start else BLANK
    folded = fold(text[:_LONGEST_MARK])
    if is_empty_mark(folded):
        return EMPTY if folded else BLANK
    word = folded.rstrip(":。.")
    if word in TOTALS:
        return TOTAL
    if word in NIL_WORDS:
        return NIL
    if folded in EXAMPLES:
        return EXAMPLE
    return NOTE if _NOTE.match(folded) or _FACT.match(folded) else CONTENT


def _leading(said: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """What the first and the second filled cell of each row say; BLANK where there is none."""
    rows = np.arange(len(said))
    filled = said != BLANK
    at_first = filled.argmax(axis=1)
    leading = said[rows, at_first]
    rest = filled.copy()
    rest[rows, at_first] = False
    at_second = rest.argmax(axis=1)
    second = np.where(rest[rows, at_second], said[rows, at_second], BLANK)
    return leading, second


def _notes(sheet: Sheet, said: np.ndarray, leading: np.ndarray, first: int) -> np.ndarray:
    """Rows that begin as a note; numbered lines alone below one or at the end; any line alone below one at the end."""
    is_note = leading == NOTE
    filled = (said != BLANK).sum(axis=1)
    longer = np.flatnonzero((filled > 1) & ~is_note)
    ends = int(longer[-1]) + 1 if len(longer) else 0
    starts = int(is_note.argmax()) if is_note.any() else len(said)
    below = np.arange(len(said)) >= max(starts, ends)
    alone = (filled == 1) & (leading == CONTENT)
    is_note |= alone & below
    for row in np.flatnonzero(alone & ~below)[-_LINES_LOOKED_AT:]:
        if row >= min(starts, ends):
            text = next(text for column in sheet.columns if (text := column.cell(int(row) + first).text))
            is_note[row] = _NOTE_LINE.match(fold(text[:_LONGEST_MARK])) is not None
    return is_note


def _captions(sheet: Sheet, said: np.ndarray, first: int) -> np.ndarray:
    """Rows whose one text lies over several merged columns: the title of a section, a remark."""
    is_caption = np.zeros(len(said), dtype=bool)
    for top, left, _, right in sheet.merged:
        row = top - first
        if right > left and 0 <= row < len(said):
            is_caption[row] = (said[row] != BLANK).sum() == 1 and said[row, left - 1] == CONTENT
    return is_caption


def _nil(said: np.ndarray, labelled: np.ndarray, unit_column: int | None) -> tuple[np.ndarray, np.ndarray]:
    """Rows that say 零报告 and nothing else but their number and unit, and whether they name the unit."""
    others = labelled if unit_column is None else labelled[labelled != unit_column - 1]
    says_nil = (said == NIL).any(axis=1)
    has_others = np.isin(said[:, others], (CONTENT, TOTAL, NOTE, EXAMPLE)).any(axis=1)
    if unit_column is None:
        return says_nil & ~has_others, np.zeros(len(said), dtype=bool)
    return says_nil & ~has_others, said[:, unit_column - 1] == CONTENT


def _total_word(sheet: Sheet, row: int) -> str:
    words = (fold(column.cell(row).text).rstrip(":。.") for column in sheet.columns)
    return next(word for word in words if word in TOTALS)
