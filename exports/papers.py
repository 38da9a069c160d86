"""The papers by name, for the terminal and the screens: a pack in, the bytes of one paper out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time

from services.pack_contents import Pack

PAPERS = ("deck", "brief", "annex", "onepage", "offline", "pack")
PAPERS_HELP = "deck幻灯片，brief汇报，annex附表，onepage一页纸，offline离线版，pack全部"


class UnitNotInScope(LookupError):
    """The pack has no figures of this unit."""


def export_paper(
    pack: Pack, name: str, *, unit: str = "", as_html: bool = False, tell: Callable[[float, str], None] | None = None
) -> bytes:
    """The bytes of one paper.

    Each writer is imported when it is asked for: the slides alone bring a library that nobody else needs.

    Args:
        name: one of PAPERS, or "notice" for the 通报, "summary" for the county's 试点总结.
        unit: code of the unit whose 一页纸 is wanted; "" for the whole county.
        as_html: the 一页纸 as HTML instead of DOCX.
        tell: called with the share done and words while the whole pack is written.

    Raises:
        UnitNotInScope: the unit has no figures in the pack.
        ValueError: no such paper.
    """
    if name == "deck":
        from exports.deck import export_deck

        return export_deck(pack)
    if name in ("brief", "notice"):
        from exports.brief import export_brief

        return export_brief(pack, "汇报" if name == "brief" else "通报")
    if name == "summary":
        from exports.official import write_paper
        from services.pilot_summary import draft_pilot_summary

        return write_paper(draft_pilot_summary(pack), datetime.combine(pack.as_of, time()))
    if name == "annex":
        from exports.annex import export_annex

        return export_annex(pack)
    if name == "onepage":
        from exports.onepage import export_onepage_docx, export_onepage_html

        own = next((one for one in pack.joined_units if one.code == unit), None)
        if unit and own is None:
            raise UnitNotInScope(unit)
        return export_onepage_html(pack, own).encode() if as_html else export_onepage_docx(pack, own)
    if name == "offline":
        from exports.offline import export_offline

        return export_offline(pack).encode()
    if name == "pack":
        from exports.pack_zip import export_pack

        return export_pack(pack, tell)
    raise ValueError(f"no paper {name!r}")
