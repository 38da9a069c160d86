"""The second look through a real XML parser: for sheets whose XML is lawful but not written in the common way.

Also the slow comparison of content cells, when reader and scan do not agree on their number.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import BinaryIO
from xml.parsers import expat

from config.settings import Limits
from loaders.cells import column_number
from loaders.child.parts import DateStyles
from loaders.child.refusal import Refusal
from loaders.child.sheet_look import Address, SheetLook, check_merged_count, note_hidden_columns

REFERENCE = re.compile(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7})$")


class ParsedSheet:
    """Handlers of one pass over a sheet's XML."""

    def __init__(self, styles: DateStyles, limits: Limits) -> None:
        self.look = SheetLook()
        self.contents: dict[Address, tuple[str, str]] = {}  # address → stored type, text
        self.keeps_contents = False
        self._styles, self._limits = styles, limits
        self._row = self._column = 0
        self._type = self._style = ""
        self._parts: list[str] | None = None
        self._value: str | None = None
        self._has_formula = False
        self._phonetic = 0

    def parse(self, stream: BinaryIO) -> None:
        """Raises Refusal: not XML, or with a document type declaration."""
        parse_stream(stream, self._start, self._end, self._text)

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition(":")[2]
        if name == "c":
            found = REFERENCE.match(attributes.get("r", ""))
            if found:
                self._row, self._column = int(found[2]), column_number(found[1].upper())
            else:
                self._column += 1
            self._type, self._style = attributes.get("t", "n"), attributes.get("s", "")
            self._value, self._has_formula = None, False
        elif name in ("v", "t") and not self._phonetic:
            self._parts = []
        elif name == "rPh":
            self._phonetic += 1
        elif name == "f":
            self._has_formula = True
        elif name == "row":
            number = attributes.get("r", "")
            self._row, self._column = int(number) if number.isdigit() else self._row + 1, 0
            if attributes.get("hidden") in ("1", "true") or attributes.get("ht") == "0":
                self.look.hidden_rows.add(self._row)
        elif name == "col":
            if attributes.get("hidden") in ("1", "true") or attributes.get("width") == "0":
                first, last = attributes.get("min", ""), attributes.get("max", "")
                note_hidden_columns(self.look, first.encode(), last.encode())
        elif name == "mergeCell":
            self._merge(attributes.get("ref", ""))

    def _text(self, text: str) -> None:
        if self._parts is not None:
            self._parts.append(text)

    def _end(self, tag: str) -> None:
        name = tag.rpartition(":")[2]
        if name in ("v", "t") and self._parts is not None:
            self._value = (self._value or "") + "".join(self._parts)
            self._parts = None
        elif name == "rPh":
            self._phonetic -= 1
        elif name == "c":
            self._cell((self._row, self._column))

    def _cell(self, at: Address) -> None:
        look = self.look
        if self._value:
            look.content_count += 1
            look.reach(*at)
            if self.keeps_contents:
                self.contents[at] = self._type, self._value
        if self._type == "e" and self._value:
            look.errors[at] = self._value
        if self._has_formula and not self._value and not (self._type == "str" and self._value == ""):
            look.unstored.add(at)
            look.reach(*at)
        if self._style.isdigit():
            style = int(self._style)
            if style in self._styles.month:
                look.months.add(at)
            elif style in self._styles.year:
                look.years.add(at)

    def _merge(self, reference: str) -> None:
        first, _, last = reference.partition(":")
        start, end = REFERENCE.match(first), REFERENCE.match(last or first)
        if start and end:
            self.look.merged.append(
                (int(start[2]), column_number(start[1].upper()), int(end[2]), column_number(end[1].upper()))
            )
            check_merged_count(len(self.look.merged), "", self._limits)


class SharedTexts:
    """One pass over the shared texts. empty: numbers of those without a visible sign, whose cells read as blank."""

    def __init__(self, stream: BinaryIO) -> None:
        self.empty: set[int] = set()
        self._count = self._length = self._phonetic = 0
        self._is_inside = False
        parse_stream(stream, self._start, self._end, self._text)

    def _start(self, tag: str, _: dict[str, str]) -> None:
        name = tag.rpartition(":")[2]
        if name == "si":
            self._length = 0
        elif name == "rPh":
            self._phonetic += 1
        self._is_inside = name == "t" and not self._phonetic

    def _text(self, text: str) -> None:
        if self._is_inside:
            self._length += len(text.strip())

    def _end(self, tag: str) -> None:
        name = tag.rpartition(":")[2]
        self._is_inside = False
        if name == "rPh":
            self._phonetic -= 1
        elif name == "si":
            if not self._length:
                self.empty.add(self._count)
            self._count += 1


def parse_stream(
    stream: BinaryIO,
    start: Callable[[str, dict[str, str]], None],
    end: Callable[[str], None],
    text: Callable[[str], None],
) -> None:
    """Parse XML of any size; a document type declaration is refused before it can declare an entity.

    Raises:
        Refusal: not well-formed, or with a declaration.
    """
    parser = expat.ParserCreate()

    def refuse(*_: object) -> None:
        raise Refusal("has_entities")

    parser.StartDoctypeDeclHandler = refuse
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text
    parser.buffer_text = True
    try:
        parser.ParseFile(stream)
    except expat.ExpatError as error:
        raise Refusal("damaged", found="内部数据不完整") from error
