"""The tables of one sheet with their kind, their values, their unit and day, and their nil returns."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from config.contracts import Contract
from loaders.cells import Sheet, Workbook, column_letters
from loaders.dates import read_date
from loaders.draft import Draft, read_values
from loaders.facts import Fact, Facts, find_facts
from loaders.match import (
    UNIT_FIELD,
    Label,
    Match,
    choose_kinds,
    fold_header,
    is_header,
    known_names,
    match_labels,
)
from loaders.parse import Reading, suggestion
from loaders.problems import Problem
from loaders.remarks import remark_columns, remark_rows
from loaders.rows import find_rows
from loaders.sheet import Table, find_tables, take_first_header
from loaders.spelling import clean_text, fold
from loaders.units import UnitNames

_INSTRUCTIONS = re.compile(r"(?:填表|填报|填写|编制|使用|报表|表格)?(?:说明|须知|要求|指南)")


@dataclass(frozen=True)
class Chosen:
    """What the user chose that bears on finding tables; see examine.Options for the meanings."""

    dataset: str | None = None
    reported_on: date | None = None
    mapping: Mapping[str, str] = field(default_factory=dict)
    default_unit: str | None = None
    codes: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Known:
    """What a sheet is read with. contracts: the kinds it may be. remembered: kind, unit code → header → field."""

    units: UnitNames
    metrics: Mapping[str, str]
    received_on: date
    chosen: Chosen
    contracts: Sequence[Contract]
    remembered: Callable[[str, str | None], Mapping[str, str]] | None = None


@dataclass
class SheetTables:
    """One sheet gathered. passed_over: its name and the reason when it was not read. tables: every header found."""

    sheet: Sheet
    drafts: list[Draft] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    passed_over: str = ""
    tables: Sequence[Table] = ()

    @property
    def body_starts(self) -> int:
        """First row below the first header; 1 when the sheet has none."""
        return self.tables[0].first if self.tables else 1

    def title(self, column: int) -> str:
        """The label of a column (from 1) in the first table that has one."""
        return next((label.text for table in self.tables for label in table.labels if label.column == column), "")


def gather_workbook(workbook: Workbook, known: Known) -> list[SheetTables]:
    """Finds, matches and reads the tables of every sheet.

    Where the user has named the kind and no header is known, the first sheet that looks like a table is taken for one,
    so that its columns can be mapped by hand.
    """
    sheets = [locate_tables(sheet, known) for sheet in workbook.sheets]
    if known.chosen.dataset and not any(one.tables for one in sheets):
        unknown = [one for one in sheets if any(problem.code == "sheet_passed_over" for problem in one.problems)]
        first = next(((one, tables) for one in unknown if (tables := take_first_header(one.sheet))), None)
        if first:
            taken, tables = first
            sheets[sheets.index(taken)] = SheetTables(taken.sheet, tables=tables)
    for one in sheets:
        _gather_tables(workbook, one, known)
    return sheets


def _gather_tables(workbook: Workbook, gathered: SheetTables, known: Known) -> None:
    for number, table in enumerate(gathered.tables, start=1):
        _Gathering(workbook, gathered, table, number == len(gathered.tables), known).run()


def locate_tables(sheet: Sheet, known: Known) -> SheetTables:
    """Finds the tables of one sheet without reading them, or says why the sheet is passed over."""
    gathered = SheetTables(sheet)
    if not any(cell.text or cell.kind for column in sheet.columns for cell in column.cells):
        gathered.passed_over = f"“{sheet.name}”：空白工作表"
        return gathered
    if sheet.is_hidden:
        gathered.passed_over = f"“{sheet.name}”：隐藏的工作表，未读取"
        gathered.problems.append(Problem("hidden_sheet", sheet=sheet.name))
        return gathered
    if _INSTRUCTIONS.fullmatch(fold(sheet.name)):
        gathered.passed_over = f"“{sheet.name}”：填表说明，不是数据表"
        return gathered
    names = known_names(known.contracts) | {fold_header(header) for header in known.chosen.mapping}
    gathered.tables = find_tables(sheet, names, lambda labels, extra: _score(labels, extra, known))
    if not gathered.tables:
        gathered.passed_over = f"“{sheet.name}”：没有找到数据表"
        gathered.problems.append(Problem("sheet_passed_over", sheet=sheet.name))
    return gathered


def _score(labels: Sequence[Label], extra_rows: int, known: Known) -> float | None:
    mapping = known.chosen.mapping
    matches = (match_labels(labels, one, extra_rows=extra_rows, mapping=mapping) for one in known.contracts)
    points = [match.score for match in matches if is_header(match) or (known.chosen.dataset and match.explained)]
    return max(points, default=None)


@dataclass
class _Gathering:
    """The steps from one table found to its draft; problems go to the sheet's list."""

    workbook: Workbook
    gathered: SheetTables
    table: Table
    is_last: bool
    known: Known

    def run(self) -> None:
        sheet, table = self.gathered.sheet, self.table
        body = find_rows(sheet, table.first, table.last, table.labels, skipped=table.repeated)
        facts = find_facts(sheet, table, body, self.is_last)
        reporter = self.known.units.find(facts.reporter.cell.text) if facts.reporter else self.known.chosen.default_unit
        match = self._match(reporter, is_said=facts.reporter is not None)
        if match is None:
            return
        unit = match.columns.get(UNIT_FIELD)
        if unit:  # only now is it known which column may hold a name beside 零报告
            skipped = table.repeated
            body = find_rows(sheet, table.first, table.last, table.labels, unit_column=unit.column, skipped=skipped)
        draft = Draft(sheet, table, match, body, self._reported_on(facts), body.data.tolist(), facts.money_unit)
        if not unit and match.contract.is_from_units:
            draft.given_unit = reporter
        is_needed = match.contract.is_from_units and (not unit or not all(body.nil.values()))
        if is_needed and facts.reporter and not reporter:
            self._report(self._unknown(facts.reporter))
        self._report(*remark_columns(draft, is_kind_named=self.known.chosen.dataset is not None), *remark_rows(draft))
        draft.nil_units = self._nil_units(draft, reporter, is_said=facts.reporter is not None)
        book, known = self.workbook, self.known
        year = draft.reported_on.year
        reading = Reading(known.units, known.metrics, book.is_1904, book.number_text_is_typed, year)
        read_values(draft, replace(reading, codes=known.chosen.codes))
        self.gathered.drafts.append(draft)

    def _report(self, *problems: Problem) -> None:
        self.gathered.problems.extend(problems)

    def _match(self, reporter: str | None, is_said: bool) -> Match | None:
        """The kind of the table, or None after reporting that the header does not decide."""
        known = self.known
        matches = []
        for contract in known.contracts:
            remembered = known.remembered(contract.id, reporter) if known.remembered else {}
            mapping = {**remembered, **known.chosen.mapping}
            is_given = is_said or reporter is not None
            matches.append(match_labels(self.table.labels, contract, mapping=mapping, is_unit_given=is_given))
        kinds = choose_kinds(matches) or (max(matches, key=lambda match: match.score),)
        if len(kinds) == 1:
            return kinds[0]
        titles = "、".join(f"“{match.contract.title}”" for match in kinds)
        self._report(Problem("ambiguous_kind", self.gathered.sheet.name, self.table.top, words={"kinds": titles}))
        return None

    def _reported_on(self, facts: Facts) -> date:
        chosen = self.known.chosen.reported_on
        if chosen or not facts.reported:
            return chosen or self.known.received_on
        book, fact = self.workbook, facts.reported
        found = read_date(fact.cell, is_1904=book.is_1904, is_typed=book.number_text_is_typed)
        if found.day is None or found.is_month:
            self._report(self._at(fact, "reported_on_unreadable", day=self.known.received_on))
            return self.known.received_on
        if found.day > self.known.received_on:
            self._report(self._at(fact, "reported_on_ahead"))
        return found.day

    def _nil_units(self, draft: Draft, reporter: str | None, is_said: bool) -> tuple[str, ...]:
        """Units that declare 零报告 in this table; what stands in the way is reported."""
        sheet, body, kind = draft.sheet, draft.body, {"kind": draft.contract.title}
        if not body.nil:
            if not len(body.data):
                self._report(Problem("no_rows", sheet.name, draft.table.bottom, words=kind))
            return ()
        if draft.contract.replaces != "units":
            self._report(Problem("nil_for_register", sheet.name, next(iter(body.nil)), words=kind))
            return ()
        found: list[str | None] = []
        for row, names_unit in body.nil.items():
            if names_unit:
                column = draft.match.columns[UNIT_FIELD].column
                fact = Fact(sheet.cell(row, column), row, column)
                found.append(self.known.units.find(fact.cell.text))
                if found[-1] is None:
                    self._report(self._unknown(fact))
            elif len(body.data):
                self._report(Problem("nil_among_rows", sheet.name, row))
            else:
                found.append(reporter)
                if reporter is None and not is_said:
                    self._report(Problem("nil_without_unit", sheet.name, row))
        return tuple(dict.fromkeys(code for code in found if code))

    def _at(self, fact: Fact, code: str, **words: object) -> Problem:
        letters = column_letters(fact.column)
        found = clean_text(fact.cell.text)
        return Problem(code, self.gathered.sheet.name, fact.row, letters, found=found, words=words)

    def _unknown(self, fact: Fact) -> Problem:
        return self._at(fact, "unknown_unit", suggestion=suggestion(self.known.units.nearest(fact.cell.text)))
