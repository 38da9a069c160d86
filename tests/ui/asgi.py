"""Asks an ASGI app as a browser or a proxy would, without a server: one request, or one line of a page."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from typing import Any, TypeVar
from urllib.parse import quote, urlencode

from starlette.types import ASGIApp

Done = TypeVar("Done")
HOST = "127.0.0.1:8501"


@dataclass
class Answer:
    """headers: names in small letters; of several cookies the last."""

    status: int
    headers: dict[str, str]
    text: str

    @property
    def goes_to(self) -> str:
        return self.headers.get("location", "")


@dataclass
class Visitor:
    """A browser: its address, its scheme, and the cookies it keeps."""

    app: ASGIApp
    client: str = "127.0.0.1"
    host: str = HOST
    scheme: str = "http"
    cookies: dict[str, str] = field(default_factory=dict)
    more: dict[str, str] = field(default_factory=dict)

    def get(self, address: str, *, accept: str = "text/html", method: str = "GET", **headers: str) -> Answer:
        return self._ask(method, address, b"", {"accept": accept, **headers})

    def post(self, address: str, *, origin: str | None = None, **fields: str) -> Answer:
        own = f"{self.scheme}://{self.host}" if origin is None else origin
        headers = {"content-type": "application/x-www-form-urlencoded", **({"origin": own} if own else {})}
        return self._ask("POST", address, urlencode(fields).encode(), headers)

    def open_line(self, path: str = "/_stcore/stream") -> Line:
        return Line(self, path)

    def scope(self, kind: str, address: str, headers: dict[str, str]) -> dict[str, Any]:
        path, _, query = address.partition("?")
        kept = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        given = {"host": self.host, **({"cookie": kept} if kept else {}), **self.more, **headers}
        return {
            "type": kind, "path": path, "raw_path": quote(path).encode(), "query_string": query.encode(),
            "headers": [(name.replace("_", "-").encode(), value.encode()) for name, value in given.items()],
            "client": (self.client, 50_000), "server": ("127.0.0.1", 8501), "root_path": "",
            "scheme": self.scheme if kind == "http" else "ws",
        }  # fmt: skip

    def _ask(self, method: str, address: str, body: bytes, headers: dict[str, str]) -> Answer:
        sent: list[dict[str, Any]] = []

        is_read = False

        async def receive() -> dict[str, Any]:
            nonlocal is_read
            if is_read:
                await asyncio.sleep(30)  # the browser stays
                return {"type": "http.disconnect"}
            is_read = True
            return {"type": "http.request", "body": body, "more_body": False}

        async def send(message: dict[str, Any]) -> None:
            sent.append(message)

        scope = {**self.scope("http", address, headers), "method": method, "http_version": "1.1"}
        run(lambda: self.app(scope, receive, send))  # type: ignore[arg-type]
        found = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
        for morsel in SimpleCookie(found.get("set-cookie", "")).values():
            if morsel.value and morsel["max-age"] != "0":
                self.cookies[morsel.key] = morsel.value
            else:
                self.cookies.pop(morsel.key, None)
        text = b"".join(message.get("body", b"") for message in sent[1:]).decode()
        return Answer(sent[0]["status"], found, text)


class Line:
    """The line of one page: what the server sent down it while `talk` ran."""

    def __init__(self, visitor: Visitor, path: str) -> None:
        self.visitor, self.path = visitor, path
        self.sent: list[dict[str, Any]] = []

    def talk(self, *steps: Callable[[], object] | bytes | None) -> list[str]:
        """Opens the line and goes through the steps: bytes are sent, at None the browser goes away, anything else is called.

        Returns what came down.
        """
        pending: list[Callable[[], object] | bytes | None] = list(steps)
        is_open = False

        async def receive() -> dict[str, Any]:
            nonlocal is_open
            if not is_open:
                is_open = True
                return {"type": "websocket.connect"}
            while pending:
                step = pending.pop(0)
                if isinstance(step, bytes):
                    return {"type": "websocket.receive", "bytes": step}
                if step is None:
                    return {"type": "websocket.disconnect", "code": 1001}
                await asyncio.to_thread(step)
            await asyncio.sleep(30)
            raise AssertionError("the line was left open")

        async def send(message: dict[str, Any]) -> None:
            self.sent.append(message)

        scope = {**self.visitor.scope("websocket", self.path, {}), "subprotocols": []}
        run(lambda: asyncio.wait_for(self.visitor.app(scope, receive, send), 20))  # type: ignore[arg-type]
        return [str(one["type"]).removeprefix("websocket.") for one in self.sent]


def run(act: Callable[[], Coroutine[Any, Any, Done]]) -> Done:
    """Runs in a thread of its own: a browser test in the same process may have left an event loop running in this one."""

    async def whole() -> Done:
        return await act()

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, whole()).result()
