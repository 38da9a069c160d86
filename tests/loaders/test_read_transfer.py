"""What the child answers is checked before it is believed."""

from __future__ import annotations

import io
import json
from array import array

import pytest

from loaders.cells import Cell, Column, Sheet, Workbook
from loaders.transfer import MAGIC, BadAnswer, pack, unpack

BOOK = Workbook(
    "xlsx",
    (
        Sheet(
            "清单",
            True,
            3,
            (
                Column([Cell("", ""), Cell("t", "甲\n“乙”"), Cell("n", "12.5")], array("I", [0, 1, 2])),
                Column([Cell("d", "2023-06-28")], array("I", [0, 0, 0])),
            ),
            merged=((1, 1, 2, 2),),
            hidden_rows=(2,),
            hidden_columns=(1,),
        ),
        Sheet("空表", False, 0, ()),
    ),
    is_1904=True,
)


def answer(workbook: Workbook | None = BOOK, problems: list[dict[str, object]] | None = None) -> bytes:
    target = io.BytesIO()
    pack(target, workbook, problems or [])
    return target.getvalue()


def changed(**fields: object) -> bytes:
    """The answer with fields of its first sheet's description replaced."""
    data = answer()
    end = len(MAGIC) + 8 + int.from_bytes(data[len(MAGIC) : len(MAGIC) + 8], "little")
    header = json.loads(data[len(MAGIC) + 8 : end])
    header["workbook"]["sheets"][0].update(fields)
    text = json.dumps(header).encode()
    return MAGIC + len(text).to_bytes(8, "little") + text + data[end:]


def test_workbook_comes_through_unchanged() -> None:
    workbook, problems = unpack(answer())
    assert workbook == BOOK
    assert problems == []


def test_problem_comes_through_with_its_words() -> None:
    workbook, problems = unpack(answer(None, [{"code": "damaged", "row": 3, "found": "甲", "words": {"limit": 5}}]))
    assert workbook is None
    assert problems == [{"code": "damaged", "sheet": "", "column": "", "found": "甲", "row": 3, "words": {"limit": 5}}]


def test_lone_half_of_a_character_does_not_stop_the_answer() -> None:
    book = Workbook("csv", (Sheet("甲", False, 1, (Column([Cell("t", "a\ud800b")], array("I", [0])),)),))
    workbook, _ = unpack(answer(book))
    assert workbook is not None
    assert workbook.sheets[0].cell(1, 1).text == "a?b"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"something else",
        answer()[:-1],
        answer() + b"\x00",
        answer()[:30],
        answer().replace(b'"xlsx"', b'"tabl"'),
        answer()[:-4] + b"\xff\xff\xff\xff",
        MAGIC + (2**60).to_bytes(8, "little") + b"{}",
        MAGIC + (2).to_bytes(8, "little") + b"{}",
        MAGIC + (2).to_bytes(8, "little") + b"[]",
        changed(row_count=-1),
        changed(row_count="3"),
        changed(name=7),
        changed(merged=[[2, 1, 1, 1]]),
        changed(merged=[[1, 1]]),
        changed(hidden_rows=["a"]),
        changed(columns=[["q", ["a"]], ["d", ["b"]]]),
        changed(columns=[["tt", ["a"]], ["d", ["b"]]]),
        changed(columns=[["ttt", ["a", 1, "b"]], ["d", ["b"]]]),
    ],
)
def test_answer_that_does_not_hold_together_is_refused(data: bytes) -> None:
    with pytest.raises(BadAnswer):
        unpack(data)
