"""情况说明 written where the miss is seen, and the promises that are over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

import streamlit as st

from metrics.catalog import load_catalog
from metrics.figure import SubjectRow
from metrics.sentences import short_name, show_date
from services.explaining import OverduePromise, explain_miss, explainable, find_said, subject_of
from services.rows import explanation_words
from ui.acts import attempt, is_present, receipt_words
from ui.markup import link, show_list
from ui.navigation import area_link
from ui.session import Look

SHOWN_PROMISES = 20
WHOLE = "整个指标"


@dataclass(frozen=True, slots=True)
class Target:
    """What may be explained. subject: "" for the unit's whole figure; label: as the picker shows it."""

    unit: str
    metric: str
    subject: str
    label: str


def targets_of(look: Look, rows: Sequence[SubjectRow], unit: str) -> list[Target]:
    """The misses among the rows of one figure or many, and each figure of the named unit as a whole."""
    catalog = load_catalog()
    metrics = dict.fromkeys(row.metric for row in rows)
    found: dict[Target, None] = {}
    for metric in metrics:
        name = short_name(catalog[metric]) if len(metrics) > 1 else ""
        open_rows = explainable([one for one in rows if one.metric == metric], look.actor)
        if unit and open_rows:
            found[Target(unit, metric, "", "　".join(part for part in (name, WHOLE) if part))] = None
        for row in open_rows:
            whose = "" if unit else look.names.get(row.unit, row.unit)
            label = "　".join(part for part in (name, whose, row.label) if part)
            found[Target(row.unit, metric, subject_of(row), label)] = None
    return list(found)


def offer_explaining(look: Look, rows: Sequence[SubjectRow], unit: str, chosen: SubjectRow | None = None) -> None:
    """A form for the misses shown; nothing for who may not explain them or while the past is looked at.

    chosen: the row opened on the page: it is what the form starts with.
    """
    targets = targets_of(look, rows, unit)
    if not targets or not is_present(look):
        return
    subject = subject_of(chosen) if chosen else None
    first = next((place for place, one in enumerate(targets) if chosen and one.subject == subject), 0)
    with st.expander("填写情况说明", expanded=False):
        target = st.selectbox(
            "说明哪一项", targets, index=first, format_func=lambda one: one.label,
            key=f"explain:{len(targets)}:{targets[first].unit}:{targets[first].metric}:{targets[first].subject}",
        )  # fmt: skip
        if target is not None:
            _show_form(look, target)


def _show_form(look: Look, target: Target) -> None:
    seen = find_said(look.store, target.unit, target.metric, target.subject)
    place = f"{target.unit}:{target.metric}:{target.subject}:{seen.opened_in if seen else 0}"
    reason = st.text_area("原因说明", seen.reason if seen else "", key=f"explain_reason:{place}", height=80)
    first, second = st.columns(2)
    promised_on = first.date_input(
        "承诺完成日期（可不填）", seen.promised_on if seen else None, format="YYYY-MM-DD", key=f"explain_day:{place}"
    )
    person = second.text_input(
        "责任人", seen.person if seen else "", key=f"explain_person:{place}", placeholder="姓名、职务"
    )
    st.caption("情况说明不改变指标数字，随该项缺口一并显示；需要协调解决的，请在原因中写明。")
    if st.button("修改情况说明" if seen else "确认填写", key=f"explain_now:{place}", type="primary"):

        def explain() -> str:
            made = explain_miss(
                look.store, look.actor, unit=target.unit, metric=target.metric, subject=target.subject, reason=reason,
                promised_on=promised_on, person=person, seen=seen, day=look.as_of,
            )  # fmt: skip
            return receipt_words(f"{look.names.get(target.unit, '')}“{target.label}”已作情况说明", made.number)

        attempt(explain)


def show_promises(look: Look, promises: Sequence[OverduePromise]) -> None:
    """Promises whose day is over while the miss stands; no list where there is none."""
    if promises:
        items = [_promise(look, one) for one in promises[:SHOWN_PROMISES]]
        show_list(f"承诺到期未完成（{len(promises)}项）", items, "")


def _promise(look: Look, one: OverduePromise) -> tuple[str, str]:
    metric = load_catalog()[one.said.metric]
    page, params = area_link(metric.area, look.choices, metric=metric.id, unit=one.said.unit)
    labels = "、".join(one.labels[:3]) + (f"等{len(one.labels)}项" if len(one.labels) > 3 else "")
    name = short_name(metric)
    promised = show_date(one.said.promised_on) if one.said.promised_on else ""
    return (
        link(page, params, f"<b>{escape(name)}</b>　{escape(labels)}"),
        f'<span class="light bad">■ 承诺{promised}，已过{one.days}天</span>　{escape(explanation_words(one.said))}',
    )
