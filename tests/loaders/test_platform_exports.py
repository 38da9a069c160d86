"""Exports of platforms: read only when named, never by their header; bare codes only with the code table that applies."""

from __future__ import annotations

import pytest

from config.contracts import load_collected, load_contracts
from loaders.cells import Workbook
from loaders.kinds import name_kinds
from tests.loaders.conftest import make_sheet

PLATFORM = "platform_resource"
HEADER = ["数源部门", "目录编码", "目录名称", "共享类型", "更新周期", "目录状态", "是否挂接"]
ROW = ["海丰县公安局", "441521/001", "户籍人口信息", "有条件共享", "每月", "已发布", "是"]
SHARES = {"share_type": {"01": "无条件共享", "02": "有条件共享", "03": "不予共享"}}


def codes(found):
    return sorted(problem.code for problem in found.problems if problem.severity != "warning")


def test_two_kinds_are_chosen_and_eighteen_are_collected() -> None:
    chosen = set(load_contracts()) - set(load_collected())
    assert (len(load_collected()), chosen) == (18, {PLATFORM, "cloud_resource"})


def test_export_is_not_recognised_by_its_header_and_read_when_named(examine) -> None:
    assert all(table.dataset != PLATFORM for table in examine([HEADER, ROW]).tables)
    sheet = make_sheet([[field.title for field in load_contracts()[PLATFORM].fields], ["x"] * 14])
    assert PLATFORM not in name_kinds(Workbook("xlsx", (sheet,)))
    (table,) = examine([HEADER, ROW], dataset=PLATFORM).tables
    read = {name: values[0] for name, values in table.columns.items() if values[0] is not None}
    assert read == {
        "unit": "HF002", "resource_code": "441521/001", "resource_name": "户籍人口信息", "share_type": "有条件共享",
        "update_cycle": "每月", "state": "已发布", "is_mounted": True,
    }  # fmt: skip


@pytest.mark.parametrize("written", ["1", 1, "02"])
def test_bare_code_without_a_table_is_asked_about(examine, written) -> None:
    found = examine([HEADER, [*ROW[:3], written, *ROW[4:]]], dataset=PLATFORM)
    assert codes(found) == ["bare_code"]
    assert "“共享类型”用的是哪一张代码表？" in found.errors[0].message
    assert not found.is_acceptable(False)


@pytest.mark.parametrize("written", ["01", 1, "1", "无条件共享", "无条件"])
def test_bare_code_is_read_by_the_table_chosen_for_the_file(examine, written) -> None:
    found = examine([HEADER, [*ROW[:3], written, *ROW[4:]]], dataset=PLATFORM, codes=SHARES)
    assert (codes(found), found.tables[0].columns["share_type"][0]) == ([], "无条件共享")


def test_opposite_tables_read_the_same_code_differently_also_in_a_unit_s_own_list(examine) -> None:
    head = ["单位", "信息资源名称", "共享类型", "更新周期"]
    rows = [head, ["县公安局", "甲", "1", "每月"]]
    first = examine(rows, codes={"share_type": {"1": "无条件共享"}}).tables[0]
    other = examine(rows, codes={"share_type": {"0": "无条件共享", "1": "有条件共享"}}).tables[0]
    assert (first.dataset, first.columns["share_type"], other.columns["share_type"]) == (
        "catalog", ["无条件共享"], ["有条件共享"],
    )  # fmt: skip


def test_code_outside_the_chosen_table_is_named(examine) -> None:
    found = examine([HEADER, [*ROW[:3], "9", *ROW[4:]]], dataset=PLATFORM, codes=SHARES)
    assert codes(found) == ["code_not_in_table"]
    assert "01、02、03" in found.errors[0].message


def test_unit_staff_may_not_send_an_export(examine) -> None:
    found = examine([HEADER, ROW], dataset=PLATFORM, allowed_units=frozenset({"HF002"}))
    assert codes(found) == ["bureau_only_kind"]
