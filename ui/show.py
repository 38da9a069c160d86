"""One run of the show: reads the address, draws the slide or what is called up over it, and the foot."""

from __future__ import annotations

import streamlit as st

from services.actor import MAY_PREPARE
from services.meetings import Meeting, list_decisions
from services.pack_contents import Pack
from ui import cached_work
from ui.markup import show
from ui.session import Look
from ui.show_panels import area_title, show_decide, show_find, show_rows, show_task
from ui.slide_areas import draw_metric
from ui.slide_lists import draw
from ui.slide_parts import draw_foot
from ui.slide_unit import draw_unit
from ui.slides import ABOUT, MEETING, OF_UNIT, SLIDE, VIEW, Show, list_slides


def run_show(look: Look, meeting: Meeting) -> None:
    """Draws where the address stands. A slide that does not exist any more is the nearest one.

    Raises:
        MeetingRefused: the meeting is not frozen, or what was frozen is damaged.
    """
    pack = cached_work.frozen_pack(look, meeting)
    here = _stand(look, meeting, pack)
    view = st.query_params.get(VIEW, "")
    about = pack.metric(st.query_params.get(ABOUT, ""))
    unit = next((one for one in pack.units if one.code == st.query_params.get(OF_UNIT, "")), None)
    task = next((one for one in pack.tasks if one.task_no == st.query_params.get(ABOUT, "")), None)
    if view == "rows" and pack.metrics:
        show_rows(here)
        show(draw_foot(here, "封存的明细", back=True))
    elif view == "find":
        show_find(here)
        show(draw_foot(here, "", back=True))
    elif view == "task" and task is not None:
        show_task(here, task)
        show(draw_foot(here, "封存的督办事项", back=True))
    elif view == "decide":
        show_decide(here, look, meeting.id)
        show(draw_foot(here, "", back=True))
    else:
        is_card = True
        if view == "metric" and about is not None:
            slide, source = draw_metric(here, about, area_title(here, about))
        elif view == "unit" and unit is not None:
            slide, source = draw_unit(here, unit)
        else:
            slide, source = draw(here)
            is_card = False
        show(slide)
        show(draw_foot(here, source, back=is_card))


def _stand(look: Look, meeting: Meeting, pack: Pack) -> Show:
    decisions = tuple(list_decisions(look.store, meeting.id, look.actor))
    slides = list_slides(pack, meeting.agenda, decisions)
    asked = st.query_params.get(SLIDE, "1")
    at = min(max(int(asked) if asked.isdecimal() else 1, 1), len(slides))
    kept = look.choices.params(as_of="", batch="", kind="", **{MEETING: str(meeting.id)})
    return Show(
        pack=pack,
        name=meeting.name,
        held_on=meeting.held_on,
        agenda=meeting.agenda,
        decisions=decisions,
        at=at,
        kept=kept,
        may_record=look.actor.role in MAY_PREPARE,
        slides=slides,
    )
