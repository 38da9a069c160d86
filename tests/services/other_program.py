"""Another release of the program: a copy of its rooms with texts replaced, which freezes a meeting in a process of its own."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("config", "warehouse", "loaders", "metrics", "services")
FREEZE = """
import sys
from datetime import datetime
from pathlib import Path
from services.actor import Actor
from services.meetings import freeze, read_meeting
from services.store import open_store

bureau = Actor(name="人员001", role="县政数局", origin="测试")
store = open_store(Path(sys.argv[1]))
freeze(store, read_meeting(store, int(sys.argv[2]), bureau), bureau, now=datetime.fromisoformat(sys.argv[3]))
store.close()
"""


def freeze_elsewhere(folder: Path, changes: Mapping[str, tuple[str, str]], store: Path, meeting: int, at: str) -> None:
    """Lays the other release out in a new folder and lets it freeze a meeting of a store that nobody has open.

    changes: file below the program → (text now, text then); each text must stand there exactly once.
    """
    for room in ROOMS:
        shutil.copytree(ROOT / room, folder / room, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ROOT / "data", folder / "data", ignore=shutil.ignore_patterns("samples"))
    for name, (now, then) in changes.items():
        text = (folder / name).read_text(encoding="utf-8")
        assert text.count(now) == 1, (name, now)
        (folder / name).write_text(text.replace(now, then), encoding="utf-8")
    (folder / "freeze.py").write_text(FREEZE, encoding="utf-8")
    command = [sys.executable, "-B", "-s", str(folder / "freeze.py"), str(store), str(meeting), at]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
