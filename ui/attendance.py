"""考勤登记 on the day: an activity, one line for each unit that should come, looked over before it is saved.

The list is a form: ticking asks the server nothing. What was seen when the list was drawn is kept with the ticks, so
that a row somebody else ticked meanwhile is noticed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from html import escape

import streamlit as st

from metrics.sentences import show_date
from services.activities import Activity, list_activities
from services.attendance import (
    RollRow,
    Saved,
    Tick,
    attendance_words,
    count_marks,
    edits_of,
    preview,
    read_roll,
    save,
)
from ui.activities import offer_new, offer_units
from ui.acts import attempt, receipt_words, show_done, show_effect
from ui.choose import pick_from_address
from ui.markup import show
from ui.session import KEY_HELD, KEY_TICKS, Look

TICKING = "考勤登记"
PRESENT = "出席"
WIDTHS = (0.23, 0.41, 0.18, 0.18)


@dataclass(frozen=True)
class Ticking:
    """One session's work on one activity. roll: as it was seen; ticks: what differs; drawn: counts new forms."""

    activity: str
    roll: tuple[RollRow, ...]
    ticks: Mapping[str, Tick] = field(default_factory=dict)
    is_reviewed: bool = False
    drawn: int = 0


def show_ticking(look: Look) -> None:
    """Picks an activity (or sets one up), then the tick list or its review."""
    show_done()
    activities = list_activities(look.store)
    picker, new = st.columns([0.55, 0.45], vertical_alignment="bottom")
    with new:
        offer_new(look)
    if not activities:
        show('<p class="quiet">还没有活动，请先新建。</p>')
        return
    by_id = {one.id: one for one in activities}
    with picker:
        chosen = by_id[
            pick_from_address(
                "活动", list(by_id), KEY_HELD, default=activities[0].id, format_func=lambda one: _name(by_id[one])
            )
        ]
    work = _work_on(look, chosen)
    if work.is_reviewed:
        _show_review(look, chosen, work)
    else:
        _show_list(look, chosen, work)
        offer_units(look, chosen, {one.unit for one in work.roll if one.row_id is not None})


def _work_on(look: Look, chosen: Activity) -> Ticking:
    """The session's work on the activity; another activity or another list of units begins anew."""
    work: Ticking | None = st.session_state.get(KEY_TICKS)
    if work is None or work.activity != chosen.id or {one.unit for one in work.roll} != set(chosen.units):
        drawn = work.drawn + 1 if work else 0
        work = st.session_state[KEY_TICKS] = Ticking(chosen.id, read_roll(look.store, chosen), drawn=drawn)
    return work


def _show_list(look: Look, activity: Activity, work: Ticking) -> None:
    topic = f"，主题：{activity.topic}" if activity.topic else ""
    ticked = sum(bool(one.tick.attendance) for one in work.roll)
    show(
        f"<h2>{escape(activity.activity_name)}　<span class='quiet'>{show_date(activity.held_on)}，{activity.kind}"
        f"{escape(topic)}；应到{len(work.roll)}个单位，已登记{ticked}个</span></h2>"
    )
    with st.form(f"ticks:{work.drawn}", border=False):
        with st.container(horizontal=True):
            is_checked = st.form_submit_button("核对登记", type="primary")
            is_rest = st.form_submit_button("其余均出席，核对登记")
            is_fresh = st.form_submit_button("刷新他人登记")
        with st.container(key="tick_list"):
            half = (len(work.roll) + 1) // 2
            ticks: dict[str, Tick] = {}
            for column, rows in zip(st.columns(2, gap="medium"), (work.roll[:half], work.roll[half:]), strict=True):
                with column:
                    for row in rows:
                        ticks[row.unit] = _draw_line(look, row, work)
    if is_fresh:
        _keep(replace(work, roll=read_roll(look.store, activity), ticks=_own(work, ticks), drawn=work.drawn + 1))
    if is_rest:
        ticks = {unit: tick if tick.attendance else replace(tick, attendance=PRESENT) for unit, tick in ticks.items()}
    if is_checked or is_rest:
        own = _own(work, ticks)
        if edits_of(activity, work.roll, own):
            _keep(replace(work, ticks=own, is_reviewed=True))
        else:
            st.warning("没有新的登记。请先勾选出席情况，再核对登记。")


def _own(work: Ticking, ticks: Mapping[str, Tick]) -> dict[str, Tick]:
    """The ticks that differ from what was seen."""
    seen = {one.unit: one.tick for one in work.roll}
    return {unit: tick for unit, tick in ticks.items() if tick != seen[unit]}


def _keep(work: Ticking) -> None:
    st.session_state[KEY_TICKS] = work
    st.rerun()


def _draw_line(look: Look, row: RollRow, work: Ticking) -> Tick:
    standing = work.ticks.get(row.unit, row.tick)
    name, marks, who, note = st.columns(WIDTHS, vertical_alignment="center", gap="small")
    unit = look.names.get(row.unit, row.unit)
    place = f"{work.drawn}:{row.unit}"
    with name:
        show(f'<span class="tick">{escape(unit)}</span>')
    chosen = marks.segmented_control(
        f"{unit}出席情况", attendance_words(), default=standing.attendance or None, key=f"tick:{place}",
        label_visibility="collapsed",
    )  # fmt: skip
    attendee = who.text_input(
        f"{unit}参加人", standing.attendee, key=f"who:{place}", label_visibility="collapsed", placeholder="参加人"
    )
    words = note.text_input(
        f"{unit}备注", standing.note, key=f"note:{place}", label_visibility="collapsed", placeholder="职务、备注"
    )
    return Tick(chosen or "", attendee.strip(), words.strip())


def _show_review(look: Look, activity: Activity, work: Ticking) -> None:
    """What saving would do: each line that is new or changed, the counts, the figures; then the confirmation."""
    counts = count_marks(work.roll, work.ticks)
    words = "、".join(f"{word}{counts[word]}个" for word in attendance_words() if counts[word])
    left_open = f"，另有{counts['']}个单位未登记" if counts[""] else ""
    edits = edits_of(activity, work.roll, work.ticks)
    show(
        f"<h2>核对：{escape(activity.activity_name)}</h2><p>登记后{words}{left_open}。本次保存{len(edits)}个单位：</p>"
    )
    left, right = st.columns([0.5, 0.5], gap="large")
    with left:
        seen = {one.unit: one.tick for one in work.roll}
        lines = "".join(_review_line(look, unit, seen[unit], work.ticks[unit]) for unit in edits)
        show(
            '<div class="moved"><table class="rows"><thead><tr><th>单位</th><th>出席情况</th><th>参加人、备注</th></tr></thead>'
            f"{lines}</table></div>"
        )
    with right:
        show_effect(look, lambda: preview(look.store, look.actor, activity, work.roll, work.ticks, look.as_of))
        with st.container(horizontal=True):
            is_sure = st.button("确认保存", type="primary", key=f"save:{work.drawn}")
            is_back = st.button("返回修改", key=f"back:{work.drawn}")
    if is_back:
        _keep(replace(work, is_reviewed=False, drawn=work.drawn + 1))
    if is_sure:
        attempt(lambda: _save(look, activity, work))


def _review_line(look: Look, unit: str, before: Tick, after: Tick) -> str:
    was = f'<div class="quiet">原为{before.attendance}</div>' if before.attendance else ""
    who = "　".join(part for part in (after.attendee, after.note) if part)
    return (
        f"<tr><td>{escape(look.names.get(unit, unit))}</td><td>{escape(after.attendance)}{was}</td>"
        f'<td class="place">{escape(who)}</td></tr>'
    )


def _save(look: Look, activity: Activity, work: Ticking) -> str:
    saved = save(look.store, look.actor, activity, work.roll, work.ticks)
    st.session_state[KEY_TICKS] = Ticking(activity.id, read_roll(look.store, activity), drawn=work.drawn + 1)
    return _saved_words(saved)


def _saved_words(saved: Saved) -> str:
    clashes = "".join(saved.clashes)
    if not saved.units:
        return clashes or "他人已作相同登记，没有需要保存的。"
    return receipt_words(f"已登记{len(saved.units)}个单位", saved.number) + clashes


def _name(one: Activity) -> str:
    return f"{show_date(one.held_on)}　{one.activity_name}（{one.kind}，应到{len(one.units)}，已登记{one.ticked}）"
