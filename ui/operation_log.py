"""One page of the operation log as a table."""

from __future__ import annotations

from html import escape

from exports.log_words import log_words
from metrics.sentences import show_date
from services.operation_log import PAGE_SIZE, LogPage
from ui.markup import link, show
from ui.session import KEY_START, Look
from warehouse.audit import AuditEntry


def show_log(look: Look, page: LogPage, params: dict[str, str]) -> None:
    """The entries with the way to newer and older ones; params: the page's filters as its links keep them."""
    if not page.entries:
        show('<p class="quiet">没有符合条件的记录。</p>')
        return
    steps = [
        link("log", {**params, KEY_START: str(place)}, word, css="defined")
        for place, word in ((page.start - PAGE_SIZE, "较新的"), (page.start + PAGE_SIZE, "较早的"))
        if 0 <= place < page.count
    ]
    last = page.start + len(page.entries)
    show(
        '<table class="rows log"><tr><th>时间</th><th>办理人</th><th>操作</th><th>对象</th><th>内容</th></tr>'
        + "".join(_row(one, look) for one in page.entries)
        + f'</table><p class="foot">第{page.start + 1}至{last}条，共{page.count}条　{"　".join(steps)}</p>'
    )


def _row(one: AuditEntry, look: Look) -> str:
    behalf = f"代{look.names.get(one.on_behalf_of, one.on_behalf_of)}" if one.on_behalf_of else ""
    who = "，".join(filter(None, (look.names.get(one.unit, one.unit), behalf, one.origin)))
    earlier = log_words(one.before, look.names, with_hashes=False)
    before = f"<div>操作前：{escape(earlier)}</div>" if earlier else ""
    version = f'<div class="quiet">数据第{one.version}版</div>' if one.version is not None else ""
    return (
        f'<tr><td class="place">{show_date(one.entered_at.date())}<br>{one.entered_at:%H:%M:%S}</td>'
        f'<td>{escape(one.actor)}<div class="quiet">{escape(who)}</div></td>'
        f"<td>{escape(one.action)}{version}</td><td>{escape(one.subject)}</td>"
        f"<td>{escape(log_words(one.after, look.names, with_hashes=False))}{before}</td></tr>"
    )
