"""All measurements as one table: `python -m bench`, or `python -m bench quick` with small numbers to see that it runs."""

from __future__ import annotations

import os
import platform
import sys
import unicodedata
from collections.abc import Callable, Sequence

from bench import browsing, counting, papers, reading, receiving, serving
from bench.measure import Line

HEADS = ("测量项目", "实测", "上限", "结果")
VERDICTS = {True: "达到", False: "超出", None: ""}
Measure = Callable[[], list[Line]]


def main(arguments: Sequence[str]) -> int:
    """Prints the table; exit status 1 when a budget is missed."""
    quick = "quick" in arguments
    parts: list[tuple[str, Measure]] = [
        ("读表", lambda: reading.run(2_000, 500) if quick else reading.run()),
        ("计数", lambda: counting.run(2_000) if quick else counting.run()),
        ("服务", lambda: serving.run(3, 10) if quick else serving.run()),
        ("报送", lambda: receiving.run(2_000, 500, 5) if quick else receiving.run()),
        ("浏览器", lambda: browsing.run(1) if quick else browsing.run()),
        ("会议材料", lambda: papers.run(5) if quick else papers.run()),
    ]
    load = f"，开始时负载{os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
    print(f"{platform.machine()}，{os.cpu_count()}核，Python {platform.python_version()}{load}\n")
    lines: list[Line] = []
    for name, measure in parts:
        print(f"正在测量：{name}", file=sys.stderr)
        lines += measure()
    _print_table(lines)
    return 1 if any(line.is_kept is False for line in lines) else 0


def _print_table(lines: Sequence[Line]) -> None:
    rows = [HEADS, *((line.what, line.measured, line.budget, VERDICTS[line.is_kept]) for line in lines)]
    widths = [max(_width(row[at]) for row in rows) for at in range(len(HEADS))]
    for number, row in enumerate(rows):
        print(
            "| " + " | ".join(text + " " * (size - _width(text)) for text, size in zip(row, widths, strict=True)) + " |"
        )
        if not number:
            print("|" + "|".join("-" * (size + 2) for size in widths) + "|")


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
