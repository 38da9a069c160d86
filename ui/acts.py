"""Doing something on a page: its refusals in Chinese, the sentence that says it is done, and the figures it would move."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from services.actor import NotAllowed
from services.registers import Refused, RowChanged, UploadPreview
from services.store import StoreFailed
from ui.session import KEY_ACT_DONE, Look
from ui.upload_preview import show_figures

NOT_WRITTEN = "没有登记成功：数据目录写不进去，请技术人员检查磁盘空间后重试。"


def attempt(deed: Callable[[], str]) -> None:
    """Runs a deed that returns its sentence, then draws the page anew; a refusal is said where it stands."""
    try:
        words = deed()
    except (NotAllowed, Refused, RowChanged) as refusal:
        st.error(refusal_words(refusal))
    except StoreFailed:
        st.error(NOT_WRITTEN)
    else:
        st.session_state[KEY_ACT_DONE] = words
        st.rerun()


def refusal_words(refusal: NotAllowed | Refused | RowChanged) -> str:
    """The sentence of a refusal; of a refused edit, what is wrong with it."""
    if isinstance(refusal, Refused):
        return "".join(f"{one.text}{one.mend}" for one in refusal.problems[:3])
    return str(refusal)


def show_done() -> None:
    """The sentence of the last deed, once."""
    if words := st.session_state.pop(KEY_ACT_DONE, ""):
        st.success(words)


def show_effect(look: Look, read: Callable[[], UploadPreview]) -> None:
    """The figures a deed would move at the day shown; nothing when it cannot be done (the button says why)."""
    try:
        seen = read()
    except (NotAllowed, Refused, RowChanged) as refusal:
        st.caption(refusal_words(refusal))
        return
    show_figures(look, seen.headline)


def receipt_words(words: str, number: str) -> str:
    """What was done, with the number of its receipt and where to take it back."""
    return f"{words}。回执编号{number}，可在“报送记录”中查看或撤销。"


def is_present(look: Look) -> bool:
    """Whether the page shows the present: only then is anything entered on it."""
    return look.is_latest or look.as_of >= look.today


def say_past() -> None:
    st.caption("正在回看过去的日期，登记和办理请清空左侧“数据截至”，回到最新情况。")
