"""The catalogue of messages: its Chinese, and that each code is raised somewhere and provoked by a test."""

import re
import string
from functools import cache
from pathlib import Path

import pytest

from loaders.problems import SEVERITY_NAMES, Problem, load_catalogue

ROOT = Path(__file__).resolve().parents[2]
CATALOGUE = load_catalogue()
LATIN = {
    "xlsx", "xlsm", "xls", "et", "xlsb", "ods", "csv", "tsv", "html", "Excel", "WPS", "XML", "HTML",
    "UTF", "GB", "MB", "KB", "PDF", "OFD", "A", "B",
}  # fmt: skip
HALF_WIDTH = re.compile(r"""[,:;!?()"'\[\]<>~]|\.(?![a-z0-9])""")
each_code = pytest.mark.parametrize("code", CATALOGUE)


def texts(code):
    entry = CATALOGUE[code]
    return {"name": entry.name, "text": entry.text, "mend": entry.mend}


def plain(text):
    """The text without its {words}."""
    return "".join(literal for literal, *_ in string.Formatter().parse(text))


@cache
def sources(*folders):
    return "\n".join(path.read_text(encoding="utf-8") for one in folders for path in sorted((ROOT / one).rglob("*.py")))


@each_code
def test_message_is_plain_chinese_with_full_width_punctuation(code):
    for part, text in texts(code).items():
        words = plain(text)
        assert not HALF_WIDTH.search(words), (part, words)
        assert set(re.findall(r"[A-Za-z]+", words)) <= LATIN, (part, words)
        assert "！" not in words
        assert re.search(r"[\u4e00-\u9fff]", words) or "{" in text


@each_code
def test_message_says_what_was_found_and_what_to_do_in_whole_sentences(code):
    entry = CATALOGUE[code]
    assert entry.severity in SEVERITY_NAMES
    assert entry.text.endswith(("。", "{reason}"))
    assert entry.mend.endswith(("。", "{advice}"))
    assert len(entry.name) <= 16
    assert not entry.name.endswith("。")


def test_no_two_codes_say_the_same():
    for part in ("name", "text"):
        said = [texts(code)[part] for code in CATALOGUE]
        assert len(set(said)) == len(said), [one for one in said if said.count(one) > 1]


def test_place_is_named_in_words():
    assert Problem("not_a_date", "清单", 14, "C", title="上云日期").place == "“清单”表C14单元格（上云日期）"
    assert Problem("duplicate_key", "清单", 14).place == "“清单”表第14行"
    assert Problem("unmatched_column", "清单", column="C").place == "“清单”表C列"
    assert Problem("no_table").place == "整个文件"


@each_code
def test_code_is_raised_by_the_program(code):
    assert f'"{code}"' in sources("loaders", "services"), code


@each_code
def test_code_is_provoked_by_a_test(code):
    assert f'"{code}"' in sources("tests/loaders", "tests/services").replace(
        Path(__file__).read_text(encoding="utf-8"), ""
    )


def test_codes_the_program_raises_are_all_in_the_catalogue():
    program = sources("loaders", "services")
    raised = set(re.findall(r'(?:Problem|Refusal|\.problem|_at)\(\s*(?:fact, )?"([a-z_0-9]+)"', program))
    raised |= set(re.findall(r'code="([a-z_0-9]+)"', program))
    assert raised
    assert raised <= set(CATALOGUE), raised - set(CATALOGUE)
