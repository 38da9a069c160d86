"""Many files from the terminal or a folder: read ahead, unit registers first, each file whole or not at all."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Literal

from config.contracts import load_contracts
from loaders.examine import ReadResult
from loaders.kinds import name_kinds
from loaders.problems import SEVERITY_NAMES, Problem
from loaders.read import read_workbook
from metrics.sentences import show_date
from services.actor import Actor
from services.store import Store
from services.submit import Options, Receipt, accept, drop, examine_upload, problem_record
from warehouse.incoming import IncomingTable, TableChange

Shown = Callable[[int, int, str], None]
READ_AHEAD = 2
WAITING_CELLS = 4_000_000
STATUS_NAMES = {"accepted": "已入库", "refused": "未入库", "unchanged": "内容相同，未变", "acceptable": "可入库"}


@dataclass(frozen=True)
class LoadReceipt:
    """What became of one file, as the terminal prints it."""

    file: str
    status: Literal["accepted", "refused", "unchanged", "acceptable"]
    version: int | None
    tables: tuple[TableChange, ...]
    problems: tuple[Problem, ...]
    passed_over: tuple[str, ...] = field(default=())

    def as_record(self) -> dict[str, object]:
        """The stable machine form: one JSON object per file."""
        return {
            "file": self.file, "status": self.status, "version": self.version,
            "tables": [_table_record(table) for table in self.tables],
            "errors": [problem_record(one) for one in self.problems if one.severity != "warning"],
            "warnings": [problem_record(one) for one in self.problems if one.severity == "warning"],
        }  # fmt: skip

    def as_lines(self) -> list[str]:
        """The Chinese form for a reader."""
        titles = {contract.id: contract.title for contract in load_contracts().values()}
        version = f"，版本{self.version}" if self.version else ""
        lines = [f"{Path(self.file).name}：{STATUS_NAMES[self.status]}{version}"]
        for table in self.tables:
            what = "零报告" if table.is_nil else f"读取{table.rows_read}行"
            lines.append(
                f"　{titles[table.dataset]}（“{table.sheet}”表）：{what}，新增或更新{table.opened}行，结束{table.closed}行，"
                f"不变{table.unchanged}行，待补正{table.pending}处，填报日期{show_date(table.reported_on)}"
            )
        lines += [f"　{SEVERITY_NAMES[one.severity]}　{one.message}" for one in self.problems]
        return lines + [f"　未读取：{words}" for words in self.passed_over]


def load_files(
    store: Store,
    files: Sequence[Path],
    actor: Actor,
    options: Options,
    *,
    accepting: bool,
    shown: Shown,
    now: Callable[[], datetime] = datetime.now,
) -> Iterator[LoadReceipt]:
    """Takes the files in order, unit registers before the rest; yields a receipt per file in that order.

    accepting: False checks only.  shown: called with done, total and a Chinese word before each file.
    """
    reads: list[tuple[bool, Path, ReadResult | None]] = []
    waiting = 0
    with ThreadPoolExecutor(READ_AHEAD) as pool:
        for at, (path, read) in enumerate(zip(files, pool.map(lambda one: _read(store, one), files), strict=True)):
            shown(at, 2 * len(files), f"正在读取：{path.name}")
            is_register, size = _is_register(read, options), _count_cells(read)
            # What would fill the memory while it waits is let go and read again in its turn.
            is_kept = waiting + size <= WAITING_CELLS
            waiting += size if is_kept else 0
            reads.append((not is_register, path, read if is_kept else None))
    reads.sort(key=lambda one: one[0])
    for at, (_, path, kept) in enumerate(reads):
        shown(len(files) + at, 2 * len(files), f"正在检查入库：{path.name}" if accepting else f"正在检查：{path.name}")
        yield _take(store, path, kept, actor, options, accepting, now())
    shown(2 * len(files), 2 * len(files), "完成")


def read_mapping(path: Path) -> Mapping[str, str]:
    """Left-over header → field, from a TOML file's [columns] table (or its top level)."""
    raw = tomllib.loads(path.read_text(encoding="utf-8"))
    return {str(header): str(name) for header, name in raw.get("columns", raw).items()}


def _read(store: Store, path: Path) -> ReadResult:
    return read_workbook(path, path.name, store.settings.limits)


def _count_cells(read: ReadResult) -> int:
    return sum(sheet.row_count * len(sheet.columns) for sheet in read[0].sheets) if read[0] is not None else 0


def _is_register(read: ReadResult, options: Options) -> bool:
    return read[0] is not None and "unit" in name_kinds(read[0], options.dataset)


def _take(
    store: Store, path: Path, read: ReadResult | None, actor: Actor, options: Options, accepting: bool, now: datetime
) -> LoadReceipt:
    if not path.is_file():
        _, problems = read or read_workbook(path, path.name, store.settings.limits)
        return LoadReceipt(str(path), "refused", None, (), problems)
    draft = examine_upload(store, path, path.name, actor, options=options, now=now, already_read=read)
    found = draft.examined
    if not accepting or not draft.is_acceptable:
        drop(store, draft)
        status: Literal["acceptable", "refused"] = "acceptable" if draft.is_acceptable else "refused"
        tables = tuple(_seen(table) for table in found.tables)
        return LoadReceipt(str(path), status, None, tables, found.problems, found.passed_over)
    receipt: Receipt = accept(store, draft, actor, now=now)
    taken: Literal["unchanged", "accepted"] = "unchanged" if receipt.is_repeat else "accepted"
    return LoadReceipt(
        str(path), taken, receipt.version, receipt.tables, (*found.problems, *receipt.kept), found.passed_over
    )


def _seen(table: IncomingTable) -> TableChange:
    """A table that was only looked at: rows read, nothing opened or closed."""
    pending = sum(len(cells) for cells in table.pending.values())
    return TableChange(
        table.dataset, table.sheet, table.rows_read, 0, 0, 0, pending, table.covered_units, bool(table.nil_units),
        table.reported_on,
    )  # fmt: skip


def _table_record(table: TableChange) -> dict[str, object]:
    return {
        "dataset": table.dataset, "sheet": table.sheet, "rows_read": table.rows_read, "opened": table.opened,
        "closed": table.closed, "unchanged": table.unchanged, "pending": table.pending, "units": list(table.units),
        "nil": table.is_nil, "reported_on": table.reported_on.isoformat(),
    }  # fmt: skip
