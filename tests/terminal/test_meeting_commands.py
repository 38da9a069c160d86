"""Meetings from the terminal: prepared, checked, frozen, printed as papers, counted again; refusals are said in Chinese."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest

from cli import main
from services.store import open_store
from terminal.names import DONE, REFUSED, USAGE
from tests.services.filed_county import fill
from tests.services.small_county import REGISTER, take

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The small county with one meeting frozen (1) and one prepared (2), both by the terminal itself."""
    folder = tmp_path_factory.mktemp("terminal") / "store"
    store = open_store(folder)
    take(store, REGISTER, "单位名录.csv")
    fill(store)
    store.close()
    path = str(folder / "warehouse.duckdb")
    first = [
        "第一次联席会议",
        "--held-on",
        "2024-02-01",
        "--as-of",
        "2024-01-31",
        "--area",
        "迁云上云",
        "--unit",
        "县公安局",
    ]
    assert main(["--warehouse", path, "meeting", "prepare", *first]) == DONE
    assert main(["--warehouse", path, "meeting", "freeze", "1"]) == DONE
    assert main(["--warehouse", path, "meeting", "prepare", "第二次联席会议", "--held-on", "2024-03-01"]) == DONE
    return path


def test_list_is_newest_first_and_machine_readable(warehouse, capsys):
    assert main(["--warehouse", warehouse, "meeting", "list", "--format", "json"]) == DONE
    second, first = json.loads(capsys.readouterr().out)
    assert (second["id"], second["state"], second["as_of"], second["frozen_version"]) == (2, "筹备", "2024-03-01", None)
    assert (first["id"], first["state"], first["as_of"]) == (1, "已冻结", "2024-01-31")


@pytest.mark.parametrize(("paper", "name"), [("deck", "材料.pptx"), ("brief", "汇报.docx"), ("onepage", "一页纸.html")])
def test_papers_of_a_meeting_name_it_and_its_day(warehouse, tmp_path, paper, name):
    target = tmp_path / name
    assert main(["--warehouse", warehouse, "export", paper, "--meeting", "1", "-o", str(target)]) == DONE
    if target.suffix == ".html":
        text = target.read_text(encoding="utf-8")
    else:
        parts = zipfile.ZipFile(target)
        text = "".join(
            parts.read(one).decode() for one in parts.namelist() if one.endswith(("slide1.xml", "document.xml"))
        )
    assert "2024年1月31日" in text
    assert "第一次联席会议" in text


def test_check_says_what_is_missing_and_ends_with_one(warehouse, capsys):
    assert main(["--warehouse", warehouse, "meeting", "check", "2"]) == REFUSED
    said = capsys.readouterr().out
    assert "海丰县教育局　政务信息系统清单　整张表　从未报送" in said
    assert "海丰县公安局　“一官两员”配备率　数据专员、政务专员" in said


def test_recount_without_and_with_differences(warehouse, capsys):
    command = ["--warehouse", warehouse, "meeting", "recount", "1", "--format", "json"]
    assert main(command) == DONE
    assert json.loads(capsys.readouterr().out) == []
    folder = Path(warehouse).parent
    store = open_store(folder)
    # 县公安局 fills its second post, appointed and filed before the day of the meeting's figures
    roster = """单位,角色,姓名,职务,任命日期,备案日期
县公安局,首席数据官,人员104,副局长,2023-01-10,2023-01-20
县公安局,数据专员,人员105,干事,2024-01-10,2024-01-20
"""
    take(store, roster, "名单.csv")
    store.close()
    assert main(command) == REFUSED
    found = {(one["number"], one["unit"]): one for one in json.loads(capsys.readouterr().out)}
    posts = found["Z02-003", "海丰县公安局"]
    assert (posts["frozen"], posts["now"], posts["reasons"]) == (
        "1/3（33.3%）未达标",
        "2/3（66.7%）未达标",
        ["数据更正"],
    )


@pytest.mark.parametrize(
    ("command", "status", "words"),
    [
        (["meeting", "freeze", "1"], REFUSED, "已冻结，不能再改"),
        (["export", "deck", "--meeting", "2", "-o", "x"], REFUSED, "还没有冻结"),
        (["meeting", "check", "9"], USAGE, "没有编号为9的会议"),
        (["export", "deck", "--meeting", "9", "-o", "x"], USAGE, "没有编号为9的会议"),
        (["export", "deck", "--meeting", "1", "--as-of", "2024-01-31", "-o", "x"], USAGE, "不能再写--as-of"),
        (["meeting", "prepare", "会", "--held-on", "2024-02-01", "--area", "云"], USAGE, "没有“云”这项重点任务"),
        (["meeting", "prepare", "会", "--held-on", "2024-02-01", "--as-of", "2024-02-02"], REFUSED, "晚于会议日期"),
    ],
)
def test_what_cannot_be_done_is_said_in_chinese(warehouse, capsys, command, status, words):
    assert main(["--warehouse", warehouse, *command]) == status
    assert words in capsys.readouterr().err
