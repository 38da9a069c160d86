"""报送记录 and the operation log to take away as workbooks."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from exports.record import export_entries, export_log
from services.actor import MAY_READ_LOG
from services.operation_log import take_log
from services.upload_files import list_hashes
from services.uploads import Entry
from ui.session import Look


def offer_exports(look: Look, entries: Sequence[Entry]) -> None:
    """The record as filtered for everybody; the whole log for those who may see it."""
    with st.container(horizontal=True, horizontal_alignment="right"):
        st.download_button(
            f"导出记录（{len(entries)}条）",
            data=lambda: export_entries(entries, list_hashes(look.store), look.names),
            file_name="报送记录.xlsx",
            on_click="ignore",
        )
        if look.actor.role in MAY_READ_LOG:
            offer_log(look)


def offer_log(look: Look) -> None:
    """The whole operation log, whatever the page shows of it."""
    st.download_button(
        "导出操作日志",
        data=lambda: export_log(take_log(look.store, look.actor), look.names),
        file_name="操作日志.xlsx",
        on_click="ignore",
    )
