"""The same facts, sent tidily and as staff send them, are the same rows: every kind, many kinds of dirt at once."""

import random
from datetime import date, timedelta

import pytest

from config.contracts import load_collected

CONTRACTS = load_collected()
WIDE = str.maketrans("0123456789.,", "０１２３４５６７８９．，")
UNIT_SPELLINGS = {
    "海丰县公安局": ["县公安局", "公安局", "海丰公安", " 海丰县公安局\u3000", "县公安局\u200b"],
    "海城镇人民政府": ["海城镇", "海城", "海城镇政府", "海丰县海城镇"],
}
NOTES = [
    ["填表说明:1.本表由各单位如实填写;2.日期填写到日。"],
    ["填报人:人员901", None, "审核人:人员902", None, "联系电话:0660-0000000"],
]


def tidy_value(field, row, choose):
    """One value of a field in its plainest spelling; rows differ in every key."""
    match field.type:
        case "unit":
            return choose.choice(list(UNIT_SPELLINGS))
        case "choice":
            return choose.choice(field.choices).value
        case "flag":
            return choose.choice(["是", "否"])
        case "day" | "date":
            return (date(2023, 1, 1) + timedelta(days=7 * row)).isoformat()
        case "count":
            return str(1000 + row)
        case "amount":
            return f"{1000 + row}.25"
        case "number":
            return f"{60 + row}.5"
        case "phone":
            return f"1380013{row:04d}"
        case "period":
            return f"{2001 + row}年上半年"
        case "metric":
            return "trained"
        case "list":
            return f"甲{row}、乙{row}"
    return f"{field.title}{'甲乙丙丁戊己庚辛壬癸'[row]}号"


def untidy_value(field, text, choose):
    """Another accepted spelling of the same value."""
    if text is None:
        return choose.choice([None, None, "/", "—", "-", "无"] if field.type != "flag" else [None, "/", "—"])
    match field.type:
        case "unit":
            return choose.choice([text, *UNIT_SPELLINGS[text]])
        case "choice":
            same = next(choice for choice in field.choices if choice.value == text)
            return f" {choose.choice([same.value, *same.also])}"
        case "flag":
            return choose.choice(
                ["是", "有", "√", "Y", "1", "已"] if text == "是" else ["否", "无", "×", "N", "0", "未"]
            )
        case "day" | "date":
            day = date.fromisoformat(text)
            chinese = f"{day.year}年{day.month}月{day.day}日"
            serial = (day - date(1899, 12, 30)).days
            others = [f"{day.year}/{day.month}/{day.day}", f"{day.year}.{day.month}.{day.day}", chinese, serial]
            return choose.choice([day, text, f"{day:%Y%m%d}", chinese.translate(WIDE), *others])
        case "count":
            return choose.choice([int(text), text.translate(WIDE), f"{int(text):,}"])
        case "amount":
            return choose.choice(
                [text.translate(WIDE), f"{text}万元", f"{float(text):,.2f}", f"{float(text) * 10000:.1f}元"]
            )
        case "phone":
            return choose.choice([f"{text[:3]} {text[3:7]} {text[7:]}", f"{text}.0", int(text)])
        case "period":
            return choose.choice([text.replace("年上半年", form) for form in ("上半年", "H1", "年1-6月")])
        case "metric":
            return choose.choice(["trained", "培训参训率"])
        case "list":
            return text.replace("、", choose.choice(["，", ";", "\n", "、"]))
    return choose.choice([text, f" {text}\u3000", f"{text}\u200b"])


def noisy(header, field, choose):
    marked = [header, f" {header}", f"{header}\n(必填)" if field.required else header, f"*{header}", f"“{header}”"]
    return choose.choice(marked)


def untidy_rows(contract, fields, rows, choose):
    """The rows of a sheet with everything staff add around and within a table."""
    header = [noisy(choose.choice(field.headers), field, choose) for field in fields]
    numbered = choose.random() < 0.6
    head = [["序号", *header] if numbered else header]
    sheet = [[f"海丰县{contract.title}"], ["填报单位:县政数局  填报日期:2023年6月30日"], []][: choose.randrange(4)]
    if choose.random() < 0.5 and len(fields) > 3:
        # Two header rows as a csv gives them: a group over two columns, their names below.
        at = 2 + numbered
        top = [*head[0][:at], "基本情况", None, *head[0][at + 2 :]]
        below = [None] * at + head[0][at : at + 2] + [None] * (len(head[0]) - at - 2)
        head = [top, below]
    sheet += head
    for number, row in enumerate(rows, start=1):
        values = [untidy_value(field, row[field.name], choose) for field in fields]
        sheet.append([number, *values] if numbered else values)
        if choose.random() < 0.2:
            sheet.append(choose.choice([[], [None, None], *([] if len(head) == 2 else [head[0]])]))
    if choose.random() < 0.5:
        sheet.append([None, "合计"] if numbered else ["合 计"])
    return sheet + NOTES[: choose.randrange(3)]


@pytest.mark.parametrize("contract", CONTRACTS.values(), ids=CONTRACTS)
@pytest.mark.parametrize("seed", range(12))
def test_untidy_workbook_holds_the_same_rows_as_a_tidy_one(examine, contract, seed):
    choose = random.Random(f"{contract.id} {seed}")
    needed = {*contract.key, *(field.name for field in contract.required)}
    kept = [field for field in contract.fields if field.name in needed or choose.random() < 0.7]
    begun, ended = {"roster": ("appointed_on", "ended_on"), "unit": ("joined_on", "left_on")}.get(contract.id, ("", ""))
    rows = []
    for number in range(choose.randrange(1, 9)):
        row = {field.name: tidy_value(field, number, choose) for field in kept}
        for field in kept:
            if field.name not in needed and choose.random() < 0.3:
                row[field.name] = None
        if "is_classified" in row:
            row["is_classified"] = "否"
        if ended in row and begun in row and row[ended]:
            row[ended] = row[begun] or row[ended]
        rows.append(row)
    tidy = examine([[field.title for field in kept], *([row[field.name] for field in kept] for row in rows)])
    assert not tidy.refusals + tidy.errors, [one.message for one in tidy.refusals + tidy.errors]
    shuffled = kept[:]
    choose.shuffle(shuffled)
    untidy = examine(untidy_rows(contract, shuffled, rows, choose))
    assert not untidy.refusals + untidy.errors, [one.message for one in untidy.refusals + untidy.errors]
    assert [table.dataset for table in untidy.tables] == [contract.id]
    assert untidy.tables[0].columns == tidy.tables[0].columns
    assert untidy.tables[0].covered_units == tidy.tables[0].covered_units
