"""总览: six headline figures, every unit by task area, matters to decide, deadlines, what changed. One screen."""

from __future__ import annotations

from html import escape

from config.reference import load_areas
from metrics.catalog import load_catalog
from metrics.figure import COUNTY, UNFILLED
from metrics.sentences import short_name, show_date, show_percent
from services.agenda import days_words, deadline_words
from services.overview import say_overview
from services.progress import Headline, UnitLine
from services.restated import say_restated
from ui import cache, cached_work
from ui.markup import (
    LIGHT_CLASSES,
    card_html,
    change_words,
    counted_words,
    light_mark,
    link,
    reported_words,
    short_percent,
    show,
    show_head,
    show_list,
    two_columns,
)
from ui.navigation import SHORT_TITLES, area_link
from ui.one_screen import entry_height, fit_lists
from ui.session import find_register_day, look
from ui.slides import MEETING, PAGE

SHOWN_MATTERS, SHOWN_DEADLINES, SHOWN_CHANGES = 5, 4, 7
LEAST = (3, 3, 1)
NO_MOVES = "主要指标没有变化。"

here = look()
catalog = load_catalog()
overview = cache.overview(here)
agenda = cache.agenda(here, tuple(one.metric.id for one in overview.headlines))


def draw_card(headline: Headline) -> str:
    """One card, a link to the page of its figure."""
    county = headline.county
    notes = [counted_words(headline.metric, county), reported_words(county)]
    if county.unreported:
        notes.append(f"未填报{county.unreported}{headline.metric.subject_noun[0]}")
    change = change_words(headline.change)
    trend = [one.figure.percent if one.figure else None for one in headline.trend]
    body = card_html(short_name(headline.metric), county, headline.light, notes, change, trend)
    page, params = area_link(headline.metric.area, here.choices, metric=headline.metric.id)
    return link(page, params, body, css="card")


def draw_cell(unit: str, area: str, line: UnitLine | None) -> str:
    """A light where a target is confirmed, else the figure; both lead to the rows."""
    if line is None:
        return "<td></td>"
    figure = line.figure
    css = LIGHT_CLASSES[line.light.code] if line.light else ""
    metric = catalog[figure.metric]
    percent = short_percent(figure)
    if figure.silent_units and not figure.denominator:
        text, css = '<span class="quiet">○ 未报</span>', ""
    elif not figure.denominator:
        text, css = f'<span class="quiet">— {"不纳入" if figure.exempt else ""}</span>', ""
    elif figure.is_unfilled and not line.light:
        text = f'<span class="quiet">○ {UNFILLED}</span>'
    elif metric.is_count:
        text = str(figure.numerator)
    else:
        text = light_mark(line.light, word=False) if line.light else percent
    page, params = area_link(area, here.choices, metric=metric.id, unit=unit)
    tip = f"{line.unit.short_name}　{metric.name}：{show_percent(figure)}（{figure.numerator}/{figure.denominator}）"
    return f'<td class="{css}">{link(page, params, text, title=tip)}</td>'


def list_changes() -> list[tuple[str, str]]:
    """What moved, and what the last meeting published otherwise, with the way to the reasons; plain words and HTML."""
    moved = [sentence.partition("，")[2] for sentence in agenda.changes]
    restated = say_restated(cached_work.restated(here, overview.headlines))
    if not restated or here.compared.meeting is None:
        return [(words, escape(words)) for words in moved]
    params = here.choices.params(**{MEETING: str(here.compared.meeting.id), "recount": "1"})
    reasons = link(PAGE, params, escape(restated), title="按现行口径重算，查看原因")
    return [*((words, escape(words)) for words in moved or [NO_MOVES]), (restated, reasons)]


areas = [area for area in load_areas() if not catalog[area.lead].is_count]
whose = "" if here.scope_name == COUNTY else here.scope_name
register_day = find_register_day(here.store_path, here.version)
finding = say_overview(overview, here.as_of, len(agenda.matters), here.compared.words)
show_head(
    "总览",
    (
        f"{overview.phase}　分母：{whose}{len(overview.units)}个单位"
        + (f"（名录版本{show_date(register_day)}）" if register_day else ""),
        f"按现有资料回算，现状类指标按当时资料；{here.compared.note}",
        "演示数据" if here.is_demo else "",
    ),
    finding,
)
show(f'<div class="cards">{"".join(draw_card(one) for one in overview.headlines)}</div>')
heads = "".join(
    f"<th>{link(*area_link(area.id, here.choices, metric=area.lead), SHORT_TITLES.get(area.id, area.title))}</th>"
    for area in areas
)
rows = "".join(
    f"<tr><td>{link('unit', here.choices.params(unit=unit.code), escape(unit.short_name))}</td>"
    + "".join(draw_cell(unit.code, area.id, overview.cells.get((unit.code, area.id))) for area in areas)
    + "</tr>"
    for unit in overview.units
)
changes = list_changes()
heights = [
    [entry_height(here.names[one.unit] + one.sentence, one.since) for one in agenda.matters],
    [entry_height(deadline_words(one, here.names, with_day=False) + "　" * 8) for one in agenda.deadlines],
    [entry_height(words) for words, _ in changes],
]
first_matters, first_deadlines, first_changes = fit_lists(
    finding, heights, (SHOWN_MATTERS, SHOWN_DEADLINES, SHOWN_CHANGES), LEAST
)
left, right = two_columns("overview", [0.64, 0.36])
with left:
    show(
        f'<h2>各单位重点任务</h2><div class="matrix"><table><thead><tr><th>单位（公文顺序）</th>{heads}</tr></thead>'
        f"<tbody>{rows}</tbody></table></div>"
        '<p class="foot"><span class="light good">●</span> 达标　<span class="light near">▲</span> 基本达标　'
        '<span class="light bad">■</span> 未达标　○ 无数据　— 没有应统计的对象；'
        "目标未确认的指标只列数字，不亮灯。点任意一格看明细和来源。</p>"
    )
with right:
    show_list(
        "提请协调解决事项",
        [
            (
                link(
                    *area_link(one.area, here.choices, metric=one.metric, unit=one.unit),
                    escape(here.names[one.unit] + one.sentence),
                ),
                escape(one.since),
            )
            for one in agenda.matters
        ],
        "没有需要提请协调的事项。",
        first=first_matters,
    )
    show_list(
        "近期时限",
        [
            (
                f"<b>{one.due_on.month}月{one.due_on.day}日</b><div>{escape(deadline_words(one, here.names, with_day=False))}</div>",
                days_words(one),
            )
            for one in agenda.deadlines
        ],
        "六十日内没有到期事项。",
        in_line=True,
        first=first_deadlines,
    )
    show_list(
        f"{here.compared.title}以来的变化",
        [(html, "") for _, html in changes],
        NO_MOVES if here.compared.day else f"{here.compared.note}。",
        first=first_changes,
    )
