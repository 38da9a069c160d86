"""The terminal: commands, machine output and exit status, as programs and the technician rely on them."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest

import cli
from services import history
from tests.services.small_county import REGISTER, SYSTEMS

pytestmark = pytest.mark.slow

PROJECT = Path(cli.__file__).parent


class Terminal:
    """Runs commands on one store in this process; answers exit status, output and errors."""

    def __init__(self, folder: Path, capture: pytest.CaptureFixture[str]) -> None:
        self.folder, self.capture = folder, capture
        self.database = folder / "store" / "warehouse.duckdb"

    def run(self, *arguments: object) -> tuple[int, str, str]:
        status = cli.main(["--warehouse", str(self.database), *map(str, arguments)])
        seen = self.capture.readouterr()
        return status, seen.out, seen.err

    def file(self, name: str, text: str) -> Path:
        path = self.folder / name
        path.write_text(text, encoding="utf-8")
        return path


@pytest.fixture
def terminal(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Terminal:
    return Terminal(tmp_path, capsys)


@pytest.fixture
def loaded(terminal: Terminal) -> Terminal:
    status, _, errors = terminal.run(
        "load", terminal.file("清单.csv", SYSTEMS), terminal.file("名录.csv", REGISTER), "--json"
    )
    assert status == 0, errors
    return terminal


def test_load_takes_unit_registers_first_and_prints_one_object_per_file(terminal: Terminal) -> None:
    files = terminal.file("清单.csv", SYSTEMS), terminal.file("名录.csv", REGISTER)
    status, output, _ = terminal.run("load", *files, "--json")
    receipts = [json.loads(line) for line in output.splitlines()]
    assert status == 0
    assert [(Path(one["file"]).name, one["status"], one["version"]) for one in receipts] == [
        ("名录.csv", "accepted", 1), ("清单.csv", "accepted", 2),
    ]  # fmt: skip
    (table,) = receipts[1]["tables"]
    assert table["dataset"] == "system" and table["rows_read"] == 2 and table["opened"] == 2
    assert table["units"] == ["HF002"] and table["nil"] is False and table["pending"] == 0
    assert set(table) == {
        "dataset",
        "sheet",
        "rows_read",
        "opened",
        "closed",
        "unchanged",
        "pending",
        "units",
        "nil",
        "reported_on",
    }


def test_load_same_file_again_is_unchanged(loaded: Terminal) -> None:
    status, output, _ = loaded.run("load", loaded.folder / "清单.csv", "--json")
    assert (status, json.loads(output)["status"]) == (0, "unchanged")


def test_load_with_one_bad_file_takes_the_good_one_and_exits_1(loaded: Terminal) -> None:
    bad = loaded.file("坏.csv", SYSTEMS.replace("在用,自建机房", "待定,自建机房"))
    good = loaded.file("好.csv", SYSTEMS.replace("县公安局", "海城镇"))
    status, output, _ = loaded.run("load", bad, good, "--json")
    first, second = (json.loads(line) for line in output.splitlines())
    assert (status, first["status"], second["status"]) == (1, "refused", "accepted")
    (error,) = first["errors"]
    assert set(error) == {"code", "severity", "sheet", "row", "column", "field", "found", "message"}
    assert (error["row"], error["column"], error["field"], error["found"]) == (3, "C", "state", "待定")


def test_check_stores_nothing(loaded: Terminal) -> None:
    status, output, _ = loaded.run("check", loaded.file("新.csv", SYSTEMS.replace("网格", "网格化")), "--json")
    assert (status, json.loads(output)["status"]) == (0, "acceptable")
    assert json.loads(loaded.run("status", "--format", "json")[1])["version"] == 2


def test_figures_json_has_counts_and_six_place_rate_per_unit_and_county(loaded: Terminal) -> None:
    _, output, _ = loaded.run("figures", "--metric", "cloud_migrated", "--as-of", "2023-12-31", "--format", "json")
    figures = {one["unit"]: one for one in json.loads(output)}
    assert figures["海丰县公安局"] == {
        "metric": "cloud_migrated", "unit": "海丰县公安局", "as_of": "2023-12-31", "numerator": 1, "denominator": 2,
        "exempt": 0, "unreported": 0, "unknown": 0, "silent_units": 0, "rate": "0.500000",
    }  # fmt: skip
    # 海城镇 and 县教育局 are in scope and silent
    assert figures["全县"]["silent_units"] == 2 and figures["海城镇人民政府"]["rate"] is None


def test_figures_accept_chinese_names_and_former_versions(loaded: Terminal) -> None:
    arguments = (
        "figures",
        "--metric",
        "政务信息系统上云率（应上尽上口径）",
        "--unit",
        "公安局",
        "--as-of",
        "2023-12-31",
    )
    _, now, _ = loaded.run(*arguments, "--format", "json")
    _, before, _ = loaded.run(*arguments, "--known-at", "1", "--format", "json")
    assert json.loads(now)[0]["denominator"] == 2
    assert all(one["denominator"] == 0 for one in json.loads(before))


def test_rows_lead_to_file_sheet_and_row(loaded: Terminal) -> None:
    _, output, _ = loaded.run(
        "rows", "cloud_migrated", "--as-of", "2023-12-31", "--outcome", "missed", "--format", "json"
    )
    (row,) = json.loads(output)
    assert (row["unit"], row["label"], row["outcome"], row["file"], row["row"], row["version"]) == (
        "海丰县公安局", "出租屋管理", "missed", "清单.csv", 3, 2,
    )  # fmt: skip


def test_undo_restores_and_history_says_so(loaded: Terminal) -> None:
    status, output, _ = loaded.run("undo", "2", "--reason", "报错表")
    assert status == 0 and "版本3" in output
    history = json.loads(loaded.run("history", "--format", "json")[1])
    assert [(one["version"], one["kind"], one["state"]) for one in history] == [
        (3, "撤销", "有效"), (2, "报送", "已由版本3撤销"), (1, "报送", "有效"),
    ]  # fmt: skip
    rows = {one["dataset"]: one["rows"] for one in json.loads(loaded.run("status", "--format", "json")[1])["datasets"]}
    assert rows["system"] == 0 and rows["unit"] == 4
    assert loaded.run("undo", "2", "--reason", "再来一次")[0] == 1


def test_undo_of_a_version_that_is_not_there_says_which_there_are(loaded: Terminal) -> None:
    assert loaded.run("undo", "9", "--reason", "试")[1:] == ("", "没有版本9，现有版本为1至2。\n")
    assert loaded.run("figures", "--known-at", "9")[2] == "没有版本9，现有版本为0至2。\n"


@pytest.mark.parametrize("arguments", [("undo", "1", "--reason", "试"), ("figures", "--known-at", "1")])
def test_version_of_an_empty_store_is_said_to_be_missing_without_a_range(
    terminal: Terminal, arguments: tuple[str, ...]
) -> None:
    status, _, words = terminal.run(*arguments)
    assert status and words.startswith("没有版本1，数据目录") and words.endswith("里还没有数据。\n")


def test_load_of_a_list_older_than_the_present_one_warns_and_takes_it(loaded: Terminal) -> None:
    older = loaded.file("三月清单.csv", "填报日期：2023年3月31日\n" + SYSTEMS)
    _, output, _ = loaded.run("load", older, "--json")
    told = json.loads(output)
    assert told["status"] == "accepted"
    (warning,) = told["warnings"]
    assert warning["code"] == "older_list" and "填报日期为2023年3月31日，早于县公安局现有清单的20" in warning["message"]


def test_annotate_marks_the_bad_cell(loaded: Terminal) -> None:
    bad = loaded.file("坏.csv", SYSTEMS.replace("在用,自建机房", "待定,自建机房"))
    marked = loaded.folder / "标注.xlsx"
    status, _, _ = loaded.run("annotate", bad, "-o", marked)
    book = openpyxl.load_workbook(marked)
    assert status == 1
    assert book.sheetnames[0] == "问题清单"
    assert any("待定" in str(cell.value) for row in book["问题清单"].iter_rows() for cell in row)


def test_template_filled_with_a_units_rows_loads_back_without_change(loaded: Terminal) -> None:
    filled = loaded.folder / "预填.xlsx"
    assert loaded.run("template", "政务信息系统清单", "-o", filled, "--unit", "县公安局")[0] == 0
    status, output, errors = loaded.run("load", filled, "--json")
    (table,) = json.loads(output)["tables"]
    assert (status, table["unchanged"], table["opened"], table["closed"]) == (0, 2, 0, 0), errors


def test_template_all_writes_every_kind(terminal: Terminal) -> None:
    assert terminal.run("template", "all", "-o", terminal.folder / "表")[0] == 0
    assert len(list((terminal.folder / "表").glob("*.xlsx"))) == 18


def test_backup_of_a_folder_without_data_is_refused_and_says_which_folder(terminal: Terminal) -> None:
    copy = terminal.folder / "备份.duckdb"
    status, _, errors = terminal.run("backup", copy)
    assert status == 1
    assert f"数据目录{terminal.database.parent}里还没有数据，没有备份" in errors
    assert not copy.exists()


def test_backup_and_restore_bring_the_state_back(loaded: Terminal) -> None:
    copy = loaded.folder / "备份.duckdb"
    assert not _findings(loaded)["备份"]["ok"]
    assert loaded.run("backup", copy)[0] == 0
    assert "最近一次完成的备份" in _findings(loaded)["备份"]["text"] and _findings(loaded)["备份"]["ok"]
    loaded.run("undo", "2", "--reason", "试")
    assert loaded.run("restore", copy)[0] == 0
    assert json.loads(loaded.run("status", "--format", "json")[1])["version"] == 2


def test_doctor_finds_a_working_installation(loaded: Terminal) -> None:
    findings = _findings(loaded)
    assert findings["读表子进程"]["ok"] and findings["数据库"]["ok"] and findings["原件"]["ok"]


def _findings(terminal: Terminal) -> dict[str, dict]:
    """What the self-test says, by name."""
    return {one["name"]: one for one in json.loads(terminal.run("doctor", "--format", "json")[1])}


def test_doctor_misses_an_original_that_was_deleted(loaded: Terminal) -> None:
    for path in (loaded.database.parent / "originals").rglob("*"):
        if path.is_file():
            path.unlink()
    status, output, _ = loaded.run("doctor", "--format", "json")
    assert status == 1
    assert not {one["name"]: one for one in json.loads(output)}["原件"]["ok"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("figures", "--metric", "no_such"), "没有“no_such”这个指标"),
        (("figures", "--unit", "县公安分局"), "单位名录中没有“县公安分局”"),
        (("figures", "--known-at", "99"), "没有版本99"),
        (("template", "没有的表", "-o", "x.xlsx"), "没有“没有的表”这个种类"),
    ],
)
def test_wrong_names_are_usage_errors_in_chinese(loaded: Terminal, arguments: tuple[str, ...], words: str) -> None:
    status, _, errors = loaded.run(*arguments)
    assert status == 2 and words in errors


def test_wrong_usage_exits_2_in_chinese(terminal: Terminal) -> None:
    with pytest.raises(SystemExit) as stopped:
        terminal.run("figures", "--as-of", "2023-02-30")
    assert stopped.value.code == 2


def test_store_in_use_exits_3_and_changes_nothing(loaded: Terminal) -> None:
    code = (
        "import sys; from pathlib import Path; from services.store import open_store;"
        "store = open_store(Path(sys.argv[1])); print('open', flush=True); sys.stdin.read()"
    )
    holder = subprocess.Popen(
        [sys.executable, "-c", code, str(loaded.database.parent)],
        cwd=PROJECT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        assert holder.stdout is not None and holder.stdout.readline() == "open\n"
        status, _, errors = loaded.run("load", loaded.folder / "清单.csv")
        assert status == 3
        assert errors.startswith(f"数据库正在被使用：{loaded.database.parent}。\n请先停止看板程序")
    finally:
        holder.communicate("")


def test_module_runs_as_a_program(tmp_path: Path) -> None:
    run = subprocess.run(
        [sys.executable, "cli.py", "--warehouse", str(tmp_path / "warehouse.duckdb"), "status", "--format", "json"],
        cwd=PROJECT, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert run.returncode == 0 and json.loads(run.stdout)["version"] == 0


def test_load_missing_file_and_folder_are_refused_with_a_reason(loaded: Terminal) -> None:
    status, output, _ = loaded.run("load", loaded.folder / "没有.xlsx", loaded.folder, "--json")
    receipts = [json.loads(line) for line in output.splitlines()]
    assert status == 1 and [one["status"] for one in receipts] == ["refused", "refused"]
    assert all(one["errors"][0]["message"] for one in receipts)


def test_fault_of_the_program_shows_a_number_and_logs_the_traceback(
    loaded: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("inner cause")

    monkeypatch.setattr(history, "describe_store", broken)
    status, output, errors = loaded.run("status")
    logged = (loaded.database.parent / "logs" / "faults.log").read_text(encoding="utf-8")
    assert status == 1 and "Traceback" not in output + errors and "inner cause" not in errors
    assert "inner cause" in logged and errors.split("记录编号：")[1].rstrip("。\n") in logged
