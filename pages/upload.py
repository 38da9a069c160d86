"""数据报送: drop files, see every problem, mend and adjust, preview what would change, confirm, receipt."""

from __future__ import annotations

import streamlit as st

from metrics.sentences import show_date
from services.actor import MAY_UPLOAD
from services.receiving import find_twice
from services.submit import Draft
from ui.batch import day_words, names_apart, show_files, show_missing, show_reading, show_receipts, show_twice
from ui.confirming import confirm_words, repeat_words, take_all
from ui.drafts import add_files, draft_states, forget, hand_over, held_drafts, put, receipts_of, show_taken, start_over
from ui.filing import adjust, draft_words, kinds_words, offer_incomplete, state_words
from ui.markup import show_head
from ui.problems import show_problems
from ui.session import KEY_BATCH_NO, KEY_NEWEST, KEY_SEEN_VERSION, look
from ui.unit_tables import clicked_before, confirmed_words, offer_unit_tables, show_owed
from ui.upload_preview import show_preview

FORMATS = "xlsx、xlsm、xls、et、xlsb、ods、csv、tsv"


def hold(made: Draft) -> None:
    """Takes up what 本期无变化 or 本期零报告 made, in the place of an earlier click, and shows it next."""
    forget(here, clicked_before(held_drafts(here).values(), made))
    put(here, made)
    st.session_state[KEY_NEWEST] = made.token


here = look()
is_unit = here.actor.role == "单位"
show_head(
    "数据报送",
    (here.names.get(here.actor.unit, ""),) if is_unit else (),
    "把手头的表格直接拖进来：逐格查错，看清会改动什么，确认后"
    + (f"送{here.bureau}审核。" if is_unit and here.store.settings.is_review_on else "才入库。"),
)
if here.actor.role not in MAY_UPLOAD:
    st.info(f"当前身份为“{here.actor.role_name}”，只能查看。报送数据请由{here.bureau}或各单位办理。")
    st.stop()

if is_unit:
    show_owed(here)
batch_no = st.session_state.get(KEY_BATCH_NO, 0)
left, right = st.columns([0.66, 0.34], vertical_alignment="top")
with left:
    whole_folder = st.session_state.get("whole_folder", False)
    files = st.file_uploader(
        "选择或拖入整个文件夹" if whole_folder else "选择或拖入文件（可多选）",
        accept_multiple_files="directory" if whole_folder else True,
        key=f"files:{batch_no}:{whole_folder}",
    )
    show_taken()
with right:
    st.checkbox("一次选整个文件夹", key="whole_folder")
    if st.button("填报表格、无变化、零报告", width="stretch"):
        offer_unit_tables(here, hold)
if files:
    add_files(here, files)
    st.rerun()
reception = draft_states(here)
if reception is not None:
    show_reading(reception)
    hand_over(here)
    st.rerun()

# Read first: a draft confirmed in another window is told among the receipts.
drafts: dict[str, Draft] = held_drafts(here)
receipts = receipts_of()
if receipts:
    show_receipts(here, receipts)
    if here.is_demo and any(one.number for one in receipts):
        st.caption(f"演示数据截至{show_date(here.as_of)}；要看刚入库的数据，请将“数据截至”选为今天。")
if not drafts:
    st.caption(
        f"可接收的格式：{FORMATS}；单个文件不超过200兆；网络中断时没有传上来的文件显示为红色，恢复后自动重传。确认之前，数据库不作任何改动；没有确认的文件保留一天，换页、断线都不丢。"
    )
    st.stop()

twice = find_twice(drafts.values())
doubled = {token for one in twice for token in one.tokens}
# A file with problems comes first: that is where something is to be done.
tokens = sorted(drafts, key=lambda one: (drafts[one].is_acceptable and one not in doubled, drafts[one].received_at))
if len(drafts) > 1:
    files_place = st.container()
names = names_apart(drafts.values())
# Set anew each time, or the picker would go on showing the former state of a file that was mended meanwhile.
if (looked_at := st.session_state.pop(KEY_NEWEST, "") or st.session_state.get("chosen_draft", "")) in drafts:
    st.session_state["chosen_draft"] = looked_at
picker, remover, clearer = st.columns([0.64, 0.18, 0.18], vertical_alignment="bottom")
chosen = picker.selectbox(
    "查看文件",
    tokens,
    format_func=lambda one: f"{names[one]}（{state_words(drafts[one])}）",
    key="chosen_draft",
)
remover.button("移除此文件", on_click=forget, args=(here, [chosen]), width="stretch")
clearer.button("全部移除", on_click=start_over, args=(here,), width="stretch")
if len(drafts) > 1:
    with files_place:
        show_files(here, [drafts[one] for one in tokens], chosen, twice)
        show_twice(here, list(drafts.values()), twice)
        if not is_unit:
            show_missing(here, list(drafts.values()))

# The version of the preview that the user looked at: the one before this run, which a click began.
seen = st.session_state.get(KEY_SEEN_VERSION, here.version)
st.session_state[KEY_SEEN_VERSION] = here.version
draft = drafts[chosen]
with st.container(border=True):
    st.markdown(f"**{kinds_words(draft)}**　{draft_words(draft)}")
    if said := confirmed_words(draft):
        st.info(said)
    again = show_problems(here, draft) or (
        None if said and not draft.examined.problems else adjust(here, draft) or offer_incomplete(here, draft)
    )
    if again is not None:
        put(here, again)
        st.rerun()
    if draft.is_acceptable:
        if said := repeat_words(here, draft):
            st.info(said)
        show_preview(here, draft)

ready = [drafts[one] for one in tokens if drafts[one].is_acceptable and one not in doubled]
if ready:
    with st.container(key="confirm_bar"):
        tick, button = st.columns([0.6, 0.4], vertical_alignment="center")
        clean = tick.checkbox("已核对：所报内容不含国家秘密和工作秘密", key=f"clean:{batch_no}")
        is_waiting = is_unit and here.store.settings.is_review_on
        if button.button(confirm_words(ready, is_waiting), type="primary", disabled=not clean, width="stretch"):
            take_all(here, ready, seen)
            st.rerun()
        tick.caption(day_words(here.today, is_waiting, here.store.settings.bureau))
