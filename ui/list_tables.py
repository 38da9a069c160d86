"""Two tables of lists: which unit filed which list when, and what one list names that another does not know."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import streamlit as st

from metrics.listings.filings import LIST_NAMES, Filing, count_filed, filed_by_unit
from metrics.listings.matching import Matching
from metrics.sentences import show_date
from ui.markup import link, show
from ui.named_lists import name_of, show_rest
from ui.session import Look


def show_filings(look: Look, filings: Sequence[Filing]) -> None:
    """Units × the four lists with the day each was filed."""
    body = "".join(
        f"<tr{_mark_of(look, code)}><td>{link('unit', look.choices.params(unit=code), escape(look.names[code]))}</td>"
        + "".join(_filing_cell(one) for one in row)
        + "</tr>"
        for code, row in filed_by_unit(filings)
    )
    heads = "".join(f"<th>{title}</th>" for title in LIST_NAMES)
    totals = "".join(f"<td><span>{_filed_words(filings, title)}</span></td>" for title in LIST_NAMES)
    show(
        f'<h2>四张清单报送情况</h2><div class="matrix filings"><table><thead><tr><th>单位</th>{heads}</tr></thead>'
        f'<tbody><tr class="whole"><td><span>已报／应报</span></td>{totals}</tr>{body}</tbody></table></div>'
    )


def _filed_words(filings: Sequence[Filing], title: str) -> str:
    filed, owed = count_filed(filings, title)
    return f"{filed}/{owed}"


def _mark_of(look: Look, code: str) -> str:
    return ' class="on"' if code == look.choices.unit else ""


def _filing_cell(one: Filing) -> str:
    """The first day the list was filed, or that it was not."""
    if one.filed_on:
        return f"<td><span>{show_date(one.filed_on)}{'（零报告）' if one.is_nil else ''}</span></td>"
    if one.is_relieved:
        return '<td><span class="light none">－ 不纳入</span></td>'
    return '<td class="bad"><span class="light bad">■ 未报</span></td>'


def show_matching(look: Look, found: Sequence[Matching]) -> None:
    """Each direction as a number with the names behind a click."""
    whose = f"（{look.unit.short_name}）" if look.unit else ""
    body = "".join(
        f'<tr><td>{one.direction.from_list}</td><td class="left">{one.direction.in_list}</td><td class="num">{one.compared}</td>'
        f'<td class="num">{one.unmatched}</td><td class="quiet left">{escape(_aside_words(one))}</td></tr>'
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
                    (name_of(look, gap.unit, gap.name), f"{gap.row_count}{one.direction.noun}") for gap in one.gaps
                ]
                show_rest(items, one.unmatched)


def _aside_words(one: Matching) -> str:
    """What was not compared: blank cells and units that never sent the other list."""
    parts = [f"未填名称{one.blank_rows}{one.direction.noun}"] if one.blank_rows else []
    if one.silent_units:
        parts.append(f"{one.silent_units}个单位未报对照清单")
    return "，".join(parts)
