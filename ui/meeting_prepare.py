"""Before the meeting: its name and days, 会前核对 beside them, and the freeze."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from html import escape

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from config.contracts import load_contracts
from metrics.sentences import short_name, show_date, show_percent
from services.actor import NotAllowed
from services.findings import Finding
from services.meeting_check import Move, Unexplained
from services.meetings import Meeting, MeetingRefused, amend, discard, freeze, prepare
from services.pack_words import say_compared
from services.store import StoreFailed
from ui import cached_work
from ui.markup import change_words, link, show
from ui.meeting_agenda import show_agenda
from ui.navigation import area_link
from ui.session import KEY_FINDING, KEY_REFUSED, Look
from ui.slides import MEETING, PAGE

SHOWN = 8
FREEZE_WORDS = (
    "冻结后，数据截至日的全部数字、明细、口径和指标目标原样封存，会议名称、日期和议程不能再改；"
    "以后补报或更正数据，不影响这次会议展示的内容，可用“按现行口径重算”对照。"
)


def show_form(look: Look, meeting: Meeting | None) -> None:
    """Name, days and notes; a new meeting when there is none yet."""
    key = f"meeting:{meeting.id}:{meeting.revision}" if meeting else "meeting:new"
    with st.form(key):
        name = st.text_input("会议名称", value=meeting.name if meeting else "", max_chars=60)
        first, second = st.columns(2)
        held_on = first.date_input(
            "会议日期", value=meeting.held_on if meeting else max(date.today(), look.as_of), format="YYYY-MM-DD"
        )
        as_of = second.date_input("数据截至", value=meeting.as_of if meeting else look.as_of, format="YYYY-MM-DD")
        notes = st.text_area(
            "备忘（只有筹备人员可见，不展示）", value=meeting.notes if meeting else "", height=80, max_chars=500
        )
        if not st.form_submit_button("保存" if meeting else "新建会议", type="primary"):
            return
    if held_on is None or as_of is None:
        st.error("请填写会议日期和数据截至日期。")
        return
    try:
        if meeting:
            amend(look.store, meeting, look.actor, name=name, held_on=held_on, as_of=as_of, notes=notes)
        else:
            made = prepare(look.store, look.actor, name=name, held_on=held_on, as_of=as_of, notes=notes)
            st.query_params[MEETING] = str(made.id)
            st.query_params.pop("new", None)
    except (NotAllowed, MeetingRefused, StoreFailed) as refusal:
        st.error(str(refusal))
    else:
        st.rerun()


def show_preparation(look: Look, meeting: Meeting) -> None:
    """Form and agenda at the left, 会前核对 and the freeze at the right."""
    left, right = st.columns([0.52, 0.48], gap="large")
    with left:
        show_form(look, meeting)
        show_agenda(look, meeting)
    with right:
        _show_check(look, meeting)
        _show_freeze(look, meeting)


def _show_freeze(look: Look, meeting: Meeting) -> None:
    show(f'<h2>冻结</h2><p class="quiet">{FREEZE_WORDS}</p>')
    first, second = st.columns(2)
    if first.button("冻结本次会议的数据", type="primary", width="stretch"):
        bar = st.progress(0.0, "准备冻结")
        try:
            freeze(look.store, meeting, look.actor, progress=lambda share, words: _tell(bar, share, words))
        except (NotAllowed, MeetingRefused, StoreFailed) as refusal:
            bar.empty()
            st.error(str(refusal))
        else:
            st.rerun()
    with second.popover("删除这次会议", width="stretch"):
        show("<p>只删除尚未冻结的筹备内容，数据不受影响。</p>")
        st.button("确认删除", on_click=_discard, args=(look, meeting))


def _tell(bar: DeltaGenerator, share: float, words: str) -> None:
    bar.progress(share, words)


def _discard(look: Look, meeting: Meeting) -> None:
    try:
        discard(look.store, meeting, look.actor)
    except (NotAllowed, MeetingRefused, StoreFailed) as refusal:
        st.session_state[KEY_REFUSED] = str(refusal)
    else:
        st.query_params.pop(MEETING, None)


def _show_check(look: Look, meeting: Meeting) -> None:
    """Four lists, each with its number and its links; the day is the meeting's, not the page's."""
    check = cached_work.check_before(look, meeting)
    day = meeting.as_of.isoformat()
    since = "上次会议" if check.has_last_meeting else "半年前"
    show(
        f"<h2>会前核对　<span class='quiet'>截至{show_date(meeting.as_of)}，{say_compared(check.compared_on, since)}</span></h2>"
        + ('<p class="quiet">没有需要补报、说明或核对的事项。</p>' if check.is_clear else "")
    )
    quality = link("quality", look.choices.params(as_of=day, **{KEY_FINDING: "silent"}), "查看全部", css="defined")
    units = dict.fromkeys(one.unit for one in check.silent)
    _part(
        f"未报送：{len(units)}个单位{len(check.silent)}张表",
        [_silent(look, unit, [one for one in check.silent if one.unit == unit], day) for unit in units],
        quality,
    )
    _part(
        f"变动最大的指标：{len(check.moves)}项",
        [_move(look, one, day) for one in check.moves],
        "",
    )
    count = sum(len(one.labels) for one in check.unexplained)
    _part(f"未达成且没有情况说明：{count}项", [_unexplained(look, one, day) for one in check.unexplained], "")
    doubts = (*check.warnings, *check.pending)
    quality = link("quality", look.choices.params(as_of=day, **{KEY_FINDING: "warning"}), "查看全部", css="defined")
    _part(f"尚未消除的提醒和待补正：{len(doubts)}处", [_doubt(look, one, day) for one in doubts], quality)


def _part(heading: str, items: Sequence[str], more: str) -> None:
    with st.expander(heading):
        if not items:
            show('<p class="quiet">没有。</p>')
            return
        rest = f"另有{len(items) - SHOWN}条。" if len(items) > SHOWN else ""
        body = "".join(f"<li>{item}</li>" for item in items[:SHOWN])
        show(f'<ul class="list">{body}</ul><p class="foot">{rest}{more}</p>')


def _silent(look: Look, unit: str, found: Sequence[Finding], day: str) -> str:
    tables = "、".join(load_contracts()[one.dataset].title for one in found if one.dataset)
    return f"{link('unit', look.choices.params(as_of=day, unit=unit), escape(look.names.get(unit, unit)))}　{escape(tables)}"


def _move(look: Look, one: Move, day: str) -> str:
    before = one.before.as_of.isoformat()
    page, params = area_link(one.metric.area, look.choices, as_of=day, since=before, metric=one.metric.id)
    if one.metric.is_count:
        moved = f"{one.before.numerator}个 → {one.after.numerator}个"
    else:
        moved = f"{show_percent(one.before)} → {show_percent(one.after)}　{change_words(one.change)}"
    return f"{link(page, params, escape(short_name(one.metric)))}　{moved}"


def _unexplained(look: Look, one: Unexplained, day: str) -> str:
    page, params = area_link(
        one.metric.area, look.choices, as_of=day, metric=one.metric.id, unit=one.unit, outcome="missed,unreported"
    )
    name = f"{escape(look.names.get(one.unit, one.unit))}　{escape(short_name(one.metric))}"
    labels = "、".join(one.labels[:3]) + (f"等{len(one.labels)}项" if len(one.labels) > 3 else "")
    return f'{link(page, params, name)}　<span class="light none">{escape(labels)}</span>'


def _doubt(look: Look, one: Finding, day: str) -> str:
    """Whose it is, or in which row of which file when the file is of several units."""
    params = look.choices.params(as_of=day, unit=one.unit, **{KEY_FINDING: one.kind})
    where = f"{one.file}{f'　第{one.row}行' if one.row else ''}" if one.file else "多个单位"
    who = link("quality", params, escape(look.names.get(one.unit, where)))
    return f"{who}　{escape(one.about)}　{escape(one.what)}"


def page_link(look: Look, meeting: Meeting, inner: str, **params: str) -> str:
    """A link to a meeting on this page; the filters of the sidebar do not travel with it."""
    return link(PAGE, {**look.choices.params(), MEETING: str(meeting.id), **params}, inner)
