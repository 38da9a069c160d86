"""The rows behind a figure as a workbook: what the table on the page shows, and the 口径 on a second sheet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from openpyxl import Workbook

from exports.sheets import add_facts, add_sheet, book_bytes
from metrics.catalog import Metric
from metrics.figure import Figure, SubjectRow
from metrics.lights import describe_thresholds

HEADERS = ("序号", "单位", "对象", "结果", "情况说明", "来源文件", "工作表", "行号", "数据版本")
WIDTHS = (6, 24, 40, 10, 44, 40, 18, 8, 10)


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
    listed = (
        (
            number, names.get(row.unit, row.unit), row.label, metric.outcome_name(row.outcome), words, row.file, row.sheet,
            row.row, row.version,
        )
        for number, (row, words) in enumerate(zip(rows, explanations, strict=True), 1)
    )  # fmt: skip
    add_sheet(book, "明细", tuple(zip(HEADERS, WIDTHS, strict=True)), listed)
    _write_definition(book, metric, figure, names, basis)
    return book_bytes(book)


def _write_definition(book: Workbook, metric: Metric, figure: Figure, names: Mapping[str, str], basis: str) -> None:
    rate = (
        f"{figure.percent}%"
        if figure.percent is not None
        else f"—（{'均未填报' if figure.is_unfilled else '没有应统计的对象'}）"
    )
    facts = (
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
    )
    add_facts(book, "口径", (16, 90), facts)
