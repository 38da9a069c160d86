"""Accounts for the people in post: which of the 一官两员 in the roster have none yet, and what theirs would be."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from services.account_rules import COUNTY, LOGIN_LETTERS, Draft, may_stand, normal_login, normal_name
from services.actor import MAY_MANAGE_ACCOUNTS, Actor, require
from services.contacts import list_contacts
from services.store import Store
from warehouse.accounts import list_accounts
from warehouse.register import list_units


@dataclass(frozen=True, slots=True)
class PostHolder:
    """A person in post without an account. unit: code of the register's unit.  posts: in the roster's order.

    draft: the account proposed; unlike the other proposals, and unlike every login name in use.
    """

    unit: str
    name: str
    posts: tuple[str, ...]
    draft: Draft


def list_without_account(store: Store, as_of: date, actor: Actor) -> list[PostHolder]:
    """Everybody in post at the day who has no account, in the order of the register; county leaders get the role 领导.

    A person has one when an account, also a disabled one, bears the name for the same unit. Raises NotAllowed.
    """
    require(actor, MAY_MANAGE_ACCOUNTS, "管理账号")
    units = {unit.code: unit for unit in list_units(store.warehouse)}
    known = list_accounts(store.warehouse)
    having = {(one.name, one.unit) for one in known}
    posts: dict[tuple[str, str], list[str]] = {}
    for contact in list_contacts(store, as_of):
        posts.setdefault((contact.unit, normal_name(contact.name)), []).append(contact.role)
    taken = {one.login for one in known}
    found = []
    for (code, name), held in posts.items():
        is_county = units[code].kind == COUNTY
        if not name or (name, "" if is_county else code) in having:
            continue
        login = _free_login(name, units[code].short_name, taken)
        taken.add(login)
        draft = Draft(login, name, "领导") if is_county else Draft(login, name, "单位", code)
        found.append(PostHolder(code, name, tuple(held), draft))
    return found


def _free_login(name: str, unit: str, taken: Collection[str]) -> str:
    """The person's name; of namesakes the later ones with their unit, then with a number."""
    plain, with_unit = ("".join(filter(may_stand, normal_login(text))) for text in (name, unit + name))
    shortest, longest = LOGIN_LETTERS
    if len(plain) < shortest or plain in taken:
        plain = with_unit[-longest:]
    number, login = 2, plain
    while login in taken:
        login, number = f"{plain[3 - longest :]}{number}", number + 1
    return login
