"""Faults of ours: the traceback goes into the store's log, its number to whoever met it."""

from __future__ import annotations

import secrets
import traceback
from datetime import datetime
from pathlib import Path

from config.settings import load_settings
from warehouse.connect import StoreFailed


def failure_words(failure: StoreFailed) -> str:
    """What a user reads when the store could not write: the cause is logged, its number told."""
    number = log_fault(failure)
    if failure.needs_restart:
        return f"数据库已停止写入，本次没有入库，已入库的数据不受影响。请技术人员检查磁盘后重新启动程序。记录编号：{number}。"
    return f"磁盘没有写入，本次没有入库，已入库的数据不受影响。请技术人员检查磁盘空间后再试。记录编号：{number}。"


def log_fault(error: BaseException, store: Path | None = None) -> str:
    """Appends the traceback to logs/faults.log of the store; returns the number to tell the user."""
    now = datetime.now()
    number = f"{now:%m%d%H%M}-{secrets.randbelow(10_000):04d}"
    folder = (store or load_settings().store) / "logs"
    text = "".join(traceback.format_exception(error))
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with (folder / "faults.log").open("a", encoding="utf-8") as log:
            log.write(f"{now:%Y-%m-%d %H:%M:%S} {number}\n{text}\n")
    except OSError:
        print(f"{number}\n{text}", flush=True)  # a full disk must not hide the fault itself
    return number
