"""Measuring one act in a process of its own: seconds by the wall clock and the peak of its memory."""

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
class Measured:
    """seconds: wall clock of the act itself.  peak_mb: highest resident memory of the measured process."""

    seconds: float
    peak_mb: float
    answer: object = None


def timed(act: Callable[[], object]) -> Measured:
    """Runs the act here once."""
    begun = time.perf_counter()
    answer = act()
    return Measured(time.perf_counter() - begun, _peak_mb(), answer)


def in_own_process(module: str, function: str, *arguments: str) -> Measured:
    """Runs bench.<module>.<function>(*arguments) in a fresh interpreter, so that no act warms another."""
    code = (
        "import json, sys; from bench import measure; import importlib;"
        f"act = getattr(importlib.import_module('bench.{module}'), {function!r});"
        "done = measure.timed(lambda: act(*sys.argv[1:]));"
        "print(json.dumps([done.seconds, done.peak_mb, done.answer], default=str))"
    )
    run = subprocess.run([sys.executable, "-c", code, *arguments], cwd=PROJECT, capture_output=True, text=True, check=False)
    if run.returncode:
        raise RuntimeError(f"{module}.{function} failed:\n{run.stderr[-2000:]}")
    seconds, peak, answer = json.loads(run.stdout.splitlines()[-1])
    return Measured(seconds, peak, answer)


def _peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
