"""What is called up over a slide: the frozen rows behind a figure, the search of the room, the decisions typed in it."""

from __future__ import annotations

from datetime import date, timedelta
from html import escape

import streamlit as st

from metrics.catalog import Metric
from metrics.figure import OPEN_OUTCOMES, OUTCOME_NAMES
from metrics.listings import Task
from metrics.sentences import show_date
from services.actor import NotAllowed
from services.meetings import Decision, MeetingRefused, record_decision
from services.pack_contents import PackMetric, PackRow
from services.pack_search import PackHit, find_in_pack
from services.pack_words import value_words
from services.store import StoreFailed
from ui.choose import pick_from_address, pick_outcomes
from ui.markup import light_mark, outcome_mark, show
from ui.session import KEY_DECISION, KEY_SHOW_FIND, KEY_SHOW_OUTCOMES, Look
from ui.slide_parts import compared_words, counted_line
from ui.slide_tasks import decision_state, task_state
from ui.slides import ABOUT, FIND, OF_UNIT, OUTCOME, SLIDE, VIEW, Show

SHOWN_ROWS = 60
SHOWN_HITS = 8
DUE_DAYS = 30


def show_rows(here: Show) -> None:
    """The rows behind one frozen figure: outcome, name, 情况说明 and the cell each came from."""
    pack = here.pack
    known = {one.metric.id: one for one in pack.metrics}
    asked = st.query_params.get(ABOUT, "")
    one = known.get(asked) or pack.metrics[0]
    unit = st.query_params.get(OF_UNIT, "")
    line = (one.of(unit) if unit else None) or one.county
    parts = [value_words(one.metric, line.figure), counted_line(one, line), compared_words(pack, line)]
    words = "　".join(escape(part) for part in parts if part)
    show(
        f'<div class="panel"><h1>{escape(here.unit_name(line.figure.unit))}　{escape(one.short_name)}</h1>'
        f'<p class="sub">{words}　{light_mark(line.light)}　数据编号 {line.number}　截至{show_date(pack.as_of)}</p></div>'
    )
    first, second, third = st.columns([0.36, 0.26, 0.38])
    with first:
        pick_from_address(
            "指标", list(known), ABOUT, key="show_metric", format_func=lambda name: known[name].short_name,
            forget=(OUTCOME,), default=one.metric.id,
        )  # fmt: skip
    with second:
        codes = ["", *(other.figure.unit for other in one.units)]
        pick_from_address(
            "单位", codes, OF_UNIT, key="show_unit", forget=(OUTCOME,),
            format_func=lambda code: here.unit_name(code) if code else pack.scope_name,
        )  # fmt: skip
    # What was said stands first, in the order of the units: that is what a meeting asks for.
    rows = sorted((row for row in one.rows if unit in ("", row.row.unit)), key=lambda row: not row.explanation)
    with third:
        counts = {name: sum(row.row.outcome == name for row in rows) for name in OUTCOME_NAMES}
        chosen = pick_outcomes(one.metric, counts, unit, KEY_SHOW_OUTCOMES)
    found = [row for row in rows if not chosen or row.row.outcome in chosen]
    if not found:
        show('<div class="panel"><p class="quiet">没有可列的明细：未报送，或没有应统计的对象。</p></div>')
        return
    body = "".join(_row(here, one.metric, row, naming=not unit) for row in found[:SHOWN_ROWS])
    more = (
        f'<p class="quiet">共{len(found)}项，只列前{SHOWN_ROWS}项，请选单位或结果。</p>'
        if len(found) > SHOWN_ROWS
        else ""
    )
    show(
        '<div class="panel"><table class="rows"><tr><th>对象</th><th>结果</th><th>情况说明</th><th>来源</th></tr>'
        f"{body}</table>{more}</div>"
    )


def _row(here: Show, metric: Metric, row: PackRow, *, naming: bool) -> str:
    one = row.row
    unit = here.unit_name(one.unit)
    name = f"{escape(unit)}　" if naming and unit != one.label else ""
    sheet = f"“{one.sheet}”表" if one.sheet else ""
    place = f"{one.file}　{sheet}{f'第{one.row}行' if one.row else ''}" if one.file else "无填报行"
    said = escape(row.explanation) or ("没有" if one.outcome in OPEN_OUTCOMES and not metric.is_count else "")
    return (
        f'<tr><td>{name}<b>{escape(one.label)}</b></td><td class="out">'
        f'{outcome_mark(metric, one.outcome, shape=False)}</td><td>{said}</td><td class="place">{escape(place)}</td></tr>'
    )


def show_find(here: Show) -> None:
    """One field; an exact name or number opens its slide at once, otherwise the best hits stand as links."""
    text = st.query_params.get(FIND, "")
    show(
        '<div class="panel" data-focus="1"><h1>查找</h1><p class="sub">数据编号、单位、指标，或系统、项目等对象名称</p></div>'
    )
    st.session_state[KEY_SHOW_FIND] = text
    st.text_input(
        "查找",
        key=KEY_SHOW_FIND,
        label_visibility="collapsed",
        placeholder="输入后按回车",
        on_change=_open_hit,
        args=(here,),
    )
    if not text:
        return
    hits = find_in_pack(here.pack, text)
    items = "".join(f"<li>{here.link(escape(hit.words), **_target(here, hit))}</li>" for hit in hits[:SHOWN_HITS])
    more = f"共{len(hits)}项，只列前{SHOWN_HITS}项，请输入更完整的名称" if len(hits) > SHOWN_HITS else ""
    found = f'<ul class="hits-list">{items}</ul><p class="quiet">{more}</p>'
    nothing = f'<p class="quiet">本次会议封存的数据中，没有与“{escape(text)}”相符的内容。</p>'
    show(f'<div class="panel">{found if hits else nothing}</div>')


def _open_hit(here: Show) -> None:
    text = st.session_state[KEY_SHOW_FIND].strip()
    hits = find_in_pack(here.pack, text)
    exact = [hit for hit in hits if hit.is_exact]
    only = exact[0] if exact else hits[0] if len(hits) == 1 else None
    if only is None:
        st.query_params[FIND] = text
        return
    for key, value in {**here.kept, SLIDE: str(here.at), FIND: "", **_target(here, only)}.items():
        if value:
            st.query_params[key] = value
        else:
            st.query_params.pop(key, None)


def _target(here: Show, hit: PackHit) -> dict[str, str]:
    """The slide of a hit when the agenda has one, else its card over the slide that stands."""
    if hit.kind == "row" or (hit.kind == "number" and hit.unit):
        return {VIEW: "rows", ABOUT: hit.metric, OF_UNIT: hit.unit}
    for place, slide in enumerate(here.slides, 1):
        if slide.kind == "unit" and slide.subject == hit.unit and hit.kind == "unit":
            return {SLIDE: str(place), VIEW: ""}
    if hit.kind == "unit":
        return {VIEW: "unit", OF_UNIT: hit.unit}
    return {VIEW: "metric", ABOUT: hit.metric}


def show_decide(here: Show, look: Look, meeting_id: int) -> None:
    """The form for a decision beside what was decided so far; a draft until the bureau confirms it after the meeting.

    Who may not record sees what was decided.
    """
    if not here.may_record:
        show(f'<div class="panel"><h1>本次议定事项</h1>{_decided(here)}</div>')
        return
    show(
        '<div class="panel"><h1>记录会议决定</h1><p class="sub">先记为待确认，会后在“会议展示”核对确认，转为督办事项</p></div>'
    )
    left, right = st.columns([0.52, 0.48], gap="large")
    number = st.session_state.get(KEY_DECISION, 0)
    units = [unit for unit in look.units if unit.left_on is None or unit.left_on > here.held_on]
    codes = [unit.code for unit in units]
    standing = here.slide.subject if here.slide.kind == "unit" else ""
    with left, st.form(f"decide:{number}", border=False):
        content = st.text_area("决定事项", max_chars=300, height=150)
        unit = st.selectbox(
            "牵头单位", codes, index=codes.index(standing) if standing in codes else None,
            format_func=lambda code: look.names[code], placeholder="请选择",
        )  # fmt: skip
        due_on = st.date_input(
            "完成时限",
            value=max(here.held_on, date.today()) + timedelta(days=DUE_DAYS),
            min_value=here.held_on,
            format="YYYY-MM-DD",
        )
        co_units = st.text_input("配合单位（可不填）")
        if st.form_submit_button("记下这项决定", type="primary"):
            try:
                record_decision(
                    look.store, meeting_id, look.actor,
                    content=content, unit=unit or "", due_on=due_on, co_units=co_units,
                )  # fmt: skip
            except (NotAllowed, MeetingRefused, StoreFailed) as refusal:
                st.error(str(refusal) if unit or not content.strip() else "请选择牵头单位。")
            else:
                st.session_state[KEY_DECISION] = number + 1
                st.rerun()
    with right:
        show(f'<div class="panel">{_decided(here)}</div>')


def _decided(here: Show) -> str:
    items = "".join(f"<li>{_decision_line(here, one)}</li>" for one in here.decisions)
    words = f"本次会议已记录{len(here.decisions)}项" if here.decisions else "本次会议还没有记录决定"
    return f'<h2>{words}</h2><ul class="hits-list">{items}</ul>'


def _decision_line(here: Show, one: Decision) -> str:
    with_units = f"，配合单位：{escape(one.co_units)}" if one.co_units else ""
    return (
        f"<b>{escape(here.unit_name(one.unit))}</b>　{escape(one.content)}"
        f'　<span class="quiet">{show_date(one.due_on)}前{with_units}</span>　{decision_state(one)}'
    )


def show_task(here: Show, task: Task) -> None:
    """One 督办事项 as it was frozen, with its whole text and what was reported about it."""
    facts = (
        f"牵头单位：{here.unit_name(task.unit)}", f"配合单位：{task.co_units}" if task.co_units else "",
        f"{task.source or '督办事项'}{show_date(task.assigned_on)}交办", f"时限{show_date(task.due_on)}",
    )  # fmt: skip
    words = "　".join(escape(one) for one in facts if one)
    said = f"<h2>进展情况</h2><p>{escape(task.progress)}</p>" if task.progress else ""
    show(
        f'<div class="panel whole"><h1>{escape(task.task_no)}</h1><p class="sub">{words}　{task_state(task)}</p>'
        f"<p>{escape(task.content)}</p>{said}</div>"
    )


def area_title(here: Show, one: PackMetric) -> str:
    return next((area.title for area in here.pack.areas if area.id == one.metric.area), "")
