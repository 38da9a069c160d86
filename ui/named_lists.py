"""Lists of names that stay readable at any length: the first ones at once, more behind a click, the rest as a number."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from html import escape

import streamlit as st

from metrics.sentences import show_date
from ui.markup import show, show_list
from ui.session import Look

SHOWN_AT_ONCE = 20
SHOWN_AT_MOST = 200


def show_named(heading: str, items: Sequence[tuple[str, str]], empty: str, *, count: int | None = None) -> None:
    """One list of (name, words at the line's end), both ready HTML.

    count: how many there are, when `items` holds only the first of them.
    """
    total = len(items) if count is None else count
    title = f"{heading}（{total}项）" if total else heading
    show_list(title, items[:SHOWN_AT_ONCE], empty, in_line=True)
    further = items[SHOWN_AT_ONCE:SHOWN_AT_MOST]
    if further:
        with st.expander(f"{heading}：其余{total - SHOWN_AT_ONCE}项"):
            show_rest(further, total - SHOWN_AT_ONCE)


def show_rest(items: Sequence[tuple[str, str]], count: int) -> None:
    """Lines without a heading, and how many more there are."""
    lines = "".join(f'<li class="line">{name}<span>{words}</span></li>' for name, words in items)
    more = f'<p class="foot">另有{count - len(items)}项未列，请选单位查看。</p>' if count > len(items) else ""
    show(f'<ul class="list">{lines}</ul>{more}')


def name_of(look: Look, unit: str, name: str) -> str:
    """县公安局“网格管理”, as HTML of one line."""
    return f"<div>{escape(look.names.get(unit, unit))}“{escape(name)}”</div>"


def moved_words(first: date | None, now: date | None) -> str:
    """The first promise and the present plan in words; either may be missing."""
    days = [show_date(day) if day else "未填报" for day in (first, now)]
    return f"{days[0]}调整为{days[1]}"
