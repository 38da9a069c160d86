"""Which definitions, which configuration and which program figures were counted by: as texts and as sha256."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DEFINITIONS = ("metrics/catalog.toml", "metrics/terms.sql", "metrics/subjects/*.sql")
CONFIGURATION = ("data/reference/*",)
COUNTING_CODE = ("config/*.py", "metrics/**/*.py", "warehouse/*.py")
# The engine counts too: another release of it is another program.
ENGINE = "duckdb"


def read_texts(*patterns: str) -> Mapping[str, str]:
    """Path below the program's folder → text of every file that fits one of the patterns, in the order of the paths."""
    paths = sorted(path for pattern in patterns for path in ROOT.glob(pattern) if path.is_file())
    return {path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8") for path in paths}


def hash_texts(texts: Mapping[str, str]) -> str:
    """sha256 over names and texts; the order they come in does not matter."""
    return _digest(f"{name}\0{text}\0" for name, text in sorted(texts.items()))


@cache
def hash_program() -> str:
    """sha256 of the code that counts and of the engine's release."""
    return _digest((hash_texts(read_texts(*COUNTING_CODE)), version(ENGINE)))


@cache
def hash_definitions() -> str:
    """sha256 of catalogue and SQL."""
    return hash_texts(read_texts(*DEFINITIONS))


def hash_configuration(settings: Iterable[str] = ()) -> str:
    """sha256 of the reference tables and of the settings that figures and their words depend on."""
    return _digest((hash_texts(read_texts(*CONFIGURATION)), *settings))


def _digest(parts: Iterable[str]) -> str:
    digest = sha256()
    for part in parts:
        digest.update(part.encode())
    return digest.hexdigest()
