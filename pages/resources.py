"""数据资源: lists filed, resources from 编目 to 汇聚, what is not catalogued, demands that wait, lists compared."""

from __future__ import annotations

from html import escape

import streamlit as st

from metrics.listings import (
    UNJUDGED_CYCLES,
    WaitingDemand,
    count_refusals,
    count_share_types,
    count_update_cycles,
    list_waiting_demands,
)
from metrics.listings.filings import (
    LIST_NAMES,
    STEP_NAMES,
    AgeBand,
    Filing,
    count_ages,
    count_funnel,
    filed_by_unit,
    list_filings,
)
from metrics.listings.matching import Matching, match_lists
from metrics.sentences import show_date, show_percent
from services.progress import Topic
from ui import cache
from ui.markup import link, show
from ui.named_lists import SHOWN_AT_ONCE, name_of, show_named
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


def show_filings(filings: list[Filing]) -> None:
    """Units × the four lists with the day each was filed."""
    body = "".join(
        f"<tr{mark_of(code)}><td>{link('unit', here.choices.params(unit=code), escape(here.names[code]))}</td>"
        + "".join(filing_cell(one) for one in row)
        + "</tr>"
        for code, row in filed_by_unit(filings)
    )
    heads = "".join(f"<th>{title}</th>" for title in LIST_NAMES)
    show(
        f'<h2>四张清单报送情况</h2><div class="matrix filings"><table><thead><tr><th>单位</th>{heads}</tr></thead>'
        f"<tbody>{body}</tbody></table></div>"
    )


def mark_of(code: str) -> str:
    return ' class="on"' if code == unit else ""


def filing_cell(one: Filing) -> str:
    """The first day the list was filed, or that it was not."""
    if one.filed_on:
        return f"<td><span>{show_date(one.filed_on)}{'（零报告）' if one.is_nil else ''}</span></td>"
    if one.is_relieved:
        return '<td><span class="light none">－ 不纳入</span></td>'
    return '<td class="bad"><span class="light bad">■ 未报</span></td>'


def show_missing() -> None:
    """Systems without a catalogued resource and functions not catalogued, by name."""
    for metric, heading, none in (
        ("systems_covered", "没有编目资源的在用系统", "在用系统都有编目资源，或尚无清单。"),
        ("functions_covered", "未编目的职能事项", "职能事项都已编目，或尚无清单。"),
    ):
        rows = cache.subject_rows(here, metric, unit, ("missed", "unreported"))
        items = [
            (name_of(here, one.unit, one.label), "未填报是否编目" if one.outcome == "unreported" else "")
            for one in rows
        ]
        show_named(heading + whose, items, none)


def show_demands() -> None:
    """Demands that wait, with their days, and who refused how often."""
    waiting = cache.listing(here, list_waiting_demands, "demand_answered", unit)
    if waiting:
        bands = [BarLine(band_words(one), one.count, len(waiting), late_words(one)) for one in count_ages(waiting)]
        show(f"<h2>等待中的数据需求{len(waiting)}项{whose}</h2>{draw_lines(bands, '项')}")
    items = [(f"<div>{demand_words(one)}</div>", escape(waiting_words(one))) for one in waiting]
    show_named("等待答复或提供" + whose, items, "没有等待中的数据需求。")
    refusals = cache.listing(here, count_refusals, "demand_satisfied", unit)
    items = [(f"<div>{escape(here.names[one.provider])}</div>", f"{one.count}项") for one in refusals]
    show_named("不同意提供的单位" + whose, items, "没有不同意提供的数据需求。")


def band_words(one: AgeBand) -> str:
    return f"{one.first_day}天以上" if one.last_day is None else f"{one.first_day}至{one.last_day}天"


def late_words(one: AgeBand) -> str:
    return f"其中{one.late}项超过期限" if one.late else ""


def demand_words(one: WaitingDemand) -> str:
    asked_by = here.names.get(one.asked_by, one.asked_by)
    return escape(f"{here.names[one.provider]}“{one.resource_name}”（{asked_by}提出）")


def waiting_words(one: WaitingDemand) -> str:
    """待答复，已等38天，超期1天."""
    words = f"{one.stage}，已等{one.days_waiting}天"
    if one.days_late:
        words += f"，超期{one.days_late}天"
    return words


def show_matching(found: list[Matching]) -> None:
    """Each direction as a number with the names behind a click."""
    body = "".join(
        f'<tr><td>{one.direction.from_list}</td><td class="left">{one.direction.in_list}</td><td class="num">{one.compared}</td>'
        f'<td class="num">{one.unmatched}</td><td class="quiet left">{escape(aside_words(one))}</td></tr>'
        for one in found
    )
    show(
        f"<h2>系统、项目、资源、职能互相对照{whose}</h2>"
        '<table class="sums wide"><thead><tr><th>名称取自</th><th class="left">对照</th><th>比对名称</th><th>对不上</th>'
        f'<th class="left">未比对</th></tr></thead><tbody>{body}</tbody></table>'
        '<p class="foot">同一单位内按名称逐字比对；对不上的可能是漏报，也可能是写法不同，请核对后更正。</p>'
    )
    for one in found:
        if one.unmatched:
            title = f"{one.direction.from_list}在{one.direction.in_list}中对不上的名称（{one.unmatched}个）"
            with st.expander(title):
                items = [
                    (name_of(here, gap.unit, gap.name), f"{gap.row_count}{one.direction.noun}") for gap in one.gaps
                ]
                show_named("名称", items[:SHOWN_AT_ONCE], "没有。", count=one.unmatched)


def aside_words(one: Matching) -> str:
    """What was not compared: blank cells and units that never sent the other list."""
    parts = [f"未填名称{one.blank_rows}{one.direction.noun}"] if one.blank_rows else []
    if one.silent_units:
        parts.append(f"{one.silent_units}个单位未报对照清单")
    return "，".join(parts)


show_topic(here, "data", show_resources)
filings = cache.listing(here, list_filings, "lists_filed")
if filings:
    show_filings(filings)
    left, right = st.columns(2, gap="large")
    with left:
        show_missing()
    with right:
        show_demands()
    show_matching(cache.listing(here, match_lists, "catalogued", unit))
