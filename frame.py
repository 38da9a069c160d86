"""The screen's frame: product name, filters, role, navigation; then the page itself."""

from __future__ import annotations

from datetime import date
from html import escape

import streamlit as st

from metrics.sentences import show_date
from services.actor import ROLES, role_name
from ui import choose, session
from ui.cached_work import open_meeting
from ui.first_steps import lead_on, show_first_steps
from ui.links import address
from ui.markup import link, show
from ui.navigation import GROUPS, PAGES_FOLDER, WITHOUT_DATA
from ui.search_results import show_search
from ui.session import KEY_AS_OF, KEY_BATCH, KEY_KIND, KEY_OWN_UNIT, KEY_ROLE, KEY_SEARCH, KEY_SINCE, Look
from ui.signed_in import note_show, show_person
from ui.slides import MEETING, SLIDE
from ui.slides import PAGE as MEETING_PAGE

EVERY = "全部"
SIDEBAR_WIDTH = 252  # pixels
# Without units nothing else can be stored, so the first version is the unit register.
REGISTER_ONLY = 1


def write_address(key: str, parameter: str) -> None:
    """Moves a choice from its widget into the address, which is what pages read."""
    value = st.session_state[key]
    text = value.isoformat() if hasattr(value, "isoformat") else (value or "")
    forget = {"unit": ""} if parameter in ("batch", "kind") else {}
    choose.write_address({**forget, parameter: "" if text == EVERY else text})


def draw_day(look: Look) -> None:
    """The day looked at. Widgets are set from the address before they are drawn."""
    st.session_state[KEY_AS_OF] = None if look.is_latest else look.as_of
    st.date_input(
        "数据截至（留空为最新）",
        key=KEY_AS_OF,
        value=None,
        format="YYYY-MM-DD",
        on_change=write_address,
        args=(KEY_AS_OF, "as_of"),
    )


def draw_more_filters(look: Look) -> None:
    """The day compared with, batch and kind: folded away, so that the navigation stays in sight, until one is set."""
    choices = look.choices
    chosen = tuple(filter(None, (choices.since, choices.batch, choices.kind)))
    with st.expander(f"筛选和比较（已设{len(chosen)}项）" if chosen else "筛选和比较", expanded=bool(chosen)):
        st.session_state[KEY_SINCE] = date.fromisoformat(choices.since) if choices.since else None
        st.date_input(
            f"比较日期（留空为{look.compared.default_words}）",
            key=KEY_SINCE,
            value=None,
            format="YYYY-MM-DD",
            on_change=write_address,
            args=(KEY_SINCE, KEY_SINCE),
        )
        for key, label, value, known in (
            (KEY_BATCH, "批次", choices.batch, [unit.batch for unit in look.units if unit.batch != "不纳入"]),
            (KEY_KIND, "类别", choices.kind, [unit.kind for unit in look.units if unit.kind != "县本级"]),
        ):
            st.session_state[key] = value or EVERY
            st.selectbox(label, [EVERY, *dict.fromkeys(known)], key=key, on_change=write_address, args=(key, key))


def draw_search() -> None:
    """The search box: its text lives in the address, and the results stand in place of the page."""
    st.session_state[KEY_SEARCH] = st.query_params.get(KEY_SEARCH, "")
    st.text_input(
        "查找",
        key=KEY_SEARCH,
        placeholder="名称、人员或数据编号",
        on_change=write_address,
        args=(KEY_SEARCH, KEY_SEARCH),
    )


def show_open_meeting(look: Look) -> None:
    """The meeting that lies ahead, if any, and how far it is."""
    meeting = open_meeting(look)
    if meeting is None:
        return
    day = meeting.held_on
    when = "今天" if day == look.today else show_date(day)
    place = {**look.choices.params(), MEETING: str(meeting.id)}
    state = "已冻结，可以展示" if meeting.is_frozen else "正在筹备"
    show(f'<p class="ahead">{link(MEETING_PAGE, place, escape(meeting.name))}<br>{when}召开，{state}</p>')


def draw_role(look: Look) -> None:
    """Who looks. Stand-alone mode has no accounts: the role is chosen, not proved, and says so."""
    st.session_state[KEY_ROLE] = look.actor.role
    st.selectbox(
        "身份（单机模式，不作登录）", ROLES, key=KEY_ROLE, on_change=write_address, args=(KEY_ROLE, "role"),
        format_func=lambda role: role_name(role, look.bureau),
    )  # fmt: skip
    if look.actor.role == "单位":
        own = [unit for unit in look.units if unit.kind != "县本级"]
        st.session_state[KEY_OWN_UNIT] = look.actor.unit
        st.selectbox(
            "本单位",
            [unit.code for unit in own],
            format_func=lambda code: look.names[code],
            key=KEY_OWN_UNIT,
            on_change=write_address,
            args=(KEY_OWN_UNIT, "own_unit"),
        )


st.set_page_config(page_title=session.product(), layout="wide", initial_sidebar_state=SIDEBAR_WIDTH)
pages = {
    group: [
        st.Page(PAGES_FOLDER / entry.file, title=entry.title, url_path=entry.path or None, default=not entry.path)
        for entry in entries
    ]
    for group, entries in GROUPS.items()
}
page = st.navigation(pages, position="hidden")

session.require_store()
look = session.look()
st.set_page_config(page_title=look.store.settings.product)

is_show = page.url_path == MEETING_PAGE and SLIDE in st.query_params and bool(look.version)
note_show(look.store, is_show)
if is_show:
    page.run()  # the show of a meeting fills the screen: no sidebar, no notices
    st.stop()

with st.sidebar:
    mark = '<div><span class="mark">演示数据</span></div>' if look.is_demo else ""
    show(f'<div class="product">{escape(look.store.settings.product)}</div>{mark}')
    if look.version:
        draw_day(look)
        draw_search()
        draw_more_filters(look)
        show_open_meeting(look)
    for group, entries in GROUPS.items():
        named = [
            st_page for entry, st_page in zip(entries, pages[group], strict=True) if look.actor.role in entry.roles
        ]
        if named:
            show(f'<div class="group">{group}</div>')
        for st_page in named:
            st.page_link(st_page, query_params=look.choices.params(), width="stretch")
    if look.actor.account_id:
        show_person(look.actor, look.names, address(page.url_path, st.query_params.to_dict())[1:])
    else:
        draw_role(look)
    dated = {**st.query_params.to_dict(), "as_of": look.as_of.isoformat()}
    dated.pop("role", None)
    dated.pop("own_unit", None)
    show(f'<button data-copy="{address(page.url_path, dated).replace("&", "&amp;")}">复制链接</button>')

for sentence in look.refused:
    st.warning(sentence)
if look.version and (wanted := st.query_params.get(KEY_SEARCH, "").strip()):
    show_search(look, wanted)
elif look.version or page.url_path in WITHOUT_DATA:
    if look.version == REGISTER_ONLY and page.title == "总览":
        lead_on(look)
    page.run()
else:
    show_first_steps(look)
