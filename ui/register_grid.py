"""Many rows of a register in one editable table, and the edits that lie in what was typed there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from config.contracts import Contract, Field
from metrics.catalog import load_catalog
from services.registers import Edit, RegisterRow
from services.rows import value_words
from ui.register_form import BY_ACT, FIRST_DAY, LAST_DAY, LONG_TEXTS
from ui.session import Look

WIDTHS = {"unit": 190, "metric": 260, "day": 112, "flag": 70, "choice": 130, "period": 110, "count": 70, "number": 70}
WIDE = 300


def show_grid(look: Look, contract: Contract, rows: Sequence[RegisterRow], key: str) -> list[Edit]:
    """The table; returns the edits that were made in it so far. The rows must not change while the key stays."""
    names = {one.code: one.name for one in look.units}
    frame = pd.DataFrame(
        [{field.title: _shown(field, row, names) for field in contract.fields} for row in rows],
        columns=[field.title for field in contract.fields],
        dtype=object,
    )
    for field in contract.fields:
        if field.type == "day":
            frame[field.title] = pd.to_datetime(frame[field.title])
    # static/style.css says how much of that the screen has room for.
    with st.container(key="register_grid", height=72 + 35 * (len(rows) + 1), border=False):
        st.data_editor(
            frame,
            hide_index=True,
            num_rows="dynamic",
            placeholder="",
            alt=contract.title,
            height="stretch",
            column_config={field.title: _column(field, names) for field in contract.fields},
            disabled=[contract.field(name).title for name in BY_ACT.get(contract.id, ())],
            key=key,
        )
    return edits_of(contract, rows, st.session_state[key])


def edits_of(contract: Contract, rows: Sequence[RegisterRow], state: Mapping[str, Any]) -> list[Edit]:
    """The edits in the state of the table: changed rows, added ones, and those taken out."""
    deleted = {int(number) for number in state["deleted_rows"]}
    edits = []
    for number, cells in sorted(state["edited_rows"].items(), key=lambda pair: int(pair[0])):
        if int(number) not in deleted and int(number) < len(rows):
            row = rows[int(number)]
            edits.append(Edit(_values(contract, cells), row.row_id, row.opened_in))
    for cells in state["added_rows"]:
        values = {name: value for name, value in _values(contract, cells).items() if value not in (None, "")}
        if values:
            edits.append(Edit(values))
    for number in sorted(deleted):
        if number < len(rows):
            edits.append(Edit({}, rows[number].row_id, rows[number].opened_in, withdraw=True))
    return edits


def _values(contract: Contract, cells: Mapping[str, object]) -> dict[str, object]:
    by_title = {field.title: field for field in contract.fields}
    values: dict[str, object] = {}
    for title, value in cells.items():
        field = by_title.get(title)
        if field is not None and field.name not in BY_ACT.get(contract.id, ()):
            values[field.name] = str(value)[:10] if field.type == "day" and value else value
    return values


def _shown(field: Field, row: RegisterRow, names: Mapping[str, str]) -> object:
    value = row.values[field.name]
    if field.type == "day":
        return value
    if field.name in row.pending and field.type not in ("unit", "metric", "choice", "flag"):
        return row.pending[field.name]
    return value_words(field, value, names, to_month=field.name in row.month_precise) or None


def _column(field: Field, names: Mapping[str, str]) -> Any:
    label = f"{field.title}*" if field.required else field.title
    width = max(WIDTHS.get(field.type, 150), 15 * len(label) + 52)
    if field.name in LONG_TEXTS:
        width = WIDE
    if field.type == "day":
        return st.column_config.DateColumn(
            label, format="YYYY-MM-DD", width=width, min_value=FIRST_DAY, max_value=LAST_DAY
        )
    offered = {
        "unit": list(names.values()),
        "metric": [one.name for one in load_catalog().values()],
        "flag": ["是", "否"],
        "choice": [one.value for one in field.choices],
    }.get(field.type)
    if offered is not None:
        return st.column_config.SelectboxColumn(label, options=offered, width=width)
    return st.column_config.TextColumn(label, width=width)
