"""All definitions as a workbook: one row for each metric."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from io import BytesIO

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from metrics.catalog import Metric
from metrics.lights import describe_thresholds

HEADERS = ("任务", "指标", "定义", "分子", "分母", "不计入", "数据来源", "回溯方式", "目标", "依据", "版本")
WIDTHS = (16, 28, 48, 40, 36, 40, 28, 16, 40, 20, 8)


def export_definitions(
    metrics: Sequence[Metric], area_titles: Mapping[str, str], sources_words: Callable[[Metric], str]
) -> bytes:
    """An xlsx with the sheet 指标口径, in the order given."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("指标口径")
    sheet.freeze_panes = "C2"
    for number, width in enumerate(WIDTHS, 1):
        sheet.column_dimensions[get_column_letter(number)].width = width

    def cell(text: str, *, bold: bool = False) -> WriteOnlyCell:
        made = WriteOnlyCell(sheet, text)
        made.font = Font(bold=bold)
        made.alignment = Alignment(vertical="top", wrap_text=True)
        return made

    sheet.append([cell(text, bold=True) for text in HEADERS])
    for one in metrics:
        texts = (
            area_titles[one.area], one.name, one.definition, one.numerator, one.denominator, one.excluded,
            sources_words(one), one.basis_words, describe_thresholds(one) or "未定目标", one.clause, f"第{one.version}版",
        )  # fmt: skip
        sheet.append([cell(text) for text in texts])
    out = BytesIO()
    book.save(out)
    return out.getvalue()
