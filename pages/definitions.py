"""指标口径: a card for each metric, the statement that computes it, and all cards as a workbook."""

from __future__ import annotations

from html import escape

import streamlit as st

from config.contracts import load_contracts
from config.reference import load_areas
from exports.definitions import export_definitions
from metrics.catalog import Metric, load_catalog, read_subject_sql
from metrics.lights import describe_thresholds
from metrics.sentences import show_date
from services.progress import may_see
from ui.choose import pick_from_address, text_from_address
from ui.markup import show, show_head
from ui.session import look

EVERY = "全部任务"

here = look()
titles = {area.id: area.title for area in load_areas()}
metrics = [metric for metric in load_catalog().values() if may_see(metric, here.actor)]


def sources_words(metric: Metric) -> str:
    """The workbooks a figure rests on, by their titles."""
    return "、".join(load_contracts()[one].title for one in metric.sources)


def card(metric: Metric) -> str:
    """The definition as the user reads it."""
    lines = (
        ("定义", metric.definition),
        ("分子", metric.numerator),
        ("分母", metric.denominator),
        ("不计入", metric.excluded),
        ("数据来源", sources_words(metric)),
        ("回溯方式", metric.basis_words),
        ("目标", describe_thresholds(metric) or "未定目标，只列数字，不亮灯"),
        ("依据", f"实施方案{metric.clause.removeprefix('实施方案')}"),
        ("版本", f"第{metric.version}版，自{show_date(metric.since)}起"),
    )
    return "<dl>" + "".join(f"<dt>{title}</dt><dd>{escape(text)}</dd>" for title, text in lines if text) + "</dl>"


show_head("指标口径", (f"共{len(metrics)}项指标",), "每个数字怎么算、依据哪一条、数据从哪里来，以本页为准。")
left, middle, right = st.columns([0.3, 0.4, 0.3], vertical_alignment="bottom")
areas = [*dict.fromkeys(titles[metric.area] for metric in metrics), EVERY]
named = st.query_params.get("metric", "")
asked = next((metric for metric in metrics if metric.id == named), None)
if named and not asked:
    st.warning(f"链接中的指标“{named}”不存在，或当前身份不能查看。")
with left:
    area = pick_from_address("任务", areas, "area", default=titles[asked.area] if asked else areas[0])
with middle:
    wanted = text_from_address("查找", "find", key="definition_search", placeholder="输入指标名称或定义中的文字")
right.download_button(
    "下载全部口径",
    data=lambda: export_definitions(metrics, titles, sources_words),
    file_name="指标口径.xlsx",
    on_click="ignore",
)
chosen = [
    metric
    for metric in metrics
    if area in (EVERY, titles[metric.area]) and wanted in metric.name + metric.definition + metric.clause
]
chosen.sort(key=lambda metric: metric is not asked)  # the one a link asks for comes first
if not chosen:
    show('<p class="quiet">没有符合条件的指标。</p>')
for metric in chosen:
    with st.container(border=True):
        restricted = f"　<span class='quiet'>限权指标，仅{escape(here.bureau)}可见</span>" if metric.restricted else ""
        show(
            f"<h2>{escape(metric.name)}　<span class='quiet'>{titles[metric.area]}</span>{restricted}</h2>{card(metric)}"
        )
        code = st.expander("计算语句（供核对）", key=f"sql:{metric.id}", on_change="rerun")
        if code.open:
            code.caption(f"结果列：{metric.id}")
            code.code(read_subject_sql(metric.subject), language="sql")
