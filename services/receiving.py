"""代收: many files read in the background, told how far they are; what a batch holds, lacks and holds twice.

Reading goes on when the page is left; each file that is done is a draft of its own, and each counts whole or not at all.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import date

from config.contracts import load_contracts
from loaders.progress import telling
from services.actor import Actor, NotAllowed
from services.duplicate_rows import list_duplicates
from services.expected import list_open
from services.mending import list_mendable
from services.received import Draft, examine_upload, owner_of
from services.rounds import units_on
from services.store import Store, StoreFailed
from warehouse.register import list_units

READERS = 2
PACKED = (".zip", ".rar", ".7z", ".gz", ".tar")
LOG = logging.getLogger(__name__)
# One pool for everybody: a folder of forty files takes its turns, and the machine keeps room for those who look.
_pool = ThreadPoolExecutor(READERS, thread_name_prefix="reading")


@dataclass(frozen=True, slots=True)
class FileState:
    """One file of a batch. share: 0 to 1.  words: what is being done.  draft: once read.  fault: why it never will."""

    name: str
    share: float = 0.0
    words: str = "等待读取"
    draft: Draft | None = None
    fault: str = ""

    @property
    def is_done(self) -> bool:
        return self.draft is not None or bool(self.fault)


class Reception:
    """The files one person dropped, in their order; they are read in the background."""

    def __init__(self, store: Store, actor: Actor) -> None:
        self.actor = actor
        self._store = store
        self._lock = threading.Lock()
        self._changed = threading.Condition(self._lock)
        self._states: list[FileState] = []

    def add(self, name: str, content: bytes) -> None:
        """Puts one file at the end of the queue."""
        with _list_lock:
            if self not in _unfinished:
                _unfinished.append(self)
        with self._lock:
            place = len(self._states)
            self._states.append(FileState(name))
        _pool.submit(self._read, place, name, content)

    def states(self) -> tuple[FileState, ...]:
        with self._lock:
            return tuple(self._states)

    @property
    def is_busy(self) -> bool:
        return any(not one.is_done for one in self.states())

    def wait(self, seconds: float) -> None:
        """Until everything is read, at most so long."""
        with self._changed:
            self._changed.wait_for(lambda: all(one.is_done for one in self._states), seconds)

    def is_for(self, store: Store, actor: Actor) -> bool:
        """Whether the files are the actor's, sent to this store."""
        return self._store.path == store.path and owner_of(self.actor) == owner_of(actor)

    def _read(self, place: int, name: str, content: bytes) -> None:
        def told(share: float, words: str) -> None:
            self._set(place, FileState(name, share, words))

        told(0.0, "正在读取")
        try:
            with telling(told):
                draft = examine_upload(self._store, content, name, self.actor)
            self._set(place, FileState(name, 1.0, "已读完", draft))
        except (NotAllowed, StoreFailed, OSError) as fault:
            LOG.warning("file not received: %s", fault)
            words = str(fault) if isinstance(fault, NotAllowed) else "文件没有收下，请技术人员检查磁盘空间后再传一次。"
            self._set(place, FileState(name, 1.0, "没有收下", fault=words))
        except Exception:
            # A thread of its own: unless it is told here, the file would seem to be read for ever.
            LOG.exception("file not received")
            self._set(
                place, FileState(name, 1.0, "没有收下", fault="读取时出错，文件没有收下，请另存为新文件后再传一次。")
            )

    def _set(self, place: int, state: FileState) -> None:
        with self._changed:
            self._states[place] = state
            self._changed.notify_all()
        with _list_lock:
            if not self.is_busy and self in _unfinished:
                _unfinished.remove(self)


# A line that comes back may bring a new session while the server still takes the old one for alive: what is being read
# is found by whose it is.
_unfinished: list[Reception] = []
_list_lock = threading.Lock()


def find_unfinished(store: Store, actor: Actor) -> Reception | None:
    """Files of the actor that are being read, whichever session brought them."""
    with _list_lock:
        return next((one for one in reversed(_unfinished) if one.is_busy and one.is_for(store, actor)), None)


@dataclass(frozen=True, slots=True)
class Missing:
    """One kind of table of the batch and the units that should have sent it and are not in the batch.

    round_name: of the open round that asks for it, empty where none does.
    """

    dataset: str
    units: tuple[str, ...]
    round_name: str = ""


@dataclass(frozen=True, slots=True)
class Twice:
    """One unit's table of one kind that more than one file of the batch brings."""

    dataset: str
    unit: str
    tokens: tuple[str, ...]


def units_of(draft: Draft) -> tuple[str, ...]:
    """Codes of the units whose lists the file carries, in the order of the file."""
    return tuple(dict.fromkeys(code for table in draft.examined.tables for code in table.covered_units))


def kinds_of(draft: Draft) -> tuple[str, ...]:
    """Ids of the kinds of table in the file."""
    return tuple(dict.fromkeys(table.dataset for table in draft.examined.tables))


def lists_of(draft: Draft) -> dict[tuple[str, str], None]:
    """Kind and unit of each list that the file carries."""
    return dict.fromkeys((table.dataset, unit) for table in draft.examined.tables for unit in table.covered_units)


def sender_of(actor: Actor, draft: Draft) -> Actor:
    """Who takes this file in: the bureau acts on behalf of the one unit that the file is of."""
    units = units_of(draft)
    if actor.role == "单位" or len(units) != 1:
        return actor
    return replace(actor, on_behalf_of=units[0])


def find_twice(drafts: Iterable[Draft]) -> tuple[Twice, ...]:
    """The same unit and kind in more than one file that can be taken: only one of them can be the unit's present list."""
    found: dict[tuple[str, str], list[str]] = {}
    for draft in drafts:
        for one in lists_of(draft) if draft.is_acceptable else ():
            found.setdefault(one, []).append(draft.token)
    return tuple(Twice(dataset, unit, tuple(tokens)) for (dataset, unit), tokens in found.items() if len(tokens) > 1)


def find_spare(drafts: Sequence[Draft]) -> frozenset[str]:
    """Tokens of the files that cannot be taken as they are and whose every list another file brings that can be."""
    ready = {one for draft in drafts if draft.is_acceptable for one in lists_of(draft)}
    return frozenset(
        draft.token
        for draft in drafts
        if not draft.is_acceptable and (lists := lists_of(draft)) and ready.issuperset(lists)
    )


def find_missing(store: Store, drafts: Sequence[Draft], actor: Actor, today: date) -> tuple[Missing, ...]:
    """Who is not in the batch, per kind that the batch holds: what an open round still expects, else every unit."""
    brought: dict[str, set[str]] = {}
    for draft in drafts:
        for table in draft.examined.tables:
            brought.setdefault(table.dataset, set()).update(table.covered_units)
    contracts = load_contracts()
    in_scope = [one.code for one in units_on(list_units(store.warehouse), today)]
    asked = _asked_for(store, actor, today)
    missing = []
    for dataset in contracts:
        if dataset in brought and contracts[dataset].is_from_units and contracts[dataset].replaces == "units":
            units, round_name = asked.get(dataset, (in_scope, ""))
            lacking = tuple(unit for unit in units if unit not in brought[dataset])
            missing += [Missing(dataset, lacking, round_name)] if lacking else []
    return tuple(missing)


def _asked_for(store: Store, actor: Actor, today: date) -> dict[str, tuple[list[str], str]]:
    """Kind → the units that still owe it in an open round, and the round's name; an earlier deadline goes first."""
    asked: dict[str, tuple[list[str], str]] = {}
    for expected in list_open(store, actor, today):
        for dataset in expected.datasets:
            owing = [cell.unit for cell in expected.of_table(dataset) if cell.is_owed]
            asked.setdefault(dataset, (owing, expected.round.name))
    return asked


def next_step(draft: Draft) -> str:
    """What is to be done with the file now."""
    found = draft.examined
    if draft.is_acceptable:
        return "核对后确认"
    if draft.path is None:
        return "删去涉密内容或身份证号后重新报送"
    if draft.file_name.lower().endswith(PACKED):
        return "解压后把其中的表格拖进来"
    stopping = [*found.refusals, *([] if draft.options.accept_incomplete else found.errors)]
    mendable = set(map(id, list_mendable(draft)))
    removable = {one.place for one in list_duplicates(draft, {}) if one.is_removable}
    cells = sum(id(one) in mendable for one in stopping)
    rows = sum(one.code == "duplicate_key" and (one.sheet, one.row) in removable for one in stopping)
    if stopping and cells + rows == len(stopping):
        words = "、".join(filter(None, (f"改{cells}格" if cells else "", f"删去重复的{rows}行" if rows else "")))
        return f"在网页上{words}" + ("" if found.refusals else "，或带问题入库")
    if any(one.code in ("missing_column", "unmatched_column") for one in stopping):
        return "手工对应列，或改好后重新报送"
    return "按问题清单改好后重新报送"
