"""Self-test for the technician: libraries, reading process, fonts, calendar, store, originals, disk."""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from config.settings import load_settings
from loaders.read import read_workbook
from metrics.working_days import covered_until
from services.actor import MAY_SET, Actor, require
from services.backup_due import say_standing
from services.backup_place import say_size
from services.store import Store, StoreInUse, open_store
from warehouse.attachments import list_missing_attachments
from warehouse.originals import list_missing

REQUIREMENTS = Path(__file__).resolve().parent.parent / "requirements.txt"
LEAST_FREE_BYTES = 2 * 1024**3
LEAST_PYTHON = (3, 11)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at: whether it is as it should be, and a sentence."""

    name: str
    is_good: bool
    text: str
    is_library: bool = False

    @property
    def word(self) -> str:
        return "正常" if self.is_good else "有问题"

    def as_record(self) -> dict[str, object]:
        return {"name": self.name, "ok": self.is_good, "text": self.text}


def examine(folder: Path, database: str) -> list[Finding]:
    """Every check, in an order a technician would go; none changes the store."""
    return [*_place(folder), *_store(folder, database)]


def examine_running(store: Store, actor: Actor) -> list[Finding]:
    """The same from within the running program, whose store is open. Raises NotAllowed."""
    require(actor, MAY_SET, "自检")
    return [*_place(store.path), *_opened(store)]


def _place(folder: Path) -> Iterator[Finding]:
    yield from _python()
    yield from _libraries()
    yield from (_reading(), _fonts(), _calendar(), find_room(folder), _writable(folder))


def _python() -> Iterator[Finding]:
    page = os.sysconf("SC_PAGE_SIZE") if hasattr(os, "sysconf") else 4096
    is_good = sys.version_info[:2] >= LEAST_PYTHON
    yield Finding("Python", is_good, f"{platform.python_version()}，{platform.machine()}，内存页{page // 1024}KB")


def _libraries() -> Iterator[Finding]:
    for line in REQUIREMENTS.read_text(encoding="utf-8").splitlines():
        pinned = line.split("#")[0].split(";")[0].strip()
        if "==" not in pinned:
            continue
        name, wanted = pinned.split("==")
        try:
            found = version(name.split("[")[0])
        except PackageNotFoundError:
            yield Finding(f"组件{name}", False, f"没有安装，应为{wanted}。请重新运行 make run 或按安装说明安装。", True)
            continue
        words = f"{found}" if found == wanted else f"现为{found}，应为{wanted}。请按安装说明重新安装。"
        yield Finding(f"组件{name}", found == wanted, words, True)


def _reading() -> Finding:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "自检.csv"
        path.write_text("单位,系统名称\n县公安局,自检\n", encoding="utf-8")
        workbook, problems = read_workbook(path, path.name, load_settings().limits)
    if workbook is None:
        return Finding("读表子进程", False, "；".join(problem.message for problem in problems))
    return Finding("读表子进程", True, "能启动并读出表格")


def _fonts() -> Finding:
    """Charts are drawn by the reader's browser; the server needs a Chinese font only to make pictures of papers."""
    if not shutil.which("fc-list"):
        return Finding("中文字体", True, "本系统不用字体目录命令，未检查")
    listed = subprocess.run(
        ["fc-list", ":lang=zh", "family"], capture_output=True, text=True, timeout=30, check=False
    ).stdout
    count = len({line for line in listed.splitlines() if line.strip()})
    return Finding("中文字体", count > 0, f"找到{count}种" if count else "没有中文字体，请安装（如 fonts-noto-cjk）。")


def _calendar() -> Finding:
    last = covered_until()
    words = f"工作日历到{last.year}年{last.month}月{last.day}日"
    if last >= date.today():
        return Finding("工作日历", True, words)
    return Finding(
        "工作日历", False, words + "，以后按周一至周五计。请按国务院办公厅通知补充 data/reference/working_days.csv。"
    )


def find_room(folder: Path) -> Finding:
    """How much the disk of the store still takes."""
    place = next(parent for parent in (folder, *folder.parents) if parent.exists())
    free = shutil.disk_usage(place).free
    words = f"数据目录所在磁盘还有{say_size(free)}"
    return Finding("磁盘", free >= LEAST_FREE_BYTES, words if free >= LEAST_FREE_BYTES else words + "，请清理或扩充。")


def _writable(folder: Path) -> Finding:
    place = next(parent for parent in (folder, *folder.parents) if parent.exists())
    good = os.access(place, os.W_OK)
    return Finding("数据目录", good, f"{folder}" if good else f"{folder}不能写入，请检查目录权限。")


def _store(folder: Path, database: str) -> Iterator[Finding]:
    if not (folder / database).exists():
        yield Finding("数据库", True, "还没有建立，第一次入库时自动建立")
        return
    try:
        store = open_store(folder, database=database)
    except StoreInUse:
        yield Finding("数据库", True, "看板程序正在使用，未检查内容")
        return
    with closing(store):
        yield from _opened(store)


def _opened(store: Store) -> Iterator[Finding]:
    yield Finding("数据库", True, f"能打开，当前版本{store.version()}")
    missing = list_missing(store.warehouse)
    words = "每份已入库文件的原件都在" if not missing else f"缺少{len(missing)}份原件：{'、'.join(missing[:5])}"
    yield Finding("原件", not missing, words)
    lost = list_missing_attachments(store.warehouse)
    words = "每份佐证材料都在" if not lost else f"缺少{len(lost)}份佐证材料：{'、'.join(lost[:5])}"
    yield Finding("佐证材料", not lost, words)
    yield Finding("备份", *say_standing(store, datetime.now()))
