"""Kill -9 in the middle of commits, half a hundred times: nothing accepted is lost, nothing is half written."""

import hashlib
import importlib.util
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from warehouse.connect import Warehouse
from warehouse.history import ACCEPTED, list_uploads, list_versions
from warehouse.originals import list_missing, read_original

ROOT = Path(__file__).resolve().parents[2]
NURSERY = Path(__file__).with_name("kill_nursery.py")
KILLS = 56
MOMENTS = ("opened", "original-kept", "staged", "before-commit", "before-commit", "after-commit", "accepted")

_spec = importlib.util.spec_from_file_location("kill_nursery", NURSERY)
nursery = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(nursery)

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="children are forked, which this system cannot do")


class Killer:
    """Starts children one after the other and kills each at an aimed moment or at any; notes what was accepted."""

    def __init__(self, store):
        environment = os.environ | {"PYTHONPATH": str(ROOT)}
        command = [sys.executable, str(NURSERY), str(store)]
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT, env=environment
        )
        self.accepted, self.undone, self.last_words = {}, {}, []

    def run_child(self, number, chance):
        self.process.stdin.write(f"{number}\n")
        self.process.stdin.flush()
        child = int(self._read()[1])
        moment = chance.choice(MOMENTS)
        passes = 1 if moment == "opened" else chance.randrange(1, 4)
        while passes:
            passes -= self._read()[0] == moment
        # Up to 4 ms later: within the commit, between two steps, or in the next upload.
        time.sleep(chance.choice((0, chance.random() * 0.004)))
        os.kill(child, signal.SIGKILL)
        while (words := self._read())[0] != "ended":
            pass
        assert words == ["ended", "-9"]
        self.last_words.append(self.last)

    def _read(self):
        words = self.process.stdout.readline().split()
        assert words, "the nursery died"
        if words[0] == "accepted":
            self.accepted[int(words[1])] = words[2]
        elif words[0] == "undone":
            self.undone[int(words[1])] = int(words[2])
        if words[0] != "ended":
            self.last = words[0]
        return words

    def close(self):
        self.process.stdin.close()
        self.process.wait(20)


def check(warehouse, killer):
    """Everything a reopened store must keep, whatever was cut short."""
    versions = {one.version: one for one in list_versions(warehouse)}
    uploads = {one.version: one for one in list_uploads(warehouse)}
    assert sorted(versions) == list(range(1, warehouse.version() + 1))
    assert {one.upload_id for one in versions.values() if one.kind == "upload"} == {
        one.upload_id for one in uploads.values()
    }
    for version, sha256 in killer.accepted.items():
        assert uploads[version].sha256 == sha256
    for version, by in killer.undone.items():
        assert versions[version].undone_by == by
    assert list_missing(warehouse) == []
    doubled = "select 1 from system where closed_in is null group by unit, system_name having count(*) > 1"
    assert warehouse.query(doubled) == []
    for unit in nursery.UNITS:
        standing = [one for one in uploads.values() if one.state == ACCEPTED and one.file_name.startswith(unit)]
        last = max(standing, key=lambda one: one.version, default=None)
        wanted = nursery.content_of(*last.file_name.split()) if last else {}
        present = warehouse.query("select system_name, note from system where closed_in is null and unit = ?", [unit])
        assert len(present) == len(wanted) and dict(present) == wanted


@pytest.mark.slow
def test_killed_at_any_moment_the_store_opens_whole(tmp_path):
    store, chance = tmp_path / "store", random.Random(20230103)
    killer = Killer(store)
    try:
        for number in range(KILLS):
            killer.run_child(number, chance)
            with Warehouse.open(store) as warehouse:
                check(warehouse, killer)
    finally:
        killer.close()
    with Warehouse.open(store) as warehouse:
        for upload in list_uploads(warehouse):
            content = read_original(store, upload.sha256)
            assert hashlib.sha256(content).hexdigest() == upload.sha256
        for version in range(1, warehouse.version() + 1):
            row_count = "select count(*) - count(distinct (unit, system_name)) from system where opened_in <= $v"
            assert warehouse.query(f"{row_count} and (closed_in is null or closed_in > $v)", {"v": version}) == [(0,)]
    assert len(killer.accepted) >= KILLS and len(killer.undone) >= 3
    assert {"staged", "before-commit", "after-commit", "accepted"} <= set(killer.last_words)
