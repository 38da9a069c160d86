"""From a figure to its cells: pick unit and outcome, see the rows, open one whole row, take the rows away as a workbook."""

from __future__ import annotations

from html import escape

import pandas as pd
import streamlit as st

from exports.rows import export_rows
from metrics.catalog import Metric
from metrics.figure import COUNTY, OUTCOME_NAMES, Figure, Outcome, SubjectRow
from metrics.sentences import show_date
from services.progress import Topic
from services.rows import explain, find_behind, read_whole_row, row_words
from ui import cache
from ui.markup import show
from ui.session import KEY_OUTCOMES, KEY_UNIT, Look

SHOWN_ROWS = 2_000
KEY_ROW = "whole_row"


def pick_unit(look: Look, topic: Topic) -> str:
    """The picker beside every click on a unit; returns the unit's code or "" for the county."""
    codes = ["", *(line.unit.code for line in topic.lines)]
    chosen = look.choices.unit if look.choices.unit in codes else ""
    st.session_state[KEY_UNIT] = chosen
    return st.selectbox(
        "单位（或点左表单位名称）",
        codes,
        format_func=lambda code: look.names[code] if code else COUNTY,
        key=KEY_UNIT,
        on_change=_write_unit,
    )


def show_rows(look: Look, topic: Topic, unit: str) -> None:
    """The rows behind the chosen unit's figure (or the county's), by outcome."""
    metric = topic.headline.metric
    figure = next((line.figure for line in topic.lines if line.unit.code == unit), topic.headline.county)
    counts = _counts(figure)
    outcomes = st.pills(
        "结果",
        [outcome for outcome in OUTCOME_NAMES if counts[outcome]],
        selection_mode="multi",
        format_func=lambda outcome: f"{OUTCOME_NAMES[outcome]}{counts[outcome]}",
        key=f"{KEY_OUTCOMES}:{metric.id}:{unit}",
    )
    chosen = tuple(outcome for outcome in OUTCOME_NAMES if outcome in outcomes)
    if not any(counts.values()):
        show(f'<p class="quiet">{_nothing_words(look, figure, unit)}</p>')
        return
    rows = cache.subject_rows(look, metric.id, unit, chosen)
    notes = explain(look.store, rows, look.as_of)
    _show_table(look, metric, rows, notes, unit, chosen)
    st.download_button(
        "下载这些明细",
        data=lambda: _workbook(look, topic, figure, unit, chosen),
        file_name=f"{metric.name.partition('（')[0]}明细-{look.names.get(unit, COUNTY)}-{look.as_of:%Y%m%d}.xlsx",
        key=f"download:{metric.id}",
        on_click="ignore",
    )
    _show_whole_row(look, rows, unit)


def _write_unit() -> None:
    if st.session_state[KEY_UNIT]:
        st.query_params["unit"] = st.session_state[KEY_UNIT]
    else:
        st.query_params.pop("unit", None)


def _counts(figure: Figure) -> dict[Outcome, int]:
    return {
        "achieved": figure.numerator,
        "missed": figure.denominator - figure.numerator - figure.unreported,
        "exempt": figure.exempt,
        "unreported": figure.unreported,
        "unknown": figure.unknown,
    }


def _nothing_words(look: Look, figure: Figure, unit: str) -> str:
    name = escape(look.names.get(unit, COUNTY))
    return f"{name}未报送，没有可列的明细。" if figure.silent_units else f"{name}没有应统计的对象。"


def _show_table(
    look: Look, metric: Metric, rows: list[SubjectRow], notes: list[str], unit: str, chosen: tuple[Outcome, ...]
) -> None:
    shown = rows[:SHOWN_ROWS]
    table = pd.DataFrame(
        {
            "对象": [row.label for row in shown],
            "结果": [OUTCOME_NAMES[row.outcome] for row in shown],
            "单位": [look.names.get(row.unit, row.unit) for row in shown],
            "情况说明": notes[:SHOWN_ROWS],
            "来源": [_place_words(row) for row in shown],
        }
    )
    hidden = {"单位"} if unit else set()
    hidden |= set() if any(notes) else {"情况说明"}
    key = f"rows:{metric.id}:{unit}:{'-'.join(chosen)}"
    st.dataframe(
        table.drop(columns=list(hidden)),
        hide_index=True,
        height=min(38 + 35 * len(shown), 388),
        selection_mode="single-row",
        on_select=lambda: _pick_clicked(key),
        key=key,
        alt=f"{metric.name}明细",
        column_config={"来源": st.column_config.TextColumn(width="medium")},
    )
    if len(rows) > SHOWN_ROWS:
        st.caption(f"共{len(rows)}行，只列前{SHOWN_ROWS}行；请先选单位或结果，或下载全部。")


def _pick_clicked(key: str) -> None:
    clicked = st.session_state[key].selection.rows
    st.session_state[KEY_ROW] = clicked[0] if clicked else None


def _show_whole_row(look: Look, rows: list[SubjectRow], unit: str) -> None:
    """The picker beside the click on a row, then the row as it was filed and where it stands."""
    if st.session_state.get(KEY_ROW) is not None and st.session_state[KEY_ROW] >= len(rows[:SHOWN_ROWS]):
        st.session_state[KEY_ROW] = None
    number = st.selectbox(
        "查看整行（或点上表的一行）",
        range(len(rows[:SHOWN_ROWS])),
        index=None,
        key=KEY_ROW,
        format_func=lambda index: f"{index + 1}　{rows[index].label}" + ("" if unit else f"（{look.names.get(rows[index].unit, '')}）"),
        placeholder="请选择",
    )
    if number is None:
        return
    row = rows[number]
    if row.row_id is None:
        where = f"依据文件“{escape(row.file)}”。" if row.file else "没有对应的填报行：该项尚未填报或岗位空缺。"
        show(f'<p class="quiet">{where}</p>')
        return
    stored = read_whole_row(look.store, row.dataset, row.row_id)
    cells = "".join(
        f"<dt>{escape(title)}</dt><dd>{escape(text)}</dd>" for title, text in row_words(stored, look.actor, look.names)
    )
    on_behalf = f"，代{look.names.get(stored.on_behalf_of, stored.on_behalf_of)}报送" if stored.on_behalf_of else ""
    kept = "原件已留存" if stored.has_original else "原件未留存"
    show(
        f'<h2>{escape(row.label)}</h2><dl>{cells}</dl><p class="foot">来源：{escape(stored.file_name)}，“{escape(stored.sheet)}”表'
        f"第{stored.source_row}行；{show_date(stored.accepted_at.date())}由{escape(stored.made_by)}入库{escape(on_behalf)}，"
        f"数据第{stored.version}版，{kept}。</p>"
    )


def _place_words(row: SubjectRow) -> str:
    if not row.file:
        return "无填报行"
    return f"{row.file}，{row.sheet}表第{row.row}行" if row.row else row.file


def _workbook(look: Look, topic: Topic, figure: Figure, unit: str, chosen: tuple[Outcome, ...]) -> bytes:
    metric = topic.headline.metric
    rows = find_behind(look.store, metric.id, look.as_of, unit, chosen, look.scope)
    notes = explain(look.store, rows, look.as_of)
    return export_rows(metric, figure, rows, notes, look.names, topic.looking_back)
