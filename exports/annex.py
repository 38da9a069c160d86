"""The annex as a workbook: every figure, the rows behind it with their source, the definitions, the lists.

Texts are written as texts, so that nothing a unit typed can run as a formula.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from io import BytesIO

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from config.reference import load_areas
from exports.plain_book import pages_across, row_height
from metrics.figure import COUNTY, Figure
from metrics.sentences import show_date
from services.agenda import deadline_words
from services.pack_contents import Pack
from services.pack_words import light_words, say_compared, value_words

_FONT = "宋体"
Cell = str | int | Decimal | date | None
Column = tuple[str, int]

_FIGURES: tuple[Column, ...] = (
    ("数据编号", 11), ("任务", 14), ("指标", 30), ("单位", 24), ("结果", 9), ("比率（%）", 10), ("分子", 7), ("分母", 7),
    ("不纳入", 8), ("未填报", 8), ("无法回溯", 9), ("未报单位", 9), ("名次", 7), ("状态", 14), ("升降（百分点）", 13),
    ("回溯方式", 24),
)  # fmt: skip
_ROWS: tuple[Column, ...] = (
    ("数据编号", 11), ("指标", 28), ("单位", 22), ("对象", 34), ("结果", 9), ("情况说明", 40), ("来源文件", 36),
    ("工作表", 16), ("行号", 7), ("数据版本", 9),
)  # fmt: skip
_DEFINITIONS: tuple[Column, ...] = (
    ("指标编号", 9), ("任务", 14), ("指标", 26), ("定义", 44), ("分子", 36), ("分母", 32), ("不计入", 36),
    ("数据来源", 26), ("回溯方式", 14), ("目标", 36), ("依据", 20), ("版本", 7),
)  # fmt: skip
_TASKS: tuple[Column, ...] = (
    ("编号", 16), ("来源", 12), ("牵头单位", 22), ("配合单位", 22), ("事项", 44), ("交办日期", 13), ("原定时限", 13),
    ("完成时限", 13), ("办结日期", 13), ("状态", 14), ("进展情况（现有资料）", 28),
)  # fmt: skip
_TREND: tuple[Column, ...] = (
    ("指标编号", 9), ("指标", 30), ("日期", 13), ("比率（%）", 10), ("分子", 8), ("分母", 8), ("说明", 14),
)  # fmt: skip


def export_annex(pack: Pack) -> bytes:
    """The annex as XLSX: 说明, 指标数字, 明细, 指标口径, 趋势, 提请协调, 督办事项, 近期时限."""
    out = BytesIO()
    book = xlsxwriter.Workbook(
        out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    )
    book.set_properties({"title": pack.title, "author": pack.bureau, "created": datetime.combine(pack.as_of, time())})
    writer = _Writer(book, pack)
    titles = {area.id: area.title for area in (*load_areas(), *pack.areas)}  # a meeting shows some areas, the annex all
    writer.add("说明", (("项目", 18), ("内容", 90)), _about(pack))
    writer.add("指标数字", _FIGURES, _figures(pack, titles), frozen=4)
    writer.add("明细", _ROWS, _rows(pack), frozen=3)
    writer.add("指标口径", _DEFINITIONS, _definitions(pack, titles), frozen=3)
    writer.add("趋势", _TREND, _trend(pack), frozen=2)
    writer.add("提请协调解决事项", (("序号", 7), ("单位", 24), ("事项", 70), ("来由", 50)), _matters(pack))
    writer.add("督办事项", _TASKS, _tasks(pack), frozen=1)
    writer.add("近期时限", (("到期事项", 80), ("到期日期", 14), ("还有天数", 10)), _deadlines(pack))
    book.close()
    return out.getvalue()


class _Writer:
    """Sheets of one shape: title row, headers, rows; widths, repeated header and print area set."""

    def __init__(self, book: xlsxwriter.Workbook, pack: Pack) -> None:
        self.book, self.pack = book, pack
        plain = {"font_name": _FONT, "font_size": 10, "valign": "top", "border": 1, "border_color": "#B8C0CA"}
        self.title = book.add_format({"font_name": "黑体", "font_size": 14})
        self.head = book.add_format(
            {**plain, "bold": True, "bg_color": "#E3EBF4", "text_wrap": True, "valign": "vcenter"}
        )
        self.text = book.add_format({**plain, "text_wrap": True, "num_format": "@"})
        # a step from the edge, so that a number does not run into the text of the next column
        number = {**plain, "align": "right", "indent": 1}
        self.whole = book.add_format({**number, "num_format": "0"})
        self.tenth = book.add_format({**number, "num_format": "0.0"})
        self.day = book.add_format({**plain, "num_format": 'yyyy"年"m"月"d"日"', "align": "left"})

    def add(self, name: str, columns: Sequence[Column], rows: Iterable[Sequence[Cell]], *, frozen: int = 0) -> None:
        sheet: Worksheet = self.book.add_worksheet(name)
        sheet.write_string(0, 0, f"{name}（截至{show_date(self.pack.as_of)}）", self.title)
        sheet.set_row(0, 24)
        for column, (title, width) in enumerate(columns):
            sheet.set_column(column, column, width)
            sheet.write_string(1, column, title, self.head)
        last = 1
        for last, cells in enumerate(rows, 2):
            sheet.set_row(last, row_height(cells, columns))
            for column, cell in enumerate(cells):
                self._put(sheet, last, column, cell)
        sheet.freeze_panes(2, frozen)
        if last > 1:
            sheet.autofilter(1, 0, last, len(columns) - 1)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.6)
        sheet.repeat_rows(1)
        sheet.print_area(0, 0, last, len(columns) - 1)
        if (across := pages_across(columns)) > 1 and frozen:
            sheet.repeat_columns(0, frozen - 1)
        sheet.print_across()  # what belongs side by side comes out of the printer together
        sheet.fit_to_pages(across, 0)
        sheet.set_footer(f'&C&"{_FONT}"&10— &P —')

    def _put(self, sheet: Worksheet, row: int, column: int, cell: Cell) -> None:
        if cell is None or cell == "":
            sheet.write_blank(row, column, None, self.text)
        elif isinstance(cell, str):
            sheet.write_string(row, column, cell, self.text)
        elif isinstance(cell, date):
            sheet.write_datetime(row, column, datetime.combine(cell, time()), self.day)
        else:
            form: Format = self.tenth if isinstance(cell, Decimal) else self.whole
            sheet.write_number(row, column, float(cell) if isinstance(cell, Decimal) else cell, form)


def _about(pack: Pack) -> Iterable[Sequence[Cell]]:
    yield "标题", pack.title
    if pack.meeting:
        yield "会议", pack.meeting
    if pack.is_demo:
        yield "提示", "演示数据，全部虚构。"
    yield "统计时点", f"截至{show_date(pack.as_of)}"
    judged = [unit for unit in pack.joined_units if unit.kind != "县本级"]
    yield "范围", f"{pack.scope_name}，考核范围{len(judged)}个单位"
    yield "阶段", pack.phase
    yield "升降", f"{say_compared(pack.compared_on, pack.compared_words)}；单位为百分点，按未取整的比率相减"
    yield "数据版本", f"第{pack.version}版"
    yield "数据编号", "由指标编号和单位编号组成，如Z12-003；单位编号000为全县（合计），其余为单位在名录中的顺序"
    yield "比率", "分子除以分母，四舍五入到一位小数；分母为0的不计算，显示“—”；应计对象全部未填报的不计算，显示“未填报”"
    yield "口径校验码", pack.definitions[:16]
    yield "程序校验码", pack.program[:16]


def _figures(pack: Pack, titles: dict[str, str]) -> Iterable[Sequence[Cell]]:
    for one in pack.metrics:
        for line in (one.county, *one.units):
            figure = line.figure
            yield (
                line.number, titles.get(one.metric.area, ""), one.metric.name, _unit(pack, figure.unit),
                value_words(one.metric, figure), None if one.metric.is_count else figure.percent, figure.numerator,
                figure.denominator, figure.exempt, figure.unreported, figure.unknown, figure.silent_units, line.rank,
                light_words(line.light), line.change, one.looking_back,
            )  # fmt: skip


def _rows(pack: Pack) -> Iterable[Sequence[Cell]]:
    numbers = {(line.figure.metric, line.figure.unit): line.number for line in pack.figures()}
    for one in pack.metrics:
        for packed in one.rows:
            row = packed.row
            yield (
                numbers.get((row.metric, row.unit), ""), one.metric.name, _unit(pack, row.unit), row.label,
                one.metric.outcome_name(row.outcome), packed.explanation, row.file, row.sheet, row.row, row.version,
            )  # fmt: skip


def _definitions(pack: Pack, titles: dict[str, str]) -> Iterable[Sequence[Cell]]:
    for one in pack.metrics:
        metric = one.metric
        yield (
            one.number, titles.get(metric.area, ""), metric.name, metric.definition, metric.numerator,
            metric.denominator, metric.excluded, "、".join(one.sources), metric.basis_words, one.target or "未定目标",
            metric.clause, f"第{metric.version}版",
        )  # fmt: skip


def _trend(pack: Pack) -> Iterable[Sequence[Cell]]:
    for one in pack.metrics:
        for point in one.trend:
            figure = point.figure
            if figure is None:
                yield one.number, one.metric.name, point.day, None, None, None, "当时无报送"
            else:
                yield (
                    one.number, one.metric.name, point.day, None if one.metric.is_count else figure.percent,
                    figure.numerator, figure.denominator, _why_blank(figure),
                )  # fmt: skip


def _why_blank(figure: Figure) -> str:
    if figure.is_unfilled:
        return "均未填报"
    return "" if figure.denominator else "没有应统计的对象"


def _matters(pack: Pack) -> Iterable[Sequence[Cell]]:
    for number, matter in enumerate(pack.matters, 1):
        yield number, _unit(pack, matter.unit), matter.sentence, matter.since


def _tasks(pack: Pack) -> Iterable[Sequence[Cell]]:
    for task in pack.tasks:
        yield (
            task.task_no, task.source, _unit(pack, task.unit), task.co_units, task.content, task.assigned_on,
            task.first_due_on, task.due_on, task.closed_on, f"{task.light.shape} {task.light.word}", task.progress,
        )  # fmt: skip


def _deadlines(pack: Pack) -> Iterable[Sequence[Cell]]:
    for one in pack.deadlines:
        yield deadline_words(one, pack.names), one.due_on, one.days_left


def _unit(pack: Pack, code: str) -> str:
    return pack.scope_name if code == COUNTY else pack.names.get(code, code)
