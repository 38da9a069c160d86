"""The received files of this session: handed in, read in the background, held until confirmed or removed.

The files themselves lie in the store for a day (services.received), so that another page, a lost connection or a second
tab finds them again; session state only remembers what was read of them.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from html import escape
from threading import Lock

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from services.received import owner_of
from services.receiving import Reception, find_unfinished
from services.submit import Draft, drop, list_drafts
from ui.batch import Told
from ui.markup import show
from ui.session import KEY_BATCH_NO, KEY_DRAFTS, KEY_RECEIPTS, KEY_RECEPTION, KEY_TAKEN, Look

# What a folder holds besides the tables: locks of an open workbook, remains of the system.
NOT_TABLES = ("~$", ".", "Thumbs.db", "desktop.ini")


@dataclass
class Held:
    """The drafts of one actor by token, in the order of receipt.

    taking: held while one is confirmed. After a lost connection the page is drawn anew while that still goes on.
    """

    owner: tuple[int, str, str]
    drafts: dict[str, Draft] = field(default_factory=dict)
    taking: Lock = field(default_factory=Lock)


def add_files(look: Look, files: Sequence[UploadedFile]) -> None:
    """Puts the dropped files into the queue and empties the uploader."""
    reception = st.session_state.get(KEY_RECEPTION) or Reception(look.store, look.actor)
    st.session_state[KEY_RECEPTION] = reception
    for file in files:
        name = file.name.replace("\\", "/").rpartition("/")[2]
        if not name.startswith(NOT_TABLES):
            reception.add(name, file.getvalue())
    st.session_state[KEY_TAKEN] = [file.name for file in files]
    _next_batch()


def show_taken() -> None:
    """Tells the page the files of the latest batch as the browser named them: static/line.js sends the others again."""
    show(f'<span data-taken="{escape(json.dumps(st.session_state.get(KEY_TAKEN, [])))}"></span>')


def draft_states(look: Look) -> Reception | None:
    """The files being read, or just read and not yet held; None when there are none."""
    reception: Reception | None = st.session_state.get(KEY_RECEPTION) or find_unfinished(look.store, look.actor)
    if reception is None or not reception.states():
        return None
    st.session_state[KEY_RECEPTION] = reception
    return reception


def hand_over(look: Look) -> None:
    """Takes what was read among the held drafts; what could not be received is told."""
    reception: Reception = st.session_state[KEY_RECEPTION]
    for state in reception.states():
        if state.draft is not None:
            # Another role's drafts wait for that role in the store.
            if owner_of(reception.actor) == owner_of(look.actor):
                _put_once(look, state.draft)
        else:
            receipts_of().append(Told(state.name, state.fault))
    st.session_state.pop(KEY_RECEPTION, None)


def held_drafts(look: Look) -> dict[str, Draft]:
    """What the actor sent and neither confirmed nor removed; read again from the store once a session."""
    held = _held(look)
    with held.taking:
        for token, draft in list(held.drafts.items()):
            if draft.path is not None and not draft.path.exists():
                del held.drafts[token]
                receipts_of().append(
                    Told(draft.file_name, "已在别的窗口确认或移除，或者已放置超过一天；结果见“报送记录”")
                )
        return held.drafts


def taking(look: Look) -> Callable[[str], AbstractContextManager[None]]:
    """Gives what is entered around the confirming of one draft, by its token; the draft is let go when it left the store.

    Asked for before the first is confirmed: a run whose connection broke off does not reach the session any more.
    """
    held = _held(look)

    @contextmanager
    def take(token: str) -> Iterator[None]:
        with held.taking:
            yield
            draft = held.drafts.get(token)
            if draft is not None and draft.path is not None and not draft.path.exists():
                del held.drafts[token]

    return take


def put(look: Look, draft: Draft) -> None:
    """Holds a draft, in the place of the one with the same token."""
    _held(look).drafts[draft.token] = draft


def _put_once(look: Look, draft: Draft) -> None:
    """Holds a draft, unless the same content is held already: a second click is no second file."""
    same = next((one for one in _held(look).drafts.values() if one.examined.sha256 == draft.examined.sha256), None)
    if same is None or draft.path is None or same.token == draft.token:
        put(look, draft)
        return
    drop(look.store, draft)
    receipts_of().append(Told(draft.file_name, f"与已收下的“{same.file_name}”内容相同，没有重复收"))


def forget(look: Look, tokens: Sequence[str]) -> None:
    """Removes drafts and what the store kept of them."""
    for token in tokens:
        draft = _held(look).drafts.pop(token, None)
        if draft is not None:
            drop(look.store, draft)


def start_over(look: Look) -> None:
    """Removes every draft and clears the receipts."""
    forget(look, list(_held(look).drafts))
    receipts_of().clear()
    _next_batch()


def receipts_of() -> list[Told]:
    """What became of the files confirmed in this session, the latest batch."""
    receipts: list[Told] = st.session_state.setdefault(KEY_RECEIPTS, [])
    return receipts


def _held(look: Look) -> Held:
    who = owner_of(look.actor)
    held: Held | None = st.session_state.get(KEY_DRAFTS)
    if held is None or held.owner != who:
        with st.spinner("正在找回没有确认的文件"):
            held = Held(who, {draft.token: draft for draft in list_drafts(look.store, look.actor)})
        st.session_state[KEY_DRAFTS] = held
    return held


def _next_batch() -> None:
    st.session_state[KEY_BATCH_NO] = st.session_state.get(KEY_BATCH_NO, 0) + 1
