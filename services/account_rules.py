"""What an account must be before it is stored: its login name, its person, its role and unit."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from services.actor import MAY_MANAGE_ACCOUNTS, ROLES
from services.store import Store
from warehouse.register import list_units

LOGIN_LETTERS = (2, 30)
NAME_LETTERS = 30
COUNTY = "县本级"


class AccountRefused(Exception):
    """The act cannot be done; the text says in Chinese why and what to do."""


@dataclass(frozen=True, slots=True)
class Draft:
    """An account as typed in. unit: code, counts for the role 单位 alone."""

    login: str
    name: str
    role: str
    unit: str = ""


def normal_login(text: str) -> str:
    """A login name as stored and as compared: no spaces, full-width letters as plain ones, small letters."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


def normal_name(text: str) -> str:
    """A person's name without spaces around it."""
    return " ".join(text.split())


def may_stand(letter: str) -> bool:
    """Whether a login name may hold a letter."""
    return letter.isalnum() or letter in "-_."


def make_sound(store: Store, draft: Draft) -> Draft:
    """The draft in its stored form. Raises AccountRefused."""
    login, name = normal_login(draft.login), normal_name(draft.name)
    shortest, longest = LOGIN_LETTERS
    if not shortest <= len(login) <= longest or not all(map(may_stand, login)):
        raise AccountRefused(
            f"登录名“{draft.login}”不能用。登录名为{shortest}至{longest}个汉字、字母、数字，可用“-”“_”“.”连接。"
        )
    if not 0 < len(name) <= NAME_LETTERS:
        raise AccountRefused(f"登录名“{login}”的姓名没有填写，或超过{NAME_LETTERS}个字。")
    if draft.role not in ROLES:
        raise AccountRefused(f"没有“{draft.role}”这个身份。可选：{'、'.join(ROLES)}。")
    if draft.role != "单位":
        return Draft(login, name, draft.role)
    units = {unit.code for unit in list_units(store.warehouse) if unit.kind != COUNTY}
    if not units:
        raise AccountRefused("单位名录还没有载入，不能建立单位账号。请先载入单位名录。")
    if draft.unit not in units:
        raise AccountRefused(f"“{name}”的账号身份为“单位”，须选择单位名录中的单位。")
    return Draft(login, name, draft.role, draft.unit)


def refuse_as_first(draft: Draft, bureau: str) -> None:
    """The first account must be one that may make the others. Raises AccountRefused."""
    if draft.role not in MAY_MANAGE_ACCOUNTS:
        raise AccountRefused(f"首个账号须能管理账号，身份请选“{bureau}”或“技术员”。")
