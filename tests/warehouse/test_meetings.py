"""Meetings in the store: revisions, the seal over what was frozen, and what is left when the process is killed."""

from __future__ import annotations

import os
import subprocess
import sys
import zlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest

from warehouse.backup import backup, restore
from warehouse.connect import Warehouse
from warehouse.meetings import (
    FROZEN,
    PREPARED,
    AgendaItem,
    FrozenTexts,
    Meeting,
    ResultsDamaged,
    RevisionPassed,
    add_meeting,
    change_meeting,
    find_meeting,
    keep_results,
    list_meetings,
    read_results,
    remove_meeting,
)

ROOT = Path(__file__).resolve().parents[2]
AGENDA = (AgendaItem("area", "cloud", "先讲"), AgendaItem("unit", "HF002"))
DRAFT = Meeting(0, "联席会议", date(2024, 1, 31), date(2023, 12, 31), AGENDA, "备注", PREPARED, 1)
TEXTS = FrozenTexts('{"数字": "2/5"}', {"metrics/catalog.toml": "[一]\n"})


@pytest.fixture
def warehouse(tmp_path: Path) -> Iterator[Warehouse]:
    with Warehouse.open(tmp_path / "store") as opened:
        yield opened


def add(warehouse: Warehouse, draft: Meeting = DRAFT) -> Meeting:
    with warehouse.write(makes_version=False) as writer:
        return replace(draft, id=add_meeting(writer, draft))


def freeze(warehouse: Warehouse, meeting: Meeting) -> Meeting:
    frozen = replace(
        meeting, state=FROZEN, revision=meeting.revision + 1, frozen_at=datetime(2024, 1, 31, 9), frozen_version=0,
        definitions="d", configuration="c", program="p",
    )  # fmt: skip
    with warehouse.write(makes_version=False) as writer:
        change_meeting(writer, meeting, frozen)
        keep_results(writer, frozen, TEXTS)
    return frozen


def test_meeting_comes_back_as_it_was_written_and_the_newest_stands_first(warehouse):
    first = add(warehouse)
    second = add(warehouse, replace(DRAFT, held_on=date(2023, 6, 1), as_of=date(2023, 5, 31)))
    third = add(warehouse)
    assert [first.id, second.id, third.id] == [1, 2, 3]
    assert list_meetings(warehouse) == [third, first, second]
    assert find_meeting(warehouse, 4) is None
    assert warehouse.version() == 0


def test_change_from_a_passed_revision_is_refused_and_nothing_is_overwritten(warehouse):
    seen = add(warehouse)
    changed = replace(seen, notes="甲", revision=2)
    with warehouse.write(makes_version=False) as writer:
        change_meeting(writer, seen, changed)
    for act in (
        lambda w: change_meeting(w, seen, replace(seen, notes="乙", revision=2)),
        lambda w: remove_meeting(w, seen),
    ):
        with pytest.raises(RevisionPassed), warehouse.write(makes_version=False) as writer:
            act(writer)
    assert find_meeting(warehouse, seen.id) == changed


def test_frozen_meeting_can_neither_be_changed_nor_removed(warehouse):
    frozen = freeze(warehouse, add(warehouse))
    for act in (
        lambda w: change_meeting(w, frozen, replace(frozen, state=PREPARED)),
        lambda w: remove_meeting(w, frozen),
    ):
        with pytest.raises(RevisionPassed), warehouse.write(makes_version=False) as writer:
            act(writer)
    assert find_meeting(warehouse, frozen.id) == frozen
    assert read_results(warehouse, frozen) == TEXTS


@pytest.mark.parametrize(
    "damage",
    [
        lambda w: w.execute("update meeting_results set results = ?", [zlib.compress('{"数字": "3/5"}'.encode())]),
        lambda w: w.execute("update meeting_results set definitions = ?", [zlib.compress(b"{}")]),
        lambda w: w.execute("update meeting_results set results = ?", [b"torn"]),
        lambda w: w.execute("update meeting_results set results = null"),
        lambda w: w.execute("update meeting set as_of = date '2023-12-30'"),
        lambda w: w.execute("delete from meeting_results"),
        lambda w: w.execute("insert into meeting_results select * from meeting_results"),
    ],
    ids=["another-figure", "another-definition", "torn", "empty", "another-day", "gone", "twice"],
)
def test_results_that_are_not_those_sealed_are_never_given_out(warehouse, damage: Callable):
    frozen = freeze(warehouse, add(warehouse))
    with warehouse.write(makes_version=False) as writer:
        damage(writer)
    with pytest.raises(ResultsDamaged):
        read_results(warehouse, find_meeting(warehouse, frozen.id))


def test_frozen_meeting_survives_backup_and_restore(warehouse, tmp_path):
    frozen = freeze(warehouse, add(warehouse))
    backup(warehouse, tmp_path / "copy.duckdb")
    restore(tmp_path / "elsewhere", tmp_path / "copy.duckdb")
    with Warehouse.open(tmp_path / "elsewhere") as other:
        assert read_results(other, find_meeting(other, frozen.id)) == TEXTS


KILLED = """
import os, signal, sys, threading, time
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from tests.warehouse.test_meetings import TEXTS, add, freeze
from warehouse.connect import Warehouse
from warehouse.meetings import FrozenTexts, list_meetings, read_results, ResultsDamaged

def child(act):
    number = os.fork()
    if not number:
        try:
            act()
            os._exit(0)
        except BaseException as fault:
            print(repr(fault), file=sys.stderr)
            os._exit(1)
    return os.waitstatus_to_exitcode(os.waitpid(number, 0)[1])

def freeze_and_die(delay):
    warehouse = Warehouse.open(Path(sys.argv[2]))
    meeting = add(warehouse)
    threading.Timer(delay, os.kill, (os.getpid(), signal.SIGKILL)).start()
    while True:
        freeze(warehouse, meeting)
        meeting = add(warehouse)

def look():
    with Warehouse.open(Path(sys.argv[2])) as warehouse:
        for one in list_meetings(warehouse):
            kept = warehouse.query("select count(*) from meeting_results where meeting_id = ?", [one.id])
            assert kept == [(int(one.is_frozen),)], one
            assert not one.is_frozen or read_results(warehouse, one) == TEXTS
        frozen = sum(one.is_frozen for one in list_meetings(warehouse))
        Path(sys.argv[2], "frozen").write_text(str(frozen))

for delay in (0.002, 0.005, 0.011, 0.017, 0.026):
    assert child(lambda: freeze_and_die(delay)) == -signal.SIGKILL
    assert child(look) == 0
"""


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "fork"), reason="children are forked, which this system cannot do")
def test_killed_while_freezing_a_meeting_is_frozen_whole_or_still_prepared(tmp_path):
    command = [sys.executable, "-c", KILLED, str(ROOT), str(tmp_path / "store")]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert int((tmp_path / "store" / "frozen").read_text()) > 0
