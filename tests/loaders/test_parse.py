"""Reading single cells as each type: what is accepted, what is refused and why, what is empty."""

import unicodedata
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from config.contracts import Choice, Field, load_contracts
from loaders.cells import Cell
from loaders.parse import Reading, parse_cells
from loaders.units import KnownUnit, UnitNames

UNITS = UnitNames([KnownUnit("HF002", "海丰县公安局", "县公安局"), KnownUnit("HF001", "海城镇人民政府", "海城镇")])
METRICS = {
    "trained": "trained",
    "培训参训率": "trained",
    "上云率（应上尽上口径）": "cloud",
    "办结率（甲）": "a",
    "办结率（乙）": "b",
}
CHOICES = (Choice("三级", ("3级", "等保三级")), Choice("无条件共享", ("无条件",)), Choice("强化“粤系列”应用"))
SCORE = Field("x", "得分", "number", minimum=0, maximum=100)
TYPES = sorted({field.type for contract in load_contracts().values() for field in contract.fields})


def parse(kind, value, **reading):
    """One cell (or text) read as a type."""
    cell = value if isinstance(value, Cell) else Cell("t", value)
    field = kind if isinstance(kind, Field) else Field("x", "列", kind, choices=CHOICES if kind == "choice" else ())
    return parse_cells([cell], field, Reading(UNITS, METRICS, **reading))[0]


def test_text_is_trimmed_and_line_breaks_become_one_space():
    assert parse("text", " 县\u3000公安局\u200b \r\n 指挥中心\u00a0").value == "县公安局 指挥中心"


def test_text_that_no_file_can_hold_loses_its_broken_characters():
    assert parse("text", "甲\x00乙\ud800丙").value == "甲乙丙"


def test_text_keeps_its_punctuation_and_widths():
    assert parse("text", "系统（一期）ＡＢ，甲").value == "系统（一期）ＡＢ，甲"


@pytest.mark.parametrize("kind", TYPES)
@pytest.mark.parametrize("mark", ["/", "—", "-", "——", "／", "－", " - ", "", "　", "\u200b"])
def test_mark_for_nothing_is_empty_in_every_type(kind, mark):
    assert parse(kind, mark) == (None, "", {}, False, False)


@pytest.mark.parametrize("kind", TYPES)
def test_word_none_is_empty_in_every_type_but_flag(kind):
    assert parse(kind, " 无 ")[:2] == ((False, "") if kind == "flag" else (None, ""))


@pytest.mark.parametrize("kind", TYPES)
def test_error_and_unstored_formula_are_named_in_every_type(kind):
    assert parse(kind, Cell("e", "#N/A")).code == "error_cell"
    assert parse(kind, Cell("f", "")).code == "unstored_formula"


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        (Cell("t", "007"), "007"),
        (Cell("n", "441521"), "441521"),
        (Cell("t", "ＨＦ 001"), "HF001"),
        (Cell("t", "1E10"), "1E10"),
    ],
)
def test_code_keeps_zeros_and_takes_the_integer_of_a_number(cell, value):
    assert parse("code", cell).value == value


@pytest.mark.parametrize("cell", [Cell("t", "1.38E+10"), Cell("n", "4.41521199001011E+17"), Cell("t", "４.４E＋17")])
def test_code_and_phone_with_lost_digits_are_refused(cell):
    assert parse("code", cell).code == "lost_digits"
    assert parse("phone", cell).code == "lost_digits"


def test_unit_becomes_its_code_and_an_unknown_one_brings_suggestions():
    assert parse("unit", "公安局").value == "HF002"
    unknown = parse("unit", "县公安分局")
    assert unknown.code == "unknown_unit"
    assert "海丰县公安局" in unknown.words["suggestion"]


DAY = date(2023, 6, 28)


@pytest.mark.parametrize("kind", ["date", "day"])
@pytest.mark.parametrize(
    "cell",
    [
        Cell("d", "2023-06-28"),
        Cell("d", "2023-06-28T09:30:00"),
        Cell("t", "2023-06-28"),
        Cell("t", "2023/6/28"),
        Cell("t", "2023.6.28"),
        Cell("t", "2023．06．28"),
        Cell("t", "2023年6月28日"),
        Cell("t", "2023年 6 月 28 日"),
        Cell("t", "２０２３年６月２８日"),
        Cell("t", "2023年6月28"),
        Cell("t", "20230628"),
        Cell("n", "20230628"),
        Cell("t", "2023/6/28 0:00"),
        Cell("n", "45105"),
        Cell("n", "45105.75"),
        Cell("t", "45105"),
    ],
)
def test_day_in_any_accepted_spelling(kind, cell):
    assert parse(kind, cell)[:2] == (DAY, "")
    assert not parse(kind, cell).is_month


def test_serial_number_is_counted_from_the_epoch_of_its_book():
    # 2023-06-28 is day 45105 from 1899-12-30 and day 43643 from 1904-01-01 (1462 days between the two).
    assert parse("date", Cell("n", "43643"), is_1904=True).value == DAY
    assert parse("date", Cell("n", "36526")).value == date(2000, 1, 1)
    assert parse("date", Cell("n", "73050")).value == date(2099, 12, 31)


@pytest.mark.parametrize("number", ["36525", "73051", "36526000", "100"])
def test_serial_number_outside_its_window_is_no_date(number):
    assert parse("date", Cell("n", number)).code in ("not_a_date", "no_such_day")


@pytest.mark.parametrize(
    ("cell", "last"),
    [
        (Cell("t", "2016年5月"), date(2016, 5, 31)),
        (Cell("t", "2016年05月份"), date(2016, 5, 31)),
        (Cell("t", "2016.05"), date(2016, 5, 31)),
        (Cell("t", "2016-02"), date(2016, 2, 29)),
        (Cell("t", "2016/2"), date(2016, 2, 29)),
        (Cell("t", "2023.10"), date(2023, 10, 31)),
        (Cell("t", "2023年6月底"), date(2023, 6, 30)),
        (Cell("t", "２０２３．１２"), date(2023, 12, 31)),
        (Cell("m", "2023-06-01"), date(2023, 6, 30)),
    ],
)
def test_month_is_kept_as_its_last_day_and_marked_but_refused_where_a_day_is_needed(cell, last):
    read = parse("date", cell)
    assert (read.value, read.code, read.is_month) == (last, "", True)
    assert parse("day", cell).code == "day_needed"


def test_month_without_year_takes_the_year_of_reporting_and_says_so():
    read = parse("date", "6月底", year=2023)
    assert (read.value, read.is_month, read.words) == (date(2023, 6, 30), True, {"year": 2023})
    assert parse("date", "6月底").code == "not_a_date"
    assert parse("day", "6月底", year=2023).code == "day_needed"


@pytest.mark.parametrize("cell", [Cell("n", "2023.1"), Cell("n", "2023.06"), Cell("n", "2023.12")])
def test_number_that_looks_like_a_month_is_refused_as_ambiguous(cell):
    assert parse("date", cell).code == "ambiguous_month"


def test_one_digit_month_after_a_point_is_ambiguous_only_where_numbers_lose_zeros():
    assert parse("date", "2023.1", is_typed=False).code == "ambiguous_month"
    assert parse("date", "2023.1", is_typed=True).value == date(2023, 1, 31)
    assert parse("date", "2023.10", is_typed=False).value == date(2023, 10, 31)
    assert parse("date", "2023年1月", is_typed=False).value == date(2023, 1, 31)


@pytest.mark.parametrize("text", ["2023-02-30", "2023年13月1日", "2023.2.29", "20231301", "2023年13月"])
def test_day_that_does_not_exist_is_refused(text):
    assert parse("date", text).code == "no_such_day"


@pytest.mark.parametrize(
    "text",
    [
        "待定",
        "长期",
        "已完成",
        "2023",
        "2023年",
        "6.28",
        "6月28日",
        "23.6.28",
        "年底",
        "上半年",
        "2023-6.28",
        "202306",
        "TRUE",
    ],
)
def test_words_and_half_dates_are_no_date(text):
    assert parse("date", text).code == "not_a_date"


@pytest.mark.parametrize("cell", [Cell("d", "1900-01-05"), Cell("t", "1900-01-01"), Cell("t", "2123-06-28")])
def test_date_of_an_unlikely_year_is_refused(cell):
    assert parse("date", cell).code == "implausible_date"


def test_truth_value_is_no_date():
    assert parse("date", Cell("b", "TRUE")).code == "not_a_date"


@pytest.mark.parametrize(
    "text", ["是", "有", "√", "✓", "✔", "Y", "y", "Ｙ", "1", "已", "true", "TRUE", "是（附后）", "有(见附件)", "1.0"]
)
def test_flag_yes_in_any_accepted_spelling(text):
    assert parse("flag", text).value is True


@pytest.mark.parametrize("text", ["否", "无", "×", "✗", "✘", "N", "0", "０", "未", "false", "否（说明）", "无（豁免）"])
def test_flag_no_in_any_accepted_spelling(text):
    assert parse("flag", text).value is False


def test_flag_from_typed_cells():
    assert parse("flag", Cell("b", "TRUE")).value is True
    assert parse("flag", Cell("b", "FALSE")).value is False
    assert parse("flag", Cell("n", "1")).value is True
    assert parse("flag", Cell("", "")).value is None


@pytest.mark.parametrize("text", ["部分", "○", "2", "是否", "待定", "（是）", "已完成"])
def test_flag_anything_else_is_refused(text):
    assert parse("flag", text).code == "not_a_flag"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("三级", "三级"),
        (" 3 级 ", "三级"),
        ("３级", "三级"),
        ("“等保三级”", "三级"),
        ("无条件", "无条件共享"),
        ("强化粤系列应用", "强化“粤系列”应用"),
    ],
)
def test_choice_by_value_or_synonym(text, value):
    assert parse("choice", text).value == value


@pytest.mark.parametrize("cell", [Cell("t", "1"), Cell("n", "3"), Cell("t", "五级"), Cell("b", "TRUE")])
def test_choice_anything_else_is_refused_with_the_list(cell):
    read = parse("choice", cell)
    assert read.code == "not_a_choice"
    assert read.words["choices"] == "三级、无条件共享、强化“粤系列”应用"


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        (Cell("n", "7439"), 7439),
        (Cell("t", "４２０６"), 4206),
        (Cell("t", "3,456"), 3456),
        (Cell("t", "1，234，567"), 1234567),
        (Cell("t", "0"), 0),
        (Cell("t", "286.0"), 286),
    ],
)
def test_count_in_any_accepted_spelling(cell, value):
    assert parse("count", cell).value == value


@pytest.mark.parametrize("text", ["-1", "1.5", "约20", "20余", "20人", "1,23", "二十", "1e3", "1" * 30])
def test_count_anything_else_is_refused(text):
    assert parse("count", text).code == "not_a_count"
    assert parse("count", Cell("n", "-1")).code == "not_a_count"
    assert parse("count", Cell("n", "1.5")).code == "not_a_count"


@pytest.mark.parametrize(
    ("cell", "unit", "value"),
    [
        (Cell("n", "3424.8"), "", "3424.8"),
        (Cell("t", "1,773.68"), "万元", "1773.68"),
        (Cell("t", "3135.7万元"), "元", "3135.7"),  # the cell's unit wins over the header's
        (Cell("t", "125000元"), "万元", "12.5"),
        (Cell("n", "125000"), "元", "12.5"),
        (Cell("t", "1.2万"), "", "1.2"),
        (Cell("t", "１２．５ 万元"), "", "12.5"),
        (Cell("n", "1773.6800000000001"), "", "1773.68"),  # noise beyond 15 digits
        (Cell("t", "0.01元"), "", "0.000001"),
        (Cell("n", "0"), "", "0"),
    ],
)
def test_amount_is_exact_in_wan(cell, unit, value):
    read = parse("amount", cell, header_unit=unit)
    assert read.value == Decimal(value)
    assert isinstance(read.value, Decimal)


@pytest.mark.parametrize("text", ["-5", "约12", "12余", "12亿元", "¥12", "十二", "12美元", "12.5万元左右"])
def test_amount_anything_else_is_refused(text):
    assert parse("amount", text).code == "not_an_amount"
    assert parse("amount", Cell("n", "-0.01")).code == "not_an_amount"


def test_number_has_two_places_and_keeps_its_range():
    assert parse(SCORE, "88.85").value == Decimal("88.85")
    assert parse("number", Cell("n", "-3.005")).value == Decimal("-3.01")
    assert parse(SCORE, "101").code == "not_a_number"
    assert parse(SCORE, Cell("n", "-1")).code == "not_a_number"
    assert parse(SCORE, "95%").code == "not_a_number"
    assert parse("number", "优秀").code == "not_a_number"
    assert parse("number", "100000000").code == "not_a_number"


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        (Cell("n", "13800138000"), "13800138000"),
        (Cell("t", "13800138000.0"), "13800138000"),
        (Cell("t", "132 8113 2931"), "13281132931"),
        (Cell("t", "138-0013-8000"), "13800138000"),
        (Cell("t", "＋86 13800138000"), "13800138000"),
        (Cell("t", "0660-6621234"), "06606621234"),
        (Cell("t", "（0660）6621234"), "06606621234"),
        (Cell("t", "6621234"), "6621234"),
    ],
)
def test_phone_is_kept_as_digits(cell, value):
    assert parse("phone", cell).value == value


@pytest.mark.parametrize("text", ["138****8000", "1380013800", "13800138000/13900139000", "0660-×××", "内线8000"])
def test_phone_anything_else_is_refused(text):
    assert parse("phone", text).code == "not_a_phone"


@pytest.mark.parametrize(
    ("texts", "value"),
    [
        (
            ("2023年上半年", "2023上半年", "2023H1", "2023h1", "2023年1-6月", "２０２３年１—６月", "2023年1月至6月"),
            "2023年上半年",
        ),
        (("2023年下半年", "2023H2", "2023年7-12月"), "2023年下半年"),
        (("2023年度", "2023年", "2023"), "2023年度"),
        ((" 试点期 ",), "试点期"),
    ],
)
def test_period_in_any_accepted_spelling(texts, value):
    assert {parse("period", text).value for text in texts} == {value}


def test_period_from_a_number_cell():
    assert parse("period", Cell("n", "2023")).value == "2023年度"


@pytest.mark.parametrize("text", ["上半年", "2023年1-5月", "2023年第一季度", "23年", "3023年", "2023H3"])
def test_period_anything_else_is_refused(text):
    assert parse("period", text).code == "not_a_period"


def test_metric_by_id_name_or_name_without_its_brackets_when_that_is_one_metric():
    assert parse("metric", "trained").value == "trained"
    assert parse("metric", " 培训 参训率").value == "trained"
    assert parse("metric", "上云率(应上尽上口径)").value == "cloud"
    assert parse("metric", "上云率").value == "cloud"
    assert parse("metric", "办结率").code == "unknown_metric"  # 甲 or 乙
    assert parse("metric", "办结率(甲)").value == "a"
    assert parse("metric", "没有的指标").code == "unknown_metric"


def test_list_is_separated_by_any_mark_cleaned_and_without_repeats():
    assert parse("list", "甲、乙, 丙，丁；戊;己\n庚、 甲 、、无").value == ["甲", "乙", "丙", "丁", "戊", "己", "庚"]


# ---- properties ----

texts = st.text(max_size=40) | st.text("0123456789.-/年月日底Ee+,万元上下半度 约无是", max_size=20)
days = st.dates(date(2000, 1, 1), date(2099, 12, 31))


@given(st.sampled_from(TYPES), texts, st.sampled_from("tndmb"))
def test_any_cell_of_any_type_is_read_without_an_exception(kind, text, cell_kind):
    read = parse(kind, Cell(cell_kind, text), year=2023)
    assert not (read.code and read.value is not None)


@given(days, st.sampled_from(["%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y年%m月%d日", "%Y%m%d"]))
def test_day_written_in_any_spelling_reads_back(day, form):
    assert parse("day", day.strftime(form)).value == day


@given(days)
def test_day_as_serial_number_reads_back_in_both_epochs(day):
    assert parse("day", Cell("n", str((day - date(1899, 12, 30)).days))).value == day
    assert parse("day", Cell("n", str((day - date(1904, 1, 1)).days)), is_1904=True).value == day


@given(days)
def test_month_reads_back_as_the_day_before_the_next_month(day):
    read = parse("date", f"{day.year}年{day.month}月")
    assert read.value + timedelta(days=1) == (day.replace(day=1) + timedelta(days=32)).replace(day=1)


@given(st.decimals(0, 10**9, places=6), st.sampled_from(["", "万元"]))
def test_amount_reads_back_exactly(amount, unit):
    assert parse("amount", f"{amount:,f}{unit}").value == amount


@given(st.decimals(0, 10**9, places=2))
def test_amount_in_yuan_is_the_ten_thousandth_exactly(amount):
    assert parse("amount", f"{amount:f}元").value * 10_000 == amount


@given(st.integers(0, 10**12))
def test_count_reads_back_with_and_without_separators(count):
    assert parse("count", f"{count:,}").value == parse("count", Cell("n", str(count))).value == count


@given(texts)
def test_text_once_cleaned_stays_the_same(text):
    once = parse("text", text).value
    assert once is None or parse("text", once).value == once


@given(texts)
def test_list_written_with_its_own_mark_reads_back(text):
    once = parse("list", text).value
    assert once is None or parse("list", "、".join(once)).value == once


@given(st.sampled_from(sorted(set(TYPES) - {"text", "list"})), texts)
@example("code", "A´")
def test_width_of_characters_does_not_matter_outside_texts(kind, text):
    assert parse(kind, text, year=2023) == parse(kind, unicodedata.normalize("NFKC", text), year=2023)
