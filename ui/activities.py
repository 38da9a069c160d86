"""An activity whose attendance is to be ticked: setting one up, and which units should come to it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

import streamlit as st

from services.activities import Activity, activity_kinds, change_units, default_units, plan_activity
from ui.acts import attempt
from ui.session import KEY_HELD, Look


def offer_new(look: Look) -> None:
    """A new activity; the units in scope on its day should come unless others are chosen."""
    with st.popover("新建活动", width="stretch"):
        held_on = st.date_input("活动日期", look.as_of, format="YYYY-MM-DD", key="new_held")
        kind = st.selectbox("活动类型", activity_kinds(), key="new_kind", index=1)
        name = st.text_input("活动名称", key="new_name")
        topic = st.text_input("主题", key="new_topic", placeholder="可不填")
        offered = default_units(look.store, held_on)
        units = st.multiselect(
            "应到单位（默认当日考核范围内全部单位）", offered, default=offered, format_func=lambda one: look.names[one],
            key=f"new_units:{held_on}",
        )  # fmt: skip
        if st.button("建立并开始登记", type="primary"):
            attempt(lambda: _plan(look, kind, name, held_on, topic, units))


def offer_units(look: Look, activity: Activity, ticked: Collection[str]) -> None:
    """Another list of units that should come. ticked: units with a saved tick, which stay."""
    known = [one.code for one in look.units if one.kind != "县本级"]
    with st.expander("调整应到单位"):
        chosen = st.multiselect(
            "应到单位", known, default=[one for one in activity.units if one in known],
            format_func=lambda one: look.names[one], key=f"units:{activity.id}:{len(activity.units)}",
        )  # fmt: skip
        st.caption("已登记考勤的单位不能在此移出；登记有误的，请在“登记台账”中撤回该行。尚未保存的勾选将清空。")
        if st.button("确认调整"):
            wanted = [one for one in known if one in chosen or one in ticked]
            attempt(lambda: _change(look, activity, wanted))


def _plan(look: Look, kind: str, name: str, held_on: date, topic: str, units: Sequence[str]) -> str:
    in_order = [one for one in default_units(look.store, held_on) if one in units]
    made = plan_activity(
        look.store, look.actor, kind=kind, activity_name=name, held_on=held_on, topic=topic, units=in_order
    )
    st.query_params[KEY_HELD] = made.id
    return f"已建立“{made.activity_name}”，应到{len(made.units)}个单位，请逐个登记。"


def _change(look: Look, activity: Activity, units: Sequence[str]) -> str:
    change_units(look.store, look.actor, activity, units)
    return f"“{activity.activity_name}”应到{len(units)}个单位。"
