"""审核: what units sent and waits for the bureau; one as of now, accepted or returned."""

from __future__ import annotations

from datetime import datetime

import streamlit as st

from services import review
from services.actor import NotAllowed
from services.review import MAY_REVIEW
from ui import cached_work
from ui.choose import pick_from_address
from ui.markup import show, show_head, two_columns
from ui.review import days_words, offer_clean, show_decided, show_effect, show_queue, show_review, waiting_name
from ui.session import KEY_WAITING, look

here = look()
if here.actor.role not in MAY_REVIEW:
    show_head("审核")
    st.info(f"报送由{here.bureau}审核。每份报送是否已入库、因何退回，请到“报送记录”查看。")
    st.stop()
now = datetime.now()
queue = review.list_queue(here.store, here.actor)
clean_count = sum(one.is_clean for one in queue)
show_head(
    "审核",
    (f"数据第{here.version}版",),
    f"有**{len(queue)}份**报送等待审核，其中{clean_count}份没有提醒；最早的一份{days_words(queue[0].received_at, now)}。"
    if queue
    else "没有等待审核的报送。",
)
show_decided()
asked = st.query_params.get(KEY_WAITING, "")
if asked.isdecimal() and (told := review.told_decision(here.store, int(asked))):
    st.info(told)
    st.query_params.pop(KEY_WAITING)
if not queue:
    show('<p class="quiet">单位确认的报送先在这里等待，审核入库后才计入指标。</p>')
    st.stop()
left, right = two_columns("review", [0.46, 0.54])
by_id = {str(one.upload_id): one for one in queue}
with left:
    chosen = pick_from_address(
        "查看哪一份（也可点下表文件名）", list(by_id), KEY_WAITING, default=next(iter(by_id)),
        format_func=lambda one: waiting_name(by_id[one], here.names),
    )  # fmt: skip
    show_queue(here, queue, chosen, now)
    offer_clean(here, queue)
try:
    found = cached_work.review(here, int(chosen))
except NotAllowed as refusal:
    right.error(str(refusal))
    st.stop()
with right:
    show_review(here, found)
show_effect(here, found)
