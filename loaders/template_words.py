"""The words of a template: what each type of column wants, an example of it, and the opening lines of 填表说明."""

from __future__ import annotations

from config.contracts import Field

INSTRUCTIONS = (
    "带“*”的列必填；没有内容的格留空，不要填“待定”“长期”等字样。",
    "表头列名不要改动；列的先后可以调整，用不到的列可以删去。",
    "合并单元格以外，每一行都要写明单位等必填内容，不会自动沿用上一行。",
    "首行示例不读入，填报时可以删去。",
)
_WANTED = {
    "text": "文字",
    "code": "编号，按文本填写，保留前面的0",
    "unit": "单位全称、简称或别名，以单位名录为准",
    "day": "日期，须写到日，如2023-06-28",
    "date": "日期，如2023-06-28；只知道月份的写2023年6月",
    "flag": "填“是”或“否”；未掌握的留空，留空不等于“否”",
    "choice": "从可选值中选填",
    "count": "非负整数，只填数字，不带单位",
    "amount": "非负数，单位为万元",
    "number": "数字，最多两位小数",
    "phone": "11位手机号码或带区号的固定电话",
    "period": "如2023年上半年、2023年度、试点期",
    "metric": "指标名称，以指标说明为准",
    "list": "可以填多项，用顿号分隔",
}
_EXAMPLES = {
    "code": "001",
    "unit": "某某局",
    "day": "2023-06-28",
    "date": "2023-06-28",
    "flag": "是",
    "count": "10",
    "amount": "120.5",
    "number": "90.5",
    "phone": "0660-6600000",
    "period": "2023年上半年",
    "metric": "指标名称",
    "list": "名称一、名称二",
}


def describe(field: Field) -> str:
    """What a column wants: its type, range, choices and note, in one sentence."""
    parts = [_WANTED[field.type]]
    if field.minimum is not None and field.maximum is not None:
        parts.append(f"范围{field.minimum}到{field.maximum}")
    if field.choices:
        parts.append("可选值：" + "、".join(choice.value for choice in field.choices))
    if field.note:
        parts.append(field.note)
    return "；".join(parts) + "。"


def example_of(field: Field) -> str:
    """An example of what a column holds, as text."""
    if field.choices:
        return field.choices[0].value
    if field.name == "is_classified":  # a row that says 是 is sent back whole
        return "否"
    if field.name == "year":
        return "2023"
    return _EXAMPLES.get(field.type, f"{field.title}（示例）")
