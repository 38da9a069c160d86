"""What an upload would change, on the screen: rows by verdict, cells before and after, figures that move and who moves."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import streamlit as st

from config.contracts import load_contracts
from metrics.catalog import load_catalog
from metrics.figure import COUNTY, Figure
from metrics.sentences import show_percent
from services.progress import may_see
from services.rows import value_words
from services.submit import Draft, UploadPreview
from services.versions_compared import row_in_words
from ui import cached_work
from ui.markup import show
from ui.session import Look
from warehouse.preview import RowChange

VERDICT_NAMES = {"new": "新增", "changed": "变更", "withdrawn": "撤下"}
SHOWN_CHANGES = 200
SHOWN_CELLS = 4


def show_preview(look: Look, draft: Draft) -> UploadPreview:
    """Rows by verdict, changed cells before → after, and the figures that would move."""
    seen = cached_work.upload_preview(look, draft)
    draw_preview(look, seen)
    return seen


def draw_preview(look: Look, seen: UploadPreview) -> None:
    """A preview that was computed already."""
    lines = "".join(
        f"<tr><td><span>{escape(load_contracts()[one.dataset].title)}</span></td>"
        + "".join(f'<td class="num">{count}</td>' for count in (one.new, one.changed, one.unchanged, one.withdrawn))
        + "</tr>"
        for one in seen.rows.tables
    )
    for one in seen.older:
        st.warning(one.text + one.mend)
    left, right = st.columns([0.44, 0.56], gap="large")
    with left:
        show(
            "<h2>入库后的变化</h2><table><tr><th>表格</th><th>新增行</th><th>变更行</th><th>不变行</th><th>撤下行</th></tr>"
            f"{lines}</table>"
        )
        if any(one.withdrawn for one in seen.rows.tables):
            st.warning("本次清单中没有的行将撤下（不再计入，历史仍可查）。确属遗漏的，请补全后重新上传。")
    with right:
        show_figures(look, seen.headline)
    show_rows(look, seen)


def show_figures(
    look: Look, moved: Sequence[tuple[str, Figure, Figure]], heads: tuple[str, str] = ("入库前", "入库后")
) -> None:
    """Figures before and after, without those the role may not see. moved: metric id, before, after."""
    catalog = load_catalog()
    moved = [one for one in moved if may_see(catalog[one[0]], look.actor)]
    # Where only 未填报 or the like moved, the line would show the same figure twice.
    seen = [one for one in moved if _fraction(one[1]) != _fraction(one[2])]
    rows = "".join(
        f"<tr><td><span>{escape(catalog[metric].name)}</span></td><td>{escape(look.names.get(after.unit, COUNTY))}</td>"
        f'<td class="num">{show_percent(before)}　{before.numerator}/{before.denominator}</td>'
        f'<td class="num">{show_percent(after)}　{after.numerator}/{after.denominator}</td></tr>'
        for metric, before, after in moved
        if may_see(catalog[metric], look.actor) and _is_seen(before, after)
    )
    show(
        "<h2>指标的变化</h2>"
        + (
            '<div class="moved"><table><thead><tr><th>指标</th><th>范围</th>'
            f"<th>{heads[0]}</th><th>{heads[1]}</th></tr></thead>{rows}</table></div>"
            if rows
            else '<p class="quiet">各项指标不变。</p>'
        )
        + (
            f'<p class="quiet">另有{len(moved) - len(seen)}个数字的分子、分母不变，只是未填报、未报送的情况有变化。</p>'
            if len(moved) > len(seen)
            else ""
        )
    )


def _fraction(figure: Figure) -> tuple[int, int]:
    return figure.numerator, figure.denominator


def _is_seen(before: Figure, after: Figure) -> bool:
    """False when only what is not counted moved: the line would show the same numbers twice."""
    return (before.numerator, before.denominator) != (after.numerator, after.denominator)


def show_rows(look: Look, seen: UploadPreview) -> None:
    """The rows that would change, with their cells before and after."""
    changes = [(one.dataset, row) for one in seen.rows.tables for row in one.rows]
    if not changes:
        return
    body = "".join(change_line(look, dataset, row) for dataset, row in changes[:SHOWN_CHANGES])
    total = sum(one.new + one.changed + one.withdrawn for one in seen.rows.tables)
    more = f'<p class="foot">共{total}行有变化，只列前{SHOWN_CHANGES}行。</p>' if total > SHOWN_CHANGES else ""
    show(
        '<div class="moved"><table class="rows"><thead><tr><th>对象</th><th>变化</th><th>内容</th></tr></thead>'
        f"{body}</table></div>{more}"
    )


def change_line(look: Look, dataset: str, row: RowChange) -> str:
    """One row that would change: its key, what happens to it, its cells before and after."""
    contract = load_contracts()[dataset]
    parts = (
        value_words(contract.field(name), row.values[name], look.names, to_month=name in row.month_precise)
        for name in contract.key
    )
    key = "　".join(part for part in parts if part)
    return (
        f'<tr><td>{escape(key)}</td><td class="out">{VERDICT_NAMES[row.verdict]}</td>'
        f'<td class="place">{escape(_cells_words(look, dataset, row))}</td></tr>'
    )


def _cells_words(look: Look, dataset: str, row: RowChange) -> str:
    """A changed row's cells before and after; of a new or withdrawn row what it says first."""
    contract = load_contracts()[dataset]
    if row.verdict != "changed":
        filled = [
            (title, before or after)
            for title, before, after in row_in_words(dataset, row, look.names, look.actor).cells
        ]
        said = "；".join(f"{title}：{text}" for title, text in filled[:SHOWN_CELLS])
        return f"{said}；另有{len(filled) - SHOWN_CELLS}列" if len(filled) > SHOWN_CELLS else said
    parts = []
    for cell in row.cells:
        field = contract.field(cell.field)
        before = value_words(field, cell.before, look.names, to_month=cell.before_is_month) or "未填报"
        after = value_words(field, cell.after, look.names, to_month=cell.after_is_month) or "未填报"
        if cell.field in row.pending:
            after = f"{row.pending[cell.field]}（待补正）"
        parts.append(f"{field.title}：{before}改为{after}")
    return "；".join(parts)
