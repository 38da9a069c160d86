"""设置: what the bureau and its technician set for everybody: names, review, backups. Kept in the store, at work at once.

Two people at once: whoever changes a setting shows which revision was seen; the second is told, nothing is overwritten.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from metrics.sentences import show_moment
from services.actor import MAY_SET, Actor, NotAllowed, require
from services.backup_place import PlaceUnfit, prepare_place
from services.store import Store
from warehouse.audit import AuditEntry, add_entry, list_entries
from warehouse.stored_settings import NO, YES, SettingPassed, list_stored, put_setting, text_of

TITLES: Mapping[str, str] = {
    "product": "看板名称", "county_name": "县名（全称）", "bureau": "主管部门简称", "is_review_on": "单位报送须经审核",
    "backup_at": "每日备份时刻", "backups_kept": "备份保留份数", "backup_folder": "备份目录",
}  # fmt: skip
CHANGED = "修改设置"
LONGEST = {"product": 30, "county_name": 15, "bureau": 15}
# Marks that mean something to a page or a paper, and that no name of an office has.
UNFIT = frozenset("<>&\"'`*_{}[]$|\\~#^@=+%;")
FEWEST_KEPT, MOST_KEPT = 3, 400
OWN_FOLDER = "数据目录内的备份文件夹"


class SettingInvalid(NotAllowed):
    """Something typed in cannot be a setting; problems: Chinese sentences, one for each thing to mend."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("没有保存：" + "".join(problems))
        self.problems = tuple(problems)


class SettingChanged(NotAllowed):
    """Somebody else changed a setting since it was read; nothing was saved."""


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting as text. revision 0, changed_at None: nobody set it, the program's default holds."""

    name: str
    title: str
    value: str
    revision: int
    changed_at: datetime | None
    changed_by: str


def list_settings(store: Store, actor: Actor) -> dict[str, Setting]:
    """Name → setting, in the order of the page. Raises NotAllowed."""
    require(actor, MAY_SET, "查看设置")
    stored, now = list_stored(store.warehouse), store.settings
    found = {}
    for name, title in TITLES.items():
        one = stored.get(name)
        facts = (one.revision, one.changed_at, one.changed_by) if one else (0, None, "")
        found[name] = Setting(name, title, text_of(getattr(now, name)), *facts)
    return found


def change_settings(
    store: Store, seen: Mapping[str, Setting], wanted: Mapping[str, str], actor: Actor, *, now: datetime | None = None
) -> list[str]:
    """Saves those that differ from what was seen, all or none; returns their titles. Each is logged, before and after.

    Args:
        seen: as the page showed them.
        wanted: name → text as typed; a name that is left out stays.

    Raises:
        NotAllowed: the role may not.
        SettingInvalid: with every problem at once.
        SettingChanged: somebody else changed one of them meanwhile.
    """
    require(actor, MAY_SET, "修改设置")
    at, problems, clean = now or datetime.now(), [], {}
    for name, text in wanted.items():
        value, problem = _clean(store, name, text)
        problems += [problem] if problem else []
        clean[name] = value
    changed = [name for name in TITLES if name in clean and clean[name] != seen[name].value]
    if problems:
        raise SettingInvalid(problems)
    _require_place(store, clean["backup_folder"] if "backup_folder" in changed else "")
    try:
        with store.warehouse.write(makes_version=False) as writer:
            for name in changed:
                put_setting(writer, name, clean[name], seen[name].revision, actor, at)
                before, after = (show_value(name, text) for text in (seen[name].value, clean[name]))
                add_entry(writer, at, actor, CHANGED, TITLES[name], before, after)
    except SettingPassed as passed:
        raise SettingChanged(_say_changed(store, passed.name)) from passed
    return [TITLES[name] for name in changed]


def list_changes(store: Store, actor: Actor, limit: int = 8) -> list[AuditEntry]:
    """The last changes as the log keeps them, the latest first. Raises NotAllowed."""
    require(actor, MAY_SET, "查看设置")
    return list_entries(store.warehouse, action=CHANGED, limit=limit)


def say_settings(settings: Mapping[str, Setting]) -> str:
    """How many were changed, and when the last one."""
    changed = [one.changed_at for one in settings.values() if one.changed_at is not None]
    if not changed:
        return f"{len(settings)}项设置均为程序的默认值。"
    last = max(changed)
    return f"{len(settings)}项设置中{len(changed)}项改过，最近一次在{show_moment(last)}。"


def show_value(name: str, value: str) -> str:
    """A setting's text as people read it."""
    if name == "backup_folder":
        return value or OWN_FOLDER
    return f"{value}份" if name == "backups_kept" else value


def _say_changed(store: Store, name: str) -> str:
    one = list_stored(store.warehouse)[name]
    return (
        f"没有保存：“{TITLES[name]}”已由{one.changed_by}于{show_moment(one.changed_at)}改为"
        f"“{show_value(name, one.value)}”。请看过现在的内容后再改。"
    )


def _clean(store: Store, name: str, text: str) -> tuple[str, str]:
    """The text as it is kept, and what is wrong with it (empty: nothing)."""
    value, title = unicodedata.normalize("NFC", text).strip(), TITLES[name]
    if any(unicodedata.category(letter) in ("Cc", "Cf", "Zl", "Zp") for letter in value):
        return value, f"“{title}”中有换行或不可见的字符，请删去。"
    if name in LONGEST:
        if not value:
            return value, f"“{title}”不能为空。"
        if odd := [letter for letter in value if letter in UNFIT]:
            return value, f"“{title}”中的“{odd[0]}”不宜用在名称里，请删去。"
        if len(value) > LONGEST[name]:
            return value, f"“{title}”有{len(value)}个字，请改在{LONGEST[name]}个字以内。"
        return value, ""
    if name == "is_review_on":
        return value, "" if value in (YES, NO) else f"“{title}”应为“是”或“否”，现为“{value}”。"
    if name == "backup_at":
        return _clean_time(value, title)
    if name == "backups_kept":
        number = int(value) if re.fullmatch(r"\d{1,4}", value, re.ASCII) else -1
        good = FEWEST_KEPT <= number <= MOST_KEPT
        return str(number), "" if good else f"“{title}”应为{FEWEST_KEPT}至{MOST_KEPT}之间的整数，现为“{value}”。"
    own = store.path / "backups"
    return ("", "") if not value or Path(value) == own else (value, "")


def _clean_time(value: str, title: str) -> tuple[str, str]:
    found = re.fullmatch(r"(\d{1,2})[:：](\d{2})", value, re.ASCII)
    if not found or int(found[1]) > 23 or int(found[2]) > 59:
        return value, f"“{title}”应写成02:30的样子（0时至23时59分），现为“{value}”。"
    return f"{int(found[1]):02d}:{found[2]}", ""


def _require_place(store: Store, folder: str) -> None:
    if not folder:
        return
    try:
        prepare_place(store.path, Path(folder))
    except PlaceUnfit as unfit:
        raise SettingInvalid([f"“{TITLES['backup_folder']}”：{unfit}"]) from unfit
