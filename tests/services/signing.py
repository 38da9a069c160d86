"""Accounts for tests: who manages them, a password that satisfies the rules, a clock that is set by hand."""

from __future__ import annotations

from datetime import datetime

from services.account_rules import Draft
from services.accounts import Account, create_first
from services.actor import Actor
from services.sign_in import SignedIn, actor_of, sign_in
from services.store import Store

ADDRESS = "10.8.0.21"
PASSWORD, OTHER = "Haifeng-2026", "Haifeng-2027"
MORNING = datetime(2026, 11, 2, 9)
STAND_ALONE = Actor("县政数局（单机模式）", "县政数局", origin="本机浏览器")
CHIEF = Draft("guanli", "人员801", "县政数局")


class Clock:
    """Seconds that pass only when a test says so."""

    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


def first_account(store: Store) -> tuple[Account, Actor]:
    """The first account of a store, and whoever acts under it."""
    made = create_first(store, CHIEF, PASSWORD, STAND_ALONE, now=MORNING)
    return made, actor_of(made, ADDRESS)


def signed_in(store: Store, login: str = CHIEF.login, password: str = PASSWORD, at: datetime = MORNING) -> SignedIn:
    """A session from the usual address."""
    return sign_in(store, login, password, ADDRESS, now=at)
