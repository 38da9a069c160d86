"""安全管理: the four basics, and when 等保测评 and 密评 run out, with the drills beside."""

from __future__ import annotations

from collections import Counter, defaultdict
from html import escape

import streamlit as st

from metrics.listings.deadlines import DEADLINE_NAMES, WITHIN_DAYS
from metrics.listings.security import Drill, SecurityTest, list_drills, list_tests
from metrics.sentences import name_units, show_date
from services.progress import Topic
from ui import cache
from ui.choose import pick_from_address
from ui.markup import link, show, show_list
from ui.session import look
from ui.topic import show_topic

METRIC, DRILL_METRIC = "mlps_valid", "security_basics"
SHOWN_TESTS, SHOWN_MONTHS = 20, 12
METRIC_OF = {"mlps": "mlps_valid", "crypto": "crypto_valid"}
TEST_NAMES = {"mlps": DEADLINE_NAMES["mlps"], "crypto": DEADLINE_NAMES["crypto"]}
CALENDAR = "测评到期日历和应急演练"
MONTH, SOON = "month", ""

here = look()


def name_test(one: SecurityTest, *, with_unit: bool = True) -> str:
    """Unit, system, test and level, as a link to its row."""
    params = here.choices.params(metric=METRIC_OF[one.kind], unit=one.unit, row=f"{one.unit} / {one.system_name}")
    unit = escape(here.names.get(one.unit, one.unit)) if with_unit else ""
    name = f"{unit}“{escape(one.system_name)}”{TEST_NAMES[one.kind]}"
    return f"{link('security', params, name)}（等保{escape(one.level)}）"


def due_words(one: SecurityTest) -> str:
    """The day the test ran or runs out."""
    if one.due_on is None or one.days_left is None:
        return "没有测评日期"
    if one.days_left < 0:
        return f"{show_date(one.due_on)}到期，已过期{-one.days_left}天"
    return f"{show_date(one.due_on)}到期，还有{one.days_left}天"


def month_of(one: SecurityTest) -> str:
    """2025-08: the month in which the test runs out."""
    return f"{one.due_on:%Y-%m}" if one.due_on else ""


def month_words(month: str) -> str:
    return f"{month[:4]}年{int(month[5:])}月"


def coming_months() -> list[str]:
    """The month shown and the eleven after it."""
    first = here.as_of.year * 12 + here.as_of.month - 1
    return [f"{at // 12}-{at % 12 + 1:02d}" for at in range(first, first + SHOWN_MONTHS)]


def show_tests(heading: str, tests: list[SecurityTest], empty: str) -> None:
    """One part of the calendar, bounded."""
    shown = [(name_test(one), due_words(one)) for one in tests[:SHOWN_TESTS]]
    show_list(f"{heading}（{len(tests)}项）", shown, empty)
    if len(tests) > SHOWN_TESTS:
        st.caption(f"另有{len(tests) - SHOWN_TESTS}项，请到“指标进展”选指标和单位查看全部明细。")


def show_untested(tests: list[SecurityTest]) -> None:
    """What was never tested, a line for each unit."""
    by_unit: dict[str, list[str]] = defaultdict(list)
    for one in tests[: 2 * SHOWN_TESTS]:
        by_unit[one.unit].append(name_test(one, with_unit=False))
    lines = [
        (f"<b>{escape(here.names.get(unit, unit))}</b>　{'、'.join(names)}", "") for unit, names in by_unit.items()
    ]
    show_list(f"未测评（{len(tests)}项）", lines, "没有未测评的系统。")
    if len(tests) > 2 * SHOWN_TESTS:
        st.caption(f"另有{len(tests) - 2 * SHOWN_TESTS}项，请到“指标进展”选指标和单位查看全部明细。")


def show_months(valid: list[SecurityTest], months: list[str], chosen: str) -> None:
    """Tests in force by the month they run out, each month a link to its list."""
    counts: Counter[tuple[str, str]] = Counter((one.kind, month_of(one)) for one in valid)
    last = months[-1]

    def cell(kind: str, month: str) -> str:
        number = counts[kind, month]
        params = here.choices.params(view=CALENDAR, unit=here.choices.unit, **{MONTH: month})
        on = ' class="on"' if month == chosen else ""
        return f"<td{on}>{link('security', params, str(number)) if number else ''}</td>"

    heads = "".join(f"<th>{month[2:4]}年{int(month[5:])}月</th>" for month in months)
    rows = "".join(
        f"<tr><td><span>{name}</span></td>{''.join(cell(kind, month) for month in months)}"
        f"<td><span>{sum(number for (of, month), number in counts.items() if of == kind and month > last) or ''}</span></td></tr>"
        for kind, name in TEST_NAMES.items()
    )
    show(
        f'<div class="scroll"><table class="months"><tr><th>到期月份</th>{heads}<th>以后</th></tr>{rows}</table></div>'
    )


def drill_words(one: Drill) -> str:
    if one.is_silent:
        return "○ 未报台账"
    return f"上次演练{show_date(one.held_on)}" if one.held_on else "没有演练记录"


def show_drills(drills: list[Drill]) -> None:
    """Units without a drill within the twelve months before, and those with one."""
    late = [one for one in drills if not one.is_recent]
    show_list(
        f"应急演练：近12个月已演练{len(drills) - len(late)}/{len(drills)}个单位",
        [(f"<div>{escape(here.names.get(one.unit, one.unit))}</div>", drill_words(one)) for one in late],
        "各单位近12个月都有演练。" if drills else "没有应统计的单位。",
        in_line=True,
    )
    if recent := [one.unit for one in drills if one.is_recent]:
        show(f'<p class="foot">已演练：{escape(name_units(recent, here.names, SHOWN_TESTS))}。</p>')


def show_calendar(topic: Topic) -> None:
    """Tests by the day they run out, and the drills. Unit staff see the systems of their own unit."""
    own = here.actor.unit if here.actor.role == "单位" else ""
    tests: list[SecurityTest] = cache.listing(here, list_tests, METRIC, own or here.choices.unit)
    drills: list[Drill] = cache.listing(here, list_drills, DRILL_METRIC)
    by_state: dict[str, list[SecurityTest]] = defaultdict(list)
    for test in tests:
        by_state[test.state].append(test)
    valid = by_state["due_soon"] + by_state["valid"]
    whose = here.names.get(own or here.choices.unit, "")
    hidden = "其他单位的系统不列名称，全县数字见“指标进展”。" if own else ""
    show(
        f"<h2>测评到期日历{f'（{escape(whose)}）' if whose else ''}</h2>"
        f"<p>应做等保测评和密评共{len(tests)}项：有效{len(valid)}项（其中{WITHIN_DAYS}日内到期{len(by_state['due_soon'])}项），"
        f"已过期{len(by_state['expired'])}项，未测评{len(by_state['untested'])}项，无法回溯{len(by_state['after'])}项。</p>"
        f'<p class="foot">等保二级每24个月、三级每12个月、四级每6个月测评一次；三级、四级系统每12个月密评一次。{hidden}</p>'
    )
    months = coming_months()
    if valid:
        show_months(valid, months, st.query_params.get(MONTH, SOON))
    overdue, ahead, untested = st.columns(3, gap="large")
    with ahead:
        chosen = pick_from_address(
            "到期月份", [SOON, *months], MONTH,
            format_func=lambda one: month_words(one) if one else f"{WITHIN_DAYS}日内到期",
        )  # fmt: skip
        due = [one for one in valid if month_of(one) == chosen] if chosen else by_state["due_soon"]
        for month in dict.fromkeys(map(month_of, due)):
            show_tests(f"{month_words(month)}到期", [one for one in due if month_of(one) == month], "")
        if not due:
            show(f'<p class="quiet">{month_words(chosen) if chosen else f"{WITHIN_DAYS}日内"}没有到期的测评。</p>')
    with overdue:
        show_tests("已过期", by_state["expired"], "没有过期的测评。")
        show_drills(drills)
    with untested:
        show_untested(by_state["untested"])


show_topic(here, "security", views={CALENDAR: show_calendar})
