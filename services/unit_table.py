"""各单位情况表, the annex of the county's papers: every unit by task area, in protocol order."""

from __future__ import annotations

from metrics.sentences import show_date
from services.pack_contents import Pack, PackFigure, PackMetric
from services.pack_words import counted_words, value_words
from services.paper import PaperTable


def unit_table(pack: Pack) -> PaperTable:
    """Every unit by task area in protocol order; heads and rows carry the two halves of the data numbers."""
    leads = [one for area in pack.areas if (one := pack.metric(area.lead)) and not one.metric.is_count]
    rows = [("000", pack.scope_name, *(_cell(one, one.county) for one in leads))]
    for unit in pack.judged_units:
        cells = [one.of(unit.code) for one in leads]
        if any(cells):
            rows.append((f"{unit.place:03d}", unit.short_name, *map(_cell, leads, cells)))
    return PaperTable(
        title=f"各单位情况表（截至{show_date(pack.as_of)}）",
        unit_words="单位：%",
        header=("编号", "单位", *(f"{one.short_name}\n{one.number}" for one in leads)),
        widths=(4, 12, *(8 for _ in leads)),
        rows=tuple(rows),
        note=(
            "注：1.按公文顺序排列，每格下行为分子和分母。2.数据编号由列首编号和行首编号组成，如"
            f"{leads[0].number if leads else 'Z01'}-000。3.●达标，▲基本达标，■未达标，○无数据；目标未确认的指标只列数字。"
            "4.“未报送”指该单位尚未报送有关表格，“未填报”指应统计的对象均未填报，“—”指没有应统计的对象。"
        ),
    )


def _cell(one: PackMetric, line: PackFigure | None) -> str:
    if line is None:
        return ""
    counted = counted_words(line.figure)
    mark = line.light.shape if line.light else ""
    return f"{mark}{value_words(one.metric, line.figure)}" + (f"\n{counted}" if counted else "")
