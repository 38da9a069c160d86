"""What can be set on the page 设置: typed in, saved against what was seen, answered by the service."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

import streamlit as st

from metrics.sentences import show_moment
from services.settings import FEWEST_KEPT, MOST_KEPT, OWN_FOLDER, Setting, change_settings, list_changes
from ui.markup import show_list, two_columns
from ui.round_forms import answer
from ui.session import Look
from warehouse.stored_settings import NO, YES

NAMES = ("product", "county_name", "bureau", "is_review_on")
BACKUPS = ("backup_at", "backups_kept", "backup_folder")
USES: Mapping[str, str] = {
    "product": "用于左上角、浏览器标题、报送通知和回执。",
    "county_name": "用于汇报、通报等文稿，以及识别单位全称。",
    "bureau": "用于各页、文稿、通知、催办、回执和“身份”一栏。已写入的记录和已冻结的会议保持原样。",
    "is_review_on": "“否”：单位确认后直接入库；已在等待的仍须审核。",
    "backup_at": "写成02:30的样子。到时程序没有运行的，启动后补做。",
    "backups_kept": f"{FEWEST_KEPT}至{MOST_KEPT}份。超出的从最早的每日备份删起；手动备份和别的文件不删。",
    "backup_folder": "留空为数据目录内。填另一块磁盘上的文件夹（完整路径，须已建立），原件和佐证材料一并复制到那里。",
}


def show_names_form(look: Look, seen: Mapping[str, Setting]) -> None:
    """Names and review; beside them what was changed last."""
    left, right = two_columns("settings", [0.5, 0.5])
    with left:
        for name in NAMES[:3]:
            _type_in(seen[name])
        one = seen["is_review_on"]
        st.radio(one.title, (YES, NO), index=(YES, NO).index(one.value), horizontal=True, key=_key(one))
        _say_origin(one)
        _offer_saving(look, seen, NAMES)
    with right:
        _show_changes(look)


def show_backup_form(look: Look, seen: Mapping[str, Setting]) -> None:
    """When, how many, where."""
    for column, name in zip(st.columns([0.22, 0.22, 0.56]), BACKUPS, strict=True):
        with column:
            _type_in(seen[name])
    _offer_saving(look, seen, BACKUPS)


def _show_changes(look: Look) -> None:
    items = [
        (
            f"{escape(one.subject)}：{escape(one.before) or '（空）'} → {escape(one.after)}",
            f"{show_moment(one.entered_at)}　{escape(one.actor)}",
        )
        for one in list_changes(look.store, look.actor)
    ]
    show_list("最近的修改", items, "还没有修改过。")


def _type_in(one: Setting) -> None:
    placeholder = OWN_FOLDER if one.name == "backup_folder" else None
    st.text_input(one.title, value=one.value, key=_key(one), placeholder=placeholder)
    _say_origin(one)


def _say_origin(one: Setting) -> None:
    changed = f"{show_moment(one.changed_at)}由{one.changed_by}修改。" if one.changed_at else ""
    st.caption(USES[one.name] + changed)


def _offer_saving(look: Look, seen: Mapping[str, Setting], names: Sequence[str]) -> None:
    st.button("保存", type="primary", key=f"setting:save:{names[0]}", on_click=_save, args=(look, seen, names))


def _save(look: Look, seen: Mapping[str, Setting], names: Sequence[str]) -> None:
    """seen: as drawn, so that what somebody else saved meanwhile is noticed."""
    wanted = {name: str(st.session_state[_key(seen[name])]) for name in names}
    differs = any(wanted[name].strip() != seen[name].value for name in names)
    answer("已保存。" if differs else "没有改动。", change_settings, look.store, seen, wanted, look.actor)


def _key(one: Setting) -> str:
    return f"setting:{one.name}:{one.revision}"
