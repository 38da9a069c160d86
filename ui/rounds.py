"""应报清单 on the screen: the matrix of units and tables, one unit's line whole, and the other rounds to choose."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import streamlit as st

from config.contracts import load_contracts
from metrics.sentences import show_date
from services.expected import (
    STANDING_NAMES,
    Cell,
    Expected,
    Standing,
    count_cells,
    table_titles,
)
from ui.choose import pick_from_address, switch_from_address
from ui.markup import link, show
from ui.session import Look

ALL_UNITS, ONLY_OWED = "全部单位", "只看欠报"
# Shape beside the word, so that a grey print tells them apart.
SHAPES: dict[Standing, tuple[str, str]] = {
    "on_time": ("●", "good"),
    "late": ("◐", "near"),
    "waiting": ("◇", "none"),
    "returned": ("▲", "near"),
    "missing": ("○", "none"),
    "overdue": ("■", "bad"),
}
_SUMS = ("应报", "按期", "逾期", "待审", "退回", "未报")


def show_matrix(look: Look, expected: Expected) -> None:
    """The matrix with its counts by unit and by table; each received cell leads to its upload."""
    is_one = len(expected.units) == 1
    only = not is_one and switch_from_address("显示", (ALL_UNITS, ONLY_OWED), "shown") == ONLY_OWED
    narrowed = [
        unit
        for unit in expected.units
        if (not look.choices.batch or unit.batch == look.choices.batch)
        and (not look.choices.kind or unit.kind == look.choices.kind)
    ]
    owing = {unit.code for unit in expected.owing}
    shown = [unit for unit in narrowed if not only or unit.code in owing]
    heads = "".join(f'<th class="wrap">{escape(title)}</th>' for title in table_titles(expected.datasets))
    sums = "".join(f"<th>{word}</th>" for word in _SUMS)
    params = look.choices.params()
    body = ""
    for unit in shown:
        own = expected.of_unit(unit.code)
        on = ' class="on"' if unit.code == look.choices.unit else ""
        drawn = "".join(draw_cell(cell, params) for cell in own)
        body += f"<tr{on}><td><span>{escape(unit.short_name)}</span></td>{drawn}{draw_sums(own)}</tr>"
    cells = [expected.cells[unit.code, dataset] for unit in shown for dataset in expected.datasets]
    below = "".join(_table_sum([expected.cells[unit.code, dataset] for unit in shown]) for dataset in expected.datasets)
    name = "合计" if len(shown) == len(expected.units) else f"合计（所列{len(shown)}个单位）"
    whole = f'<tr class="whole"><td><span>{name}</span></td>{below}{draw_sums(cells)}</tr>' if not is_one else ""
    if not shown:
        show(f'<p class="quiet">{"没有欠报的单位。" if only else "左边筛选的单位都不在本任务中。"}</p>')
        return
    show(
        f'<div class="matrix expected"><table><thead><tr><th>单位</th>{heads}{sums}</tr></thead>'
        f"<tbody>{whole}{body}</tbody></table></div>"
        f'<p class="foot">{_legend()}。零报告、本期无变化计入已报；状态后的数字为逾期日数；点格看报送记录。</p>'
    )


def draw_cell(cell: Cell, params: dict[str, str]) -> str:
    """Shape and word of one table of one unit as a cell of the matrix, linked to the upload that decides."""
    background = {"overdue": ' class="bad"', "returned": ' class="near"'}.get(cell.standing, "")
    if cell.filing is None:
        return f'<td{background} title="{escape(cell_words(cell))}"><span>{draw_state(cell)}</span></td>'
    return f"<td{background}>{link_filing(cell, params)}</td>"


def draw_state(cell: Cell) -> str:
    """● 已报, ◐ 已报 逾期2日, ■ 逾期未报3日."""
    shape, css = SHAPES[cell.standing]
    days = f"{cell.late_days}日" if cell.standing == "overdue" else f" 逾期{cell.late_days}日" if cell.late_days else ""
    return f'<span class="light {css}">{shape} {cell.state}{days}</span>'


def link_filing(cell: Cell, params: dict[str, str]) -> str:
    """The state as a link to the upload that decides; the state alone without one."""
    if cell.filing is None:
        return draw_state(cell)
    filing = cell.filing
    record = str(filing.version) if filing.version is not None else f"-{filing.upload_id}"
    return link("uploads", {**params, "record": record}, draw_state(cell), title=cell_words(cell))


def cell_words(cell: Cell) -> str:
    """The whole of a cell in words: table, state, day, file."""
    parts = [load_contracts()[cell.dataset].title, cell.words]
    if cell.filed_on is not None:
        parts.append(f"{show_date(cell.filed_on)}报送")
    if cell.filing is not None:
        parts.append(cell.filing.file_name)
        if cell.standing == "returned" and cell.filing.reason:
            parts.append(f"退回原因：{cell.filing.reason}")
    if cell.is_followed:
        parts.append("另有一份更新的待审")
    return "，".join(parts)


def draw_sums(cells: Sequence[Cell]) -> str:
    """应报, 按期, 逾期报送, 待审, 退回, 未报 of some cells."""
    tally = count_cells(cells)
    unsent = tally.missing + tally.overdue
    counts = (tally.expected, tally.on_time, tally.late, tally.waiting, tally.returned, unsent)
    return "".join(f'<td class="sum">{count or "—"}</td>' for count in counts)


def show_unit_line(look: Look, expected: Expected, unit: str) -> None:
    """One unit's tables, one below the other; the unit itself goes on from there to what it owes."""
    may_send = look.actor.role == "单位" and expected.round.is_open
    send = link("upload", look.choices.params(), "到“数据报送”报送")
    body = "".join(
        f"<tr><td>{escape(load_contracts()[cell.dataset].title)}</td>{draw_cell(cell, look.choices.params())}"
        f'<td class="place">{show_date(cell.filed_on) if cell.filed_on else ""}</td>'
        f'<td class="place">{"　".join((*_file_words(cell), *([send] if may_send and cell.is_owed else [])))}</td></tr>'
        for cell in expected.of_unit(unit)
    )
    show(
        '<table class="rows record"><tr><th>表格</th><th>状态</th><th>报送日期</th><th>文件</th></tr>'
        + body
        + "</table>"
    )


def _file_words(cell: Cell) -> list[str]:
    """The file that decides, why it was returned, that a newer one waits; as HTML."""
    words = [escape(cell.filing.file_name)] if cell.filing else []
    if cell.filing and cell.standing == "returned":
        words.append(f"退回原因：{escape(cell.filing.reason)}")
    return [*words, "另有一份更新的待审"] if cell.is_followed else words


def pick_unit(look: Look, expected: Expected, label: str = "查看单位") -> str:
    """A unit of the round by the address; the first that owes something when none is named."""
    offered = [unit.code for unit in expected.units]
    first = (expected.owing or expected.units)[0].code
    named = st.query_params.get("unit", first)
    if named not in offered:
        st.query_params.pop("unit", None)
    return pick_from_address(
        label,
        offered,
        "unit",
        key=f"round_unit:{label}",
        default=first,
        format_func=lambda code: look.names.get(code, code),
    )


def _table_sum(cells: Sequence[Cell]) -> str:
    tally = count_cells(cells)
    return f'<td title="已报{tally.received}个，应报{tally.expected}个"><span>{tally.received}/{tally.expected}</span></td>'


def _legend() -> str:
    return "　".join(
        f'<span class="light {css}">{shape}</span> {escape(STANDING_NAMES[standing])}'
        for standing, (shape, css) in SHAPES.items()
    )
