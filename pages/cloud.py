"""迁云上云: systems on the city cloud, with every reason not to count apart, new systems and moved plans by name."""

from __future__ import annotations

from html import escape

import streamlit as st

from metrics.figure import COUNTY
from metrics.listings import (
    PLACE_NAMES,
    SystemPlace,
    cloud_check,
    count_hosting,
    list_moved_plans,
    list_new_off_cloud,
)
from metrics.listings.cloud_check import compare_systems
from metrics.sentences import show_date
from services.progress import Topic
from ui import cache
from ui.markup import show, show_list
from ui.platform_check import VIEW, show_comparison
from ui.session import look
from ui.topic import show_topic

METRIC = "cloud_migrated"

here = look()


def name_system(one: SystemPlace) -> str:
    return f"<div>{escape(here.names[one.unit])}“{escape(one.system_name)}”</div>"


def plan_words(one: SystemPlace) -> str:
    """The first promise and the present plan."""
    days = [show_date(day) if day else "未填报" for day in (one.first_due_on, one.due_on)]
    return f"{days[0]}调整为{days[1]}"


def show_hosting(topic: Topic) -> None:
    """Where all systems in use run; new systems off the cloud; plans moved."""
    whole = next(one for one in cache.listing(here, count_hosting, METRIC) if one.unit == COUNTY)
    cells = "".join(f'<td class="num">{getattr(whole, place)}</td>' for place in PLACE_NAMES)
    heads = "".join(f"<th>{name}</th>" for name in PLACE_NAMES.values())
    bare = whole.percent_without_exemption
    whole_rate = f"不作任何扣除的上云率为{bare}%（{whole.on_cloud}/{whole.in_use}）。" if bare is not None else ""
    show(
        f'<h2>在用系统{whole.in_use}个的去向</h2><div class="scroll"><table><tr>{heads}</tr><tr>{cells}</tr></table></div>'
        '<p class="foot">已上云和尚未上云的计入上云率；省统建、上级部署、经批准暂不上云和登记不纳入考核的不计入。'
        f"{whole_rate}</p>"
    )
    show_list(
        "新建系统未上云",
        [(name_system(one), escape(PLACE_NAMES[one.place])) for one in cache.listing(here, list_new_off_cloud, METRIC)],
        "没有应上云而未上云的新建系统。",
        in_line=True,
    )
    moved = cache.listing(here, list_moved_plans, METRIC)
    with st.expander(f"调整过迁云计划的系统（{len(moved)}个）"):
        show_list(
            "首次承诺与现计划",
            [(name_system(one), plan_words(one)) for one in moved],
            "没有调整计划的系统。",
            in_line=True,
        )


def show_check(topic: Topic) -> None:
    """The units' systems beside the city cloud's list."""
    show_comparison(
        here,
        "cloud",
        cache.listing(here, compare_systems, METRIC),
        cloud_check.DATASET,
        "系统",
        cloud_check.STEP_WORDS,
    )


show_topic(here, "cloud", show_hosting, views={VIEW: show_check})
