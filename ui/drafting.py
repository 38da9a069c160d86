"""Drafts to take away: a unit's 半年度工作总结, and the county's 通报 and 试点总结. Each is made when it is asked for."""

from __future__ import annotations

from html import escape

import streamlit as st

from exports.draft_report import export_report
from exports.papers import export_paper
from metrics.sentences import show_date
from services.actor import MAY_PREPARE
from services.drafts import draft_report, list_periods
from services.pack import build_pack
from ui.markup import show
from ui.session import Look

COUNTY_DRAFTS = (("notice", "通报"), ("summary", "试点总结"))


def offer_report(look: Look, code: str) -> None:
    """The unit's half-year reports of the last periods, for itself and for those who prepare papers."""
    unit = next((one for one in look.units if one.code == code), None)
    if unit is None or (look.actor.role not in MAY_PREPARE and look.actor.unit != code):
        return
    periods = list_periods(look.as_of, unit.joined_on)
    if not periods or (unit.left_on and unit.left_on <= look.as_of):
        return
    show(f"<h2>半年度工作总结草稿　<span class='quiet'>{escape(unit.short_name)}</span></h2>")
    with st.container(horizontal=True):
        for period in periods:
            st.download_button(
                f"起草{period}总结",
                data=lambda period=period: export_report(  # type: ignore[misc]
                    draft_report(look.store, code, period, look.actor, today=look.as_of)
                ),
                file_name=f"{unit.short_name}{period}首席数据官工作总结（草稿）.docx",
                on_click="ignore",
                key=f"draft:{period}",
            )
    st.caption("按三项职责、五项任务逐条列出举措、成效、问题、下一阶段计划和佐证材料；没有报送的内容以〔待补充〕标出。")


def offer_county_drafts(look: Look) -> None:
    """通报 and 试点总结 at the day shown, for those who write them."""
    if look.actor.role not in MAY_PREPARE:
        return
    show(f"<h2>全县文稿草稿　<span class='quiet'>截至{show_date(look.as_of)}</span></h2>")
    with st.container(horizontal=True):
        for paper, title in COUNTY_DRAFTS:
            st.download_button(
                f"起草{title}",
                data=lambda paper=paper: export_paper(  # type: ignore[misc]
                    build_pack(look.store, look.as_of, actor=look.actor), paper
                ),
                file_name=f"{title}（草稿）.docx",
                on_click="ignore",
                key=f"draft:{paper}",
            )
