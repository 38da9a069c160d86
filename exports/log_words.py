"""What the operation log keeps of an act before and after, in words: the log stores records, a reader wants sentences."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import date

from config.contracts import load_contracts
from metrics.sentences import show_date

# As warehouse.apply notes the rows of a table: opened, closed, unchanged.
_COUNTS = re.compile(r"(\w+) \+(\d+) -(\d+) =(\d+)")
_HASHES = {"configuration", "definitions", "program", "sha256"}
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_TITLES = {
    "agenda": "议程", "answer": "答复", "as_of": "数据截至", "attachment": "材料编号", "closed_at": "结束时间",
    "co_units": "配合单位", "configuration": "配置校验值", "confirmation": "核实编号", "contact": "联系人",
    "contact_phone": "联系电话", "content": "内容", "dataset": "表格", "datasets": "表格", "deadline": "截止日期",
    "definitions": "口径校验值", "doc_no": "文号", "due_on": "完成时限", "held_on": "会议日期", "is_agreed": "核实无误",
    "key": "对象", "login": "登录名", "meeting": "会议", "name": "名称", "note": "备注", "notes": "备忘", "opened_on": "开始日期",
    "person": "姓名", "program": "程序校验值", "reason": "原因", "reminder": "催办编号", "replaces": "替代的报送编号", "revision": "修改次数",
    "role": "身份", "sha256": "校验值", "state": "状态", "task_no": "督办编号", "unit": "单位", "units": "单位", "upload": "报送编号",
    "version": "数据版本", "way": "方式", "words": "意见",
}  # fmt: skip


def log_words(noted: str, names: Mapping[str, str], *, with_hashes: bool = True) -> str:
    """One note of the log as text.

    Args:
        names: unit code → short name.
        with_hashes: False on a screen, which has no room for what only programs compare.
    """
    if not noted.startswith(("{", "[")):
        return noted
    try:
        value = json.loads(noted)
    except ValueError:
        return noted
    if isinstance(value, dict):
        kept = {name: one for name, one in value.items() if with_hashes or name not in _HASHES}
        told = ((_TITLES.get(name, "其他"), _say(one, names)) for name, one in kept.items())
        return "；".join(f"{title}：{words}" for title, words in told if words)
    counts = [_COUNTS.fullmatch(str(line)) for line in value]
    return "；".join(
        f"{load_contracts()[found[1]].title}新增或变更{found[2]}行、撤下或被替换{found[3]}行、不变{found[4]}行"
        if found
        else _say(line, names)
        for line, found in zip(value, counts, strict=True)
    )


def _say(value: object, names: Mapping[str, str]) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, list):
        return "、".join(filter(None, (_say(one, names) for one in value)))
    text = str(value)
    if text in load_contracts():
        return load_contracts()[text].title
    if _DAY.fullmatch(text):
        return show_date(date.fromisoformat(text))
    return names.get(text, text)
