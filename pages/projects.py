"""信息化项目: the chain of stages, what stands still, money, plans moved, and the three lists of the plan by name."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from html import escape

import streamlit as st

from metrics.listings import ProjectState
from metrics.listings.portfolio import STUCK_DAYS, Money, Portfolio, StageSpan, read_portfolio, read_use_lists
from metrics.listings.projects import STAGES
from metrics.sentences import show_date
from services.progress import Topic
from ui import cache
from ui.markup import show, two_columns
from ui.named_lists import moved_words, name_of, show_named
from ui.rows_of_bars import BarLine, draw_lines
from ui.session import look
from ui.topic import show_topic

here = look()


def show_chain(topic: Topic) -> None:
    """The seven stages in order, under the unit table."""
    if not portfolio.projects:
        return
    most = max(one.count for one in portfolio.spans)
    lines = [BarLine(one.stage, one.count, most, _stage_words(one)) for one in portfolio.spans]
    aside = [
        f"{count}个{words}"
        for count, words in ((portfolio.stageless, "未填任何阶段日期"), (portfolio.on_hold, "暂停"))
        if count
    ]
    note = f"，其中{'、'.join(aside)}" if aside else ""
    show(
        f"<h2>在册项目{portfolio.projects}个所处阶段{whose}</h2>{draw_lines(lines, '个')}"
        f'<p class="foot">不含已终止项目{note}。按最近到达的阶段日期归入，停留天数自该日起算。</p>'
    )


def _stage_words(one: StageSpan) -> str:
    if one.median_days is None:
        return ""
    budget = f"预算{wan(one.budget_wan)}万元"
    if one.stage == STAGES[-1]:  # the end of the way: nobody waits there
        return budget
    days = (
        f"停留{one.longest_days}天" if one.count == 1 else f"停留中位数{one.median_days:f}天，最长{one.longest_days}天"
    )
    return f"{days}；{budget}"


def wan(amount: Decimal) -> str:
    """万元 with two decimals and thousands apart."""
    return f"{amount:,.2f}"


def show_money(portfolio: Portfolio) -> None:
    """预算, 合同, 已支付 of the county; the units behind a click."""
    *units, total = portfolio.money
    show(f"<h2>项目资金（万元）{whose}</h2>{_money_table([total])}")
    if len(units) > 1:
        with st.expander(f"各单位项目资金（{len(units)}个单位）"):
            show(f'<div class="matrix">{_money_table(units)}</div>')


def _money_table(lines: Iterable[Money]) -> str:
    body = "".join(
        f"<tr><td>{escape(here.names.get(one.unit, whole))}</td><td class='num'>{one.projects}</td>"
        + "".join(
            f"<td class='num'>{wan(amount) if filled else '—'}</td><td class='num quiet'>{filled}/{one.projects}</td>"
            for amount, filled in (
                (one.budget_wan, one.budget_filled),
                (one.contract_wan, one.contract_filled),
                (one.paid_wan, one.paid_filled),
            )
        )
        + "</tr>"
        for one in lines
    )
    heads = "".join(f"<th>{name}</th><th>已填</th>" for name in ("预算", "合同", "已支付"))
    return (
        f"<table class='sums'><thead><tr><th>单位</th><th>项目数</th>{heads}</tr></thead><tbody>{body}</tbody></table>"
    )


def named(projects: Iterable[ProjectState], words: str) -> list[tuple[str, str]]:
    """Lines of a list; `words` may use the project's own days and cells."""
    return [
        (
            name_of(here, one.unit, one.project_name),
            escape(
                words.format(
                    stage=one.stage or "未填阶段",
                    days=one.days_in_stage,
                    since=show_date(one.stage_on) if one.stage_on else "",
                    due=show_date(one.first_due_on) if one.first_due_on else "未填报",
                    usage=one.usage or "未填报",
                    moved=moved_words(one.first_due_on, one.due_on),
                    hold="，暂停" if one.is_on_hold else "",
                )
            ),
        )
        for one in projects
    ]


whose = f"（{here.unit.short_name}）" if here.unit else ""
whole = here.unit.short_name if here.unit else here.scope_name
portfolio = cache.listing(here, read_portfolio, "approval_opinion", here.choices.unit)
uses = cache.listing(here, read_use_lists, "project_in_use", here.choices.unit)
show_topic(here, "projects", show_chain)
if portfolio.projects:
    left, right = two_columns("lists", [0.5, 0.5])
    with left:
        show_named(
            f"同一阶段停留超过{STUCK_DAYS}天",
            named(portfolio.stuck, "{stage}{days}天，自{since}{hold}"),
            "没有长期停留的项目。",
        )
        show_named(
            "该建不建：计划完成日期已过而未实施", named(portfolio.never_started, "应于{due}完成，现{stage}"), "没有。"
        )
        show_named("调整过完成计划", named(portfolio.moved, "{moved}"), "没有调整计划的项目。")
    with right:
        show_money(portfolio)
        show_named("为建而建：已验收，无编目资源且无使用", named(uses.built_for_nothing, "使用情况：{usage}"), "没有。")
        show_named("建而不用：已验收，使用情况不是“在用”", named(uses.out_of_use, "{usage}"), "没有。")
    show(
        f'<p class="foot">停留{STUCK_DAYS}天为本看板提示线，不是考核标准；只列尚未验收的项目。计划完成日期按首次承诺计。'
        "“为建而建”“建而不用”按当时资料，阶段和资金按现有资料回算。</p>"
    )
