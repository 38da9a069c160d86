"""Runs the tests from a fresh clone: environment, browser and Chinese fonts first, then pytest.

usage: python tests/run.py [quick] [pytest options]      quick: no browser, nothing slow, under a minute
Without a browser the last line says that the browser tests were not run; under CI=true that is a failure.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from start import CannotStart, install_packages, may_install, prepare_environment  # noqa: E402

NAMES = (
    "chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge", "microsoft-edge-stable",
    "chrome", "msedge",
)  # fmt: skip
PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
)
NOT_RUN = (
    "浏览器测试未运行：没有找到Chromium、Chrome或Edge。请安装其中之一（Debian、Ubuntu：apt-get install chromium "
    "fonts-noto-cjk），或用环境变量CHROMIUM指明程序位置，再执行make test。"
)


def main(arguments: list[str]) -> int:
    """Runs pytest and returns its exit status."""
    is_quick = arguments[:1] == ["quick"]
    try:
        python = prepare_environment("requirements-dev.lock")
    except CannotStart as reason:
        print(reason, file=sys.stderr)
        return 1
    browser = "" if is_quick else find_browser()
    left_out = ["slow"] if is_quick else []
    if not browser:
        left_out.append("browser")
    chosen = ["-m", " and ".join(f"not {mark}" for mark in left_out)] if left_out else []
    command = [str(python), "-m", "pytest", "-n", str(min(os.cpu_count() or 1, 2)), "--dist", "loadfile"]
    command += ["--no-loadscope-reorder", "-q"]  # the order of tests/conftest.py: the longest files first
    environment = {**os.environ, "CHROMIUM": browser}
    status = subprocess.run(
        [*command, *chosen, *arguments[is_quick:]], cwd=ROOT, env=environment, check=False
    ).returncode
    if not browser and not is_quick:
        print(NOT_RUN)
        return 1 if os.environ.get("CI") == "true" else status
    return status


def find_browser() -> str:
    """Path of a browser that is there, or that the distribution could be made to bring; empty when there is none."""
    browser = _installed_browser()
    if not browser and may_install():
        print("正在安装浏览器和中文字体，供浏览器测试使用。", flush=True)
        install_packages("chromium", "chromium-browser")
        browser = _installed_browser()
    if browser and not _has_chinese_font() and may_install():
        install_packages("fontconfig", "fonts-noto-cjk")
    return browser


def _installed_browser() -> str:
    named = os.environ.get("CHROMIUM", "")
    found = (named, *(shutil.which(name) or "" for name in NAMES), *PLACES)
    return next((path for path in found if path and Path(path).exists()), "")


def _has_chinese_font() -> bool:
    if shutil.which("fc-list") is None:
        return os.name == "nt" or sys.platform == "darwin"
    return bool(subprocess.run(["fc-list", ":lang=zh"], capture_output=True, check=False).stdout.strip())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
