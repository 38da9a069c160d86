"""What a user sees of a fault of ours: a Chinese sentence with its number, never a traceback."""

from __future__ import annotations

import streamlit as st

from services.faults import log_fault

__all__ = ["log_fault", "show_fault"]


def show_fault(number: str) -> None:
    """The sentence a user sees; never the traceback."""
    st.error(
        f"这一页没有显示成功，已入库的数据不受影响。请刷新页面再试；仍不成功的，请将记录编号{number}告知技术人员。"
    )
