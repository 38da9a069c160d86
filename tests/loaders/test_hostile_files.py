"""No file takes the application down, hangs it or goes without a reason."""

from __future__ import annotations

import os
import re
import time
from pathlib import Path

import pytest

from config.settings import Limits
from loaders.problems import Problem, load_catalogue
from loaders.read import read_workbook
from tests.loaders import workbooks as made
from tests.loaders.hostile import BIG5, Hostile, every_file

pytestmark = pytest.mark.slow

LIMITS = Limits(child_seconds=20)
FILES = list(every_file())
ENGLISH = re.compile(r"[A-Za-z]{2,}")
FORMAT_NAMES = frozenset(("xlsx", "xls", "et", "xlsb", "ods", "csv", "Macro"))


def refusal_of(folder: Path, data: bytes, limits: Limits = LIMITS) -> Problem:
    path = folder / "upload.xlsx"
    path.write_bytes(data)
    workbook, problems = read_workbook(path, "上传.xlsx", limits)
    assert workbook is None
    assert len(problems) == 1
    return problems[0]


def check_reason(problem: Problem) -> None:
    assert problem.severity == "refusal"
    assert problem.text and problem.mend
    assert "{" not in problem.message
    words = set(ENGLISH.findall(problem.text + problem.mend)) - FORMAT_NAMES
    assert not {word for word in words if not word.isupper()}, problem.message


def test_there_are_more_than_a_hundred_hostile_files() -> None:
    assert len(FILES) > 150
    assert len({each.name for each in FILES}) == len(FILES)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_hostile_file_is_answered_in_time_with_a_reason(tmp_path: Path, file: Hostile) -> None:
    path = tmp_path / "upload"
    path.write_bytes(file.build(tmp_path))
    started = time.monotonic()
    workbook, problems = read_workbook(path, "上传.xlsx", LIMITS)
    assert time.monotonic() - started < LIMITS.child_seconds
    for problem in problems:
        check_reason(problem)
    if file.codes:
        assert workbook is None, f"read as {workbook and workbook.format}"
        assert {problem.code for problem in problems} <= file.codes
    assert workbook is not None or problems


@pytest.mark.parametrize("name", ["没有.xlsx", "文件夹", "管道", "带\0零.xlsx"])
def test_path_that_is_no_file_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / "文件夹").mkdir()
    os.mkfifo(tmp_path / "管道")
    workbook, problems = read_workbook(tmp_path / name, name, LIMITS)
    assert workbook is None
    assert [problem.code for problem in problems] == ["file_missing"]
    check_reason(problems[0])


def test_empty_file_is_refused_as_empty(tmp_path: Path) -> None:
    assert refusal_of(tmp_path, b"").code == "file_empty"


@pytest.mark.parametrize(
    ("limits", "data", "code", "named"),
    [
        (Limits(file_bytes=1000), b"a,b\n" * 1000, "file_too_large", "1000 字节"),
        (Limits(rows=2), made.save(made.tidy_book()), "too_many_rows", "2行"),
        (Limits(columns=2), made.save(made.tidy_book()), "too_many_columns", "2列"),
        (Limits(cells=10), made.save(made.tidy_book()), "too_many_cells", "10个"),
        (Limits(zip_entries=3), made.save(made.tidy_book()), "zip_entries", "3个"),
        (Limits(unpacked_bytes=2048), made.save(made.tidy_book()), "zip_unpacked", "2 KB"),
        (Limits(rows=2), b"a,b\n" * 3, "too_many_rows", "2行"),
        (Limits(columns=2), b"a,b,c\n" * 3, "too_many_columns", "2列"),
        (Limits(cells=3), b"a,b\n" * 3, "too_many_cells", "3个"),
        (Limits(rows=1), b"<table><tr><td>x</td></tr><tr><td>y</td></tr></table>", "too_many_rows", "1行"),
    ],
)
def test_refusal_names_what_was_found_and_the_limit(
    tmp_path: Path, limits: Limits, data: bytes, code: str, named: str
) -> None:
    problem = refusal_of(tmp_path, data, limits)
    assert problem.code == code
    assert problem.found
    assert named in problem.text
    check_reason(problem)


@pytest.mark.slow
def test_reading_over_the_deadline_is_stopped_and_named(tmp_path: Path) -> None:
    rows = "".join(f'<row r="{row}"><c\nr="A{row}"><v>{row}</v></c></row>' for row in range(1, 400_000))
    started = time.monotonic()
    problem = refusal_of(tmp_path, made.raw_xlsx(made.sheet_xml(rows)), Limits(child_seconds=1))
    assert problem.code == "too_slow"
    assert "1秒" in problem.text
    assert time.monotonic() - started < 10


def test_reading_over_the_memory_limit_is_stopped_and_named(tmp_path: Path) -> None:
    data = ("单位,名称\n" + "".join(f"县单位{row},系统{row}\n" for row in range(200_000))).encode()
    problem = refusal_of(tmp_path, data, Limits(child_memory_bytes=60 * 1024**2))
    assert problem.code == "out_of_memory"
    assert "60 MB" in problem.text


def test_answer_over_its_limit_is_no_answer(tmp_path: Path) -> None:
    data = ("单位,名称\n" + "".join(f"县单位{row},系统{row}\n" for row in range(2_000))).encode()
    assert refusal_of(tmp_path, data, Limits(answer_bytes=5_000)).code in ("out_of_memory", "reader_broke")


def test_big5_text_would_decode_as_gb18030_and_is_refused_for_its_look(tmp_path: Path) -> None:
    assert BIG5.encode("big5").decode("gb18030")
    problem = refusal_of(tmp_path, BIG5.encode("big5"))
    assert "无法识别编码" in problem.message


def test_every_reading_code_is_provoked_by_some_file() -> None:
    codes = set().union(*(file.codes for file in FILES)) | {
        "file_missing",
        "file_empty",
        "file_too_large",
        "zip_unpacked",
        "too_slow",
        "out_of_memory",
    }
    text = (Path(__file__).parents[2] / "data" / "messages.toml").read_text(encoding="utf-8")
    section = text.partition("# ---- reading the file")[2].partition("# ----")[0]
    listed = set(re.findall(r"^\[(\w+)\]", section, re.M))
    assert listed <= codes
    assert listed <= set(load_catalogue())
