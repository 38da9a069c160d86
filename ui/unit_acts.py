"""单位名录: the guided forms for rename, merge, join and leave, with their effect on the figures before they count."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from datetime import date, datetime
from html import escape

import streamlit as st

from config.contracts import load_contracts
from metrics.catalog import load_catalog
from metrics.sentences import show_date
from services.registers import NotAllowed, Refused, RowChanged
from services.unit_register import (
    Shift,
    UnitChange,
    commit_change,
    join_unit,
    leave_unit,
    merge_units,
    rename_unit,
)
from ui import cached_work
from ui.markup import show
from ui.register_confirm import commit_and_tell, round_no
from ui.session import Look

RENAME, MERGE, JOIN, LEAVE = "更名", "合并", "纳入", "退出"


def show_unit_acts(look: Look) -> None:
    """One act at a time: what it is, what it changes, its reason, its confirmation."""
    act = st.segmented_control("事项", [RENAME, MERGE, JOIN, LEAVE], default=RENAME, key="unit_act", required=True)
    forms: dict[str, Callable[[Look], UnitChange | None]] = {
        RENAME: _rename, MERGE: _merge, JOIN: _join, LEAVE: _leave
    }  # fmt: skip
    try:
        change = forms[str(act)](look)
        if change is None:
            return
        st.info(change.sentence)
        shifts = cached_work.unit_shifts(look, change)
    except NotAllowed as refusal:
        st.warning(str(refusal))
        return
    except Refused as refusal:
        st.warning("；".join(one.message for one in refusal.problems))
        return
    _show_shifts(shifts)
    _confirm(look, change)


def _rename(look: Look) -> UnitChange | None:
    unit = _pick(look, "更名的单位", "rename")
    left, middle, right = st.columns([0.4, 0.3, 0.3])
    name = left.text_input("新的单位全称", key=f"rename_name:{round_no()}")
    short = middle.text_input("新的简称", key=f"rename_short:{round_no()}")
    day = _day(right, look, "更名日期", "rename")
    return rename_unit(look.store, unit, name, short, day, look.today) if unit and name.strip() and day else None


def _merge(look: Look) -> UnitChange | None:
    left, middle, right = st.columns([0.35, 0.35, 0.3])
    with left:
        leaving = _pick(look, "并出的单位", "leaving")
    with middle:
        into = _pick(look, "并入的单位", "into")
    day = _day(right, look, "合并日期", "merge")
    return merge_units(look.store, leaving, into, day, look.today) if leaving and into and day else None


def _join(look: Look) -> UnitChange | None:
    fields = load_contracts()["unit"]
    first, second, third = st.columns(3)
    name = first.text_input("单位全称", key=f"join_name:{round_no()}")
    short = second.text_input("简称", key=f"join_short:{round_no()}")
    kind = third.selectbox("类别", [one.value for one in fields.field("kind").choices], key="join_kind")
    batch = first.selectbox("批次", [one.value for one in fields.field("batch").choices], index=1, key="join_batch")
    with second:
        after = _pick(look, "公文顺序排在哪个单位之后", "after", blank="最后")
    day = _day(third, look, "纳入日期", "join")
    if not name.strip() or day is None:
        return None
    return join_unit(look.store, name, short, kind, batch, day, after, look.today)


def _leave(look: Look) -> UnitChange | None:
    left, right = st.columns(2)
    with left:
        unit = _pick(look, "退出的单位", "leave")
    day = _day(right, look, "退出日期", "leave")
    return leave_unit(look.store, unit, day, look.today) if unit and day else None


def _pick(look: Look, label: str, key: str, blank: str = "请选择") -> str:
    names = {one.code: one.name for one in look.units if one.left_on is None and one.kind != "县本级"}
    codes = ["", *names]
    return st.selectbox(label, codes, format_func=lambda one: names.get(one, blank), key=f"unit_{key}:{round_no()}")


def _day(place: st.delta_generator.DeltaGenerator, look: Look, label: str, key: str) -> date | None:
    day = place.date_input(label, look.today, format="YYYY-MM-DD", key=f"{key}_day:{round_no()}")
    return day if isinstance(day, date) else None


def _show_shifts(shifts: list[Shift]) -> None:
    """Which county figures change, on the act's day and on the latest."""
    catalog = load_catalog()
    if not shifts:
        show('<h2>对指标分母的影响</h2><p class="quiet">各项指标的分子、分母都不变。</p>')
        return
    body = "".join(
        f"<tr><td>{escape(catalog[one.metric].name)}</td><td>{show_date(one.day)}</td>"
        f'<td class="num">{one.before.numerator}/{one.before.denominator}</td>'
        f'<td class="num">{one.after.numerator}/{one.after.denominator}</td>'
        f'<td class="num">{one.before.units_in_scope}→{one.after.units_in_scope}</td></tr>'
        for one in shifts
    )
    show(
        f"<h2>对指标分母的影响（全县，{len({one.metric for one in shifts})}项指标）</h2>"
        '<div class="moved"><table><thead><tr><th>指标</th><th>日期</th><th>现在：分子/分母</th><th>以后：分子/分母</th>'
        f"<th>单位数</th></tr></thead>{body}</table></div>"
    )


def _confirm(look: Look, change: UnitChange) -> None:
    # The words are bound to the act: another one must be confirmed by itself.
    key = f"{change.act}:{hash(repr(asdict(change)))}:{round_no()}"
    reason = st.text_input("依据（必填，如文件名称和文号，写入操作日志）", key=f"unit_reason:{key}")
    sure = st.checkbox("已核对以上影响，确认修改单位名录", key=f"unit_sure:{key}")
    if st.button(f"确认{change.act}", type="primary", disabled=not (sure and reason.strip()), key=f"unit_do:{key}"):
        try:
            commit_and_tell(
                load_contracts()["unit"],
                lambda: commit_change(look.store, change, look.actor, reason=reason, now=datetime.now()),
            )
        except RowChanged as changed:
            st.error(str(changed))
