"""Who may import whom: the rooms by import-linter's contracts in pyproject.toml, what runs on top of them here."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ("config", "exports", "loaders", "metrics", "services", "warehouse")
SCREENS = (ROOT / "app.py", ROOT / "frame.py", *sorted((ROOT / "pages").glob("*.py")))
TOP = {"app", "cli", "terminal", "frame", "pages", "start", "bench", "tests"}


def imported_by(path):
    """Top-level names of everything a file imports, at whatever depth the import stands."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.add(node.module.split(".")[0])
    return names


def test_rooms_import_only_what_lies_below_them():
    command = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    found = subprocess.run([sys.executable, "-c", command], cwd=ROOT, capture_output=True, text=True, check=False)
    assert found.returncode == 0, found.stdout + found.stderr
    assert "0 broken" in found.stdout


@pytest.mark.parametrize("room", ROOMS)
def test_no_room_imports_what_runs_on_top_of_it(room):
    above = {path.relative_to(ROOT): imported_by(path) & (TOP | {"streamlit"}) for path in (ROOT / room).rglob("*.py")}
    assert above
    assert {path: names for path, names in above.items() if names} == {}


@pytest.mark.parametrize("screen", SCREENS, ids=lambda path: path.name)
def test_a_screen_asks_services_and_never_the_store_or_the_loaders(screen):
    assert imported_by(screen) & {"duckdb", "loaders", "warehouse", "cli"} == set()


def test_the_terminal_needs_no_browser_library():
    for path in (ROOT / "cli.py", *(ROOT / "terminal").glob("*.py")):
        assert imported_by(path) & {"streamlit", "ui", "pages", "duckdb"} == set(), path


def test_duckdb_is_imported_in_the_warehouse_only():
    users = {
        path.relative_to(ROOT).parts[0]
        for path in ROOT.glob("*/**/*.py")
        if ".venv" not in path.parts and "duckdb" in imported_by(path)
    }
    assert users - {"tests", "bench"} == {"warehouse"}
