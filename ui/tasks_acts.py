"""What may be done about one 督办事项: progress, 延期, 销号, 撤销 by the bureau; progress and 申请销号 by its units."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import streamlit as st

from services.registers import UploadPreview
from services.supervision import MAY_RULE, Act, do, plan_cancelling, plan_closing, plan_extension, preview
from services.task_history import open_requests
from services.task_progress import add_progress, ask_for_closing, return_request
from ui.acts import attempt, receipt_words, show_effect
from ui.session import Look
from warehouse.edits import RowState

PROGRESS, EXTEND, CLOSE, CANCEL, ASK, RETURN = "登记进展", "延期", "销号", "撤销", "申请销号", "退回销号申请"
USUAL_DAYS = 30
# Stands in a preview for words that move no figure and are not typed yet.
NOT_YET = "（待填）"


def show_acts(look: Look, row: RowState) -> None:
    """The acts open to this actor, one at a time; nothing for an item that has ended."""
    if row.values["closed_on"] or row.values["cancelled_on"]:
        st.caption("该事项已经了结。登记有误的，请在“报送记录”中撤销那次登记。")
        return
    task_no = str(row.values["task_no"])
    is_asked = task_no in open_requests(look.store)
    forms: dict[str, Callable[[Look, RowState, str], None]] = {PROGRESS: _offer_progress}
    if look.actor.role in MAY_RULE:
        forms |= {EXTEND: _offer_extending, CLOSE: _offer_closing, CANCEL: _offer_cancelling}
        forms |= {RETURN: _offer_returning} if is_asked else {}
    elif not is_asked:
        forms[ASK] = _offer_asking
    # New states of the row make new widgets, so that a form is empty again after its act.
    place = f"{task_no}:{row.row_id}:{row.opened_in}:{is_asked}"
    with st.container(border=True):
        chosen = st.segmented_control("办理", list(forms), default=PROGRESS, key=f"act:{place}", required=True)
        forms[chosen or PROGRESS](look, row, place)


def _offer_progress(look: Look, row: RowState, place: str) -> None:
    day = st.date_input("进展日期", look.as_of, format="YYYY-MM-DD", key=f"progress_on:{place}")
    text = st.text_area("进展情况", key=f"progress:{place}", height=80, placeholder="做到了哪一步，还差什么")
    st.caption("最近一条显示为“进展情况”，以前各条保留在办理经过中。")
    if st.button("登记进展", key=f"progress_now:{place}", type="primary"):
        task_no = str(row.values["task_no"])

        def add() -> str:
            done = add_progress(look.store, task_no, look.actor, day=day, text=text)
            return receipt_words(f"{task_no}已登记进展", done.number)

        attempt(add)


def _offer_extending(look: Look, row: RowState, place: str) -> None:
    due_on = row.values["due_on"] if isinstance(row.values["due_on"], date) else look.as_of
    first, second = st.columns(2)
    until = first.date_input(
        "延期至", max(due_on, look.as_of) + timedelta(days=USUAL_DAYS), format="YYYY-MM-DD", key=f"until:{place}"
    )
    approved = second.date_input("批准日期", look.as_of, format="YYYY-MM-DD", key=f"approved:{place}")
    approver = first.text_input("批准人", key=f"approver:{place}", placeholder="姓名、职务")
    reason = second.text_input("延期原因", key=f"extend_reason:{place}")

    def plan(approver: str, reason: str) -> Act:
        return plan_extension(
            row, look.actor, extended_to=until, extended_on=approved, approver=approver, reason=reason, today=look.today
        )

    _confirm(look, place, "确认延期", lambda: plan(approver, reason), lambda: plan(NOT_YET, NOT_YET))


def _offer_closing(look: Look, row: RowState, place: str) -> None:
    first, second = st.columns([0.35, 0.65])
    closed_on = first.date_input("办结日期", look.as_of, format="YYYY-MM-DD", key=f"closed:{place}")
    words = second.text_input("核验情况", key=f"closing:{place}", placeholder="看了什么材料，结果如何（可不填）")

    def plan() -> Act:
        return plan_closing(row, look.actor, closed_on=closed_on, words=words, today=look.today)

    _confirm(look, place, "确认销号", plan, plan)


def _offer_cancelling(look: Look, row: RowState, place: str) -> None:
    first, second = st.columns([0.35, 0.65])
    cancelled_on = first.date_input("撤销日期", look.as_of, format="YYYY-MM-DD", key=f"cancelled:{place}")
    reason = second.text_input("撤销原因", key=f"cancelling:{place}", placeholder="必填")

    def plan(reason: str) -> Act:
        return plan_cancelling(row, look.actor, cancelled_on=cancelled_on, reason=reason, today=look.today)

    _confirm(look, place, "确认撤销", lambda: plan(reason), lambda: plan(NOT_YET))


def _confirm(look: Look, place: str, label: str, plan: Callable[[], Act], tried: Callable[[], Act]) -> None:
    """What the act would change, what has to be known before, and the button."""

    def look_ahead() -> UploadPreview:
        act = tried()
        if act.warning:
            st.warning(act.warning)
        return preview(look.store, act, look.actor, look.as_of)

    show_effect(look, look_ahead)

    def perform() -> str:
        done = do(look.store, plan(), look.actor)
        return receipt_words(f"{done.task_no}：{done.words}", done.number)

    if st.button(label, key=f"{label}:{place}", type="primary"):
        attempt(perform)


def _offer_asking(look: Look, row: RowState, place: str) -> None:
    words = st.text_area(
        "办结情况和成果", key=f"ask:{place}", height=80, placeholder="办成了什么，有什么材料（可在下方上传）"
    )
    if st.button("申请销号", key=f"ask_now:{place}", type="primary"):
        task_no = str(row.values["task_no"])

        def ask() -> str:
            ask_for_closing(look.store, task_no, look.actor, words)
            return f"{task_no}已申请销号，由{look.bureau}核验后销号。"

        attempt(ask)


def _offer_returning(look: Look, row: RowState, place: str) -> None:
    task_no = str(row.values["task_no"])
    st.caption(f"申请：{open_requests(look.store)[task_no].words}")
    answer = st.text_input("退回原因", key=f"return:{place}", placeholder="必填")
    if st.button("确认退回", key=f"return_now:{place}"):

        def send_back() -> str:
            return_request(look.store, task_no, look.actor, answer)
            return f"{task_no}的销号申请已退回。"

        attempt(send_back)
