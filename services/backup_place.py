"""Where copies are kept: the store's own backups/, or a folder on another disk with originals and attachments beside them.

A chosen folder carries a mark. A disk that is not there leaves an empty folder of the same name behind: without the
mark nothing is written into it.
"""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

from warehouse.originals import sync_folder

MARK = "cdo-backup.txt"
_MARK_WORDS = "本文件夹由首席数据官制度试点看板存放备份。请保留这个文件：程序靠它确认备份盘在位。\n"
KEPT_FOLDERS = ("originals", "attachments")
Progress = Callable[[int, int], None]


class PlaceUnfit(Exception):
    """Copies cannot be kept there; the text is a Chinese sentence that says why and what to do."""


def prepare_place(store: Path, folder: Path) -> None:
    """Looks whether a folder can take copies, and marks it. Raises PlaceUnfit."""
    if not folder.is_absolute():
        raise PlaceUnfit("请写完整的路径，如/备份盘/看板。")
    if not folder.is_dir():
        raise PlaceUnfit(f"没有“{folder}”这个文件夹，请先建立，或检查备份盘是否接好。")
    if folder.resolve().is_relative_to(store.resolve()):
        raise PlaceUnfit("不能设在数据目录之内；用数据目录自己的backups，请留空。")
    try:
        _write_whole(folder / MARK, _MARK_WORDS.encode())
    except OSError as error:
        raise PlaceUnfit(f"“{folder}”不能写入，请检查权限和磁盘空间。") from error


def require_place(store: Path, folder: Path | None) -> Path:
    """The folder that takes the copies now. Raises PlaceUnfit."""
    if folder is None:
        return store / "backups"
    if not folder.is_dir():
        raise PlaceUnfit(f"备份目录“{folder}”不存在，请检查备份盘是否接好。")
    if not (folder / MARK).is_file():
        raise PlaceUnfit(
            f"备份目录“{folder}”中没有标记文件{MARK}，备份盘可能没有接好。确是新换的，请在设置中重新保存一次备份目录。"
        )
    return folder


def require_room(folder: Path, needed: int) -> None:
    """Raises PlaceUnfit when the disk has less than `needed` bytes left."""
    free = shutil.disk_usage(folder).free
    if free < needed:
        raise PlaceUnfit(f"“{folder}”所在磁盘只剩{say_size(free)}，备份需要{say_size(needed)}，请清理或扩充。")


def copy_kept_files(store: Path, folder: Path, tell: Progress = lambda done, total: None) -> int:
    """Copies originals and attachments that are not beside the copies yet; returns how many. They never change.

    Raises:
        OSError: one could not be written; nothing half-written stays, what was copied before does.
    """
    missing = [(kept, target) for kept, target in _pairs(store, folder) if not _is_same(kept, target)]
    for number, (kept, target) in enumerate(missing):
        tell(number, len(missing))
        for one in (target.parent.parent, target.parent):
            one.mkdir(mode=0o700, exist_ok=True)
        # The same name each time: the next run writes over what a kill left.
        beside = target.with_name(f".{target.name}.part")
        try:
            shutil.copyfile(kept, beside)
            _settle(beside, target)
        except BaseException:
            with contextlib.suppress(OSError):
                beside.unlink(missing_ok=True)
            raise
    return len(missing)


def say_size(size: int) -> str:
    """35兆, 1.2吉, as the program's screens name sizes."""
    return f"{size / 1024**3:.1f}吉" if size >= 1024**3 else f"{max(1, round(size / 1024**2))}兆"


def _pairs(store: Path, folder: Path) -> Iterator[tuple[Path, Path]]:
    for name in KEPT_FOLDERS:
        for kept in sorted((store / name).glob("??/*")):
            if not kept.name.startswith("."):
                yield kept, folder / name / kept.parent.name / kept.name


def _is_same(kept: Path, target: Path) -> bool:
    try:
        return target.stat().st_size == kept.stat().st_size
    except OSError:
        return False


def _write_whole(target: Path, content: bytes) -> None:
    beside = target.with_name(f".{target.name}.part")
    try:
        beside.write_bytes(content)
        _settle(beside, target)
    except OSError:
        with contextlib.suppress(OSError):
            beside.unlink(missing_ok=True)
        raise


def _settle(beside: Path, target: Path) -> None:
    with contextlib.suppress(OSError):  # some network disks know no rights
        beside.chmod(0o600)
    with beside.open("rb+") as file:
        os.fsync(file.fileno())
    os.replace(beside, target)
    sync_folder(target.parent)
