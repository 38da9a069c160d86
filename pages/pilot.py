"""试点与推广: milestones by unit, the pilot year planned and reached, the roll-out month by month."""

from __future__ import annotations

from html import escape

import streamlit as st

from config.reference import load_pilot_end
from metrics.catalog import load_catalog
from metrics.listings.pilot import (
    MilestoneMatrix,
    count_column,
    count_coverage,
    read_milestone_matrix,
    read_pilot_year,
)
from metrics.sentences import show_date
from services.progress import Topic
from ui import cache
from ui.markup import link, outcome_mark, show
from ui.session import look
from ui.timeline import describe_coverage, describe_pilot_year, draw_coverage, draw_pilot_year
from ui.topic import show_topic

METRIC = "pilot_progress"

here = look()


def show_matrix(matrix: MilestoneMatrix) -> None:
    """Units × milestones, each cell a shape with its word and a link to what it rests on."""
    heads = "".join(f'<th class="wrap">{escape(label)}</th>' for _, label in matrix.columns)
    totals = "".join(f"<td><span>{_total_words(matrix, key)}</span></td>" for key, _ in matrix.columns)
    body = "".join(
        f"<tr{chosen_mark(unit)}>"
        f"<td>{link('unit', here.choices.params(unit=unit), escape(here.names[unit]))}</td>"
        + "".join(_cell(matrix, unit, key) for key, _ in matrix.columns)
        + "</tr>"
        for unit in matrix.units
    )
    show(
        f'<h2>各单位试点任务完成情况</h2><div class="matrix milestones"><table><thead><tr><th>单位</th>{heads}</tr></thead>'
        f'<tbody><tr class="whole"><td><span>达成／应计</span></td>{totals}</tr>{body}</tbody></table></div>'
        '<p class="foot">－ 表示不纳入；空格表示该项当时不计（如未到期、不属应报单位）。点任一格可见依据。</p>'
    )


def chosen_mark(unit: str) -> str:
    return ' class="on"' if unit == here.choices.unit else ""


def _cell(matrix: MilestoneMatrix, unit: str, key: str) -> str:
    outcome = matrix.cells.get((unit, key))
    if outcome is None:
        return "<td></td>"
    mark = outcome_mark(load_catalog()[METRIC], outcome)
    params = here.choices.params(metric=METRIC, unit=unit, outcome="all", row=f"{unit} / {key}")
    return f'<td class="{"bad" if outcome == "missed" else ""}">{link("pilot", params, mark)}</td>'


def _total_words(matrix: MilestoneMatrix, key: str) -> str:
    achieved, counted = count_column(matrix, key)
    return f"{achieved}/{counted}"


def show_coverage(topic: Topic) -> None:
    """The roll-out curve, under the unit table."""
    coverage = cache.listing(here, count_coverage, "rollout_coverage")
    if not any(one.denominator for one in coverage):
        return
    words = describe_coverage(coverage, load_pilot_end())
    show("<h2>全面推广覆盖率（按月末）</h2>")
    show(draw_coverage(coverage, load_pilot_end()))
    show(f'<p class="foot">{escape(words)}争取目标只作参照，不作达标判断。</p>')


def show_year() -> None:
    """The pilot year as lanes, planned and actual."""
    year = cache.listing(here, read_pilot_year, METRIC)
    if not any(course.days for course in year.courses):
        return
    words = describe_pilot_year(year)
    show(f"<h2>试点年度计划与实际（截至{show_date(year.until)}）</h2>")
    show(draw_pilot_year(year, here.as_of))
    show(
        '<p class="foot">空心菱形为实施方案规定的期限，横线自首个单位完成的月末至最近一次有单位新完成的月末，右侧为已完成／应计单位数；'
        "方案未规定期限的事项只画实际。</p>"
    )
    with st.expander("计划与实际的文字说明"):
        show(f"<p>{escape(words)}</p>")


show_topic(here, "pilot", show_coverage)
matrix = cache.listing(here, read_milestone_matrix, METRIC)
if matrix.units:
    show_matrix(matrix)
    show_year()
