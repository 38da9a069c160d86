"""The offline copy: one HTML file with every figure, chart and row, to be opened from a USB stick.

No outside address, no font, no library: inline SVG and a few lines of script for the search box. A policy in the head
forbids everything else, so that what a unit typed cannot run either.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from exports.vector import draw_bars, draw_line
from metrics.figure import COUNTY
from metrics.sentences import show_date
from services.agenda import days_words, deadline_words
from services.pack_contents import Pack, PackFigure, PackMetric
from services.pack_words import (
    aside_words,
    change_words,
    counted_words,
    light_words,
    reported_words,
    say_compared,
    value_words,
)

_STYLE = """
body{font-family:"Microsoft YaHei","微软雅黑","Noto Sans CJK SC","Source Han Sans SC",sans-serif;color:#1d2530;
margin:0 auto;max-width:1180px;padding:18px 24px 60px;line-height:1.6;font-variant-numeric:tabular-nums}
h1{font-size:26px;margin:8px 0}h2{font-size:20px;margin:34px 0 8px;border-bottom:2px solid #1f4e79}
h3{font-size:17px;margin:24px 0 4px}.quiet{color:#5d6875;font-size:14px}.bad{color:#b3261e}
.cards{display:grid;grid-template-columns:repeat(3,1fr);gap:12px}.card{border:1px solid #c5ccd6;border-radius:6px;padding:10px 14px}
.card b{font-size:28px;color:#1f4e79;display:block}table{border-collapse:collapse;width:100%;font-size:14px;margin:8px 0}
th,td{border-bottom:1px solid #d9dee5;padding:4px 6px;text-align:left;vertical-align:top}th{color:#5d6875;font-weight:500}
td.n,th.n{text-align:right;white-space:nowrap}nav a{margin-right:14px}.find{position:sticky;top:0;background:#fff;padding:8px 0;z-index:1}
a{color:#1f4e79}h2,section{scroll-margin-top:60px}input{font:inherit;width:420px;max-width:100%;padding:6px 10px;border:1px solid #5d6875;border-radius:6px}
.pair{display:flex;flex-wrap:wrap;gap:16px}.away{display:none}details{margin:6px 0}summary{cursor:pointer}svg{max-width:100%}
@page{size:A4;margin:15mm}@media print{.find{display:none}body{padding:0}h2,h3{break-after:avoid}tr,.card{break-inside:avoid}
.pair{break-inside:avoid;flex-wrap:nowrap}.pair div{flex:1 1 0;min-width:0}svg{height:auto}}
"""
_SCRIPT = """
var box=document.getElementById("find"),said=document.getElementById("found");
function fold(text){return text.normalize("NFKC").replace(/[\\u2010-\\u2015\\u2212]/g,"-").toUpperCase();}
box.addEventListener("input",function(){
var words=fold(box.value).split(/\\s+/).filter(Boolean),hits=0;
document.querySelectorAll("[data-s]").forEach(function(one){
var text=one.getAttribute("data-s")||one.textContent;
text=fold(text);
var fits=words.every(function(word){return text.indexOf(word)>=0});
one.classList.toggle("away",!fits);if(fits)hits++;});
document.querySelectorAll("section.metric").forEach(function(one){
var any=!words.length||one.querySelector("[data-s]:not(.away)");one.classList.toggle("away",!any);
one.querySelectorAll("details").forEach(function(rows){
rows.open=words.length>0&&!!rows.querySelector("[data-s]:not(.away)");});});
document.querySelectorAll("section.part").forEach(function(one){
one.classList.toggle("away",words.length>0&&!one.querySelector("[data-s]:not(.away)"));});
document.getElementById("front").classList.toggle("away",words.length>0);
said.textContent=words.length?"找到"+hits+"处":"";
});
"""


def export_offline(pack: Pack) -> str:
    """The whole copy as HTML text (UTF-8)."""
    return "".join(_page(pack))


def _page(pack: Pack) -> Iterator[str]:
    yield (
        '<!doctype html><html lang="zh-CN"><head><meta charset="utf-8">'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; "
        "script-src 'unsafe-inline'\">"
        f'<meta name="viewport" content="width=device-width"><title>{escape(pack.title)}</title><style>{_STYLE}</style></head><body>'
    )
    mark = '　<span class="bad">演示数据</span>' if pack.is_demo else ""
    meeting = f"{escape(pack.meeting)}　" if pack.meeting else ""
    yield f'<h1>{escape(pack.title)}{mark}</h1><p class="quiet">{meeting}截至{show_date(pack.as_of)}　{escape(pack.scope_name)}　'
    yield f"{say_compared(pack.compared_on, pack.compared_words)}　数据第{pack.version}版</p>"
    yield '<div class="find"><label>查找单位、对象、数据编号：<input id="find" type="search"></label> <span id="found" class="quiet"></span></div>'
    areas = [area for area in pack.areas if pack.of_area(area)]
    yield "<nav>" + "".join(f'<a href="#{area.id}">{escape(area.title)}</a>' for area in areas) + "</nav>"
    yield '<div id="front"><h2>总体情况</h2><div class="cards">'
    yield "".join(_card(pack, one) for one in pack.headlines()) + "</div></div>"
    yield _list("提请协调解决事项", [f"{pack.names[one.unit]}{one.sentence}（{one.since}）" for one in pack.matters])
    yield _list("近期时限", [f"{deadline_words(one, pack.names)}，{days_words(one)}" for one in pack.deadlines])
    if pack.compared_on:
        changes = [one.partition("，")[2] for one in pack.changes]
        yield _list(f"自{show_date(pack.compared_on)}以来的变化", [*changes, *filter(None, (pack.restated,))])
    yield _tasks(pack)
    for area in areas:
        yield f'<section class="part"><h2 id="{area.id}">{escape(area.title)}</h2>'
        for one in pack.of_area(area):
            yield _metric(pack, one)
        yield "</section>"
    yield f"<script>{_SCRIPT}</script></body></html>"


def _card(pack: Pack, one: PackMetric) -> str:
    figure = one.county.figure
    notes = "　".join(part for part in (counted_words(figure), reported_words(figure), aside_words(figure)) if part)
    change = change_words(one.county.change)
    compared = f"与{pack.compared_words}相比{change}" if change else ""
    return (
        f'<div class="card"><a href="#{one.metric.id}">{escape(one.short_name)}</a>　{_light(one.county)}'
        f"<b>{escape(value_words(one.metric, figure))}</b>{notes}<br>{compared}"
        f'<div class="quiet">数据编号 {one.county.number}</div></div>'
    )


def _metric(pack: Pack, one: PackMetric) -> str:
    county = one.county
    bars = [
        (pack.names.get(line.figure.unit, ""), line.figure.percent,
         f"{value_words(one.metric, line.figure)}　{counted_words(line.figure)}")
        for line in one.units if line.figure.denominator or line.figure.silent_units
    ]  # fmt: skip
    percent = county.figure.percent if len(one.units) > 1 else None
    chart = draw_bars(bars, percent, one.finding) if bars and not one.metric.is_count else ""
    months = [
        (f"{point.day.year}年{point.day.month}月", point.figure.percent if point.figure else None)
        for point in one.trend
    ]
    line = draw_line(months, f"{one.short_name}趋势") if not one.metric.is_count else ""
    lines = "".join(_unit_line(pack, one, each) for each in (county, *one.units))
    numbers = {each.figure.unit: each.number for each in one.units}
    rows = "".join(
        f'<tr data-s=""><td>{numbers.get(packed.row.unit, "")}</td><td>{_name(pack, packed.row.unit)}</td>'
        f"<td>{escape(packed.row.label)}</td><td>{one.metric.outcome_name(packed.row.outcome)}</td><td>{escape(packed.explanation)}</td>"
        f"<td>{escape(_source(packed.row.file, packed.row.sheet, packed.row.row))}</td></tr>"
        for packed in one.rows
    )
    definition = (
        f"定义：{one.metric.definition}分子：{one.metric.numerator}。分母：{one.metric.denominator}。不计入：{one.metric.excluded}。"
        f"依据：{one.metric.clause}。目标：{one.target or '未定目标'}。数据来源：{'、'.join(one.sources)}。回溯方式：{one.looking_back}。"
    )
    return (
        f'<section class="metric" id="{one.metric.id}"><h3>{escape(one.metric.name)}　{escape(value_words(one.metric, county.figure))}'
        f"　{_light(county)}</h3><p>{escape(one.finding)}</p>"
        f'<p class="quiet">数据编号 {county.number}　{escape(one.denominator)}　{escape(one.looking_back)}</p>'
        f'<div class="pair"><div>{chart}</div><div>{line}</div></div>'
        f'<details><summary>各单位数字</summary><table><tr><th>数据编号</th><th>单位</th><th class="n">结果</th><th class="n">分子和分母</th>'
        f'<th class="n">名次</th><th>状态</th><th>升降</th><th>另计</th></tr>{lines}</table></details>'
        f"<details><summary>明细（{len(one.rows)}条）</summary><table><tr><th>数据编号</th><th>单位</th><th>对象</th><th>结果</th>"
        f"<th>情况说明</th><th>来源</th></tr>{rows}</table></details>"
        f'<details><summary>指标口径</summary><p class="quiet">{escape(definition)}</p></details></section>'
    )


def _unit_line(pack: Pack, one: PackMetric, line: PackFigure) -> str:
    return (
        f'<tr data-s=""><td>{line.number}</td><td>{_name(pack, line.figure.unit)}</td>'
        f'<td class="n">{value_words(one.metric, line.figure)}</td><td class="n">{counted_words(line.figure)}</td>'
        f'<td class="n">{line.rank or ""}</td><td>{_light(line)}</td><td>{change_words(line.change)}</td>'
        f"<td>{aside_words(line.figure)}</td></tr>"
    )


def _tasks(pack: Pack) -> str:
    rows = "".join(
        f'<tr data-s=""><td>{escape(task.task_no)}</td><td>{_name(pack, task.unit)}</td><td>{escape(task.content)}</td>'
        f"<td>{show_date(task.due_on)}</td><td>{task.light.shape} {task.light.word}</td></tr>"
        for task in pack.tasks
    )
    head = "<tr><th>编号</th><th>牵头单位</th><th>事项</th><th>时限</th><th>状态</th></tr>"
    return _part("督办事项", f"<table>{head}{rows}</table>" if rows else "<p>没有督办事项。</p>")


def _list(title: str, items: list[str]) -> str:
    body = "".join(f'<li data-s="">{escape(item)}</li>' for item in items)
    return _part(title, f"<ol>{body}</ol>" if body else "<p>没有。</p>")


def _part(title: str, body: str) -> str:
    """A heading with what belongs to it, left out of the search together."""
    return f'<section class="part"><h2>{escape(title)}</h2>{body}</section>'


def _light(line: PackFigure) -> str:
    css = ' class="bad"' if line.light and line.light.code == "missed" else ' class="quiet"' if not line.light else ""
    return f"<span{css}>{light_words(line.light)}</span>"


def _name(pack: Pack, code: str) -> str:
    return escape(pack.scope_name if code == COUNTY else pack.names.get(code, code))


def _source(file: str, sheet: str, row: int | None) -> str:
    place = "，".join(part for part in (sheet, f"第{row}行" if row else "") if part)
    return f"{file}（{place}）" if file and place else file
