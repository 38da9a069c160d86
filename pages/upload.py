"""数据报送: drop files, see every problem, adjust, preview what would change, confirm, receipt."""

from __future__ import annotations

from dataclasses import replace
from html import escape

import pandas as pd
import streamlit as st

from metrics.sentences import show_date
from services.actor import MAY_UPLOAD
from services.submit import Draft, Refused, accept, drop, examine_upload
from ui.filing import (
    adjust,
    draft_words,
    kinds_words,
    offer_incomplete,
    show_preview,
    show_problems,
    state_words,
    units_words,
)
from ui.markup import show_head, show_list
from ui.session import KEY_BATCH_NO, KEY_DRAFTS, KEY_RECEIPTS, KEY_SEEN_FILES, look

FORMATS = ["xlsx", "xlsm", "xls", "et", "xlsb", "ods", "csv", "tsv", "html"]

here = look()
drafts: dict[str, Draft] = st.session_state.setdefault(KEY_DRAFTS, {})
receipts: list[tuple[str, str]] = st.session_state.setdefault(KEY_RECEIPTS, [])
show_head("数据报送", finding="把手头的表格直接拖进来：逐格查错，看清会改动什么，确认后才入库。")
if here.actor.role not in MAY_UPLOAD:
    st.info(f"当前身份为“{here.actor.role}”，只能查看。报送数据请由县政数局或各单位办理。")
    st.stop()


def forget(file_ids: list[str]) -> None:
    """Drops drafts and what the store kept of them."""
    for one in file_ids:
        if one in drafts:
            drop(here.store, drafts.pop(one))


def start_over() -> None:
    forget(list(drafts))
    receipts.clear()
    st.session_state[KEY_BATCH_NO] = st.session_state.get(KEY_BATCH_NO, 0) + 1


def take(file_ids: list[str], on_behalf_of: str) -> None:
    """Accepts the chosen drafts, one by one; each counts whole or not at all."""
    for one in file_ids:
        draft = drafts[one]
        try:
            made = accept(here.store, draft, replace(here.actor, on_behalf_of=on_behalf_of))
        except Refused as refused:
            receipts.append(
                (draft.file_name, "未入库：" + "；".join(problem.message for problem in refused.problems[:3]))
            )
            continue
        rows = f"新增或更新{sum(table.opened for table in made.tables)}行，不变{sum(table.unchanged for table in made.tables)}行"
        words = "内容与以前入库的文件相同，没有改动" if made.is_repeat else f"数据第{made.version}版，{rows}"
        kept = "".join(f"；{problem.message}" for problem in made.kept)
        receipts.append((draft.file_name, f"回执编号{made.number}，{words}{kept}"))
        del drafts[one]


batch_no = st.session_state.get(KEY_BATCH_NO, 0)
files = st.file_uploader(
    "文件（可多选，也可一次拖入整个文件夹中的文件）", FORMATS, accept_multiple_files=True, key=f"files:{batch_no}"
)
on_behalf_of = ""
if here.actor.role == "县政数局" and files:
    codes = ["", *(unit.code for unit in here.units if unit.kind != "县本级")]
    on_behalf_of = st.selectbox(
        "代收：替哪个单位报送（不选为县政数局汇总报送）",
        codes,
        format_func=lambda one: here.names.get(one, "不选"),
        key="behalf",
    )

seen = st.session_state.setdefault(KEY_SEEN_FILES, set())
fresh = [file for file in files if file.file_id not in seen]
if fresh:
    bar = st.progress(0.0, "正在读取")
    for number, file in enumerate(fresh, 1):
        bar.progress(number / (len(fresh) + 1), f"正在读取第{number}个文件，共{len(fresh)}个：{file.name}")
        drafts[file.file_id] = examine_upload(here.store, file.getvalue(), file.name, here.actor)
        seen.add(file.file_id)
    bar.empty()
forget([one for one in drafts if one not in {file.file_id for file in files}])

if receipts:
    show_list("回执", [(f"<b>{escape(name)}</b>", escape(words)) for name, words in receipts], "")
    if here.is_demo:
        st.caption(f"演示数据截至{show_date(here.as_of)}；要看刚入库的数据，请将“数据截至”选为今天。")
    st.button("继续报送其他文件", on_click=start_over)
if not drafts:
    if not receipts:
        st.caption("可接收的格式：" + "、".join(FORMATS) + "。确认之前，数据库不作任何改动。")
    st.stop()

st.dataframe(
    pd.DataFrame(
        [
            {
                "文件": draft.file_name,
                "表格": kinds_words(draft),
                "单位": units_words(here, draft),
                "结果": state_words(draft),
                "读取情况": draft_words(draft),
            }
            for draft in drafts.values()
        ]
    ),
    hide_index=True,
    alt="收到的文件",
)
ids = list(drafts)
# A file with problems comes first: that is where something is to be done.
ids.sort(key=lambda one: drafts[one].is_acceptable)
chosen = st.selectbox("查看文件", ids, format_func=lambda one: f"{drafts[one].file_name}（{state_words(drafts[one])}）")
draft = drafts[chosen]
with st.container(border=True):
    st.markdown(f"**{kinds_words(draft)}**　{draft_words(draft)}")
    show_problems(here, draft)
    again = adjust(here, draft) or offer_incomplete(here, draft)
    if again is not None:
        drafts[chosen] = again
        st.rerun()
    if draft.is_acceptable:
        show_preview(here, draft)

ready = [one for one in ids if drafts[one].is_acceptable]
if ready:
    clean = st.checkbox("已核对：所报内容不含国家秘密和工作秘密", key=f"clean:{batch_no}")
    words = f"确认入库（{len(ready)}个文件）" if len(ready) > 1 else "确认入库"
    st.button(words, type="primary", disabled=not clean, on_click=take, args=(ready, on_behalf_of))
    st.caption(f"入库日期：{show_date(here.today)}。入库后可查历史，也可由县政数局撤销。")
