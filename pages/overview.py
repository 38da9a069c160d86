"""总览: six headline figures, every unit by task area, matters to decide, deadlines, what changed. One screen."""

from __future__ import annotations

from html import escape

from config.reference import load_areas
from metrics.catalog import load_catalog
from metrics.figure import COUNTY
from metrics.sentences import show_date
from services.progress import Headline, UnitLine, say_overview
from ui import cache
from ui.markup import LIGHT_CLASSES, card_html, change_words, light_mark, link, reported_words, show, show_head, show_list
from ui.navigation import area_link
from ui.session import look

SHOWN_MATTERS, SHOWN_DEADLINES, SHOWN_CHANGES = 5, 5, 5

here = look()
catalog = load_catalog()
overview = cache.overview(here)
agenda = cache.agenda(here, tuple(one.metric.id for one in overview.headlines))


def draw_card(headline: Headline) -> str:
    """One card, a link to the page of its figure."""
    county = headline.county
    notes = [f"{county.numerator}/{county.denominator}", reported_words(county)]
    if county.unreported:
        notes.append(f"未填报{county.unreported}{headline.metric.subject_noun[0]}")
    change = change_words(headline.change)
    trend = [one.figure.percent if one.figure else None for one in headline.trend]
    name = headline.metric.name.partition("（")[0]
    body = card_html(name, county, headline.light, notes, f"比半年前{change}" if change else "", trend)
    page, params = area_link(headline.metric.area, here.choices, metric=headline.metric.id)
    return link(page, params, body, css="card")


def draw_cell(unit: str, area: str, line: UnitLine | None) -> str:
    """A light where a target is confirmed, else the figure; both lead to the rows."""
    if line is None:
        return "<td></td>"
    figure = line.figure
    css = LIGHT_CLASSES[line.light.code] if line.light else ""
    metric = catalog[figure.metric]
    percent = f"{figure.percent}%" if figure.percent is not None else "—"
    if figure.silent_units and not figure.denominator:
        text, css = '<span class="quiet">○ 未报</span>', ""
    elif not figure.denominator:
        text, css = f'<span class="quiet">— {"不纳入" if figure.exempt else ""}</span>', ""
    elif metric.is_count:
        text = str(figure.numerator)
    else:
        text = light_mark(line.light, word=False) if line.light else percent
    page, params = area_link(area, here.choices, metric=metric.id, unit=unit)
    title = f"{line.unit.short_name}　{metric.name}：{percent}（{figure.numerator}/{figure.denominator}）"
    return f'<td class="{css}">{link(page, params, text, title=title)}</td>'


areas = [area for area in load_areas() if not catalog[area.lead].is_count]
register_day = here.register_day
show_head(
    "总览",
    (
        f"{overview.phase}　分母：{len(overview.units)}个单位" + (f"（名录版本{show_date(register_day)}）" if register_day else ""),
        "按现有资料回算，现状类指标按当时资料",
        "演示数据" if here.is_demo else "",
    ),
    say_overview(overview, here.as_of, len(agenda.matters)),
)
show(f'<div class="cards">{"".join(draw_card(one) for one in overview.headlines)}</div>')
heads = "".join(f"<th>{link(*area_link(area.id, here.choices, metric=area.lead), escape(area.short))}</th>" for area in areas)
rows = "".join(
    f"<tr><td>{link('unit', here.choices.params(unit=unit.code), escape(unit.short_name))}</td>"
    + "".join(draw_cell(unit.code, area.id, overview.cells.get((unit.code, area.id))) for area in areas)
    + "</tr>"
    for unit in overview.units
)
