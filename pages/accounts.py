"""账号: who may sign in; the first account, one more, those of everybody in post; changed, disabled, given new passwords."""

from __future__ import annotations

from datetime import datetime

import streamlit as st

from services.accounts import list_accounts, state_of
from services.actor import NotAllowed
from ui.account_forms import show_first, show_for_posts, show_issued, show_new
from ui.accounts import show_account, show_said, show_table
from ui.choose import pick_from_address, switch_from_address, text_from_address
from ui.markup import show, show_head, two_columns
from ui.session import KEY_ACCOUNT, KEY_STATE, KEY_TEXT, KEY_VIEW, look

LIST, NEW, POSTS = "账号清单", "新建账号", "为在岗人员建立"

here = look()
try:
    known = list_accounts(here.store, here.actor)
except NotAllowed as refusal:
    show_head("账号")
    st.info(str(refusal))
    st.stop()
if not known:
    show_head("账号", (), "还没有账号。建立首个账号后，使用者凭账号登录，可以从网络访问。")
    show_first(here)
    st.stop()

now = datetime.now()
states = [state_of(one, now) for one in known]
others = "，".join(f"{states.count(one)}个{one}" for one in ("待改密码", "锁定", "停用") if one in states)
show_head("账号", (), f"共**{len(known)}个账号**，{others or '均正常'}。")
show_said()
show_issued(here)
view = switch_from_address("办理", (LIST, NEW, POSTS), KEY_VIEW, forget=(KEY_ACCOUNT,))
if view == NEW:
    show_new(here)
elif view == POSTS:
    show_for_posts(here)
else:
    left, right = two_columns("accounts", [0.66, 0.34])
    by_id = {str(one.account_id): one for one in known}
    with right:
        titles = {key: f"{one.name}（{one.login}）" for key, one in by_id.items()}
        chosen = pick_from_address(
            "账号（也可点左表登录名）", ["", *titles], KEY_ACCOUNT, format_func=lambda one: titles.get(one, "请选择")
        )
        if chosen:
            show_account(here, by_id[chosen], now)
    with left:
        by_text, by_state = st.columns(2)
        with by_text:
            text = text_from_address("查找", KEY_TEXT, key="accounts:text", placeholder="登录名、姓名或单位").casefold()
        with by_state:
            wanted = pick_from_address(
                "状态", ["", *dict.fromkeys(states)], KEY_STATE, format_func=lambda one: one or "全部"
            )
        listed = [
            one
            for one, state in zip(known, states, strict=True)
            if wanted in ("", state) and text in f"{one.login}\n{one.name}\n{here.names.get(one.unit, '')}".casefold()
        ]
        if listed:
            kept = {KEY_TEXT: text, KEY_STATE: wanted, KEY_ACCOUNT: chosen}
            show_table(here, listed, now, here.choices.params(**kept))
        else:
            show('<p class="quiet">没有符合条件的账号。</p>')
