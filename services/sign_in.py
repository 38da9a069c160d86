"""Signing in and out, and the change of one's own password. What fails is counted, logged and said without giving hints.

The whole decision is taken inside one transaction on the account as it stands then: guesses sent side by side are
counted one after another.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import cast

from services import passwords
from services.account_rules import normal_login
from services.accounts import FAILURES, LOCK, is_locked, subject_of
from services.actor import Actor, Role
from services.sessions import ADDRESS_MINUTES, CHANGED, FAILURES_PER_ADDRESS, Session
from services.store import Store
from warehouse import accounts as stored
from warehouse.accounts import Account
from warehouse.audit import add_entry
from warehouse.connect import Writer

HANDED_OUT = "这是发放的一次性密码，请先设置自己的密码。"
DUE = f"密码已使用满{passwords.LASTS.days}天，请更换。"
WRONG = "登录名或密码不正确，请重新填写。"
WRONG_FORMER = "现密码不正确，请重新填写。"
DISABLED = "账号已停用，不能登录。请联系管理账号的人员。"
TOO_MANY = f"从这台电脑登录失败已达{FAILURES_PER_ADDRESS}次，请{ADDRESS_MINUTES}分钟后再试。"


class SignInRefused(Exception):
    """Not signed in, or the password was not changed; the text is a Chinese sentence for the person."""


@dataclass(frozen=True, slots=True)
class SignedIn:
    """token: for the browser alone.  must_change: why the password has to be changed first, "" when it has not."""

    token: str
    must_change: str


def sign_in(store: Store, login: str, password: str, address: str, *, now: datetime | None = None) -> SignedIn:
    """A session for whoever knows login name and password. Raises SignInRefused."""
    at = now or datetime.now()
    _refuse_closed(store, address)
    known = stored.find_login(store.warehouse, normal_login(login))
    # An unknown name takes as long as a known one.
    is_right = passwords.matches(password, known.password_hash if known else _hash_of_nobody()) and known is not None
    if known is None:
        stranger = Actor("未登录", cast(Role, ""), origin=address)
        # What was typed is not logged: it may be a password in the wrong field.
        add_entry(store.warehouse, at, stranger, "登录失败", "没有这个登录名")
        _count_address(store, stranger, at)
        raise SignInRefused(WRONG)
    account, refusal = _decide(store, known, is_right, address, at, WRONG, "登录失败")
    if refusal:
        raise SignInRefused(refusal)
    must_change = HANDED_OUT if account.must_change else ""
    if not must_change and passwords.is_due(account.password_changed_at, at):
        must_change = DUE
    said = (
        f"您的账号已于{at:%H时%M分}在另一处登录（来源地址{address}），本处已退出。"
        "如果不是您本人登录，请立即重新登录并修改密码。"
    )
    return _enter(store, account, address, must_change, said)


def change_own_password(
    store: Store, session: Session, former: str, new: str, repeated: str, *, now: datetime | None = None
) -> SignedIn:
    """Sets another password and goes on in a new session of the same browser. Raises SignInRefused."""
    at, address = now or datetime.now(), session.actor.origin
    _refuse_closed(store, address)
    known = stored.find_account(store.warehouse, session.actor.account_id)
    if known is None:
        raise SignInRefused(DISABLED)
    is_right = passwords.matches(former, known.password_hash)
    if is_right and (faults := [*_unequal(new, repeated), *passwords.faults_of(new, known.login, known.password_hash)]):
        raise SignInRefused("".join(faults))
    hashed = passwords.hash_password(new) if is_right else ""
    account, refusal = _decide(store, known, is_right, address, at, WRONG_FORMER, "修改密码失败", hashed)
    if refusal:
        # Others may lock an account from afar; that puts nobody out who knows the password.
        if is_locked(account, at) and not is_right:
            store.sessions.end_account(account.account_id, refusal)
        raise SignInRefused(refusal)
    entered = _enter(store, account, address, "", "")
    if (renewed := store.sessions.find(entered.token)) is not None:
        renewed.to_hand_out = session.to_hand_out
    return entered


def sign_out(store: Store, token: str, *, now: datetime | None = None) -> None:
    """Ends the session of a browser; nothing when it had ended."""
    ended = store.sessions.end(token)
    if ended is not None:
        add_entry(store.warehouse, now or datetime.now(), ended.actor, "退出", ended.actor.name)


def actor_of(account: Account, address: str) -> Actor:
    """Who acts under an account."""
    return Actor(
        account.name, cast(Role, account.role), account.unit, origin=address, account_id=account.account_id
    )  # fmt: skip


def _enter(store: Store, account: Account, address: str, must_change: str, said_to_former: str) -> SignedIn:
    """Begins the session. A manager's change that came between ended only those there were: it ends this one, too."""
    token = store.sessions.start(actor_of(account, address), must_change, said_to_former=said_to_former)
    now = stored.find_account(store.warehouse, account.account_id)
    if now is None or now.revision != account.revision:
        store.sessions.end(token, CHANGED)
        raise SignInRefused(CHANGED)
    return SignedIn(token, must_change)


def _decide(
    store: Store, seen: Account, is_right: bool, address: str, at: datetime, wrong: str, failed: str, new_hash: str = ""
) -> tuple[Account, str]:
    """What comes of one attempt, noted and logged: the account as it stands then, and the refusal, "" for success."""
    with store.warehouse.write(makes_version=False) as writer:
        account = stored.find_account(writer, seen.account_id) or seen
        refusal = _refusal(account, is_right and account.password_hash == seen.password_hash, at, wrong)
        actor = actor_of(account, address)
        if refusal:
            account, refusal = _note_failure(writer, account, refusal, wrong, failed, actor, at)
        else:
            changes: dict[str, object] = {"failed_count": 0, "locked_until": None}
            if new_hash:
                changes |= {"password_hash": new_hash, "must_change": False, "password_changed_at": at}
            else:
                changes |= {"signed_in_at": at}
            account = stored.note_at_account(writer, account.account_id, **changes)
            add_entry(writer, at, actor, "修改密码" if new_hash else "登录", subject_of(account))
    if refusal:
        _count_address(store, actor, at)
    return account, refusal


def _refusal(account: Account, is_right: bool, at: datetime, wrong: str) -> str:
    if is_locked(account, at):
        assert account.locked_until is not None
        return f"账号因多次密码不正确已锁定，请在{account.locked_until:%H时%M分}以后再试，或请管理账号的人员解锁。"
    if not is_right:
        return wrong
    return "" if account.is_enabled else DISABLED


def _note_failure(
    writer: Writer, account: Account, refusal: str, wrong: str, failed: str, actor: Actor, at: datetime
) -> tuple[Account, str]:
    add_entry(writer, at, actor, failed, subject_of(account), "", refusal)
    if refusal != wrong:
        return account, refusal
    # A lock that is over has done its work: counting begins anew.
    count = 1 if account.locked_until is not None else account.failed_count + 1
    until = at + LOCK if count >= FAILURES else None
    account = stored.note_at_account(writer, account.account_id, failed_count=count, locked_until=until)
    if until is None:
        return account, refusal
    minutes = int(LOCK.total_seconds() // 60)
    refusal = (
        f"密码连续{FAILURES}次不正确，账号锁定{minutes}分钟。请在{until:%H时%M分}以后再试，或请管理账号的人员解锁。"
    )
    add_entry(writer, at, actor, "锁定账号", subject_of(account), "", f"连续{FAILURES}次密码不正确")
    return account, refusal


def _count_address(store: Store, actor: Actor, at: datetime) -> None:
    if store.sessions.note_failure(actor.origin):
        add_entry(store.warehouse, at, actor, "暂停来源登录", actor.origin, "", TOO_MANY)


def _refuse_closed(store: Store, address: str) -> None:
    if store.sessions.is_closed_to(address):
        raise SignInRefused(TOO_MANY)


def _unequal(new: str, repeated: str) -> list[str]:
    return [] if new == repeated else ["两次填写的新密码不一致。"]


@cache
def _hash_of_nobody() -> str:
    return passwords.hash_password(passwords.draw_password())
