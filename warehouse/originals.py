"""Uploaded files as they came, kept by the sha256 of their content: originals/ab/abcdef…

Written, synced and renamed before the commit that refers to them, so that no accepted upload lacks its file.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

from warehouse.connect import StoreFailed, Warehouse

CHUNK_BYTES = 1024 * 1024


class HashDiffers(Exception):
    """The content is not what its sha256 says."""


def original_path(store: Path, sha256: str, folder: str = "originals") -> Path:
    """Where the file with this hash lies, or would lie."""
    if len(sha256) != 64 or not set(sha256) <= set("0123456789abcdef"):
        raise ValueError(f"not a sha256: {sha256!r}")
    return store / folder / sha256[:2] / sha256


def keep_original(store: Path, content: Path | bytes, sha256: str, folder: str = "originals") -> Path:
    """Keep a file for good; a file that is already there is left alone. Returns where it lies.

    Raises:
        HashDiffers: the content has another sha256; nothing is kept.
        StoreFailed: the disk takes no more; nothing is kept.
    """
    target = original_path(store, sha256, folder)
    if target.exists():
        return target
    try:
        _write_new(target, _chunks(content), sha256)
    except OSError as error:
        raise StoreFailed(error, needs_restart=False) from error
    return target


def _write_new(target: Path, content: Iterator[bytes], sha256: str) -> None:
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    digest = hashlib.sha256()
    handle, name = tempfile.mkstemp(prefix=".", dir=target.parent)
    try:
        with os.fdopen(handle, "wb") as out:
            for chunk in content:
                digest.update(chunk)
                out.write(chunk)
            out.flush()
            os.fsync(out.fileno())
        if digest.hexdigest() != sha256:
            raise HashDiffers(f"content has {digest.hexdigest()}, not {sha256}")
        os.replace(name, target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    sync_folder(target.parent)
    sync_folder(target.parent.parent)


def read_original(store: Path, sha256: str, folder: str = "originals") -> bytes:
    """The kept content.

    Raises:
        FileNotFoundError: it was never kept (secrecy) or was purged.
        HashDiffers: the file was changed on disk.
    """
    content = original_path(store, sha256, folder).read_bytes()
    if hashlib.sha256(content).hexdigest() != sha256:
        raise HashDiffers(f"the kept file {sha256} was changed")
    return content


def list_missing(warehouse: Warehouse) -> list[str]:
    """sha256 of every upload that came with an original which is not in the store, the latest upload first."""
    rows = warehouse.query("select sha256 from upload where has_original group by 1 order by max(upload_id) desc")
    return [sha256 for (sha256,) in rows if not original_path(warehouse.store, sha256).exists()]


def _chunks(content: Path | bytes) -> Iterator[bytes]:
    if isinstance(content, bytes):
        yield content
        return
    with content.open("rb") as source:
        while chunk := source.read(CHUNK_BYTES):
            yield chunk


def sync_folder(folder: Path) -> None:
    """Make a rename within the folder survive a power cut."""
    # Windows cannot sync a folder and need not.
    if hasattr(os, "O_DIRECTORY"):
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
