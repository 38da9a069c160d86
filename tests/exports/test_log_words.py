"""Notes of the operation log as a reader meets them."""

import json

import pytest

from exports.log_words import log_words

NAMES = {"HF001": "海城镇"}


@pytest.mark.parametrize(
    ("noted", "words"),
    [
        ("网格管理", "网格管理"),
        ("", ""),
        ("{not a record", "{not a record"),
        (["system +1 -1 =7"], "政务信息系统清单新增或变更1行、撤下或被替换1行、不变7行"),
        ({"upload": 106, "reason": "缺少系统"}, "报送编号：106；原因：缺少系统"),
        ({"unit": "HF001", "is_agreed": False, "words": ""}, "单位：海城镇；核实无误：否"),
        ({"dataset": "workplan", "key": ["HF001", "工作方案"]}, "表格：工作方案备案表；对象：海城镇、工作方案"),
        ({"deadline": "2025-06-30"}, "截止日期：2025年6月30日"),
        ({"of_a_later_program": 1}, "其他：1"),
    ],
)
def test_note_is_told_in_words(noted, words):
    assert log_words(noted if isinstance(noted, str) else json.dumps(noted, ensure_ascii=False), NAMES) == words


def test_hashes_stand_in_the_workbook_and_not_on_the_screen():
    noted = json.dumps({"sha256": "c64409", "version": 3})
    assert log_words(noted, {}) == "校验值：c64409；数据版本：3"
    assert log_words(noted, {}, with_hashes=False) == "数据版本：3"
