"""One row of a register as a form: a fitting widget for each column; what is typed is read by the service."""

from __future__ import annotations

from datetime import date

import streamlit as st

from config.contracts import Contract, Field
from metrics.catalog import load_catalog
from metrics.sentences import show_date
from services.registers import Edit, RegisterRow
from services.rows import value_words
from services.task_numbers import next_task_numbers
from ui.session import Look

LONG_TEXTS = frozenset({"content", "progress", "reason", "note", "adopted_by"})
# Changed by an act of their own, not by hand.
BY_ACT = {"evaluation": ("is_confirmed",)}
PLACEHOLDERS = {
    "date": "如2023年6月28日；只知月份的，填2023年6月",
    "period": "如2023年上半年、2023年度",
    "list": "多项用顿号分隔",
    "count": "只填整数",
    "number": "只填数字",
}
FLAGS = {"": "未填报", "是": "是", "否": "否"}
FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2099, 12, 31)


def show_form(look: Look, contract: Contract, row: RegisterRow | None, key: str) -> Edit | None:
    """The form of one row (None: a new one); returns what was changed once it is submitted.

    key: changes when the form is to begin anew.
    """
    fields = [one for one in contract.fields if one.name not in BY_ACT.get(contract.id, ())]
    short = [one for one in fields if one.name not in LONG_TEXTS]
    typed: dict[str, object] = {}
    with st.form(key, border=True):
        columns = st.columns(3)
        for number, field in enumerate(short):
            with columns[number % 3]:
                typed[field.name] = _widget(look, contract, field, row, key)
        wide = st.columns(2)
        for number, field in enumerate(one for one in fields if one.name in LONG_TEXTS):
            with wide[number % 2]:
                typed[field.name] = _widget(look, contract, field, row, key)
        submitted = st.form_submit_button("核对", type="primary")
    if not submitted:
        return None
    if row is None:
        values = {name: value for name, value in typed.items() if value not in ("", None)}
        return Edit(values)
    changed = {name: value for name, value in typed.items() if value != initial(look, contract.field(name), row)}
    return Edit(changed, row.row_id, row.opened_in)


def initial(look: Look, field: Field, row: RegisterRow | None) -> object:
    """What the widget of a field begins with."""
    if row is None and field.name == "task_no":
        return next_task_numbers(look.store.warehouse, look.today)[0]
    if row is None:
        return None if field.type == "day" else ""
    value = row.values[field.name]
    if field.type == "day":
        return value
    if field.type in ("unit", "metric", "choice"):
        return str(value or "")
    if field.name in row.pending and field.type != "flag":
        return row.pending[field.name]
    return value_words(field, value, look.names, to_month=field.name in row.month_precise)


def _widget(look: Look, contract: Contract, field: Field, row: RegisterRow | None, key: str) -> object:
    label = f"{field.title}（必填）" if field.required else field.title
    start = initial(look, field, row)
    key = f"{key}:{field.name}"
    hint = f"原填“{row.pending[field.name]}”，待补正" if row is not None and field.name in row.pending else field.note
    if field.type == "day":
        assert start is None or isinstance(start, date)
        return st.date_input(
            label, start, min_value=FIRST_DAY, max_value=LAST_DAY, format="YYYY-MM-DD", key=key, help=hint or None
        )
    text = str(start)
    if field.type in ("unit", "metric", "choice", "flag"):
        offered = offered_values(look, field)
        values = list(offered) if text in offered else [text, *offered]
        return st.selectbox(
            label, values, values.index(text), format_func=lambda one: offered.get(one, one), key=key, help=hint or None
        )
    if field.name in LONG_TEXTS:
        return st.text_area(label, text, key=key, height=96, help=hint or None)
    is_fixed = contract.id == "unit" and field.name == "code" and row is not None
    placeholder = PLACEHOLDERS.get(field.type, "")
    return st.text_input(label, text, key=key, placeholder=placeholder, disabled=is_fixed, help=hint or None)


def offered_values(look: Look, field: Field) -> dict[str, str]:
    """What a select box of a field offers: value → words; the blank first."""
    if field.type == "unit":
        left = {one.code: f"（{show_date(one.left_on)}退出）" for one in look.units if one.left_on}
        return {"": "请选择"} | {one.code: f"{one.short_name}{left.get(one.code, '')}" for one in look.units}
    if field.type == "metric":
        return {"": "请选择"} | {one.id: one.name for one in load_catalog().values()}
    if field.type == "flag":
        return FLAGS
    return {"": "请选择" if field.required else "未填报"} | {one.value: one.value for one in field.choices}
