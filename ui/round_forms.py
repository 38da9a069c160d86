"""Making, changing, closing and reopening a round: what the bureau types in, and what the service answers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import streamlit as st

from metrics.sentences import show_date
from services.actor import NotAllowed
from services.rounds import (
    Plan,
    Round,
    RoundInvalid,
    change_round,
    close_round,
    create_round,
    list_collected,
    reopen_round,
)
from services.store import StoreFailed
from ui.session import KEY_ROUND_SAID, Look

EVERY_UNIT, SOME_UNITS = "发出当日全部应报单位", "指定单位"
USUAL_DAYS = 20


def show_plan(look: Look, seen: Round | None) -> None:
    """The form of a new round, or of the one that is seen; saved against the revision that was seen."""
    mark = f"{seen.round_id}:{seen.revision}" if seen else "new"
    day = look.today
    known = [unit.code for unit in look.units if unit.kind != "县本级"]
    contracts = list_collected()
    left, right = st.columns(2)
    with left:
        st.text_input(
            "任务名称", value=seen.name if seen else "", key=_key("name", mark), placeholder="如：2025年上半年集中报送"
        )
        st.text_input(
            "文号（没有的不填）",
            value=seen.doc_no if seen else "",
            key=_key("doc_no", mark),
            placeholder="如：海政数〔2025〕5号",
        )
        st.multiselect(
            "表格", list(contracts), default=seen.datasets if seen else None, key=_key("datasets", mark),
            format_func=lambda one: contracts[one].title, placeholder="选择要报送的表格",
        )  # fmt: skip
        st.text_area("说明（写入通知的“有关要求”）", value=seen.note if seen else "", key=_key("note", mark), height=80)
    with right:
        first, second = st.columns(2)
        first.date_input(
            "发出日期", value=seen.opened_on if seen else day, format="YYYY-MM-DD", key=_key("opened_on", mark)
        )
        second.date_input(
            "截止日期（含当日）", value=seen.deadline if seen else day + timedelta(USUAL_DAYS), format="YYYY-MM-DD",
            key=_key("deadline", mark),
        )  # fmt: skip
        third, fourth = st.columns(2)
        third.text_input("联系人", value=seen.contact if seen else "", key=_key("contact", mark))
        fourth.text_input("联系电话", value=seen.contact_phone if seen else "", key=_key("contact_phone", mark))
        scope = st.radio(
            "应报单位", (EVERY_UNIT, SOME_UNITS), index=1 if seen else 0, horizontal=True, key=_key("scope", mark)
        )
        if scope == SOME_UNITS:
            default = [one for one in seen.units if one in known] if seen else []
            st.multiselect(
                "指定单位", known, default=default, key=_key("units", mark),
                format_func=lambda code: look.names.get(code, code), placeholder="选择单位",
            )  # fmt: skip
    words = "保存修改" if seen else "新建任务"
    st.button(words, type="primary", key=_key("save", mark), on_click=_save, args=(look, seen, mark))


def show_closing(look: Look, seen: Round) -> None:
    """Closing an open round, or opening a closed one again with a reason."""
    if seen.is_open:
        st.caption("结束后，应报清单和报送情况表固定在结束时的情况；之后报来的仍然入库，但不改变本任务的清单。")
        sure = st.checkbox("已核对应报清单，确认结束", key=_key("sure", f"{seen.round_id}:{seen.revision}"))
        st.button(
            "结束任务",
            disabled=not sure,
            on_click=_answered,
            args=(
                f"“{seen.name}”已结束。各单位报送情况表见“通报附表”。",
                seen,
                close_round,
                look.store,
                seen,
                look.actor,
            ),
        )
        return
    assert seen.closed_at is not None
    st.caption(f"任务已于{show_date(seen.closed_at.date())}由{seen.changed_by}结束。确需再收的，写明原因后重新开放。")
    key = _key("reason", f"{seen.round_id}:{seen.revision}")
    reason = st.text_input("重新开放的原因", key=key, placeholder="必填，将写入操作日志")
    st.button(
        "重新开放", disabled=not reason.strip(), on_click=_answered,
        args=(f"“{seen.name}”已重新开放。", seen, reopen_round, look.store, seen, reason, look.actor),
    )  # fmt: skip


def show_said() -> None:
    """What the last act was answered, once."""
    said = st.session_state.pop(KEY_ROUND_SAID, None)
    if said is not None:
        kind, words = said
        (st.success if kind == "done" else st.error)(words)


def answer(done: str, act: Callable[..., object], *arguments: object, **named: object) -> object:
    """Runs an act of the services and keeps its answer for the next run of the page; None when it was refused."""
    try:
        made = act(*arguments, **named)
    except RoundInvalid as invalid:
        st.session_state[KEY_ROUND_SAID] = ("refused", "没有保存：" + "".join(invalid.problems))
    except NotAllowed as refused:
        st.session_state[KEY_ROUND_SAID] = ("refused", str(refused))
    except StoreFailed:
        st.session_state[KEY_ROUND_SAID] = ("refused", "没有保存：数据目录写不进去，请技术人员检查磁盘空间后再试。")
    else:
        st.session_state[KEY_ROUND_SAID] = ("done", done)
        return made if made is not None else True
    return None


def _answered(done: str, seen: Round, act: Callable[..., object], *arguments: object) -> None:
    """An act on the round that is seen, which stays the one looked at: the first open round may be another now."""
    if answer(done, act, *arguments) is not None:
        st.query_params["round"] = str(seen.round_id)


def _save(look: Look, seen: Round | None, mark: str) -> None:
    state = st.session_state
    days = [state[_key(name, mark)] for name in ("opened_on", "deadline")]
    if None in days:
        state[KEY_ROUND_SAID] = ("refused", "没有保存：请填写发出日期和截止日期。")
        return
    is_some = state[_key("scope", mark)] == SOME_UNITS
    units = tuple(state.get(_key("units", mark), ())) if is_some else ()
    if is_some and not units:
        state[KEY_ROUND_SAID] = ("refused", "没有保存：请至少指定一个单位。")
        return
    plan = Plan(
        name=state[_key("name", mark)], doc_no=state[_key("doc_no", mark)], datasets=tuple(state[_key("datasets", mark)]),
        units=units, opened_on=days[0], deadline=days[1], contact=state[_key("contact", mark)],
        contact_phone=state[_key("contact_phone", mark)], note=state[_key("note", mark)],
    )  # fmt: skip
    if seen is None:
        made = answer(
            f"“{plan.name.strip()}”已新建。下一步在“通知和表格”生成通知。", create_round, look.store, plan, look.actor
        )
    else:
        made = answer("修改已保存。", change_round, look.store, seen, plan, look.actor)
    if isinstance(made, Round) and seen is None:
        st.query_params["round"] = str(made.round_id)
        st.query_params.pop("view", None)


def _key(name: str, mark: str) -> str:
    return f"round:{name}:{mark}"
