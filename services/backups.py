"""Backups in the running program: once a day at the set time, on request, and what became of each.

Nobody waits for one: the copy is read from one moment's state while others read and write. Of the copies it made itself
the newest stay; nothing else is ever removed.
"""

from __future__ import annotations

import os
import sys
import threading
import time as clock
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from services.actor import MAY_SET, Actor, NotAllowed, require
from services.backup_due import is_due, needs_none
from services.backup_place import PlaceUnfit, copy_kept_files, require_place, require_room
from services.faults import log_fault
from services.store import Store, StoreFailed
from warehouse.audit import add_entry
from warehouse.backup import BackupFacts, BackupUnsound, backup, sweep_drafts
from warehouse.backup_record import (
    DAILY,
    FAILED,
    MADE,
    MANUAL,
    BackupRecord,
    add_failed,
    add_made,
    list_backups,
    note_removed,
)

PROGRAM = Actor(name="程序", role="技术员", origin="自动")
_THREAD, _LONGEST_WAIT = "backup", 60.0  # seconds
_LOW_PRIORITY = 10
_SPARE_BYTES = 100 * 1024**2
_STEMS = {DAILY: "daily", MANUAL: "manual"}


@dataclass(slots=True)
class Running:
    """A backup that is being made. share: 0 to 1."""

    made_by: str
    words: str = "正在复制数据库"
    share: float = 0.1


_lock = threading.Lock()
_running: dict[Path, Running] = {}
# The last try that failed, for a store that cannot even note it.
_failed_at: dict[Path, datetime] = {}


def back_up_when_due(store: Store, now: datetime) -> BackupRecord | None:
    """The daily job: makes the backup when it is due; None when it is not, or when the store needs none."""
    if needs_none(store) or store.path in _running:
        return None
    tries = list_backups(store.warehouse, limit=1)
    good = list_backups(store.warehouse, state=MADE, limit=1)
    failed = [one.made_at for one in tries if one.state == FAILED]
    failed_at = failed[0] if failed else _failed_at.get(store.path)
    if not is_due(now, store.settings.backup_at, good[0].made_at if good else None, failed_at):
        return None
    with _alone(store, PROGRAM) as running:
        return _make_aside(store, DAILY, PROGRAM, now, running)


def back_up_now(store: Store, actor: Actor, *, now: datetime | None = None) -> BackupRecord:
    """立即备份: made whatever was made before, and kept until somebody removes it.

    Raises:
        NotAllowed: by role; there is nothing to copy; one is being made.
    """
    require(actor, MAY_SET, "备份")
    if store.is_empty():
        raise NotAllowed("还没有入库的数据，不必备份。")
    with _alone(store, actor) as running:
        return _make_aside(store, MANUAL, actor, now or datetime.now(), running)


def start_backup(store: Store, actor: Actor) -> threading.Thread:
    """The same beside the page, which may be left meanwhile. Raises NotAllowed at once."""
    require(actor, MAY_SET, "备份")
    if store.is_empty():
        raise NotAllowed("还没有入库的数据，不必备份。")
    if running := running_backup(store):
        raise NotAllowed(_say_running(running))
    thread = threading.Thread(target=back_up_now, args=(store, actor), name=_THREAD, daemon=True)
    thread.start()
    return thread


def wait_for_backups() -> None:
    """Lets a backup that was started beside the page end, before its store is closed; not for ever."""
    for thread in threading.enumerate():
        if thread.name == _THREAD:
            thread.join(_LONGEST_WAIT)


def running_backup(store: Store) -> Running | None:
    """The backup that is being made now."""
    return _running.get(store.path)


def list_tries(store: Store, actor: Actor, limit: int = 10) -> list[BackupRecord]:
    """The last tries, the latest first. Raises NotAllowed."""
    require(actor, MAY_SET, "查看备份")
    return list_backups(store.warehouse, limit=limit)


@contextmanager
def _alone(store: Store, actor: Actor) -> Iterator[Running]:
    with _lock:
        if running := _running.get(store.path):
            raise NotAllowed(_say_running(running))
        made = _running[store.path] = Running(actor.name)
    try:
        yield made
    finally:
        del _running[store.path]


def _say_running(running: Running) -> str:
    return f"{running.made_by}正在备份，请等这一次完成。"


def _make_aside(store: Store, kind: str, actor: Actor, now: datetime, running: Running) -> BackupRecord:
    """`_make` in a thread of its own that lets visitors go first."""
    with ThreadPoolExecutor(1, initializer=_step_back) as own:
        return own.submit(_make, store, kind, actor, now, running).result()


def _step_back() -> None:
    if sys.platform == "linux":  # elsewhere a thread has no priority of its own
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _LOW_PRIORITY)


def _make(store: Store, kind: str, actor: Actor, now: datetime, running: Running) -> BackupRecord:
    """Copies, notes and logs; a failure is a record too."""
    begun, settings = clock.monotonic(), store.settings
    try:
        folder = require_place(store.path, settings.backup_folder)
        sweep_drafts(store.path, folder)
        facts = _copy_database(store, folder, kind, now)
        files, reason = None, ""
        if settings.backup_folder is not None:
            files, reason = _copy_files(store, folder, running)
    except PlaceUnfit as unfit:
        return _note_failure(store, kind, str(unfit), clock.monotonic() - begun, actor, now)
    except BackupUnsound:
        words = "复制后核对不一致，没有留下备份文件，请检查磁盘。"
        return _note_failure(store, kind, words, clock.monotonic() - begun, actor, now)
    except Exception as error:  # whatever it is: nobody waits at a screen for it, so it has to be found in the record
        words = f"没有写成，没有留下备份文件，请检查备份目录的磁盘和权限。记录编号：{log_fault(error, store.path)}。"
        return _note_failure(store, kind, words, clock.monotonic() - begun, actor, now)
    seconds = clock.monotonic() - begun
    try:
        with store.warehouse.write(makes_version=False) as writer:
            add_made(writer, kind, facts, files, seconds, reason, actor, now)
            add_entry(writer, now, actor, "备份", f"{kind}备份", "", f"{facts.path}（数据第{facts.version}版）{reason}")
        _failed_at.pop(store.path, None)
        _make_room(store, folder, settings.backups_kept, now)
    except Exception as error:
        log_fault(error, store.path)
        # The copy is sound. A store that cannot note it, for whatever reason, must not make another one each minute.
        _failed_at[store.path] = now
        path, words = str(facts.path), "已备份，但没有记下。"
        return BackupRecord(0, now, actor.name, kind, path, facts.version, facts.size, files, seconds, MADE, words)
    return list_backups(store.warehouse, limit=1)[0]


def _copy_database(store: Store, folder: Path, kind: str, now: datetime) -> BackupFacts:
    needed = store.warehouse.path.stat().st_size + _SPARE_BYTES
    for place in {store.path, folder}:
        require_room(place, needed)
    stem, number = f"{_STEMS[kind]}-{now:%Y%m%d-%H%M%S}", 1
    out = folder / f"{stem}.duckdb"
    while out.exists():
        number += 1
        out = folder / f"{stem}-{number}.duckdb"
    return backup(store.warehouse, out)


def _copy_files(store: Store, folder: Path, running: Running) -> tuple[int | None, str]:
    """After the database, so that every file the copy names is there. The copy stands even when this fails."""

    def tell(done: int, total: int) -> None:
        running.words, running.share = f"正在复制原件和佐证材料：{done}/{total}", 0.5 + done / total / 2

    try:
        return copy_kept_files(store.path, folder, tell), ""
    except OSError as error:
        number = log_fault(error, store.path)
        return None, f"数据库已备份，原件和佐证材料没有复制完，请检查备份目录的磁盘。记录编号：{number}。"


def _note_failure(store: Store, kind: str, reason: str, seconds: float, actor: Actor, now: datetime) -> BackupRecord:
    _failed_at[store.path] = now
    try:
        with store.warehouse.write(makes_version=False) as writer:
            add_failed(writer, kind, reason, seconds, actor, now)
            add_entry(writer, now, actor, "备份失败", f"{kind}备份", "", reason)
    except StoreFailed as failure:
        log_fault(failure, store.path)
        return BackupRecord(0, now, actor.name, kind, "", None, None, None, seconds, FAILED, reason)
    return list_backups(store.warehouse, limit=1)[0]


def _make_room(store: Store, folder: Path, kept: int, now: datetime) -> None:
    """Removes this store's own daily copies in the folder beyond the newest; a file that is not as it was made stays."""
    own = [
        one
        for one in list_backups(store.warehouse, kind=DAILY, state=MADE)
        if one.removed_at is None and Path(one.path).parent == folder.resolve()
    ]
    gone = []
    for one in own[kept:]:
        copy = Path(one.path)
        try:
            if copy.exists() and copy.stat().st_size != one.size:
                continue
            copy.unlink(missing_ok=True)
        except OSError as error:  # it stays until somebody looks after it; the others go all the same
            log_fault(error, store.path)
            continue
        gone.append(one.backup_id)
    if gone:
        with store.warehouse.write(makes_version=False) as writer:
            note_removed(writer, gone, now)
