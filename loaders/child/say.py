"""The child's way of saying how far it is: one short line of numbers on standard error, read by the parent."""

from __future__ import annotations

import sys

MARK = "progress"


def say(stage: str, first: int, second: int = 0) -> None:
    """stage: a word of loaders.progress.reading_words."""
    sys.stderr.write(f"{MARK} {stage} {first} {second}\n")
    sys.stderr.flush()
