"""会议展示: the meetings, one in preparation or frozen, and the show itself when the address names a slide."""

from __future__ import annotations

from html import escape

import streamlit as st

from metrics.sentences import show_date
from services.actor import MAY_PREPARE
from services.meetings import Meeting, MeetingRefused, list_meetings, read_meeting
from ui.markup import link, show, show_head
from ui.meeting_after import show_frozen
from ui.meeting_prepare import page_link, show_form, show_preparation
from ui.session import KEY_REFUSED, look
from ui.show import run_show
from ui.slides import MEETING, PAGE, SLIDE

here = look()
may_prepare = here.actor.role in MAY_PREPARE


def find_meeting() -> Meeting | None:
    """The meeting that the address names; a wrong number is told."""
    asked = st.query_params.get(MEETING, "")
    if not asked:
        return None
    if not asked.isdecimal():
        st.warning(f"链接中的会议编号“{asked}”不是数字。")
        return None
    try:
        return read_meeting(here.store, int(asked), here.actor)
    except MeetingRefused as refusal:
        st.warning(str(refusal))
        return None


def meeting_row(one: Meeting) -> str:
    """One line of the list."""
    mark = '<span class="light good">● 已冻结</span>' if one.is_frozen else '<span class="light none">○ 筹备</span>'
    begin = page_link(here, one, "开始展示", **{SLIDE: "1"}) if one.is_frozen else ""
    pages = f"{len(one.agenda)}项" if one.agenda else "全部重点任务"
    return (
        f"<tr><td>{page_link(here, one, escape(one.name))}</td><td>{show_date(one.held_on)}</td>"
        f'<td>{show_date(one.as_of)}</td><td>{pages}</td><td class="out">{mark}</td><td class="out">{begin}</td></tr>'
    )


def show_meetings() -> None:
    """All meetings, newest first, and the way to a new one."""
    meetings = list_meetings(here.store, here.actor)
    frozen = sum(one.is_frozen for one in meetings)
    how = "填写名称和日期即可新建。" if may_prepare else f"会议由{here.bureau}筹备，冻结后在这里展示。"
    show_head(
        "会议展示",
        (),
        f"共**{len(meetings)}次会议**，{frozen}次已冻结。" if meetings else f"还没有可以展示的会议，{how}",
    )
    if meetings:
        heads = "".join(f"<th>{word}</th>" for word in ("会议", "会议日期", "数据截至", "议程", "状态", ""))
        rows = "".join(map(meeting_row, meetings))
        show(f'<table class="rows cases"><tr>{heads}</tr>{rows}</table>')
    if may_prepare:
        with st.expander("新建会议", expanded=not meetings):
            show_form(here, None)


def show_meeting(one: Meeting) -> None:
    """One meeting: in preparation or frozen."""
    show_head(
        one.name,
        (f"会议日期{show_date(one.held_on)}", f"数据截至{show_date(one.as_of)}", "已冻结" if one.is_frozen else "筹备"),
    )
    show(f'<p class="foot">{link(PAGE, here.choices.params(), "返回会议列表", css="defined")}</p>')
    if refused := st.session_state.pop(KEY_REFUSED, ""):
        st.error(refused)
    if one.is_frozen:
        show_frozen(here, one)
    elif may_prepare:
        show_preparation(here, one)
    else:
        st.info("会议还在筹备，冻结后可以展示。")


chosen = find_meeting()
try:
    if chosen is not None and chosen.is_frozen and SLIDE in st.query_params:
        run_show(here, chosen)
    elif chosen is not None:
        show_meeting(chosen)
    else:
        show_meetings()
except MeetingRefused as refusal:
    st.error(str(refusal))
