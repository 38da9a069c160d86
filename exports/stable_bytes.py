"""The same content, the same bytes: packages and zips without the moment at which they were written."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable
from datetime import date
from io import BytesIO

_FORBIDDEN = re.compile(r'[\\/:*?"<>|\x00-\x1f]')
_MOMENT = re.compile(r"(<dcterms:(?:created|modified)[^>]*>)[^<]*(</dcterms:)")
CORE = "docProps/core.xml"


def safe_name(text: str) -> str:
    """A name that every file system takes: forbidden signs become _, no dot or space at the end."""
    return _FORBIDDEN.sub("_", text).strip().rstrip(". ") or "_"


def settle(package: bytes, day: date) -> bytes:
    """An xlsx or docx written anew: every entry and the file's properties carry the day."""
    with zipfile.ZipFile(BytesIO(package)) as source:
        entries = [(name, source.read(name)) for name in source.namelist()]
    settled = [(name, _settle_core(content, day) if name == CORE else content) for name, content in entries]
    return write_zip(settled, day)


def write_zip(entries: Iterable[tuple[str, bytes]], day: date) -> bytes:
    """A zip of (name, content) in the order given, all dated the same day. What is packed already is only stored."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries:
            entry = zipfile.ZipInfo(name, (day.year, day.month, day.day, 0, 0, 0))
            is_packed = name.endswith((".docx", ".xlsx"))
            entry.compress_type = zipfile.ZIP_STORED if is_packed else zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, content)
    return out.getvalue()


def _settle_core(content: bytes, day: date) -> bytes:
    return _MOMENT.sub(rf"\g<1>{day.isoformat()}T00:00:00Z\g<2>", content.decode("utf-8")).encode("utf-8")
