"""Rows that a version brought, changed or ended, and two versions beside each other: cells before and after."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import streamlit as st

from config.contracts import load_contracts
from exports.record import export_compared
from metrics.sentences import show_date
from services.actor import NotAllowed
from services.versions_compared import ComparedRow, compare, list_comparable, row_in_words
from ui.choose import pick_from_address
from ui.markup import show
from ui.session import KEY_FIRST, KEY_SECOND, Look
from warehouse.effect import DatasetEffect
from warehouse.history import VersionRecord

SHOWN_ROWS = 40
SHOWN_COMPARED = 200
KIND_WORDS = {"upload": "报送", "undo": "撤销", "correction": "更正"}


def show_effects(look: Look, effects: Sequence[DatasetEffect], *, heading: str, empty: str) -> None:
    """Counts by kind of table, and the first rows with their cells."""
    counts = "；".join(
        f"{load_contracts()[one.dataset].title}新增{one.new}行、变更{one.changed}行、撤下{one.withdrawn}行"
        for one in effects
    )
    rows = [row_in_words(one.dataset, row, look.names, look.actor) for one in effects for row in one.rows]
    total = sum(one.new + one.changed + one.withdrawn for one in effects)
    show(
        f'<h2>{escape(heading)}</h2><p class="quiet">{escape(counts) or escape(empty)}</p>{_table(rows, SHOWN_ROWS, total)}'
    )


def show_comparison(look: Look, dataset: str, unit: str) -> None:
    """Two versions of one table (of one unit, when chosen), picked in the address."""
    versions = list_comparable(look.store, dataset, unit)
    if len(versions) < 2:
        show('<p class="quiet">这张表还只有一版，没有可比较的版本。</p>')
        return
    offered = [str(one.version) for one in versions]
    known = {str(one.version): one for one in versions}
    left, right, third = st.columns([0.4, 0.4, 0.2], vertical_alignment="bottom")
    with left:
        first = pick_from_address(
            "较早的版本", offered, KEY_FIRST, default=offered[1], format_func=lambda one: _version_words(known[one])
        )
    with right:
        second = pick_from_address(
            "较晚的版本", offered, KEY_SECOND, default=offered[0], format_func=lambda one: _version_words(known[one])
        )
    try:
        found = compare(look.store, look.actor, dataset, unit, int(first), int(second))
    except NotAllowed as refusal:
        st.info(str(refusal))
        return
    rows = [row_in_words(dataset, row, look.names, look.actor) for row in found.rows]
    total = found.new + found.changed + found.withdrawn
    of_unit = look.names.get(unit, "") if unit else "全部单位"
    show(
        f"<h2>{escape(load_contracts()[dataset].title)}，{escape(of_unit)}：第{first}版到第{second}版</h2>"
        f'<p class="quiet">新增{found.new}行，变更{found.changed}行，撤下{found.withdrawn}行。</p>'
        + (_table(rows, SHOWN_COMPARED, total) if total else '<p class="quiet">两版完全相同。</p>')
    )
    if rows:
        third.download_button(
            "导出比较结果",
            data=lambda: export_compared(dataset, int(first), int(second), rows),
            file_name=f"版本比较-{load_contracts()[dataset].title}-第{first}版-第{second}版.xlsx",
            on_click="ignore",
        )


def _version_words(one: VersionRecord) -> str:
    words = f"第{one.version}版　{show_date(one.made_at.date())}　{KIND_WORDS[one.kind]}　{one.file_name or one.reason}"
    return f"{words}（已撤销）" if one.undone_by else words


def _table(rows: Sequence[ComparedRow], shown: int, total: int) -> str:
    if not rows:
        return ""
    body = "".join(_line(one) for one in rows[:shown])
    more = f'<p class="foot">共{total}行，只列前{shown}行。</p>' if total > shown else ""
    return f'<table class="rows"><tr><th>对象</th><th>变化</th><th>内容</th></tr>{body}</table>{more}'


def _line(row: ComparedRow) -> str:
    if row.verdict == "变更":
        words = "；".join(f"{title}：{before}改为{after}" for title, before, after in row.cells)
    else:
        words = "；".join(f"{title}：{after or before}" for title, before, after in row.cells)
    key = "　".join(part for part in row.key if part and part != "未填报")
    return f'<tr><td>{escape(key)}</td><td class="out">{row.verdict}</td><td class="place">{escape(words)}</td></tr>'
