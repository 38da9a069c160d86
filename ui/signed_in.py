"""Who looks at a page: the person who signed in, or the role chosen in stand-alone mode."""

from __future__ import annotations

from dataclasses import replace
from html import escape
from urllib.parse import quote

import streamlit as st
from streamlit import runtime
from streamlit.runtime.scriptrunner import get_script_run_ctx

from services.actor import BUREAU, Actor, Role, role_name
from services.sessions import Session
from services.store import Store
from ui.markup import show

COOKIE = "cdo_session"
# What stand-alone mode leaves to say on the page that ends it.
KEY_SAID_BEFORE = "said_before"
KEY_PERSON = "person"


def make_actor(role: Role = BUREAU, unit: str = "", bureau: str = BUREAU) -> Actor:
    """Who acts in stand-alone mode: the role chosen in the sidebar. bureau: what it calls itself now."""
    return Actor(f"{role_name(role, bureau)}（单机模式）", role, unit, origin="本机浏览器", bureau=bureau)


def signed_in_actor(store: Store) -> Actor | None:
    """Who signed in; None in stand-alone mode. Ends the run when the session is over, nothing of the page shown."""
    if not store.sessions.requires_sign_in:
        return None
    token = st.context.cookies.get(COOKIE, "")
    session = store.sessions.find(token)
    if session is None or session.must_change:
        said = store.sessions.why_ended(token) or st.session_state.get(KEY_SAID_BEFORE, "本程序须登录使用。")
        show(f'<h1>请登录</h1><p class="say">{escape(said)}</p><p><a class="defined" href="./login">去登录</a></p>')
        st.stop()
    # A page whose line was cut goes on under whoever signed in meanwhile in this browser; what the former chose is gone.
    if st.session_state.setdefault(KEY_PERSON, session.actor.account_id) != session.actor.account_id:
        st.session_state.clear()
        st.session_state[KEY_PERSON] = session.actor.account_id
    return replace(session.actor, bureau=store.settings.bureau)


def session_here(store: Store) -> Session | None:
    """The session of the browser that asks; None in stand-alone mode."""
    return store.sessions.find(st.context.cookies.get(COOKIE, "")) if store.sessions.requires_sign_in else None


def note_show(store: Store, is_showing: bool) -> None:
    """Tells the session whether a meeting is on this page: then it stays signed in much longer without a touch."""
    if store.sessions.requires_sign_in and (here := get_script_run_ctx()) is not None:
        store.sessions.note_show(st.context.cookies.get(COOKIE, ""), here.session_id, is_showing)


def is_open_page(page: str) -> bool:
    """Whether a page still stands on a screen, by Streamlit's number of it."""
    return not runtime.exists() or runtime.get_instance().is_active_session(page)


def show_person(actor: Actor, names: dict[str, str], here: str) -> None:
    """Who is signed in, with the ways to another password and out. here: the page's own address, to come back to."""
    what = names.get(actor.unit, actor.unit) if actor.role == "单位" else actor.role_name
    show(
        f'<div class="person"><span>{escape(actor.name)}　<span class="quiet">{escape(what)}</span></span>'
        f'<form method="post" action="./sign-out"><a href="./password?next={quote(here, safe="")}">修改密码</a>'
        '<button type="submit">退出</button></form></div>'
    )
