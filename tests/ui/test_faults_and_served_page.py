"""A fault leaves its traceback in the log only; the served page is Chinese and names its scripts by hash."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.responses import HTMLResponse, PlainTextResponse
from starlette.routing import Route

from config.settings import load_settings
from ui.faults import log_fault
from ui.served_page import ServedPage

PAGE = '<html lang="en"><head><title>Streamlit</title><script>one()</script></head><body><noscript>x</noscript></body></html>'


def ask(path: str, accept: str) -> tuple[dict[str, str], bytes]:
    """One GET through the middleware: headers and body of the answer."""
    routes = [Route("/", lambda request: HTMLResponse(PAGE)), Route("/data", lambda request: PlainTextResponse("lang"))]
    scope = {
        "type": "http", "method": "GET", "path": path, "query_string": b"", "headers": [(b"accept", accept.encode())],
    }  # fmt: skip
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    # In a thread of its own: a browser test in the same process may have left an event loop running in this one.
    with ThreadPoolExecutor(1) as pool:
        pool.submit(asyncio.run, ServedPage(Starlette(routes=routes))(scope, receive, send)).result()  # type: ignore[arg-type]
    headers = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
    return headers, b"".join(message.get("body", b"") for message in sent[1:])


def test_fault_is_logged_under_the_number_the_user_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CDO_STORE", str(tmp_path))
    load_settings.cache_clear()
    try:
        number = log_fault(ValueError("内部原因"))
    finally:
        load_settings.cache_clear()
    text = (tmp_path / "logs" / "faults.log").read_text(encoding="utf-8")
    assert number in text and "ValueError: 内部原因" in text


def test_served_page_is_rewritten_for_a_browser() -> None:
    headers, body = ask("/", "text/html")
    text = body.decode()
    assert '<html lang="zh-CN" translate="no">' in text
    assert (
        '<script src="./words.js"></script><script src="./line.js"></script><script src="./show.js"></script></head>'
        in text
    )
    assert "Streamlit" not in text
    policy = headers["content-security-policy"]
    assert "'sha256-" in policy
    scripts = policy.partition("script-src")[2].partition(";")[0]
    assert "'self'" in scripts and "'unsafe-inline'" not in scripts and "'unsafe-eval'" not in scripts
    assert int(headers["content-length"]) == len(body)


def test_other_answers_pass_untouched_but_for_the_headers() -> None:
    headers, body = ask("/data", "*/*")
    assert body == b"lang"
    assert headers["x-content-type-options"] == "nosniff"
    assert "cache-control" not in headers


def test_browser_keeps_no_download() -> None:
    assert ask("/media/1.xlsx", "*/*")[0]["cache-control"] == "no-store"
