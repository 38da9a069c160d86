"""Making accounts: the first one, one more, those of everybody in post; and the passwords to hand out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

import pandas as pd
import streamlit as st

from exports.account_list import export_issued
from services import accounts
from services.account_rules import AccountRefused, Draft
from services.actor import MAY_MANAGE_ACCOUNTS, ROLES, role_name
from services.passwords import RULES
from services.post_accounts import PostHolder, list_without_account
from services.store import DEMO_MARKER
from ui.accounts import act, keep_issued, list_issued, pick_person, put_issued_away, show_said
from ui.markup import show
from ui.session import Look, latest_day
from ui.signed_in import KEY_SAID_BEFORE

FORM_WIDTH = 860  # pixels
TICKED, LOGIN = "建立", "登录名"
_FIRST = {part: f"first:{part}" for part in ("login", "name", "role", "password", "repeated")}
LOGIN_HELP = "2至30个汉字、字母、数字，不分大小写，建立后不能改"


def show_first(look: Look) -> None:
    """The first account, with its holder's own password: from then on everybody signs in."""
    show_said()
    show(
        '<ul class="list"><li><b>现在是单机模式</b><span>只能在本机打开，身份自选，不作登录；从网络来的访问一律不予显示。</span></li>'
        "<li><b>建立首个账号后，所有人须登录</b><span>本页随即退出，用这个账号登录后再建立其他账号。此后不能回到单机模式。</span></li>"
        f"<li><b>首个账号须能管理账号</b><span>身份为{escape(look.bureau)}或技术员。建议再建一个能管理账号的账号，互为备用。</span></li></ul>"
    )
    # A form sends nothing, the passwords least of all, before it is whole.
    with st.form("first", width=FORM_WIDTH):
        first, second, third = st.columns(3)
        first.text_input("登录名", key=_FIRST["login"], help=LOGIN_HELP, max_chars=30)
        second.text_input("姓名", key=_FIRST["name"], max_chars=30)
        managing = [role for role in ROLES if role in MAY_MANAGE_ACCOUNTS]
        third.selectbox("身份", managing, key=_FIRST["role"], format_func=lambda one: role_name(one, look.bureau))
        fourth, fifth, _ = st.columns(3)
        fourth.text_input("密码", type="password", key=_FIRST["password"], max_chars=64)
        fifth.text_input("再填一次密码", type="password", key=_FIRST["repeated"], max_chars=64)
        st.caption(f"密码须为{RULES}。")
        st.form_submit_button("建立首个账号", type="primary", on_click=_create_first, args=(look,))


def show_new(look: Look) -> None:
    """One more account, with a password to hand out."""
    # A new number of accounts makes new fields, so that they are empty again afterwards.
    mark = f"new:{len(accounts.list_accounts(look.store, look.actor))}"
    with st.container(border=True, width=FORM_WIDTH):
        login = st.text_input("登录名", key=f"account:login:{mark}", help=LOGIN_HELP, max_chars=30)
        name, role, unit = pick_person(look, mark)
        draft = Draft(login, name, role, unit)
        st.button("建立账号", type="primary", key=f"account:new:{mark}", on_click=_create, args=(look, [draft]))
    st.caption(f"身份为单位的，只办理本单位的事项；领导只看，不办理；{look.bureau}和技术员办理全部事项，并管理账号。")


def show_for_posts(look: Look) -> None:
    """Accounts of everybody in post who has none, ticked in a table."""
    found = list_without_account(look.store, latest_day(look.store.path / DEMO_MARKER), look.actor)
    if not found:
        show('<p class="quiet">名单中的在岗人员都已有账号；没有报来名单的单位，先报名单。</p>')
        return
    rows = [
        {
            TICKED: True, "单位": look.names.get(one.unit, one.unit), "姓名": one.name, "岗位": "、".join(one.posts),
            "身份": one.draft.role, LOGIN: one.draft.login,
        }
        for one in found
    ]  # fmt: skip
    edited = st.data_editor(
        pd.DataFrame(rows), key=f"posts:{len(found)}", hide_index=True, width="stretch",
        disabled=["单位", "姓名", "岗位", "身份"], height=min(36 * (len(rows) + 1), 470),
        column_config={
            TICKED: st.column_config.CheckboxColumn(width=60), "岗位": st.column_config.TextColumn(width="medium"),
            LOGIN: st.column_config.TextColumn(help=LOGIN_HELP, max_chars=30, required=True),
        },
    )  # fmt: skip
    drafts = _ticked(found, edited)
    if st.button(f"为所选{len(drafts)}人建立账号", type="primary", disabled=not drafts):
        with st.spinner("正在建立账号"):  # a password's hash takes a tenth of a second
            _create(look, drafts)
        st.rerun()
    st.caption("登录名默认为姓名，重名的加单位简称，可在表中改。县本级人员的身份为领导，其余为单位。")


def show_issued(look: Look) -> None:
    """Passwords made since signing in, to hand out and to put away."""
    issued = list_issued(look)
    if not issued:
        return
    with st.container(border=True):
        show(f"<h2>一次性密码　<span class='quiet'>{len(issued)}人，退出登录后不再显示</span></h2>")
        if len(issued) <= 5:
            lines = "".join(
                f"<tr><td>{escape(one.account.name)}</td><td>{escape(one.account.login)}</td><td><code>{escape(one.password)}</code></td></tr>"
                for one in issued
            )
            show(f'<table class="rows cases"><tr><th>姓名</th><th>登录名</th><th>一次性密码</th></tr>{lines}</table>')
        with st.container(horizontal=True):
            st.download_button(
                "下载账号发放表", data=lambda: export_issued(issued, look.names, look.bureau), file_name="账号发放表.xlsx",
                on_click="ignore", key="issued:take",
            )  # fmt: skip
            st.button("已发放或已下载，不再显示", on_click=put_issued_away, args=(look,))
        st.caption("请逐人单独发放，发放后销毁发放表。丢失的只能重置密码。")


def _ticked(found: Sequence[PostHolder], edited: pd.DataFrame) -> list[Draft]:
    pairs = zip(found, edited[TICKED], edited[LOGIN], strict=True)
    return [
        Draft(str(login or ""), one.draft.name, one.draft.role, one.draft.unit)
        for one, ticked, login in pairs
        if ticked
    ]


def _create(look: Look, drafts: Sequence[Draft]) -> None:
    made = act(f"已建立{len(drafts)}个账号，一次性密码见下。", accounts.create, look.store, drafts, look.actor)
    if isinstance(made, list):
        keep_issued(look, made)


def _create_first(look: Look) -> None:
    given = {part: str(st.session_state[key] or "") for part, key in _FIRST.items()}
    words = "首个账号已建立，现在起所有人须登录。请用它登录。"
    if act(words, _create_repeated, look, given):
        st.session_state[KEY_SAID_BEFORE] = words


def _create_repeated(look: Look, given: Mapping[str, str]) -> object:
    if given["password"] != given["repeated"]:
        raise AccountRefused("两次填写的密码不一致，请重新填写。")
    draft = Draft(given["login"], given["name"], given["role"])
    return accounts.create_first(look.store, draft, given["password"], look.actor)
