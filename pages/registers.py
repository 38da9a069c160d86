"""登记台账: the bureau's registers kept in the browser: rows listed, edited one by one or in a table, and by workbook."""

from __future__ import annotations

import streamlit as st

from config.contracts import load_contracts
from services.attachments import key_of_row
from services.registers import REGISTERS, Edit, may_edit
from services.rows import read_whole_row
from services.templates import fill_register
from ui.attachments import show_attachments
from ui.choose import pick_from_address, switch_from_address, text_from_address
from ui.markup import link, show, show_head
from ui.navigation import TITLES
from ui.register_confirm import hand_in, round_no, show_told, show_waiting
from ui.register_form import show_form
from ui.register_grid import show_grid
from ui.register_rows import (
    PICK_REGISTER,
    forget_former_visit,
    hold_rows,
    offer_confirmation,
    offer_correction,
    pick_row,
    show_history,
    show_rows,
)
from ui.session import KEY_REGISTER, KEY_REGISTER_TEXT, KEY_REGISTER_UNIT, KEY_ROW, look
from ui.unit_acts import show_unit_acts

ROW_BY_ROW, IN_TABLE, BY_FILE, CONFIRM, UNIT_ACTS = (
    "逐行登记",
    "表格登记",
    "用表格文件",
    "确认评价",
    "更名、合并、纳入、退出",
)

WAY = "way"

here = look()
forget_former_visit()
show_head(
    "登记台账",
    (here.not_dated,),
    "台账在网页上登记和修改：先核对，看清变化，确认后入库；每一行都有修改记录，可以撤销。",
)
offered = [one for one in REGISTERS if may_edit(one, here.actor)]
if not offered:
    st.info(f"当前身份为“{here.actor.role_name}”，不能登记。台账由{here.bureau}办理，内容在以下各页查看。")
    titles = {path: TITLES[path] for path in ("reports", "meetings", "tasks", "evaluation")}
    show(
        "<p>"
        + "　".join(link(path, here.choices.params(), title, css="defined") for path, title in titles.items())
        + "</p>"
    )
    st.stop()

contracts = load_contracts()
first, second, third = st.columns([0.4, 0.3, 0.3])
with first:
    dataset = pick_from_address(
        "台账",
        offered,
        KEY_REGISTER,
        key=PICK_REGISTER,
        format_func=lambda one: contracts[one].title,
        forget=(KEY_ROW, KEY_REGISTER_UNIT, KEY_REGISTER_TEXT, WAY),
        default=offered[0],
    )
contract = contracts[dataset]
with second:
    codes = ["", *(one.code for one in here.units)] if here.actor.role != "单位" else ["", here.actor.unit]
    unit = pick_from_address(
        "单位", codes, KEY_REGISTER_UNIT, format_func=lambda one: here.names.get(one, "全部"), forget=(KEY_ROW,)
    )
with third:
    text = text_from_address(
        "查找", KEY_REGISTER_TEXT, key=f"register_find:{dataset}", placeholder="任何一列中的文字", forget=(KEY_ROW,)
    )
show_told(here)

ways = [ROW_BY_ROW, IN_TABLE, BY_FILE]
if dataset == "evaluation":
    ways.insert(2, CONFIRM)
if dataset == "unit":
    ways.insert(0, UNIT_ACTS)
way = switch_from_address("办理方式", ways, WAY, key=f"register_way:{dataset}")
rows = hold_rows(here, dataset, unit, text)
key = f"register:{dataset}:{round_no()}"

if way == IN_TABLE:
    st.caption("直接在格内修改，在末行新增，勾选左侧行后可撤回；带星号的列必填，日期也可只填到月的列请填“2023年6月”。")
    edits = show_grid(here, contract, rows, f"{key}:grid:{hash((unit, text))}")
    if st.button(f"核对所改的{len(edits)}行" if edits else "核对", type="primary", disabled=not edits):
        hand_in(dataset, edits)
elif way == UNIT_ACTS:
    show_rows(here, contract, rows)
    show_unit_acts(here)
elif way == BY_FILE:
    st.caption(
        f"下载的表格已填好现有的{contract.title}各行，改后在“数据报送”页上传，同样逐格查错、看清变化、确认入库。"
        + (
            "整册替换：表中没有的单位将从名录中撤下。"
            if contract.replaces == "all"
            else "按行更新：表中没有的行不受影响。"
        )
    )
    st.download_button(
        "下载现有台账",
        data=lambda: fill_register(here.store, dataset),
        file_name=f"{contract.title}.xlsx",
        on_click="ignore",
        disabled=here.actor.role == "单位",
    )
    show(link("upload", here.choices.params(), "到“数据报送”页上传", css="defined"))
elif way == CONFIRM:
    show_rows(here, contract, rows)
    offer_confirmation(here, contract, rows)
else:
    show_rows(here, contract, rows)
    row = pick_row(here, contract, rows)
    edit = show_form(here, contract, row, f"{key}:{row.row_id if row else 'new'}")
    if edit is not None:
        hand_in(dataset, [edit])
    if row is not None and st.button("撤回这一行", key=f"{key}:withdraw"):
        hand_in(dataset, [Edit({}, row.row_id, row.opened_in, withdraw=True)])
    show_waiting(here, contract)
    if row is not None:
        offer_correction(here, contract, row)
        show_history(here, contract, row)
        show_attachments(here, key_of_row(read_whole_row(here.store, dataset, row.row_id)))
if way != ROW_BY_ROW:
    show_waiting(here, contract)
