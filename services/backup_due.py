"""When the daily backup is due, and whether the backups are as they should be. Makes none."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from metrics.sentences import show_moment
from services.store import DEMO_MARKER, Store
from warehouse.backup_record import MADE, list_backups

RETRY_AFTER = timedelta(hours=3)
LATE_AFTER = timedelta(days=2)


def is_due(now: datetime, at: time, made_at: datetime | None, failed_at: datetime | None) -> bool:
    """Whether the daily backup is to be made now; asked again and again, so that no clock can be outwitted.

    It is due when none was made since the last time the clock showed `at`; a machine that was off then makes it later.
    A moment that lies ahead, because the clock was set back, counts as made for a day; after a failure hours pass first.

    Args:
        made_at: the last good backup; failed_at: the last try, when it failed.
    """
    if failed_at is not None and abs(now - failed_at) < RETRY_AFTER:
        return False
    scheduled = datetime.combine(now.date(), at)
    if scheduled > now:
        scheduled -= timedelta(days=1)
    return made_at is None or not scheduled <= made_at < now + timedelta(days=1)


def say_standing(store: Store, now: datetime, *, with_reason: bool = True) -> tuple[bool, str]:
    """Whether the backups are as they should be, and the words that say how they are.

    with_reason: False where the reason of a failure stands elsewhere on the page.
    """
    if store.is_empty():
        return True, "还没有入库的数据，入库后每日备份。"
    if needs_none(store):
        return True, "演示数据不做每日备份；“立即备份”可用。"
    tries = list_backups(store.warehouse, limit=1)
    good = list_backups(store.warehouse, state=MADE, limit=1)
    last = (
        f"最近一次完成的备份：{show_moment(good[0].made_at)}，数据第{good[0].version}版。"
        if good
        else "还没有完成过备份。"
    )
    if tries and tries[0].reason:
        what = "没有做全" if tries[0].is_good else "没有成功"
        reason = f"：{tries[0].reason}" if with_reason else "。"
        return False, f"{show_moment(tries[0].made_at)}的备份{what}{reason}{last}"
    if not good:
        return False, last
    late = now - good[0].made_at > LATE_AFTER
    return not late, last + (f"已过去{(now - good[0].made_at).days}天，请查明原因。" if late else "")


def needs_none(store: Store) -> bool:
    """True for a store without data, and for the invented county."""
    return store.is_empty() or (store.path / DEMO_MARKER).exists()
