"""The small parts of an xlsx: its sheets in order with their XML, its epoch, and which cell styles show dates how.

The number formats decide what a user sees: a date cell that shows only year and month is known to the month only.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from loaders.child.archive import Archive
from loaders.child.package import children, parse_part, relations

# Formats of year and month that Excel and WPS know by number, without a format text in the file.
BUILT_IN_FORMATS = {17: "mmm-yy"} | dict.fromkeys((27, 36, 50, 52, 57), "yyyy年m月")
QUOTED = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')


@dataclass(frozen=True)
class SheetPart:
    """One sheet of the book. kind: worksheet, chartsheet, dialogsheet, macrosheet …; part: "" when it is missing."""

    name: str
    is_hidden: bool
    kind: str
    part: str


@dataclass(frozen=True)
class DateStyles:
    """Numbers of the cell styles that show year and month only, or a year only."""

    month: frozenset[int]
    year: frozenset[int]


@dataclass(frozen=True)
class Book:
    sheets: tuple[SheetPart, ...]
    is_1904: bool
    styles: DateStyles


def read_book(archive: Archive, part: str) -> Book:
    """The sheets, epoch and date styles of the book whose main part is `part`.

    Raises:
        Refusal: a part is not XML, declares entities, or is missing.
    """
    root = parse_part(archive, part)
    links = relations(archive, part)
    sheets = []
    for sheet in (entry for group in children(root, "sheets") for entry in children(group, "sheet")):
        identifier = next((value for name, value in sheet.attrib.items() if name.endswith("}id")), "")
        kind, target = links.get(identifier, ("", ""))
        is_hidden = sheet.get("state", "visible").lower() not in ("visible", "")
        kind = "macrosheet" if "macro" in kind else kind
        sheets.append(SheetPart(sheet.get("name", ""), is_hidden, kind, target if archive.has(target) else ""))
    epoch = next((each.get("date1904", "") for each in children(root, "workbookPr")), "")
    styles = parse_part(archive, "xl/styles.xml") if archive.has("xl/styles.xml") else Element("styleSheet")
    return Book(tuple(sheets), epoch.lower() in ("1", "true", "on"), _date_styles(styles))


def date_shape(format_text: str) -> str:
    """What a number format leaves of a date: "month" (year and month only), "year", or "" (a day, or no date)."""
    shown = QUOTED.sub("", format_text.split(";")[0]).lower()
    has_year = "y" in shown or bool(re.fullmatch(r"e+[^0#?]*", shown))
    if not has_year or re.search(r"[dhs0#?]", shown):
        return ""
    return "month" if "m" in shown else "year"


def _date_styles(root: Element) -> DateStyles:
    texts = dict(BUILT_IN_FORMATS)
    for group in children(root, "numFmts"):
        for entry in children(group, "numFmt"):
            texts[_number(entry.get("numFmtId"))] = entry.get("formatCode", "")
    shapes: dict[str, set[int]] = {"month": set(), "year": set(), "": set()}
    for group in children(root, "cellXfs"):
        for index, style in enumerate(children(group, "xf")):
            shapes[date_shape(texts.get(_number(style.get("numFmtId")), ""))].add(index)
    return DateStyles(frozenset(shapes["month"]), frozenset(shapes["year"]))


def _number(text: str | None) -> int:
    return int(text) if text and text.isdigit() else 0
