"""Accounts as they are managed: made, changed, disabled, given a new password, unlocked. Each act is logged, never a password.

A store with any account requires sign-in. Who manages them: 县政数局 and 技术员.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta

from services import passwords
from services.account_rules import AccountRefused, Draft, make_sound, normal_login, refuse_as_first
from services.actor import MAY_MANAGE_ACCOUNTS, Actor, NotAllowed, require
from services.store import Store
from warehouse import accounts as stored
from warehouse.accounts import Account, LoginTaken
from warehouse.audit import add_entry
from warehouse.connect import Writer
from warehouse.meetings import RevisionPassed
from warehouse.register import list_units

__all__ = ["Account", "AccountChanged", "AccountRefused", "Draft", "Issued", "list_accounts"]

FAILURES = 5
LOCK = timedelta(minutes=15)
_LISTED = ("县政数局", "技术员", "领导", "单位")


class AccountChanged(AccountRefused):
    """Somebody else changed the account since it was shown."""


@dataclass(frozen=True, slots=True)
class Issued:
    """An account with the password to hand out; it is shown once and kept nowhere."""

    account: Account
    password: str


def list_accounts(store: Store, actor: Actor) -> list[Account]:
    """Every account, units' by protocol order last. Raises NotAllowed."""
    require(actor, MAY_MANAGE_ACCOUNTS, "管理账号")
    places = {unit.code: place for place, unit in enumerate(list_units(store.warehouse), 1)}
    return sorted(
        stored.list_accounts(store.warehouse),
        key=lambda one: (_LISTED.index(one.role), places.get(one.unit, len(places) + 1 if one.unit else 0), one.login),
    )


def is_locked(account: Account, now: datetime) -> bool:
    """Whether too many failures keep the account closed; a clock set back makes the lock no longer than it is."""
    return account.locked_until is not None and now < account.locked_until <= now + LOCK


def state_of(account: Account, now: datetime) -> str:
    """停用, 锁定, 待改密码 (handed out or due) or 正常."""
    if not account.is_enabled:
        return "停用"
    if is_locked(account, now):
        return "锁定"
    return "待改密码" if account.must_change or passwords.is_due(account.password_changed_at, now) else "正常"


def create_first(store: Store, draft: Draft, password: str, actor: Actor, *, now: datetime | None = None) -> Account:
    """The first account, with a password of its holder's own; from then on everybody signs in.

    Raises:
        NotAllowed, AccountRefused: in stand-alone mode only, and only one that may manage accounts.
    """
    require(actor, MAY_MANAGE_ACCOUNTS, "建立账号")
    draft = make_sound(store, draft)
    refuse_as_first(draft, store.settings.bureau)
    if faults := passwords.faults_of(password, draft.login):
        raise AccountRefused("".join(faults))
    hashed = passwords.hash_password(password)
    with store.warehouse.write(makes_version=False) as writer:
        if stored.has_accounts(writer):
            raise AccountRefused("已经有账号，请先登录。")
        made = _add(writer, draft, hashed, False, actor, now or datetime.now())
    store.sessions.requires_sign_in = True
    return made


def create(store: Store, drafts: Sequence[Draft], actor: Actor, *, now: datetime | None = None) -> list[Issued]:
    """New accounts with passwords to hand out, all of them or none.

    Raises:
        NotAllowed, AccountRefused: a name is wrong or taken, or the first account could not manage accounts.
    """
    require(actor, MAY_MANAGE_ACCOUNTS, "建立账号")
    sound = [make_sound(store, one) for one in drafts]
    if sound and not stored.has_accounts(store.warehouse):
        refuse_as_first(sound[0], store.settings.bureau)
    drawn = [passwords.draw_password() for _ in sound]
    with ThreadPoolExecutor() as pool:
        hashed = list(pool.map(passwords.hash_password, drawn))
    at = now or datetime.now()
    with store.warehouse.write(makes_version=False) as writer:
        made = [_add(writer, one, kept, True, actor, at) for one, kept in zip(sound, hashed, strict=True)]
    store.sessions.requires_sign_in = store.sessions.requires_sign_in or bool(made)
    return [Issued(account, password) for account, password in zip(made, drawn, strict=True)]


def change(store: Store, seen: Account, draft: Draft, actor: Actor, *, now: datetime | None = None) -> Account:
    """Another name, role or unit; the login name stays. The account's sessions end.

    Raises:
        NotAllowed, AccountChanged, AccountRefused.
    """
    require(actor, MAY_MANAGE_ACCOUNTS, "修改账号")
    draft = make_sound(store, draft)
    if draft.role != seen.role:
        _refuse_loss(store, seen, draft.role, actor, "变更身份")
    return _change(
        store, seen, actor, "修改账号", now, {"name": draft.name, "role": draft.role, "unit": draft.unit}, _words(seen),
        {"person": draft.name, "role": draft.role, "unit": draft.unit},
    )  # fmt: skip


def disable(store: Store, seen: Account, actor: Actor, *, now: datetime | None = None) -> Account:
    """Nobody signs in with it any more; its sessions end. Raises as change does."""
    require(actor, MAY_MANAGE_ACCOUNTS, "停用账号")
    _refuse_loss(store, seen, "", actor, "停用")
    return _change(store, seen, actor, "停用账号", now, {"is_enabled": False})


def enable(store: Store, seen: Account, actor: Actor, *, now: datetime | None = None) -> Account:
    """Opens a disabled account again, with the password it had. Raises as change does."""
    require(actor, MAY_MANAGE_ACCOUNTS, "启用账号")
    return _change(store, seen, actor, "启用账号", now, {"is_enabled": True})


def unlock(store: Store, seen: Account, actor: Actor, *, now: datetime | None = None) -> Account:
    """Ends the lock after failures before its time. Raises as change does."""
    require(actor, MAY_MANAGE_ACCOUNTS, "解锁账号")
    return _change(store, seen, actor, "解锁账号", now, {"failed_count": 0, "locked_until": None}, ends=False)


def reset(store: Store, seen: Account, actor: Actor, *, now: datetime | None = None) -> Issued:
    """A new password to hand out, to be changed at the first sign-in; its lock and its sessions end. Raises as change."""
    require(actor, MAY_MANAGE_ACCOUNTS, "重置密码")
    if seen.account_id == actor.account_id:  # the session that would show it ends with the reset
        raise NotAllowed("不能重置自己的密码。要更换的，请点左边最下面的“修改密码”。")
    drawn = passwords.draw_password()
    at = now or datetime.now()
    changed = _change(
        store, seen, actor, "重置密码", at,
        {
            "password_hash": passwords.hash_password(drawn), "must_change": True, "password_changed_at": at,
            "failed_count": 0, "locked_until": None,
        },
    )  # fmt: skip
    return Issued(changed, drawn)


def find(store: Store, login: str, actor: Actor) -> Account:
    """One account by the login name typed in. Raises NotAllowed, AccountRefused when there is none."""
    require(actor, MAY_MANAGE_ACCOUNTS, "管理账号")
    found = stored.find_login(store.warehouse, normal_login(login))
    if found is None:
        raise AccountRefused(f"没有登录名为“{login}”的账号。")
    return found


def subject_of(account: Account) -> str:
    """An account as the log names it."""
    return f"{account.name}（{account.login}）"


def _refuse_loss(store: Store, seen: Account, role: str, actor: Actor, act: str) -> None:
    """Nobody takes his own rights away, and one account that may manage accounts stays."""
    if seen.account_id == actor.account_id:
        raise NotAllowed(f"不能对自己的账号{act}，请由其他管理人员办理。")
    others = [one for one in stored.list_accounts(store.warehouse) if one.account_id != seen.account_id]
    left = any(one.is_enabled and one.role in MAY_MANAGE_ACCOUNTS for one in others)
    if not left and role not in MAY_MANAGE_ACCOUNTS:
        raise NotAllowed(f"这是唯一能管理账号的账号，不能{act}。请先建立另一个{store.settings.bureau}或技术员账号。")


def _add(writer: Writer, draft: Draft, hashed: str, must_change: bool, actor: Actor, at: datetime) -> Account:
    try:
        made = stored.add_account(
            writer, login=draft.login, name=draft.name, role=draft.role, unit=draft.unit, password_hash=hashed,
            must_change=must_change, at=at, by=actor.name,
        )  # fmt: skip
    except LoginTaken:
        raise AccountRefused(f"登录名“{draft.login}”已被使用，请换一个。") from None
    add_entry(writer, at, actor, "创建账号", subject_of(made), "", _words(made))
    return made


def _change(
    store: Store,
    seen: Account,
    actor: Actor,
    action: str,
    now: datetime | None,
    changes: dict[str, object],
    before: object = "",
    after: object = "",
    *,
    ends: bool = True,
) -> Account:
    at = now or datetime.now()
    try:
        with store.warehouse.write(makes_version=False) as writer:
            changed = stored.change_account(writer, seen, at, actor.name, **changes)
            add_entry(writer, at, actor, action, subject_of(changed), before, after)
    except RevisionPassed:
        by = next(
            (one.changed_by for one in stored.list_accounts(store.warehouse) if one.account_id == seen.account_id), ""
        )
        raise AccountChanged(f"“{seen.name}”的账号已由{by or '他人'}修改，您的修改没有保存。请核对后再办。") from None
    if ends:
        store.sessions.end_account(seen.account_id)
    return changed


def _words(account: Account) -> dict[str, object]:
    return {"login": account.login, "person": account.name, "role": account.role, "unit": account.unit}
