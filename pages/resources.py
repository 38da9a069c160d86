"""数据资源: lists filed, resources from 编目 to 汇聚, what is not catalogued, demands that wait, lists compared."""

from __future__ import annotations

from html import escape

from metrics.figure import OPEN_OUTCOMES
from metrics.listings import (
    UNJUDGED_CYCLES,
    WaitingDemand,
    count_refusals,
    count_share_types,
    count_update_cycles,
    list_waiting_demands,
    platform,
)
from metrics.listings.filings import (
    STEP_NAMES,
    AgeBand,
    count_ages,
    count_funnel,
    list_filings,
)
from metrics.listings.matching import match_lists
from metrics.listings.platform import compare_resources
from metrics.sentences import show_percent
from services.progress import Topic
from ui import cache
from ui.drill import pick_unit
from ui.list_tables import show_filings, show_matching
from ui.markup import show, show_list, two_columns
from ui.named_lists import SHOWN_AT_ONCE, name_of, show_named
from ui.platform_check import VIEW, show_comparison
from ui.rows_of_bars import BarLine, draw_lines
from ui.session import look
from ui.topic import show_topic

here = look()
unit = here.choices.unit
whose = f"（{here.unit.short_name}）" if here.unit else ""


def show_resources(topic: Topic) -> None:
    """The way of the resources and their kinds, under the unit table."""
    funnel = cache.listing(here, count_funnel, "catalogued", unit)
    if not funnel.live:
        return
    steps = [
        BarLine(
            STEP_NAMES[one.metric],
            one.numerator,
            funnel.live,
            f"应计{one.denominator}项，{show_percent(one)}"
            + (f"，不计{rest}项" if (rest := funnel.left_out(one)) else ""),
        )
        for one in funnel.steps
    ]
    show(f"<h2>在册资源{funnel.live}项的进度{whose}</h2>{draw_lines(steps, '项')}")
    show('<p class="foot">条长为占在册资源的比例；比率按各指标口径，不予共享的不计挂接，不应汇聚的不计汇聚。</p>')
    shares = cache.listing(here, count_share_types, "catalogued", unit)
    cycles = cache.listing(here, count_update_cycles, "catalogued", unit)
    show(
        f"<h2>共享类型{whose}</h2>{draw_lines([BarLine(one.value or '未填报', one.count, funnel.live) for one in shares], '项')}"
    )
    lines = [
        BarLine(
            one.value or "未填报", one.count, funnel.live, "不判断更新是否及时" if one.value in UNJUDGED_CYCLES else ""
        )
        for one in cycles
    ]
    show(f"<h2>更新周期{whose}</h2>{draw_lines(lines, '项')}")


def show_missing(metric: str, heading: str, none: str) -> None:
    """Systems without a catalogued resource, or functions not catalogued, by name."""
    rows = cache.subject_rows(here, metric, unit, OPEN_OUTCOMES)
    items = [
        (name_of(here, one.unit, one.label), "未填报是否编目" if one.outcome == "unreported" else "") for one in rows
    ]
    show_named(heading + whose, items, none)


def show_demands(topic: Topic) -> None:
    """Demands that wait, with their days, and who refused how often."""
    pick_unit(here, topic, "单位")
    waiting = cache.listing(here, list_waiting_demands, "demand_answered", unit)
    left, right = two_columns("demands", [0.6, 0.4])
    with left:
        items = [(f"<div>{demand_words(one)}</div>", escape(waiting_words(one))) for one in waiting]
        show_named("等待答复或提供" + whose, items, "没有等待中的数据需求。")
    with right:
        if waiting:
            bands = [BarLine(band_words(one), one.count, len(waiting), late_words(one)) for one in count_ages(waiting)]
            show(f"<h2>等待天数{whose}</h2>{draw_lines(bands, '项')}")
        refusals = cache.listing(here, count_refusals, "demand_satisfied", unit)
        total = sum(one.count for one in refusals)
        items = [(f"<div>{escape(here.names[one.provider])}</div>", f"{one.count}项") for one in refusals]
        heading = f"不同意提供{whose}" + (f"（{total}项）" if total else "")
        show_list(heading, items, "没有不同意提供的数据需求。", in_line=True, first=SHOWN_AT_ONCE)


def band_words(one: AgeBand) -> str:
    return f"{one.first_day}天以上" if one.last_day is None else f"{one.first_day}至{one.last_day}天"


def late_words(one: AgeBand) -> str:
    if not one.late:
        return ""
    return "均超过期限" if one.late == one.count else f"其中{one.late}项超过期限"


def demand_words(one: WaitingDemand) -> str:
    asked_by = here.names.get(one.asked_by, one.asked_by)
    return escape(f"{here.names[one.provider]}“{one.resource_name}”（{asked_by}提出）")


def waiting_words(one: WaitingDemand) -> str:
    """待答复，已等38天，超期1天."""
    words = f"{one.stage}，已等{one.days_waiting}天"
    if one.days_late:
        words += f"，超期{one.days_late}天"
    return words


def show_check(topic: Topic) -> None:
    """The units' lists beside the catalogue platform's export."""
    show_comparison(
        here,
        "data",
        cache.listing(here, compare_resources, "catalogued"),
        platform.DATASET,
        "资源",
        platform.STEP_WORDS,
    )


def show_lists(topic: Topic) -> None:
    """The four lists by unit, what they leave uncatalogued, and names in one that another does not have."""
    pick_unit(here, topic, "单位")
    filings = cache.listing(here, list_filings, "lists_filed")
    if not filings:
        show('<p class="quiet">当前筛选范围内没有应报清单的单位。</p>')
        return
    show_filings(here, filings)
    left, right = two_columns("missing", [0.5, 0.5])
    with left:
        show_missing("systems_covered", "没有编目资源的在用系统", "在用系统都有编目资源，或尚无清单。")
    with right:
        show_missing("functions_covered", "未编目的职能事项", "职能事项都已编目，或尚无清单。")
    show_matching(here, cache.listing(here, match_lists, "catalogued", unit))


show_topic(here, "data", show_resources, views={"清单和对照": show_lists, "数据需求": show_demands, VIEW: show_check})
