"""The gate before everything the server answers: pages, files, uploads and the line of each open page.

A store with accounts lets only signed-in browsers through. One without (stand-alone mode) is for the machine itself:
whoever comes over a network, also through a proxy on this machine, is told that accounts must be set up first.
"""

from __future__ import annotations

import asyncio
import ipaddress
from typing import Literal
from urllib.parse import quote, urlsplit

from anyio import to_thread
from starlette.requests import HTTPConnection
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from config.settings import Settings, load_settings
from services.store import Store
from ui import sign_in_page
from ui.session import open_once, opened_store
from ui.signed_in import COOKIE
from warehouse.connect import StoreInUse

LOGIN, PASSWORD, SIGN_OUT, SESSION, STYLE, ICON, HEALTH = (
    "/login", "/password", "/sign-out", "/session", "/sign_in.css", "/icon.svg", "/healthz",
)  # fmt: skip
FOR_EVERYBODY = frozenset({HEALTH, STYLE, ICON})
WITHOUT_SESSION = FOR_EVERYBODY | {LOGIN, SESSION}
BEFORE_CHANGE = WITHOUT_SESSION | {PASSWORD, SIGN_OUT}
# Headers that only a proxy adds.
FORWARDED = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip", "via")
OWN_NAMES = frozenset({"localhost", "127.0.0.1", "::1"})
SECONDS_BETWEEN_LOOKS = 4.0
LONGEST_ADDRESS = 4_000

Verdict = Literal["passes", "no_store", "over_network", "not_signed_in", "must_change"]


class SignIn:
    """ASGI middleware; lifespan messages pass through."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket") or scope["path"] == HEALTH:
            await self.app(scope, receive, send)
            return
        store = opened_store() or await to_thread.run_sync(reach_store)
        request = HTTPConnection(scope)
        verdict = judge(request, store)
        if scope["type"] == "websocket":
            if verdict == "passes" and ("origin" not in request.headers or is_from_own_page(request)):
                await self._watch(request, receive, send)
            else:
                await receive()
                await send({"type": "websocket.close", "code": 1008})
            return
        if verdict == "passes" and store is not None and scope["path"] != SESSION:
            store.sessions.use(request.cookies.get(COOKIE, ""))
        refused = _refuse(request, scope["method"], verdict, store)
        await (refused or self.app)(scope, receive, send)

    async def _watch(self, request: HTTPConnection, receive: Receive, send: Send) -> None:
        """Ends the line when the session ends: nothing that a page still sends is carried out."""
        pending: asyncio.Future[Message] | None = None
        is_closed = False

        async def receive_allowed() -> Message:
            nonlocal pending, is_closed
            while True:
                pending = pending or asyncio.ensure_future(receive())
                done, _ = await asyncio.wait({pending}, timeout=SECONDS_BETWEEN_LOOKS)
                store = reach_store()
                if judge(request, store) != "passes":
                    if not is_closed:
                        is_closed = True
                        await send({"type": "websocket.close", "code": 1008})
                    return {"type": "websocket.disconnect", "code": 1008}
                if done:
                    message, pending = pending.result(), None
                    if store is not None:
                        is_use = message["type"] == "websocket.receive"
                        note = store.sessions.use if is_use else store.sessions.note_line_ended
                        note(request.cookies.get(COOKIE, ""))
                    return message

        async def send_while_open(message: Message) -> None:
            if not is_closed:
                await send(message)

        try:
            await self.app(request.scope, receive_allowed, send_while_open)
        finally:
            if pending is not None:
                pending.cancel()


def reach_store() -> Store | None:
    """The store of this process, opened if need be; None while it cannot be, which the page itself tells."""
    try:
        return opened_store() or open_once(str(load_settings().store))
    except (StoreInUse, OSError):
        return None


def settings_of(store: Store | None) -> Settings:
    """What the pages before the program call the product and the bureau."""
    return store.settings if store is not None else load_settings()


def judge(request: HTTPConnection, store: Store | None) -> Verdict:
    """Whether what comes in may pass, apart from the few addresses that are open to everybody."""
    if store is None or not store.sessions.requires_sign_in:
        if is_of_this_machine(request):
            return "passes"
        return "over_network" if store else "no_store"
    session = store.sessions.find(request.cookies.get(COOKIE, ""))
    if session is None:
        return "not_signed_in"
    return "must_change" if session.must_change else "passes"


def is_of_this_machine(request: HTTPConnection) -> bool:
    """True for a browser of this machine that speaks to the server itself, by one of the machine's own names."""
    if any(name in request.headers for name in FORWARDED):
        return False
    named = urlsplit(f"//{request.headers.get('host', '')}").hostname or ""
    return named in OWN_NAMES and request.client is not None and _is_loopback(request.client.host)


def is_from_own_page(request: HTTPConnection) -> bool:
    """Whether a page of this very server sends it: another port of the machine is another program, with the same cookies."""
    origin = urlsplit(request.headers.get("origin", ""))
    names = {_plain(request.headers.get(name, "")) for name in ("host", "x-forwarded-host")} - {""}
    return origin.scheme in ("http", "https") and _plain(origin.netloc) in names


def own_address(text: str) -> str:
    """The address asked for before signing in, when it is one of this program's own; else the first page.

    Browsers read `\\` as `/` and drop control characters, so that `/\\host` and `//host` both lead elsewhere.
    """
    is_own = (
        text.startswith("/")
        and not text.startswith("//")
        and len(text) <= LONGEST_ADDRESS
        and "\\" not in text
        and all(letter.isprintable() for letter in text)
        and urlsplit(text).path not in BEFORE_CHANGE
    )
    return quote(text, safe="/?#[]@!$&'()*+,;=:%-._~") if is_own else "/"


def asked_address(request: HTTPConnection) -> str:
    """Path and query of a request, as own_address takes them back."""
    query = request.scope["query_string"].decode("latin-1")
    return quote(request.scope["path"]) + (f"?{query}" if query else "")


def _refuse(request: HTTPConnection, method: str, verdict: Verdict, store: Store | None) -> Response | None:
    """The answer to what may not pass; None for what may."""
    path = request.scope["path"]
    if path in FOR_EVERYBODY:
        return None
    if verdict in ("over_network", "no_store"):
        make = sign_in_page.over_network if verdict == "over_network" else sign_in_page.no_store
        page = make(settings_of(store))
        return sign_in_page.answer(page, 403 if verdict == "over_network" else 503)
    if verdict == "passes" or path in (WITHOUT_SESSION if verdict == "not_signed_in" else BEFORE_CHANGE):
        return None
    if method == "GET" and "text/html" in request.headers.get("accept", ""):
        page = LOGIN if verdict == "not_signed_in" else PASSWORD
        address = f"{page}?next={quote(asked_address(request), safe='')}"
        return RedirectResponse(address, 303, headers={"Cache-Control": "no-store"})
    words, status = ("请先登录。", 401) if verdict == "not_signed_in" else ("请先修改密码。", 403)
    return PlainTextResponse(words, status, headers={"Cache-Control": "no-store"})


def _plain(host: str) -> str:
    return host.strip().lower().removesuffix(":80").removesuffix(":443")


def _is_loopback(host: str) -> bool:
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return False
    mapped = getattr(address, "ipv4_mapped", None)
    return bool((mapped or address).is_loopback)
