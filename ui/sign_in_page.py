"""The pages before the program itself, as plain HTML that works without a script: 登录, 修改密码, and who may not come in."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

from starlette.responses import HTMLResponse

from config.settings import Settings
from services.passwords import RULES

# The page asks for nothing but its own style and icon, and posts to this server alone.
POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)


def answer(page: str, status: int = 200) -> HTMLResponse:
    """A page of this module as an answer that nobody keeps."""
    return HTMLResponse(page, status, headers={"Content-Security-Policy": POLICY, "Cache-Control": "no-store"})


def login(settings: Settings, next_address: str, *, login: str = "", said: str = "", problem: str = "") -> str:
    """登录. said: why somebody stands here; problem: why the last attempt failed."""
    fields = _field("login", "登录名", "username", value=login, is_first=not login) + _field(
        "password", "密码", "current-password", is_secret=True, is_first=bool(login)
    )
    help_words = f"账号由{settings.bureau}发放。忘记密码的，请联系{settings.bureau}重置。"
    return _page(
        settings, "登录", _told(said, problem) + _form("login", next_address, fields, "登录") + _foot(help_words)
    )


def password(
    settings: Settings, next_address: str, *, name: str, login: str, said: str = "", problem: str = "", is_forced: bool
) -> str:
    """修改密码, wanted or forced."""
    fields = (
        # Browsers that keep passwords must know whose it is.
        f'<input class="away" name="login" autocomplete="username" value="{escape(login)}" readonly tabindex="-1">'
        + _field("former", "现密码", "current-password", is_secret=True, is_first=True)
        + _field("new", "新密码", "new-password", is_secret=True)
        + _field("repeated", "再填一次新密码", "new-password", is_secret=True)
    )
    back = "" if is_forced else f'<a href="{escape(next_address)}">不修改，返回</a>'
    return _page(
        settings,
        "修改密码",
        f'<p class="who">{escape(name)}</p>'
        + _told(said, problem)
        + _form("password", next_address, fields, "确认修改")
        + _foot(f"新密码须为{RULES}。")
        + f'<form class="other" method="post" action="/sign-out">{back}<button type="submit">退出</button></form>',
    )


def over_network(settings: Settings) -> str:
    """What somebody at another machine is told while the store has no account."""
    return _page(
        settings,
        "暂不能从网络访问",
        "<p>看板还没有设置账号，只能在安装它的电脑上使用。</p>"
        f"<p>请{escape(settings.bureau)}或技术员在那台电脑上打开看板，进入“账号”页建立首个账号。"
        "建立后，使用者凭账号登录即可从网络访问。</p>",
    )


def no_store(settings: Settings) -> str:
    """What somebody at another machine is told while another program has the store."""
    return _page(
        settings,
        "暂时不能使用",
        "<p>数据库正被另一个程序使用。请稍后刷新本页，或联系技术人员。已入库的数据不受影响。</p>",
    )


def refused(settings: Settings, words: str) -> str:
    """A form that did not come from this program's own page."""
    return _page(settings, "没有办理", f'<p role="alert">{escape(words)}</p><p><a href="/login">重新登录</a></p>')


def _page(settings: Settings, title: str, body: str) -> str:
    product = escape(settings.product)
    return (
        f'<!DOCTYPE html><html lang="zh-CN" translate="no"><head><meta charset="utf-8"><title>{title}－{product}</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="referrer" content="same-origin">'
        '<link rel="icon" href="/icon.svg"><link rel="stylesheet" href="/sign_in.css"></head>'
        f'<body><main><p class="product">{product}</p><h1>{title}</h1>{body}</main></body></html>'
    )


def _form(action: str, next_address: str, fields: str, words: str) -> str:
    return (
        f'<form method="post" action="/{action}"><input type="hidden" name="next" value="{escape(next_address)}">'
        f'{fields}<button type="submit">{words}</button></form>'
    )


def _field(
    name: str, label: str, kind: str, *, value: str = "", is_secret: bool = False, is_first: bool = False
) -> str:
    attributes: Mapping[str, str] = {
        "id": name, "name": name, "autocomplete": kind, "type": "password" if is_secret else "text", "maxlength": "128",
        "autocapitalize": "none", "spellcheck": "false", **({"value": value} if value else {}),
    }  # fmt: skip
    marks = " ".join(f'{key}="{escape(text)}"' for key, text in attributes.items())
    return f'<label for="{name}">{label}</label><input {marks} required{" autofocus" if is_first else ""}>'


def _told(said: str, problem: str) -> str:
    return (f'<p class="said" role="status">{escape(said)}</p>' if said else "") + (
        f'<p class="problem" role="alert">{escape(problem)}</p>' if problem else ""
    )


def _foot(words: str) -> str:
    return f'<p class="foot">{escape(words)}</p>'
