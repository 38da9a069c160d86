"""Checks beyond the cell: what refuses a file, what is an error in one cell, what only warns."""

from datetime import date
from decimal import Decimal

import pytest

from loaders.cells import Cell

ROSTER = ["单位", "角色", "姓名", "任命日期", "离任日期"]
SYSTEM = ["单位", "系统名称", "系统状态", "部署位置", "上云日期", "暂不上云原因", "暂不上云批准依据"]
CATALOG = ["单位", "信息资源名称", "共享类型", "共享条件", "更新周期"]
PROJECT = [
    "单位",
    "项目名称",
    "项目状态",
    "规划日期",
    "立项日期",
    "采购日期",
    "验收日期",
    "计划完成日期",
    "预算金额",
    "合同金额（元）",
]
SCENARIO = ["单位", "应用名称", "场景名称", "累计用户数", "累计办件数"]


def found(examined, code):
    return [(problem.row, problem.column) for problem in examined.problems if problem.code == code]


def codes(examined):
    return sorted({problem.code for problem in examined.problems})


# ---- cells ----


def test_blank_required_cell_that_is_no_key_is_an_error_and_stays_pending_with_empty_text(examine):
    seen = examine([SYSTEM, ["县公安局", "系统一", None, "其他"]])
    assert found(seen, "required_blank") == [(2, "C")]
    assert seen.tables[0].pending == {0: {"state": ""}}
    assert not seen.is_acceptable(accept_incomplete=False)
    assert seen.is_acceptable(accept_incomplete=True)


def test_unreadable_cell_is_left_out_and_kept_pending_with_its_text(examine):
    seen = examine([SYSTEM, ["县公安局", "系统一", "在用", "市政务云", "待定"]])
    assert found(seen, "not_a_date") == [(2, "E")]
    assert seen.tables[0].columns["cloud_on"] == [None]
    assert seen.tables[0].pending == {0: {"cloud_on": "待定"}}


def test_error_cell_and_unstored_formula_are_named_by_address(examine):
    seen = examine(
        [
            SYSTEM,
            ["县公安局", "系统一", "在用", "其他", Cell("e", "#REF!")],
            ["县公安局", "系统二", "在用", Cell("f", "")],
        ]
    )
    assert found(seen, "error_cell") == [(2, "E")]
    assert found(seen, "unstored_formula") == [(3, "D")]
    assert seen.tables[0].pending == {0: {"cloud_on": "#REF!"}, 1: {"hosting": ""}}


@pytest.mark.parametrize(
    ("row", "code", "place"),
    [
        (["县公安局", None, "在用", "其他"], "key_empty", (2, "B")),
        (["县公安局", "无", "在用", "其他"], "key_empty", (2, "B")),
        ([None, "系统一", "在用", "其他"], "key_empty", (2, "A")),
        (["县公安局", Cell("e", "#N/A"), "在用", "其他"], "key_unreadable", (2, "B")),
        (["县公安分局", "系统一", "在用", "其他"], "unknown_unit", (2, "A")),
    ],
)
def test_key_that_is_empty_or_unreadable_refuses_the_file(examine, row, code, place):
    seen = examine([SYSTEM, row])
    assert found(seen, code) == [place]
    assert seen.refusals
    assert not seen.is_acceptable(accept_incomplete=True)


def test_unknown_unit_outside_the_key_refuses_the_file_too(examine):
    header = ["编号", "交办日期", "事项内容", "牵头单位", "完成时限"]
    seen = examine([header, ["1", "2023-06-28", "事项", "某某局", "2023-07-28"]])
    assert [problem.code for problem in seen.refusals] == ["unknown_unit"]


def test_blank_part_of_a_key_that_need_not_be_filled_is_taken(examine):
    seen = examine([["单位", "指标", "对象", "原因说明"], ["县公安局", "培训参训率", None, "原因"]])
    assert seen.problems == ()
    assert seen.tables[0].columns["subject"] == [None]
    assert seen.tables[0].columns["metric"] == ["trained"]


def test_all_problems_of_a_file_are_reported_at_once(examine):
    seen = examine([SYSTEM, ["某某局", None, "坏", "坏", "坏"], ["县公安局", "系统一", "在用", "其他", "2023年13月"]])
    assert codes(seen) == ["key_empty", "no_such_day", "not_a_choice", "not_a_date", "unknown_unit"]


# ---- order of dates ----


def test_end_before_begin_is_an_error_of_the_ending_cell(examine):
    seen = examine([ROSTER, ["县公安局", "数据专员", "人员001", "2023-06-28", "2023-06-27"]])
    assert found(seen, "ends_before_begin") == [(2, "E")]
    assert seen.tables[0].columns["ended_on"] == [None]
    assert seen.tables[0].pending == {0: {"ended_on": "2023-06-27"}}


@pytest.mark.parametrize(
    ("began", "ended"),
    [("2023-06-28", "2023-06-28"), ("2023年6月", "2023-06-15"), ("2023-06-15", "2023年6月"), ("2023-06-15", None)],
)
def test_end_that_may_lie_after_the_begin_is_taken(examine, began, ended):
    assert "ends_before_begin" not in codes(examine([ROSTER, ["县公安局", "数据专员", "人员001", began, ended]]))


def test_unit_that_left_before_it_joined_is_an_error(examine):
    header = ["单位编号", "单位全称", "类别", "批次", "排序", "纳入日期", "退出日期"]
    seen = examine([header, ["HF100", "某某局", "县直部门", "首批试点", 1, "2023-06-28", "2023-06-01"]])
    assert found(seen, "ends_before_begin") == [(2, "G")]


# ---- duplicates and nil ----


def test_duplicate_key_names_both_rows(examine):
    row = ["县公安局", "系统一", "在用", "其他"]
    seen = examine([SYSTEM, row, ["公安局", "系统二", "在用", "其他"], ["海丰公安", " 系统一", "停用", "其他"]])
    (problem,) = [one for one in seen.refusals if one.code == "duplicate_key"]
    assert problem.row == 4
    assert "第2行" in problem.message
    assert "“系统一”" in problem.message


def test_duplicate_key_is_found_over_all_tables_of_the_kind(examine, sheet_of):
    row = ["县公安局", "系统一", "在用", "其他"]
    seen = examine([sheet_of([SYSTEM, row], "甲"), sheet_of([SYSTEM, row], "乙")])
    (problem,) = seen.refusals
    assert (problem.code, problem.sheet, problem.row) == ("duplicate_key", "乙", 2)
    assert "“甲”表第2行" in problem.message


def test_day_within_a_month_known_only_as_month_is_the_same_key(examine):
    rows = [["县公安局", "数据专员", "人员001", "2023年6月"], ["县公安局", "数据专员", "人员001", "2023-06-12"]]
    assert found(examine([ROSTER[:4], *rows]), "duplicate_key") == [(3, "")]
    days = [["县公安局", "数据专员", "人员001", day] for day in ("2023-06-12", "2023-06-13", "2023年7月")]
    assert found(examine([ROSTER[:4], *days]), "duplicate_key") == []


def test_unreadable_keys_are_no_duplicates_of_each_other(examine):
    seen = examine([SYSTEM, ["某某局", "系统一", "在用", "其他"], ["某某厂", "系统一", "在用", "其他"]])
    assert codes(seen) == ["unknown_unit"]


def test_nil_return_beside_rows_of_the_same_unit_refuses_the_file(examine, sheet_of):
    rows = [SYSTEM, ["县公安局", "零报告"], ["县公安局", "系统一", "在用", "其他"]]
    assert found(examine(rows), "nil_among_rows") == [(2, "")]
    sheets = [
        sheet_of([SYSTEM, ["县公安局", "零报告"]], "甲"),
        sheet_of([SYSTEM, ["县公安局", "系统一", "在用", "其他"]], "乙"),
    ]
    assert [problem.code for problem in examine(sheets).refusals] == ["nil_among_rows"]


def test_bare_nil_word_beside_rows_refuses_the_file(examine):
    rows = [["填报单位：海城镇"], SYSTEM, ["县公安局", "系统一", "在用", "其他"], ["零报告"]]
    assert found(examine(rows), "nil_among_rows") == [(4, "")]


# ---- rights ----


def test_unit_outside_the_rights_of_the_uploader_is_refused_once(examine):
    rows = [
        SYSTEM,
        ["县公安局", "系统一", "在用", "其他"],
        ["海城镇", "系统一", "在用", "其他"],
        ["海城", "系统二", "在用", "其他"],
    ]
    seen = examine(rows, allowed_units=frozenset({"HF002"}))
    assert found(seen, "unit_not_allowed") == [(3, "A")]
    assert "海城镇人民政府" in seen.refusals[0].message
    assert examine(rows, allowed_units=frozenset({"HF001", "HF002"})).problems == ()


def test_nil_return_for_another_unit_is_outside_the_rights_too(examine):
    rows = [["填报单位：海城镇"], SYSTEM[1:], ["零报告"]]
    assert [one.code for one in examine(rows, allowed_units=frozenset({"HF002"})).refusals] == ["unit_not_allowed"]


def test_provider_of_a_demand_may_be_any_unit(examine):
    rows = [
        ["需求单位", "提供单位", "需求数据名称", "提出日期", "审核结果"],
        ["县公安局", "海城镇", "数据", "2023-06-28", "通过"],
    ]
    assert examine(rows, allowed_units=frozenset({"HF002"})).problems == ()


# ---- warnings ----


def test_day_after_the_upload_in_a_done_column_warns_and_a_planned_one_does_not(examine):
    header = ["单位", "系统名称", "系统状态", "部署位置", "上云日期", "计划上云日期", "停用日期"]
    seen = examine([header, ["县公安局", "系统一", "在用", "其他", "2024-07-01", "2030-01-01", "2024-06-30"]])
    assert found(seen, "date_ahead") == [(2, "E")]
    assert seen.is_acceptable(accept_incomplete=False)


def test_present_month_is_not_ahead_of_the_upload_but_the_next_is(examine):
    def row(month):
        return [SYSTEM, ["县公安局", "系统一", "在用", "市政务云", month]]

    assert found(examine(row("2024年6月")), "date_ahead") == []
    assert found(examine(row("2024年7月")), "date_ahead") == [(2, "E")]


def test_project_stages_out_of_order_warn_once_per_row(examine):
    rows = [
        ["县公安局", "项目一", "正常", "2023-01-01", "2023-02-01", "2023-03-01", "2023-04-01", "2022-01-01"],
        ["县公安局", "项目二", "正常", "2023-02-01", "2023-01-01", None, "2022-04-01"],
        ["县公安局", "项目三", "正常", "2023-02-01", None, "2023-01-31"],
        ["县公安局", "项目四", "正常", "2023年2月", "2023-02-10", "2023-02-10"],
    ]
    seen = examine([PROJECT, *rows])
    assert found(seen, "stages_out_of_order") == [(3, "E"), (4, "F")]
    assert seen.is_acceptable(accept_incomplete=False)


def test_conditional_sharing_without_its_condition_warns(examine):
    rows = [
        ["县公安局", "甲", "有条件", None, "每日"],
        ["县公安局", "乙", "有条件", "申请", "每日"],
        ["县公安局", "丙", "无条件", None, "每日"],
    ]
    assert found(examine([CATALOG, *rows]), "condition_missing") == [(2, "D")]


def test_column_that_lacks_altogether_warns_once_with_the_number_of_rows(examine):
    header = [*CATALOG[:3], CATALOG[4]]
    seen = examine([header, *(["县公安局", name, "有条件", "每日"] for name in "甲乙丙")])
    assert found(seen, "condition_missing") == [(2, "")]
    assert "共3行" in seen.problems[0].message


def test_city_cloud_without_its_date_and_exemption_without_approval_warn(examine):
    rows = [
        ["县公安局", "系统甲", "在用", "市政务云"],
        ["县公安局", "系统乙", "在用", "其他", None, "待下线"],
        ["县公安局", "系统丙", "在用", "其他", None, "无", None],
        ["县公安局", "系统丁", "在用", "市政务云", "2023-06-28", "待下线", "海数函〔2023〕2号"],
    ]
    seen = examine([SYSTEM, *rows])
    assert found(seen, "cloud_date_missing") == [(2, "E")]
    assert found(seen, "approval_missing") == [(3, "G")]


def test_unreadable_date_is_not_reported_as_missing_as_well(examine):
    assert codes(examine([SYSTEM, ["县公安局", "系统甲", "在用", "市政务云", "待定"]])) == ["not_a_date"]


def test_one_person_in_both_roles_at_the_same_time_warns(examine):
    both = [["县公安局", "数据专员", "人员001", "2023-01-01"], ["县公安局", "政务专员", "人员001", "2023-02-01"]]
    assert found(examine([ROSTER, *both]), "two_roles") == [(3, "B")]
    after = [["县公安局", "数据专员", "人员001", "2023-01-01", "2023-01-31"], both[1]]
    assert found(examine([ROSTER, *after]), "two_roles") == []
    elsewhere = [both[0], ["海城镇", "政务专员", "人员001", "2023-02-01"]]
    assert found(examine([ROSTER, *elsewhere]), "two_roles") == []


def test_resource_named_like_a_system_known_before_or_in_the_same_file_warns(examine, sheet_of):
    rows = [CATALOG, ["县公安局", "警务系统", "无条件", None, "每日"]]
    assert found(examine(rows), "named_like_system") == []
    known = {"known_systems": lambda: {"警务系统"}}
    assert found(examine(rows, known=known), "named_like_system") == [(2, "B")]
    systems = sheet_of([SYSTEM, ["县公安局", "警务系统", "在用", "其他"]], "系统")
    assert found(examine([systems, sheet_of(rows, "资源")]), "named_like_system") == [(2, "B")]


def test_names_that_differ_only_by_a_trailing_number_warn_once_per_name(examine):
    rows = [["县公安局", f"警务系统{number}", "在用", "其他"] for number in (1, 2, 3)]
    others = [
        ["县公安局", "户籍系统1", "在用", "其他"],
        ["海城镇", "户籍系统2", "在用", "其他"],
        ["县公安局", "甲系统01号", "在用", "其他"],
    ]
    seen = examine([SYSTEM, *rows, *others])
    assert found(seen, "running_names") == [(3, "B")]
    assert "共3个" in seen.warnings[0].message


def test_names_that_differ_only_in_punctuation_or_width_warn(examine):
    names = ["警务系统（一期）", "警务系统(一期)", "警务 系统-一期", "警务系统二期"]
    seen = examine([SYSTEM, *(["县公安局", name, "在用", "其他"] for name in names)])
    assert found(seen, "similar_names") == [(3, "B"), (4, "B")]
    assert "第2行" in seen.warnings[0].message


# ---- sums ----


def sums(*rows):
    return [["单位", "项目名称", "项目状态", "预算金额（万元）", "合同金额（元）"], *rows]


ONE = ["县公安局", "项目甲", "正常", "100.5", "200000"]
TWO = ["县公安局", "项目乙", "正常", "0.25万元", "50000.5"]


def test_right_sum_is_silent_and_dropped(examine):
    # 100.5 + 0.25 = 100.75 万元; 200000 + 50000.5 = 250000.5 元
    seen = examine(sums(ONE, TWO, ["合计", None, None, "100.75", "250000.5"]))
    assert seen.problems == ()
    assert seen.tables[0].columns["budget_wan"] == [Decimal("100.500000"), Decimal("0.250000")]


def test_wrong_sum_warns_with_what_the_rows_add_up_to(examine):
    seen = examine(sums(ONE, TWO, ["合计", None, None, "100.76", "250000.5"]))
    assert found(seen, "total_differs") == [(4, "D")]
    assert "100.75" in seen.problems[0].message
    assert seen.is_acceptable(accept_incomplete=False)


def test_subtotals_cover_their_own_rows_and_the_total_covers_all(examine):
    rows = sums(ONE, ["小计", None, None, "100.5"], TWO, ["小计", None, None, "0.25"], ["总计", None, None, "100.75"])
    assert examine(rows).problems == ()
    rows[4][3] = "100.75"  # the second 小计 must not cover the first row
    assert found(examine(rows), "total_differs") == [(5, "D")]


def test_sum_above_its_rows_covers_those_below(examine):
    assert examine(sums(["合计", None, None, "100.75"], ONE, TWO)).problems == ()
    assert found(examine(sums(["合计", None, None, "1"], ONE, TWO)), "total_differs") == [(2, "D")]


def test_average_is_dropped_without_comparing(examine):
    assert examine(sums(ONE, TWO, ["平均", None, None, "1"])).problems == ()


def test_sum_over_unreadable_cells_is_not_compared_and_unreadable_sum_is_named(examine):
    seen = examine(sums(["县公安局", "项目甲", "正常", "约100"], TWO, ["合计", None, None, "100.25", Cell("f", "")]))
    assert codes(seen) == ["not_an_amount", "total_unreadable"]
    assert found(seen, "total_unreadable") == [(4, "E")]


def test_counts_are_summed_too(examine):
    rows = [
        SCENARIO,
        ["县公安局", "其他", "场景甲", 10, 1],
        ["县公安局", "其他", "场景乙", 5, 2],
        ["合计", None, None, "15.0", 4],
    ]
    assert found(examine(rows), "total_differs") == [(4, "E")]


# ---- secrecy ----


@pytest.mark.parametrize(
    "text",
    [
        "绝密",
        "机密",
        "秘密",
        "工作秘密",
        " 机 密 ",
        "机密★10年",
        "秘密★1年",
        "绝密★",
        "本表为机密★10年",
        "机密10年",
        "秘密一年",
        "绝密长期",
        "【机密】",
        "密级：秘密",
    ],
)
def test_secrecy_mark_in_any_cell_refuses_the_file_and_nothing_is_kept(examine, text):
    seen = examine([[None, None, text], SYSTEM, ["县公安局", "系统一", "在用", "其他"]])
    assert [(one.code, one.row, one.column) for one in seen.refusals] == [("secrecy_mark", 1, "C")]
    assert not seen.keeps_original
    assert seen.tables == ()
    assert not seen.is_acceptable(accept_incomplete=True)


@pytest.mark.parametrize(
    "text",
    [
        "计算机密码",
        "「涉密和工作秘密信息不得上传本系统」",
        "涉密和工作秘密信息不得上传本系统",
        "商业秘密保护",
        "国家秘密定密办法",
        "保守秘密",
        "是否涉密",
        "计算机密★",
    ],
)
def test_word_that_is_no_secrecy_mark_is_left_alone(examine, text):
    seen = examine([[text], SYSTEM, ["县公安局", "系统一", "在用", "其他"]])
    assert seen.problems == ()
    assert seen.keeps_original


def test_secrecy_mark_is_found_in_hidden_sheets_sheet_names_and_data(examine, sheet_of):
    good = [SYSTEM, ["县公安局", "系统一", "在用", "其他"]]
    hidden = sheet_of([["机密★10年"]], "旧表", is_hidden=True)
    assert [one.sheet for one in examine([sheet_of(good), hidden]).refusals] == ["旧表"]
    assert [one.code for one in examine([sheet_of(good, "清单（机密）")]).refusals] == ["secrecy_mark"]
    assert [one.code for one in examine([sheet_of(good, "计算机密码清单")]).refusals] == []
    data = [*good, ["县公安局", "机密", "在用", "其他"]]
    assert not examine(data).keeps_original


def test_row_that_calls_itself_classified_refuses_the_file_and_nothing_is_kept(examine):
    header = [*SYSTEM[:4], "是否涉密"]
    seen = examine([header, ["县公安局", "系统一", "在用", "其他", "否"], ["县公安局", "系统二", "在用", "其他", "是"]])
    assert found(seen, "classified_row") == [(3, "E")]
    assert not seen.keeps_original
    assert seen.tables == ()


# ---- identity numbers; 110105194912310028 style numbers, the last digit by the standard's weights ----

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def id_number(serial):
    """A made-up number with its right check digit."""
    digits = f"99999919900101{serial:03d}"
    return digits + "10X98765432"[sum(weight * int(digit) for weight, digit in zip(WEIGHTS, digits, strict=True)) % 11]


def with_numbers(numbers, label="证件号"):
    rows = [["县公安局", "数据专员", f"人员{at:03d}", "2023-01-01", number] for at, number in enumerate(numbers)]
    return [[*ROSTER[:4], label], *rows]


@pytest.mark.parametrize("label", ["证件号", "联系电话", None])
def test_column_of_identity_numbers_refuses_the_file_matched_or_not(examine, label):
    seen = examine(with_numbers([id_number(1), id_number(2), id_number(3), *[None] * 20], label))
    assert [(one.code, one.column) for one in seen.refusals] == [("id_numbers", "E")]
    assert "请删除身份证号列后重新上传" in seen.refusals[0].message
    assert not seen.keeps_original
    assert seen.tables == ()
    assert not any(id_number(1) in problem.message for problem in seen.problems)


def test_half_of_few_cells_is_enough_and_less_is_not(examine):
    assert "id_numbers" in codes(examine(with_numbers([id_number(1), "待补"])))
    assert "id_numbers" in codes(examine(with_numbers([id_number(1).lower(), id_number(2), "甲", "乙"])))
    assert "id_numbers" not in codes(examine(with_numbers([id_number(1), "甲", "乙"])))


@pytest.mark.parametrize("number", [Cell("n", "4.41521199001011E+17"), Cell("t", "4.41521E+17"), Cell("t", "4.4E17")])
def test_identity_numbers_in_scientific_form_are_known_too(examine, number):
    assert "id_numbers" in codes(examine(with_numbers([number])))


def test_eighteen_digits_with_wrong_check_digits_and_other_codes_are_let_through(examine):
    wrong = [id_number(serial)[:17] + ("1" if id_number(serial)[17] != "1" else "2") for serial in range(5)]
    assert "id_numbers" not in codes(examine(with_numbers(wrong)))
    assert "id_numbers" not in codes(examine(with_numbers(["441521006/000001", "13800138000", "1E5"])))


def test_identity_numbers_are_found_in_sheets_that_hold_no_table(examine, sheet_of):
    good = [SYSTEM, ["县公安局", "系统一", "在用", "其他"]]
    seen = examine([sheet_of(good), sheet_of([["名册"], [id_number(1)], [id_number(2)], [id_number(3)]], "名册")])
    assert [(one.code, one.sheet) for one in seen.refusals] == [("id_numbers", "名册")]


def test_values_are_exact_after_all_checks(examine):
    seen = examine(
        [PROJECT, ["县公安局", "项目", "正常", None, "2023年5月", None, None, "2025-01-01", "1,773.68", "125000"]]
    )
    table = seen.tables[0]
    assert {
        name: table.columns[name][0] for name in ("unit", "approved_on", "due_on", "budget_wan", "contract_wan")
    } == {
        "unit": "HF002",
        "approved_on": date(2023, 5, 31),
        "due_on": date(2025, 1, 1),
        "budget_wan": Decimal("1773.68"),
        "contract_wan": Decimal("12.5"),
    }
    assert table.month_precise == {0: ("approved_on",)}
