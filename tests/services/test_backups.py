"""Daily backups: when one is due by any clock, what is copied and kept, what a failure leaves, two at once, a kill."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
from contextlib import closing
from datetime import datetime, time, timedelta
from pathlib import Path

import pytest

from services.actor import NotAllowed
from services.backup_due import RETRY_AFTER, is_due, say_standing
from services.backup_place import MARK
from services.backups import (
    DAILY,
    MANUAL,
    back_up_now,
    back_up_when_due,
    list_tries,
    running_backup,
    start_backup,
    wait_for_backups,
)
from services.settings import change_settings, list_settings
from services.store import DEMO_MARKER, Store, open_store
from tests.services.small_county import BUREAU, LEADER, POLICE, SYSTEMS, take
from warehouse.audit import list_entries
from warehouse.backup import verify
from warehouse.backup_record import list_backups
from warehouse.connect import Warehouse

ROOT = Path(__file__).resolve().parents[2]
AT = time(2, 30)
NIGHT = datetime(2024, 2, 28, 2, 30)
DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)


def run_clock(store: Store, moments: list[datetime]) -> list[datetime]:
    """The moments at which the daily job made a backup."""
    return [now for now in moments if (made := back_up_when_due(store, now)) is not None and made.is_good]


def copies(folder: Path) -> list[str]:
    return sorted(one.name for one in folder.iterdir())


def put(store: Store, **wanted: str) -> None:
    change_settings(store, list_settings(store, BUREAU), wanted, BUREAU, now=NIGHT - DAY)


@pytest.mark.parametrize(
    ("now", "made_at", "failed_at", "due"),
    [
        (NIGHT, None, None, True),
        (NIGHT, NIGHT - DAY, None, True),
        (NIGHT - MINUTE, NIGHT - DAY, None, False),
        (NIGHT + MINUTE, NIGHT, None, False),
        # The machine was off at the time set: made up for as soon as it runs again.
        (NIGHT.replace(hour=9), NIGHT - DAY, None, True),
        (NIGHT.replace(hour=1), NIGHT - 3 * DAY, None, True),
        # Leap day and turn of the year.
        (datetime(2024, 2, 29, 2, 30), NIGHT, None, True),
        (datetime(2024, 3, 1, 2, 29), datetime(2024, 2, 29, 2, 30), None, False),
        (datetime(2024, 1, 1, 1), datetime(2023, 12, 31, 2, 30), None, False),
        # The clock was set back by an hour, or by a year.
        (NIGHT.replace(hour=1, minute=35), NIGHT + MINUTE, None, False),
        (NIGHT.replace(year=2023), NIGHT, None, True),
        # A failure is tried again after some hours, also when the clock was set back since.
        (NIGHT + MINUTE, NIGHT - DAY, NIGHT, False),
        (NIGHT - MINUTE, NIGHT - 2 * DAY, NIGHT, False),
        (NIGHT + RETRY_AFTER, NIGHT - DAY, NIGHT, True),
    ],
)
def test_backup_is_due_once_after_the_time_set(
    now: datetime, made_at: datetime | None, failed_at: datetime | None, due: bool
) -> None:
    assert is_due(now, AT, made_at, failed_at) is due


def test_a_night_without_half_past_two_and_one_with_two_of_them_have_one_backup_each(store: Store) -> None:
    # Summer time begins: after 01:59 comes 03:00. It ends: 02:00 to 02:59 come twice.
    spring = [datetime(2024, 3, 31, 1, minute) for minute in (0, 59)] + [
        datetime(2024, 3, 31, 3, one) for one in (0, 1)
    ]
    assert run_clock(store, [datetime(2024, 3, 30, 2, 30), *spring]) == [
        datetime(2024, 3, 30, 2, 30), datetime(2024, 3, 31, 3, 0),
    ]  # fmt: skip
    twice = [datetime(2024, 10, 27, 2, minute) for minute in (29, 30, 59, 0, 29, 30, 31)]
    assert run_clock(store, [datetime(2024, 10, 26, 2, 30), *twice]) == [
        datetime(2024, 10, 26, 2, 30), datetime(2024, 10, 27, 2, 30),
    ]  # fmt: skip


def test_daily_copy_is_verified_recorded_and_can_be_opened(store: Store) -> None:
    take(store, SYSTEMS, "清单.csv")
    (made,) = [back_up_when_due(store, NIGHT)]
    assert made is not None and (made.kind, made.made_by, made.version, made.files_copied) == (DAILY, "程序", 2, None)
    copy = store.path / "backups" / "daily-20240228-023000.duckdb"
    assert Path(made.path) == copy and verify(copy).version == 2 and made.size == copy.stat().st_size
    assert [(one.action, one.actor) for one in list_entries(store.warehouse, limit=1)] == [("备份", "程序")]
    with Warehouse.open(copy.parent, database=copy.name) as opened:
        assert opened.query("select count(*) from system") == [(2,)]
    assert say_standing(store, NIGHT + DAY) == (True, "最近一次完成的备份：2024年2月28日02:30，数据第2版。")
    late, words = say_standing(store, NIGHT + 3 * DAY)
    assert not late and words.endswith("已过去3天，请查明原因。")


def test_newest_daily_copies_stay_and_nothing_else_is_removed(store: Store) -> None:
    put(store, backups_kept="3")
    backups = store.path / "backups"
    foreign = backups / "daily-20200101-023000.duckdb"
    foreign.write_bytes(b"somebody's")
    (backups / "warehouse-20230501-100000.duckdb").write_bytes(b"put aside by a restore")
    by_hand = back_up_now(store, BUREAU, now=NIGHT - 2 * DAY)
    assert by_hand.kind == MANUAL
    days = [NIGHT + number * DAY for number in range(5)]
    assert run_clock(store, days[:2]) == days[:2]
    changed = backups / "daily-20240228-023000.duckdb"
    changed.write_bytes(b"somebody put another file in its place")
    assert run_clock(store, days[2:]) == days[2:]
    # Of five daily copies the newest three stay; the first was replaced by somebody, so it is left alone.
    assert copies(backups) == [
        "daily-20200101-023000.duckdb", "daily-20240228-023000.duckdb", "daily-20240301-023000.duckdb",
        "daily-20240302-023000.duckdb", "daily-20240303-023000.duckdb", "manual-20240226-023000.duckdb",
        "warehouse-20230501-100000.duckdb",
    ]  # fmt: skip
    assert [bool(one.removed_at) for one in list_tries(store, BUREAU)] == [False, False, False, True, False, False]
    assert foreign.read_bytes() == b"somebody's"


def test_copies_in_a_folder_of_former_times_are_neither_counted_nor_removed(store: Store, tmp_path: Path) -> None:
    put(store, backups_kept="3")
    days = [NIGHT + number * DAY for number in range(5)]
    assert run_clock(store, days[:2]) == days[:2]
    (disk := tmp_path / "disk").mkdir()
    put(store, backup_folder=str(disk))
    assert run_clock(store, days[2:]) == days[2:]
    assert copies(store.path / "backups") == ["daily-20240228-023000.duckdb", "daily-20240229-023000.duckdb"]
    assert len([one for one in copies(disk) if one.startswith("daily-")]) == 3


def test_copy_that_cannot_be_removed_stays_and_the_others_go_all_the_same(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(store, backups_kept="3")
    remove, stuck = Path.unlink, "daily-20240228-023000.duckdb"

    def refuse(path: Path, missing_ok: bool = False) -> None:
        if path.name == stuck:
            raise PermissionError(path)
        remove(path, missing_ok=missing_ok)

    monkeypatch.setattr(Path, "unlink", refuse)
    for day in range(5):
        made = back_up_when_due(store, NIGHT + day * DAY)
        assert made is not None and made.backup_id and made.reason == ""
    assert copies(store.path / "backups") == [stuck, *(f"daily-2024030{day}-023000.duckdb" for day in (1, 2, 3))]


def test_second_place_gets_originals_and_attachments_once(store: Store, tmp_path: Path) -> None:
    (disk := tmp_path / "disk").mkdir()
    put(store, backup_folder=str(disk))
    (store.path / "attachments" / "ab").mkdir()
    (store.path / "attachments" / "ab" / "abcd").write_bytes(b"picture")
    (store.path / "attachments" / "ab" / ".half").write_bytes(b"not kept yet")
    first = back_up_when_due(store, NIGHT)
    assert first is not None and (first.files_copied, first.reason) == (2, "")  # the register, the picture
    take(store, SYSTEMS, "清单.csv")
    second = back_up_when_due(store, NIGHT + DAY)
    assert second is not None and second.files_copied == 1
    for kept in (store.path / "originals").glob("??/*"):
        assert (disk / kept.relative_to(store.path)).read_bytes() == kept.read_bytes()
    assert sorted(one.relative_to(disk).as_posix() for one in disk.glob("attachments/*/*")) == ["attachments/ab/abcd"]
    assert copies(disk) == [
        "attachments", MARK, "daily-20240228-023000.duckdb", "daily-20240229-023000.duckdb", "originals"
    ]  # fmt: skip
    assert copies(store.path / "backups") == []
    # Personal data on a disk that others may use.
    assert {one.stat().st_mode & 0o077 for one in disk.rglob("*")} == {0}


def test_disk_that_is_not_there_is_said_and_its_empty_folder_is_not_filled(store: Store, tmp_path: Path) -> None:
    (disk := tmp_path / "disk").mkdir()
    put(store, backup_folder=str(disk))
    (disk / MARK).unlink()  # unmounted: the folder below the disk comes to light
    failed = back_up_when_due(store, NIGHT)
    assert failed is not None and not failed.is_good and "备份盘可能没有接好" in failed.reason
    assert copies(disk) == [] and copies(store.path / "backups") == []
    good, words = say_standing(store, NIGHT)
    assert not good and "备份盘可能没有接好" in words and "还没有完成过备份" in words
    assert say_standing(store, NIGHT, with_reason=False)[1] == "2024年2月28日02:30的备份没有成功。还没有完成过备份。"
    assert list_entries(store.warehouse, action="备份失败")[0].after == failed.reason
    # Not tried again every minute, and after some hours only once more.
    assert [back_up_when_due(store, NIGHT + n * MINUTE) for n in range(1, 179, 20)] == [None] * 9
    assert back_up_when_due(store, NIGHT + RETRY_AFTER) is not None
    put(store, backup_folder="")
    assert back_up_now(store, BUREAU, now=NIGHT + 4 * MINUTE).is_good
    assert say_standing(store, NIGHT + DAY)[0]


def test_full_disk_is_said_and_nothing_half_written_stays(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda path: shutil._ntuple_diskusage(10**9, 10**9, 5 * 1024**2))  # type: ignore[attr-defined]
    failed = back_up_when_due(store, NIGHT)
    assert failed is not None and "所在磁盘只剩5兆，备份需要" in failed.reason
    assert copies(store.path / "backups") == []


def test_copy_that_cannot_be_noted_is_not_made_again_each_minute(store: Store) -> None:
    with store.warehouse.write(makes_version=False) as writer:
        writer.execute("alter table backup alter column removed_at set not null")  # no record fits any more
    made = back_up_when_due(store, NIGHT)
    assert made is not None and made.is_good and made.reason == "已备份，但没有记下。"
    assert back_up_when_due(store, NIGHT + MINUTE) is None
    assert copies(store.path / "backups") == ["daily-20240228-023000.duckdb"]
    assert back_up_when_due(store, NIGHT + RETRY_AFTER) is not None


def test_originals_that_cannot_be_copied_leave_the_database_copy_and_a_word(store: Store, tmp_path: Path) -> None:
    (disk := tmp_path / "disk").mkdir()
    put(store, backup_folder=str(disk))
    (disk / "originals").write_bytes(b"a file where a folder should be")
    made = back_up_when_due(store, NIGHT)
    assert made is not None and made.is_good and "原件和佐证材料没有复制完" in made.reason
    assert verify(Path(made.path)).version == 1 and not say_standing(store, NIGHT)[0]


def test_empty_and_demo_stores_have_no_daily_backup(store: Store, tmp_path: Path) -> None:
    with closing(open_store(tmp_path / "empty")) as empty:
        assert back_up_when_due(empty, NIGHT) is None
        with pytest.raises(NotAllowed, match="还没有入库的数据"):
            back_up_now(empty, BUREAU)
    (store.path / DEMO_MARKER).write_text("2024-01-31\n", encoding="utf-8")
    assert back_up_when_due(store, NIGHT) is None
    assert say_standing(store, NIGHT)[1].startswith("演示数据不做每日备份")
    assert back_up_now(store, BUREAU, now=NIGHT).is_good


@pytest.mark.parametrize("actor", [POLICE, LEADER])
def test_others_may_not_back_up(store: Store, actor: object) -> None:
    for act in (back_up_now, start_backup, list_tries):
        with pytest.raises(NotAllowed):
            act(store, actor)  # type: ignore[operator]
    assert list_backups(store.warehouse) == []


def test_two_backups_at_once_are_one(store: Store) -> None:
    # While somebody else writes, the first one cannot note its copy and so is not over.
    with store.warehouse.write(makes_version=False):
        first = start_backup(store, BUREAU)
        until = datetime.now() + timedelta(seconds=30)
        while running_backup(store) is None:
            assert datetime.now() < until
            first.join(0.02)
        for act in (back_up_now, start_backup):
            with pytest.raises(NotAllowed, match="人员001正在备份，请等这一次完成"):
                act(store, BUREAU)
        assert back_up_when_due(store, NIGHT) is None
    wait_for_backups()
    assert [one.state for one in list_backups(store.warehouse)] == ["完成"]
    assert back_up_now(store, BUREAU).is_good


KILLED = """
import os, sys
from datetime import datetime
from pathlib import Path
from services.backups import back_up_now
from services.store import open_store
from tests.services.small_county import BUREAU
store = open_store(Path(sys.argv[1]))
import warehouse.backup as made
def die(path):
    os._exit(9)
made.verify = die  # the copy is written, nothing of it is looked at or named yet
back_up_now(store, BUREAU, now=datetime(2024, 2, 28, 9))
"""


def test_process_killed_in_the_middle_leaves_no_copy_under_its_name_and_its_draft_goes(store: Store) -> None:
    folder = store.path
    store.close()
    killed = subprocess.run(
        [sys.executable, "-c", KILLED, str(folder)], cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, timeout=60
    )
    assert killed.returncode == 9
    left = copies(folder / "backups")
    assert left and all(name.startswith(".") for name in left)
    with closing(open_store(folder)) as again:
        assert list_backups(again.warehouse) == []
        assert back_up_when_due(again, NIGHT) is not None
        assert copies(folder / "backups") == ["daily-20240228-023000.duckdb"]


def test_copy_waits_for_no_writer_and_holds_what_was_committed(store: Store) -> None:
    copied: list[str] = []
    with store.warehouse.write(makes_version=False) as writer:
        writer.execute("insert into setting values ('bureau', '县数据局', 1, null, '')")
        thread = threading.Thread(target=lambda: copied.append(back_up_now(store, BUREAU, now=NIGHT).path))
        # The copy itself is made beside the open transaction; only its note in the record waits for the end of it.
        thread.start()
        waited_until = datetime.now() + timedelta(seconds=30)
        while all(name.startswith(".") for name in copies(store.path / "backups")):
            assert datetime.now() < waited_until
            thread.join(0.02)
    thread.join()
    with Warehouse.open(store.path / "backups", database=Path(copied[0]).name) as opened:
        assert opened.query("select count(*) from setting") == [(0,)]
    assert store.settings.bureau == "县数据局"
