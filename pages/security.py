"""安全管理: the four basics, and when 等保测评 and 密评 run out, with the drills beside."""

from __future__ import annotations

from collections import defaultdict
from html import escape

import streamlit as st

from metrics.listings.deadlines import DEADLINE_NAMES, WITHIN_DAYS
from metrics.listings.security import Drill, SecurityTest, list_drills, list_tests
from metrics.sentences import name_units, show_date
from services.progress import Topic
from ui import cache
from ui.markup import link, show, show_list
from ui.session import look
from ui.topic import show_topic

METRIC, DRILL_METRIC = "mlps_valid", "security_basics"
SHOWN_TESTS = 20

here = look()


def may_name(one: SecurityTest) -> bool:
    """Unit staff see the systems of their own unit by name, of the others the number only."""
    return here.actor.role != "单位" or one.unit == here.actor.unit


def describe(one: SecurityTest) -> tuple[str, str]:
    """Unit, system and test; the day it ran or runs out."""
    metric = {"mlps": "mlps_valid", "crypto": "crypto_valid"}[one.kind]
    params = here.choices.params(metric=metric, unit=one.unit, row=f"{one.unit} / {one.system_name}")
    name = f"{escape(here.names.get(one.unit, one.unit))}“{escape(one.system_name)}”{DEADLINE_NAMES[one.kind]}"
    level = f"（等保{escape(one.level)}）"
    if one.due_on is None or one.days_left is None:
        when = "没有测评日期"
    elif one.days_left < 0:
        when = f"{show_date(one.due_on)}到期，已过期{-one.days_left}天"
    else:
        when = f"{show_date(one.due_on)}到期，还有{one.days_left}天"
    return f"{link('security', params, name)}{level}", when


def show_tests(heading: str, tests: list[SecurityTest], empty: str) -> None:
    """One part of the calendar, bounded; what may not be named is counted."""
    named = [one for one in tests if may_name(one)]
    show_list(f"{heading}（{len(tests)}项）", [describe(one) for one in named[:SHOWN_TESTS]], empty)
    if rest := len(named) - SHOWN_TESTS if len(named) > SHOWN_TESTS else 0:
        st.caption(f"另有{rest}项，请到“指标进展”选指标和单位查看全部明细。")
    if hidden := len(tests) - len(named):
        st.caption(f"其中{hidden}项属其他单位，不列名称。")


def drill_words(one: Drill) -> str:
    if one.is_silent:
        return "○ 未报台账"
    return f"上次演练{show_date(one.held_on)}" if one.held_on else "没有演练记录"


def show_calendar(topic: Topic) -> None:
    """Tests by the day they run out, and the drills."""
    tests: list[SecurityTest] = cache.listing(here, list_tests, METRIC)
    by_state: dict[str, list[SecurityTest]] = defaultdict(list)
    for test in tests:
        by_state[test.state].append(test)
    months: dict[str, list[SecurityTest]] = defaultdict(list)
    for test in by_state["due_soon"]:
        if test.due_on:
            months[f"{test.due_on.year}年{test.due_on.month}月"].append(test)
    show(
        f"<h2>测评到期日历</h2><p>应做等保测评和密评共{len(tests)}项：有效{len(by_state['valid']) + len(by_state['due_soon'])}项"
        f"（其中{WITHIN_DAYS}日内到期{len(by_state['due_soon'])}项），已过期{len(by_state['expired'])}项，"
        f"未测评{len(by_state['untested'])}项，无法回溯{len(by_state['after'])}项。</p>"
        '<p class="foot">等保二级每24个月、三级每12个月、四级每6个月测评一次；三级、四级系统每12个月密评一次。</p>'
    )
    overdue, ahead, drills = st.columns(3, gap="large")
    with overdue:
        show_tests("已过期", by_state["expired"], "没有过期的测评。")
        show_tests("未测评", by_state["untested"], "没有未测评的系统。")
    with ahead:
        for month, due in months.items():
            show_tests(f"{month}到期", due, "")
        if not months:
            show_list(f"{WITHIN_DAYS}日内到期", [], f"{WITHIN_DAYS}日内没有到期的测评。")
    with drills:
        held: list[Drill] = cache.listing(here, list_drills, DRILL_METRIC)
        late = [one for one in held if not one.is_recent]
        show_list(
            f"应急演练：近12个月已演练{len(held) - len(late)}/{len(held)}个单位",
            [(f"<div>{escape(here.names.get(one.unit, one.unit))}</div>", drill_words(one)) for one in late],
            "各单位近12个月都有演练。" if held else "没有应统计的单位。",
            in_line=True,
        )
        recent = [one.unit for one in held if one.is_recent]
        if recent:
            show(f'<p class="foot">已演练：{escape(name_units(recent, here.names, len(recent)))}。</p>')


show_topic(here, "security", views={"测评到期日历和应急演练": show_calendar})
