"""What may be attached to a row: the file's name, size and first bytes are looked at, never its content.

An OFD document is a zip: only its table of contents is read, within the limits of every zip. Nothing is unpacked.
"""

from __future__ import annotations

import re
import tempfile
import unicodedata
from pathlib import Path

from config.settings import Limits
from loaders.child.archive import Archive
from loaders.child.refusal import Refusal

EXTENSIONS = {"pdf": "pdf", "ofd": "ofd", "jpg": "jpg", "jpeg": "jpg", "png": "png"}
SECRECY_WORDS = ("绝密", "机密", "工作秘密", "秘密")
OFD_ENTRY = "OFD.xml"
NAME_LENGTH = 120
_ALLOWED = "PDF、OFD、JPG、PNG"
_STARTS = {"pdf": b"%PDF-", "jpg": b"\xff\xd8\xff", "png": b"\x89PNG\r\n\x1a\n", "ofd": b"PK\x03\x04"}


class AttachmentRefused(Exception):
    """The file may not be attached; the text is a Chinese sentence that says what to do."""


def size_words(count: int) -> str:
    """A size as it is said: 1.5兆, 350千字节, 900字节."""
    for size, unit in ((1024**2, "兆"), (1024, "千字节")):
        if count >= size:
            return f"{count / size:.1f}".removesuffix(".0") + unit
    return f"{count}字节"


def clean_name(file_name: str) -> str:
    """The name without folders and control characters, at most NAME_LENGTH characters with its extension."""
    base = re.split(r"[/\\]", unicodedata.normalize("NFC", file_name))[-1]
    name = "".join(letter for letter in base if unicodedata.category(letter)[0] != "C").strip()
    stem, dot, extension = name.rpartition(".")
    return f"{stem[: NAME_LENGTH - len(extension) - 1]}{dot}{extension}" if dot else name[:NAME_LENGTH]


def check_file(content: bytes, file_name: str, limits: Limits) -> str:
    """The file's format: pdf, ofd, jpg or png.

    Args:
        file_name: as clean_name gives it.

    Raises:
        AttachmentRefused: a secrecy word in its name, empty, too large, another type, or not what its name says.
    """
    if word := next((one for one in SECRECY_WORDS if one in unicodedata.normalize("NFKC", file_name)), ""):
        raise AttachmentRefused(
            f"文件名含有“{word}”，不能上传，系统没有留存这份文件。涉密和工作秘密材料请按保密规定线下报送；"
            "确认不涉密的，请改文件名后重新上传。"
        )
    if not content:
        raise AttachmentRefused(f"“{file_name}”是空文件，没有上传。请打开原文件核对后重新上传。")
    if len(content) > limits.attachment_bytes:
        raise AttachmentRefused(
            f"“{file_name}”有{size_words(len(content))}，超过每份{size_words(limits.attachment_bytes)}的上限。"
            "请降低扫描分辨率，或拆成几份上传。"
        )
    named = EXTENSIONS.get(file_name.rpartition(".")[2].lower())
    if named is None:
        raise AttachmentRefused(
            f"“{file_name}”不是可以作为佐证的文件类型。只收{_ALLOWED}四种，请先在办公软件中另存为PDF或OFD。"
        )
    found = next((one for one, start in _STARTS.items() if content.startswith(start)), "")
    if found == "ofd":
        found = _look_into_zip(content, file_name, limits)
    if not found:
        raise AttachmentRefused(
            f"“{file_name}”的内容不是{_ALLOWED}中的任何一种，可能已损坏、加密或改过扩展名。请打开核对后另存，再上传。"
        )
    if found != named:
        raise AttachmentRefused(
            f"“{file_name}”的内容是{found.upper()}，与扩展名“{file_name.rpartition('.')[2]}”不符。"
            "请改成正确的扩展名，或重新导出后上传。"
        )
    return found


def _look_into_zip(content: bytes, file_name: str, limits: Limits) -> str:
    """ofd when the table of contents lists OFD.xml at its root; nothing for another zip."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "file"
        path.write_bytes(content)
        try:
            archive = Archive(path, limits)
        except Refusal as refusal:
            raise AttachmentRefused(
                f"“{file_name}”的压缩结构不完整、加密或超过上限，没有上传。请重新导出OFD，或另存为PDF后上传。"
            ) from refusal
        archive.zip.close()
    return "ofd" if archive.has(OFD_ENTRY) else ""
