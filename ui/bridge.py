"""The bridge of a topic page: which subjects moved between the day compared with and the day shown, by name."""

from __future__ import annotations

from html import escape

import streamlit as st

from metrics.bridge import Moved
from metrics.catalog import Metric
from metrics.figure import OUTCOME_NAMES
from metrics.listings.moves import MOVE_NAMES, MoveGroup, MoveKind, Moves
from metrics.sentences import show_date
from services.progress import Topic, looking_back_words
from ui import cache
from ui.markup import show
from ui.named_lists import SHOWN_AT_ONCE
from ui.session import Look

OPEN_UP_TO = 6  # more names than this wait behind a click


def show_bridge(look: Look, topic: Topic) -> None:
    """Names grouped 新增达成, 不再达成, 新进入, 退出 between the two days, of the unit chosen or the county."""
    metric = topic.headline.metric
    since = look.compared.day
    unit = look.unit
    if since is None:
        show(f'<p class="quiet">{escape(look.compared.note)}。</p>')
        return
    moves = cache.moves(look, metric.id, since, unit.code if unit else "")
    who = unit.short_name if unit else look.scope_name
    title = f"{look.compared.title}以来的变动（{who}）"
    if not moves.is_known:
        show(f'<p class="quiet">{escape(title)}：{show_date(since)}当时无报送，不能比较。</p>')
        return
    if not moves.count:
        show(f'<p class="quiet">{escape(title)}：没有变动的{escape(metric.subject_noun[1:])}。</p>')
        return
    with st.expander(f"{title}：{count_words(metric, moves)}", expanded=moves.count <= OPEN_UP_TO):
        show("".join(_group_html(look, metric, group) for group in moves.groups) + _way_html(topic, moves))


def count_words(metric: Metric, moves: Moves) -> str:
    """新增达成3项，不再达成1项."""
    return "，".join(f"{_move_name(metric, group.kind)}{group.count}项" for group in moves.groups)


def _move_name(metric: Metric, kind: MoveKind) -> str:
    return MOVE_NAMES[kind].replace(OUTCOME_NAMES["achieved"], metric.outcome_name("achieved"))


def _group_html(look: Look, metric: Metric, group: MoveGroup) -> str:
    shown = group.first[:SHOWN_AT_ONCE]
    lines = "".join(
        f'<li class="line"><div>{_name_html(look, one)}</div><span>{_change_words(metric, one)}</span></li>'
        for one in shown
    )
    more = f'<p class="foot">另有{group.count - len(shown)}项，请选单位查看。</p>' if group.count > len(shown) else ""
    return f'<h3>{_move_name(metric, group.kind)}（{group.count}项）</h3><ul class="list">{lines}</ul>{more}'


def _name_html(look: Look, moved: Moved) -> str:
    unit = look.names.get(moved.unit, moved.unit)
    return escape(unit if unit == moved.label else f"{unit}　{moved.label}")


def _change_words(metric: Metric, moved: Moved) -> str:
    before, after = (metric.outcome_name(one) if one else "未计入" for one in (moved.before, moved.after))
    return f"{before}→{after}"


def _way_html(topic: Topic, moves: Moves) -> str:
    """The two dates and which way each looks back."""
    metric = topic.headline.metric
    if metric.basis == "dated":
        way = f"两个时点均{looking_back_words(metric, moves.after)}"
    else:
        way = f"前者用数据第{moves.before.version}版，后者用第{moves.after.version}版，均{metric.basis_words}"
    days = f"{show_date(moves.before.as_of)}与{show_date(moves.after.as_of)}比较"
    return f'<p class="foot">{days}；{way}。</p>'
