"""A disk that takes no more: the upload is refused by a typed error, and the store opens with all that was accepted.

A limit on the size of files stands for the full disk: below the size at which the log is folded into the database
the log cannot grow, above it the database cannot.
"""

import subprocess
import sys
from pathlib import Path

import pytest

from warehouse.connect import Warehouse

resource = pytest.importorskip("resource", reason="file size limits exist on POSIX systems only")

ROOT = Path(__file__).resolve().parents[2]
FILL = """
import hashlib, resource, sys
from datetime import date, datetime
from pathlib import Path
from warehouse.commit import commit_upload
from warehouse.connect import StoreFailed, Warehouse
from warehouse.incoming import IncomingTable, UploadFacts

store, limit, threshold = Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
warehouse = Warehouse.open(store)
warehouse.query(f"set checkpoint_threshold = '{threshold}'")
resource.setrlimit(resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))

def load(number):
    names = [f"{number}-{row}" for row in range(300)]
    same = {"unit": "HF001", "state": "在用", "hosting": "其他"}
    columns = {name: [value] * 300 for name, value in same.items()}
    columns |= {"system_name": names, "note": [name * 12 for name in names]}
    table = IncomingTable("system", "Sheet1", columns, range(300), date(2023, 3, 1), ("HF001",))
    content = str(number).encode()
    now = datetime(2023, 3, 1)
    facts = UploadFacts("x", hashlib.sha256(content).hexdigest(), 1, "csv", now, "人员001", "县政数局")
    return commit_upload(warehouse, facts, [table], content).version

accepted = 0
try:
    for number in range(2000):
        accepted = load(number)
except StoreFailed as failure:
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    if not failure.needs_restart:
        assert warehouse.version() == accepted
        accepted = load(number)
    print(accepted, failure.needs_restart)
"""


@pytest.mark.slow
@pytest.mark.parametrize(("limit", "threshold", "needs_restart"), [(3_000_000, "1GB", False), (3_000_000, "1MB", True)])
def test_full_disk_loses_nothing_accepted(tmp_path, limit, threshold, needs_restart):
    command = [sys.executable, "-c", FILL, str(tmp_path), str(limit), threshold]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    accepted, restart = done.stdout.split()
    assert restart == str(needs_restart)
    with Warehouse.open(tmp_path) as warehouse:
        assert warehouse.version() == int(accepted) > 1
        rows = warehouse.query("select count(*), min(opened_in), max(opened_in) from system where closed_in is null")
        assert rows == [(300, int(accepted), int(accepted))]
