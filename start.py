"""From a fresh folder to the running program: environment, demo data into an empty store, server, address.

Runs on the plain Python of the machine with nothing installed (`make run`, or `python start.py` where there is no make).
`make test` uses `prepare_environment` as well.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
import venv
from pathlib import Path
from typing import IO, List, Optional

ROOT = Path(__file__).resolve().parent
ENVIRONMENT = ROOT / ".venv"
WHEELS = ROOT / "wheels"
DATABASE = "warehouse.duckdb"
FIRST_PORT = 8501
SECONDS_TO_START = 90


class CannotStart(Exception):
    """What is in the way, as a Chinese sentence that says what to do."""


def main() -> int:
    """Prepares what is missing, starts the server and stays with it; returns the exit status."""
    try:
        python = prepare_environment("requirements.lock")
        store = Path(os.environ.get("CDO_STORE") or ROOT / "store").expanduser().resolve()
        fill_empty_store(python, store)
        return serve(python, store)
    except CannotStart as reason:
        print(reason, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 0


def prepare_environment(lock: str) -> Path:
    """Makes .venv and installs what the lock file names, with its hashes; returns the environment's Python.

    With a folder wheels/ beside this file nothing is asked from a network.  A second call with the same lock does nothing.
    """
    if sys.version_info < (3, 11):
        raise CannotStart(f"需要Python 3.11或更高版本，当前为{sys.version.split()[0]}。请安装后重试。")
    python = ENVIRONMENT / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    stamp = ENVIRONMENT / "installed"
    wanted = hashlib.sha256((ROOT / lock).read_bytes()).hexdigest()
    done = stamp.read_text().split() if stamp.exists() and python.exists() else []
    if wanted in done:
        return python
    if not python.exists() or not _has_pip(python):
        _make_environment()
    print(f"正在安装运行环境（{lock}），首次约需一至三分钟。", flush=True)
    where = ["--no-index", "--find-links", str(WHEELS)] if WHEELS.is_dir() else []
    command = [str(python), "-m", "pip", "install", "-qq", "--disable-pip-version-check", "--require-hashes"]
    if subprocess.run([*command, *where, "-r", str(ROOT / lock)], check=False).returncode:
        raise CannotStart("安装运行环境未成功。请检查软件源能否访问；不联网的机器见docs/operations.md“不联网安装”。")
    stamp.write_text("\n".join([*done, wanted]))
    return python


def fill_empty_store(python: Path, store: Path) -> None:
    """Loads the demo county when the store holds no database yet; a half-loaded one never takes its place."""
    if (store / DATABASE).exists():
        return
    print("数据目录为空，正在装入演示数据。", flush=True)
    store.mkdir(parents=True, exist_ok=True)
    loading = store / "demo-loading"
    shutil.rmtree(loading, ignore_errors=True)
    if subprocess.run([str(python), "cli.py", "demo", "--into", str(loading)], cwd=ROOT, check=False).returncode:
        raise CannotStart("演示数据没有装入，原因见上。")
    for part in sorted(loading.iterdir(), key=lambda path: path.name == DATABASE):
        if part.is_dir():
            shutil.copytree(part, store / part.name, dirs_exist_ok=True)
        else:
            part.replace(store / part.name)
    shutil.rmtree(loading)


def serve(python: Path, store: Path) -> int:
    """Starts the server on this machine's own address, prints the address when it answers, waits for its end."""
    port = _free_port(int(os.environ.get("PORT") or FIRST_PORT))
    log = store / "logs" / "server.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    command = [str(python), "-m", "streamlit", "run", "app.py", "--server.port", str(port)]
    with log.open("a", encoding="utf-8") as words:
        server = _start(command, store, words)
        try:
            if not _answers(server, port):
                raise CannotStart(f"程序没有启动，原因见{log}。")
            print(f"\n请在浏览器打开：http://127.0.0.1:{port}\n按Ctrl+C停止。", flush=True)
            return server.wait()
        except KeyboardInterrupt:
            return 0
        finally:
            server.terminate()
            server.wait()


def _make_environment() -> None:
    shutil.rmtree(ENVIRONMENT, ignore_errors=True)
    try:
        venv.create(ENVIRONMENT, with_pip=True)
        return
    except (subprocess.CalledProcessError, OSError, ImportError):
        shutil.rmtree(ENVIRONMENT, ignore_errors=True)
    package = f"python{sys.version_info[0]}.{sys.version_info[1]}-venv"
    advice = f"这台机器的Python不能创建独立环境。请由管理员执行：apt-get install {package}，然后重试。"
    if not may_install():
        raise CannotStart(advice)
    install_packages(package, "python3-venv")
    # the packages bring ensurepip, which this process has already failed to find
    if subprocess.run([sys.executable, "-m", "venv", str(ENVIRONMENT)], check=False).returncode:
        raise CannotStart(advice)


def may_install() -> bool:
    """True for root on Debian, Ubuntu and their kin."""
    return hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get") is not None


def install_packages(*names: str) -> None:
    """Installs the distribution's packages, each by itself: one that a release does not have stops none of the others."""
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(["apt-get", "update"], check=False, env=environment, **quiet)  # type: ignore[call-overload]
    for name in names:
        command = ["apt-get", "install", "-y", "--no-install-recommends", name]
        subprocess.run(command, check=False, env=environment, **quiet)  # type: ignore[call-overload]


def _has_pip(python: Path) -> bool:
    found = subprocess.run([str(python), "-m", "pip", "--version"], check=False, capture_output=True)
    return found.returncode == 0


def _free_port(first: int) -> int:
    for port in range(first, first + 20):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)):
                return port
    raise CannotStart(f"{first}至{first + 19}号端口都被占用。请用环境变量PORT指定一个空闲端口。")


def _start(command: List[str], store: Path, log: IO[str]) -> "subprocess.Popen[bytes]":
    environment = {**os.environ, "CDO_STORE": str(store)}
    return subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=subprocess.STDOUT)


def _answers(server: "subprocess.Popen[bytes]", port: int) -> bool:
    deadline = time.monotonic() + SECONDS_TO_START
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    while time.monotonic() < deadline and server.poll() is None:
        if _status(opener, f"http://127.0.0.1:{port}/healthz") == 200:
            return True
        time.sleep(0.3)
    return False


def _status(opener: urllib.request.OpenerDirector, address: str) -> Optional[int]:
    try:
        with opener.open(address, timeout=2) as answer:
            return int(answer.status)
    except (urllib.error.URLError, OSError):
        return None


if __name__ == "__main__":
    sys.exit(main())
