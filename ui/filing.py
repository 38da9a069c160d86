"""One received file on the screen: what was read, every problem, what can be adjusted, what it would change."""

from __future__ import annotations

from dataclasses import replace
from html import escape

import pandas as pd
import streamlit as st

from config.contracts import load_contracts
from loaders.problems import SEVERITY_NAMES, Problem
from metrics.catalog import load_catalog
from metrics.figure import COUNTY
from metrics.sentences import show_percent
from services.progress import may_see
from services.rows import value_words
from services.submit import (
    Draft,
    Options,
    UploadPreview,
    marked_copy,
    preview,
    re_examine,
)
from ui.markup import show
from ui.session import Look
from warehouse.preview import RowChange

VERDICT_NAMES = {"new": "新增", "changed": "变更", "withdrawn": "撤下"}
SHOWN_CHANGES = 200
UNCHOSEN = ""


def draft_words(draft: Draft) -> str:
    """读取128行，可入库0行，错误3处，提醒5处."""
    found = draft.examined
    read = sum(table.rows_read for table in found.tables)
    ready = sum(len(table.source_rows) for table in found.tables) if draft.is_acceptable else 0
    words = f"读取{read}行，可入库{ready}行"
    for problems, name in ((found.refusals, "退回"), (found.errors, "错误"), (found.warnings, "提醒")):
        if problems:
            words += f"，{name}{len(problems)}处"
    return words


def state_words(draft: Draft) -> str:
    """What can be done with the file now."""
    if draft.is_acceptable:
        return "可入库"
    return "退回" if draft.examined.refusals or not draft.examined.tables else "有错误，修改后重报或带问题入库"


def kinds_words(draft: Draft) -> str:
    """The kinds of table recognised in the file."""
    titles = dict.fromkeys(load_contracts()[table.dataset].title for table in draft.examined.tables)
    return "、".join(titles) or "未识别"


def units_words(look: Look, draft: Draft) -> str:
    """The units whose lists the file carries."""
    codes = list(dict.fromkeys(code for table in draft.examined.tables for code in table.covered_units))
    names = "、".join(look.names.get(code, code) for code in codes[:3])
    return f"{names}等{len(codes)}个单位" if len(codes) > 3 else names


def show_problems(look: Look, draft: Draft) -> None:
    """All problems by cell, filterable, and the marked copy."""
    problems = draft.examined.problems
    for sentence in draft.examined.passed_over:
        st.caption(sentence)
    if not problems:
        return
    left, right = st.columns([0.5, 0.5], vertical_alignment="bottom")
    kinds = [severity for severity in SEVERITY_NAMES if any(one.severity == severity for one in problems)]
    picked = left.pills(
        "只看",
        kinds,
        selection_mode="multi",
        format_func=lambda one: SEVERITY_NAMES[one],
        key=f"severity:{draft.token}",
    )
    wanted = right.text_input("查找", key=f"wanted:{draft.token}", placeholder="表名、列名、单元格或内容").strip()
    shown = [one for one in problems if (not picked or one.severity in picked) and wanted in one.message + one.found]
    st.dataframe(
        pd.DataFrame([_problem_line(one) for one in shown]),
        hide_index=True,
        height=min(38 + 35 * max(len(shown), 1), 320),
        alt="问题清单",
        key=f"problems:{draft.token}",
    )
    if draft.path is not None:
        st.download_button(
            "下载问题标注表",
            data=lambda: marked_copy(look.store, draft),
            file_name=f"问题标注表-{draft.file_name.rpartition('.')[0]}.xlsx",
            key=f"marked:{draft.token}",
            on_click="ignore",
        )


def adjust(look: Look, draft: Draft) -> Draft | None:
    """What the user may say about the file; returns the file examined anew when asked for."""
    contracts = load_contracts()
    unmatched = [one for one in draft.examined.problems if one.code == "unmatched_column"]
    with (
        st.expander("识别有误时在此调整", key=f"adjust:{draft.token}"),
        st.form(f"options:{draft.token}", border=False),
    ):
        first, second, third = st.columns(3)
        kinds = [UNCHOSEN, *contracts]
        dataset = first.selectbox(
            "表格种类",
            kinds,
            index=kinds.index(draft.options.dataset or UNCHOSEN),
            format_func=lambda one: contracts[one].title if one else "按表头识别",
        )
        day = second.date_input(
            "数据截至日期（留空按表内或当天）", value=draft.options.reported_on, format="YYYY-MM-DD"
        )
        codes = [UNCHOSEN, *(unit.code for unit in look.units if unit.kind != "县本级")]
        default_unit = third.selectbox(
            "填报单位（表内没有单位列时）",
            codes,
            index=codes.index(draft.options.default_unit or UNCHOSEN),
            format_func=lambda one: look.names.get(one, "按表内填写"),
        )
        mapping = dict(draft.options.mapping)
        kind = dataset or (draft.examined.tables[0].dataset if draft.examined.tables else "")
        if kind:
            fields = [UNCHOSEN, *(one.name for one in contracts[kind].fields)]
            for problem in unmatched:
                chosen = st.selectbox(
                    f"列“{problem.found}”对应",
                    fields,
                    index=fields.index(mapping.get(problem.found, UNCHOSEN)),
                    format_func=lambda one: contracts[kind].field(one).title if one else "不读入",
                    key=f"map:{draft.token}:{problem.sheet}:{problem.column}",
                )
                mapping = {**mapping, problem.found: chosen} if chosen else mapping
        if st.form_submit_button("按此重新检查"):
            options = Options(
                dataset=dataset or None,
                reported_on=day,
                accept_incomplete=draft.options.accept_incomplete,
                mapping=mapping,
                default_unit=default_unit or None,
            )
            return re_examine(look.store, draft, look.actor, options)
    return None


def offer_incomplete(look: Look, draft: Draft) -> Draft | None:
    """带问题入库: error cells count as 未填报 and are marked 待补正. Only where nothing is refused."""
    if draft.examined.refusals or not draft.examined.tables or not draft.examined.errors:
        return None
    wanted = st.checkbox(
        "带问题入库：有错误的单元格按“未填报”入库，标为待补正，以后补报",
        value=draft.options.accept_incomplete,
        key=f"incomplete:{draft.token}",
    )
    if wanted == draft.options.accept_incomplete:
        return None
    return re_examine(look.store, draft, look.actor, replace(draft.options, accept_incomplete=wanted))


def show_preview(look: Look, draft: Draft) -> None:
    """Rows by verdict, changed cells before → after, and the figures that would move."""
    seen = _preview(draft.token, repr(draft.options), look.version, draft, look)
    lines = "".join(
        f"<tr><td><span>{escape(load_contracts()[one.dataset].title)}</span></td>"
        + "".join(f'<td class="num">{count}</td>' for count in (one.new, one.changed, one.unchanged, one.withdrawn))
        + "</tr>"
        for one in seen.rows.tables
    )
    show(
        "<h2>入库后的变化</h2><table><tr><th>表格</th><th>新增行</th><th>变更行</th><th>不变行</th><th>撤下行</th></tr>"
        f"{lines}</table>"
    )
    if any(one.withdrawn for one in seen.rows.tables):
        st.warning("本次清单中没有的行将撤下（不再计入，历史仍可查）。确属遗漏的，请补全后重新上传。")
    changes = [(one.dataset, row) for one in seen.rows.tables for row in one.rows]
    if changes:
        body = "".join(change_line(look, dataset, row) for dataset, row in changes[:SHOWN_CHANGES])
        more = (
            f'<p class="foot">共{len(changes)}行有变化，只列前{SHOWN_CHANGES}行。</p>'
            if len(changes) > SHOWN_CHANGES
            else ""
        )
        show(
            f'<div class="matrix"><table class="rows"><tr><th>对象</th><th>变化</th><th>内容</th></tr>{body}</table></div>{more}'
        )
    catalog = load_catalog()
    moved = [one for one in seen.headline if may_see(catalog[one[0]], look.actor)]
    rows = "".join(
        f"<tr><td><span>{escape(catalog[metric].name)}</span></td><td>{escape(look.names.get(after.unit, COUNTY))}</td>"
        f'<td class="num">{show_percent(before)}　{before.numerator}/{before.denominator}</td>'
        f'<td class="num">{show_percent(after)}　{after.numerator}/{after.denominator}</td></tr>'
        for metric, before, after in moved
    )
    show(
        "<h2>指标的变化</h2>"
        + (
            f"<table><tr><th>指标</th><th>范围</th><th>入库前</th><th>入库后</th></tr>{rows}</table>"
            if rows
            else '<p class="quiet">各项指标不变。</p>'
        )
    )


@st.cache_resource(show_spinner="正在比对现有数据", max_entries=32)
def _preview(token: str, options: str, version: int, _draft: Draft, _look: Look) -> UploadPreview:
    return preview(_look.store, _draft, _look.actor)


def _problem_line(one: Problem) -> dict[str, str]:
    cell = f"{one.column}{one.row}" if one.column and one.row else one.column or (str(one.row) if one.row else "")
    return {
        "程度": SEVERITY_NAMES[one.severity],
        "工作表": one.sheet,
        "单元格": cell,
        "列": one.title,
        "填写内容": one.found,
        "问题": one.text,
        "怎样改": one.mend,
    }


def change_line(look: Look, dataset: str, row: RowChange) -> str:
    """One row that would change: its key, what happens to it, its cells before and after."""
    catalog = load_catalog()
    metrics = [name for name in load_contracts()[dataset].key if load_contracts()[dataset].field(name).type == "metric"]
    shown = {
        str(row.values[name]): catalog[str(row.values[name])].name for name in metrics if row.values[name] in catalog
    }
    key = "　".join(shown.get(part) or look.names.get(part, part) for part in row.key if part)
    return (
        f'<tr><td>{escape(key)}</td><td class="out">{VERDICT_NAMES[row.verdict]}</td>'
        f'<td class="place">{escape(_cells_words(look, dataset, row))}</td></tr>'
    )


def _cells_words(look: Look, dataset: str, row: RowChange) -> str:
    contract = load_contracts()[dataset]
    parts = []
    for cell in row.cells:
        field = contract.field(cell.field)
        before = value_words(field, cell.before, look.names, to_month=cell.before_is_month) or "未填报"
        after = value_words(field, cell.after, look.names, to_month=cell.after_is_month) or "未填报"
        parts.append(f"{field.title}：{before}改为{after}")
    return "；".join(parts)
