"""“粤系列”“善美系列”应用: scenarios online by application with users and cases, then one by one."""

from __future__ import annotations

from html import escape

import streamlit as st

from metrics.listings import AppUse, count_apps
from metrics.listings.scenarios import Scenario, list_scenarios
from metrics.sentences import show_date
from services.progress import Topic
from ui import cache
from ui.choose import pick_from_address
from ui.drill import pick_unit
from ui.markup import show, two_columns
from ui.session import look
from ui.topic import show_topic

METRIC = "scenario_live"
SHOWN_SCENARIOS = 40
STATE_MARKS = {"在线": ("good", "●"), "未上线": ("none", "○"), "已停用": ("none", "—")}

here = look()


def number(value: int | None) -> str:
    return f"{value:,}".replace(",", " ") if value is not None else '<span class="quiet">未填报</span>'


def draw_scenario(one: Scenario) -> str:
    css, shape = STATE_MARKS[one.state]
    day = one.stopped_on if one.state == "已停用" else one.launched_on
    spread = {True: "是", False: "否", None: "未填报"}[one.is_replicable]
    return (
        f'<tr><td><b>{escape(one.scenario_name)}</b><div class="quiet">{escape(one.effect)}</div></td>'
        f'<td class="keep">{escape(one.app)}</td><td class="keep">{escape(here.names.get(one.unit, one.unit))}</td>'
        f'<td class="out"><span class="light {css}">{shape} {one.state}</span>'
        f'<div class="quiet">{show_date(day) if day else ""}</div></td>'
        f'<td class="num">{number(one.user_count)}</td><td class="num">{number(one.case_count)}</td><td>{spread}</td></tr>'
    )


def show_scenarios(topic: Topic) -> None:
    """Applications with users and cases, and the scenarios one by one."""
    counts: list[AppUse] = cache.listing(here, count_apps, METRIC)
    scenarios: list[Scenario] = cache.listing(here, list_scenarios, METRIC)
    left, right = two_columns("apps", [0.36, 0.64])
    with left:
        rows = "".join(
            f'<tr><td><span>{escape(one.app)}</span></td><td class="num">{one.scenarios}</td><td class="num">{one.units}</td>'
            f'<td class="num">{number(one.user_count)}</td><td class="num">{number(one.case_count)}</td></tr>'
            for one in counts
        )
        show(
            "<h2>各应用在线场景</h2>"
            + (
                "<table><tr><th>应用</th><th>场景数</th><th>单位数</th><th>累计用户数</th><th>累计办件数</th></tr>"
                f'{rows}</table><p class="foot">用户数、办件数为各单位自报，未填报的不计入合计。</p>'
                if rows
                else '<p class="quiet">没有在线的应用场景。</p>'
            )
        )
    apps = list(dict.fromkeys(one.app for one in scenarios))
    with right:
        by_app, by_unit = st.columns(2)
        with by_app:
            app = pick_from_address("应用", ["", *apps], "app", format_func=lambda one: one or "全部应用")
        with by_unit:
            pick_unit(here, topic, "单位")
        chosen = [one for one in scenarios if app in ("", one.app) and here.choices.unit in ("", one.unit)]
        body = "".join(draw_scenario(one) for one in chosen[:SHOWN_SCENARIOS])
        more = (
            f"共{len(chosen)}个，只列前{SHOWN_SCENARIOS}个，请选应用或单位。" if len(chosen) > SHOWN_SCENARIOS else ""
        )
        scope = here.names.get(here.choices.unit, "")
        show(
            f"<h2>应用场景{f'（{escape(scope)}）' if scope else ''}</h2>"
            + (
                '<table class="rows cases broad"><tr><th>场景和成效</th><th>应用</th><th>单位</th><th>状态</th><th>用户数</th>'
                f'<th>办件数</th><th>易复制易推广</th></tr>{body}</table><p class="foot">{more}</p>'
                if body
                else '<p class="quiet">没有符合条件的场景。</p>'
            )
        )


show_topic(here, "apps", views={"应用和场景": show_scenarios})
