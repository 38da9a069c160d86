"""A fault leaves its traceback in the log only; the served page is Chinese and names its scripts by hash."""

from __future__ import annotations

from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.responses import HTMLResponse, PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from config.settings import load_settings
from ui.faults import log_fault
from ui.served_page import ServedPage

PAGE = '<html lang="en"><head><title>Streamlit</title><script>one()</script></head><body><noscript>x</noscript></body></html>'


@pytest.fixture
def client() -> TestClient:
    routes = [Route("/", lambda request: HTMLResponse(PAGE)), Route("/data", lambda request: PlainTextResponse("lang"))]
    return TestClient(ServedPage(Starlette(routes=routes)))


def test_fault_is_logged_under_the_number_the_user_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CDO_STORE", str(tmp_path))
    load_settings.cache_clear()
    try:
        number = log_fault(ValueError("内部原因"))
    finally:
        load_settings.cache_clear()
    text = (tmp_path / "logs" / "faults.log").read_text(encoding="utf-8")
    assert number in text and "ValueError: 内部原因" in text


def test_served_page_is_rewritten_for_a_browser(client: TestClient) -> None:
    answer = client.get("/", headers={"Accept": "text/html"})
    assert '<html lang="zh-CN" translate="no">' in answer.text
    assert '<script src="./words.js"></script></head>' in answer.text
    assert "Streamlit" not in answer.text
    assert "'sha256-" in answer.headers["Content-Security-Policy"]
    assert "'unsafe-inline'" not in answer.headers["Content-Security-Policy"].partition("style-src")[0]
    assert int(answer.headers["Content-Length"]) == len(answer.content)


def test_other_answers_pass_untouched_but_for_the_headers(client: TestClient) -> None:
    answer = client.get("/data", headers={"Accept": "*/*"})
    assert answer.text == "lang"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
