"""Counting by the definitions of a frozen meeting with the present program, in a process and a folder of their own.

Why not in this one: docs/decisions/2026-11-22-recount.md.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from metrics.figure import Figure, Point
from metrics.lights import Light, lights_by_code
from services.fingerprints import CONFIGURATION, DEFINITIONS, ROOT
from services.store import Store
from warehouse.backup import backup

Counted = dict[tuple[str, str], tuple[Figure, Light | None]]

SECONDS = 120
_CHILD = "services/frozen_child.py"
_ROOMS = ("config", "metrics", "warehouse")
_DATABASE = "copy.duckdb"
_PREFIX = "recount-"

# A copy that a killed process left behind is removed by the next count, which must not meet a running one.
_one_at_a_time = threading.Lock()


class DefinitionsUnusable(Exception):
    """The frozen definitions cannot be counted by with the present program and store."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Metrics to count at one point."""

    point: Point
    metrics: tuple[str, ...]


def count_by(store: Store, definitions: Mapping[str, str], asked: Sequence[Asked]) -> Counted:
    """(metric, unit code or 全县) → figure and light under these definitions; metrics they do not have are left out.

    The database is copied for the moment of counting, since it belongs to this process alone; the copy is removed.

    Raises:
        DefinitionsUnusable: they do not fit the present program (a column renamed since, another form of catalogue).
    """
    groups = [
        {"as_of": one.point.as_of.isoformat(), "version": one.point.version, "metrics": one.metrics} for one in asked
    ]
    request = json.dumps({"database": _DATABASE, "groups": groups})
    with _one_at_a_time:
        for left_behind in store.path.glob(f"{_PREFIX}*"):
            shutil.rmtree(left_behind, ignore_errors=True)
        with tempfile.TemporaryDirectory(prefix=_PREFIX, dir=store.path) as name:
            folder = Path(name)
            lay_out(folder, definitions)
            backup(store.warehouse, folder / _DATABASE)
            answer = _run(folder, request)
    lights = lights_by_code()
    days = {metric: one.point for one in asked for metric in one.metrics}
    counted: Counted = {}
    for one in answer["figures"]:
        point = days[one["metric"]]
        numerator, denominator, exempt, unreported, unknown, silent, units = one["counts"]
        figure = Figure(
            one["metric"], one["unit"], point.as_of, numerator, denominator, exempt, unreported, unknown, silent, units,
            point.version,
        )  # fmt: skip
        counted[figure.metric, figure.unit] = (figure, lights[one["light"]] if one["light"] else None)
    return counted


def lay_out(folder: Path, definitions: Mapping[str, str]) -> None:
    """The present program's counting rooms in a folder, with these definitions in the place of its own."""
    for room in _ROOMS:
        shutil.copytree(ROOT / room, folder / room, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ROOT / "data" / "contracts", folder / "data" / "contracts")
    shutil.copyfile(ROOT / _CHILD, folder / Path(_CHILD).name)
    for pattern in (*DEFINITIONS, *CONFIGURATION):
        for path in folder.glob(pattern):
            path.unlink()
    for name, text in definitions.items():
        if not _is_definition(name):
            raise DefinitionsUnusable(f"{name} is no place of a definition")
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8", newline="")


def _is_definition(name: str) -> bool:
    path = PurePosixPath(name)
    return ".." not in path.parts and any(path.match(pattern) for pattern in (*DEFINITIONS, *CONFIGURATION))


def _run(folder: Path, request: str) -> dict[str, list[dict]]:
    kept = ("PATH", "SYSTEMROOT", "TEMP", "TMP", "TMPDIR", "TZ", "LD_LIBRARY_PATH")
    environment = {name: os.environ[name] for name in kept if name in os.environ}
    try:
        done = subprocess.run(
            [sys.executable, "-s", "-B", "-X", "utf8", str(folder / Path(_CHILD).name)],
            input=request,
            capture_output=True,
            text=True,
            encoding="utf-8",
            cwd=folder,
            env=environment,
            timeout=SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as late:
        raise DefinitionsUnusable(f"no answer within {SECONDS} s") from late
    if done.returncode:
        raise DefinitionsUnusable(done.stderr[-4000:])
    return json.loads(done.stdout)
