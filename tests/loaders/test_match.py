"""Headers to fields, and the kind of a table by the whole of its header."""

import random

import pytest

from config.contracts import load_contracts
from loaders.match import Label, choose_kinds, fold_header, is_header, known_names, match_labels

CONTRACTS = load_contracts()


def labels(*texts):
    """One label per text; a tuple is a group over a name."""
    parts = [text if isinstance(text, tuple) else (text,) for text in texts]
    return [Label(column, part[-1], part) for column, part in enumerate(parts, start=1)]


def kinds(*texts, **options):
    found = choose_kinds(match_labels(labels(*texts), contract, **options) for contract in CONTRACTS.values())
    return [match.contract.id for match in found]


@pytest.mark.parametrize(
    "written",
    [
        "系统名称",
        "*系统名称",
        "系统名称\n（必填）",
        "系统名称(必填项)",
        "系统名称（选填）",
        " 系统 名称\u3000",
        "“系统名称”",
        "＊系统名称",
    ],
)
def test_header_noise_is_taken_off(written):
    assert fold_header(written) == "系统名称"


def test_only_money_units_in_brackets_are_taken_off():
    assert fold_header("合同金额（万元）") == fold_header("合同金额(元)") == "合同金额"
    assert fold_header("数据量/G") == "数据量"
    assert fold_header("用户数（人）") == "用户数(人)"
    assert fold_header("得分(百分制)") == "得分(百分制)"


def test_unit_of_a_header_is_read_from_its_brackets():
    wan, yuan, none, other, group = labels(
        "合同金额（万元）", "合同金额(元)", "合同金额", "用户数（人）", ("合同金额", "（元）")
    )
    assert [label.unit for label in (wan, yuan, none, other, group)] == ["万元", "元", "", "", "元"]
    assert group.names[0] == "合同金额"


@pytest.mark.parametrize("contract", CONTRACTS.values(), ids=CONTRACTS)
def test_every_title_and_alias_finds_its_own_field(contract):
    for field in contract.fields:
        for header in field.headers:
            match = match_labels(labels(header), contract)
            assert list(match.columns) == [field.name]
            assert not match.unmatched


@pytest.mark.parametrize("contract", CONTRACTS.values(), ids=CONTRACTS)
def test_canonical_header_is_its_kind_without_doubt(contract):
    assert kinds("序号", *(field.title for field in contract.fields)) == [contract.id]


@pytest.mark.parametrize("contract", CONTRACTS.values(), ids=CONTRACTS)
def test_header_of_any_aliases_without_some_columns_is_still_its_kind(contract):
    choose = random.Random(contract.id)
    for _ in range(30):
        fields = [field for field in contract.fields if field.required or choose.random() < 0.6]
        choose.shuffle(fields)
        assert kinds(*(choose.choice(field.headers) for field in fields)) == [contract.id]


@pytest.mark.parametrize(
    ("lacking", "contract"),
    [
        (field.name, contract)
        for contract in CONTRACTS.values()
        for field in contract.required
        if len(contract.fields) > 2
    ],
)
def test_header_that_lacks_a_required_column_is_its_kind_and_never_another(lacking, contract):
    titles = [field.title for field in contract.fields if field.name != lacking]
    assert kinds(*titles) == [contract.id]
    match = match_labels(labels(*titles), contract)
    assert [field.name for field in match.missing] == [lacking]


def test_kind_that_explains_more_goes_before_one_that_is_complete():
    # As 信息化项目台账 it is complete; as 政务信息系统清单 it lacks two columns but leaves nothing over.
    header = ("建设单位", "项目名称", "状态", "是否涉密", "上线日期", "迁云日期")
    assert kinds(*header) == ["system"]


def test_two_kinds_that_explain_a_header_equally_are_both_named():
    # Both explain all three columns and lack one: 方案名称 the one, 事项 the other.
    assert set(kinds("单位", "印发日期", "备注")) == {"workplan", "security"}


def test_labels_of_no_kind_are_no_header():
    match = match_labels(labels("日程", "地点", "内容", "备注"), CONTRACTS["roster"])
    assert not is_header(match)
    assert kinds("日程", "地点", "负责人") == []


def test_score_counts_as_agreed():
    # 单位, 方案名称 and the doubled 备案日期 match: 3 · 2; 奇怪的列 −1; one field doubled −2; one more row −0.6.
    match = match_labels(
        labels("单位", "方案名称", "奇怪的列", "备案日期", "报备日期"), CONTRACTS["workplan"], extra_rows=1
    )
    assert match.score == pytest.approx(2 * 3 - 1 - 2 - 0.6)


def test_ordinal_columns_are_passed_over_silently():
    match = match_labels(labels("序号", "No.", "№", "序 号", "单位", "方案名称"), CONTRACTS["workplan"])
    assert not match.unmatched
    assert match.score == 4


def test_canonical_name_wins_over_an_alias_of_the_same_field():
    match = match_labels(labels("备案时间", "备案日期"), CONTRACTS["workplan"])
    assert match.columns["filed_on"].column == 2
    assert [(left_out.column, taken.column) for left_out, taken in match.doubled] == [(1, 2)]


@pytest.mark.parametrize("header", [("备案时间", "报备日期"), ("备案日期", "备案日期")])
def test_two_columns_of_one_field_without_a_canonical_winner_clash(header):
    match = match_labels(labels(*header), CONTRACTS["workplan"])
    assert "filed_on" not in match.columns
    assert [label.column for label in match.clashing["filed_on"]] == [1, 2]


def test_mapping_by_hand_goes_before_names_and_decides_a_clash():
    match = match_labels(
        labels("备案时间", "报备日期", "文号说明"),
        CONTRACTS["workplan"],
        mapping={"报备 日期": "filed_on", "文号说明": "备注", "没有的列": "title", "备案时间": "no_such_field"},
    )
    assert match.columns["filed_on"].column == 2
    assert match.columns["note"].column == 3
    assert not match.unmatched
    assert not match.clashing


def test_group_over_a_name_is_tried_together_and_then_alone():
    match = match_labels(
        labels(("基本情况", "项目名称"), ("立项", "日期"), ("合同金额", "（元）")), CONTRACTS["project"]
    )
    assert set(match.columns) == {"project_name", "approved_on", "contract_wan"}


def test_unit_column_may_lack_only_in_tables_of_units_whose_unit_is_given():
    header = labels("方案名称")
    assert [field.name for field in match_labels(header, CONTRACTS["workplan"]).missing] == ["unit"]
    assert match_labels(header, CONTRACTS["workplan"], is_unit_given=True).missing == ()
    report = match_labels(labels("报告类型", "报告期", "报送日期"), CONTRACTS["report"], is_unit_given=True)
    assert [field.name for field in report.missing] == ["unit"]


def test_known_names_hold_every_folded_header():
    names = known_names(CONTRACTS.values())
    assert {"系统名称", "预算金额", "姓名"} <= names
    assert all(fold_header(name) == name for name in names)
