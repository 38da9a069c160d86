"""报送记录 on the screen: the list of entries, and one of them whole with its undo."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import streamlit as st

from config.contracts import load_contracts
from loaders.problems import SEVERITY_NAMES
from metrics.sentences import name_units, show_date, show_moment
from services import upload_files
from services.actor import MAY_UPLOAD
from services.submit import receipt_number
from services.uploads import Entry, EntryDetail
from ui.changes import show_effects
from ui.markup import link, show, show_list
from ui.session import KEY_RECORD, KEY_START, Look
from ui.undo import offer_undo

SHOWN_ENTRIES = 25
SHOWN_NOTES = 20
STATE_LIGHTS = {
    "已入库": ("good", "●"), "有效": ("good", "●"), "待审核": ("near", "▲"), "已退回": ("bad", "■"),
}  # fmt: skip


def entry_name(entry: Entry) -> str:
    """One entry in a picker or as a heading."""
    name = entry.file_name or entry.reason
    number = f"第{entry.version}版" if entry.version is not None else "未入库"
    return f"{number}　{show_date(entry.made_at.date())}　{entry.kind}　{name}"


def tables_words(entry: Entry) -> str:
    """The kinds of an entry by their titles."""
    return "、".join(load_contracts()[one].title for one in entry.datasets)


def show_entries(look: Look, entries: Sequence[Entry], start: int, chosen: str, params: dict[str, str]) -> None:
    """One page of the record as a table, each entry leading to itself; `start` is the place of its first one."""
    body = ""
    for one in entries[start : start + SHOWN_ENTRIES]:
        on = ' class="on"' if one.id == chosen else ""
        name = escape(one.file_name or one.reason)
        label = link(
            "uploads",
            {**params, KEY_START: str(start), KEY_RECORD: one.id},
            name if one.kind == "报送" else f"{one.kind}：{name}",
        )
        small = "；".join(filter(None, (tables_words(one), name_units(one.units, look.names, 3), one.made_by)))
        rows = "" if one.rows_read is None else "零报告" if one.is_nil else f"{one.rows_read}行"
        css, shape = STATE_LIGHTS.get(one.state, ("none", "○"))
        body += (
            f'<tr{on}><td>{label}<div class="quiet">{escape(small)}</div></td>'
            f'<td class="place">{show_date(one.made_at.date())}<br>{one.made_at:%H:%M}</td><td class="num">{rows}</td>'
            f'<td class="out"><span class="light {css}">{shape} {escape(one.state)}</span></td></tr>'
        )
    steps = [
        link("uploads", {**params, KEY_START: str(place)}, word, css="defined")
        for place, word in ((start - SHOWN_ENTRIES, "较新的"), (start + SHOWN_ENTRIES, "较早的"))
        if 0 <= place < len(entries)
    ]
    last = min(start + SHOWN_ENTRIES, len(entries))
    more = f'<p class="foot">第{start + 1}至{last}条，共{len(entries)}条　{"　".join(steps)}</p>'
    show(
        '<table class="rows record"><tr><th>文件、表格、单位、经办人</th><th>时间</th><th>行数</th><th>状态</th></tr>'
        f"{body}</table>{more}"
    )


def show_detail(look: Look, detail: EntryDetail) -> None:
    """One entry: facts, what was noted, what it changed, its files, and taking it back."""
    entry = detail.entry
    on_behalf = f"（代{look.names.get(entry.on_behalf_of, entry.on_behalf_of)}报送）" if entry.on_behalf_of else ""
    sent = f"{show_moment(entry.sent_at)}，{entry.sent_by}{on_behalf}" if entry.sent_at else ""
    reviewed = f"{show_moment(entry.reviewed_at)}，{entry.reviewed_by}" if entry.reviewed_at else ""
    is_upload = entry.kind == "报送"
    facts = [
        ("回执编号", receipt_number(entry.upload_id) if entry.upload_id is not None and is_upload else ""),
        ("数据版本", f"第{entry.version}版" if entry.version is not None else "未入库"),
        ("状态", entry.state),
        ("退回原因" if entry.state == "已退回" else "原因", entry.reason),
        ("表格", tables_words(entry)),
        ("单位", "、".join(look.names.get(one, one) for one in entry.units) or "全部单位"),
        ("填报日期", show_date(entry.reported_on) if entry.reported_on else ""),
        ("报送", sent),
        ("审核", reviewed),
        ("办理", "" if sent else f"{show_moment(entry.made_at)}，{entry.made_by}"),
        ("行数", _rows_words(entry)),
    ]
    cells = "".join(f"<dt>{name}</dt><dd>{escape(words)}</dd>" for name, words in facts if words)
    title = entry.file_name if is_upload else f"{entry.kind}：{entry.file_name or entry.reason}"
    show(f'<div class="whole-row single"><h2>{escape(title)}</h2><dl>{cells}</dl></div>')
    if entry.state == "待审核":
        st.info(f"这份报送正在等待{look.bureau}审核，审核入库前不计入任何指标。重新报送同一张表的，以后报的为准。")
    elif entry.state == "已退回":
        st.warning(f"退回原因：{entry.reason.rstrip('。')}。请修改后到“数据报送”重新上传。")
    if is_upload:
        _offer_files(look, detail)
        _show_notes(detail)
    if entry.version is not None:
        show_effects(look, detail.effects, heading="改动了什么", empty="没有改动任何一行。")
    offer_undo(look, entry)


def _show_notes(detail: EntryDetail) -> None:
    show_list(
        f"检查时的提醒（{len(detail.warnings)}条）",
        [
            (f"<b>{SEVERITY_NAMES.get(one.severity, '提醒')}</b>　{escape(one.message)}", "")  # type: ignore[call-overload]
            for one in detail.warnings[:SHOWN_NOTES]
        ],
        "没有提醒。",
    )
    if len(detail.warnings) > SHOWN_NOTES:
        st.caption(f"只列前{SHOWN_NOTES}条，全部见问题标注表。")


def _rows_words(entry: Entry) -> str:
    if entry.rows_read is None:
        return ""
    if entry.is_nil:
        return "零报告"
    if entry.version is None:
        return f"读取{entry.rows_read}行；报送时可新增或变更{entry.opened}行，撤下或替换{entry.closed}行，不变{entry.unchanged}行"
    pending = f"，待补正{entry.pending}格" if entry.pending else ""
    return f"读取{entry.rows_read}行，新增或变更{entry.opened}行，撤下或被替换{entry.closed}行，不变{entry.unchanged}行{pending}"


def _offer_files(look: Look, detail: EntryDetail) -> None:
    """The original and its marked copy, or why they cannot be had."""
    entry = detail.entry
    if not entry.has_original:
        st.caption("这份文件没有留存原件。")
    elif detail.may_take_original:
        with st.container(horizontal=True):
            st.download_button(
                "下载原件",
                data=lambda: upload_files.take_original(look.store, entry, look.actor),
                file_name=entry.file_name,
                key=f"original:{entry.id}",
                on_click="ignore",
            )
            st.download_button(
                "下载问题标注表",
                data=lambda: upload_files.take_marked_copy(look.store, entry, look.actor),
                file_name=f"问题标注表-{entry.file_name.rpartition('.')[0]}.xlsx",
                key=f"marked:{entry.id}",
                on_click="ignore",
            )
    elif look.actor.role in MAY_UPLOAD:
        st.caption(f"这份文件含有其他单位的数据，原件只能由{look.bureau}下载。")
    else:
        st.caption(f"当前身份为“{look.actor.role_name}”，只能查看，不能下载原件。")
