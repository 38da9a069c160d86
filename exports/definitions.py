"""All definitions as a workbook: one row for each metric."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from openpyxl import Workbook

from exports.sheets import add_sheet, book_bytes
from metrics.catalog import Metric
from metrics.lights import describe_thresholds

HEADERS = ("任务", "指标", "定义", "分子", "分母", "不计入", "数据来源", "回溯方式", "目标", "依据", "版本")
WIDTHS = (16, 28, 48, 40, 36, 40, 28, 16, 40, 20, 8)


def export_definitions(
    metrics: Sequence[Metric], area_titles: Mapping[str, str], sources_words: Callable[[Metric], str]
) -> bytes:
    """An xlsx with the sheet 指标口径, in the order given."""
    book = Workbook(write_only=True)
    rows = (
        (
            area_titles[one.area], one.name, one.definition, one.numerator, one.denominator, one.excluded,
            sources_words(one), one.basis_words, describe_thresholds(one) or "未定目标", one.clause, f"第{one.version}版",
        )
        for one in metrics
    )  # fmt: skip
    add_sheet(book, "指标口径", tuple(zip(HEADERS, WIDTHS, strict=True)), rows, frozen=2)
    return book_bytes(book)
