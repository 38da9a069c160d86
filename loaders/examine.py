"""The whole way of one file from its bytes to checked tables, storing nothing: read, find, match, parse, check."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from config.contracts import Contract, Replaces, load_collected, load_contracts
from config.settings import Limits
from loaders import check, doubts
from loaders.cells import Sheet, Workbook, column_letters, column_number
from loaders.draft import Draft
from loaders.finish import finish_table
from loaders.gather import Chosen, Known, SheetTables, gather_workbook
from loaders.parse import Reading
from loaders.problems import Problem, Severity
from loaders.progress import CHECK_SHARE, READ_SHARE, tell
from loaders.read import read_workbook
from loaders.secrecy import find_id_columns, find_marks
from loaders.totals import check_totals
from loaders.units import UnitNames
from warehouse.incoming import IncomingTable

ReadResult = tuple["Workbook | None", "tuple[Problem, ...]"]
Remembered = Callable[[str, "str | None"], Mapping[str, str]]


@dataclass(frozen=True)
class Options:
    """What the user chose for one file.

    mapping: header → field (identifier or title). allowed_units: codes the uploader may report for, None: all.
    default_unit: code of the unit a table without unit column and 填报单位 belongs to. codes: field → bare code →
    value, the code table that applies to this file.
    """

    dataset: str | None = None
    reported_on: date | None = None
    replaces: Replaces | None = None
    accept_incomplete: bool = False
    mapping: Mapping[str, str] = field(default_factory=dict)
    allowed_units: frozenset[str] | None = None
    default_unit: str | None = None
    codes: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Examined:
    """One file, read and checked.

    tables: empty when nothing of the file may be kept. passed_over: sheets not read, each with the reason.
    keeps_original: False for secrecy marks and identity numbers: neither rows nor the file may be kept, and
        tables and workbook are empty.
    """

    file_name: str
    sha256: str
    size: int
    format: str
    tables: tuple[IncomingTable, ...]
    problems: tuple[Problem, ...]
    passed_over: tuple[str, ...]
    workbook: Workbook | None
    keeps_original: bool

    @property
    def refusals(self) -> tuple[Problem, ...]:
        return self._of("refusal")

    @property
    def errors(self) -> tuple[Problem, ...]:
        return self._of("error")

    @property
    def warnings(self) -> tuple[Problem, ...]:
        return self._of("warning")

    def is_acceptable(self, accept_incomplete: bool) -> bool:
        """True when the file may be taken: nothing refused, and no cell errors unless the user takes them along."""
        return bool(self.tables) and not self.refusals and (accept_incomplete or not self.errors)

    def _of(self, severity: Severity) -> tuple[Problem, ...]:
        return tuple(problem for problem in self.problems if problem.severity == severity)


def examine_file(
    path: Path,
    file_name: str,
    *,
    units: UnitNames,
    metrics: Mapping[str, str],
    received_on: date,
    options: Options,
    limits: Limits,
    remembered: Remembered | None = None,
    known_systems: Callable[[], Collection[str]] | None = None,
    already_read: ReadResult | None = None,
) -> Examined:
    """Reads and checks one file; every problem of it is reported at once.

    metrics: id or Chinese name → id. remembered: kind and unit code → header → field as mapped by hand before.
    known_systems: names of the systems already known. already_read: what read_workbook answered for the same file.
    """
    sha256, size = _digest(path) if path.is_file() else ("", 0)
    workbook, unread = already_read or read_workbook(path, file_name, limits)
    if workbook is None:
        return Examined(file_name, sha256, size, "", (), unread, (), None, True)
    chosen = Chosen(options.dataset, options.reported_on, options.mapping, options.default_unit, options.codes)
    tell(READ_SHARE, "正在找表头、认表格")
    known = Known(units, metrics, received_on, chosen, _contracts(options.dataset), remembered)
    sheets = gather_workbook(workbook, known)
    secret, id_columns = _find_secrets(workbook, file_name, sheets)
    problems = [*unread, *secret, *(problem for sheet in sheets for problem in sheet.problems)]
    drafts = [draft for sheet in sheets for draft in sheet.drafts]
    if workbook.unchecked:
        problems.append(Problem("unchecked_format"))
    if not drafts and not any(sheet.tables for sheet in sheets):
        problems.append(Problem("no_table"))
    tell(READ_SHARE + CHECK_SHARE, f"正在核对{sum(len(draft.rows) for draft in drafts)}行之间的关系")
    classified = [problem for draft in drafts for problem in check.check_classified(draft)]
    found = [*classified, *check_drafts(drafts, workbook, known, options, known_systems)]
    problems.extend(_without_numbers(found, id_columns))
    keeps_original = not secret and not classified
    kept = drafts if keeps_original else []
    return Examined(
        file_name=file_name,
        sha256=sha256,
        size=size,
        format=workbook.format,
        tables=tuple(finish_table(draft, problems, options.replaces) for draft in kept),
        problems=_order(problems, workbook.sheets, limits.problems_shown),
        passed_over=tuple(sheet.passed_over for sheet in sheets if sheet.passed_over),
        workbook=workbook if keeps_original else None,
        keeps_original=keeps_original,
    )


def _digest(path: Path) -> tuple[str, int]:
    with path.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        return sha256, file.tell()


def _contracts(dataset: str | None) -> tuple[Contract, ...]:
    return (load_contracts()[dataset],) if dataset else tuple(load_collected().values())


def _find_secrets(
    workbook: Workbook, file_name: str, sheets: Sequence[SheetTables]
) -> tuple[list[Problem], set[tuple[str, str]]]:
    """Refusals for marks and identity numbers, and the columns (sheet name, letters) that hold the latter."""
    problems = list(find_marks(workbook, file_name))
    columns: set[tuple[str, str]] = set()
    for sheet, tables in zip(workbook.sheets, sheets, strict=True):
        for column in find_id_columns(sheet, tables.body_starts):
            problem = Problem("id_numbers", sheet=sheet.name, column=column_letters(column), title=tables.title(column))
            problems.append(problem)
            columns.add((sheet.name, problem.column))
    return problems, columns


def check_drafts(
    drafts: Sequence[Draft],
    workbook: Workbook,
    known: Known,
    options: Options,
    known_systems: Callable[[], Collection[str]] | None,
) -> Iterable[Problem]:
    of_kind: dict[str, list[Draft]] = {}
    for draft in drafts:
        of_kind.setdefault(draft.contract.id, []).append(draft)
        yield from check.check_cells(draft)
        yield from check.check_order(draft)
        yield from check.check_rights(draft, options.allowed_units, known.units.name)
        yield from check.check_replacing(draft, options.replaces)
        yield from doubts.check_dates_ahead(draft, known.received_on)
        yield from doubts.check_stages(draft)
        yield from doubts.check_expected(draft)
        yield from doubts.check_running_names(draft)
        reading = Reading(known.units, known.metrics, workbook.is_1904, workbook.number_text_is_typed)
        yield from check_totals(draft, reading)
    for same in of_kind.values():
        yield from check.check_duplicates(same)
        yield from check.check_nil(same)
        yield from doubts.check_similar_names(same)
    yield from doubts.check_two_roles(of_kind.get("roster", ()))
    yield from doubts.check_system_names(of_kind.get("catalog", ()), of_kind.get("system", ()), known_systems)


def _without_numbers(problems: Iterable[Problem], id_columns: set[tuple[str, str]]) -> Iterable[Problem]:
    """Problems outside the columns of identity numbers: a message must not carry one on."""
    return (problem for problem in problems if (problem.sheet, problem.column) not in id_columns)


def _order(problems: Iterable[Problem], sheets: Sequence[Sheet], shown: int) -> tuple[Problem, ...]:
    """Problems in the order of the workbook, of each severity at most `shown` and then how many more there are."""
    position = {sheet.name: number for number, sheet in enumerate(sheets, start=1)}
    ordered = sorted(
        problems,
        key=lambda one: (position.get(one.sheet, 0), one.row or 0, column_number(one.column)),
    )
    counts: dict[Severity, int] = {}
    kept = []
    for problem in ordered:
        severity = problem.severity
        counts[severity] = counts.get(severity, 0) + 1
        if counts[severity] <= shown:
            kept.append(problem)
    left_out = sum(max(0, count - shown) for count in counts.values())
    return tuple(kept) if not left_out else (*kept, Problem("more_problems", words={"count": left_out}))
