"""The second look at an ods: merged ranges, error cells, hidden rows and columns, dates shown without their day."""

from __future__ import annotations

from config.settings import Limits
from loaders.child.archive import Archive
from loaders.child.refusal import Refusal
from loaders.child.sheet_look import SheetLook, check_merged_count, check_reach
from loaders.child.sheet_parse import parse_stream

HIDDEN = ("collapse", "filter")


def look_at_tables(archive: Archive, limits: Limits) -> list[SheetLook]:
    """One look per table, in order.

    Raises:
        Refusal: locked, over a limit, damaged, or with a document type declaration.
    """
    if b"encryption-data" in archive.read("META-INF/manifest.xml"):
        raise Refusal("encrypted", found="打开密码")
    if not archive.has("content.xml"):
        raise Refusal("damaged", found="缺少内容部分")
    tables = _Tables(limits)
    for part in ("styles.xml", "content.xml"):  # a cell style of the content may show dates by a format of the styles
        if archive.has(part):
            with archive.open(part) as stream:
                parse_stream(stream, tables.start, tables.end, tables.text)
    return tables.looks


class _Tables:
    """Handlers of one pass over content.xml. Runs of repeated rows and cells are counted, not unrolled."""

    def __init__(self, limits: Limits) -> None:
        self.looks: list[SheetLook] = []
        self._limits = limits
        self._depth = self._row = self._column = self._listed_column = 0
        self._name = ""
        self._shapes: dict[str, str] = {}  # number format → "month", "year"
        self._styles: dict[str, str] = {}  # cell style → the same
        self._format, self._shown = "", set[str]()
        self._row_repeat = self._cell_repeat = 1
        self._has_value = self._is_error = False
        self._cell_style = self._text_of_cell = ""

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition(":")[2]
        if name == "table":
            self._depth += 1
            if self._depth == 1:
                self.looks.append(SheetLook())
                self._name = attributes.get("table:name", "")
                self._row = self._listed_column = 0
        elif name == "table-row" and self._depth == 1:
            self._row_repeat = _count(attributes, "table:number-rows-repeated")
            self._column = 0
            if attributes.get("table:visibility") in HIDDEN:
                last = min(self._row + self._row_repeat, self._limits.rows)
                self.looks[-1].hidden_rows.update(range(self._row + 1, last + 1))
        elif name in ("table-cell", "covered-table-cell") and self._depth == 1:
            self._start_cell(attributes)
        elif name == "table-column" and self._depth == 1:
            repeat = _count(attributes, "table:number-columns-repeated")
            if attributes.get("table:visibility") in HIDDEN:
                last = min(self._listed_column + repeat, self._limits.columns)
                self.looks[-1].hidden_columns.update(range(self._listed_column + 1, last + 1))
            self._listed_column += repeat
        elif name == "date-style":
            self._format, self._shown = attributes.get("style:name", ""), set()
        elif self._format:
            self._shown.add(name)
        elif name == "style" and attributes.get("style:family") == "table-cell":
            shape = self._shapes.get(attributes.get("style:data-style-name", ""), "")
            if shape:
                self._styles[attributes.get("style:name", "")] = shape

    def text(self, text: str) -> None:
        if self._is_error:
            self._text_of_cell += text

    def end(self, tag: str) -> None:
        name = tag.rpartition(":")[2]
        if name == "table":
            self._depth -= 1
        elif name == "table-row" and self._depth == 1:
            self._row += self._row_repeat
        elif name in ("table-cell", "covered-table-cell") and self._depth == 1:
            self._end_cell()
        elif name == "date-style" and self._format:
            if "year" in self._shown and not self._shown & {"day", "hours", "seconds"}:
                self._shapes[self._format] = "month" if "month" in self._shown else "year"
            self._format = ""

    def _start_cell(self, attributes: dict[str, str]) -> None:
        look, row, column = self.looks[-1], self._row + 1, self._column + 1
        self._cell_repeat = _count(attributes, "table:number-columns-repeated")
        value_type = attributes.get("office:value-type") or attributes.get("calcext:value-type") or ""
        self._is_error = attributes.get("calcext:value-type") == "error"
        self._text_of_cell = ""
        self._cell_style = attributes.get("table:style-name", "") if value_type == "date" else ""
        self._has_value = bool(value_type)
        down = _count(attributes, "table:number-rows-spanned")
        right = _count(attributes, "table:number-columns-spanned")
        if down > 1 or right > 1:
            look.merged.append((row, column, row + down - 1, column + right - 1))
            check_merged_count(len(look.merged), self._name, self._limits)

    def _end_cell(self) -> None:
        look, row, column = self.looks[-1], self._row + 1, self._column + 1
        self._column += self._cell_repeat
        if not self._has_value:
            return
        look.reach(self._row + self._row_repeat, self._column)
        check_reach(look, self._name, self._limits)
        shape = self._styles.get(self._cell_style, "")
        if not (self._is_error or shape):
            return
        for down in range(self._row_repeat):
            for right in range(self._cell_repeat):
                at = row + down, column + right
                if self._is_error:
                    look.errors[at] = self._text_of_cell or "#N/A"
                else:
                    (look.months if shape == "month" else look.years).add(at)
        self._is_error = False


def _count(attributes: dict[str, str], name: str) -> int:
    text = attributes.get(name, "1")
    return max(int(text), 1) if text.isdigit() and len(text) < 10 else 1
