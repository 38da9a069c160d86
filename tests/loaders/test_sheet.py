"""Finding tables in a sheet, sorting their rows, reading the facts around them."""

from datetime import date

import pytest

from config.contracts import load_contracts
from loaders.facts import find_facts
from loaders.match import is_header, known_names, match_labels
from loaders.rows import find_rows
from loaders.sheet import find_tables

CONTRACTS = tuple(load_contracts().values())
NAMES = known_names(CONTRACTS)
HEADER = ["序号", "单位", "系统名称", "系统状态", "部署位置", "上云日期"]
ROW = [1, "县公安局", "系统一", "在用", "市政务云", "2023-06-28"]


def score(labels, extra_rows):
    matches = (match_labels(labels, contract, extra_rows=extra_rows) for contract in CONTRACTS)
    return max((match.score for match in matches if is_header(match)), default=None)


def tables_of(sheet):
    return find_tables(sheet, NAMES, score)


def rows_of(sheet, table, unit_column=2):
    return find_rows(sheet, table.first, table.last, table.labels, unit_column=unit_column, skipped=table.repeated)


def facts_of(sheet, number=0):
    tables = tables_of(sheet)
    table = tables[number]
    return find_facts(sheet, table, rows_of(sheet, table), number == len(tables) - 1)


# ---- headers ----


@pytest.mark.parametrize("above", [0, 1, 5, 30])
def test_header_is_found_in_any_row_and_column(sheet_of, above):
    lines = [["海丰县政务信息系统清单"], ["填报单位：县公安局"], [], ["请认真填写"], []][:above]
    rows = [*lines, *[[]] * (above - len(lines)), [None, None, *HEADER], [None, None, *ROW]]
    (table,) = tables_of(sheet_of(rows))
    assert (table.top, table.bottom, table.first, table.last) == (above + 1, above + 1, above + 2, above + 2)
    assert [label.column for label in table.labels] == [3, 4, 5, 6, 7, 8]


def test_header_of_two_merged_rows_gives_leaf_names_with_their_group(sheet_of):
    rows = [
        ["政务信息系统清单"],
        ["序号", "单位", "基本情况", None, "部署位置", "上云日期"],
        [None, None, "系统名称", "系统状态", None, None],
        ROW,
    ]
    merged = ((1, 1, 1, 6), (2, 1, 3, 1), (2, 2, 3, 2), (2, 3, 2, 4), (2, 5, 3, 5), (2, 6, 3, 6))
    (table,) = tables_of(sheet_of(rows, merged=merged))
    assert (table.top, table.bottom) == (2, 3)
    assert [label.text for label in table.labels] == HEADER
    assert table.labels[3].parts == ("基本情况", "系统状态")


def test_header_of_two_rows_without_merging_as_csv_gives_them(sheet_of):
    rows = [["序号", "单位", "基本情况", None, "部署位置"], [None, None, "系统名称", "系统状态", None], ROW[:5]]
    (table,) = tables_of(sheet_of(rows))
    assert (table.top, table.bottom) == (1, 2)
    assert [label.text for label in table.labels] == HEADER[:5]


def test_header_of_three_rows(sheet_of):
    rows = [
        ["单位", "系统情况", None, None],
        [None, "基本", None, "部署"],
        [None, "系统名称", "系统状态", "部署位置"],
        ["县公安局", "系统一", "在用", "市政务云"],
    ]
    merged = ((1, 1, 3, 1), (1, 2, 1, 4), (2, 2, 2, 3))
    (table,) = tables_of(sheet_of(rows, merged=merged))
    assert (table.top, table.bottom, table.first) == (1, 3, 4)
    assert table.labels[2].parts == ("系统情况", "基本", "系统状态")


def test_first_row_of_data_never_becomes_part_of_the_header(sheet_of):
    (table,) = tables_of(sheet_of([HEADER, [1, "海城镇", "单位", "在用", "其他", None], ROW]))
    assert (table.top, table.bottom, table.first, table.last) == (1, 1, 2, 3)


def test_sheet_without_known_names_has_no_table(sheet_of):
    assert tables_of(sheet_of([["填表说明"], ["请按模板填写，不得改动表头。"], ["单位", "要写全称"]])) == ()
    assert tables_of(sheet_of([])) == ()


def test_repeated_header_is_not_another_table_and_not_data(sheet_of):
    sheet = sheet_of([HEADER, ROW, ["序号", "*单位", "系统 名称", *HEADER[3:]], [2, *ROW[1:]]])
    (table,) = tables_of(sheet)
    assert table.repeated == {3}
    assert rows_of(sheet, table).data.tolist() == [2, 4]


def test_repeated_header_of_two_rows_is_left_out_whole(sheet_of):
    head = [["序号", "单位", "基本情况", None, "部署位置"], [None, None, "系统名称", "系统状态", None]]
    sheet = sheet_of([*head, ROW[:5], *head, ROW[:5]])
    (table,) = tables_of(sheet)
    assert table.repeated == {4, 5}
    assert rows_of(sheet, table).data.tolist() == [3, 6]


def test_second_table_of_another_kind_is_another_table(sheet_of):
    other = ["单位", "方案名称", "印发日期", "备案日期"]
    rows = [
        ["一、系统"],
        HEADER,
        ROW,
        [],
        ["二、方案"],
        ["填报日期：2023年7月1日"],
        other,
        ["海城镇", "方案", None, None],
    ]
    first, second = tables_of(sheet_of(rows))
    assert (first.first, first.last) == (3, 3)
    assert (second.starts, second.top, second.first, second.last) == (4, 7, 8, 8)


def test_same_header_below_a_line_of_facts_is_another_table(sheet_of):
    head = HEADER[:1] + HEADER[2:]
    body = [1, "系统一", "在用", "市政务云"]
    sheet = sheet_of([["填报单位：县公安局"], head, body, ["填报单位：海城镇"], head, body])
    assert [table.top for table in tables_of(sheet)] == [2, 5]
    assert facts_of(sheet, 0).reporter.cell.text == "县公安局"
    assert facts_of(sheet, 1).reporter.cell.text == "海城镇"


def test_nil_word_above_a_second_table_stays_with_the_first(sheet_of):
    other = ["单位", "方案名称", "印发日期", "备案日期"]
    first, _ = tables_of(sheet_of([HEADER, ["零报告"], other, ["海城镇", "方案"]]))
    assert (first.first, first.last) == (2, 2)


# ---- rows ----


def body_of(sheet_of, *rows, **options):
    sheet = sheet_of([HEADER, *rows], **options)
    return rows_of(sheet, tables_of(sheet)[0])


def test_rows_without_content_are_left_out(sheet_of):
    body = body_of(sheet_of, ROW, [], [3], ["/", "—", "-", "／"], [None, " ", "\u3000", "\u200b"], ROW)
    assert body.data.tolist() == [2, 7]


@pytest.mark.parametrize("word", ["合计", "小计", "总计", "平均", "合 计", "合计：", "合\u3000\u3000计"])
def test_sums_are_known_by_their_word_alone_in_the_first_two_filled_cells(sheet_of, word):
    body = body_of(sheet_of, ROW, [word, None, None, 5], [None, "县公安局", word], [4, word])
    assert body.data.tolist() == [2]
    assert [total.row for total in body.totals] == [3, 4, 5]


def test_sum_word_further_right_or_within_a_text_is_data(sheet_of):
    body = body_of(sheet_of, [1, "县公安局", "合计"], [2, "合计管理局", "系统"])
    assert body.data.tolist() == [2, 3]


@pytest.mark.parametrize(
    "note",
    [
        ["填表说明:1.本表由各单位如实填写;2.日期填写到日。"],
        ["注：本表一式两份"],
        ["备注：以上为初步统计"],
        ["填报人:人员901", None, "审核人:人员902", None, "联系电话:0660-0000000"],
        ["填报人", "人员901", "审核人", "人员902"],
        ["审核人（签字）：人员902"],
        ["填报单位（盖章）：县公安局"],
        ["联系电话：0660-6600000"],
        ["分管领导签字："],
        ["制表：人员903", None, "审核：人员902"],
    ],
)
def test_notes_may_stand_below_or_within(sheet_of, note):
    body = body_of(sheet_of, ROW, note, [2, *ROW[1:]])
    assert body.data.tolist() == [2, 4]
    assert body.notes == (3,)


def test_lines_alone_below_a_note_are_notes_too(sheet_of):
    body = body_of(sheet_of, ROW, ["填表说明"], ["1.如实填写"], ["日期填写到日"], [None, None, None, "2023年6月"])
    assert body.data.tolist() == [2]
    assert body.notes == (3, 4, 5, 6)


def test_numbered_lines_alone_at_the_end_are_notes_without_a_word_before_them(sheet_of):
    body = body_of(sheet_of, ROW, ["1.本表由各单位填写"], [None, "2、日期填写到日"], ["（三）其他"])
    assert body.data.tolist() == [2]
    assert body.notes == (3, 4, 5)
    within = body_of(sheet_of, ["1.本表由各单位填写"], ROW)
    assert within.notes == ()


def test_example_and_dots_are_left_out(sheet_of):
    body = body_of(sheet_of, ["示例", *ROW[1:]], ROW, ["……"], ["…", "…"])
    assert body.data.tolist() == [3]
    assert body.examples == (2, 4, 5)


@pytest.mark.parametrize("word", ["零报告", "零报送", "无", "本期无", "零报告。", " 零 报 告 "])
def test_nil_word_alone_is_a_nil_row(sheet_of, word):
    assert body_of(sheet_of, [word]).nil == {2: False}
    assert body_of(sheet_of, [None, None, word]).nil == {2: False}
    assert body_of(sheet_of, [1, word]).nil == {2: False}


def test_nil_row_of_a_unit_names_it(sheet_of):
    body = body_of(sheet_of, [1, "县公安局", "无", "/"], [2, "海城镇", "零报告"], ROW)
    assert body.nil == {2: True, 3: True}
    assert body.data.tolist() == [4]


def test_word_none_beside_content_is_data(sheet_of):
    body = body_of(sheet_of, [1, "县公安局", "系统一", "在用", "无", "无"])
    assert body.nil == {}
    assert body.data.tolist() == [2]


# ---- facts ----


def test_facts_in_one_cell(sheet_of):
    facts = facts_of(sheet_of([["填报单位:县公安局  填报日期:2023年3月1日"], HEADER, ROW]))
    assert (facts.reporter.cell.text, facts.reporter.row, facts.reporter.column) == ("县公安局", 1, 1)
    assert facts.reported.cell.text == "2023年3月1日"


def test_facts_in_two_cells_and_with_seal_words(sheet_of):
    rows = [["填报单位（盖章）：", "县公安局", None, "填报日期：", date(2023, 3, 1)], HEADER, ROW]
    facts = facts_of(sheet_of(rows))
    assert facts.reporter.cell.text == "县公安局"
    assert facts.reported.cell == ("d", "2023-03-01")
    assert facts.reported.column == 5


def test_facts_below_the_table(sheet_of):
    facts = facts_of(sheet_of([HEADER, ROW, [], ["填报单位：县公安局（盖章）", None, None, "填报日期：2023.3.1"]]))
    assert facts.reporter.cell.text == "县公安局"
    assert facts.reported.cell.text == "2023.3.1"


def test_blank_forms_are_no_facts(sheet_of):
    facts = facts_of(sheet_of([["填报单位：", "填报日期：   年   月   日", "填报人：人员901"], HEADER, ROW]))
    assert facts.reporter is None
    assert facts.reported is None


def test_column_named_as_a_fact_is_no_fact(sheet_of):
    facts = facts_of(sheet_of([["填报单位", *HEADER[2:]], ["县公安局", *ROW[2:]], ["海城镇", *ROW[2:]]]))
    assert facts.reporter is None


def test_money_unit_above_the_table(sheet_of):
    assert facts_of(sheet_of([["清单", None, "单位：元"], HEADER, ROW])).money_unit == "元"
    assert facts_of(sheet_of([["金额单位:万元"], HEADER, ROW])).money_unit == "万元"
    assert facts_of(sheet_of([["单位：县公安局"], HEADER, ROW])).money_unit == ""


def test_facts_between_two_tables_belong_to_the_second(sheet_of):
    other = ["单位", "方案名称", "印发日期", "备案日期"]
    sheet = sheet_of([HEADER, ROW, ["填报日期：2023年7月1日"], other, ["海城镇", "方案"]])
    assert facts_of(sheet, 0).reported is None
    assert facts_of(sheet, 1).reported.cell.text == "2023年7月1日"
