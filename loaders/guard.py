"""Running the guarded child: one plain process per file, bounded in memory, time and output, killed at its deadline.

The application's own process never parses an upload: a file of a few kilobytes can abort or hang the parser.
"""

from __future__ import annotations

import json
import logging
import os
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path

from config.settings import Limits

CHILD = Path(__file__).resolve().parent / "child" / "main.py"
GRACE_SECONDS = 5
MEMORY_WORDS = (b"memory allocation", b"MemoryError", b"out of memory", b"capacity overflow")
LOG = logging.getLogger(__name__)


class ChildFailed(Exception):
    """The child gave no answer. code: the problem's code in the catalogue."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def run_child(action: str, request: Mapping[str, object], limits: Limits) -> bytes:
    """What the child answers to a request.

    Raises:
        ChildFailed: it was too slow, ran out of memory or broke off.
    """
    with tempfile.TemporaryFile() as question, tempfile.TemporaryFile() as answer, tempfile.TemporaryFile() as remarks:
        question.write(json.dumps({"action": action, "limits": asdict(limits), **request}).encode())
        question.seek(0)
        child = subprocess.Popen(
            [sys.executable, "-I", "-X", "utf8", str(CHILD)],
            stdin=question,
            stdout=answer,
            stderr=remarks,
            env=_environment(),
            cwd=tempfile.gettempdir(),
            start_new_session=True,
        )
        # A blocking wait beside a timer: waiting with a timeout polls, which costs a small file twice its reading.
        late = threading.Event()

        def stop() -> None:
            late.set()
            _end(child)

        deadline = threading.Timer(limits.child_seconds + GRACE_SECONDS, stop)
        deadline.daemon = True
        deadline.start()
        try:
            status = child.wait()
        finally:
            deadline.cancel()
            _end(child)
        if late.is_set():
            raise ChildFailed("too_slow")
        remarks.seek(0)
        said = remarks.read(4000)
        if said:
            LOG.warning("child ended with %s: %s", status, said.decode("utf-8", "replace"))
        if status:
            raise ChildFailed(_reason(status, said))
        if answer.seek(0, os.SEEK_END) > limits.answer_bytes:
            raise ChildFailed("out_of_memory")
        answer.seek(0)
        return answer.read()


def _reason(status: int, said: bytes) -> str:
    if status == -getattr(signal, "SIGXCPU", 0):
        return "too_slow"
    if status == -getattr(signal, "SIGKILL", 0) or any(word in said for word in MEMORY_WORDS):
        return "out_of_memory"
    return "reader_broke"


def _end(child: subprocess.Popen[bytes]) -> None:
    if child.poll() is None:
        if hasattr(os, "killpg"):
            os.killpg(child.pid, signal.SIGKILL)
        else:
            child.kill()
        child.wait()


def _environment() -> dict[str, str]:
    """Only what a process needs to start; no secrets of the application's environment."""
    kept = {name: os.environ[name] for name in ("SYSTEMROOT", "TEMP", "TMP", "TMPDIR") if name in os.environ}
    return {"LC_ALL": "C.UTF-8", **kept}
