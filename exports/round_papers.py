"""A round's papers: notice, 应报清单, 各单位报送情况表, reminders. What was read from the store in, bytes out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, time

from config.settings import Settings
from exports.official import write_paper, write_table
from exports.plain_book import Sheet, Value, write_book
from exports.stable_bytes import settle
from metrics.sentences import show_date
from services.confirmations import AGREED_WORDS, Confirmation
from services.expected import Cell, Expected, count_cells, say_deadline, table_titles
from services.reminders import Reminder
from services.round_paper import LIST_NAME, STATES_NAME, draft_notice, draft_states

_COUNTS = (("应报", 6.0), ("按期报送", 6.0), ("逾期报送", 6.0), ("待审", 6.0), ("退回", 6.0), ("未报", 6.0))


def export_notice(expected: Expected, settings: Settings) -> bytes:
    """The notice as DOCX."""
    day = expected.round.opened_on
    return settle(write_paper(draft_notice(expected, settings), datetime.combine(day, time())), day)


def export_states(expected: Expected) -> bytes:
    """各单位报送情况表 as DOCX on turned pages."""
    return settle(write_table(draft_states(expected), datetime.combine(expected.day, time())), expected.day)


def export_states_book(expected: Expected) -> bytes:
    """各单位报送情况表 as xlsx, with the 应报清单 on a second sheet."""
    made = draft_states(expected)
    columns = tuple(zip(made.header, (6.0, 26.0, 7.0, 9.0, 9.0, 7.0, 7.0, 7.0, 60.0), strict=True))
    rows = [[_number(text, column) for column, text in enumerate(row)] for row in made.rows]
    states = Sheet(
        STATES_NAME, made.title, made.unit_words, columns, rows, note=made.note, frozen=2, bold_last=True
    )  # fmt: skip
    return write_book([states, list_sheet(expected)], f"{expected.round.name}报送情况", expected.day)


def export_list(expected: Expected) -> bytes:
    """The 应报清单 as xlsx: unit × table with the state of each."""
    return write_book([list_sheet(expected)], f"{expected.round.name}应报清单", expected.day)


def list_sheet(expected: Expected) -> Sheet:
    """Unit × table with words, the counts of each unit behind, and each table's counts below."""
    titles = table_titles(expected.datasets)
    rows: list[Sequence[Value]] = []
    for number, unit in enumerate(expected.units, 1):
        cells = expected.of_unit(unit.code)
        rows.append([number, unit.name, *(cell.words for cell in cells), *_counted(cells)])
    by_table = [count_cells(expected.of_table(dataset)) for dataset in expected.datasets]
    rows.append(["", "已报单位数", *(one.received for one in by_table), *_counted(tuple(expected.cells.values()))])
    return Sheet(
        name=LIST_NAME,
        title=f"{expected.round.name}{LIST_NAME}",
        words=f"{say_deadline(expected)}　单位：张",
        columns=(("序号", 6.0), ("单位", 26.0), *((title, 16.0) for title in titles), *_COUNTS),
        rows=rows,
        frozen=2,
        bold_last=True,
    )


def export_reminders(texts: Sequence[str]) -> bytes:
    """All reminder texts in one file that every editor on the users' machines reads."""
    return ("\r\n\r\n".join(text.replace("\n", "\r\n") for text in texts) + "\r\n").encode("utf-8-sig")


def export_reminder_book(
    expected: Expected, texts: Mapping[str, str], contacts: Mapping[str, str], reminders: Sequence[Reminder]
) -> bytes:
    """Reminder texts and the 催办记录 as xlsx.

    Args:
        texts: unit code → reminder text.
        contacts: unit code → its 数据专员, phones masked.
    """
    names = {unit.code: unit.name for unit in expected.units}
    owing: list[Sequence[Value]] = [
        [number, unit.name, contacts.get(unit.code, ""), len([1 for cell in expected.of_unit(unit.code) if cell.is_owed]),
         texts[unit.code]]
        for number, unit in enumerate((one for one in expected.units if one.code in texts), 1)
    ]  # fmt: skip
    words = f"{expected.round.name}　截至{show_date(expected.day)}"
    columns = (("序号", 6.0), ("单位", 26.0), ("数据专员", 26.0), ("欠报张数", 9.0), ("催办内容", 90.0))
    logged: list[Sequence[Value]] = [
        [names.get(one.unit, one.unit), one.reminded_at, one.reminded_by, one.way,
         "、".join(table_titles(one.datasets)), one.answer]
        for one in reminders
    ]  # fmt: skip
    log_columns = (("单位", 26.0), ("时间", 17.0), ("催办人", 14.0), ("方式", 12.0), ("所欠表格", 50.0), ("答复", 50.0))
    return write_book(
        [
            Sheet("催办清单", "催办清单", words, columns, owing, frozen=2),
            Sheet("催办记录", "催办记录", words, log_columns, logged, has_filter=True),
        ],
        f"{expected.round.name}催办",
        expected.day,
    )


def export_replies(expected: Expected, replies: Sequence[Confirmation]) -> bytes:
    """Every reply to the 核实确认单 as xlsx, and the units that did not reply."""
    names = {unit.code: unit.name for unit in expected.units}
    columns = (("单位", 26.0), ("结果", 10.0), ("意见", 60.0), ("确认日期", 15.0), ("确认人", 14.0), ("登记人", 14.0))
    rows: list[Sequence[Value]] = [
        [names.get(one.unit, one.unit), AGREED_WORDS[one.is_agreed], one.words, one.confirmed_on, one.confirmed_by, one.noted_by]
        for one in replies
    ]  # fmt: skip
    replied = {one.unit for one in replies}
    rows += [[unit.name, "未回复", "", None, "", ""] for unit in expected.units if unit.code not in replied]
    words = f"{expected.round.name}　截至{show_date(expected.day)}"
    return write_book(
        [Sheet("核实结果", "核实确认情况", words, columns, rows, has_filter=True)], "核实确认情况", expected.day
    )


def _counted(cells: Sequence[Cell]) -> list[int]:
    tally = count_cells(cells)
    return [tally.expected, tally.on_time, tally.late, tally.waiting, tally.returned, tally.missing + tally.overdue]


def _number(text: str, column: int) -> Value:
    """Counts and the ordinal as numbers, names and lists as text."""
    return int(text) if text and column not in (1, 8) else text
