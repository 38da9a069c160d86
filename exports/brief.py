"""The county's paper as DOCX: 汇报 for a meeting or 通报 to the units, with 各单位情况表 on landscape pages."""

from __future__ import annotations

from datetime import datetime, time

from exports.official import write_paper
from services.county_draft import PaperKind, draft_county_paper
from services.pack_contents import Pack


def export_brief(pack: Pack, kind: PaperKind = "汇报") -> bytes:
    """The draft at the pack's day, in the shape of an official paper."""
    return write_paper(draft_county_paper(pack, kind), datetime.combine(pack.as_of, time()))
