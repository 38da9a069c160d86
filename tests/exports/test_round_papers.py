"""A round's papers: zips that are the same twice, templates that come back unchanged, tables equal to the 应报清单."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from io import BytesIO

import pytest
from docx import Document
from docx.oxml.ns import qn
from openpyxl import load_workbook

from config.contracts import Contract, Field
from exports.round_papers import (
    export_notice,
    export_reminder_book,
    export_reminders,
    export_replies,
    export_states,
    export_states_book,
)
from exports.round_slips import export_slip, export_slip_rows
from exports.round_zip import export_round_zip, export_slips_zip
from exports.stable_bytes import safe_name, settle, write_zip
from metrics.catalog import load_catalog
from services.confirmations import read_slips
from services.expected import Expected, count_cells, read_expected
from services.reminders import list_reminders, note_reminders, write_reminder
from services.round_paper import title_of
from services.rounds import Plan, create_round, list_collected
from services.store import Store, open_store
from services.submit import accept_at_once, examine_upload
from tests.services.small_county import BUREAU, POLICE, REGISTER, take

pytestmark = pytest.mark.slow

OPENED, DAY = date(2024, 2, 1), date(2024, 2, 12)
REVENGE = "=1+2"  # what a unit may have typed as a name


def value_for(contract: Contract, field: Field) -> str:
    """Something that each type of column accepts, with the forms that are easily lost on the way."""
    if field.name == "is_classified":
        return "否"
    if field.name in contract.key and field.type == "text":
        return REVENGE if contract.id != "explanation" else ""
    if field.choices:
        return field.choices[-1].value
    if field.type == "metric":
        return next(iter(load_catalog().values())).name
    return {
        "unit": "海城镇", "flag": "", "count": "3", "amount": "12.345678", "number": "90.25", "date": "2023年5月",
        "day": "2023-05-06", "phone": "0660-6600001", "period": "2023年上半年", "list": "甲、乙", "code": "0012",
    }.get(field.type, f"{field.title}的文字，含“引号”")  # fmt: skip


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Store, Expected]]:
    """海城镇 has a row of every kind, 县公安局 and 县教育局 none; a round asks all three for every kind."""
    store = open_store(tmp_path_factory.mktemp("round_papers"))
    take(store, REGISTER, "单位名录.csv", at=datetime(2023, 12, 1, 9))
    for contract in list_collected().values():
        header = ",".join(field.title for field in contract.fields)
        row = ",".join(value_for(contract, field) for field in contract.fields)
        take(store, f"{header}\n{row}\n", f"{contract.title}.csv", at=datetime(2024, 1, 5, 9), dataset=contract.id)
    plan = Plan("2024年一季度集中报送", tuple(list_collected()), OPENED, date(2024, 2, 10), doc_no="海政数〔2024〕3号")
    made = create_round(store, plan, BUREAU, now=datetime.combine(OPENED, datetime.min.time()))
    yield store, read_expected(store, made, DAY, BUREAU)
    store.close()


def shown_to(calls: list[tuple[int, int, str]]):
    return lambda done, total, words: calls.append((done, total, words))


def test_zip_holds_notice_list_and_a_folder_for_each_unit_and_is_the_same_twice(county: tuple[Store, Expected]) -> None:
    store, expected = county
    calls: list[tuple[int, int, str]] = []
    packed = export_round_zip(store, expected, shown=shown_to(calls))
    assert export_round_zip(store, expected, shown=lambda *_: None) == packed
    assert [done for done, _, _ in calls] == [0, 1, 2, 3, 4]
    names = zipfile.ZipFile(BytesIO(packed)).namelist()
    assert names[:3] == ["通知.docx", "应报清单.xlsx", "001海城镇/首席数据官和两员名单-海城镇.xlsx"]
    assert len(names) == len(set(names)) == 2 + 3 * len(expected.datasets)


def test_prefilled_templates_sent_back_as_they_are_change_nothing(county: tuple[Store, Expected]) -> None:
    store, expected = county
    archive = zipfile.ZipFile(BytesIO(export_round_zip(store, expected, shown=lambda *_: None)))
    for contract in list_collected().values():
        content = archive.read(f"001海城镇/{contract.title}-海城镇.xlsx")
        draft = examine_upload(store, content, f"{contract.title}.xlsx", BUREAU, now=datetime(2024, 2, 3, 9))
        assert not draft.examined.refusals + draft.examined.errors
        made = accept_at_once(store, draft, BUREAU, now=datetime(2024, 2, 3, 9))
        (table,) = made.tables
        assert (table.dataset, table.opened, table.closed, table.unchanged) == (contract.id, 0, 0, 1), contract.title
    now = read_expected(store, expected.round, DAY, BUREAU)
    assert {cell.words for cell in now.of_unit("HF001")} == {"无变化"}


def test_same_rows_of_the_next_round_are_another_file(county: tuple[Store, Expected]) -> None:
    store, expected = county
    later = replace(expected, round=replace(expected.round, name="2024年二季度集中报送", round_id=99))
    first, second = (
        zipfile.ZipFile(BytesIO(export_round_zip(store, one, shown=lambda *_: None))) for one in (expected, later)
    )
    name = "001海城镇/政务信息系统清单-海城镇.xlsx"
    assert first.read(name) != second.read(name)


def test_notice_is_an_official_paper_with_gaps_for_what_is_unknown(county: tuple[Store, Expected]) -> None:
    store, expected = county
    document = Document(BytesIO(export_notice(expected, store.settings)))
    text = "\n".join(paragraph.text for paragraph in document.paragraphs)
    for part in ("海政数〔2024〕3号", "关于做好2024年一季度集中报送工作的通知", "请于2024年2月10日前（含当日）报送", "应报单位共3个",
                 "〔待补充：联系人〕", "〔待补充：成文单位〕", "2024年2月1日", "附件：1.应报清单"):  # fmt: skip
        assert part in text, part
    assert title_of("关于报送数据的通知") == "关于报送数据的通知"


def test_states_table_equals_the_list_in_both_formats(county: tuple[Store, Expected]) -> None:
    store, expected = county
    take(
        store,
        "单位,系统名称,系统状态,部署位置\n县公安局,接处警,在用,自建机房\n",
        "系统.csv",
        POLICE,
        at=datetime(2024, 2, 12, 9),
    )
    expected = read_expected(store, expected.round, DAY, BUREAU)
    counts = [
        [tally.expected, tally.on_time, tally.late, tally.waiting, tally.returned, tally.missing + tally.overdue]
        for tally in (
            *(count_cells(expected.of_unit(unit.code)) for unit in expected.units),
            expected.total,
        )
    ]
    assert counts[1][2] == 1  # 县公安局 on the 12th, two days late
    assert [sum(column) for column in zip(*counts[:-1], strict=True)] == counts[-1]
    document = Document(BytesIO(export_states(expected)))
    (table,) = document.tables
    rows = [[cell.text for cell in row.cells] for row in table.rows]
    assert [[int(text) for text in row[2:8]] for row in rows[1:]] == counts
    assert [row[1] for row in rows[1:]] == ["海城镇人民政府", "海丰县公安局", "海丰县教育局", "合计"]
    assert table.rows[0]._tr.find(f".//{qn('w:tblHeader')}") is not None
    assert any("单位：张" in paragraph.text for paragraph in document.paragraphs)
    section = document.sections[0]
    assert section.page_width > section.page_height
    book = load_workbook(BytesIO(export_states_book(expected)))
    sheet = book["各单位报送情况表"]
    assert [[cell.value for cell in row[2:8]] for row in sheet.iter_rows(min_row=4, max_row=7)] == counts
    words = [[cell.value for cell in row[2:-6]] for row in book["应报清单"].iter_rows(min_row=4, max_row=6)]
    assert words == [[cell.words for cell in expected.of_unit(unit.code)] for unit in expected.units]


def test_slips_come_with_data_numbers_rows_and_a_place_to_sign(county: tuple[Store, Expected]) -> None:
    store, expected = county
    packed = export_slips_zip(store, expected, ["HF001", "HF003"], shown=lambda *_: None)
    assert export_slips_zip(store, expected, ["HF001", "HF003"], shown=lambda *_: None) == packed
    archive = zipfile.ZipFile(BytesIO(packed))
    assert archive.namelist() == [
        "001海城镇/核实确认单.docx", "001海城镇/明细.xlsx", "003县教育局/核实确认单.docx", "003县教育局/明细.xlsx",
    ]  # fmt: skip
    slip = next(iter(read_slips(store, expected, ["HF001"])))
    document = Document(BytesIO(export_slip(slip)))
    text = "\n".join(paragraph.text for paragraph in document.paragraphs)
    assert all(part in text for part in ("海城镇人民政府", "□　确认无误", "□　有异议", "单位负责人", "盖章"))
    states, figures = ([[cell.text for cell in row.cells] for row in table.rows] for table in document.tables)
    assert [tuple(row) for row in states[1:]] == list(slip.states)
    assert [row[0].replace("‑", "-") for row in figures[1:]] == [one.number for one in slip.figures]
    book = load_workbook(BytesIO(export_slip_rows(slip)))
    systems = book["政务信息系统清单"]
    assert systems["B4"].value == REVENGE
    assert systems["B4"].data_type == "s"


def test_reminders_and_replies_of_all_units_as_files(county: tuple[Store, Expected]) -> None:
    store, expected = county
    note_reminders(
        store,
        expected,
        ["HF003"],
        "书面",
        datetime(2024, 2, 12, 9),
        BUREAU,
        answer="=照办",
        now=datetime(2024, 2, 12, 10),
    )
    texts = {unit.code: write_reminder(store, expected, unit) for unit in expected.owing}
    assert export_reminders(list(texts.values())).decode("utf-8-sig").count("海丰县教育局：") == 1
    book = load_workbook(
        BytesIO(export_reminder_book(expected, texts, {}, list_reminders(store, expected.round, BUREAU)))
    )
    assert book["催办清单"].max_row == 3 + len(texts)
    assert [cell.value for cell in book["催办记录"][4]][-1] == "=照办"
    assert book["催办记录"]["F4"].data_type == "s"
    replies = load_workbook(BytesIO(export_replies(expected, [])))["核实结果"]
    assert [row[1].value for row in replies.iter_rows(min_row=4)] == ["未回复"] * 3


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("县 局/科:室*?", "县 局_科_室__"),
        ("..", "_"),
        ("名称. ", "名称"),
        ('a"<>|\n', "a_____"),
        ("“一官两员”", "“一官两员”"),
    ],
)
def test_names_are_safe_on_every_file_system(name: str, safe: str) -> None:
    assert safe_name(name) == safe


def test_settled_package_forgets_the_moment() -> None:
    moment = '<dcterms:modified xmlns:dcterms="t">2026-01-01T10:11:12Z</dcterms:modified>'
    core = f'<cp:coreProperties xmlns:cp="c">{moment}</cp:coreProperties>'.encode()
    packed = write_zip([("docProps/core.xml", core)], DAY)
    text = zipfile.ZipFile(BytesIO(settle(packed, OPENED))).read("docProps/core.xml").decode()
    assert "2024-02-01T00:00:00Z" in text
