"""Taking a version back on the screen: what it would do first, then reason and confirmation."""

from __future__ import annotations

import streamlit as st

from services import history
from services.actor import MAY_UNDO, NotAllowed
from services.faults import failure_words
from services.store import StoreFailed
from services.uploads import Entry
from ui import cached_work
from ui.changes import show_effects
from ui.session import KEY_ACT, KEY_RECORD, KEY_STATE, Look
from ui.upload_preview import show_figures


def offer_undo(look: Look, entry: Entry) -> None:
    """The effect is shown before anything can be confirmed; the service decides whether it may be done."""
    if not entry.may_undo or entry.version is None:
        return
    if look.actor.role not in MAY_UNDO:
        st.caption(f"确需撤销的，请写明原因报{look.bureau}办理。")
        return
    with st.expander(f"撤销第{entry.version}版", key=f"undo_box:{entry.version}"):
        st.caption("撤销后恢复到这次入库之前的情况，历史仍可查。之后又报过同一张表的，须先撤销后报的。")
        if not st.toggle("看撤销后的变化", key=f"undo_look:{entry.version}"):
            return
        try:
            would = cached_work.undo_preview(look, entry.version)
        except NotAllowed as refusal:
            st.error(str(refusal))
            return
        show_effects(look, would.effects, heading="撤销后各表的变化", empty="没有一行会变化。")
        show_figures(look, would.headline, ("撤销前", "撤销后"))
        reason = st.text_input("撤销原因", key=f"undo_reason:{entry.version}", placeholder="必填，将写入操作日志")
        sure = st.checkbox("已看过上面的变化，确认撤销", key=f"undo_sure:{entry.version}")
        if st.button("撤销", key=f"undo:{entry.version}", disabled=not (sure and reason.strip())):
            try:
                made = history.undo(look.store, entry.version, reason, look.actor)
            except NotAllowed as refusal:
                st.error(str(refusal))
                return
            except StoreFailed as failure:
                st.error(failure_words(failure))
                return
            # The undoing is a line of its own, which a filter for what was taken in would hide.
            for narrowed in (KEY_STATE, KEY_ACT):
                st.query_params.pop(narrowed, None)
            st.query_params[KEY_RECORD] = str(made)
            st.rerun()
