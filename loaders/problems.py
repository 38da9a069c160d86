"""Problems in user data as values, and the one catalogue of their Chinese messages (data/messages.toml).

A message always says where, what was found, what is expected and what to do.
"""

from __future__ import annotations

import dataclasses
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Literal

CATALOGUE = Path(__file__).resolve().parent.parent / "data" / "messages.toml"

Severity = Literal["refusal", "error", "warning"]
SEVERITY_NAMES: dict[Severity, str] = {"refusal": "退回", "error": "错误", "warning": "提醒"}


@dataclass(frozen=True, slots=True)
class Template:
    """One entry of the catalogue; `text` and `mend` are str.format templates over Problem.words."""

    code: str
    severity: Severity
    name: str
    text: str
    mend: str


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong or doubtful in one place of a file.

    row: sheet row from 1, or None when it concerns the whole sheet or file.
    column: column letters (C) or "".  field: identifier of the contract's field or "".
    title: Chinese title of the column.  found: the cell's text as the user sees it.
    words: further words for the template; a day or a moment among them is written out as in official papers.
    """

    code: str
    sheet: str = ""
    row: int | None = None
    column: str = ""
    field: str = ""
    title: str = ""
    found: str = ""
    words: Mapping[str, object] = dataclasses.field(default_factory=dict)

    @property
    def severity(self) -> Severity:
        return load_catalogue()[self.code].severity

    @property
    def place(self) -> str:
        """Where, in words: “Sheet1”表C14单元格（上云日期）."""
        where = f"“{self.sheet}”表" if self.sheet else ""
        if self.column and self.row:
            where += f"{self.column}{self.row}单元格"
        elif self.row:
            where += f"第{self.row}行"
        elif self.column:
            where += f"{self.column}列"
        if self.title:
            where += f"（{self.title}）" if where else f"“{self.title}”列"
        return where or "整个文件"

    @property
    def message(self) -> str:
        """The whole sentence: where, found and expected, what to do."""
        return f"{self.place}：{self.text}{self.mend}"

    @property
    def text(self) -> str:
        return self._fill(load_catalogue()[self.code].text)

    @property
    def mend(self) -> str:
        return self._fill(load_catalogue()[self.code].mend)

    def _fill(self, template: str) -> str:
        words = {name: _spell(word) if isinstance(word, date) else word for name, word in self.words.items()}
        return template.format_map({"found": self.found, "title": self.title, "sheet": self.sheet, **words})


@cache
def load_catalogue() -> dict[str, Template]:
    """Every problem code with its severity and texts."""
    raw = tomllib.loads(CATALOGUE.read_text(encoding="utf-8"))
    return {code: Template(code=code, **entry) for code, entry in raw.items()}


def _spell(day: date) -> str:
    """2023年6月28日, with the time behind it where there is one."""
    words = f"{day.year}年{day.month}月{day.day}日"
    return f"{words}{day:%H:%M}" if isinstance(day, datetime) else words
