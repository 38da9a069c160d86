"""A unit's tables: to take away filled with its present rows, or 本期无变化 and 本期零报告 in one click as a draft like any file."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from functools import partial
from html import escape

import streamlit as st

from config.contracts import load_contracts
from metrics.sentences import show_date
from services.actor import NotAllowed
from services.expected import Cell, list_open
from services.receiving import lists_of
from services.store import StoreFailed
from services.submit import Draft
from services.templates import fill_template
from services.unchanged import UnitTable, draft_nil, draft_unchanged, list_unit_tables
from ui.markup import link, show
from ui.session import Look

SHOWN_NAMES = 12
CLICKED = ("本期无变化", "本期零报告")


def show_owed(look: Look) -> None:
    """What the unit still owes in the open rounds, one line a round."""
    lines = ""
    for expected in list_open(look.store, look.actor, look.today):
        owed = [cell for cell in expected.of_unit(look.actor.unit) if cell.is_owed] if expected.units else []
        titles = "、".join(load_contracts()[cell.dataset].title + _returned_words(cell) for cell in owed)
        words = f"本单位还有{len(owed)}张表未报：{titles}" if owed else "本单位的表格已报齐"
        name = link(
            "rounds", {**look.choices.params(), "round": str(expected.round.round_id)}, escape(expected.round.name)
        )
        lines += f"<div>“{name}”（{show_date(expected.round.deadline)}截止）：{escape(words)}。</div>"
    if lines:
        show(lines)


@st.dialog("填报表格、本期无变化、零报告", width="large")
def offer_unit_tables(look: Look, hold: Callable[[Draft], None]) -> None:
    """The unit's tables with what a click confirms; the draft that a click made is handed to `hold`."""
    codes = [unit.code for unit in look.units if unit.kind != "县本级" and unit.batch != "不纳入"]
    own = look.actor.unit if look.actor.role == "单位" else ""
    first, second = st.columns(2)
    if own:
        unit = own
        first.markdown(f"**{look.names.get(own, own)}**")
    else:
        unit = first.selectbox("单位", codes, format_func=lambda one: look.names.get(one, one), key="unit_tables_unit")
    if not unit:
        st.caption("单位名录中还没有单位。")
        return
    day = second.date_input(
        "填报日期", value=look.today, max_value=look.today, format="YYYY-MM-DD", key="unit_tables_day"
    )
    if not isinstance(day, date):
        return
    st.caption(
        "“填报表格”已填入现有内容，改好后上传。点“本期无变化”或“本期零报告”即生成一份待确认的报送，不需要上传文件。"
    )
    asked = {
        cell.dataset for expected in list_open(look.store, look.actor, look.today)
        for cell in expected.cells.values() if cell.is_owed and cell.unit == unit
    }  # fmt: skip
    made = None
    for table in list_unit_tables(look.store, look.actor, unit):
        name, take, same, nil = st.columns([0.4, 0.2, 0.2, 0.2], vertical_alignment="center")
        name.markdown(
            f"{table.title}　:gray[{_present_words(table)}]" + ("　**本期应报**" if table.dataset in asked else "")
        )
        take.download_button(
            "填报表格",
            data=partial(fill_template, look.store, table.dataset, unit),
            file_name=f"{table.title}-{look.names.get(unit, unit)}.xlsx",
            key=f"take:{unit}:{table.dataset}",
            on_click="ignore",
            width="stretch",
        )
        if same.button(
            "本期无变化", key=f"same:{unit}:{table.dataset}", disabled=not table.may_be_unchanged, width="stretch"
        ):
            made = _make(draft_unchanged, look, table, unit, day) or made
        if nil.button("本期零报告", key=f"nil:{unit}:{table.dataset}", width="stretch"):
            made = _make(draft_nil, look, table, unit, day) or made
    if made is not None:
        hold(made)
        st.rerun()


def clicked_before(drafts: Iterable[Draft], made: Draft) -> list[str]:
    """Tokens of the drafts that earlier clicks made of the same list: the latest click is meant."""
    return [one.token for one in drafts if one.file_name.startswith(CLICKED) and lists_of(one) == lists_of(made)]


def confirmed_words(draft: Draft) -> str:
    """Which rows a 本期无变化 or 零报告 confirms, and for which day; empty for other files."""
    table = draft.examined.tables[0] if draft.examined.tables else None
    if table is None or not draft.file_name.startswith(CLICKED):
        return ""
    day = show_date(table.reported_on)
    if table.nil_units:
        return f"确认截至{day}没有内容（零报告）；现有的行将撤下，不再计入。"
    contract = load_contracts()[table.dataset]
    names = next((name for name in contract.key if name != "unit" and contract.field(name).type == "text"), "")
    rows = len(table.source_rows)
    said = [str(one) for one in table.columns[names][:SHOWN_NAMES]] if names else []
    listed = f"：{'、'.join(said)}{'等' if rows > len(said) else ''}" if said else ""
    return f"确认现有的{rows}行截至{day}没有变化{listed}。"


def _make(act: Callable[..., Draft], look: Look, table: UnitTable, unit: str, day: date) -> Draft | None:
    try:
        return act(look.store, look.actor, table.dataset, unit, day)
    except NotAllowed as refusal:
        st.error(str(refusal))
    except StoreFailed:
        st.error("没有生成，请技术人员检查磁盘空间后再试。")
    return None


def _returned_words(cell: Cell) -> str:
    """（退回：缺少接处警系统）; empty for a table that was not returned."""
    if cell.standing != "returned":
        return ""
    return f"（退回：{cell.filing.reason}）" if cell.filing is not None and cell.filing.reason else "（退回）"


def _present_words(table: UnitTable) -> str:
    if table.is_nil:
        return f"上次为零报告，{show_date(table.reported_on)}" if table.reported_on else "上次为零报告"
    if table.reported_on is None:
        return f"现有{table.rows}行" if table.rows else "还没有报过"
    return f"现有{table.rows}行，截至{show_date(table.reported_on)}"
