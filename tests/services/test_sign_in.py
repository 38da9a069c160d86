"""Signing in: what opens, what is counted, when it closes and for how long, and what the log says of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from services import accounts, sign_in
from services.account_rules import Draft
from services.accounts import FAILURES, LOCK, Issued, create, state_of
from services.actor import Actor
from services.sessions import FAILURES_PER_ADDRESS, IDLE_MINUTES, SHOWING_HOURS, Sessions
from services.sign_in import DISABLED, DUE, HANDED_OUT, TOO_MANY, WRONG, SignInRefused, change_own_password
from services.store import Store
from tests.services.signing import ADDRESS, CHIEF, MORNING, OTHER, PASSWORD, Clock, first_account, signed_in
from tests.services.small_county import opened_copy
from warehouse.accounts import Account, find_login
from warehouse.audit import list_entries

MINUTE = timedelta(minutes=1)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def store(registered_folder: Path, tmp_path: Path, clock: Clock) -> Iterator[Store]:
    """A store with the first account, and sessions by a clock set by hand."""
    with opened_copy(registered_folder, tmp_path) as opened, closing(opened):
        timed = replace(opened, sessions=Sessions(clock=clock))
        first_account(timed)
        yield timed


def stored(store: Store, login: str = CHIEF.login) -> Account:
    found = find_login(store.warehouse, login)
    assert found is not None
    return found


def fail(store: Store, times: int = 1, at: object = MORNING, login: str = CHIEF.login, address: str = ADDRESS) -> str:
    """What the last of some wrong passwords is answered."""
    said = ""
    for _ in range(times):
        with pytest.raises(SignInRefused) as refused:
            sign_in.sign_in(store, login, "Wrong-2026", address, now=at)  # type: ignore[arg-type]
        said = str(refused.value)
    return said


def acts(store: Store) -> list[str]:
    return [one.action for one in reversed(list_entries(store.warehouse)) if one.action not in ("入库", "创建账号")]


def staff(store: Store) -> Issued:
    chief = sign_in.actor_of(stored(store), ADDRESS)
    return create(store, [Draft("jing1", "人员012", "单位", "HF002")], chief, now=MORNING)[0]


def test_right_password_opens_a_session_of_the_person(store: Store) -> None:
    signed = signed_in(store, " ＧuanＬi ", "Ｈaifeng-２０２６")
    session = store.sessions.find(signed.token)
    assert session is not None and signed.must_change == ""
    assert session.actor == Actor("人员801", "县政数局", origin=ADDRESS, account_id=stored(store).account_id)
    assert stored(store).signed_in_at == MORNING
    (entry, *_) = list_entries(store.warehouse)
    assert (entry.action, entry.actor, entry.origin, entry.subject) == ("登录", "人员801", ADDRESS, "人员801（guanli）")


def test_unknown_name_and_wrong_password_are_answered_alike(store: Store) -> None:
    assert fail(store) == fail(store, login="nobody") == WRONG
    entry = list_entries(store.warehouse)[0]
    assert (entry.actor, entry.action, entry.subject, entry.origin) == ("未登录", "登录失败", "没有这个登录名", ADDRESS)
    assert "nobody" not in repr(entry)


def test_unknown_name_costs_a_hash_as_a_known_one_does(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[str] = []
    compare = sign_in.passwords.matches

    def compare_and_count(password: str, hashed: str) -> bool:
        compared.append(hashed.rpartition("$")[0].rpartition("$")[0])
        return compare(password, hashed)

    monkeypatch.setattr(sign_in.passwords, "matches", compare_and_count)
    fail(store, login="nobody")
    fail(store)
    unknown, known = compared
    assert unknown == known == f"scrypt${sign_in.passwords.COST}$8$1"


def test_fifth_failure_locks_for_fifteen_minutes_and_no_longer(store: Store) -> None:
    assert fail(store, FAILURES - 1) == WRONG
    assert fail(store).startswith("密码连续5次不正确，账号锁定15分钟。请在09时15分以后再试")
    assert state_of(stored(store), MORNING) == "锁定"
    with pytest.raises(SignInRefused, match="已锁定，请在09时15分以后再试"):
        signed_in(store, at=MORNING + LOCK - MINUTE)
    # Trying while it is locked makes it no longer.
    assert signed_in(store, at=MORNING + LOCK).must_change == ""
    assert stored(store).failed_count == 0 and stored(store).locked_until is None
    assert acts(store) == ["登录失败"] * 5 + ["锁定账号", "登录失败", "登录"]


def test_counting_begins_anew_after_a_success_and_after_a_lock(store: Store) -> None:
    fail(store, FAILURES - 1)
    signed_in(store)
    assert fail(store, FAILURES - 1) == WRONG
    assert "锁定15分钟" in fail(store)
    assert fail(store, FAILURES - 1, MORNING + LOCK) == WRONG
    assert "锁定15分钟" in fail(store, at=MORNING + LOCK)


def test_clock_set_back_does_not_keep_an_account_locked(store: Store) -> None:
    fail(store, FAILURES)
    assert signed_in(store, at=MORNING - timedelta(days=2)).token


def test_manager_unlocks_before_the_time(store: Store) -> None:
    issued = staff(store)
    fail(store, FAILURES, login="jing1")
    accounts.unlock(store, stored(store, "jing1"), Actor("人员801", "县政数局"))
    assert signed_in(store, "jing1", issued.password).must_change == HANDED_OUT


def test_disabled_account_is_told_so_only_with_the_right_password(store: Store) -> None:
    issued = staff(store)
    accounts.disable(store, issued.account, Actor("人员801", "县政数局"))
    assert fail(store, login="jing1") == WRONG
    with pytest.raises(SignInRefused, match=DISABLED):
        signed_in(store, "jing1", issued.password)


def test_address_is_closed_after_many_failures_and_opens_again(store: Store, clock: Clock) -> None:
    for number in range(FAILURES_PER_ADDRESS):
        assert fail(store, login=f"nobody{number}") == WRONG
    with pytest.raises(SignInRefused, match=TOO_MANY):
        signed_in(store)
    assert acts(store) == ["登录失败"] * FAILURES_PER_ADDRESS + ["暂停来源登录"]
    assert sign_in.sign_in(store, CHIEF.login, PASSWORD, "10.8.0.22", now=MORNING).token
    clock.seconds += 15 * 60
    assert signed_in(store).token


def test_one_time_password_must_be_changed_and_then_opens_everything(store: Store) -> None:
    issued = staff(store)
    signed = signed_in(store, "jing1", issued.password)
    session = store.sessions.find(signed.token)
    assert session is not None and signed.must_change == session.must_change == HANDED_OUT
    for former, new, repeated, words in (
        (PASSWORD, OTHER, OTHER, "现密码不正确"),
        (issued.password, OTHER, PASSWORD, "不一致"),
        (issued.password, issued.password, issued.password, "不能与原密码相同"),
        (issued.password, "Jing1-2026", "Jing1-2026", "不能含登录名"),
    ):
        with pytest.raises(SignInRefused, match=words):
            change_own_password(store, session, former, new, repeated, now=MORNING)
    after = change_own_password(store, session, issued.password, OTHER, OTHER, now=MORNING)
    assert store.sessions.find(signed.token) is None and store.sessions.why_ended(signed.token) == ""
    opened = store.sessions.find(after.token)
    assert opened is not None and opened.must_change == ""
    assert not stored(store, "jing1").must_change
    assert signed_in(store, "jing1", OTHER).must_change == ""
    assert acts(store)[-2:] == ["修改密码", "登录"]
    assert OTHER not in repr(store.warehouse.query("select * from audit"))


def test_wrong_former_passwords_lock_too_and_end_the_session(store: Store) -> None:
    token = signed_in(store).token
    session = store.sessions.find(token)
    assert session is not None
    for _ in range(FAILURES):
        with pytest.raises(SignInRefused):
            change_own_password(store, session, "Wrong-2026", OTHER, OTHER, now=MORNING)
    assert store.sessions.find(token) is None
    assert "账号锁定15分钟" in store.sessions.why_ended(token)
    assert acts(store)[-1] == "锁定账号" and acts(store)[1] == "修改密码失败"


def test_failures_elsewhere_do_not_put_out_whoever_is_in(store: Store) -> None:
    token = signed_in(store).token
    session = store.sessions.find(token)
    assert session is not None
    fail(store, FAILURES, address="10.8.0.99")
    with pytest.raises(SignInRefused, match="已锁定"):
        change_own_password(store, session, PASSWORD, OTHER, OTHER, now=MORNING)
    assert store.sessions.find(token) is not None
    assert change_own_password(store, session, PASSWORD, OTHER, OTHER, now=MORNING + LOCK).token


def test_password_of_ninety_days_must_be_changed(store: Store) -> None:
    assert signed_in(store, at=MORNING + timedelta(days=90) - MINUTE).must_change == ""
    assert signed_in(store, at=MORNING + timedelta(days=90)).must_change == DUE


def test_newer_session_ends_the_older_one_which_is_told_where(store: Store) -> None:
    older = signed_in(store).token
    newer = sign_in.sign_in(store, CHIEF.login, PASSWORD, "10.8.0.99", now=MORNING + MINUTE).token
    assert store.sessions.find(newer) is not None and store.sessions.find(older) is None
    assert "已于09时01分在另一处登录（来源地址10.8.0.99）" in store.sessions.why_ended(older)


def test_session_ends_after_thirty_idle_minutes_and_not_before(store: Store, clock: Clock) -> None:
    token = signed_in(store).token
    clock.seconds += IDLE_MINUTES * 60 - 1
    assert store.sessions.use(token) is not None
    clock.seconds += IDLE_MINUTES * 60 - 1
    assert store.sessions.find(token) is not None  # looking is no use
    clock.seconds += 1
    assert store.sessions.find(token) is None
    assert "30分钟没有操作" in store.sessions.why_ended(token)


def test_shown_meeting_keeps_its_session_for_a_working_day_whatever_other_pages_do(store: Store, clock: Clock) -> None:
    token = signed_in(store).token
    store.sessions.note_show(token, "show", True)
    store.sessions.note_show(token, "beside", False)
    clock.seconds += SHOWING_HOURS * 3600 - 1
    assert store.sessions.find(token) is not None
    store.sessions.note_show(token, "show", False)
    assert store.sessions.find(token) is None


def test_closed_page_of_a_show_keeps_its_session_no_longer_than_any_other(store: Store, clock: Clock) -> None:
    token = signed_in(store).token
    store.sessions.note_show(token, "show", True)
    clock.seconds += SHOWING_HOURS * 3600 - 1
    store.sessions.is_open_page = lambda page: page != "show"
    store.sessions.note_line_ended(token)
    clock.seconds += IDLE_MINUTES * 60 - 1
    assert store.sessions.find(token) is not None
    clock.seconds += 1
    assert store.sessions.find(token) is None


def test_signing_out_ends_the_session_and_is_logged_once(store: Store) -> None:
    token = signed_in(store).token
    sign_in.sign_out(store, token, now=MORNING)
    sign_in.sign_out(store, token, now=MORNING)
    assert store.sessions.find(token) is None and store.sessions.why_ended(token) == "已退出。"
    assert acts(store) == ["登录", "退出"]


def test_unknown_and_empty_tokens_open_nothing(store: Store) -> None:
    signed_in(store)
    assert [store.sessions.use(token) for token in ("", "x", "密" * 9)] == [None] * 3
    assert store.sessions.why_ended("x") == ""


def test_guess_that_was_right_before_a_reset_opens_nothing(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    issued = staff(store)
    compare = sign_in.passwords.matches

    def compare_while_somebody_resets(password: str, hashed: str) -> bool:
        is_right = compare(password, hashed)
        accounts.reset(store, stored(store, "jing1"), Actor("人员801", "县政数局"))
        return is_right

    monkeypatch.setattr(sign_in.passwords, "matches", compare_while_somebody_resets)
    with pytest.raises(SignInRefused, match=WRONG):
        signed_in(store, "jing1", issued.password)


def test_account_disabled_while_it_signs_in_is_not_in(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    issued = staff(store)
    start, begun = store.sessions.start, []

    def start_while_somebody_disables(actor: Actor, must_change: str = "", *, said_to_former: str = "") -> str:
        accounts.disable(store, stored(store, "jing1"), Actor("人员801", "县政数局"))
        begun.append(start(actor, must_change, said_to_former=said_to_former))
        return begun[-1]

    monkeypatch.setattr(store.sessions, "start", start_while_somebody_disables)
    with pytest.raises(SignInRefused, match="已由管理人员变更"):
        signed_in(store, "jing1", issued.password)
    assert store.sessions.find(begun[0]) is None


def test_passwords_to_hand_out_stay_with_whoever_changes_his_own(store: Store) -> None:
    session = store.sessions.find(signed_in(store).token)
    assert session is not None
    session.to_hand_out = (staff(store),)
    changed = change_own_password(store, session, PASSWORD, OTHER, OTHER, now=MORNING)
    renewed = store.sessions.find(changed.token)
    assert renewed is not None and renewed.to_hand_out == session.to_hand_out
    assert store.sessions.find(signed_in(store, password=OTHER).token).to_hand_out == ()  # type: ignore[union-attr]
