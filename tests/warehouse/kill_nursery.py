"""Children for test_kill.py: imports once, then forks a committing child for each line read from standard input.

A child commits lists of two units for ever, undoes some, and says on standard output what it is about to do and
what was accepted. What a version should hold can be told from its file name alone.
"""

import hashlib
import os
import random
import sys
from datetime import date, datetime
from pathlib import Path

from warehouse import apply, commit
from warehouse.connect import Warehouse, Writer
from warehouse.history import undo_version
from warehouse.incoming import IncomingTable, UploadFacts

UNITS = ("HF001", "HF002")


class Undoer:
    name, role, unit, on_behalf_of, origin = "人员001", "县政数局", "", "", "测试"


def content_of(unit, seed):
    """The rows of one upload: system name → note."""
    chance = random.Random(f"{unit} {seed}")
    return {f"系统{number}": f"{chance.randrange(4)}" for number in chance.sample(range(80), chance.randrange(1, 60))}


def say(*words):
    os.write(1, (" ".join(map(str, words)) + "\n").encode())


def announce_moments():
    """Say when a commit passes its moments, so that the killer can aim between them."""

    def after(function, moment):
        def wrapped(*args, **more):
            result = function(*args, **more)
            say(moment)
            return result

        return wrapped

    commit.keep_original = after(commit.keep_original, "original-kept")
    apply.compare_group = after(apply.compare_group, "staged")
    execute = Writer.execute

    def announced(writer, sql, params=()):
        if sql == "commit":
            say("before-commit")
            execute(writer, sql)
            say("after-commit")
        else:
            execute(writer, sql, params)

    Writer.execute = announced


def commit_for_ever(store, start):
    chance = random.Random(start)
    announce_moments()
    warehouse = Warehouse.open(store)
    # The file is brought up to date from its log many times in a run, so that this too is cut short.
    warehouse.query("set checkpoint_threshold = '300KB'")
    say("opened")
    for number in range(1_000_000):
        seed, unit = f"{start}-{number}", chance.choice(UNITS)
        rows = content_of(unit, seed)
        names = sorted(rows)
        content = f"{unit} {seed}".encode() * 50
        columns = {
            "unit": [unit] * len(rows),
            "system_name": names,
            "state": ["在用"] * len(rows),
            "hosting": ["其他"] * len(rows),
            "note": [rows[name] for name in names],
            "cloud_due_on": [date(2023, 6, 30)] * len(rows),
        }
        table = IncomingTable("system", "Sheet1", columns, range(2, len(rows) + 2), date(2023, 3, 1), (unit,))
        name, sha256 = f"{unit} {seed}", hashlib.sha256(content).hexdigest()
        now = datetime(2023, 3, 1)
        facts = UploadFacts(name, sha256, len(content), "csv", now, "人员001", "县政数局")
        version = commit.commit_upload(warehouse, facts, [table], content).version
        say("accepted", version, sha256)
        if chance.random() < 0.15:
            say("undone", version, undo_version(warehouse, version, "试", Undoer, now))


def main():
    store = Path(sys.argv[1])
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            try:
                commit_for_ever(store, line.strip())
            finally:
                os._exit(1)
        say("child", child)
        _, status = os.waitpid(child, 0)
        say("ended", os.waitstatus_to_exitcode(status))


if __name__ == "__main__":
    main()
