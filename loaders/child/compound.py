"""The look at an OLE file (xls, old WPS tables): what it holds, whether it is locked, and its record stream."""

from __future__ import annotations

from pathlib import Path

import olefile

from loaders.child.refusal import Refusal

OTHER_STREAMS = (
    ("WordDocument", "文字文档（DOC）"),
    ("PowerPoint Document", "演示文稿（PPT）"),
    ("VisioDocument", "图形文档（VSD）"),
    ("FileHeader", "文字文档（HWP）"),
    ("__properties_version1.0", "邮件（MSG）"),
)


def open_stream(path: Path) -> bytes:
    """The record stream of an xls or et.

    Raises:
        Refusal: locked, another kind of document, or damaged.
    """
    try:
        with olefile.OleFileIO(str(path)) as container:
            if container.exists("EncryptedPackage"):
                raise Refusal("encrypted", found="打开密码")
            for name in ("Workbook", "Book"):
                if container.exists(name):
                    return bytes(container.openstream(name).read())
            for name, words in OTHER_STREAMS:
                if container.exists(name):
                    raise Refusal("not_a_table_file", found=words)
    except (OSError, ValueError, IndexError, TypeError) as error:
        raise Refusal("damaged", found="文件结构不完整") from error
    raise Refusal("not_a_table_file", found="其他软件的复合文档")
