"""The pages that exist, in their groups and order."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

PAGES_FOLDER = Path(__file__).resolve().parent.parent / "pages"


@dataclass(frozen=True, slots=True)
class Entry:
    """file: module in pages/.  path: last part of the address, "" for the first page."""

    file: str
    title: str
    path: str


GROUPS: dict[str, tuple[Entry, ...]] = {
    "工作进展": (Entry("overview.py", "总览", ""), Entry("unit.py", "单位情况", "unit")),
    "重点任务": (
        Entry("posts.py", "队伍建设", "posts"),
        Entry("cloud.py", "迁云上云", "cloud"),
        Entry("reports.py", "报告报送", "reports"),
    ),
    "数据报送": (Entry("upload.py", "数据报送", "upload"), Entry("definitions.py", "指标口径", "definitions")),
}
# Task area → page that shows it; an area without a page of its own is shown on 单位情况.
AREA_PAGES = {"posts": "posts", "cloud": "cloud", "reports": "reports"}
