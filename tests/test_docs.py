"""The documents keep up: what docs/clauses.md and the manual name exists, and what exists is named."""

from __future__ import annotations

import importlib
import pkgutil
import re
import shlex
from pathlib import Path

import pytest

import metrics.listings
from cli import build_parser
from config.contracts import load_contracts
from metrics.catalog import load_catalog
from ui.navigation import GROUPS

ROOT = Path(__file__).resolve().parent.parent
CLAUSES = ROOT / "docs" / "clauses.md"
MANUAL = ROOT / "docs" / "manual"
TITLES = [entry.title for entries in GROUPS.values() for entry in entries]
ROWS = [
    *(f"A{at}" for at in range(9)),
    *(f"B{at}" for at in range(1, 15)),
    *(f"C1{letter}" for letter in "abcd"),
    *(f"C2{letter}" for letter in "ab"),
    *(f"C3{letter}" for letter in "abcdefg"),
    *(f"C4{letter}" for letter in "ab"),
    *(f"C5{letter}" for letter in "abcdefgh"),
    *(f"D{at}" for at in range(1, 8)),
    *(f"E{at}" for at in range(1, 10)),
]
NAME = re.compile(r"`([a-z_]+)`")
LINK = re.compile(r"!?\[[^\]]*\]\(([^)#\s]+)\)")
COMMAND = re.compile(r"(?:^|`)(?:python )?cli\.py ([^#`\n]+)", re.MULTILINE)
PAPERS = [*sorted(MANUAL.glob("*.md")), ROOT / "README.md", ROOT / "docs" / "operations.md"]
QUOTED = re.compile(r"“([^“”]+)”页")


def clause_rows() -> list[list[str]]:
    """Cells of the tables with seven columns, heads left out."""
    lines = [line.strip("| ").split(" | ") for line in CLAUSES.read_text(encoding="utf-8").splitlines()]
    return [cells for cells in lines if len(cells) == 7 and cells[0] not in ("row",)]


def listing_names() -> set[str]:
    """Functions of metrics.listings that a page, or a service for a page, uses."""
    found: set[str] = set()
    for module in pkgutil.iter_modules(metrics.listings.__path__):
        loaded = importlib.import_module(f"metrics.listings.{module.name}")
        found |= {name for name in vars(loaded) if not name.startswith("_") and callable(getattr(loaded, name))}
    screens = [path for room in ("pages", "ui", "services") for path in (ROOT / room).glob("*.py")]
    used = {word for path in screens for word in re.findall(r"[a-z_]+", path.read_text(encoding="utf-8"))}
    return found & used


def test_clause_table_has_every_row_of_the_plan_once_and_in_order() -> None:
    assert [cells[0] for cells in clause_rows()] == ROWS


def test_clause_table_names_only_datasets_figures_lists_and_pages_that_exist() -> None:
    datasets, figures = set(load_contracts()), set(load_catalog()) | listing_names()
    for row, _, _, held_in, counted_as, pages, _ in clause_rows():
        assert set(NAME.findall(held_in)) <= datasets, row
        assert set(NAME.findall(counted_as)) <= figures, row
        assert set(pages.split("、")) <= set(TITLES), row


def test_clause_row_without_a_dataset_says_why() -> None:
    assert [cells[0] for cells in clause_rows() if cells[3] == "–" and cells[6] == "–"] == []


def test_every_dataset_every_figure_and_every_page_is_named_for_some_clause() -> None:
    text = CLAUSES.read_text(encoding="utf-8")
    named = set(NAME.findall(text))
    assert [one for one in (*load_contracts(), *load_catalog()) if one not in named] == []
    assert [title for title in TITLES if title not in text] == []


@pytest.mark.parametrize("path", sorted(MANUAL.glob("*.md")), ids=lambda path: path.name)
def test_manual_page_links_only_to_what_exists_and_names_only_pages_that_exist(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert [target for target in LINK.findall(text) if not (path.parent / target).exists()] == []
    assert [name for name in QUOTED.findall(text.replace("““", "“").replace("””", "”")) if name not in TITLES] == []


@pytest.mark.parametrize("path", PAPERS, ids=lambda path: path.name)
def test_commands_a_reader_is_told_to_type_are_understood(path: Path) -> None:
    for command in COMMAND.findall(path.read_text(encoding="utf-8")):
        options = build_parser().parse_args(shlex.split(command))
        named = getattr(options, "metric", None) or []
        assert ({named} if isinstance(named, str) else {*named}) <= {*load_catalog()}


def test_some_commands_were_found_at_all() -> None:
    assert sum(len(COMMAND.findall(path.read_text(encoding="utf-8"))) for path in PAPERS) > 20


def test_manual_explains_every_page_and_shows_it() -> None:
    words = "\n".join(path.read_text(encoding="utf-8") for path in MANUAL.glob("*.md"))
    assert [title for title in TITLES if title not in words] == []
    gallery = (MANUAL / "画面.md").read_text(encoding="utf-8")
    entries = [entry for group in GROUPS.values() for entry in group]
    assert [entry.title for entry in entries if f"pictures/{entry.path or 'overview'}-1366.png" not in gallery] == []


def test_manual_pictures_are_all_used_and_small() -> None:
    words = "\n".join(path.read_text(encoding="utf-8") for path in MANUAL.glob("*.md"))
    pictures = list((MANUAL / "pictures").glob("*.png"))
    assert pictures
    assert [path.name for path in pictures if f"pictures/{path.name}" not in words] == []
    assert sum(path.stat().st_size for path in pictures) < 8_000_000
