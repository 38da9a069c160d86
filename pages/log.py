"""操作日志: who did what and when, the latest first; the bureau's to read and to take away."""

from __future__ import annotations

import streamlit as st

from services.actor import NotAllowed
from services.operation_log import read_log
from ui.choose import pick_from_address
from ui.markup import show_head
from ui.operation_log import show_log
from ui.record_export import offer_log
from ui.session import KEY_ACT, KEY_START, look

here = look()
place = st.query_params.get(KEY_START, "")
action, unit = st.query_params.get(KEY_ACT, ""), here.choices.unit
try:
    page = read_log(here.store, here.actor, action=action, unit=unit, start=int(place) if place.isdecimal() else 0)
except NotAllowed as refusal:
    show_head("操作日志")
    st.info(str(refusal))
    st.stop()
asked = "符合条件的" if action in page.actions or unit else ""
show_head(
    "操作日志",
    (),
    f"共有{asked}记录{page.count}条。每次登录、报送、审核、修改、撤销、导出和查看电话都自动记入，不能改、不能删。",
)
if place and place != str(page.start):
    st.warning(f"链接中的起始行“{place}”不在当前记录中，以下从最近的一条列起。")
by_action, by_unit, export = st.columns([0.28, 0.28, 0.44], vertical_alignment="bottom")
with by_action:
    pick_from_address(
        "操作", ["", *page.actions], KEY_ACT, key="log_action", forget=(KEY_START,),
        format_func=lambda one: one or "全部操作",
    )  # fmt: skip
with by_unit:
    pick_from_address(
        "单位（办理或代收）", ["", *here.names], "unit", key="log_unit", forget=(KEY_START,),
        format_func=lambda code: here.names[code] if code else "全部单位",
    )  # fmt: skip
with export, st.container(horizontal=True, horizontal_alignment="right"):
    offer_log(here)
show_log(here, page, here.choices.params(**{KEY_ACT: action}))
