"""The pattern of every topic page: finding, county figure with trend, unit table with bars, and the rows behind."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from html import escape

import streamlit as st

from config.reference import load_areas
from metrics.catalog import load_catalog
from metrics.figure import UNFILLED, Figure
from metrics.lights import describe_thresholds
from metrics.sentences import show_percent
from services.pack_words import MEETING_WORDS
from services.progress import Headline, Topic, UnitLine, may_see
from ui import cache, cached_work
from ui.attachments import belief_line
from ui.bridge import show_bridge
from ui.charts import TrendPoint, draw_bar, draw_trend
from ui.choose import switch_from_address, write_address
from ui.drill import pick_unit, show_rows
from ui.links import BY_PROTOCOL, BY_RANK
from ui.markup import change_words, counted_words, light_mark, link, reported_words, show, show_head, two_columns
from ui.navigation import TITLES
from ui.register_links import show_register_links
from ui.session import KEY_METRIC, KEY_ORDER, KEY_VIEW, Look

BY_FIGURES = "指标进展"
TREND_WIDTH, TREND_HEIGHT = 440, 180  # pixels at which its letters have the size of the page's small print


def show_topic(
    look: Look,
    area: str,
    below: Callable[[Topic], None] | None = None,
    views: Mapping[str, Callable[[Topic], None]] | None = None,
) -> Topic:
    """Draws the whole page of a task area, its lead figure first; returns what was shown.

    Args:
        below: draws what the area shows besides, under the unit table.
        views: name → draws a wide table in place of the figures, chosen beside 指标进展 at the top.
    """
    catalog = load_catalog()
    lead = next(one.lead for one in load_areas() if one.id == area)
    members = [one.id for one in catalog.values() if one.area == area]
    offered = [one for one in dict.fromkeys((lead, *members)) if may_see(catalog[one], look.actor)]
    asked = st.query_params.get("metric", "")
    if asked and asked not in offered:
        st.warning(f"链接中的指标“{asked}”在本页不存在，或当前身份不能查看。")
    chosen = asked if asked in offered else offered[0]
    topic = cache.topic(look, chosen)
    show_head(TITLES[area], (topic.denominator, topic.looking_back, topic.other_way), topic.finding)
    if views and (view := switch_from_address("查看", (BY_FIGURES, *views), KEY_VIEW, key=KEY_VIEW)) in views:
        with st.container(key="topic_wide"):
            views[view](topic)
        show_register_links(look, area)
        return topic
    st.session_state[KEY_METRIC] = chosen
    st.segmented_control(
        "指标",
        offered,
        format_func=lambda one: catalog[one].name,
        key=KEY_METRIC,
        on_change=_write_metric,
        label_visibility="collapsed",
        required=True,
    )
    left, right = two_columns("topic", [0.47, 0.53])
    with left:
        _show_units(look, topic, area)
        if below:
            below(topic)
    with right:
        _show_county(look, topic.headline)
        show_bridge(look, topic)
        unit = pick_unit(look, topic)
        show_rows(look, topic, unit, area)
    show_register_links(look, area)
    return topic


def _write_metric() -> None:
    write_address({"row": "", "outcome": "", "metric": st.session_state[KEY_METRIC]})


def _write_order() -> None:
    write_address({KEY_ORDER: BY_RANK if st.session_state[KEY_ORDER] == BY_RANK else ""})


def _show_county(look: Look, headline: Headline) -> None:
    """Big figure, what it is made of, target and light; the year's trend under it."""
    county, metric = headline.county, headline.metric
    counted = counted_words(metric, county) + (metric.subject_noun if county.denominator else "")
    facts = ["　".join(filter(None, (counted, reported_words(county))))]
    aside = (("不纳入", county.exempt), ("未填报", county.unreported), ("无法回溯", county.unknown))
    facts.append("　".join(f"{word}{count}{metric.subject_noun[0]}" for word, count in aside if count))
    change = change_words(headline.change)
    if change and headline.before:
        facts.append(f"比{look.compared.words}{change}" if change != "持平" else f"与{look.compared.words}持平")
        facts += [f"{MEETING_WORDS}{one.words}" for one in cached_work.restated(look, (headline,))]
    lamp = light_mark(headline.light) or '<span class="quiet">未定目标，不亮灯</span>'
    number = (
        f"{county.numerator}<small>{metric.subject_noun[0]}</small>"
        if metric.is_count
        else f"{county.percent}<small>%</small>"
    )
    value = number if county.denominator and not county.is_unfilled else show_percent(county)
    definition = link("definitions", look.choices.params(metric=metric.id), "本指标口径", css="defined")
    show(
        '<div class="standing"><div class="said">'
        f'<div class="county"><div><h2>{escape(look.scope_name)}　{lamp}</h2><div class="big">{value}</div></div><div class="facts">'
        + "".join(f"<p>{escape(fact)}</p>" for fact in facts if fact)
        + f'</div></div><p class="foot">{definition}　{escape(describe_thresholds(metric))}</p>'
        + belief_line(cache.belief(look, metric.id), look.bureau)
        + "</div>"
        + (
            ""
            if metric.is_count
            else f'<div class="year">{draw_trend(trend_points(headline), name=metric.name, width=TREND_WIDTH, height=TREND_HEIGHT)}</div>'
        )
        + "</div>"
    )


def trend_points(headline: Headline) -> list[TrendPoint]:
    """The county figures of a year as points of a chart."""
    return [
        TrendPoint(one.day, None, gap="当时无报送")
        if one.figure is None
        else TrendPoint(
            one.day,
            one.figure.percent,
            f"{one.figure.numerator}/{one.figure.denominator}",
            UNFILLED if one.figure.is_unfilled else "没有应统计的对象",
        )
        for one in headline.trend
    ]


def _show_units(look: Look, topic: Topic, path: str) -> None:
    order = look.choices.order or BY_PROTOCOL
    st.session_state[KEY_ORDER] = order
    st.segmented_control(
        "排列",
        (BY_PROTOCOL, BY_RANK),
        key=KEY_ORDER,
        on_change=_write_order,
        label_visibility="collapsed",
        required=True,
    )
    lines = list(topic.lines)
    if order == BY_RANK:
        lines.sort(key=lambda line: (line.figure.silent_units, line.rank is None, line.rank or 0))
    county = topic.headline.county
    params = look.choices.params(metric=topic.headline.metric.id)
    with_light = topic.headline.light is not None
    whole = (
        f'<tr class="whole{" on" if not look.choices.unit else ""}"><td>{link(path, params, escape(look.scope_name))}</td>'
        + _numbers(topic, county)
        + (f"<td><span>{light_mark(topic.headline.light)}</span></td>" if with_light else "")
        + "</tr>"
    )
    rows = "".join(_unit_row(look, line, path, params, topic, with_light, order == BY_RANK) for line in lines)
    heads = (
        f"<th>个数</th><th>{topic.headline.metric.outcome_name('achieved')}／应计</th>"
        if topic.headline.metric.is_count
        else f"<th>{_mark_words(look, county)}</th><th>比率</th><th>达成／应计</th>"
    )
    show(
        f"<table><tr><th>单位（{order}）</th>{heads}"
        + ("<th>状态</th>" if with_light else "")
        + f"</tr>{whole}{rows}</table>"
    )


def _mark_words(look: Look, county: Figure) -> str:
    """What the dashed line through the bars stands for; nothing without a rate."""
    return f"竖线为{escape(look.scope_name)}{county.percent}%" if county.percent is not None else ""


def _unit_row(
    look: Look, line: UnitLine, path: str, params: dict[str, str], topic: Topic, with_light: bool, with_rank: bool
) -> str:
    figure = line.figure
    name = escape(line.unit.short_name)
    label = f"{line.rank}　{name}" if with_rank and line.rank else name
    on = ' class="on"' if look.choices.unit == line.unit.code else ""
    return (
        f"<tr{on}><td>{link(path, {**params, 'unit': line.unit.code}, label, css='left')}</td>"
        + _numbers(topic, figure)
        + (f"<td><span>{light_mark(line.light)}</span></td>" if with_light else "")
        + "</tr>"
    )


def _numbers(topic: Topic, figure: Figure) -> str:
    """Bar, rate and counts of one line; the number alone where the metric is a count, or why there is none."""
    is_count = topic.headline.metric.is_count
    bar = f'<td class="wide">{draw_bar(figure.percent, topic.headline.county.percent)}</td>'
    if figure.silent_units and not figure.denominator:
        numbers = '<td class="num quiet" colspan="2">○ 未报</td>'
    elif not figure.denominator:
        numbers = f'<td class="num quiet" colspan="2">— {"不纳入" if figure.exempt else "无对象"}</td>'
    else:
        value = str(figure.numerator) if is_count else show_percent(figure)
        numbers = f'<td class="num">{value}</td><td class="num">{figure.numerator}/{figure.denominator}</td>'
    return numbers if is_count else bar + numbers
