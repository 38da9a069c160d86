"""Who is signed in, in the memory of this process: sessions, why the last ones ended, failures by address.

Tokens are kept as hashes. Time is counted by a clock that nobody can set; `clock` gives its seconds.
"""

from __future__ import annotations

import hashlib
import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from services.actor import Actor

IDLE_MINUTES = 30
# While a meeting is shown nobody must sign in before the projector: as long as a working day.
SHOWING_HOURS = 8
FAILURES_PER_ADDRESS = 30
ADDRESS_MINUTES = 15
_MOST_REMEMBERED = 2_000

IDLE = f"超过{IDLE_MINUTES}分钟没有操作，已自动退出。请重新登录。"
CHANGED = "您的账号已由管理人员变更，本处已退出。请重新登录。"
SIGNED_OUT = "已退出。"


@dataclass(slots=True)
class Session:
    """One signed-in browser. must_change: why the password has to be changed before anything else, "" when it has not.

    seen_at: seconds of the clock at the last request.  shown_on: its pages with the slides of a meeting.
    to_hand_out: accounts made under it with their one-time passwords; they go with the session.
    """

    actor: Actor
    must_change: str
    seen_at: float
    shown_on: frozenset[str] = field(default_factory=frozenset)
    to_hand_out: tuple[object, ...] = ()


class Sessions:
    """The sessions of one store. requires_sign_in: it has an account; never becomes False again."""

    def __init__(self, *, requires_sign_in: bool = False, clock: Callable[[], float] = time.monotonic) -> None:
        self.requires_sign_in = requires_sign_in
        # Whether a page still stands on a screen; whoever serves the pages sets it.
        self.is_open_page: Callable[[str], bool] = lambda page: True
        self._clock = clock
        self._lock = threading.Lock()
        self._open: dict[str, Session] = {}
        self._ended: dict[str, str] = {}
        self._failures: dict[str, list[float]] = {}

    def start(self, actor: Actor, must_change: str = "", *, said_to_former: str = "") -> str:
        """A new session; ends the account's former one, which is told why. Returns the token for the browser."""
        token = secrets.token_urlsafe(32)
        with self._lock:
            self._end_account(actor.account_id, said_to_former)
            self._open[_key(token)] = Session(actor, must_change, self._clock())
        return token

    def find(self, token: str) -> Session | None:
        """The session of a token, None when there is none or it was idle too long. Looking is no use of it."""
        if not token:
            return None
        key = _key(token)
        with self._lock:
            found = self._open.get(key)
            if found is None:
                return None
            is_showing = any(map(self.is_open_page, found.shown_on))
            limit = SHOWING_HOURS * 3600 if is_showing else IDLE_MINUTES * 60
            if self._clock() - found.seen_at >= limit:
                self._end(key, IDLE)
                return None
            return found

    def use(self, token: str) -> Session | None:
        """The same, and the idle time begins anew."""
        found = self.find(token)
        if found is not None:
            found.seen_at = self._clock()
        return found

    def note_show(self, token: str, page: str, is_showing: bool) -> None:
        """Whether the slides of a meeting stand on one page of a session; its other pages change nothing about it."""
        with self._lock:
            if (found := self._open.get(_key(token))) is not None:
                found.shown_on = found.shown_on | {page} if is_showing else found.shown_on - {page}

    def note_line_ended(self, token: str) -> None:
        """After a show the idle time begins anew: its page was closed by hand, or its line is cut and soon back."""
        with self._lock:
            if (found := self._open.get(_key(token))) is not None and found.shown_on:
                found.seen_at = self._clock()

    def why_ended(self, token: str) -> str:
        """What the holder of an ended session is told; "" for a token that was never one."""
        self.find(token)
        with self._lock:
            return self._ended.get(_key(token), "")

    def end(self, token: str, said: str = SIGNED_OUT) -> Session | None:
        """Ends one session; returns it, None when it had ended."""
        with self._lock:
            return self._end(_key(token), said)

    def end_account(self, account_id: int, said: str = CHANGED) -> None:
        """Ends every session of an account."""
        with self._lock:
            self._end_account(account_id, said)

    def note_failure(self, address: str) -> bool:
        """Counts one failed sign-in from an address; True for the one that closes it."""
        with self._lock:
            recent = self._recent(address)
            recent.append(self._clock())
            if len(self._failures) >= _MOST_REMEMBERED:
                self._failures = {one: times for one in self._failures if (times := self._recent(one))}
            self._failures[address] = recent
            return len(recent) == FAILURES_PER_ADDRESS

    def is_closed_to(self, address: str) -> bool:
        """Whether too many sign-ins from an address have failed of late."""
        with self._lock:
            return len(self._recent(address)) >= FAILURES_PER_ADDRESS

    def _recent(self, address: str) -> list[float]:
        since = self._clock() - ADDRESS_MINUTES * 60
        return [at for at in self._failures.get(address, ()) if at > since]

    def _end_account(self, account_id: int, said: str) -> None:
        for key in [key for key, one in self._open.items() if one.actor.account_id == account_id]:
            self._end(key, said)

    def _end(self, key: str, said: str) -> Session | None:
        ended = self._open.pop(key, None)
        if ended is not None and said:
            self._ended[key] = said
            while len(self._ended) > _MOST_REMEMBERED:
                del self._ended[next(iter(self._ended))]
        return ended


def _key(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
