"""Templates: blank ones are recognised and hold no rows, filled ones read back the same values."""

import calendar
from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from config.contracts import load_contracts
from config.settings import Limits
from loaders import rows, secrecy
from loaders.cells import Cell
from loaders.examine import Options, examine_file
from loaders.parse import Reading, parse_cells
from loaders.template import write_template
from loaders.units import KnownUnit, UnitNames

pytestmark = pytest.mark.slow

CONTRACTS = load_contracts()
UNITS = UnitNames([KnownUnit("HF001", "海城镇人民政府", "海城镇"), KnownUnit("HF002", "海丰县公安局", "县公安局")])
METRICS = {"trained": "trained", "培训参训率": "trained"}
each_kind = pytest.mark.parametrize("contract", CONTRACTS.values(), ids=CONTRACTS)


def examine(tmp_path, content, **options):
    path = tmp_path / "模板.xlsx"
    path.write_bytes(content)
    return examine_file(
        path,
        path.name,
        units=UNITS,
        metrics=METRICS,
        received_on=date(2099, 12, 31),
        options=Options(**options),
        limits=Limits(),
    )


@each_kind
def test_blank_template_is_its_kind_and_holds_no_rows(tmp_path, contract):
    seen = examine(tmp_path, write_template(contract), dataset=contract.id if contract.is_chosen else None)
    assert [table.dataset for table in seen.tables] == [contract.id]
    assert [problem.code for problem in seen.problems] == ["no_rows"]
    assert seen.passed_over == ("“填表说明”：填表说明，不是数据表",)
    assert seen.keeps_original


@each_kind
def test_template_shows_notice_titles_marks_and_drop_downs(contract):
    book = load_workbook(BytesIO(write_template(contract)))
    sheet, instructions = book.worksheets
    assert (sheet.title, instructions.title) == (contract.title, "填表说明")
    assert sheet["A2"].value == "「涉密和工作秘密信息不得上传本系统」"
    header = [cell.value for cell in sheet[4]]
    assert header == ["序号", *(f"*{field.title}" if field.required else field.title for field in contract.fields)]
    listed = {str(one.sqref): one.formula1 for one in sheet.data_validations.dataValidation}
    for number, field in enumerate(contract.fields, start=2):
        letters = sheet.cell(4, number).column_letter
        if field.type == "flag":
            assert listed[f"{letters}5:{letters}5000"] == '"是,否"'
        if field.choices:
            assert listed[f"{letters}5:{letters}5000"] == f'"{",".join(choice.value for choice in field.choices)}"'
        if field.type in ("code", "phone"):
            assert sheet.column_dimensions[letters].number_format == "@"
    told = {row[0].value: row[2].value for row in instructions.iter_rows()}
    assert all(told[field.title] for field in contract.fields)


def test_template_for_a_unit_names_it_and_a_register_does_not():
    filled = load_workbook(BytesIO(write_template(CONTRACTS["system"], unit_name="海丰县公安局"))).worksheets[0]
    assert [filled["A3"].value, filled["B3"].value] == ["填报单位：", "海丰县公安局"]
    register = load_workbook(BytesIO(write_template(CONTRACTS["report"], unit_name="海丰县公安局"))).worksheets[0]
    assert register["A3"].value == "填报日期："


def test_unit_writes_nil_into_its_template_and_it_counts(tmp_path):
    book = load_workbook(BytesIO(write_template(CONTRACTS["system"], unit_name="海丰县公安局")))
    book.worksheets[0]["A5"] = "零报告"
    for cell in book.worksheets[0][5][1:]:
        cell.value = None
    packed = BytesIO()
    book.save(packed)
    seen = examine(tmp_path, packed.getvalue())
    assert seen.problems == ()
    assert seen.tables[0].nil_units == ("HF002",)


def test_text_like_a_formula_stays_a_text(tmp_path):
    rows = [
        {"unit": "海丰县公安局", "title": "=1+1", "note": "@甲"},
        {"unit": "海丰县公安局", "title": "-2", "note": "+3"},
    ]
    packed = write_template(CONTRACTS["workplan"], "海丰县公安局", rows)
    table = examine(tmp_path, packed).tables[0]
    assert table.columns["title"] == ["=1+1", "-2"]
    assert table.columns["note"] == ["@甲", "+3"]
    cells = [cell for row in load_workbook(BytesIO(packed)).worksheets[0].iter_rows() for cell in row]
    marked = {cell.value for cell in cells if cell.quotePrefix}  # still a text after somebody has edited the cell
    assert marked == {"=1+1", "-2", "@甲", "+3"}


# ---- property: a filled template reads back ----

letters = st.characters(categories=["Lo", "Nd", "Lu", "Po", "Sm"], exclude_characters="\u3000", max_codepoint=0xFFFF)
days = st.dates(date(1950, 1, 1), date(2099, 12, 31))


def stored(field):
    """Values of a field as the warehouse may hold them: whatever reading its own spelling gives back."""
    match field.type:
        case "flag":
            return st.booleans()
        case "choice":
            return st.sampled_from([choice.value for choice in field.choices])
        case "unit":
            return st.sampled_from(["海城镇人民政府", "海丰县公安局"])
        case "metric":
            return st.just("培训参训率")
        case "day" | "date":
            return days
        case "count":
            return st.integers(0, 10**15)
        case "amount":
            return st.decimals(0, 10**11, places=6)
        case "number":
            return st.decimals(field.minimum or 0, field.maximum or 10**6, places=2)
        case "phone":
            return st.from_regex(r"1[0-9]{10}|0660[0-9]{7}", fullmatch=True)
        case "period":
            return st.sampled_from(["2023年上半年", "2024年下半年", "2023年度", "试点期"])
        case "list":
            return (
                st.lists(st.text(letters, min_size=1, max_size=6), min_size=1, max_size=4)
                .map("、".join)
                .map(lambda text: read(field, text))
            )
    # A value such as “例” or “合计” could not have been stored: at the head of a row it makes the row another kind.
    # Nor could a secrecy mark, which the texts of this program hold.
    texts = st.text(letters, min_size=1, max_size=12).filter(
        lambda text: rows._say(Cell("t", text)) == rows.CONTENT and not secrecy._mark_in_cell(Cell("t", text))
    )
    return texts.map(lambda text: read(field, text))


def read(field, text):
    return parse_cells([Cell("t", text)], field, Reading(UNITS, METRICS))[0].value


@st.composite
def filled_rows(draw, contract):
    filled = []
    keys = set()
    for _ in range(draw(st.integers(1, 4))):
        row = {}
        for field in contract.fields:
            must = field.required or field.name in contract.key
            values = stored(field).filter(lambda value: value is not None)
            row[field.name] = draw(values if must else st.none() | values)
        if contract.id == "roster":
            row["ended_on"] = None
        if contract.id == "unit":
            row["left_on"] = None
        if "is_classified" in row:
            row["is_classified"] = False
        dated = [field.name for field in contract.fields if field.type == "date" and field.name not in contract.key]
        row["month_precise"] = [name for name in dated if row[name] and draw(st.booleans())]
        for name in row["month_precise"]:
            row[name] = _month_end(row[name])
        key = tuple(str(row[name]) for name in contract.key)
        if key not in keys:
            keys.add(key)
            filled.append(row)
    return filled


def _month_end(day):
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


@each_kind
@given(st.data())
@settings(max_examples=8, deadline=None)
def test_filled_template_reads_back_the_same_values(tmp_path_factory, contract, data):
    filled = data.draw(filled_rows(contract))
    unit = "海丰县公安局" if contract.is_from_units else None
    content = write_template(contract, unit_name=unit, rows=filled)
    chosen = contract.id if contract.is_chosen else None
    seen = examine(tmp_path_factory.mktemp("filled"), content, dataset=chosen)
    assert not seen.refusals + seen.errors, [one.message for one in seen.refusals + seen.errors]
    (table,) = seen.tables
    spelled = {"海城镇人民政府": "HF001", "海丰县公安局": "HF002", "培训参训率": "trained"}
    for field in contract.fields:
        wanted = [
            spelled.get(row[field.name], row[field.name]) if field.type in ("unit", "metric") else row[field.name]
            for row in filled
        ]
        assert list(table.columns[field.name]) == wanted, field.name
        assert all(
            isinstance(value, (Decimal, type(None))) for value in table.columns[field.name]
        ) or field.type not in ("amount", "number")
    assert table.month_precise == {
        index: tuple(row["month_precise"]) for index, row in enumerate(filled) if row["month_precise"]
    }
