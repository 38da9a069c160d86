"""The page as served: its language, its script of Chinese words, and the headers of every answer.

Streamlit has no option for the language of its own interface; the served page therefore carries one more
script (static/words.js). Only the HTML page is rewritten, everything else passes through untouched.
"""

from __future__ import annotations

import base64
import hashlib
import re
from html import escape

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ui.session import product

ADDED = (
    '<link rel="stylesheet" href="./style.css"><link rel="stylesheet" href="./show.css">'
    '<script src="./words.js"></script><script src="./line.js"></script><script src="./show.js"></script>'
)
INLINE_SCRIPT = re.compile(rb"<script>(.*?)</script>", re.DOTALL)
# Downloads and pictures of attachments: nothing of them stays in a browser that others use too.
MADE_FILES = "/media/"
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


class ServedPage:
    """ASGI middleware; websocket and lifespan messages pass through."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        wants_page = "text/html" in Headers(scope=scope).get("accept", "")
        if wants_page:
            kept = [
                (name, value) for name, value in scope["headers"] if name not in (b"accept-encoding", b"if-none-match")
            ]
            scope = {**scope, "headers": kept}
        started: Message = {}
        body = b""

        async def rewrite(message: Message) -> None:
            nonlocal started, body
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers[name] = value
                if scope["path"].startswith(MADE_FILES):
                    headers["Cache-Control"] = "no-store"
                # A page with a policy of its own (ui.sign_in_page) is not Streamlit's.
                is_page = headers.get("content-type", "").startswith("text/html")
                if wants_page and is_page and "content-security-policy" not in headers:
                    started = message
                    return
            elif started and message["type"] == "http.response.body":
                body += message.get("body", b"")
                if message.get("more_body"):
                    return
                page = _rewrite_page(body)
                headers = MutableHeaders(scope=started)
                headers["Content-Length"] = str(len(page))
                headers["Content-Security-Policy"] = _policy(page)
                headers["Cache-Control"] = "no-cache"
                for gone in ("etag", "last-modified"):
                    if gone in headers:
                        del headers[gone]
                await send(started)
                message = {**message, "body": page}
            await send(message)

        await self.app(scope, receive, rewrite)


def _rewrite_page(body: bytes) -> bytes:
    text = body.decode("utf-8")
    text = text.replace('<html lang="en">', '<html lang="zh-CN" translate="no">', 1)
    title = f"<title>{escape(product())}</title>"
    text = re.sub(r"<title>.*?</title>", lambda found: title, text, count=1)
    text = text.replace('href="./favicon.png"', 'href="./icon.svg"', 1)
    text = re.sub(
        r"(?s)<noscript>.*?</noscript>", "<noscript>请在浏览器中启用脚本后再打开本页。</noscript>", text, count=1
    )
    return text.replace("</head>", f"{ADDED}</head>", 1).encode()


def _policy(page: bytes) -> str:
    """No other host may be asked for anything; the page's own inline scripts are named by their hash."""
    hashes = " ".join(
        f"'sha256-{base64.b64encode(hashlib.sha256(script).digest()).decode()}'"
        for script in INLINE_SCRIPT.findall(page)
    )
    return (
        "default-src 'self'; "
        f"script-src 'self' blob: {hashes}; "
        "style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; "
        "connect-src 'self' ws: wss: data: blob:; worker-src 'self' blob:; frame-src 'self' blob: data:; "
        "frame-ancestors 'none'; base-uri 'self'; form-action 'self'; object-src 'none'"
    )
