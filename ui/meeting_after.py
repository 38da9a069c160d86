"""A frozen meeting: the way into the show, the papers, the decisions to confirm, 按现行口径重算."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import streamlit as st

from exports.papers import export_paper
from metrics.catalog import load_catalog
from metrics.figure import COUNTY, Figure
from metrics.lights import Light
from metrics.sentences import show_date
from services.actor import MAY_PREPARE, MAY_SEE_RESTRICTED, NotAllowed
from services.meetings import Decision, Meeting, MeetingRefused, confirm_decisions, drop_decision, list_decisions
from services.pack_words import counted_words, value_words
from services.recount import Difference
from services.store import StoreFailed
from services.submit import Refused
from ui import cached_work
from ui.links import address
from ui.markup import light_mark, link, show
from ui.session import KEY_REFUSED, Look
from ui.slides import MEETING, PAGE, SLIDE
from warehouse.decisions import CONFIRMED, WITHDRAWN

# Paper → its name, ending and whether as HTML.
PAPERS: tuple[tuple[str, str, str, bool], ...] = (
    ("deck", "幻灯片", "pptx", False),
    ("brief", "汇报材料", "docx", False),
    ("annex", "数据附表", "xlsx", False),
    ("onepage", "一页纸", "docx", False),
    ("offline", "离线版", "html", True),
    ("pack", "全部材料（压缩包）", "zip", False),
)
SHOWN_DIFFERENCES = 60


def show_frozen(look: Look, meeting: Meeting) -> None:
    """What can be done with a frozen meeting. Raises MeetingRefused when what was frozen is damaged."""
    pack = cached_work.frozen_pack(look, meeting)
    start = address(PAGE, {**look.choices.params(as_of="", batch="", kind=""), MEETING: str(meeting.id), SLIDE: "1"})
    frozen_on = show_date(meeting.frozen_at.date()) if meeting.frozen_at else ""
    show(
        f'<p class="start"><a class="go begin" href="{escape(start)}">开始展示</a>　<span class="quiet">{frozen_on}冻结，'
        f"数据第{meeting.frozen_version}版；{len(pack.metrics)}项指标，{len(pack.judged_units)}个单位。"
        f"展示时可用方向键、翻页键或翻页笔换页。{_left_out(look)}</span></p>"
    )
    left, right = st.columns([0.5, 0.5], gap="large")
    with left, st.container(key="decisions"):
        _show_decisions(look, meeting)
    with right:
        _show_papers(look, meeting)
    _show_recount(look, meeting)


def _left_out(look: Look) -> str:
    """Which figures are restricted and so neither frozen nor shown; said only to those who may see them elsewhere."""
    kept_apart = [one.name for one in load_catalog().values() if one.restricted]
    if look.actor.role not in MAY_SEE_RESTRICTED or not kept_apart:
        return ""
    return f"{escape('、'.join(kept_apart))}限制查看，不封存、不展示。"


def _show_papers(look: Look, meeting: Meeting) -> None:
    show("<h2>会议材料　<span class='quiet'>按冻结的数据生成，点击时生成</span></h2>")
    columns = st.columns(3)
    for place, (paper, title, ending, as_html) in enumerate(PAPERS):
        columns[place % 3].download_button(
            title,
            data=lambda paper=paper, as_html=as_html: export_paper(  # type: ignore[misc]
                cached_work.frozen_pack(look, meeting), paper, as_html=as_html
            ),
            file_name=f"{meeting.name}-{title.partition('（')[0]}.{ending}",
            key=f"paper:{paper}",
            on_click="ignore",
            width="stretch",
        )


def _show_decisions(look: Look, meeting: Meeting) -> None:
    decisions = list_decisions(look.store, meeting.id, look.actor)
    drafts = [one for one in decisions if one.state != CONFIRMED]
    show(
        "<h2>会议决定　<span class='quiet'>会上记录，核对无误后转为督办事项</span></h2>"
        + ('<p class="quiet">还没有记录决定。展示时点“记录决定”可随时记下。</p>' if not decisions else "")
    )
    may = look.actor.role in MAY_PREPARE
    chosen = []
    for one in drafts:
        words = f"{look.names.get(one.unit, one.unit)}：{one.content}（{show_date(one.due_on)}前{_with(one)}）"
        is_withdrawn = one.state == WITHDRAWN
        if not may:
            show(f"<p>{'△ 督办已撤销' if is_withdrawn else '○ 待确认'}　{escape(words)}</p>")
            continue
        words += f"　△ {one.task_no}已从督办事项中撤销" if is_withdrawn else ""
        first, second = st.columns([0.85, 0.15], vertical_alignment="center")
        if first.checkbox(words, value=not is_withdrawn, key=f"decision:{one.id}:{one.revision}"):
            chosen.append(one.id)
        second.button("删除", key=f"drop:{one.id}:{one.revision}", on_click=_drop, args=(look, one), width="stretch")
    if may and drafts:
        st.button(
            f"确认所选{len(chosen)}项，转为督办事项", type="primary", disabled=not chosen,
            on_click=_confirm, args=(look, meeting, tuple(chosen)),
        )  # fmt: skip
    done = [one for one in decisions if one.state == CONFIRMED]
    if done:
        items = "".join(
            f"<li>● {escape(one.task_no)}　{escape(look.names.get(one.unit, one.unit))}：{escape(one.content)}"
            f"（{show_date(one.due_on)}前{escape(_with(one))}）</li>"
            for one in done
        )
        there = link("tasks", look.choices.params(), "在“督办事项”中查看", css="defined")
        show(f'<h3>已转为督办事项</h3><ul class="list">{items}</ul><p class="foot">{there}</p>')


def _with(one: Decision) -> str:
    return f"，配合单位：{one.co_units}" if one.co_units else ""


def _confirm(look: Look, meeting: Meeting, ids: Sequence[int]) -> None:
    try:
        confirm_decisions(look.store, meeting.id, look.actor, ids)
    except Refused as refused:
        st.session_state[KEY_REFUSED] = f"这些决定没有转为督办事项：{refused}"
    except (NotAllowed, MeetingRefused, StoreFailed) as refusal:
        st.session_state[KEY_REFUSED] = str(refusal)


def _drop(look: Look, one: Decision) -> None:
    try:
        drop_decision(look.store, one, look.actor)
    except (NotAllowed, MeetingRefused, StoreFailed) as refusal:
        st.session_state[KEY_REFUSED] = str(refusal)


def _show_recount(look: Look, meeting: Meeting) -> None:
    """The frozen figures beside today's; counted when asked for, because it counts everything once more."""
    show("<h2>按现行口径重算　<span class='quiet'>会上展示的数字与现在的数字逐项对照，说明差异的原因</span></h2>")
    if not st.query_params.get("recount"):
        st.button("按现行口径重算", on_click=_ask_recount)
        return
    with st.spinner("正在重算"):
        found = cached_work.recount(look, meeting)
    if not found:
        show("<p>● 无差异：会议展示的全部数字，按现在的数据、口径和程序重算，结果相同。</p>")
        return
    order = sorted(found, key=lambda one: one.unit != COUNTY)
    rows = "".join(_difference_row(look, one) for one in order[:SHOWN_DIFFERENCES])
    more = f"，只列前{SHOWN_DIFFERENCES}项，先列全县" if len(found) > SHOWN_DIFFERENCES else ""
    show(
        f"<p>共{len(found)}个数字有差异{more}。</p><table class='rows record'><tr><th>数据编号</th><th>指标</th><th>范围</th>"
        f"<th>会议数字</th><th>现在</th><th>原因</th></tr>{rows}</table>"
    )


def _ask_recount() -> None:
    st.query_params["recount"] = "1"


def _difference_row(look: Look, one: Difference) -> str:
    frozen = _figure_words(one.metric, one.frozen, one.frozen_light)
    now = _figure_words(one.metric, one.now, one.now_light)
    return (
        f"<tr><td>{escape(one.number)}</td><td>{escape(one.name)}</td><td>{escape(look.names.get(one.unit, one.unit))}</td>"
        f'<td class="place">{frozen}</td><td class="place">{now}</td><td>{"、".join(one.reasons)}</td></tr>'
    )


def _figure_words(metric: str, figure: Figure | None, light: Light | None) -> str:
    if figure is None:
        return "没有这个数字"
    known = load_catalog().get(metric)
    value = value_words(known, figure) if known else counted_words(figure)
    return f"{escape(value)}　{counted_words(figure)}　{light_mark(light)}"
