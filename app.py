"""The server: st.App around frame.py with routes, headers, Chinese words and the log of faults.

Start with `streamlit run app.py`. The screen itself is frame.py; this module holds what belongs to the process.
"""

from __future__ import annotations

import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.routing import Route
from streamlit.runtime.pages_manager import PagesManager

from ui.faults import log_fault, show_fault
from ui.served_page import ServedPage
from ui.sign_in import SignIn
from ui.sign_in_routes import ROUTES as SIGN_IN_ROUTES

# frame.py names its pages itself; without this the first visitor after a start who follows a link to a page would
# get that page alone, because a folder called pages/ means something to Streamlit until st.navigation has run once.
PagesManager.uses_pages_directory = False

HERE = Path(__file__).resolve().parent
STATIC = HERE / "ui" / "static"
BACKUP_LOOK_EVERY = 60  # seconds


async def healthz(request: Request) -> Response:
    """Says that the process answers; opens nothing."""
    return PlainTextResponse("ok", headers={"Cache-Control": "no-store"})


async def words(request: Request) -> Response:
    """The script with the Chinese words for Streamlit's own interface."""
    return FileResponse(STATIC / "words.js", media_type="text/javascript", headers={"Cache-Control": "no-cache"})


async def line_script(request: Request) -> Response:
    """The script that makes good what a broken line left undone."""
    return FileResponse(STATIC / "line.js", media_type="text/javascript", headers={"Cache-Control": "no-cache"})


async def show_script(request: Request) -> Response:
    """The script of the show of a meeting: keys and full screen."""
    return FileResponse(STATIC / "show.js", media_type="text/javascript", headers={"Cache-Control": "no-cache"})


async def show_style(request: Request) -> Response:
    """How the slides of a meeting look."""
    return FileResponse(STATIC / "show.css", media_type="text/css", headers={"Cache-Control": "no-cache"})


async def style(request: Request) -> Response:
    """What the theme cannot say."""
    return FileResponse(STATIC / "style.css", media_type="text/css", headers={"Cache-Control": "no-cache"})


async def icon(request: Request) -> Response:
    return FileResponse(STATIC / "icon.svg", media_type="image/svg+xml", headers={"Cache-Control": "max-age=86400"})


def handle_script_error(error: Exception) -> bool:
    """Shows a Chinese sentence with a log number in the place of the traceback."""
    show_fault(log_fault(error))
    return True


@asynccontextmanager
async def lifespan(app: st.App) -> AsyncIterator[None]:
    """Opens the store beside the first answers, so that the server is healthy at once; closes it with the process."""
    import anyio

    from services.backups import wait_for_backups
    from ui.session import close_store

    async with anyio.create_task_group() as jobs:
        jobs.start_soon(keep_ready)
        yield
        # A backup that is being made ends first: a thread cannot be cancelled, and nothing half-made stays.
        jobs.cancel_scope.cancel()
    await anyio.to_thread.run_sync(wait_for_backups)
    close_store()


async def keep_ready() -> None:
    """Prepares the first screen, then looks once a minute whether the daily backup is due."""
    import anyio

    await anyio.to_thread.run_sync(prepare)
    while True:
        await anyio.sleep(BACKUP_LOOK_EVERY)
        await anyio.to_thread.run_sync(back_up)


def back_up() -> None:
    """The daily backup when it is due; its failures are in its own record."""
    from services.backups import back_up_when_due
    from ui.session import opened_store

    try:
        if (store := opened_store()) is not None:
            back_up_when_due(store, datetime.now())
    except Exception as error:  # the next look is a minute later
        log_fault(error)


def prepare() -> None:
    """The store, the first screen's figures, and everything that stays taken out of garbage collection.

    Streamlit collects all generations after every run of a page; with the libraries frozen a click costs a third.
    """
    from ui.cache import warm

    try:
        warm()
    except Exception as error:  # the visitor is told by the page itself; the server goes on answering
        log_fault(error)
    gc.collect()
    gc.freeze()


app = st.App(
    HERE / "frame.py",
    lifespan=lifespan,
    routes=[
        Route("/healthz", healthz),
        Route("/words.js", words),
        Route("/style.css", style),
        Route("/line.js", line_script),
        Route("/show.js", show_script),
        Route("/show.css", show_style),
        Route("/icon.svg", icon),
        *SIGN_IN_ROUTES,
    ],
    middleware=[Middleware(ServedPage), Middleware(SignIn)],
    on_script_error=handle_script_error,
)
