"""报送记录: every upload and version, newest first; one of them whole; two versions beside each other; exports."""

from __future__ import annotations

import streamlit as st

from config.contracts import load_contracts
from metrics.sentences import show_date
from ui import cached_work
from ui.changes import show_comparison
from ui.choose import pick_from_address
from ui.markup import show, show_head, two_columns
from ui.record import SHOWN_ENTRIES, entry_name, show_detail, show_entries
from ui.record_export import offer_exports
from ui.session import KEY_ACT, KEY_FIRST, KEY_RECORD, KEY_SECOND, KEY_START, KEY_STATE, KEY_TABLE, KEY_VIEW, look

RECORD, COMPARE = "逐条查看", "两版比较"
STATES = ("待审核", "已入库", "已退回", "已替代", "已撤销", "有效")
ACTS = ("报送", "撤销", "更正")

here = look()
everything = cached_work.history(here, "", "")
counts = [f"{number}次{word}" for word in ACTS if (number := sum(one.kind == word for one in everything))]
last = f"，最近一次在{show_date(everything[0].made_at.date())}" if everything else ""
own = f"{here.names.get(here.actor.unit, '')}的" if here.actor.role == "单位" else ""
waiting = [f"{number}份{state}" for state in STATES[:3:2] if (number := sum(one.state == state for one in everything))]
more = f"；其中{'、'.join(waiting)}" if waiting else ""
show_head(
    "报送记录",
    (f"数据第{here.version}版", here.not_dated),
    f"共有{own}{'、'.join(counts)}{last}{more}；每次入库都有版本，可查改动、可撤销。" if counts else "还没有报送记录。",
)
if not everything:
    st.stop()
FORGET = (KEY_RECORD, KEY_START, KEY_FIRST, KEY_SECOND)
by_view, by_unit, by_table, by_state, by_act = st.columns([0.16, 0.22, 0.28, 0.17, 0.17])
units = sorted({unit for one in everything for unit in one.units}, key=lambda code: [*here.names, code].index(code))
tables = [one for one in load_contracts() if any(one in entry.datasets for entry in everything)]
with by_view:
    view = pick_from_address("查看", [RECORD, COMPARE], KEY_VIEW, key="record_view", default=RECORD)
with by_unit:
    unit = pick_from_address(
        "单位", ["", *units], "unit", key="record_unit", forget=FORGET,
        format_func=lambda code: here.names.get(code, code) if code else "全部单位",
    )  # fmt: skip
with by_table:
    table = pick_from_address(
        "表格", ["", *tables], KEY_TABLE, forget=FORGET,
        format_func=lambda one: load_contracts()[one].title if one else "全部表格",
    )  # fmt: skip
if view == COMPARE:
    if table:
        show_comparison(here, table, unit or (here.actor.unit if here.actor.role == "单位" else ""))
    else:
        st.info("请先在上面选一张表格（也可再选单位），再选要比较的两版。")
    st.stop()
with by_state:
    state = pick_from_address(
        "状态", ["", *STATES], KEY_STATE, key="record_state", forget=FORGET[:2],
        format_func=lambda one: one or "全部状态",
    )  # fmt: skip
with by_act:
    act = pick_from_address(
        "类型", ["", *ACTS], KEY_ACT, forget=FORGET[:2], format_func=lambda one: one or "全部类型"
    )  # fmt: skip
entries = cached_work.history(here, unit, table, state, act)
if not entries:
    show('<p class="quiet">没有符合条件的记录。</p>')
    st.stop()
by_id = {one.id: one for one in entries}
place = st.query_params.get(KEY_START, "0")
start = int(place) if place.isdecimal() and int(place) < len(entries) else -1
if start < 0:
    st.warning(f"链接中的起始行“{place}”不在当前记录中，以下从最近的一条列起。")
    start = 0
offered = [one.id for one in entries[start : start + SHOWN_ENTRIES]]
asked = st.query_params.get(KEY_RECORD, "")
if asked in by_id and asked not in offered:
    offered.append(asked)
picker, exports = st.columns([0.56, 0.44], vertical_alignment="bottom")
with picker:
    chosen = pick_from_address(
        "报送记录（也可点下表文件名）", offered, KEY_RECORD, default=offered[0],
        format_func=lambda one: entry_name(by_id[one]),
    )  # fmt: skip
with exports:
    offer_exports(here, entries)
params = here.choices.params(**{"unit": unit, KEY_TABLE: table, KEY_STATE: state, KEY_ACT: act})
left, right = two_columns("uploads", [0.52, 0.48])
with left:
    show_entries(here, entries, start, chosen, params)
with right:
    show_detail(here, cached_work.history_detail(here, by_id[chosen]))
