"""Web pages saved under a spreadsheet's name: their tables as one sheet, one below the other. No script is run."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from itertools import zip_longest
from pathlib import Path

from config.settings import Limits
from loaders.cells import Sheet, Workbook
from loaders.child.encode import encode
from loaders.child.encoding import decode
from loaders.child.refusal import Refusal
from loaders.child.sheet_look import SheetLook, check_merged_count, check_reach

DECLARED = re.compile(rb"charset\s*=\s*[\"']?\s*([A-Za-z0-9_-]+)", re.I)
CHINESE = frozenset(("gb2312", "gbk", "gb18030", "gb_2312-80"))
SILENT = frozenset(("script", "style", "comment", "head"))
BREAKS = frozenset(("br", "p", "div", "li"))
WIDEST_SPAN = 16_384
SHEET_NAME = "网页表格"


def read_html(path: Path, limits: Limits) -> Workbook:
    """The tables of a page.

    Raises:
        Refusal: no table, nested tables, unknown encoding, over a limit.
    """
    data = path.read_bytes()
    declared = DECLARED.search(data[:4096])
    if declared and declared[1].decode().lower() in CHINESE and not data.startswith((b"\xef\xbb\xbf", b"\xff\xfe")):
        text, encoding = data.decode("gb18030", "strict" if _decodes(data) else "replace"), "GB18030"
    else:
        text, encoding = decode(data)
    reader = _Tables(limits)
    reader.feed(text)
    reader.close()
    if not any(any(row) for row in reader.rows):
        raise Refusal("no_html_table")
    columns = tuple(encode(values) for values in zip_longest(*reader.rows, fillvalue=""))
    sheet = Sheet(SHEET_NAME, False, len(reader.rows), columns, tuple(reader.merged))
    return Workbook("html", (sheet,), encoding=encoding, number_text_is_typed=False, unchecked=True)


def _decodes(data: bytes) -> bool:
    try:
        data.decode("gb18030")
    except UnicodeDecodeError:
        raise Refusal("unknown_encoding") from None
    return True


class _Tables(HTMLParser):
    """Rows of all tables; a cell that spans others is a merged range."""

    def __init__(self, limits: Limits) -> None:
        super().__init__(convert_charrefs=True)
        self.rows: list[list[str]] = []
        self.merged: list[tuple[int, int, int, int]] = []
        self._limits = limits
        self._taken: dict[int, set[int]] = {}  # row → columns covered by a cell spanning down
        self._depth = self._silent = 0
        self._cell: list[str] | None = None
        self._exact = ""
        self._down = self._right = 1

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in SILENT:
            self._silent += 1
        elif tag == "table":
            self._depth += 1
            if self._depth > 1:
                raise Refusal("nested_html_table")
            if self.rows:
                self.rows.append([])
        elif tag == "tr" and self._depth:
            self._end_cell()
            self.rows.append([])
            if len(self.rows) > self._limits.rows:
                raise Refusal("too_many_rows", found=f"超过{self._limits.rows}", limit=self._limits.rows)
        elif tag in ("td", "th") and self._depth:
            self._end_cell()
            given = dict(attrs)
            self._cell, self._exact = [], given.get("x:num") or ""
            self._down, self._right = _span(given.get("rowspan")), _span(given.get("colspan"))
        elif tag in BREAKS and self._cell:
            self._cell.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in SILENT:
            self._silent = max(self._silent - 1, 0)
        elif tag in ("td", "th", "tr"):
            self._end_cell()
        elif tag == "table" and self._depth:
            self._end_cell()
            self._depth -= 1

    def handle_data(self, data: str) -> None:
        if self._cell is not None and not self._silent:
            self._cell.append(data)

    def _end_cell(self) -> None:
        if self._cell is None:
            return
        text = self._exact or re.sub(r"[ \t\r\f\v\xa0]+", " ", "".join(self._cell)).strip()
        self._cell = None
        if not self.rows:
            self.rows.append([])
        row, number = self.rows[-1], len(self.rows)
        taken = self._taken.get(number, set())
        while len(row) + 1 in taken:
            row.append("")
        column = len(row) + 1
        row.append(text)
        row.extend([""] * (self._right - 1))
        check_reach(SheetLook(last_row=number, last_column=len(row)), SHEET_NAME, self._limits)
        for below in range(number + 1, min(number + self._down, self._limits.rows + 1)):
            self._taken.setdefault(below, set()).update(range(column, column + self._right))
        if self._down > 1 or self._right > 1:
            self.merged.append((number, column, number + self._down - 1, column + self._right - 1))
            check_merged_count(len(self.merged), SHEET_NAME, self._limits)


def _span(text: str | None) -> int:
    return min(max(int(text), 1), WIDEST_SPAN) if text and text.isdigit() and len(text) < 6 else 1
