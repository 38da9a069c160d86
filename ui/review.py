"""审核 on the screen: the queue, and one waiting upload as of now with accepting and returning it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from html import escape

import streamlit as st

from config.contracts import load_contracts
from loaders.problems import SEVERITY_NAMES
from metrics.sentences import name_units, show_date, show_moment
from services import review
from services.actor import NotAllowed
from services.faults import failure_words
from services.received import marked_copy
from services.review import Review, Waiting
from services.store import StoreFailed
from services.submit import ChangedSince
from services.upload_preview import Refused
from ui.markup import link, show, show_list
from ui.session import KEY_DECIDED, KEY_WAITING, Look
from ui.upload_preview import draw_preview

SHOWN_NOTES = 30


def waiting_name(one: Waiting, names: dict[str, str]) -> str:
    """One upload in a picker."""
    return f"第{one.number}号　{names.get(one.unit, one.received_by)}　{one.file_name}"


def days_words(since: datetime, now: datetime) -> str:
    """How long something waits, in whole days."""
    days = (now.date() - since.date()).days
    return f"已等{days}天" if days > 0 else "今天报送"


def show_queue(look: Look, queue: Sequence[Waiting], chosen: str, now: datetime) -> None:
    """The queue as a table, the one that waits longest first."""
    body = ""
    for one in queue:
        on = ' class="on"' if str(one.upload_id) == chosen else ""
        tables = "、".join(load_contracts()[dataset].title for dataset in one.datasets)
        label = link("review", look.choices.params(**{KEY_WAITING: str(one.upload_id)}), escape(one.file_name))
        unit = name_units(one.units or (one.unit,), look.names, 3)
        rows = "零报告" if one.is_nil else f"{one.rows_read}行"
        noted = "，".join(
            words
            for words in (
                f"提醒{one.problem_count}条" if one.problem_count else "",
                f"待补正{one.pending}格" if one.pending else "",
                f"撤下{one.withdrawn}行" if one.withdrawn else "",
            )
            if words
        )
        mark = (
            '<span class="light good">● 没有提醒</span>'
            if one.is_clean
            else f'<span class="light near">▲ {noted}</span>'
        )
        body += (
            f'<tr{on}><td>{label}<div class="quiet">{escape(f"{unit}；{tables}；{rows}")}</div></td>'
            f'<td class="place">{show_date(one.received_at.date())}<br>{days_words(one.received_at, now)}</td>'
            f'<td class="out">{mark}</td></tr>'
        )
    show(
        '<table class="rows record"><tr><th>文件、单位、表格、行数</th><th>报送时间</th><th>检查</th></tr>'
        f"{body}</table>"
    )


def show_decided() -> None:
    """What the last act did, once."""
    for is_done, words in st.session_state.pop(KEY_DECIDED, []):
        (st.success if is_done else st.error)(words)


def offer_clean(look: Look, queue: Sequence[Waiting]) -> None:
    """All clean ones in one go, with how far it is; each whole or not at all."""
    clean = [one.upload_id for one in queue if one.is_clean]
    if not clean or not st.button(f"没有提醒的一并入库（{len(clean)}份）", width="stretch"):
        return
    bar = st.progress(0.0, "正在入库")
    try:
        outcomes = review.accept_clean(
            look.store,
            clean,
            look.actor,
            shown=lambda done, total, words: bar.progress(done / max(total, 1), words),
        )
        told = [
            (
                one.version is not None,
                f"{one.file_name}：{one.words + '。' if one.version else '没有入库。' + one.words}",
            )
            for one in outcomes
        ]
    except (NotAllowed, StoreFailed) as failure:
        told = [(False, _why(failure))]
    st.session_state[KEY_DECIDED] = told
    st.query_params.pop(KEY_WAITING, None)
    st.rerun()


def show_review(look: Look, found: Review) -> None:
    """One waiting upload: who sent what, where it differs from what was seen then, and the decision."""
    one = found.waiting
    facts = [
        ("报送编号", one.number),
        ("报送", f"{show_moment(one.received_at)}，{one.received_by}"),
        ("单位", "、".join(look.names.get(code, code) for code in one.units) or look.names.get(one.unit, "")),
        ("单位确认时", "；".join(_seen_words(seen) for seen in one.seen)),
    ]
    cells = "".join(f"<dt>{name}</dt><dd>{escape(words)}</dd>" for name, words in facts if words)
    show(f'<div class="whole-row single"><h2>{escape(one.file_name)}</h2><dl>{cells}</dl></div>')
    if found.differences:
        st.warning("与单位确认时看到的不一致：\n" + "".join(f"\n- {words}" for words in found.differences))
    else:
        st.success("按现有数据重新检查，与单位确认时看到的一致。")
    _offer_decision(look, found)


def show_effect(look: Look, found: Review) -> None:
    """What accepting it would do now, and what the check says about it."""
    if found.preview is not None:
        draw_preview(look, found.preview)
    _show_notes(found)


def _show_notes(found: Review) -> None:
    problems = found.draft.examined.problems
    if not problems:
        return
    with st.expander(f"检查时的提醒（{len(problems)}条）", expanded=len(problems) <= 3):
        show_list(
            "",
            [(f"<b>{SEVERITY_NAMES[one.severity]}</b>　{escape(one.message)}", "") for one in problems[:SHOWN_NOTES]],
            "",
        )
        if len(problems) > SHOWN_NOTES:
            st.caption(f"只列前{SHOWN_NOTES}条，全部见问题标注表。")


def _offer_decision(look: Look, found: Review) -> None:
    one, seen = found.waiting, found.preview.version if found.preview is not None else None
    with st.container(border=True):
        left, right = st.columns([0.32, 0.68], vertical_alignment="bottom")
        left.button(
            "审核入库",
            type="primary",
            disabled=seen is None,
            width="stretch",
            on_click=_decide,
            args=(lambda: _accept(look, one, seen),),
        )
        left.download_button(
            "下载问题标注表",
            data=lambda: marked_copy(look.store, found.draft),
            file_name=f"问题标注表-{one.file_name.rpartition('.')[0]}.xlsx",
            width="stretch",
            on_click="ignore",
        )
        reason = right.text_area(
            "退回原因",
            key=f"return_reason:{one.upload_id}",
            height=80,
            placeholder="退回时必填，单位在报送记录中能看到",
        )
        right.button("退回单位", on_click=_decide, args=(lambda: _return(look, one, reason),))


def _decide(act: Callable[[], str]) -> None:
    """Runs one decision in a callback and keeps what is to be said about it for the next look."""
    try:
        told = (True, act())
        st.query_params.pop(KEY_WAITING, None)
    except (NotAllowed, Refused, ChangedSince, StoreFailed) as failure:
        told = (False, _why(failure))
    st.session_state[KEY_DECIDED] = [told]


def _accept(look: Look, one: Waiting, seen: int | None) -> str:
    made = review.accept_upload(look.store, one.upload_id, look.actor, seen=seen)
    kept = "".join(f"；{problem.message}" for problem in made.kept)
    return f"{one.file_name}已审核入库，数据第{made.version}版{kept}。"


def _return(look: Look, one: Waiting, reason: str) -> str:
    review.return_upload(look.store, one.upload_id, reason, look.actor)
    return f"{one.file_name}已退回{look.names.get(one.unit, one.received_by)}，原因已写入报送记录。"


def _why(failure: Exception) -> str:
    if isinstance(failure, StoreFailed):
        return failure_words(failure)
    if isinstance(failure, Refused):
        return "现在检查不能通过，没有入库：" + "；".join(problem.message for problem in failure.problems[:3])
    return str(failure)


def _seen_words(seen: review.Seen) -> str:
    return (
        f"{load_contracts()[seen.dataset].title}新增{seen.new}行、变更{seen.changed}行、"
        f"不变{seen.unchanged}行、撤下{seen.withdrawn}行"
    )
