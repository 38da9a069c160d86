"""Backups on the page 设置: what became of the last ones, and one made now."""

from __future__ import annotations

from datetime import datetime
from html import escape
from pathlib import Path

import streamlit as st

from metrics.lights import DONE
from metrics.sentences import show_moment
from services.actor import MAY_SET
from services.backup_due import say_standing
from services.backup_place import say_size
from services.backups import list_tries, running_backup, start_backup
from services.doctor import find_room
from ui.markup import light_mark, link, show
from ui.round_forms import answer
from ui.session import KEY_VIEW, Look
from warehouse.backup_record import BackupRecord

LOOK_EVERY = 1.0  # seconds
VIEW = "备份"


def show_backups(look: Look) -> None:
    """The last tries, room on the disk, and the button."""
    show("<h2>最近的备份</h2>")
    button, room = st.columns([0.22, 0.78], vertical_alignment="center")
    with button:
        st.button(
            "立即备份", key="backup:now", on_click=_start, args=(look,), disabled=running_backup(look.store) is not None,
        )  # fmt: skip
    with room:
        disk = find_room(look.store.path)
        size = say_size(look.store.warehouse.path.stat().st_size)
        st.caption(f"数据库{size}；{disk.text.rstrip('。')}。手动备份不自动删除，不用时请自行移走。")
    if not disk.is_good:
        st.warning(disk.text)
    if running_backup(look.store):
        _show_running(look)
    tries = list_tries(look.store, look.actor)
    if not tries:
        show('<p class="quiet">还没有备份。</p>')
        return
    show(
        '<table class="rows cases"><thead><tr><th>时间</th><th>方式</th><th>结果</th><th>版本</th><th>大小</th><th>位置</th></tr></thead>'
        + "".join(map(_row, tries))
        + "</table>"
    )


def say_backups(look: Look) -> None:
    """One quiet line where those who can mend it work, when backups are not as they should be."""
    if look.actor.role not in MAY_SET:
        return
    good, standing = say_standing(look.store, datetime.now(), with_reason=False)
    if not good:
        there = link("settings", look.choices.params(**{KEY_VIEW: VIEW}), "到“设置”查看", css="defined")
        show(f'<p class="foot"><span class="light near">▲ 备份</span>　{escape(standing)}　{there}</p>')


def _start(look: Look) -> None:
    answer("已开始备份，可以离开本页。", start_backup, look.store, look.actor)


@st.fragment(run_every=LOOK_EVERY)
def _show_running(look: Look) -> None:
    running = running_backup(look.store)
    if running is None:
        st.rerun()
    else:
        st.progress(running.share, running.words)


def _row(one: BackupRecord) -> str:
    result = light_mark(DONE, word=False) + " 完成" if one.is_good else '<span class="light bad">■ 失败</span>'
    place = ""
    if one.path:
        copy = Path(one.path)
        gone = "（已为较新的备份腾出位置）" if one.removed_at else "" if copy.exists() else "（已不在原处）"
        files = f"，另复制原件和佐证材料{one.files_copied}份" if one.files_copied else ""
        place = f"<code>{escape(str(copy))}</code>{gone}{files}"
    return (
        f'<tr><td class="keep">{show_moment(one.made_at)}</td><td>{one.kind}<div class="quiet">{escape(one.made_by)}</div></td>'
        f"<td class='keep'>{result}</td><td class='keep'>{'' if one.version is None else f'第{one.version}版'}</td>"
        f"<td class='keep'>{'' if one.size is None else say_size(one.size)}</td><td>{place}{escape(one.reason)}</td></tr>"
    )
