"""报送记录 on the screen: the list of entries, and one of them whole with its undo."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import streamlit as st

from config.contracts import load_contracts
from loaders.problems import SEVERITY_NAMES
from metrics.sentences import name_units, show_date
from services import history, upload_files
from services.actor import MAY_UNDO, MAY_UPLOAD, NotAllowed
from services.submit import receipt_number
from services.uploads import Entry, EntryDetail
from ui.upload_preview import change_line
from ui.markup import link, show, show_list
from ui.session import KEY_RECORD, KEY_START, Look

SHOWN_ENTRIES = 25
SHOWN_NOTES = 20
SHOWN_ROWS = 40
STATE_CLASSES = {"已入库": "good", "有效": "good", "待审核": "near", "已退回": "bad"}


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
        rows = f"{one.rows_read}行" if one.rows_read is not None else ""
        css = next((css for word, css in STATE_CLASSES.items() if one.state == word), "none")
        body += (
            f'<tr{on}><td>{label}<div class="quiet">{escape(small)}</div></td>'
            f'<td class="place">{one.made_at:%Y-%m-%d}<br>{one.made_at:%H:%M}</td><td class="num">{rows}</td>'
            f'<td class="out"><span class="light {css}">{escape(one.state)}</span></td></tr>'
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
    """One entry: facts, what was noted, what it changed, its file, and taking it back."""
    entry = detail.entry
    on_behalf = f"（代{look.names.get(entry.on_behalf_of, entry.on_behalf_of)}报送）" if entry.on_behalf_of else ""
    facts = [
        ("回执编号", receipt_number(entry.upload_id) if entry.upload_id is not None and entry.kind == "报送" else ""),
        ("数据版本", f"第{entry.version}版" if entry.version is not None else "未入库"),
        ("状态", entry.state),
        ("原因", entry.reason),
        ("表格", tables_words(entry)),
        ("单位", "、".join(look.names.get(one, one) for one in entry.units) or "全部单位"),
        ("报送日期", show_date(entry.reported_on) if entry.reported_on else ""),
        ("经办", f"{show_date(entry.made_at.date())}{entry.made_at:%H:%M}，{entry.made_by}{on_behalf}"),
        ("行数", _rows_words(entry)),
    ]
    cells = "".join(f"<dt>{name}</dt><dd>{escape(words)}</dd>" for name, words in facts if words)
    title = entry.file_name if entry.kind == "报送" else f"{entry.kind}：{entry.file_name or entry.reason}"
    show(f'<div class="whole-row single"><h2>{escape(title)}</h2><dl>{cells}</dl></div>')
    _offer_original(look, detail)
    show_list(
        f"入库时的提醒（{len(detail.warnings)}条）",
        [
            (f"<b>{SEVERITY_NAMES.get(one.severity, '提醒')}</b>　{escape(one.message)}", "")  # type: ignore[call-overload]
            for one in detail.warnings[:SHOWN_NOTES]
        ],
        "没有提醒。",
    )
    if len(detail.warnings) > SHOWN_NOTES:
        st.caption(f"只列前{SHOWN_NOTES}条。")
    _show_effects(look, detail)
    _offer_undo(look, entry)


def _rows_words(entry: Entry) -> str:
    if entry.rows_read is None:
        return ""
    if entry.is_nil:
        return "零报告"
    pending = f"，待补正{entry.pending}格" if entry.pending else ""
    return f"读取{entry.rows_read}行，新增或变更{entry.opened}行，撤下或被替换{entry.closed}行，不变{entry.unchanged}行{pending}"


def _show_effects(look: Look, detail: EntryDetail) -> None:
    """What the version did to the rows, kind by kind."""
    counts = "；".join(
        f"{load_contracts()[one.dataset].title}新增{one.new}行、变更{one.changed}行、撤下{one.withdrawn}行"
        for one in detail.effects
    )
    rows = [(one.dataset, row) for one in detail.effects for row in one.rows]
    body = "".join(change_line(look, dataset, row) for dataset, row in rows[:SHOWN_ROWS])
    table = f'<table class="rows"><tr><th>对象</th><th>变化</th><th>内容</th></tr>{body}</table>' if body else ""
    more = f'<p class="foot">只列前{SHOWN_ROWS}行。</p>' if len(rows) > SHOWN_ROWS else ""
    show(f'<h2>改动了什么</h2><p class="quiet">{escape(counts) or "没有改动任何一行。"}</p>{table}{more}')


def _offer_original(look: Look, detail: EntryDetail) -> None:
    entry = detail.entry
    if entry.kind != "报送":
        return
    if not entry.has_original:
        st.caption("这份文件没有留存原件。")
    elif detail.may_take_original:
        st.download_button(
            "下载原件",
            data=lambda: upload_files.take_original(look.store, entry, look.actor),
            file_name=entry.file_name,
            key=f"original:{entry.id}",
            on_click="ignore",
        )
    elif look.actor.role in MAY_UPLOAD:
        st.caption("这份文件含有其他单位的数据，原件只能由县政数局下载。")
    else:
        st.caption(f"当前身份为“{look.actor.role}”，只能查看，不能下载原件。")


def _offer_undo(look: Look, entry: Entry) -> None:
    """Reason and confirmation before a version is taken back; the service decides whether it may be."""
    if not entry.may_undo or entry.version is None:
        return
    if look.actor.role not in MAY_UNDO:
        st.caption("确需撤销的，请写明原因报县政数局办理。")
        return
    with st.expander(f"撤销第{entry.version}版"):
        st.caption("撤销后恢复到这次入库之前的情况，历史仍可查。之后又报过同一张表的，须先撤销后报的。")
        reason = st.text_input("撤销原因", key=f"undo_reason:{entry.version}", placeholder="必填，将写入操作日志")
        sure = st.checkbox("已核对，确认撤销", key=f"undo_sure:{entry.version}")
        if st.button("撤销", key=f"undo:{entry.version}", disabled=not (sure and reason.strip())):
            try:
                made = history.undo(look.store, entry.version, reason, look.actor)
            except NotAllowed as refusal:
                st.error(str(refusal))
                return
            st.query_params["record"] = str(made)
            st.rerun()
