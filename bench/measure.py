"""Measuring one act in a process of its own: seconds by the wall clock and of the processor, and the peak of its memory."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the table: what was done, what it cost, the budget and whether it is kept (None: no budget)."""

    what: str
    measured: str
    budget: str = "—"
    is_kept: bool | None = None


@dataclass(frozen=True, slots=True)
class Measured:
    """One act.

    seconds: wall clock.  cpu_seconds: processor time of the process and of its children that ended; the figure to
    compare when other work keeps the machine busy.  peak_mb: highest resident memory of the process itself.
    """

    seconds: float
    cpu_seconds: float
    peak_mb: float
    answer: object = None


def timed(act: Callable[[], object]) -> Measured:
    """Runs the act here once."""
    begun, spent = time.perf_counter(), _cpu_seconds()
    answer = act()
    return Measured(time.perf_counter() - begun, _cpu_seconds() - spent, _peak_mb(), answer)


def in_own_process(module: str, function: str, *arguments: str) -> Measured:
    """Runs bench.<module>.<function>(*arguments) in a fresh interpreter, so that no act warms another."""
    code = (
        "import json, sys; from bench import measure; import importlib;"
        f"act = getattr(importlib.import_module('bench.{module}'), {function!r});"
        "done = measure.timed(lambda: act(*sys.argv[1:]));"
        "print(json.dumps([done.seconds, done.cpu_seconds, done.peak_mb, done.answer], default=str))"
    )
    run = subprocess.run(
        [sys.executable, "-c", code, *arguments], cwd=PROJECT, capture_output=True, text=True, check=False
    )
    if run.returncode:
        raise RuntimeError(f"{module}.{function} failed:\n{run.stderr[-2000:]}")
    return Measured(*json.loads(run.stdout.splitlines()[-1]))


def _peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _cpu_seconds() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)
