"""What became of one row of a register, in words: who entered, changed or took it out, when, and which cells."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from config.contracts import Contract, load_contracts
from loaders.problems import Problem
from services.rows import value_words
from services.store import Store
from warehouse.edits import Moved, RowState, history_of
from warehouse.incoming import Committed

_MADE = {"upload": "登记", "undo": "撤销恢复", "correction": "更正"}


@dataclass(frozen=True, slots=True)
class CellMove:
    """One cell: title of the column, words before and after."""

    title: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class RowEvent:
    """One thing that happened to a row. word: 登记, 修改, 撤回, 撤销恢复, 撤销登记 or 更正."""

    version: int
    at: datetime
    by: str
    word: str
    cells: tuple[CellMove, ...]
    source: str
    reason: str


def list_events(store: Store, dataset: str, row_id: int, names: Mapping[str, str]) -> list[RowEvent]:
    """The events of one row, the latest first. names: unit code → full name."""
    contract = load_contracts()[dataset]
    states = sorted(history_of(store.warehouse, dataset, row_id), key=lambda one: one.opened_in)
    events: list[RowEvent] = []
    before: RowState | None = None
    for state in states:
        if before is not None and before.closed_in is not None and before.closed_in < state.opened_in:
            events.append(_ended(before))
            before = None
        cells = tuple(changed_cells(contract, before, state, names))
        word = "修改" if state.kind == "upload" and before is not None else _MADE[state.kind]
        source = source_words(state) if state.kind == "upload" else ""
        events.append(RowEvent(state.opened_in, state.opened_at, state.opened_by, word, cells, source, state.reason))
        before = state
    if before is not None and before.closed_in is not None:
        events.append(_ended(before))
    return list(reversed(events))


def changed_cells(
    contract: Contract, before: RowState | None, after: RowState, names: Mapping[str, str]
) -> list[CellMove]:
    """The cells that differ; of a new row those that say something."""
    moves = []
    for field in contract.fields:
        was = _cell_words(contract, before, field.name, names) if before is not None else ""
        now = _cell_words(contract, after, field.name, names)
        if was != now:
            moves.append(CellMove(field.title, was, now))
    return moves


def moved_words(dataset: str, moved: Moved, names: Mapping[str, str]) -> str:
    """Who changed a row, when and what, as a sentence."""
    contract = load_contracts()[dataset]
    now, was = moved.now, moved.was
    if was is None and now is not None:
        who = f"{now.opened_by}于{_when(now.opened_at)}"
        return f"{who}已登记“{row_name(contract, now, names)}”这一行，请在该行上修改。"
    if was is None:
        return "这一行已不存在，请刷新后重新查看。"
    name = row_name(contract, was, names)
    if now is None:
        who = f"{was.closed_by}于{_when(was.closed_at)}" if was.closed_at else ""
        return f"您查看之后，{who}撤回了“{name}”这一行，您的修改没有入库。"
    cells = changed_cells(contract, was, now, names)
    said = "；".join(f"“{one.title}”由“{one.before or '空白'}”改为“{one.after or '空白'}”" for one in cells)
    who = f"{now.opened_by}于{_when(now.opened_at)}"
    return f"您查看之后，{who}修改了“{name}”这一行{f'（{said}）' if said else ''}，您的修改没有入库，请核对后重新确认。"


def row_name(contract: Contract, state: RowState, names: Mapping[str, str]) -> str:
    """The key of a row in words."""
    return key_words(contract, state.values, state.month_precise, names)


def key_words(
    contract: Contract, values: Mapping[str, object], months: tuple[str, ...], names: Mapping[str, str]
) -> str:
    parts = (
        value_words(contract.field(name), values.get(name), names, to_month=name in months) for name in contract.key
    )
    return "，".join(part for part in parts if part)


def provenance_words(state: RowState) -> str:
    """Where a present row comes from, by whom and when."""
    source = source_words(state)
    act = {"upload": "入库", "undo": "撤销后恢复", "correction": "更正"}[state.kind]
    return f"{source}，{_when(state.opened_at)}由{state.opened_by}{act}（第{state.opened_in}版）"


def source_words(state: RowState) -> str:
    """The file with sheet and row, or 登记台账录入."""
    if state.source_row is None:
        return state.file_name
    return f"“{state.file_name}”“{state.sheet}”表第{state.source_row}行"


def kept_days(made: Committed, names: Mapping[str, str]) -> tuple[Problem, ...]:
    """A warning for each first day that was kept; it names the row, which has no place in a sheet."""
    contracts = load_contracts()
    problems = []
    for one in made.kept:
        contract = contracts[one.dataset]
        row = key_words(contract, dict(zip(contract.key, one.key, strict=True)), (), names)
        title = f"{row}，{contract.field(one.field).title}"
        found = one.offered.isoformat() if one.offered else ""
        words = {"stored": one.stored, "offered": one.offered or "空白"}
        problems.append(Problem("first_day_kept", field=one.field, title=title, found=found, words=words))
    return tuple(problems)


def _ended(state: RowState) -> RowEvent:
    word = "撤销登记" if state.close_kind == "undo" else "撤回"
    assert state.closed_in is not None and state.closed_at is not None
    return RowEvent(state.closed_in, state.closed_at, state.closed_by, word, (), "", state.close_reason)


def _cell_words(contract: Contract, state: RowState, name: str, names: Mapping[str, str]) -> str:
    if name in state.pending:
        return f"{state.pending[name]}（待补正）"
    return value_words(contract.field(name), state.values[name], names, to_month=name in state.month_precise)


def _when(at: datetime | None) -> str:
    return f"{at.year}年{at.month}月{at.day}日{at.hour}时{at.minute}分" if at is not None else ""
