"""Pickers whose choice lives in the address: set from it before they are drawn, written to it when changed."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence

import streamlit as st

from metrics.figure import OUTCOME_NAMES, Outcome

OUTCOME, EVERY_OUTCOME = "outcome", "all"


def pick_from_address(
    label: str,
    offered: Sequence[str],
    parameter: str,
    *,
    key: str = "",
    format_func: Callable[[str], str] = str,
    forget: Sequence[str] = (),
    default: str = "",
) -> str:
    """A select box over one address parameter; a value that is not offered is said and not used.

    Args:
        forget: parameters that lose their meaning when this one changes.
        default: what an absent parameter means; must be offered.
    """
    asked = st.query_params.get(parameter, default)
    if asked not in offered:
        st.warning(f"链接中的{label}“{asked}”不在可选范围内，本页未按它筛选。")
        asked = default
    key = key or f"pick:{parameter}"
    st.session_state[key] = asked
    return st.selectbox(
        label,
        offered,
        key=key,
        format_func=format_func,
        on_change=_write,
        args=(key, parameter, default, tuple(forget)),
    )


def switch_from_address(label: str, offered: Sequence[str], parameter: str) -> str:
    """The same as a row of buttons for a few offers; the first is what an absent parameter means."""
    asked = st.query_params.get(parameter, offered[0])
    key = f"switch:{parameter}"
    st.session_state[key] = asked if asked in offered else offered[0]
    st.segmented_control(
        label,
        offered,
        key=key,
        on_change=_write,
        args=(key, parameter, offered[0], ()),
        label_visibility="collapsed",
        required=True,
    )
    return str(st.session_state[key])


def pick_outcomes(counts: Mapping[Outcome, int], standing: Collection[Outcome], key: str) -> tuple[Outcome, ...]:
    """Which outcomes of a figure's rows are listed; none means all. Only those with rows are offered.

    standing: what an absent parameter means.
    """
    asked = st.query_params.get(OUTCOME, ",".join(standing)).split(",")
    offered = [outcome for outcome in OUTCOME_NAMES if counts[outcome]]
    st.session_state[key] = [outcome for outcome in offered if outcome in asked]
    st.pills(
        "结果（不选为全部）",
        offered,
        selection_mode="multi",
        format_func=lambda outcome: f"{OUTCOME_NAMES[outcome]} {counts[outcome]}",
        key=key,
        on_change=_write_outcomes,
        args=(key,),
    )
    return tuple(st.session_state[key])


def outcomes_text(chosen: Collection[Outcome]) -> str:
    """The outcomes chosen, as the address holds them."""
    return ",".join(outcome for outcome in OUTCOME_NAMES if outcome in chosen) or EVERY_OUTCOME


def _write_outcomes(key: str) -> None:
    st.query_params.pop("row", None)
    st.query_params[OUTCOME] = outcomes_text(st.session_state[key])


def _write(key: str, parameter: str, default: str, forget: tuple[str, ...]) -> None:
    for gone in (parameter, *forget):
        st.query_params.pop(gone, None)
    if st.session_state[key] != default:
        st.query_params[parameter] = st.session_state[key]
