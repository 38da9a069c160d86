"""The gate: what passes with and without a session, over a network, through a proxy; forms, cookies, and open lines."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from config.settings import load_settings
from services.account_rules import Draft
from services.accounts import create, disable
from services.actor import Actor
from services.sign_in import actor_of
from services.store import Store
from tests.services.signing import OTHER, PASSWORD, first_account
from tests.ui.asgi import HOST, Visitor
from ui import session, sign_in
from ui.served_page import ServedPage
from ui.sign_in import SignIn, own_address
from ui.sign_in_routes import ROUTES
from ui.signed_in import COOKIE
from warehouse.connect import Warehouse

REACHED = "the program itself"
PATHS = (
    "/", "/cloud", "/cloud?unit=HF002", "/accounts", "/words.js", "/style.css", "/show.js", "/static/js/index.js",
    "/media/1.xlsx", "/component/x/index.html", "/_stcore/health", "/_stcore/host-config", "/_stcore/metrics",
    "/_stcore/script-health-check", "/_stcore/bidi-components/x", "/_stcore/agent/interact",
    "/_stcore/agent/openapi.json", "/_stcore/agent/mcp", "/auth/login", "/oauth2callback", "/app/static/x", "/nowhere",
    "/login/", "//login", "/Login", "/login/../cloud", "/healthz/", "/password", "/sign-out",
)  # fmt: skip
FAR: tuple[dict[str, object], ...] = (
    {"client": "10.8.0.21"}, {"client": "::ffff:10.8.0.21"}, {"client": "testclient"}, {"host": "kanban.haifeng"},
    {"host": "10.8.0.5:8501"}, {"host": "127.0.0.1.elsewhere.cn"}, {"more": {"x-forwarded-for": "10.8.0.21"}},
    {"more": {"forwarded": "for=10.8.0.21"}}, {"more": {"x-real-ip": "10.8.0.21"}}, {"more": {"via": "1.1 proxy"}},
    {"more": {"x-forwarded-for": "127.0.0.1"}},
)  # fmt: skip
ELSEWHERE = (
    "https://elsewhere.cn/", "//elsewhere.cn", "/\\elsewhere.cn", "\\\\elsewhere.cn", "/\t/elsewhere.cn",
    "/\n/elsewhere.cn", "javascript:alert(1)", "elsewhere.cn", "", " /x", "/login?next=/x", "/password", "/sign-out",
    "/" + "x" * 5000, "/x\r\nSet-Cookie: a=b",
)  # fmt: skip
OPEN = ("/healthz", "/icon.svg", "/sign_in.css", "/login", "/session")


async def _program(request: Request) -> PlainTextResponse:
    return PlainTextResponse(REACHED)


async def _line(websocket: WebSocket) -> None:
    await websocket.accept()
    try:
        while True:
            await websocket.send_bytes(await websocket.receive_bytes())
    except WebSocketDisconnect:
        pass


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """The store that the gate of this test looks at; the line is looked at often."""
    monkeypatch.setenv("CDO_STORE", str(tmp_path / "store"))
    monkeypatch.setattr(sign_in, "SECONDS_BETWEEN_LOOKS", 0.05)
    load_settings.cache_clear()
    session.open_once.clear()
    opened = session.open_once(str(load_settings().store))
    yield opened
    session.close_store()
    load_settings.cache_clear()


@pytest.fixture
def browser(store: Store) -> Visitor:
    """A browser of this machine before the gate, behind which everything answers."""
    program = [
        *ROUTES,
        WebSocketRoute("/_stcore/stream", _line),
        Route("/{path:path}", _program, methods=["GET", "POST", "PUT", "DELETE"]),
    ]
    app = Starlette(routes=program, middleware=[Middleware(ServedPage), Middleware(SignIn)])
    return Visitor(app)


@pytest.fixture
def chief(store: Store) -> Actor:
    """Whoever holds the first account, which the store then has."""
    return first_account(store)[1]


def enter(visitor: Visitor, login: str = "guanli", password: str = PASSWORD, asked: str = "/") -> None:
    answer = visitor.post("/login", login=login, password=password, next=asked)
    assert answer.status == 303, answer.text


def test_without_a_session_nothing_is_answered_by_the_program(browser: Visitor, chief: Actor) -> None:
    for path in PATHS:
        page = browser.get(path)
        assert page.status == 303 and page.goes_to.startswith("/login?next="), path
        for method in ("GET", "POST", "PUT", "DELETE", "HEAD", "OPTIONS"):
            other = browser.get(path, accept="*/*", method=method)
            assert (other.status, REACHED in other.text) == (401, False), (path, method)


def test_upload_without_a_session_is_refused_and_a_made_up_one_is_none(browser: Visitor, chief: Actor) -> None:
    for cookies in ({}, {COOKIE: "x" * 43}, {COOKIE: ""}, {"other": "1"}):
        browser.cookies = dict(cookies)
        answer = browser.get("/_stcore/upload_file/a/b", accept="*/*", method="PUT")
        assert answer.status == 401 and "请先登录" in answer.text


def test_only_what_signing_in_needs_is_open(browser: Visitor, chief: Actor) -> None:
    assert {path: browser.get(path).status for path in OPEN} == {
        "/healthz": 200, "/icon.svg": 200, "/sign_in.css": 200, "/login": 200, "/session": 401,
    }  # fmt: skip
    enter(browser)
    assert browser.get("/session").status == 204
    assert browser.get("/cloud").text == REACHED


def test_page_that_asks_whether_it_may_go_on_is_no_use_of_the_session(
    browser: Visitor, store: Store, chief: Actor
) -> None:
    enter(browser)
    kept = store.sessions.find(browser.cookies[COOKIE])
    assert kept is not None
    used = kept.seen_at = kept.seen_at - 60
    assert browser.get("/session").status == 204 and kept.seen_at == used
    browser.get("/cloud")
    assert kept.seen_at > used


def test_line_of_a_page_is_refused_without_a_session(browser: Visitor, chief: Actor) -> None:
    assert browser.open_line().talk(b"hello") == ["close"]


def test_signing_in_leads_back_to_the_address_with_its_filters(browser: Visitor, chief: Actor) -> None:
    asked = browser.get("/cloud?batch=%E9%A6%96%E6%89%B9&unit=HF002").goes_to
    page = browser.get(asked)
    assert 'value="/cloud?batch=%E9%A6%96%E6%89%B9&amp;unit=HF002"' in page.text
    wrong = browser.post("/login", login="guanli", password="Wrong-2026", next="/cloud?unit=HF002")
    assert wrong.status == 401 and 'role="alert">登录名或密码不正确' in wrong.text
    assert 'value="guanli"' in wrong.text and "Wrong-2026" not in wrong.text
    right = browser.post("/login", login="guanli", password=PASSWORD, next="/cloud?batch=%E9%A6%96%E6%89%B9&unit=HF002")
    assert (right.status, right.goes_to) == (303, "/cloud?batch=%E9%A6%96%E6%89%B9&unit=HF002")
    assert browser.get("/login?next=/unit").goes_to == "/unit"


def test_address_to_go_on_to_never_leads_elsewhere(browser: Visitor, chief: Actor) -> None:
    assert [one for one in ELSEWHERE if own_address(one) != "/"] == []
    for address in ("//elsewhere.cn", "/\\elsewhere.cn", "/\t/elsewhere.cn"):
        answer = browser.post("/login", login="guanli", password=PASSWORD, next=address)
        assert (answer.status, answer.goes_to) == (303, "/")


@pytest.mark.parametrize(
    ("address", "kept"), [("/?as_of=2023-12-18", "/?as_of=2023-12-18"), ("/unit?q=县", "/unit?q=%E5%8E%BF")]
)
def test_own_addresses_are_kept(address: str, kept: str) -> None:
    assert own_address(address) == kept


def test_cookie_is_closed_to_scripts_and_other_sites_and_secure_over_https(browser: Visitor, chief: Actor) -> None:
    plain = browser.post("/login", login="guanli", password=PASSWORD).headers["set-cookie"]
    assert "HttpOnly" in plain and "SameSite=lax" in plain and "Path=/" in plain and "Secure" not in plain
    assert "expires" not in plain.lower() and "max-age" not in plain.lower()
    proxied = replace(browser, more={"x-forwarded-proto": "https", "x-forwarded-for": "10.8.0.21"}, cookies={})
    assert "Secure" in proxied.post("/login", login="guanli", password=PASSWORD).headers["set-cookie"]
    direct = replace(browser, scheme="https", cookies={})
    assert "Secure" in direct.post("/login", login="guanli", password=PASSWORD).headers["set-cookie"]


def test_form_from_elsewhere_is_not_taken(browser: Visitor, chief: Actor) -> None:
    origins = ("https://elsewhere.cn", "null", "", f"http://{HOST}.elsewhere.cn", f"ftp://{HOST}")
    for origin in origins:
        answer = browser.post("/login", origin=origin, login="guanli", password=PASSWORD)
        assert answer.status == 403 and "set-cookie" not in answer.headers
    enter(browser)
    for origin in origins:
        for path in ("/password", "/sign-out"):
            assert browser.post(path, origin=origin, former=PASSWORD, new=OTHER, repeated=OTHER).status == 403
    assert browser.get("/session").status == 204


def test_form_through_a_proxy_is_known_by_the_name_the_browser_used(browser: Visitor, chief: Actor) -> None:
    proxied = replace(browser, more={"x-forwarded-host": "kanban.haifeng:443", "x-forwarded-proto": "https"})
    assert proxied.post("/login", origin="https://kanban.haifeng", login="guanli", password=PASSWORD).status == 303


def test_form_that_is_too_long_is_not_read(browser: Visitor, chief: Actor) -> None:
    assert browser.post("/login", login="guanli", password="x" * 20_000).status == 403


def test_login_page_asks_no_script_and_no_other_host_and_is_kept_nowhere(browser: Visitor, chief: Actor) -> None:
    page = browser.get("/login")
    assert "<script" not in page.text and "http:" not in page.text and "https:" not in page.text
    policy = page.headers["content-security-policy"]
    assert "default-src 'none'" in policy and "form-action 'self'" in policy and "frame-ancestors 'none'" in policy
    assert page.headers["cache-control"] == "no-store" and page.headers["x-content-type-options"] == "nosniff"


def test_what_is_typed_is_shown_as_text(browser: Visitor, chief: Actor) -> None:
    answer = browser.post("/login", login='"><script>x</script>', password="x", next='/"><b>')
    assert "<script>" not in answer.text and "<b>" not in answer.text


def test_handed_out_password_leads_to_the_change_and_nowhere_else(browser: Visitor, store: Store, chief: Actor) -> None:
    (issued,) = create(store, [Draft("jing1", "人员012", "领导")], chief)
    entered = browser.post("/login", login="jing1", password=issued.password, next="/cloud?unit=HF002")
    assert entered.goes_to == "/password?next=%2Fcloud%3Funit%3DHF002"
    assert browser.get("/cloud").goes_to == "/password?next=%2Fcloud"
    assert browser.get("/words.js", accept="*/*").status == 403
    assert browser.open_line().talk(b"hello") == ["close"]
    page = browser.get(entered.goes_to)
    assert "一次性密码，请先设置自己的密码" in page.text and "不修改，返回" not in page.text
    refused = browser.post("/password", former=issued.password, new="short", repeated="short", next="/cloud?unit=HF002")
    assert refused.status == 422 and "现为5个" in refused.text and issued.password not in refused.text
    before = dict(browser.cookies)
    done = browser.post("/password", former=issued.password, new=OTHER, repeated=OTHER, next="/cloud?unit=HF002")
    assert (done.status, done.goes_to) == (303, "/cloud?unit=HF002")
    assert browser.cookies != before and browser.get("/cloud").text == REACHED
    assert replace(browser, cookies=before).get("/session").status == 401


def test_password_page_for_whoever_wants_it_leads_back(browser: Visitor, chief: Actor) -> None:
    enter(browser)
    page = browser.get("/password?next=/cloud")
    assert 'href="/cloud">不修改，返回' in page.text and "人员801" in page.text


def test_signing_out_closes_the_browser_and_says_so(browser: Visitor, chief: Actor) -> None:
    enter(browser)
    token = dict(browser.cookies)
    out = browser.post("/sign-out")
    assert COOKIE not in browser.cookies and "已退出。" in browser.get(out.goes_to).text
    assert replace(browser, cookies=token).get("/cloud").status == 303


def test_signing_in_as_another_ends_the_session_of_the_former_in_this_browser(
    browser: Visitor, store: Store, chief: Actor
) -> None:
    issued = create(store, [Draft("ld", "人员003", "领导")], chief)[0]
    enter(browser)
    former = browser.cookies[COOKIE]
    enter(browser, "ld", issued.password)
    assert store.sessions.find(former) is None and store.sessions.find(browser.cookies[COOKIE]) is not None


def test_older_browser_is_told_on_its_login_page(browser: Visitor, chief: Actor) -> None:
    enter(browser)
    other = replace(browser, client="127.0.0.2", cookies={})
    enter(other)
    assert "在另一处登录（来源地址127.0.0.2）" in browser.get(browser.get("/cloud").goes_to).text
    assert other.get("/cloud").text == REACHED


def test_open_line_carries_what_is_sent_until_the_session_ends(browser: Visitor, store: Store, chief: Actor) -> None:
    enter(browser)
    token = browser.cookies[COOKIE]
    assert browser.open_line().talk(b"one", lambda: store.sessions.end(token), b"two") == ["accept", "send", "close"]


def test_open_line_ends_by_itself_when_the_account_is_disabled(browser: Visitor, store: Store, chief: Actor) -> None:
    issued = create(store, [Draft("ld", "人员003", "领导")], chief)[0]
    token = store.sessions.start(actor_of(issued.account, "10.8.0.21"))
    line = replace(browser, cookies={COOKIE: token}).open_line()
    assert line.talk(b"one", lambda: disable(store, issued.account, chief)) == ["accept", "send", "close"]
    assert line.sent[-1]["code"] == 1008


@pytest.mark.parametrize("origin", ["http://elsewhere.cn", "http://127.0.0.1:8502", "null", "http://localhost:8501"])
def test_line_is_opened_by_this_server_s_own_pages_alone(
    browser: Visitor, store: Store, chief: Actor, origin: str
) -> None:
    # Cookies know no ports: another program of the same machine would speak as whoever is signed in here.
    enter(browser)
    token = browser.cookies[COOKIE]
    assert replace(browser, more={"origin": origin}).open_line().talk(b"one") == ["close"]
    own = replace(browser, more={"origin": f"http://{HOST}"}).open_line()
    assert own.talk(b"one", lambda: store.sessions.end(token), b"two") == ["accept", "send", "close"]


def test_idle_time_begins_anew_where_the_line_of_a_shown_meeting_ends(
    browser: Visitor, store: Store, chief: Actor
) -> None:
    enter(browser)
    token = browser.cookies[COOKIE]
    kept = store.sessions.find(token)
    assert kept is not None
    for is_showing in (False, True):
        store.sessions.note_show(token, "show", is_showing)
        kept.seen_at -= 60
        seen_at = kept.seen_at
        assert browser.open_line().talk(lambda at=seen_at: setattr(kept, "seen_at", at), None) == ["accept"]
        assert (kept.seen_at > seen_at) is is_showing


def test_line_opened_in_stand_alone_mode_ends_with_it(browser: Visitor, store: Store) -> None:
    talked = browser.open_line().talk(b"one", lambda: first_account(store), b"two")
    assert talked == ["accept", "send", "close"]


def test_stand_alone_mode_serves_this_machine_without_signing_in(browser: Visitor) -> None:
    for client, host in (
        ("127.0.0.1", HOST),
        ("::1", "[::1]:8501"),
        ("::ffff:127.0.0.1", "localhost:8501"),
        ("127.8.9.1", "LOCALHOST"),
    ):
        local = replace(browser, client=client, host=host)
        assert local.get("/cloud").text == REACHED, (client, host)
        assert local.get("/session").status == 204
    assert browser.get("/login?next=/unit").goes_to == "/unit" and browser.get("/password").goes_to == "/"


def test_stand_alone_mode_is_closed_to_networks_and_proxies(browser: Visitor) -> None:
    for changes in FAR:
        far = replace(browser, **changes)  # type: ignore[arg-type]
        for path in ("/", "/cloud", "/login", "/session", "/_stcore/upload_file/a/b"):
            answer = far.get(path)
            assert answer.status == 403 and "还没有设置账号" in answer.text and REACHED not in answer.text, changes
        assert far.get("/healthz").status == 200 and far.get("/sign_in.css").status == 200
        assert far.open_line().talk(b"hello") == ["close"]


def test_store_with_accounts_is_open_to_networks_by_signing_in(browser: Visitor, chief: Actor) -> None:
    far = replace(browser, client="10.8.0.21", host="kanban.haifeng", more={"x-forwarded-for": "10.8.0.21"})
    assert far.get("/cloud").status == 303
    enter(far)
    assert far.get("/cloud").text == REACHED


def test_store_in_use_is_told_over_the_network_and_opens_nothing(browser: Visitor, store: Store, chief: Actor) -> None:
    enter(browser)
    session.close_store()
    with Warehouse.open(store.path):
        far = replace(browser, client="10.8.0.21").get("/cloud")
    assert far.status == 503 and "数据库正被另一个程序使用" in far.text
    # Opened again it knows the account, and nobody is signed in.
    assert browser.get("/cloud").status == 303
