"""The accounts in a table, one of them to change, and what the last act was answered."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from html import escape

import streamlit as st

from metrics.sentences import show_date
from services import accounts
from services.account_rules import AccountRefused, Draft
from services.accounts import Account, Issued, state_of
from services.actor import ROLES, NotAllowed, role_name
from services.passwords import LASTS
from services.store import StoreFailed
from ui.markup import link, show
from ui.session import KEY_ACCOUNT, KEY_ACCOUNT_SAID, Look
from ui.signed_in import session_here

PATH = "accounts"
STATES = {"正常": ("good", "●"), "待改密码": ("near", "▲"), "锁定": ("bad", "■"), "停用": ("none", "○")}


def show_table(look: Look, listed: Sequence[Account], now: datetime, params: dict[str, str]) -> None:
    """The accounts; a login name leads to its account. params: what a link of the table keeps."""
    heads = "".join(f"<th>{word}</th>" for word in ("登录名", "姓名", "身份", "单位", "状态", "最近登录", "密码到期"))
    rows = "".join(_row(look, one, now, params) for one in listed)
    show(
        f'<div class="behind"><table class="rows cases"><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></div>'
    )


def show_account(look: Look, one: Account, now: datetime) -> None:
    """One account: who it is for, and what can be done with it."""
    state = state_of(one, now)
    show(f"<h2>{escape(one.name)}　<span class='quiet'>{escape(one.login)}　{state}</span></h2>")
    mark = f"{one.account_id}:{one.revision}"
    with st.container(border=True):
        name, role, unit = pick_person(look, mark, one)
        st.button(
            "保存修改", key=f"account:save:{mark}", type="primary",
            on_click=do,
            args=(f"“{one.login}”已修改。", accounts.change, look.store, one, Draft(one.login, name, role, unit), look.actor),
        )  # fmt: skip
    with st.container(border=True):
        sure = st.checkbox(f"已核对：办理的是{one.name}（{one.login}）的账号", key=f"account:sure:{mark}")
        with st.container(horizontal=True):
            st.button("重置密码", disabled=not sure, key=f"account:reset:{mark}", on_click=_reset, args=(look, one))
            if state == "锁定":
                _offer(look, one, sure, "解锁", accounts.unlock)
            if one.is_enabled:
                _offer(look, one, sure, "停用", accounts.disable)
            else:
                _offer(look, one, sure, "启用", accounts.enable)
        st.caption("重置后给出一次性密码，首次登录须修改。停用、重置或修改后，该账号已登录的页面随即退出。")
    changed = f"{show_date(one.changed_at.date())}由{one.changed_by}最后办理"
    show(f'<p class="foot">{escape(f"{show_date(one.created_at.date())}由{one.created_by}建立，{changed}。")}</p>')


def pick_person(look: Look, mark: str, seen: Account | None = None) -> tuple[str, str, str]:
    """Name, role and unit code as chosen; the unit is asked of unit staff alone."""
    first, second = st.columns(2)
    name = first.text_input("姓名", value=seen.name if seen else "", key=f"account:name:{mark}", max_chars=30)
    offered = list(ROLES)
    at = offered.index(seen.role) if seen and seen.role in offered else offered.index("单位")  # type: ignore[arg-type]
    role = second.selectbox(
        "身份", offered, index=at, key=f"account:role:{mark}", format_func=lambda one: role_name(one, look.bureau)
    )
    if role != "单位":
        return name, role, ""
    codes = [unit.code for unit in look.units if unit.kind != "县本级"]
    unit = st.selectbox(
        "单位", codes, index=codes.index(seen.unit) if seen and seen.unit in codes else None,
        key=f"account:unit:{mark}", format_func=lambda code: look.names[code],
        placeholder="请选择" if codes else "单位名录还没有载入",
    )  # fmt: skip
    return name, role, unit or ""


def do(done: str, deed: Callable[..., object], *arguments: object) -> None:
    """The same as act, for a button."""
    act(done, deed, *arguments)


def act(done: str, deed: Callable[..., object], *arguments: object) -> object:
    """Runs an act of the services and keeps its answer for the next run of the page; None when it was refused."""
    try:
        made = deed(*arguments)
    except (AccountRefused, NotAllowed) as refused:
        st.session_state[KEY_ACCOUNT_SAID] = ("refused", str(refused))
        return None
    except StoreFailed:
        words = "没有保存：数据目录写不进去，请技术人员检查磁盘空间后再试。"
        st.session_state[KEY_ACCOUNT_SAID] = ("refused", words)
        return None
    st.session_state[KEY_ACCOUNT_SAID] = ("done", done)
    return made


def show_said() -> None:
    """What the last act was answered, once."""
    if (said := st.session_state.pop(KEY_ACCOUNT_SAID, None)) is not None:
        kind, words = said
        (st.success if kind == "done" else st.error)(words)


def keep_issued(look: Look, issued: Sequence[Issued]) -> None:
    """Keeps the passwords to hand out until they are put away: with the session, so that a reloaded page has them still."""
    if (here := session_here(look.store)) is not None:
        here.to_hand_out = (*here.to_hand_out, *issued)


def list_issued(look: Look) -> list[Issued]:
    """The passwords that are still to be handed out."""
    here = session_here(look.store)
    return [one for one in here.to_hand_out if isinstance(one, Issued)] if here else []


def put_issued_away(look: Look) -> None:
    """They are shown no more."""
    if (here := session_here(look.store)) is not None:
        here.to_hand_out = ()


def _row(look: Look, one: Account, now: datetime, params: dict[str, str]) -> str:
    css, shape = STATES[state_of(one, now)]
    login = link(PATH, {**params, KEY_ACCOUNT: str(one.account_id)}, escape(one.login), css="defined")
    unit = _unit_words(look, one.unit)
    last, at = (
        (show_date(one.signed_in_at.date()), f"{one.signed_in_at:%H时%M分}") if one.signed_in_at else ("从未登录", "")
    )
    until = "首次登录时" if one.must_change else show_date((one.password_changed_at + LASTS).date())
    return (
        f'<tr{" class=on" if params.get(KEY_ACCOUNT) == str(one.account_id) else ""}><td class="keep">{login}</td>'
        f'<td class="keep">{escape(one.name)}</td><td class="keep">{escape(role_name(one.role, look.bureau))}</td><td>{escape(unit)}</td>'
        f'<td class="out"><span class="light {css}">{shape} {state_of(one, now)}</span></td>'
        f'<td class="keep" title="{at}">{last}</td><td class="keep">{until}</td></tr>'
    )


def _unit_words(look: Look, code: str) -> str:
    """The unit; of one that has left, when it did: its accounts are to be moved or disabled."""
    left = next((one.left_on for one in look.units if one.code == code), None)
    return look.names.get(code, code) + (f"（{show_date(left)}退出）" if left else "")


def _offer(look: Look, one: Account, sure: bool, words: str, deed: Callable[..., object]) -> None:
    st.button(
        words, disabled=not sure, key=f"account:{words}:{one.account_id}:{one.revision}",
        on_click=do, args=(f"“{one.login}”已{words}。", deed, look.store, one, look.actor),
    )  # fmt: skip


def _reset(look: Look, one: Account) -> None:
    made = act(f"“{one.login}”的密码已重置，一次性密码见下。", accounts.reset, look.store, one, look.actor)
    if isinstance(made, Issued):
        keep_issued(look, [made])
