"""What document a zip is, where its main part lies, and the links between its parts."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from loaders.child.archive import Archive
from loaders.child.refusal import Refusal

OTHER_PARTS: tuple[tuple[str, str], ...] = (
    ("word/", "文字文档（DOCX）"),
    ("ppt/", "演示文稿（PPTX）"),
    ("visio/", "图形文档（VSDX）"),
    ("ofd.xml", "版式文档（OFD）"),
    ("meta-inf/manifest.mf", "程序包"),
    ("index/document.iwa", "苹果表格"),
)
ODF_NAMES = {
    "text": "文字文档（ODT）",
    "presentation": "演示文稿（ODP）",
    "graphics": "图形文档（ODG）",
}
MACRO_MARKS = (b"macroEnabled", b"vbaProject")


def kind_of(archive: Archive) -> tuple[str, str]:
    """xlsx, xlsm, xlsb or ods, and the name of its main part.

    Raises:
        Refusal: it is another kind of document or a bare archive, and which.
    """
    mimetype = archive.read("mimetype")[:200].decode("ascii", "ignore").strip()
    if mimetype.startswith("application/vnd.oasis.opendocument."):
        kind = mimetype.removeprefix("application/vnd.oasis.opendocument.").removesuffix("-template")
        if kind != "spreadsheet":
            raise Refusal("not_a_table_file", found=ODF_NAMES.get(kind, "其他文档"))
        return "ods", "content.xml"
    for start, name in OTHER_PARTS:
        if any(each.startswith(start) for each in archive.names):
            raise Refusal("not_a_table_file", found=name)
    if not archive.has("[Content_Types].xml"):
        raise Refusal("not_a_table_file", found="压缩包（ZIP）")
    links = relations(archive, "") if archive.has("_rels/.rels") else {}
    main = next((part for kind, part in links.values() if kind == "officedocument"), "")
    if not archive.has(main):
        raise Refusal("damaged", found="缺少工作簿部分")
    if main.endswith(".bin"):
        return "xlsb", main
    types = archive.read("[Content_Types].xml")
    has_macros = archive.has("xl/vbaproject.bin") or any(mark in types for mark in MACRO_MARKS)
    return "xlsm" if has_macros else "xlsx", main


def relations(archive: Archive, part: str) -> dict[str, tuple[str, str]]:
    """Identifier → last word of its type and the part it points to, for one part's relations."""
    folder, name = posixpath.split(part)
    return {
        link.get("Id", ""): (link.get("Type", "").rpartition("/")[2].lower(), _target(part, link.get("Target", "")))
        for link in parse_part(archive, posixpath.join(folder, "_rels", f"{name}.rels"))
    }


def parse_part(archive: Archive, name: str) -> Element:
    """The root element of a small XML part; a document type declaration is refused."""
    try:
        root: Element = fromstring(archive.read(name), forbid_dtd=True)
        return root
    except DefusedXmlException as error:
        raise Refusal("has_entities") from error
    except (ParseError, ValueError, LookupError) as error:
        raise Refusal("damaged", found="内部数据不完整") from error


def children(element: Element, name: str) -> Iterator[Element]:
    """Children by local name: Strict and transitional workbooks differ in their namespaces only."""
    return (child for child in element if isinstance(child.tag, str) and child.tag.rpartition("}")[2] == name)


def _target(base: str, target: str) -> str:
    target = target.replace("\\", "/")
    return (
        target.lstrip("/")
        if target.startswith("/")
        else posixpath.normpath(posixpath.join(posixpath.dirname(base), target))
    )
