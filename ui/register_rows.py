"""The rows of a register on the screen: held while they are edited, shown in a table, one of them picked with its past."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import pandas as pd
import streamlit as st

from config.contracts import Contract
from metrics.sentences import show_date, show_moment
from services.register_acts import EVALUATION, confirm_evaluations, correct_first_day
from services.register_history import key_words
from services.registers import NotAllowed, RegisterRow, RowChanged, list_rows, row_history
from services.rows import value_words
from services.store import StoreFailed
from ui.choose import pick_from_address
from ui.markup import show
from ui.register_confirm import NOT_WRITTEN, begin_anew, commit_and_tell, round_no
from ui.session import KEY_REGISTER_EDITS, KEY_REGISTER_HELD, KEY_REGISTER_TOLD, KEY_ROW, Look

PICKER, PICK_REGISTER = "register_row", "pick_register"


def forget_former_visit() -> None:
    """Begins anew when the page is entered again: the state of its widgets is gone then. To be called before them."""
    if PICK_REGISTER not in st.session_state:
        for one in (KEY_REGISTER_HELD, KEY_REGISTER_EDITS, KEY_REGISTER_TOLD):
            st.session_state.pop(one, None)


def hold_rows(look: Look, dataset: str, unit: str, text: str) -> list[RegisterRow]:
    """The rows as they were when the user began to look: an edit is compared with what was seen, not with the latest.

    Begins anew when another register or filter is chosen.
    """
    asked = (dataset, unit, text, round_no(), look.actor)
    held = st.session_state.get(KEY_REGISTER_HELD)
    if held is None or held[0] != asked:
        held = (asked, look.version, list_rows(look.store, dataset, look.actor, unit=unit, text=text))
        st.session_state[KEY_REGISTER_HELD] = held
    if held[1] != look.version:
        left, right = st.columns([0.8, 0.2], vertical_alignment="center")
        left.caption("您打开本页之后，数据有了新的变化；如涉及您正在修改的行，确认时会提示。")
        right.button("刷新台账", on_click=begin_anew, width="stretch")
    rows: list[RegisterRow] = held[2]
    return rows


def show_rows(look: Look, contract: Contract, rows: Sequence[RegisterRow]) -> None:
    """The table; a click on a row picks it."""
    if not rows:
        show('<p class="quiet">没有符合条件的行。</p>')
        return
    full = {one.code: one.name for one in look.units}
    lines = [{field.title: cell_words(contract, row, field.name, full) for field in contract.fields} for row in rows]
    key = f"register_table:{contract.id}:{round_no()}"

    def pick() -> None:
        picked = st.session_state[key].selection.rows
        if picked:
            st.query_params[KEY_ROW] = str(rows[picked[0]].row_id)
        else:
            st.query_params.pop(KEY_ROW, None)

    # static/style.css says how much of that the screen has room for.
    with st.container(key="register_rows", height=38 + 35 * len(rows), border=False):
        st.dataframe(
            pd.DataFrame(lines, columns=[field.title for field in contract.fields]),
            hide_index=True,
            height="stretch",
            on_select=pick,
            selection_mode="single-row",
            alt=contract.title,
            key=key,
        )


def pick_row(look: Look, contract: Contract, rows: Sequence[RegisterRow]) -> RegisterRow | None:
    """The row to be edited; None for a new one."""
    full = {one.code: one.name for one in look.units}
    by_id = {str(row.row_id): row for row in rows}
    asked = st.query_params.get(KEY_ROW, "")
    if asked and asked not in by_id:
        st.query_params.pop(KEY_ROW)
        if KEY_REGISTER_TOLD not in st.session_state:  # else it was just withdrawn here
            st.warning("链接中的行已不在这份台账的当前结果中，下面为新增一行。")
    chosen = pick_from_address(
        "新增，或选择要修改的行",
        ["", *by_id],
        KEY_ROW,
        key=PICKER,
        format_func=lambda one: (
            key_words(contract, by_id[one].values, by_id[one].month_precise, full) if one else "新增一行"
        ),
    )
    return by_id.get(chosen)


def cell_words(contract: Contract, row: RegisterRow, name: str, full: dict[str, str]) -> str:
    """One cell as a reader expects it."""
    if name in row.pending:
        return f"{row.pending[name]}（待补正）"
    return value_words(contract.field(name), row.values[name], full, to_month=name in row.month_precise)


def show_history(look: Look, contract: Contract, row: RegisterRow) -> None:
    """Who changed what and when, the latest first."""
    with st.expander("本行的来源和修改记录"):
        st.caption(f"来源：{row.provenance}")
        body = ""
        for one in row_history(look.store, contract.id, row.row_id, look.actor):
            moves = "；".join(
                f"{cell.title}：{cell.before or '空白'}改为{cell.after or '空白'}"
                if cell.before
                else f"{cell.title}：{cell.after}"
                for cell in one.cells
            )
            reason = f"（{one.reason}）" if one.reason else ""
            body += (
                f'<tr><td class="place">{show_moment(one.at)}<br>第{one.version}版</td><td>{escape(one.by)}</td>'
                f'<td class="out">{escape(one.word)}</td><td>{escape(moves + reason)}</td></tr>'
            )
        show(f'<table class="rows cases"><tr><th>时间</th><th>经办</th><th>事项</th><th>内容</th></tr>{body}</table>')


def offer_correction(look: Look, contract: Contract, row: RegisterRow) -> None:
    """更正 of a first day that an edit may not move later."""
    for field in contract.fields:
        stored = row.values[field.name]
        if not field.earliest_kept or stored is None or look.actor.role == "单位":
            continue
        with st.expander(f"更正{field.title}"):
            st.caption(f"{field.title}以首次登记的为准，不能直接改晚。确属登记错误的，在此更正，原因写入操作日志。")
            left, right = st.columns([0.3, 0.7])
            key = f"correct:{contract.id}:{row.row_id}:{round_no()}"
            day = left.date_input("更正为", stored, format="YYYY-MM-DD", key=f"{key}:day")  # type: ignore[call-overload]
            reason = right.text_input("更正原因（必填）", key=f"{key}:reason")
            if st.button("更正", disabled=not reason.strip() or day == stored, key=key):
                try:
                    made = correct_first_day(
                        look.store, contract.id, row.row_id, row.opened_in, field.name, day, reason, look.actor
                    )
                except (NotAllowed, RowChanged) as refusal:
                    st.error(str(refusal))
                except StoreFailed:
                    st.error(NOT_WRITTEN)
                else:
                    begin_anew()
                    words = f"{field.title}已更正为{show_date(day)}，数据第{made}版。"
                    st.session_state[KEY_REGISTER_TOLD] = (words, str(made))
                    st.rerun()


def offer_confirmation(look: Look, contract: Contract, rows: Sequence[RegisterRow]) -> None:
    """履职评价: confirming drafts, and taking a confirmation back."""
    if contract.id != EVALUATION:
        return
    full = {one.code: one.name for one in look.units}
    drafts = {row.row_id: row for row in rows if not row.values["is_confirmed"]}
    done = {row.row_id: row for row in rows if row.values["is_confirmed"]}
    st.caption(
        f"已确认{len(done)}行，待确认{len(drafts)}行。未确认的得分和等次不在其他页面显示；确认由经办人负责，姓名写入操作日志。"
    )
    to_confirm = st.toggle("取消已确认的评价", key=f"unconfirm:{round_no()}")
    offered = done if to_confirm else drafts

    def words(row_id: int) -> str:
        row = offered[row_id]
        result = "，".join(cell_words(contract, row, name, full) or "未填报" for name in ("score", "grade"))
        return f"{key_words(contract, row.values, row.month_precise, full)}（{result}）"

    key = f"confirming:{to_confirm}:{round_no()}"
    chosen = st.multiselect(
        "取消确认哪些评价" if to_confirm else "确认哪些评价",
        list(offered),
        format_func=words,
        key=key,
        placeholder="请选择",
    )
    reason = st.text_input("取消原因（必填）" if to_confirm else "依据（如会议或文件，选填）", key=f"{key}:reason")
    word = "取消确认" if to_confirm else "确认所选评价"
    if st.button(word, type="primary", disabled=not chosen or (to_confirm and not reason.strip()), key=f"{key}:do"):
        seen = [(row_id, offered[row_id].opened_in) for row_id in chosen]
        try:
            commit_and_tell(
                contract,
                lambda: confirm_evaluations(look.store, seen, look.actor, confirmed=not to_confirm, reason=reason),
            )
        except RowChanged as changed:
            st.error(str(changed))
