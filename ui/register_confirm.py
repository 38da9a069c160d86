"""Edits of a register before they count: every problem, what would change, the confirmation; and what to do when
somebody else was faster.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from html import escape

import streamlit as st

from config.contracts import Contract
from loaders.problems import SEVERITY_NAMES, Problem
from metrics.sentences import show_date
from services.actor import NotAllowed
from services.register_history import changed_cells, key_words
from services.registers import Edit, Receipt, Refused, RowChanged, commit_edits
from services.registers import check_edits as check
from services.rows import value_words
from services.store import StoreFailed
from ui import cached_work
from ui.markup import link, show
from ui.session import (
    KEY_RECORD,
    KEY_REGISTER_EDITS,
    KEY_REGISTER_HELD,
    KEY_REGISTER_NO,
    KEY_REGISTER_TOLD,
    Look,
)
from ui.upload_preview import show_figures, show_rows
from warehouse.edits import Moved

BLANK_CODES = frozenset({"key_empty", "required_blank"})
NOT_WRITTEN = "没有写成，台账没有变化，请技术人员检查磁盘空间后再试。"


@dataclass(frozen=True, slots=True)
class Waiting:
    """Edits of one register that were handed in and wait to be confirmed."""

    dataset: str
    edits: tuple[Edit, ...]


def hand_in(dataset: str, edits: Sequence[Edit]) -> None:
    """Takes edits up for checking; they replace earlier ones."""
    st.session_state[KEY_REGISTER_EDITS] = Waiting(dataset, tuple(edits))
    st.session_state.pop(KEY_REGISTER_TOLD, None)


def begin_anew() -> None:
    """Forgets what was typed and looks at the rows as they are now."""
    st.session_state.pop(KEY_REGISTER_EDITS, None)
    st.session_state.pop(KEY_REGISTER_HELD, None)
    st.session_state[KEY_REGISTER_NO] = round_no() + 1


def round_no() -> int:
    """Part of the keys of forms and tables: a new number makes them begin anew."""
    return int(st.session_state.get(KEY_REGISTER_NO, 0))


def show_waiting(look: Look, contract: Contract) -> None:
    """Problems and preview of the edits that wait, and the button that makes them count."""
    waiting: Waiting | None = st.session_state.get(KEY_REGISTER_EDITS)
    if waiting is None or waiting.dataset != contract.id:
        return
    with st.container(border=True, key="register_waiting"):
        try:
            problems = check(look.store, waiting.dataset, waiting.edits, look.actor, today=look.today)
            _show_problems(problems)
            if any(one.severity != "warning" for one in problems):
                return
            seen = cached_work.edits_preview(look, waiting.dataset, waiting.edits)
        except RowChanged as changed:
            _show_changed(look, contract, waiting, changed)
            return
        except (Refused, NotAllowed) as refusal:
            st.error(_refusal_words(refusal))
            return
        if not any(one.new or one.changed or one.withdrawn for one in seen.rows.tables):
            st.info("所填内容与台账现有内容相同，没有变化。")
        for kept in seen.rows.kept:
            title = contract.field(kept.field).title
            st.warning(
                f"{title}已登记为{show_date(kept.stored)}，不能直接改晚，入库后仍按原日期计；确属登记错误的，请在下方办理更正。"
            )
        show_figures(look, seen.headline)
        show_rows(look, seen)
        _confirm(look, contract, waiting)


def _confirm(look: Look, contract: Contract, waiting: Waiting) -> None:
    needs_reason = any(one.withdraw for one in waiting.edits)
    reason = st.text_input(
        "撤回原因（必填）" if needs_reason else "说明（选填，写入操作日志）", key=f"register_reason:{contract.id}"
    )
    clean = st.checkbox("已核对：所填内容不含国家秘密和工作秘密", key=f"register_clean:{contract.id}")
    left, right, _ = st.columns([0.2, 0.2, 0.6])
    ready = clean and (bool(reason.strip()) or not needs_reason)
    if left.button("确认入库", type="primary", disabled=not ready, key="register_commit", width="stretch"):
        _commit(look, contract, waiting, reason)
    if right.button("放弃修改", key="register_drop", width="stretch"):
        begin_anew()
        st.rerun()


def _commit(look: Look, contract: Contract, waiting: Waiting, reason: str) -> None:
    try:
        commit_and_tell(
            contract, lambda: commit_edits(look.store, contract.id, waiting.edits, look.actor, reason=reason)
        )
    except RowChanged:
        st.rerun()


def commit_and_tell(contract: Contract, commit: Callable[[], Receipt]) -> None:
    """Runs what makes rows count and keeps the words of its receipt; a refusal is said where it stands.

    Raises:
        RowChanged: somebody else was faster; what to do about it depends on the form.
    """
    try:
        made = commit()
    except (Refused, NotAllowed) as refusal:
        st.error(_refusal_words(refusal))
    except StoreFailed:
        st.error(NOT_WRITTEN)
    else:
        _tell(contract, made)


def _tell(contract: Contract, made: Receipt) -> None:
    """Keeps the words of the receipt for the next run and begins anew."""
    opened, closed = (sum(getattr(table, name) for table in made.tables) for name in ("opened", "closed"))
    kept = "".join(f"{one.title}：{one.text}{one.mend}" for one in made.kept)
    words = f"“{contract.title}”已入库：回执编号{made.number}，数据第{made.version}版，写入{opened}行，替换或撤回{closed}行。{kept}"
    begin_anew()
    st.session_state[KEY_REGISTER_TOLD] = (words, str(made.version))
    for name in ("clean", "reason"):
        st.session_state.pop(f"register_{name}:{contract.id}", None)
    st.rerun()


def _show_problems(problems: Sequence[Problem]) -> None:
    if not problems:
        return
    body = "".join(
        f'<tr><td class="out">{SEVERITY_NAMES[one.severity]}</td><td class="out">{f"第{one.row}行" if one.row else ""}</td>'
        f"<td>{escape(one.title)}</td><td>{escape(one.found)}</td><td>{escape(one.text + _mend(one))}</td></tr>"
        for one in problems
    )
    heads = "".join(f"<th>{head}</th>" for head in ("程度", "行", "列", "填写内容", "问题和改法"))
    show(f'<h2>所填内容的问题（{len(problems)}处）</h2><table class="rows cases"><tr>{heads}</tr>{body}</table>')


def _mend(problem: Problem) -> str:
    """What to do, as it is said of a form and not of a workbook."""
    return "请补填。" if problem.code in BLANK_CODES else problem.mend.replace("重新上传", "重新核对")


def _show_changed(look: Look, contract: Contract, waiting: Waiting, changed: RowChanged) -> None:
    """The other's values beside one's own, and the way to confirm anew."""
    st.error(str(changed))
    full = {one.code: one.name for one in look.units}
    for moved in changed.moved:
        own = next((one for one in waiting.edits if moved.was is not None and one.row_id == moved.was.row_id), None)
        if own is not None and moved.now is not None and moved.was is not None:
            _show_side_by_side(contract, own, moved, full)
    left, right, _ = st.columns([0.28, 0.2, 0.52])
    can_go_on = all(one.now is not None and one.was is not None for one in changed.moved)
    if can_go_on and left.button("按对方的最新内容继续我的修改", key="register_again", width="stretch"):
        hand_in(waiting.dataset, _rebased(waiting, changed.moved))
        st.rerun()
    if right.button("放弃我的修改", key="register_give_up", width="stretch"):
        begin_anew()
        st.rerun()


def _show_side_by_side(contract: Contract, own: Edit, moved: Moved, full: dict[str, str]) -> None:
    assert moved.now is not None and moved.was is not None
    theirs = {one.title: one for one in changed_cells(contract, moved.was, moved.now, full)}
    body = ""
    for field in contract.fields:
        if field.name not in own.values and field.title not in theirs:
            continue
        month = field.name in moved.now.month_precise
        now = value_words(field, moved.now.values[field.name], full, to_month=month)
        was = theirs[field.title].before if field.title in theirs else now
        mine = value_words(field, own.values[field.name], full) if field.name in own.values else "未改"
        body += f"<tr><td>{escape(field.title)}</td><td>{escape(was)}</td><td>{escape(now)}</td><td>{escape(mine)}</td></tr>"
    name = key_words(contract, moved.now.values, moved.now.month_precise, full)
    show(
        f'<h2>{escape(name)}</h2><table class="rows cases"><tr><th>列</th><th>您查看时</th><th>对方改后</th><th>您填写的</th></tr>'
        f"{body}</table>"
    )


def _rebased(waiting: Waiting, moved: Sequence[Moved]) -> list[Edit]:
    """The same edits upon the rows as they are now."""
    now = {one.was.row_id: one.now for one in moved if one.was is not None and one.now is not None}
    return [
        replace(one, row_id=now[one.row_id].row_id, seen=now[one.row_id].opened_in) if one.row_id in now else one
        for one in waiting.edits
    ]


def _refusal_words(refusal: Exception) -> str:
    if isinstance(refusal, Refused):
        return "；".join(one.message for one in refusal.problems)
    return str(refusal)


def show_told(look: Look) -> None:
    """The receipt of what was confirmed last, with the way to its record and undo."""
    told = st.session_state.get(KEY_REGISTER_TOLD)
    if told:
        words, version = told
        params = look.choices.params(**{KEY_RECORD: version})
        way = link("uploads", params, "在报送记录中查看或撤销", css="defined")
        show(f'<p class="told">{escape(words)}　{way}</p>')
