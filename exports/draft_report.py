"""A unit's half-year report as DOCX, in the shape of an official paper."""

from __future__ import annotations

from datetime import datetime

from exports.official import write_paper
from services.paper import Paper


def export_report(paper: Paper, made_at: datetime | None = None) -> bytes:
    """The draft's bytes."""
    return write_paper(paper, made_at or datetime.now())
