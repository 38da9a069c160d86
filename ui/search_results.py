"""What a search gives on the screen: one card for each hit, and why nothing was found."""

from __future__ import annotations

from html import escape

from metrics.sentences import show_date
from services.search import KIND_NAMES, Hit, Said
from ui import cache
from ui.markup import light_mark, link, show, show_head
from ui.navigation import TITLES
from ui.session import Look

SHOWN_REASONS = 3
NOTHING_SAID = {"person": "没有以其为责任人的情况说明。"}


def show_search(look: Look, text: str) -> None:
    """The result page of one search, in place of the page itself."""
    found = cache.found(look, text)
    shown = f"，列出最接近的{len(found.hits)}条" if found.total > len(found.hits) else ""
    show_head(
        "查找结果",
        (f"截至{show_date(look.as_of)}",),
        f"与“{found.text}”相符的有**{found.total}条**{shown}。"
        if found.hits
        else f"没有找到与“{found.text}”相符的内容。",
    )
    if not found.hits:
        show(
            '<p class="quiet">可以查单位的全称、简称或曾用名，系统、项目、数据资源的名称（可只输入其中几个字），'
            "在任人员的姓名，指标名称，以及材料上的数据编号。单位人员只能查到本单位的人员。</p>"
        )
        return
    show(f'<div class="hits">{"".join(_card(look, one) for one in found.hits)}</div>')


def _card(look: Look, hit: Hit) -> str:
    """Facts, why, who, promised when, the last decision, and where to read on."""
    facts = "".join(f"<dt>{escape(name)}</dt><dd>{escape(words)}</dd>" for name, words in hit.facts)
    said = (
        "".join(f"<p>{_said_words(look, hit, one)}</p>" for one in hit.why[:SHOWN_REASONS])
        or f'<p class="quiet">{NOTHING_SAID.get(hit.kind, "没有情况说明。")}</p>'
    )
    owner = look.names.get(hit.unit, "") if hit.kind != "unit" else ""
    decision = '<p class="quiet">没有交办过督办事项。</p>'
    if hit.decision is not None:
        task = hit.decision
        decision = (
            f"<p>{light_mark(task.light)}　{escape(task.task_no)}　{escape(task.content)}"
            f"（{show_date(task.assigned_on)}交办，时限{show_date(task.due_on)}）</p>"
        )
    links = []
    if hit.unit:
        name = escape(look.names.get(hit.unit, hit.unit))
        links.append(link("unit", look.choices.params(unit=hit.unit), f"{name}情况", css="defined"))
    if hit.area:
        links.append(link(hit.area, look.choices.params(**hit.params), f"在“{TITLES[hit.area]}”中查看", css="defined"))
    if len(hit.why) > SHOWN_REASONS:
        said += f'<p class="quiet">另有{len(hit.why) - SHOWN_REASONS}条情况说明。</p>'
    # A 督办事项 is itself the decision; the county has none of its own.
    decided = f"<h3>最近一次督办</h3>{decision}" if hit.unit and hit.kind != "task" else ""
    about = f"<h3>情况说明</h3>{said}{decided}" if hit.unit or hit.why else ""
    return (
        f'<div class="hit"><h2><span class="quiet">{KIND_NAMES[hit.kind]}</span>　{escape(hit.title)}'
        f'　<span class="quiet owner">{escape(owner)}</span></h2><dl>{facts}</dl>{about}<p class="foot">{"　　".join(links)}</p></div>'
    )


def _said_words(look: Look, hit: Hit, one: Said) -> str:
    """Why, who and promised when; whose it is where the card is the county's."""
    whose = "" if hit.unit else look.names.get(one.unit, one.unit)
    about = escape(f"{whose}{one.metric}" + (f"“{one.subject}”" if one.subject else ""))
    promised = f"；{one.promised}" if one.promised else ""
    person = f"；责任人：{escape(one.person)}" if one.person else ""
    return f"<b>{about}</b>：{escape(one.reason)}{person}{promised}"
