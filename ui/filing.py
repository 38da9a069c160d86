"""One received file on the screen: what was read of it, what can be adjusted, 带问题入库."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from config.contracts import Contract, load_collected, load_contracts
from loaders.problems import Problem
from services.actor import NotAllowed
from services.receiving import kinds_of, units_of
from services.submit import Draft, Options, re_examine
from ui.code_tables import asks_for_table, pick_code_tables
from ui.session import Look

UNCHOSEN = ""


def draft_words(draft: Draft) -> str:
    """读取128行，可入库0行，错误3处，提醒5处."""
    found = draft.examined
    read = sum(table.rows_read for table in found.tables)
    ready = sum(len(table.source_rows) for table in found.tables) if draft.is_acceptable else 0
    words = f"读取{read}行，可入库{ready}行"
    if draft.is_acceptable and found.tables and all(table.nil_units and not table.rows_read for table in found.tables):
        words = "零报告"
    for problems, name in ((found.refusals, "退回"), (found.errors, "错误"), (found.warnings, "提醒")):
        if problems:
            words += f"，{name}{len(problems)}处"
    return words


def state_words(draft: Draft) -> str:
    """What can be done with the file now."""
    if draft.is_acceptable:
        return "可入库"
    return "退回" if draft.examined.refusals or not draft.examined.tables else "有错误"


def kinds_words(draft: Draft) -> str:
    """The kinds of table recognised in the file."""
    return "、".join(load_contracts()[one].title for one in kinds_of(draft)) or "未识别"


def units_words(look: Look, draft: Draft) -> str:
    """The units whose lists the file carries."""
    codes = units_of(draft)
    names = "、".join(look.names.get(code, code) for code in codes[:3])
    return f"{names}等{len(codes)}个单位" if len(codes) > 3 else names


def adjust(look: Look, draft: Draft) -> Draft | None:
    """What the user may say about the file; returns the file examined anew when asked for."""
    contracts = load_contracts()
    missing = any(one.code in ("missing_column", "ambiguous_kind", "no_table") for one in draft.examined.problems)
    missing = missing or asks_for_table(draft)
    with (
        st.expander("识别有误、列名对不上时在此调整", expanded=missing, key=f"adjust:{draft.token}"),
        st.form(f"options:{draft.token}", border=False),
    ):
        first, second, third = st.columns(3)
        kinds = [UNCHOSEN, *(load_collected() if look.actor.allowed_units else contracts)]
        dataset = first.selectbox(
            "表格种类",
            kinds,
            index=kinds.index(draft.options.dataset or UNCHOSEN),
            format_func=lambda one: contracts[one].title if one else "按表头识别",
        )
        day = second.date_input(
            "数据截至日期（留空按表内或当天）", value=draft.options.reported_on, format="YYYY-MM-DD"
        )
        own = look.actor.allowed_units
        codes = [
            UNCHOSEN,
            *(unit.code for unit in look.units if unit.kind != "县本级" and (not own or unit.code in own)),
        ]
        default_unit = third.selectbox(
            "填报单位（表内没有单位列时）",
            codes,
            index=codes.index(draft.options.default_unit or UNCHOSEN),
            format_func=lambda one: look.names.get(one, "按表内填写"),
        )
        kind = dataset or next(iter(kinds_of(draft)), "")
        mapping = _map_columns(draft, contracts[kind]) if kind else dict(draft.options.mapping)
        tables = pick_code_tables(draft, contracts[kind]) if kind else {}
        if st.form_submit_button("按此重新检查"):
            options = Options(
                dataset=dataset or None,
                reported_on=day,
                replaces=draft.options.replaces,
                accept_incomplete=draft.options.accept_incomplete,
                mapping=mapping,
                default_unit=default_unit or None,
                codes=tables,
            )
            return _again(look, draft, options)
    return None


def left_over_columns(draft: Draft) -> list[Problem]:
    """Columns that were not read in, and those mapped by hand before, each header once."""
    return list({one.found: one for one in draft.examined.problems if one.code == "unmatched_column"}.values())


def missing_fields(draft: Draft, contract: Contract) -> list[str]:
    """Required fields of the kind that the table has no column for, in the order of the contract."""
    titles = {
        str(one.title) for one in draft.examined.problems if one.code in ("missing_column", "missing_unit_column")
    }
    return [field.name for field in contract.fields if field.title in titles]


def _map_columns(draft: Draft, contract: Contract) -> dict[str, str]:
    """One picker a left-over column, the missing required fields offered first; the choice is remembered for the unit."""
    left_over, lacking = left_over_columns(draft), missing_fields(draft, contract)
    mapping = dict(draft.options.mapping)
    headers = list(dict.fromkeys([*(one.found for one in left_over), *mapping]))
    if lacking:
        titles = "、".join(f"“{contract.field(name).title}”" for name in lacking)
        st.caption(
            f"缺少必填列{titles}。"
            + ("表内如有这一列而列名不同，请在下面对应。" if headers else "请补上这一列后重新报送。")
        )
    elif headers:
        st.caption("下面的列没有读入。需要读入的，请选择对应的列；对应关系会记住，本单位下次报同一张表时自动采用。")
    fields = [UNCHOSEN, *dict.fromkeys([*lacking, *(one.name for one in contract.fields)])]

    def name(one: str) -> str:
        if not one:
            return "不读入"
        return contract.field(one).title + ("（缺少的必填列）" if one in lacking else "")

    columns = st.columns(3)
    for number, header in enumerate(headers):
        given = mapping.get(header, UNCHOSEN)
        chosen = columns[number % 3].selectbox(
            f"列“{header}”对应",
            fields,
            index=fields.index(given) if given in fields else 0,
            format_func=name,
            key=f"map:{draft.token}:{contract.id}:{header}",
        )
        mapping = {**mapping, header: chosen} if chosen else {k: v for k, v in mapping.items() if k != header}
    return mapping


def offer_incomplete(look: Look, draft: Draft) -> Draft | None:
    """带问题入库: error cells count as 未填报 and are marked 待补正. Only where nothing is refused."""
    if draft.examined.refusals or not draft.examined.tables or not draft.examined.errors:
        return None
    wanted = st.checkbox(
        f"带问题入库：{len(draft.examined.errors)}处错误按“未填报”入库，标为待补正，以后补报",
        value=draft.options.accept_incomplete,
        key=f"incomplete:{draft.token}",
    )
    if wanted == draft.options.accept_incomplete:
        return None
    return _again(look, draft, replace(draft.options, accept_incomplete=wanted))


def _again(look: Look, draft: Draft, options: Options) -> Draft | None:
    try:
        return re_examine(look.store, draft, look.actor, options)
    except NotAllowed as refusal:
        st.error(str(refusal))
        return None
