"""What a file is, by its first bytes; its name is never asked."""

from __future__ import annotations

import re
from pathlib import Path

from loaders.child.refusal import Refusal

ZIP, OLE, HTML, TEXT = "zip", "ole", "html", "text"

SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", "便携文档（PDF）"),
    (b"\x89PNG", "图片（PNG）"),
    (b"\xff\xd8\xff", "图片（JPG）"),
    (b"GIF8", "图片（GIF）"),
    (b"BM", "图片（BMP）"),
    (b"II*\x00", "图片（TIF）"),
    (b"MM\x00*", "图片（TIF）"),
    (b"RIFF", "图片或音像文件"),
    (b"Rar!", "压缩包（RAR）"),
    (b"7z\xbc\xaf\x27\x1c", "压缩包（7Z）"),
    (b"\x1f\x8b", "压缩包（GZ）"),
    (b"BZh", "压缩包（BZ2）"),
    (b"\xfd7zXZ", "压缩包（XZ）"),
    (b"MZ", "可执行程序"),
    (b"\x7fELF", "可执行程序"),
    (b"{\\rtf", "文字文档（RTF）"),
    (b"SQLite format 3", "数据库文件"),
    (b"PAR1", "数据库文件"),
)
OLD_EXCEL_STARTS = (b"\x09\x00", b"\x09\x02", b"\x09\x04", b"\x09\x08")
UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
HTML_START = re.compile(
    rb"\s*(?:<\?xml[^>]*\?>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|meta|body|table|style|div)\b",
    re.I | re.S,
)
SPREADSHEET_2003 = b"urn:schemas-microsoft-com:office:spreadsheet"


def sniff(path: Path) -> str:
    """ZIP, OLE, HTML or TEXT.

    Raises:
        Refusal: the file is something else, and what it is.
    """
    with path.open("rb") as stream:
        start = stream.read(8192)
    if start.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
        return ZIP
    if start.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return OLE
    if start.startswith(UTF16_MARKS):
        return _markup(start.decode("utf-16", "ignore").encode())
    for signature, name in SIGNATURES:
        # two letters are too few to tell a picture or a program from a list that begins with them
        if start.startswith(signature) and (len(signature) > 2 or _is_binary(start)):
            raise Refusal("not_a_table_file", found=name)
    if start[4:8] == b"ftyp":
        raise Refusal("not_a_table_file", found="图片或音像文件")
    if start[:2] in OLD_EXCEL_STARTS and _is_binary(start):
        raise Refusal("not_a_table_file", found="二十世纪九十年代的旧版表格")
    return _markup(start.removeprefix(b"\xef\xbb\xbf"))


def _markup(start: bytes) -> str:
    if SPREADSHEET_2003 in start:
        raise Refusal("not_a_table_file", found="XML 表格 2003")
    if re.match(rb"\s*MIME-Version:", start, re.I):
        raise Refusal("not_a_table_file", found="单个文件网页（MHT）")
    if HTML_START.match(start):
        return HTML
    if re.match(rb"\s*<\?xml\b", start):
        raise Refusal("not_a_table_file", found="XML 数据文件")
    return TEXT


def _is_binary(start: bytes) -> bool:
    return any(byte < 32 and byte not in b"\t\n\r\f\x1a\x1b" for byte in start)
