"""The terminal's papers: each is written where it is asked for; what cannot be written is said in Chinese."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from cli import main
from services.store import open_store
from terminal.names import DONE, USAGE
from tests.services.filed_county import fill
from tests.services.small_county import REGISTER, take

pytestmark = pytest.mark.slow

STARTS = {"pptx": b"PK", "docx": b"PK", "xlsx": b"PK", "zip": b"PK", "html": b"<!doctype html>"}


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("terminal") / "store"
    store = open_store(folder)
    try:
        take(store, REGISTER, "单位名录.csv")
        fill(store)
    finally:
        store.close()
    return folder / "warehouse.duckdb"


@pytest.mark.parametrize(
    ("paper", "name"),
    [
        ("deck", "材料.pptx"), ("brief", "汇报.docx"), ("annex", "附表.xlsx"), ("onepage", "一页纸.docx"),
        ("onepage", "一页纸.html"), ("offline", "离线版.html"), ("pack", "全部.zip"),
    ],
)  # fmt: skip
def test_export_writes_the_paper_and_names_it(warehouse, tmp_path, capsys, paper, name):
    target = tmp_path / name
    assert main(["--warehouse", str(warehouse), "export", paper, "--as-of", "2024-01-31", "-o", str(target)]) == DONE
    assert target.read_bytes().startswith(STARTS[target.suffix[1:]])
    assert capsys.readouterr().out.strip() == str(target)


def test_export_onepage_of_a_unit_by_any_of_its_names(warehouse, tmp_path):
    target = tmp_path / "一页纸.html"
    command = ["export", "onepage", "--unit", "县公安局", "--as-of", "2024-01-31", "-o", str(target)]
    assert main(["--warehouse", str(warehouse), *command]) == DONE
    assert "<h1>海丰县公安局首席数据官工作一页纸</h1>" in target.read_text(encoding="utf-8")


def test_drafts_are_official_papers(warehouse, tmp_path):
    report, notice, summary = (tmp_path / name for name in ("总结.docx", "通报.docx", "试点总结.docx"))
    here = ["--warehouse", str(warehouse), "draft"]
    assert main([*here, "report", "--unit", "海城镇", "--period", "2023年下半年", "-o", str(report)]) == DONE
    assert main([*here, "notice", "--as-of", "2024-01-31", "-o", str(notice)]) == DONE
    assert main([*here, "summary", "--as-of", "2024-01-31", "-o", str(summary)]) == DONE
    assert "首席数据官制度" in zipfile.ZipFile(summary).read("word/document.xml").decode()
    assert "首席数据官工作总结" in zipfile.ZipFile(report).read("word/document.xml").decode()
    assert "主送机关" in zipfile.ZipFile(notice).read("word/document.xml").decode()


@pytest.mark.parametrize(
    ("command", "words"),
    [
        (["draft", "report", "--unit", "海城镇", "--period", "下半年"], "请写成2023年上半年的样子"),
        (["draft", "report", "--unit", "县教育局", "--period", "2023年上半年"], "尚未纳入范围"),
        (["export", "onepage", "--unit", "县教育局", "--as-of", "2023-05-31"], "尚未纳入范围"),
        (["export", "deck", "--unit", "海城镇"], "onepage"),
    ],
)
def test_paper_that_cannot_be_written_is_a_usage_error_in_chinese(warehouse, tmp_path, capsys, command, words):
    target = tmp_path / "材料"
    assert main(["--warehouse", str(warehouse), *command, "-o", str(target)]) == USAGE
    assert words in capsys.readouterr().err
    assert not target.exists()


def test_paper_into_a_folder_that_is_not_there_is_a_usage_error(warehouse, tmp_path, capsys):
    target = tmp_path / "没有" / "材料.pptx"
    assert main(["--warehouse", str(warehouse), "export", "deck", "--as-of", "2024-01-31", "-o", str(target)]) == USAGE
    assert "请检查文件夹是否存在" in capsys.readouterr().err
