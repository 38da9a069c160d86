"""账号 on the page, and the frame for whoever has signed in: the person's rights whatever the address says."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from streamlit.runtime.context import ContextProxy
from streamlit.testing.v1 import AppTest

from services.account_rules import Draft
from services.accounts import create, list_accounts
from services.actor import Actor
from services.sign_in import HANDED_OUT, actor_of
from services.store import Store
from services.unit_register import commit_change, merge_units
from tests.pages.conftest import html_of, run_page
from tests.pages.test_frame import run_frame
from tests.services.signing import ADDRESS, PASSWORD, first_account
from ui.signed_in import COOKIE

pytestmark = pytest.mark.slow


@pytest.fixture
def chief(full_store: Store, monkeypatch: pytest.MonkeyPatch) -> Actor:
    """The holder of the first account, signed in."""
    return enter(full_store, first_account(full_store)[1], monkeypatch)


def enter(store: Store, actor: Actor, monkeypatch: pytest.MonkeyPatch, must_change: str = "") -> Actor:
    """Pages of this test are asked for by this person's browser."""
    token = store.sessions.start(actor, must_change)
    monkeypatch.setattr(ContextProxy, "cookies", {COOKIE: token})
    return actor


def staff(store: Store, chief: Actor) -> Actor:
    (issued,) = create(store, [Draft("jing1", "人员012", "单位", "HF002")], chief)
    return actor_of(issued.account, ADDRESS)


def test_page_explains_the_first_account_and_makes_it(full_store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ContextProxy, "cookies", {})
    page = run_page("accounts.py")
    assert "建立首个账号后，所有人须登录" in html_of(page)
    page.text_input(key="first:login").input("guanli")
    page.text_input(key="first:name").input("人员801")
    page.text_input(key="first:password").input(PASSWORD)
    page.text_input(key="first:repeated").input(PASSWORD + "x")
    page.button[0].click().run()
    assert page.error[0].value == "两次填写的密码不一致，请重新填写。" and not full_store.sessions.requires_sign_in
    page.text_input(key="first:repeated").input(PASSWORD)
    page.button[0].click().run()
    assert full_store.sessions.requires_sign_in
    assert "首个账号已建立，现在起所有人须登录。请用它登录。" in html_of(page)
    assert not page.exception


def test_page_works_before_anything_is_stored(empty_store: Store) -> None:
    frame = run_frame()
    assert "首次使用" in html_of(frame)
    assert "建立首个账号后，所有人须登录" in html_of(run_page("accounts.py"))


@pytest.mark.parametrize("role", ["单位", "领导"])
def test_page_is_refused_to_units_and_leaders(full_store: Store, role: str) -> None:
    page = run_page("accounts.py", role=role)
    assert "不能管理账号" in page.info[0].value and not page.button


def test_frame_shows_the_person_and_the_ways_out_instead_of_roles(full_store: Store, chief: Actor) -> None:
    frame = run_frame()
    assert [one.label for one in frame.sidebar.selectbox] == ["批次", "类别"]
    shown = html_of(frame)
    assert "人员801" in shown and "修改密码" in shown and 'action="./sign-out"' in shown


def test_role_in_the_address_gives_nobody_other_rights(
    full_store: Store, chief: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    enter(full_store, staff(full_store, chief), monkeypatch)
    frame = run_frame(role="县政数局", own_unit="HF001")
    names = [one.proto.label for one in frame.sidebar.get("page_link")]
    assert "操作日志" not in names and "账号" not in names and "数据报送" in names
    assert "人员012" in html_of(frame) and "县公安局" in html_of(frame)
    assert all("role=" not in one.proto.query_string for one in frame.sidebar.get("page_link"))
    assert "不能查看操作日志" in run_page("log.py", role="技术员").info[0].value


@pytest.mark.parametrize("must_change", ["", HANDED_OUT])
def test_page_of_an_ended_session_shows_a_sentence_and_nothing_else(
    full_store: Store, chief: Actor, must_change: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if must_change:
        enter(full_store, chief, monkeypatch, must_change)
    else:
        full_store.sessions.end_account(chief.account_id)
    for page in (run_frame(), run_page("overview.py"), run_page("log.py")):
        shown = html_of(page)
        assert "请登录" in shown and 'href="./login"' in shown
        assert "县公安局" not in shown and "<h1>总览" not in shown and not page.sidebar.get("page_link")


def test_list_names_state_and_leads_to_an_account(full_store: Store, chief: Actor) -> None:
    staff(full_store, chief)
    page = run_page("accounts.py")
    assert "共<b>2个账号</b>，1个待改密码。" in html_of(page)
    narrowed = run_page("accounts.py", text="公安")
    assert "jing1" in html_of(narrowed) and ">guanli</a>" not in html_of(narrowed)
    chosen = run_page("accounts.py", account="2")
    chosen.text_input(key="account:name:2:1").input("人员014").run()
    chosen.button(key="account:save:2:1").click().run()
    assert chosen.success[0].value == "“jing1”已修改。"
    assert [one.name for one in list_accounts(full_store, chief)] == ["人员801", "人员014"]


def test_password_reset_on_the_page_is_shown_once_and_put_away(full_store: Store, chief: Actor) -> None:
    staff(full_store, chief)
    page = run_page("accounts.py", account="2")
    assert page.button(key="account:reset:2:1").disabled
    page.checkbox(key="account:sure:2:1").check().run()
    page.button(key="account:reset:2:1").click().run()
    assert "一次性密码" in html_of(page) and "<code>" in html_of(page)
    next(one for one in page.button if one.label.startswith("已发放")).click().run()
    assert "<code>" not in html_of(page)


def test_page_that_goes_on_under_another_person_keeps_nothing_of_the_former(
    full_store: Store, chief: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    (issued,) = create(full_store, [Draft("guanli2", "人员802", "技术员")], chief)
    page = run_page("accounts.py", account="2")
    page.checkbox(key="account:sure:2:1").check().run()
    page.button(key="account:reset:2:1").click().run()
    assert "<code>" in html_of(page)
    enter(full_store, actor_of(issued.account, ADDRESS), monkeypatch)
    assert "<code>" not in html_of(page.run())


def test_own_account_cannot_be_disabled_on_the_page(full_store: Store, chief: Actor) -> None:
    page = run_page("accounts.py", account="1")
    page.checkbox(key="account:sure:1:1").check().run()
    next(one for one in page.button if one.label == "停用").click().run()
    assert "不能对自己的账号停用" in page.error[0].value


def test_passwords_to_hand_out_outlive_a_reloaded_page_until_they_are_put_away(full_store: Store, chief: Actor) -> None:
    page = run_page("accounts.py", view="为在岗人员建立")
    next(one for one in page.button if one.label == "为所选4人建立账号").click().run()
    again = run_page("accounts.py")
    assert "4人，退出登录后不再显示" in html_of(again)
    next(one for one in again.button if one.label == "已发放或已下载，不再显示").click().run()
    assert "一次性密码" not in html_of(again) and "一次性密码" not in html_of(run_page("accounts.py"))


def test_account_of_a_unit_that_has_left_says_so(full_store: Store, chief: Actor) -> None:
    staff(full_store, chief)
    assert "<td>县公安局</td>" in html_of(run_page("accounts.py"))
    change = merge_units(full_store, "HF002", "HF001", date(2025, 7, 1), date(2025, 7, 3))
    commit_change(full_store, change, chief, reason="机构改革", now=datetime(2025, 7, 3, 9))
    assert "<td>县公安局（2025年7月1日退出）</td>" in html_of(run_page("accounts.py"))


def test_accounts_of_everybody_in_post_are_made_in_one_go(full_store: Store, chief: Actor) -> None:
    page = run_page("accounts.py", view="为在岗人员建立")
    button = next(one for one in page.button if one.label == "为所选4人建立账号")
    button.click().run()
    assert page.success[0].value == "已建立4个账号，一次性密码见下。"
    assert [one.login for one in list_accounts(full_store, chief)][1:] == ["人员021", "人员011", "人员012", "人员013"]
    assert "都已有账号" in html_of(page)


def test_show_of_a_meeting_is_noted_at_the_session_and_ends_with_it(full_store: Store, chief: Actor) -> None:
    def script() -> None:
        from ui.session import look
        from ui.signed_in import note_show

        note_show(look().store, True)

    token = ContextProxy.cookies[COOKIE]  # type: ignore[index]
    assert not AppTest.from_function(script, default_timeout=30).run().exception
    session = full_store.sessions.find(token)
    assert session is not None and session.shown_on
    run_frame()
    assert not session.shown_on


def test_people_of_one_role_and_unit_share_what_is_counted(full_store: Store) -> None:
    def script() -> None:
        from dataclasses import replace

        import streamlit as st

        from services.actor import Actor
        from ui import cache
        from ui.session import look

        def seen_by(name: str, unit: str) -> object:
            person = Actor(name, "单位", unit, origin=name, account_id=len(name))
            return cache.data_quality(replace(look(), actor=person))

        one = seen_by("人员012", "HF002")
        st.session_state["shared"] = seen_by("人员0013", "HF002") is one, seen_by("人员012", "HF001") is one

    page = AppTest.from_function(script, default_timeout=30).run()
    assert page.session_state["shared"] == (True, False)


def test_technician_is_a_role_of_stand_alone_mode(full_store: Store) -> None:
    frame: AppTest = run_frame(role="技术员")
    assert frame.sidebar.selectbox[-1].value == "技术员"
    assert [one.proto.label for one in frame.sidebar.get("page_link")][-2:] == ["账号", "操作日志"]
    assert not frame.warning
