"""Pickers whose choice lives in the address: set from it before they are drawn, written to it when changed."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence

import streamlit as st

from metrics.catalog import Metric
from metrics.figure import OPEN_OUTCOMES, OUTCOME_NAMES, Outcome

OUTCOME, EVERY_OUTCOME = "outcome", "all"


def write_address(changes: Mapping[str, str]) -> None:
    """Sets parameters, takes out those with empty text: one step of the browser's history, so that 后退 goes back one choice."""
    st.query_params.from_dict({key: text for key, text in {**st.query_params.to_dict(), **changes}.items() if text})


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
    asked = _asked(label, offered, parameter, default)
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


def switch_from_address(
    label: str, offered: Sequence[str], parameter: str, *, key: str = "", forget: Sequence[str] = ()
) -> str:
    """The same as a row of buttons for a few offers; the first is what an absent parameter means."""
    key = key or f"switch:{parameter}"
    st.session_state[key] = _asked(label, offered, parameter, offered[0])
    st.segmented_control(
        label,
        offered,
        key=key,
        on_change=_write,
        args=(key, parameter, offered[0], tuple(forget)),
        label_visibility="collapsed",
        required=True,
    )
    return str(st.session_state[key])


def text_from_address(label: str, parameter: str, *, key: str, placeholder: str, forget: Sequence[str] = ()) -> str:
    """A text to look for, without spaces around it."""
    st.session_state[key] = st.query_params.get(parameter, "")
    st.text_input(label, key=key, placeholder=placeholder, on_change=_write, args=(key, parameter, "", tuple(forget)))
    return str(st.session_state[key]).strip()


def pick_outcomes(metric: Metric, counts: Mapping[Outcome, int], unit: str, key: str) -> tuple[Outcome, ...]:
    """Which outcomes of a figure's rows are listed; none means all. Only those with rows are offered.

    An absent parameter means all of a unit's; of the county's what is still open, for a meeting asks for that, and
    where a count is shown what it counts.
    """
    standing: tuple[Outcome, ...] = () if unit else ("achieved",) if metric.is_count else OPEN_OUTCOMES
    asked = st.query_params.get(OUTCOME, ",".join(standing)).split(",")
    offered = [outcome for outcome in OUTCOME_NAMES if counts[outcome]]
    st.session_state[key] = [outcome for outcome in offered if outcome in asked]
    if OUTCOME in st.query_params and asked != [EVERY_OUTCOME] and not st.session_state[key]:
        known = {str(outcome): metric.outcome_name(outcome) for outcome in OUTCOME_NAMES}
        words = "、".join(known.get(one, one) for one in asked)
        st.warning(f"没有结果为“{words}”的对象，以下列出全部结果。")
    st.pills(
        "结果（不选为全部）",
        offered,
        selection_mode="multi",
        format_func=lambda outcome: f"{metric.outcome_name(outcome)} {counts[outcome]}",
        key=key,
        on_change=_write_outcomes,
        args=(key,),
    )
    return tuple(st.session_state[key])


def outcomes_text(chosen: Collection[Outcome]) -> str:
    """The outcomes chosen, as the address holds them."""
    return ",".join(outcome for outcome in OUTCOME_NAMES if outcome in chosen) or EVERY_OUTCOME


def _asked(label: str, offered: Sequence[str], parameter: str, default: str) -> str:
    asked = st.query_params.get(parameter, default)
    if asked in offered:
        return asked
    name = label.partition("（")[0]  # without the hint
    st.warning(f"链接中的{name}“{asked}”不在可选范围内，本页未按它显示。")
    return default


def _write_outcomes(key: str) -> None:
    write_address({"row": "", OUTCOME: outcomes_text(st.session_state[key])})


def _write(key: str, parameter: str, default: str, forget: tuple[str, ...]) -> None:
    chosen = st.session_state[key]
    write_address({**dict.fromkeys(forget, ""), parameter: "" if chosen == default else chosen})
