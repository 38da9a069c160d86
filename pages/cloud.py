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
    list_systems,
)
from metrics.listings.cloud_check import compare_systems
from services.progress import Topic
from ui import cache
from ui.markup import show, show_list
from ui.named_lists import SHOWN_AT_MOST, SHOWN_AT_ONCE, moved_words, name_of, show_named, show_rest
from ui.platform_check import VIEW, show_comparison
from ui.session import look
from ui.topic import show_topic

METRIC = "cloud_migrated"

here = look()
unit = here.choices.unit
whose = f"（{here.unit.short_name}）" if here.unit else ""


def show_hosting(topic: Topic) -> None:
    """Where all systems in use run; those approved to stay off, new ones off the cloud, plans moved, by name."""
    whole = next(one for one in cache.listing(here, count_hosting, METRIC, unit) if one.unit == COUNTY)
    if not whole.in_use:
        return
    cells = "".join(f'<td class="num">{getattr(whole, place)}</td>' for place in PLACE_NAMES)
    heads = "".join(f"<th>{name}</th>" for name in PLACE_NAMES.values())
    bare = whole.percent_without_exemption
    whole_rate = f"不作任何扣除的上云率为{bare}%（{whole.on_cloud}/{whole.in_use}）。" if bare is not None else ""
    show(
        f'<h2>在用系统{whole.in_use}个的去向{whose}</h2><div class="scroll"><table><tr>{heads}</tr><tr>{cells}</tr></table></div>'
        '<p class="foot">已上云和尚未上云的计入上云率；省统建、上级部署、经批准暂不上云和登记不纳入考核的不计入。'
        f"{whole_rate}</p>"
    )
    approved = [one for one in cache.listing(here, list_systems, METRIC, unit) if one.place == "approved"]
    show_list(
        f"经批准暂不上云{whose}" + (f"（{len(approved)}项）" if approved else ""),
        [(name_of(here, one.unit, one.system_name), escape(approval_words(one))) for one in approved],
        "没有经批准暂不上云的系统。",
        first=SHOWN_AT_ONCE,
    )
    show_named(
        "新建系统未上云" + whose,
        [
            (name_of(here, one.unit, one.system_name), escape(PLACE_NAMES[one.place]))
            for one in cache.listing(here, list_new_off_cloud, METRIC, unit)
        ],
        "没有应上云而未上云的新建系统。",
    )
    moved = cache.listing(here, list_moved_plans, METRIC, unit)
    if moved:
        with st.expander(f"调整过迁云计划的系统{whose}（{len(moved)}个）：首次承诺与现计划"):
            show_rest(
                [
                    (name_of(here, one.unit, one.system_name), moved_words(one.first_due_on, one.due_on))
                    for one in moved[:SHOWN_AT_MOST]
                ],
                len(moved),
            )
    else:
        show('<p class="quiet">没有调整过迁云计划的系统。</p>')


def approval_words(one: SystemPlace) -> str:
    """Why a system may stay where it is, and by which approval."""
    return "；".join(part for part in (one.reason, one.approval) if part)


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
