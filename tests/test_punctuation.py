"""Everything a user reads uses full-width punctuation: texts in the program, in its data and in the manual.

In the program they are filled in, too, and call the bureau by the name that is set.
"""

import ast
import re
import tomllib
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
# loaders/ holds patterns of what staff write; what it says to them stands in data/messages.toml.
ROOMS = ("config", "exports", "metrics", "pages", "services", "terminal", "ui")
DATA = ("data/messages.toml", "data/contracts/*.toml", "data/reference/*.toml", "metrics/catalog.toml")
HALF_WIDTH = re.compile(
    r"[\u4e00-\u9fff”》〕）][,;!?:(]|[,;!?:)][\u4e00-\u9fff“《〔（]|[\u4e00-\u9fff]\.(?![A-Za-z*{0-9\\])"
)
# What only the braces of an f-string can hold: an attribute, a call.
UNFILLED = re.compile(r"\{[A-Za-z_]+[.(]")
BUREAU = "县政数局"


def shown_texts(source):
    """String constants that are neither docstrings, nor patterns, nor the lines of a file."""
    tree = ast.parse(source)
    hidden = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            hidden.add(node.value)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and ast.unparse(node.func.value) == "re":
            hidden |= {inner for inner in ast.walk(node) if isinstance(inner, ast.Constant)}
    for node in ast.walk(tree):
        is_text = isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in hidden
        if is_text and "\n" not in node.value:
            yield node.lineno, node.value


def texts_of(value):
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from texts_of(inner)


def test_pattern_tells_half_width_from_full_width():
    assert [bool(HALF_WIDTH.search(text)) for text in ("甲,乙", "共3项:无", "甲(乙)", "完成.")] == [True] * 4
    assert [bool(HALF_WIDTH.search(text)) for text in ("甲，乙（丙）：丁。", "3.5万元", "清单.xlsx", "12:30")] == [
        False
    ] * 4


@cache
def texts_in(room):
    modules = sorted((ROOT / room).rglob("*.py") if room != "." else ROOT.glob("*.py"))
    assert modules
    return [
        (path.relative_to(ROOT).as_posix(), line, text)
        for path in modules
        for line, text in shown_texts(path.read_text(encoding="utf-8"))
    ]


@pytest.mark.parametrize("room", [*ROOMS, "."])
def test_texts_in_the_program_are_full_width(room):
    assert [one for one in texts_in(room) if HALF_WIDTH.search(one[2])] == []


def test_pattern_tells_a_text_that_was_never_filled_in():
    assert UNFILLED.search("仅{escape(here.bureau)}可见") and UNFILLED.search("第{one.row}行")
    assert not UNFILLED.search("{kind}缺少{title}") and not UNFILLED.search("max-height:{height}")


@pytest.mark.parametrize("room", [*ROOMS, "."])
def test_texts_in_the_program_are_filled_in_and_name_the_bureau_as_it_is_set(room):
    # The role alone is an identifier; in a sentence the bureau bears the name that 设置 gives it.
    found = [one for one in texts_in(room) if UNFILLED.search(one[2]) or (BUREAU in one[2] and one[2] != BUREAU)]
    assert found == []


@pytest.mark.parametrize("pattern", DATA)
def test_texts_in_the_data_are_full_width(pattern):
    paths = sorted(ROOT.glob(pattern))
    assert paths
    found = [
        (path.name, text)
        for path in paths
        for text in texts_of(tomllib.loads(path.read_text(encoding="utf-8")))
        if HALF_WIDTH.search(text)
    ]
    assert found == []


@pytest.mark.parametrize("path", sorted((ROOT / "docs" / "manual").glob("*.md")), ids=lambda path: path.name)
def test_manual_is_full_width(path):
    text = re.sub(r"`[^`]*`|\]\([^)]*\)", "", path.read_text(encoding="utf-8"))
    assert HALF_WIDTH.findall(text) == []
