"""报送任务: one collection round on one page: who owes what, notice and tables, reminders, confirmation, annex."""

from __future__ import annotations

import streamlit as st

from metrics.sentences import show_date
from metrics.versions import known_point
from services.expected import read_expected, say_expected
from services.rounds import MAY_RUN_ROUNDS, list_rounds
from ui.choose import pick_from_address, switch_from_address
from ui.markup import show, show_head
from ui.round_forms import show_closing, show_plan, show_said
from ui.round_reminders import show_reminders
from ui.round_work import show_confirmations, show_papers, show_states
from ui.rounds import pick_unit, show_matrix, show_unit_line
from ui.session import look

LIST, PAPERS, REMINDERS, REPLIES, STATES, SETTINGS, NEW = (
    "应报清单", "通知和表格", "催办", "核实确认", "通报附表", "任务设置", "新建任务",
)  # fmt: skip

here = look()
may_run = here.actor.role in MAY_RUN_ROUNDS
rounds = [one for one in list_rounds(here.store, here.actor) if here.is_latest or one.opened_on <= here.as_of]
if not rounds:
    words = "还没有涉及本单位的报送任务。" if here.actor.role == "单位" else "还没有报送任务。"
    show_head("报送任务", finding=words)
    show_said()
    if may_run:
        show_plan(here, None)
    st.stop()

by_id = {str(one.round_id): one for one in rounds}
first = next((one for one in rounds if one.is_open), rounds[0])
asked = st.query_params.get("round", str(first.round_id))
wanted = by_id.get(asked, first)
day = here.as_of if wanted.opened_on <= here.as_of else here.today
version = None if here.is_latest else known_point(here.store.warehouse, here.as_of).version
expected = read_expected(here.store, wanted, day, here.actor, version=version)
state = "进行中" if wanted.is_open else "已结束"
show_head("报送任务", (wanted.name, wanted.doc_no, state, f"截至{show_date(expected.day)}"), say_expected(expected))
show_said()

pick_from_address(
    "任务", list(by_id), "round", default=str(first.round_id), forget=("unit",),
    format_func=lambda one: f"{by_id[one].name}（{'进行中' if by_id[one].is_open else '已结束'}）",
)  # fmt: skip
views = {
    "单位": (LIST, REMINDERS, REPLIES),
    "领导": (LIST, REMINDERS, REPLIES, STATES),
}.get(here.actor.role, (LIST, PAPERS, REMINDERS, REPLIES, STATES, SETTINGS, NEW))
view = switch_from_address("查看", views, "view")

if view == LIST:
    show_matrix(here, expected)
    only = expected.units[0].code if len(expected.units) == 1 else ""
    show("<h2>逐张查看</h2>")
    show_unit_line(here, expected, only or pick_unit(here, expected))
elif view == PAPERS:
    show_papers(here, expected)
elif view == REMINDERS:
    show_reminders(here, expected)
elif view == REPLIES:
    show_confirmations(here, expected)
elif view == STATES:
    show_states(here, expected)
elif view == SETTINGS:
    if wanted.is_open:
        show_plan(here, wanted)
    show_closing(here, wanted)
elif view == NEW:
    show_plan(here, None)
