"""催办 on the screen: the text for a unit, its 数据专员's phone at one click, the record and the answers."""

from __future__ import annotations

from datetime import datetime
from html import escape

import streamlit as st

from exports.round_papers import export_reminder_book, export_reminders
from exports.stable_bytes import safe_name
from metrics.sentences import show_moment
from services.actor import NotAllowed
from services.contacts import Contact, show_phone
from services.expected import Expected, table_titles
from services.reminders import (
    WAYS,
    Reminder,
    find_specialists,
    list_reminders,
    note_answer,
    note_reminders,
    write_reminder,
)
from services.rounds import MAY_RUN_ROUNDS
from ui.markup import show
from ui.round_forms import answer
from ui.rounds import pick_unit
from ui.session import Look

SHOWN_REMINDERS = 100


def show_reminders(look: Look, expected: Expected) -> None:
    """What is to be said to whom, and what was said."""
    reminders = list_reminders(look.store, expected.round, look.actor)
    owing = expected.owing
    if look.actor.role in MAY_RUN_ROUNDS and owing:
        specialists = find_specialists(look.store, expected)
        texts = {unit.code: write_reminder(look.store, expected, unit) for unit in owing}
        left, right = st.columns([0.52, 0.48], gap="large")
        with left:
            unit = pick_unit(look, expected)
            if unit in texts:
                st.code(texts[unit], language=None, wrap_lines=True)
                st.caption("点文字框右上角的按钮复制全文。")
            else:
                st.caption("这个单位没有欠报的表格。")
            _show_phones(look, specialists.get(unit, []))
        with right:
            _note(look, expected, unit if unit in texts else owing[0].code)
            _offer_all(look, expected, texts, specialists, reminders)
    elif not owing:
        show('<p class="quiet">没有欠报的单位，不用催办。</p>')
    _show_record(look, reminders)


def _show_phones(look: Look, specialists: list[Contact]) -> None:
    if not specialists:
        st.caption("名单中没有这个单位在任的数据专员。")
    for one in specialists:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.text(f"数据专员　{one.name}　{one.position}　{one.masked or '未填报电话'}")
            asked = bool(one.masked) and st.button("查看电话", key=f"round:phone:{one.row_id}")
        if asked:
            try:
                st.info(f"{one.name}：{show_phone(look.store, one, look.actor)}（查看已记入操作日志）")
            except NotAllowed as refused:
                st.error(str(refused))


def _note(look: Look, expected: Expected, unit: str) -> None:
    """Recording that one unit, or every unit that owes something, was reminded."""
    owing = [one.code for one in expected.owing]
    mark = f"{expected.round.round_id}:{unit}"
    now = datetime.now()
    st.markdown("**登记催办**")
    every = st.checkbox(f"全部欠报单位（{len(owing)}个）", key=f"remind:every:{expected.round.round_id}")
    chosen = owing if every else [unit]
    if not every:
        st.caption(f"催办单位：{look.names.get(unit, unit)}")
    first, second, third = st.columns(3)
    way = first.selectbox("方式", WAYS, key=f"remind:way:{mark}")
    day = second.date_input("日期", value=now.date(), format="YYYY-MM-DD", key=f"remind:day:{mark}")
    at = third.time_input("时间", value=now.time().replace(second=0, microsecond=0), key=f"remind:time:{mark}")
    said = st.text_input("单位答复（没有的不填，以后可补登）", key=f"remind:answer:{mark}")
    st.button(
        "登记催办", key=f"remind:save:{mark}", on_click=_save, disabled=day is None or at is None,
        args=(look, expected, chosen, way, day and at and datetime.combine(day, at), said),
    )  # fmt: skip


def _save(look: Look, expected: Expected, units: list[str], way: str, at: datetime, said: str) -> None:
    done = f"已登记{len(units)}个单位的催办。"
    answer(done, note_reminders, look.store, expected, units, way, at, look.actor, answer=said)


def _offer_all(
    look: Look,
    expected: Expected,
    texts: dict[str, str],
    specialists: dict[str, list[Contact]],
    reminders: list[Reminder],
) -> None:
    name = safe_name(expected.round.name)
    people = {
        code: "、".join(f"{one.name} {one.masked}".strip() for one in specialists.get(code, ())) for code in texts
    }
    with st.container(horizontal=True):
        st.download_button(
            f"下载全部催办内容（{len(texts)}个单位，文本）", data=lambda: export_reminders(list(texts.values())),
            file_name=f"{name}-催办.txt", on_click="ignore", key="round:texts",
        )  # fmt: skip
        st.download_button(
            "下载催办清单和记录（电子表格）", data=lambda: export_reminder_book(expected, texts, people, reminders),
            file_name=f"{name}-催办.xlsx", on_click="ignore", key="round:reminder_book",
        )  # fmt: skip


def _show_record(look: Look, reminders: list[Reminder]) -> None:
    rows = "".join(
        f'<tr><td>{escape(look.names.get(one.unit, one.unit))}</td><td class="place">{show_moment(one.reminded_at)}</td>'
        f'<td class="place">{escape(one.reminded_by)}</td><td>{escape(one.way)}</td>'
        f"<td>{escape('、'.join(table_titles(one.datasets)))}</td><td>{escape(one.answer) or '<span class=quiet>未答复</span>'}</td></tr>"
        for one in sorted(reminders, key=lambda one: _place(look, one.unit))[:SHOWN_REMINDERS]
    )
    heads = "<tr><th>单位</th><th>时间</th><th>催办人</th><th>方式</th><th>所欠表格</th><th>答复</th></tr>"
    table = f'<table class="rows cases">{heads}{rows}</table>' if rows else '<p class="quiet">还没有催办。</p>'
    show(f"<h2>催办记录（{len(reminders)}次）</h2>{table}")
    if len(reminders) > SHOWN_REMINDERS:
        st.caption(f"只列前{SHOWN_REMINDERS}次，全部见催办清单和记录。")
    open_ones = [one for one in reminders if not one.answer]
    if look.actor.role in MAY_RUN_ROUNDS and open_ones:
        with st.expander("补登答复"):
            chosen = st.selectbox(
                "哪一次催办", open_ones, key="remind:which",
                format_func=lambda one: f"{look.names.get(one.unit, one.unit)}　{show_moment(one.reminded_at)}　{one.way}",
            )  # fmt: skip
            said = st.text_input("单位答复", key=f"remind:later:{chosen.reminder_id}")
            st.button("登记答复", disabled=not said.strip(), on_click=_save_answer, args=(look, chosen, said))


def _save_answer(look: Look, reminder: Reminder, said: str) -> None:
    answer("已登记答复。", note_answer, look.store, reminder, said, look.actor)


def _place(look: Look, unit: str) -> int:
    codes = [one.code for one in look.units]
    return codes.index(unit) if unit in codes else len(codes)
