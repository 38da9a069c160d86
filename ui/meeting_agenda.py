"""The agenda of a meeting that is being prepared: pages in order, each moved, noted or taken out at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from html import escape

import streamlit as st

from config.reference import load_areas
from services.actor import NotAllowed
from services.meetings import AgendaItem, Meeting, MeetingRefused, amend
from services.store import StoreFailed
from ui.markup import show
from ui.session import KEY_REFUSED, Look


def show_agenda(look: Look, meeting: Meeting) -> None:
    """The pages in order with their notes, and the pickers that add some."""
    show("<h2>议程　<span class='quiet'>按此顺序展示；不选时展示全部有数据的重点任务</span></h2>")
    agenda = meeting.agenda
    with st.container(key="agenda_rows"):
        for place, item in enumerate(agenda):
            name, note, up, down, out = st.columns([0.3, 0.34, 0.12, 0.12, 0.12], vertical_alignment="center")
            with name:
                show(f"<p>{place + 1}．{escape(item_name(look, item))}</p>")
            key = f"agenda:{meeting.id}:{meeting.revision}:{place}"
            note.text_input(
                "备注", value=item.note, key=f"{key}:note", placeholder="备注，列在议程页", label_visibility="collapsed",
                max_chars=40, on_change=_note, args=(look, meeting, place, f"{key}:note"),
            )  # fmt: skip
            moves: tuple[tuple[str, int], ...] = (("上移", -1), ("下移", 1))
            for spot, (word, step) in zip((up, down), moves, strict=True):
                spot.button(
                    word, key=f"{key}:{word}", disabled=not 0 <= place + step < len(agenda), width="stretch",
                    on_click=_save, args=(look, meeting, _swapped(agenda, place, step)),
                )  # fmt: skip
            out.button(
                "移出", key=f"{key}:out", width="stretch",
                on_click=_save, args=(look, meeting, (*agenda[:place], *agenda[place + 1 :])),
            )  # fmt: skip
    taken = {(item.kind, item.id) for item in agenda}
    areas = [area.id for area in load_areas() if ("area", area.id) not in taken]
    units = [unit.code for unit in look.units if unit.kind != "县本级" and ("unit", unit.code) not in taken]
    titles = {area.id: area.title for area in load_areas()}
    first, second, third = st.columns([0.4, 0.4, 0.2], vertical_alignment="bottom")
    area_key, unit_key = f"add_area:{meeting.id}:{meeting.revision}", f"add_unit:{meeting.id}:{meeting.revision}"
    first.multiselect(
        "加入重点任务（按点选先后）", areas, format_func=titles.__getitem__, key=area_key, placeholder="请选择"
    )
    second.multiselect(
        "加入单位（按点选先后）", units, format_func=look.names.__getitem__, key=unit_key, placeholder="请选择"
    )
    third.button("加入议程", width="stretch", on_click=_add, args=(look, meeting, area_key, unit_key))


def item_name(look: Look, item: AgendaItem) -> str:
    """A page of the agenda by name."""
    if item.kind == "area":
        return next((area.title for area in load_areas() if area.id == item.id), item.id)
    return look.names.get(item.id, item.id)


def _swapped(agenda: Sequence[AgendaItem], place: int, step: int) -> tuple[AgendaItem, ...]:
    moved = list(agenda)
    if 0 <= place + step < len(moved):
        moved[place], moved[place + step] = moved[place + step], moved[place]
    return tuple(moved)


def _add(look: Look, meeting: Meeting, area_key: str, unit_key: str) -> None:
    added = [AgendaItem("area", one) for one in st.session_state[area_key]]
    added += [AgendaItem("unit", one) for one in st.session_state[unit_key]]
    if added:
        _save(look, meeting, (*meeting.agenda, *added))


def _note(look: Look, meeting: Meeting, place: int, key: str) -> None:
    changed = list(meeting.agenda)
    changed[place] = replace(changed[place], note=st.session_state[key].strip())
    _save(look, meeting, tuple(changed))


def _save(look: Look, meeting: Meeting, agenda: tuple[AgendaItem, ...]) -> None:
    """Saves at once what was seen and changed; somebody else's change is told and kept."""
    try:
        amend(look.store, meeting, look.actor, agenda=agenda)
    except (NotAllowed, MeetingRefused, StoreFailed) as refusal:
        st.session_state[KEY_REFUSED] = str(refusal)
