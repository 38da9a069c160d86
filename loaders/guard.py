"""Running the guarded child: one plain process per file, bounded in memory, time and output, killed at its deadline.

The application's own process never parses an upload: a file of a few kilobytes can abort or hang the parser.
"""

from __future__ import annotations

import json
import logging
import os
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import IO

from config.settings import Limits
from loaders.progress import is_told, reading_words, tell

CHILD = Path(__file__).resolve().parent / "child" / "main.py"
GRACE_SECONDS = 5
TOLD_EVERY = 0.25  # seconds
PROGRESS_LINE = re.compile(rb"^progress (rows|columns) ([0-9]{1,9}) ([0-9]{1,9})\n", re.M)
MOST_REMARKS = 200_000
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
            status = _wait_telling(child, remarks) if is_told() else child.wait()
        finally:
            deadline.cancel()
            _end(child)
        if late.is_set():
            raise ChildFailed("too_slow")
        remarks.seek(0)
        said = PROGRESS_LINE.sub(b"", remarks.read(MOST_REMARKS))[:4000]
        if said:
            LOG.warning("child ended with %s: %s", status, said.decode("utf-8", "replace"))
        if status:
            raise ChildFailed(_reason(status, said))
        if answer.seek(0, os.SEEK_END) > limits.answer_bytes:
            raise ChildFailed("out_of_memory")
        answer.seek(0)
        return answer.read()


def _wait_telling(child: subprocess.Popen[bytes], remarks: IO[bytes]) -> int:
    """Waits for the child in a second thread and tells meanwhile how far it says it is."""
    ended = threading.Event()

    def wait() -> None:
        child.wait()
        ended.set()

    threading.Thread(target=wait, daemon=True).start()
    begun = time.monotonic()
    while not ended.wait(TOLD_EVERY):
        told = PROGRESS_LINE.findall(os.pread(remarks.fileno(), MOST_REMARKS, 0)) if hasattr(os, "pread") else []
        stage, first, second = told[-1] if told else (b"time", b"0", b"0")
        count = int(first) if told else int(time.monotonic() - begun)
        tell(*reading_words(stage.decode(), count, int(second)))
    return child.wait()


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
