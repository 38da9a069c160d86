"""The look at a zip before anything in it is parsed: what it holds, and whether unpacking it is affordable."""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Collection
from pathlib import Path
from typing import Any

from config.settings import Limits
from loaders.child.refusal import Refusal, words_of_bytes

SMALL_BYTES = 8 * 1024**2  # up to here no ratio is dangerous; tidy little workbooks pack very well
DIRECTORY_ENTRY_BYTES = 300
DECLARATIONS = (b"<!DOCTYPE", "<!DOCTYPE".encode("utf-16-le"), "<!DOCTYPE".encode("utf-16-be"))


class Archive:
    """An opened zip within the limits. Names are looked up without regard to case and slash direction."""

    def __init__(self, path: Path, limits: Limits) -> None:
        """Raises Refusal: too much in it, locked or damaged."""
        _check_directory_size(path, limits)
        try:
            self.zip = zipfile.ZipFile(path)
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, struct.error) as error:
            raise Refusal("damaged", found="压缩结构不完整") from error
        entries = self.zip.infolist()
        self.names = {entry.filename.replace("\\", "/").lower().lstrip("/"): entry for entry in entries}
        if len(entries) > limits.zip_entries:
            raise Refusal("zip_entries", found=str(len(entries)), limit=limits.zip_entries)
        if any(entry.flag_bits & 1 for entry in entries):
            raise Refusal("encrypted", found="压缩加密")
        unpacked = sum(entry.file_size for entry in entries)
        if unpacked > limits.unpacked_bytes:
            raise Refusal("zip_unpacked", found=words_of_bytes(unpacked), limit=words_of_bytes(limits.unpacked_bytes))
        packed = max(path.stat().st_size, 1)
        if unpacked > SMALL_BYTES and unpacked > limits.unpacked_ratio * packed:
            raise Refusal("zip_ratio", found=str(round(unpacked / packed)), limit=limits.unpacked_ratio)

    def has(self, name: str) -> bool:
        return name.lower() in self.names

    def read(self, name: str) -> bytes:
        """The whole of a part; empty when it is not there."""
        if not self.has(name):
            return b""
        with self.open(name) as stream:
            return bytes(stream.read())

    def packed_size(self, name: str) -> int:
        """Bytes of a part in the file; 0 when it is not there."""
        return self.names[name.lower()].compress_size if self.has(name) else 0

    def open(self, name: str) -> Any:
        return self.zip.open(self.names[name.lower()])

    def check_others(self, checked: Collection[str]) -> None:
        """Unpack the parts not yet read, so that a false size or checksum is found before any parser meets it.

        Raises:
            Refusal: a part declares a document type, and with it perhaps entities.
        """
        read = {name.lower() for name in checked}
        for name, entry in self.names.items():
            if name not in read and name.endswith((".xml", ".rels", ".bin")):
                with self.zip.open(entry) as stream:
                    start = stream.read(1 << 20)
                    if name.endswith(".xml") and any(mark in start for mark in DECLARATIONS):
                        raise Refusal("has_entities")
                    while stream.read(1 << 20):
                        pass


def _check_directory_size(path: Path, limits: Limits) -> None:
    """Refuse a directory of millions of entries before it is held in memory."""
    with path.open("rb") as stream:
        stream.seek(max(path.stat().st_size - 66_000, 0))
        tail = stream.read()
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or len(tail) < at + 22:
        raise Refusal("damaged", found="压缩结构不完整")
    entries, size = struct.unpack("<HI", tail[at + 10 : at + 16])
    if entries > limits.zip_entries or size > limits.zip_entries * DIRECTORY_ENTRY_BYTES:
        raise Refusal("zip_entries", found=f"至少{entries}", limit=limits.zip_entries)
