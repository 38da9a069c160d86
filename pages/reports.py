"""报告报送: reports owed, received and in time, unit by period with the dates."""

from __future__ import annotations

from html import escape

import streamlit as st

from config.contracts import load_contracts
from metrics.listings import ClauseContent, ReportDuty, list_contents, list_report_duties
from services.progress import Topic
from ui import cache
from ui.attachments import show_evidence
from ui.choose import pick_from_address
from ui.drafting import offer_county_drafts, offer_report
from ui.markup import LIGHT_CLASSES, show
from ui.session import KEY_PERIOD, look
from ui.topic import show_topic

METRIC = "report_on_time"
SHOWN_PERIODS = 5
OPEN_WORDS = {"overdue": "未报", "due_soon": "将到期", "not_due": "未到期"}
CLAUSES = tuple(one.value for one in load_contracts()["duty"].field("clause").choices)
PARTS = {
    "has_results": "工作成效",
    "has_problems": "存在问题",
    "has_next_steps": "下一阶段计划",
    "has_evidence": "佐证材料",
}

here = look()


def draw_cell(one: ReportDuty | None) -> str:
    """The day of receipt with the light of the duty; empty where nothing is owed."""
    if one is None:
        return "<td></td>"
    css = LIGHT_CLASSES[one.light.code]
    day = f"{one.received_on.month}月{one.received_on.day}日" if one.received_on else OPEN_WORDS[one.light.code]
    return f'<td title="{escape(one.light.word)}"><span class="light {css}">{one.light.shape} {day}</span></td>'


def show_periods(topic: Topic) -> None:
    """The matrix of the last periods and of the one now open."""
    duties = cache.listing(here, list_report_duties, METRIC)
    periods = sorted({(one.due_on, one.period) for one in duties})[-SHOWN_PERIODS:]
    if not periods:
        show('<h2>各期报送日期</h2><p class="quiet">没有应报的报告。</p>')
        return
    by_place = {(one.unit, one.period): one for one in duties}
    heads = "".join(f"<th>{escape(period)}<br>{due_on.month}月{due_on.day}日前</th>" for due_on, period in periods)
    rows = "".join(
        f"<tr><td><span>{escape(line.unit.short_name)}</span></td>"
        + "".join(draw_cell(by_place.get((line.unit.code, period))) for _, period in periods)
        + "</tr>"
        for line in topic.lines
    )
    show(
        f'<h2>各期报送日期</h2><div class="scroll"><table class="dates"><tr><th>单位</th>{heads}</tr>{rows}</table></div>'
        '<p class="foot">● 按时完成　◐ 逾期完成　▲ 15日内到期　■ 逾期未完成　○ 未到期；空白为不承担该期报告。</p>'
    )


def draw_part(line: ClauseContent | None, part: str) -> str:
    """Whether one part of a clause is filled in; ○ where the clause has no line at all."""
    if line is None:
        return '<td><span class="light none">○ 未报</span></td>'
    filled = getattr(line, part)
    return f'<td><span class="light {"good" if filled else "near"}">{"● 已写" if filled else "▲ 未写"}</span></td>'


def show_contents(topic: Topic) -> None:
    """The content matrix of one unit and period: eight clauses by four parts."""
    lines: list[ClauseContent] = cache.listing(here, list_contents, METRIC)
    show("<h2>报告内容（职责任务落实情况表）</h2>")
    if not lines:
        show('<p class="quiet">还没有单位报送职责任务落实情况表。</p>')
        return
    by_unit, by_period = st.columns(2)
    units = list(dict.fromkeys(one.unit for one in lines))
    unit = here.choices.unit
    if unit not in units:
        with by_unit:
            unit = pick_from_address(
                "报送单位", units, "reporter", default=units[0], format_func=name_of, forget=(KEY_PERIOD,)
            )
    mine = [one for one in lines if one.unit == unit]
    periods = sorted({one.period for one in mine}, reverse=True)
    with by_period:
        period = pick_from_address("报告期", periods, KEY_PERIOD, default=periods[0])
    by_clause = {one.clause: one for one in mine if one.period == period}
    rows = "".join(
        f"<tr><td><span>{escape(clause)}</span></td>"
        + "".join(draw_part(by_clause.get(clause), part) for part in PARTS)
        + "</tr>"
        for clause in CLAUSES
    )
    filled = sum(getattr(line, part) for line in by_clause.values() for part in PARTS)
    heads = "".join(f"<th>{word}</th>" for word in PARTS.values())
    show(
        f"<p>{escape(name_of(unit))}{escape(period)}：{len(CLAUSES)}项职责任务、{len(PARTS)}部分内容，"
        f"应写{len(CLAUSES) * len(PARTS)}格，已写{filled}格。</p>"
        f'<table class="marks"><tr><th>职责任务</th>{heads}</tr>{rows}</table>'
        '<p class="foot">逐条对照三项职责和五项试点任务；“○ 未报”为该条没有填报行。</p>'
    )
    show_evidence(here, unit, ("report", "duty"))


def name_of(unit: str) -> str:
    return here.names.get(unit, unit)


def show_dates_and_contents(topic: Topic) -> None:
    """The dates of all periods, then the contents of one report."""
    show_periods(topic)
    show_contents(topic)
    offer_report(here, here.choices.unit or here.actor.unit)
    offer_county_drafts(here)


show_topic(here, "reports", views={"各期报送和报告内容": show_dates_and_contents})
