"""The rows behind a figure as a workbook: what the table on the page shows, and the 口径 on a second sheet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from io import BytesIO

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from metrics.catalog import Metric
from metrics.figure import OUTCOME_NAMES, Figure, SubjectRow
from metrics.lights import describe_thresholds

HEADERS = ("序号", "单位", "对象", "结果", "情况说明", "来源文件", "工作表", "行号", "数据版本")
WIDTHS = (6, 24, 40, 10, 44, 40, 18, 8, 10)
HEAD = PatternFill("solid", fgColor="E3EBF4")


def export_rows(
    metric: Metric,
    figure: Figure,
    rows: Sequence[SubjectRow],
    explanations: Sequence[str],
    names: Mapping[str, str],
    basis: str,
) -> bytes:
    """An xlsx with the sheets 明细 and 口径.

    Args:
        figure: the figure the rows stand behind (a unit's or the county's).
        explanations: one text for each row, empty when there is none.
        basis: which way the figure looks back, in words.
    """
    book = Workbook(write_only=True)
    sheet = book.create_sheet("明细")
    sheet.freeze_panes = "A2"
    for number, width in enumerate(WIDTHS, 1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    sheet.append([_head(sheet, text) for text in HEADERS])
    for number, (row, words) in enumerate(zip(rows, explanations, strict=True), 1):
        texts = (names.get(row.unit, row.unit), row.label, OUTCOME_NAMES[row.outcome], words, row.file, row.sheet)
        sheet.append([number, *(_text(sheet, text) for text in texts), row.row, row.version])
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(HEADERS))}{len(rows) + 1}"
    _write_definition(book, metric, figure, names, basis)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _write_definition(book: Workbook, metric: Metric, figure: Figure, names: Mapping[str, str], basis: str) -> None:
    sheet = book.create_sheet("口径")
    sheet.column_dimensions["A"].width = 16
    sheet.column_dimensions["B"].width = 90
    rate = f"{figure.percent}%" if figure.percent is not None else "—（没有应统计的对象）"
    for title, text in (
        ("指标", metric.name),
        ("范围", names.get(figure.unit, figure.unit)),
        ("统计时点", f"{figure.as_of.year}年{figure.as_of.month}月{figure.as_of.day}日"),
        ("结果", f"{rate}，{figure.numerator}/{figure.denominator}"),
        (
            "另计",
            f"不纳入{figure.exempt}，未填报{figure.unreported}，无法回溯{figure.unknown}，未报单位{figure.silent_units}",
        ),
        ("回溯方式", basis),
        ("定义", metric.definition),
        ("分子", metric.numerator),
        ("分母", metric.denominator),
        ("不计入", metric.excluded),
        ("目标", describe_thresholds(metric) or "未定目标"),
        ("依据", metric.clause),
    ):
        sheet.append([_head(sheet, title), _text(sheet, text)])


def _head(sheet: object, text: str) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet, text)
    cell.font = Font(bold=True)
    cell.fill = HEAD
    return cell


def _text(sheet: object, text: str) -> WriteOnlyCell:
    """A cell that stays text: what a file calls itself must never run as a formula."""
    cell = WriteOnlyCell(sheet, text)
    cell.data_type = "s"
    cell.alignment = Alignment(vertical="top", wrap_text=len(text) > 20)
    return cell
