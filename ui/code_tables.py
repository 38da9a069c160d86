"""Choosing the code table that applies to a file: asked where a cell holds a bare number, never filled in beforehand."""

from __future__ import annotations

import streamlit as st

from config.code_tables import codes_of, load_code_tables
from config.contracts import Contract
from services.submit import Draft

ASKED_BY = ("bare_code", "code_not_in_table")
UNCHOSEN = ""


def asks_for_table(draft: Draft) -> bool:
    """True when a cell of the file holds a code that no table explains yet."""
    return any(problem.code in ASKED_BY for problem in draft.examined.problems)


def pick_code_tables(draft: Draft, contract: Contract) -> dict[str, dict[str, str]]:
    """One picker a coded column that needs it; returns field → code → value as chosen for this file."""
    asked = {problem.field for problem in draft.examined.problems if problem.code in ASKED_BY}
    fields = [one for one in contract.fields if one.is_coded and (one.name in asked or one.name in draft.options.codes)]
    if not fields:
        return {}
    st.caption("各地数字代码含义相反。请按这份文件的来源选定代码表；选定的代码表随本次报送留存。")
    chosen: dict[str, str] = {}
    for field in fields:
        tables = {one.id: one for one in load_code_tables().values() if one.field == field.name}
        given = next(
            (name for name, one in tables.items() if dict(one.codes) == draft.options.codes.get(field.name)), ""
        )
        offered = [UNCHOSEN, *tables]
        chosen[field.name] = st.selectbox(
            f"“{field.title}”用的代码表",
            offered,
            index=offered.index(given),
            format_func=_title,
            key=f"codes:{draft.token}:{field.name}",
        )
    return codes_of(chosen)


def _title(table: str) -> str:
    return load_code_tables()[table].title if table else "请选择"
