"""The pages that exist, in their groups and order, and where each task area is shown."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from services.actor import MAY_MANAGE_ACCOUNTS, MAY_READ_LOG, MAY_SET, MAY_UPLOAD, ROLES, Role
from services.review import MAY_REVIEW
from ui.links import Choices

PAGES_FOLDER = Path(__file__).resolve().parent.parent / "pages"


@dataclass(frozen=True, slots=True)
class Entry:
    """file: module in pages/.  path: last part of the address, "" for the first page; a task area's id for its page.

    roles: whose navigation names it; the page itself refuses everybody else.
    """

    file: str
    title: str
    path: str
    roles: Collection[Role] = ROLES


GROUPS: dict[str, tuple[Entry, ...]] = {
    "工作进展": (
        Entry("overview.py", "总览", ""),
        Entry("unit.py", "单位情况", "unit"),
        Entry("pilot.py", "试点与推广", "pilot"),
        Entry("meeting.py", "会议展示", "meeting"),
    ),
    "重点任务": (
        Entry("posts.py", "队伍建设", "posts"),
        Entry("projects.py", "信息化项目", "projects"),
        Entry("cloud.py", "迁云上云", "cloud"),
        Entry("resources.py", "数据资源", "data"),
        Entry("apps.py", "“粤系列”“善美系列”应用", "apps"),
        Entry("security.py", "安全管理", "security"),
        Entry("reports.py", "报告报送", "reports"),
        Entry("meetings.py", "会议培训", "meetings"),
        Entry("tasks.py", "督办事项", "tasks"),
        Entry("evaluation.py", "履职评价", "evaluation"),
    ),
    "数据报送": (
        Entry("rounds.py", "报送任务", "rounds"),
        Entry("upload.py", "数据报送", "upload", MAY_UPLOAD),
        Entry("review.py", "审核", "review", MAY_REVIEW),
        Entry("uploads.py", "报送记录", "uploads"),
        Entry("registers.py", "登记台账", "registers", MAY_UPLOAD),
        Entry("quality.py", "数据质量", "quality"),
        Entry("definitions.py", "指标口径", "definitions"),
    ),
    "系统管理": (
        Entry("settings.py", "设置", "settings", MAY_SET),
        Entry("accounts.py", "账号", "accounts", MAY_MANAGE_ACCOUNTS),
        Entry("log.py", "操作日志", "log", MAY_READ_LOG),
    ),
}
# Pages that have something to do before anything was filed.
WITHOUT_DATA = frozenset({"upload", "settings", "accounts"})
TITLES = {entry.path: entry.title for entries in GROUPS.values() for entry in entries}
# Heads of narrow columns.
SHORT_TITLES = {
    "apps": "善美应用",
    "projects": "项目意见",
    "pilot": "试点任务",
    "cloud": "系统上云",
    "data": "数据汇聚",
}


def area_link(area: str, choices: Choices, **params: str) -> tuple[str, dict[str, str]]:
    """Page and parameters that show a task area, the filters kept."""
    return area, choices.params(**params)
