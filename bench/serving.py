"""The running server over the demo county: start, each page's first and later runs, twenty visitors at once.

Visitors speak Streamlit's own agent interface (HTTP): each has a session of its own on the real server and gets the
whole page back as text. What a browser needs to draw it is not in the figures.
"""

from __future__ import annotations

import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bench.measure import PROJECT, Line, in_own_process
from ui.navigation import GROUPS

PAUSE = 5.0  # seconds between two clicks of a visitor
RERUNS = 5
HEALTHY_BUDGET, RERUN_BUDGET = 2.0, 0.150  # seconds
ENTRIES = [entry for entries in GROUPS.values() for entry in entries]


class Visitor:
    """One session on the server."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.session = ""

    def click(self, **asked: object) -> float:
        """Asks for a page (or runs the present one again); returns seconds until the whole page is there."""
        body = {**asked, **({"session_id": self.session} if self.session else {})}
        request = urllib.request.Request(
            f"{self.address}/_stcore/agent/interact", json.dumps(body).encode(), {"Content-Type": "application/json"}
        )
        begun = time.perf_counter()
        with urllib.request.urlopen(request, timeout=60) as answer:
            page: dict[str, Any] = json.loads(answer.read())
        seconds = time.perf_counter() - begun
        if page["status"] != "ready":
            raise RuntimeError(f"{asked}: the page failed")
        self.session = page["session_id"]
        return seconds


def run(visitors: int = 20, seconds: float = 60) -> list[Line]:
    """Lines for the start, every page and the visitors."""
    with tempfile.TemporaryDirectory() as folder:
        store = Path(folder) / "store"
        in_own_process("counting", "make_demo", str(store))
        earlier = [start_and_stop(store) for _ in range(2)]
        with serve(store) as (address, started, process):
            best = min(*earlier, started)
            spent = f"（处理器{_cpu_seconds(process):.2f} s）"
            lines = [Line("启动至可应答（演示县，三次中最快）", f"{best:.2f} s{spent}", "2 s", best < HEALTHY_BUDGET)]
            lines += time_pages(address, process)
        with serve(store) as (address, _, process):
            clicks = visit_together(address, visitors, seconds)
            words = f"共{len(clicks)}次点击，中位{statistics.median(clicks):.3f} s，95%在{_at(clicks, 0.95):.3f} s内"
            lines.append(Line(f"{visitors}人同时使用，各每{PAUSE:.0f}秒点一次", words + _memory_words(process)))
    return lines


@contextmanager
def serve(store: Path) -> Iterator[tuple[str, float, subprocess.Popen[bytes]]]:
    """The program over a store on a free port: address, seconds until it answered, process. Ended afterwards."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port)]
    command += ["--server.enableAgentApi=true", "--server.agentMaxSessions=64"]
    begun = time.perf_counter()
    process = subprocess.Popen(
        command,
        cwd=PROJECT,
        env={**os.environ, "CDO_STORE": str(store)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        address = f"http://127.0.0.1:{port}"
        while not _is_healthy(address):
            if process.poll() is not None or time.perf_counter() - begun > 60:
                raise RuntimeError("the server did not start")
            time.sleep(0.02)
        yield address, time.perf_counter() - begun, process
    finally:
        process.terminate()
        process.wait(20)


def start_and_stop(store: Path) -> float:
    """Seconds of one start."""
    with serve(store) as (_, started, _):
        return started


def time_pages(address: str, process: subprocess.Popen[bytes]) -> list[Line]:
    """First and later runs of every page in one session; beside the wall clock the server's processor time."""
    visitor = Visitor(address)
    visitor.click()
    lines = []
    for entry in ENTRIES:
        cold = visitor.click(page=entry.path)
        spent = _cpu_seconds(process)
        warm = statistics.median(visitor.click() for _ in range(RERUNS))
        spent = (_cpu_seconds(process) - spent) / RERUNS
        words = f"首次{cold:.3f} s，再次{warm:.3f} s" + (f"（处理器{spent:.3f} s）" if spent else "")
        lines.append(Line(f"页面“{entry.title}”", words, "再次0.150 s", warm < RERUN_BUDGET))
    return lines


def visit_together(address: str, visitors: int, seconds: float) -> list[float]:
    """Seconds of every click of all visitors, who start spread over one pause and walk through all pages."""
    clicks: list[float] = []
    faults: list[Exception] = []
    end = time.perf_counter() + seconds

    def walk(number: int) -> None:
        try:
            time.sleep(PAUSE * number / visitors)
            visitor = Visitor(address)
            visitor.click()
            step = number
            while time.perf_counter() < end:
                time.sleep(PAUSE)
                clicks.append(visitor.click(page=ENTRIES[step % len(ENTRIES)].path))
                step += 1
        except Exception as fault:  # told by the main thread, which would otherwise print a flattering table
            faults.append(fault)

    threads = [threading.Thread(target=walk, args=(number,)) for number in range(visitors)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if faults:
        raise faults[0]
    return clicks


def _is_healthy(address: str) -> bool:
    try:
        with urllib.request.urlopen(f"{address}/healthz", timeout=1) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def _at(values: list[float], share: float) -> float:
    return sorted(values)[min(int(len(values) * share), len(values) - 1)]


def _cpu_seconds(process: subprocess.Popen[bytes]) -> float:
    """Processor time of the server so far, in hundredths of a second; 0 where the system does not tell."""
    stat = Path(f"/proc/{process.pid}/stat")
    if not stat.exists():
        return 0.0
    user, system = stat.read_text().rpartition(")")[2].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def _memory_words(process: subprocess.Popen[bytes]) -> str:
    """The server's highest resident memory where the system tells it."""
    status = Path(f"/proc/{process.pid}/status")
    if not status.exists():
        return ""
    peak = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
    return f"，服务进程最多{int(peak.split()[1]) / 1024:.0f} MB"
