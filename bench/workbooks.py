"""Large workbooks made for measuring: a catalogue of many rows, and one with errors in every tenth row."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from openpyxl import Workbook

HEADERS = (
    "信息资源提供方", "信息资源代码", "信息资源名称", "信息资源摘要", "来源系统", "信息资源格式", "共享类型", "共享条件", "共享方式",
    "是否向社会开放", "更新周期", "是否应汇聚", "编目日期", "发布日期", "挂接日期", "汇聚日期", "最近更新日期",
)  # fmt: skip
SHARE_TYPES = ("无条件共享", "有条件共享", "不予共享")
CYCLES = ("每日", "每周", "每月", "每季度", "每半年", "每年", "不定期")
FIRST_DAY = date(2023, 1, 3)


def write_catalogue(path: Path, units: list[str], rows: int, *, every_tenth_wrong: bool = False) -> Path:
    """A 17-column 公共数据资源清单 of `rows` rows over the given unit names; returns the path."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("公共数据资源清单")
    sheet.append(["公共数据资源清单"])
    sheet.append(HEADERS)
    for row in _rows(units, rows, every_tenth_wrong):
        sheet.append(row)
    book.save(path)
    return path


def _rows(units: list[str], rows: int, every_tenth_wrong: bool) -> Iterator[list[object]]:
    for at in range(rows):
        day = FIRST_DAY + timedelta(days=at % 900)
        share = SHARE_TYPES[at % 3]
        wrong = every_tenth_wrong and at % 10 == 0
        yield [
            units[at % len(units)], f"4415{at:08d}", f"业务数据资源{at:06d}号表", f"第{at}项数据资源的内容摘要", f"业务系统{at % 200:03d}",
            "数据库", "待定" if wrong else share, "经提供方同意" if share == "有条件共享" else "", "接口", "是" if at % 2 else "否",
            CYCLES[at % 7], "是" if at % 4 else "否", "2023年13月1日" if wrong else day, day + timedelta(days=9),
            day + timedelta(days=20) if at % 3 else None, day + timedelta(days=40) if at % 5 else None,
            day + timedelta(days=60),
        ]  # fmt: skip
