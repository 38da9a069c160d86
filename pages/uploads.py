"""报送记录: every upload and version, newest first; one of them whole, with its file and its undo."""

from __future__ import annotations

from html import escape

import streamlit as st

from config.contracts import load_contracts
from metrics.sentences import show_date
from ui import cache
from ui.choose import pick_from_address
from ui.markup import show, show_head
from ui.record import SHOWN_ENTRIES, entry_name, show_detail, show_entries
from ui.session import KEY_RECORD, KEY_START, KEY_TABLE, look

here = look()
everything = cache.history(here, "", "")
counts = [
    f"{number}次{word}" for word in ("报送", "撤销", "更正") if (number := sum(one.kind == word for one in everything))
]
last = f"，最近一次在{show_date(everything[0].made_at.date())}" if everything else ""
own = f"{here.names.get(here.actor.unit, '')}的" if here.actor.role == "单位" else ""
show_head(
    "报送记录",
    (f"数据第{here.version}版",),
    f"共有{escape(own)}{'、'.join(counts)}{last}；每次入库都有版本，可查改动、可撤销。"
    if counts
    else "还没有报送记录。",
)
if not everything:
    st.stop()
by_unit, by_table, by_entry = st.columns([0.22, 0.28, 0.5])
units = sorted({unit for one in everything for unit in one.units}, key=lambda code: [*here.names, code].index(code))
tables = [one for one in load_contracts() if any(one in entry.datasets for entry in everything)]
with by_unit:
    unit = pick_from_address(
        "单位", ["", *units], "unit", key="record_unit", forget=("record", "start"),
        format_func=lambda code: here.names.get(code, code) if code else "全部单位",
    )  # fmt: skip
with by_table:
    table = pick_from_address(
        "表格", ["", *tables], KEY_TABLE, forget=("record", "start"),
        format_func=lambda one: load_contracts()[one].title if one else "全部表格",
    )  # fmt: skip
entries = cache.history(here, unit, table)
if not entries:
    show('<p class="quiet">没有符合条件的记录。</p>')
    st.stop()
by_id = {one.id: one for one in entries}
place = st.query_params.get(KEY_START, "0")
start = int(place) if place.isdecimal() and int(place) < len(entries) else 0
offered = [one.id for one in entries[start : start + SHOWN_ENTRIES]]
asked = st.query_params.get(KEY_RECORD, "")
if asked in by_id and asked not in offered:
    offered.append(asked)
with by_entry:
    chosen = pick_from_address(
        "查看哪一条（也可点下表文件名）", offered, KEY_RECORD, default=offered[0],
        format_func=lambda one: entry_name(by_id[one]),
    )  # fmt: skip
params = here.choices.params(**{"unit": unit, KEY_TABLE: table})
left, right = st.columns([0.52, 0.48], gap="large")
with left:
    show_entries(here, entries, start, chosen, params)
with right:
    show_detail(here, cache.history_detail(here, by_id[chosen]))
