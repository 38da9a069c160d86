"""Papers to take away: a unit's 一页纸 and 半年度工作总结, the county's 通报 and 试点总结. Each is made when asked for."""

from __future__ import annotations

from html import escape

import streamlit as st

from exports.draft_report import export_report
from exports.papers import export_paper
from metrics.sentences import show_date
from services.actor import MAY_PREPARE
from services.compared import build_present_pack
from services.drafts import draft_report, list_periods
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


def offer_onepage(look: Look, code: str) -> None:
    """The unit's A4 sheet as a document and as a page to print; a unit's staff get their own only."""
    unit = next((one for one in look.units if one.code == code), None)
    if unit is None or (look.actor.role == "单位" and look.actor.unit != code) or not unit.has_joined(look.as_of):
        return
    with st.container(horizontal=True):
        for as_html, title, ending in ((False, "一页纸（文档）", "docx"), (True, "一页纸（网页，可打印）", "html")):
            st.download_button(
                title,
                data=lambda as_html=as_html: export_paper(  # type: ignore[misc]
                    build_present_pack(look.store, look.as_of, look.actor, look.compared),
                    "onepage",
                    unit=code,
                    as_html=as_html,
                ),
                file_name=f"{unit.short_name}一页纸-{look.as_of:%Y%m%d}.{ending}",
                on_click="ignore",
                key=f"onepage:{ending}",
            )


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
                    build_present_pack(look.store, look.as_of, look.actor, look.compared), paper
                ),
                file_name=f"{title}（草稿）.docx",
                on_click="ignore",
                key=f"draft:{paper}",
            )
