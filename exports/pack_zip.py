"""All papers of a pack in one zip, with the pack itself, so that the figures can be shown again unchanged."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator
from io import BytesIO

from exports.annex import export_annex
from exports.brief import export_brief
from exports.deck import export_deck
from exports.offline import export_offline
from exports.onepage import compose_page, export_onepage_docx, export_onepage_html
from services.pack_contents import Pack
from services.pack_json import to_json

_WHOLE_PAPERS = 8  # papers of the whole scope: seven, and the pack itself
_FORBIDDEN = str.maketrans(dict.fromkeys('\\/:*?"<>|', "_"))


Tell = Callable[[float, str], None]


def export_pack(pack: Pack, tell: Tell | None = None) -> bytes:
    """The zip: 会议材料.pptx, 汇报.docx, 通报.docx, 附表.xlsx, 离线版.html, 一页纸/, 数据包.json.

    tell: called with the share done (0 to 1) and what was written last.
    """
    out = BytesIO()
    count = _WHOLE_PAPERS + 2 * len(pack.joined_units)
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for number, (name, content) in enumerate(list_papers(pack), 1):
            if tell:
                tell(number / count, f"已生成{name}（第{number}份，共{count}份）")
            entry = zipfile.ZipInfo(name, (pack.as_of.year, pack.as_of.month, pack.as_of.day, 0, 0, 0))
            packed_already = name.endswith((".pptx", ".docx", ".xlsx"))
            entry.compress_type = zipfile.ZIP_STORED if packed_already else zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)
    return out.getvalue()


def list_papers(pack: Pack) -> Iterator[tuple[str, bytes]]:
    """(path in the zip, bytes) of every paper."""
    yield "会议材料.pptx", export_deck(pack)
    yield "汇报.docx", export_brief(pack)
    yield "通报.docx", export_brief(pack, "通报")
    yield "附表.xlsx", export_annex(pack)
    yield "离线版.html", export_offline(pack).encode()
    yield f"一页纸/{pack.scope_name.translate(_FORBIDDEN)}.docx", export_onepage_docx(pack)
    yield f"一页纸/{pack.scope_name.translate(_FORBIDDEN)}.html", export_onepage_html(pack).encode()
    for unit in pack.joined_units:
        name = f"一页纸/{unit.place:03d}{unit.short_name.translate(_FORBIDDEN)}"
        page = compose_page(pack, unit)
        yield f"{name}.docx", export_onepage_docx(pack, unit, page)
        yield f"{name}.html", export_onepage_html(pack, unit, page).encode()
    yield "数据包.json", to_json(pack).encode()
