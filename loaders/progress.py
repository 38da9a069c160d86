"""How far one file is, told while it is read: a share and Chinese words for whoever waits.

Who waits listens in his own thread with `telling`; the rooms of the loaders say `tell` and know nobody.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

Told = Callable[[float, str], None]

READ_SHARE = 0.6  # of a file's time, what the guarded child takes
CHECK_SHARE = 0.25  # what reading the values takes
_ROWS_HALFWAY = 30_000
_told: ContextVar[Told | None] = ContextVar("told", default=None)


@contextmanager
def telling(told: Told) -> Iterator[None]:
    """Within the block everything told in this thread goes to `told`: share from 0 to 1, words."""
    token = _told.set(told)
    try:
        yield
    finally:
        _told.reset(token)


def is_told() -> bool:
    """True when somebody listens in this thread."""
    return _told.get() is not None


def tell(share: float, words: str) -> None:
    """Says how far the file is; nothing happens when nobody listens."""
    listener = _told.get()
    if listener is not None:
        listener(min(max(share, 0.0), 1.0), words)


def reading_words(stage: str, first: int, second: int) -> tuple[float, str]:
    """What one line of the child means.

    stage: "rows" (first: last row seen), "columns" (first of second columns turned into cells) or "time" (seconds).
    """
    if stage == "rows":
        return READ_SHARE * 0.7 * first / (first + _ROWS_HALFWAY), f"正在读取，已到第{first}行"
    if stage == "columns":
        return READ_SHARE * (0.7 + 0.3 * first / max(second, 1)), f"正在整理，第{first}列，共{second}列"
    return READ_SHARE * first / (first + 20), f"正在读取，已用{first}秒"
