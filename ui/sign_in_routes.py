"""What the pages before the program send: signing in, another password, signing out. Nothing here decides; services do."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar
from urllib.parse import parse_qs, quote

from anyio import CapacityLimiter, to_thread
from starlette.requests import Request
from starlette.responses import FileResponse, RedirectResponse, Response
from starlette.routing import Route

from services.sessions import SIGNED_OUT
from services.sign_in import SignedIn, SignInRefused, change_own_password, sign_in, sign_out
from services.store import Store
from ui import sign_in_page
from ui.sign_in import (
    LOGIN,
    PASSWORD,
    SESSION,
    SIGN_OUT,
    STYLE,
    is_from_own_page,
    own_address,
    reach_store,
    settings_of,
)
from ui.sign_in_page import answer
from ui.signed_in import COOKIE
from warehouse.accounts import find_account

STATIC = Path(__file__).resolve().parent / "static"
LONGEST_FORM = 16_000  # bytes
FOREIGN = "这次提交不是从本程序的页面发出的，没有办理。请在浏览器中重新打开本程序的地址再试。"
OUT = "out"
Done = TypeVar("Done")

# A password costs a tenth of a second and 32 MB: however many arrive, the pages of others stay quick.
_one_by_one = CapacityLimiter(1)


async def login_page(request: Request) -> Response:
    """登录; whoever is signed in already goes on."""
    store, asked = reach_store(), own_address(request.query_params.get("next", "/"))
    if store is None or not store.sessions.requires_sign_in or store.sessions.find(_token(request)):
        return _go(asked)
    said = SIGNED_OUT if OUT in request.query_params else store.sessions.why_ended(_token(request))
    return answer(sign_in_page.login(store.settings, asked, said=said))


async def take_login(request: Request) -> Response:
    """Name and password; a wrong one is said in place."""
    form, store = await _read_form(request), reach_store()
    if form is None:
        return answer(sign_in_page.refused(settings_of(store), FOREIGN), 403)
    asked = own_address(form.get("next", "/"))
    if store is None or not store.sessions.requires_sign_in:
        return _go(asked)
    login = form.get("login", "")
    try:
        signed = await _in_turn(lambda: sign_in(store, login, form.get("password", ""), _address(request)))
    except SignInRefused as refusal:
        return answer(sign_in_page.login(store.settings, asked, login=login, problem=str(refusal)), 401)
    # Whoever was signed in here before is not any more: the browser has one cookie.
    await _in_turn(lambda: sign_out(store, _token(request)))
    return _enter(request, signed, asked)


async def password_page(request: Request) -> Response:
    """修改密码."""
    store = reach_store()
    if store is None or not store.sessions.requires_sign_in:
        return _go("/")
    return _show_password(request, store, own_address(request.query_params.get("next", "/")))


async def take_password(request: Request) -> Response:
    """Another password; the session goes on under a new token."""
    form, store = await _read_form(request), reach_store()
    if form is None:
        return answer(sign_in_page.refused(settings_of(store), FOREIGN), 403)
    session = store.sessions.find(_token(request)) if store else None
    asked = own_address(form.get("next", "/"))
    if store is None or session is None:
        return _go(_login_for(asked))
    try:
        signed = await _in_turn(
            lambda: change_own_password(
                store, session, form.get("former", ""), form.get("new", ""), form.get("repeated", "")
            )
        )
    except SignInRefused as refusal:
        if store.sessions.find(_token(request)) is None:
            return _go(_login_for(asked))
        return _show_password(request, store, asked, problem=str(refusal))
    return _enter(request, signed, asked)


async def take_sign_out(request: Request) -> Response:
    """退出."""
    form, store = await _read_form(request), reach_store()
    if form is None:
        return answer(sign_in_page.refused(settings_of(store), FOREIGN), 403)
    if store is not None:
        await _in_turn(lambda: sign_out(store, _token(request)))
    gone = _go(f"{LOGIN}?{OUT}=1")
    gone.delete_cookie(COOKIE, path="/", httponly=True, samesite="lax", secure=_is_secure(request))
    return gone


async def session_state(request: Request) -> Response:
    """Whether an open page may go on, asked by it when its line has ended; no use of the session."""
    store = reach_store()
    goes_on = store is None or not store.sessions.requires_sign_in or store.sessions.find(_token(request))
    return Response(status_code=204 if goes_on else 401, headers={"Cache-Control": "no-store"})


async def style(request: Request) -> Response:
    """How these pages look."""
    return FileResponse(STATIC / "sign_in.css", media_type="text/css", headers={"Cache-Control": "no-cache"})


ROUTES = [
    Route(LOGIN, login_page, methods=["GET"]),
    Route(LOGIN, take_login, methods=["POST"]),
    Route(PASSWORD, password_page, methods=["GET"]),
    Route(PASSWORD, take_password, methods=["POST"]),
    Route(SIGN_OUT, take_sign_out, methods=["POST"]),
    Route(SESSION, session_state),
    Route(STYLE, style),
]


def _show_password(request: Request, store: Store, asked: str, *, problem: str = "") -> Response:
    session = store.sessions.find(_token(request))
    account = find_account(store.warehouse, session.actor.account_id) if session else None
    if session is None or account is None:
        return _go(_login_for(asked))
    page = sign_in_page.password(
        store.settings, asked, name=account.name, login=account.login, said=session.must_change, problem=problem,
        is_forced=bool(session.must_change),
    )  # fmt: skip
    return answer(page, 422 if problem else 200)


def _enter(request: Request, signed: SignedIn, asked: str) -> Response:
    entered = _go(f"{PASSWORD}?next={quote(asked, safe='')}" if signed.must_change else asked)
    entered.set_cookie(COOKIE, signed.token, path="/", httponly=True, samesite="lax", secure=_is_secure(request))
    return entered


async def _read_form(request: Request) -> dict[str, str] | None:
    """The fields sent; None when the form comes from elsewhere or is too long."""
    if not is_from_own_page(request):
        return None
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > LONGEST_FORM:
            return None
    fields = parse_qs(body.decode("utf-8", "replace"), keep_blank_values=True)
    return {name: values[0] for name, values in fields.items()}


def _is_secure(request: Request) -> bool:
    """Whether the browser came by https, to a proxy or here."""
    forwarded = request.headers.get("x-forwarded-proto", "").partition(",")[0].strip().lower()
    return "https" in (request.url.scheme, forwarded)


def _address(request: Request) -> str:
    return request.client.host if request.client else ""


def _token(request: Request) -> str:
    return request.cookies.get(COOKIE, "")


def _login_for(asked: str) -> str:
    return f"{LOGIN}?next={quote(asked, safe='')}"


def _go(address: str) -> RedirectResponse:
    return RedirectResponse(address, 303, headers={"Cache-Control": "no-store"})


async def _in_turn(act: Callable[[], Done]) -> Done:
    return await to_thread.run_sync(act, limiter=_one_by_one)
