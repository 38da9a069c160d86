"""督办事项 at work: a new item, and one item with its history, its files and what may be done about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from html import escape

import streamlit as st

from config.contracts import load_contracts
from metrics.lights import light_of_duty
from metrics.listings import Task
from metrics.sentences import show_date
from services.attachments import key_of_row
from services.meetings import list_meetings
from services.rows import explain, hide_phones, known_explanations, read_whole_row
from services.submit import unit_names
from services.supervision import DATASET, MAY_RULE, do, plan_assignment
from services.task_history import KIND_NAMES, Step, is_counted, open_requests, read_history
from services.task_progress import may_report, units_of
from ui import cache
from ui.acts import attempt, is_present, receipt_words, say_past, show_done
from ui.attachments import show_attachments
from ui.choose import pick_from_address
from ui.explaining import offer_explaining
from ui.markup import light_mark, link, show
from ui.session import KEY_TASK, Look
from ui.tasks_acts import show_acts
from ui.tasks_list import show_closed, show_open_tasks
from warehouse.edits import RowState, list_present

STEP_SHAPES = {"assigned": "○", "progress": "·", "extended": "▷", "closed": "●", "cancelled": "×", "asked": "◇"}
USUAL_DAYS = 60
METRIC = "task_on_time"
NO_SOURCE = ""


def show_desk(look: Look, tasks: list[Task]) -> None:
    """Open items on the left, the chosen one on the right. tasks: those of the day and filters shown."""
    show_done()
    rows = {str(one.values["task_no"]): one for one in list_present(look.store.warehouse, DATASET)}
    left, right = st.columns([0.46, 0.54], gap="large")
    with left:
        if look.actor.role in MAY_RULE and is_present(look):
            _offer_assigning(look)
        show_open_tasks(look, tasks, open_requests(look.store))
        with st.expander("已销号的事项"):
            show_closed(look, tasks)
    with right:
        offered = _in_order(look, tasks, rows)
        if not offered:
            show('<p class="quiet">还没有督办事项。</p>')
            return
        chosen = pick_from_address(
            "查看事项（也可点左侧事项）", offered, KEY_TASK, default=offered[0],
            format_func=lambda one: f"{one}　{hide_phones(str(rows[one].values['content']))}",
        )  # fmt: skip
        _show_item(look, rows[chosen])


def _in_order(look: Look, tasks: list[Task], rows: Mapping[str, RowState]) -> list[str]:
    """Numbers of all items: a unit's own first, then the open ones by their day, then the rest."""
    days = [one.task_no for one in sorted(tasks, key=lambda one: one.closed_on is not None) if one.task_no in rows]
    numbers = [*days, *(number for number in rows if number not in days)]
    if look.actor.role != "单位":
        return numbers
    names = unit_names(look.store)
    return sorted(numbers, key=lambda one: look.actor.unit not in units_of(rows[one].values, names))


def _show_item(look: Look, row: RowState) -> None:
    values = row.values
    light, state = _state_words(look, row)
    steps = read_history(look.store, row.row_id, look.names)
    progress = str(values["progress"] or "尚未登记")
    if not is_present(look):
        steps = tuple(one for one in steps if one.at.date() <= look.as_of)
        progress = next((one.words for one in reversed(steps) if one.kind == "progress"), "当时尚未登记")
    cells = [
        ("来源", f"{escape(str(values['source'] or '未填报'))}　{_meeting(look, row)}"),
        ("交办日期", _day(values["assigned_on"])),
        ("牵头单位", escape(look.names.get(str(values["unit"]), ""))),
        ("配合单位", escape(str(values["co_units"] or "无"))),
        ("完成时限", _due_words(row)),
        ("办理情况", f"{light}　{state}"),
        ("进展情况", escape(hide_phones(progress))),
        ("备注", escape(hide_phones(str(values["note"] or "无")))),
    ]
    body = "".join(f"<dt>{title}</dt><dd>{text}</dd>" for title, text in cells)
    show(
        f'<div class="whole-row single"><h2>{escape(str(values["task_no"]))}　'
        f"{escape(hide_phones(str(values['content'])))}</h2><dl>{body}</dl></div>"
    )
    if not is_present(look):
        say_past()
    elif may_report(look.store, values, look.actor):
        show_acts(look, row)
    _show_miss(look, row)
    _show_history(steps)
    show_attachments(look, key_of_row(read_whole_row(look.store, DATASET, row.row_id)))


def _show_miss(look: Look, row: RowState) -> None:
    """What was said about an item that was not closed in time, and the form to say it."""
    misses = cache.subject_rows(look, METRIC, str(row.values["unit"]), ("missed",))
    own = [one for one in misses if one.key == row.values["task_no"]]
    for words in explain(own, known_explanations(look.store, look.as_of, str(row.values["unit"]))):
        if words:
            show(f'<p class="quiet">情况说明：{escape(words)}</p>')
    offer_explaining(look, own, "")


def _state_words(look: Look, row: RowState) -> tuple[str, str]:
    """Light and words of how the item stands at the day shown."""
    values = row.values
    closed, cancelled = values["closed_on"], values["cancelled_on"]
    if isinstance(cancelled, date) and cancelled <= look.as_of:
        return '<span class="light none">× 已撤销</span>', f"{show_date(cancelled)}撤销，不计入"
    due = values["extended_to"] if is_counted(values) and values["extended_to"] else values["due_on"]
    if not isinstance(due, date):
        return "", "完成时限未填"
    closed = closed if isinstance(closed, date) and closed <= look.as_of else None
    light = light_mark(light_of_duty(due, closed, look.as_of))
    if closed:
        late = f"，超过时限{(closed - due).days}天" if closed > due else ""
        return light, f"{show_date(closed)}办结销号{late}"
    left = (due - look.as_of).days
    asked = open_requests(look.store).get(str(values["task_no"]))
    waiting = f"；{look.names.get(asked.unit, '')}已申请销号，待核" if asked else ""
    return light, (f"还有{left}天" if left >= 0 else f"已逾期{-left}天") + waiting


def _due_words(row: RowState) -> str:
    values = row.values
    words = _day(values["due_on"])
    if isinstance(values["extended_to"], date):
        words += f"，延期至{_day(values['extended_to'])}（{_day(values['extended_on'])}批准）"
        words += "" if is_counted(values) else "<br>批准迟于原时限，按口径不算延期，仍按原时限计"
    return words


def _meeting(look: Look, row: RowState) -> str:
    """The meeting's name, a link where its record is kept."""
    name = str(row.values["meeting"] or "")
    held = {one.name: one.id for one in list_meetings(look.store, look.actor)} if name else {}
    if name in held:
        return link("meeting", look.choices.params(meeting=str(held[name])), escape(name), css="defined")
    return escape(name)


def _show_history(steps: Sequence[Step]) -> None:
    if not steps:
        show('<h2>办理经过</h2><p class="quiet">当时尚未登记。</p>')
        return
    lines = "".join(
        f'<tr><td class="out">{one.at:%Y}年{one.at.month}月{one.at.day}日</td><td class="out">{STEP_SHAPES.get(one.kind, "△")} '
        f"{KIND_NAMES[one.kind]}</td><td>{escape(one.words)}"
        + (f'<div class="quiet">{escape(one.reason)}</div>' if one.reason else "")
        + f'</td><td class="place keep">{escape(one.who)}</td></tr>'
        for one in reversed(steps)
    )
    show(
        "<h2>办理经过（最近的在前）</h2>"
        f'<table class="rows cases"><tr><th>登记日期</th><th>办理</th><th>内容</th><th>登记人</th></tr>{lines}</table>'
    )


def _offer_assigning(look: Look) -> None:
    fields = load_contracts()[DATASET]
    units = [one.code for one in look.units if one.kind != "县本级" and one.left_on is None]
    # A new number of items makes new widgets, so that the form is empty again afterwards.
    serial = look.version
    with st.expander("交办新事项"):
        content = st.text_area("事项内容", key=f"assign_content:{serial}", height=80)
        first, second = st.columns(2)
        unit = first.selectbox(
            "牵头单位", units, index=None, format_func=lambda one: look.names[one], placeholder="请选择",
            key=f"assign_unit:{serial}",
        )  # fmt: skip
        co_units = second.multiselect(
            "配合单位", units, format_func=lambda one: look.names[one], placeholder="可不选", key=f"assign_co:{serial}"
        )
        assigned_on = first.date_input("交办日期", look.as_of, format="YYYY-MM-DD", key=f"assign_on:{serial}")
        due_on = second.date_input(
            "完成时限", look.as_of + timedelta(days=USUAL_DAYS), format="YYYY-MM-DD", key=f"assign_due:{serial}"
        )
        sources = [NO_SOURCE, *(one.value for one in fields.field("source").choices)]
        source = first.selectbox("来源", sources, format_func=lambda one: one or "不填", key=f"assign_source:{serial}")
        meeting = second.text_input("会议名称", key=f"assign_meeting:{serial}", placeholder="可不填")
        st.caption("编号由系统在确认时按台账现有编号续编。到期前不影响办结率。")
        if st.button("确认交办", key=f"assign_now:{serial}", type="primary"):
            attempt(
                lambda: _assign(
                    look, content=content, unit=unit or "", assigned_on=assigned_on, due_on=due_on,
                    co_units="、".join(look.names[one] for one in co_units), source=source, meeting=meeting,
                )
            )  # fmt: skip


def _assign(look: Look, **facts: object) -> str:
    done = do(look.store, plan_assignment(look.store, look.actor, **facts), look.actor)  # type: ignore[arg-type]
    st.query_params[KEY_TASK] = done.task_no
    return receipt_words(f"{done.task_no}：{done.words}", done.number)


def _day(value: object) -> str:
    return show_date(value) if isinstance(value, date) else "未填报"
