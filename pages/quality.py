"""数据质量: what the filed data lack or contradict; counts first, then the places, unit by unit."""

from __future__ import annotations

from functools import partial
from html import escape

import streamlit as st

from config.contracts import load_contracts
from metrics.sentences import show_date
from services.actor import MAY_UPLOAD
from services.findings import Finding
from services.quality import KIND_MEANINGS, KIND_NAMES, count_by_unit
from services.templates import fill_template
from ui import cache
from ui.backups import say_backups
from ui.choose import pick_from_address
from ui.markup import link, show, show_head, two_columns
from ui.session import KEY_FINDING, KEY_TABLE, look

SHOWN_FINDINGS = 40
SHARED = "多个单位"

here = look()
quality = cache.data_quality(here)
counts = {kind: quality.count(kind) for kind in KIND_NAMES}
to_mend = [kind for kind in KIND_NAMES if counts[kind] and kind not in ("unknown", "relief")]


def place_words(one: Finding) -> str:
    """File, sheet and row of a finding."""
    sheet = f"“{one.sheet}”表" if one.sheet else ""
    row = f"第{one.row}行" if one.row else ""
    return f"{one.file}　{sheet}{row}" if one.file else "没有报送文件"


def count_cell(unit: str, kind: str, number: int) -> str:
    """A number that leads to its list; empty instead of 0."""
    if not number:
        return "<td></td>"
    params = here.choices.params(unit=unit, **{KEY_FINDING: kind})
    return f'<td class="num">{link("quality", params, str(number))}</td>'


show_head(
    "数据质量",
    (f"{len(quality.units)}个单位　数据第{quality.point.version}版", "查已入库的数据，不改数字"),
    f"截至{show_date(here.as_of)}，需要补报或核对的有"
    + "、".join(f"**{KIND_NAMES[kind]}{counts[kind]}处**" for kind in to_mend)
    + "。"
    if to_mend
    else f"截至{show_date(here.as_of)}，没有发现需要补报或核对的地方。"
    if quality.units
    else f"截至{show_date(here.as_of)}，还没有已入库的数据或符合条件的单位，没有可查的内容。",
)
say_backups(here)
if not quality.units:
    st.stop()
show(
    '<div class="cards tally">'
    + "".join(
        f"{link('quality', here.choices.params(**{KEY_FINDING: kind}), card, css='card', title=KIND_MEANINGS[kind])}"
        for kind, name in KIND_NAMES.items()
        for card in (f'<div class="n">{name}</div><div class="v"><span>{counts[kind]}</span></div>',)
    )
    + "</div>"
)
by_kind, by_unit, by_table = st.columns(3)
kinds = list(KIND_NAMES)
labels: dict[str, str] = {one: f"{KIND_NAMES[one]}（{counts[one]}处）" for one in kinds}
first = next((one for one in kinds if counts[one]), kinds[0])
with by_kind:
    asked = pick_from_address("查看哪一类", kinds, KEY_FINDING, default=first, format_func=labels.__getitem__)
kind = next(one for one in kinds if one == asked)
codes = ["", *(unit.code for unit in quality.units)]
with by_unit:
    unit = pick_from_address(
        "单位", codes, "unit", key="quality_unit", format_func=lambda code: here.names.get(code, "全部单位")
    )
tables = ["", *load_contracts()]
with by_table:
    table = pick_from_address(
        "表格", tables, KEY_TABLE, format_func=lambda one: load_contracts()[one].title if one else "全部表格"
    )
left, right = two_columns("quality", [0.46, 0.54])
with left:
    numbers = count_by_unit(quality)
    present = [one for one in KIND_NAMES if counts[one]]
    heads = "".join(f"<th>{KIND_NAMES[one]}</th>" for one in present)
    rows = "".join(
        f"<tr{' class=on' if code == unit and code else ''}><td>"
        + (link("unit", here.choices.params(unit=code), escape(here.names[code])) if code else f"<span>{SHARED}</span>")
        + f"</td>{''.join(count_cell(code, one, numbers[code][one]) for one in present)}</tr>"
        for code in codes[1:] + [""]
        if numbers.get(code)
    )
    show(
        f'<h2>各单位</h2><div class="scroll"><table class="tallies"><tr><th>单位</th>{heads}</tr>{rows}</table></div>'
        if rows
        else '<h2>各单位</h2><p class="quiet">没有单位有需要核对的地方。</p>'
    )
with right:
    found = quality.select(kind, unit=unit or None, dataset=table)
    body = "".join(
        f'<tr><td>{escape(here.names.get(one.unit, SHARED))}　<b>{escape(one.about)}</b><div class="quiet">{escape(one.what)}</div></td>'
        f'<td class="place">{escape(load_contracts()[one.dataset].title if one.dataset else "")}</td>'
        f'<td class="place">{escape(place_words(one))}</td></tr>'
        for one in found[:SHOWN_FINDINGS]
    )
    if here.actor.role in MAY_UPLOAD and unit and found:
        lists = dict.fromkeys(one.dataset for one in found if one.dataset)
        for dataset in (one for one in lists if load_contracts()[one].is_from_units):
            title = load_contracts()[dataset].title
            st.download_button(
                f"下载{title}预填表（{here.names[unit]}）",
                data=partial(fill_template, here.store, dataset, unit),
                file_name=f"{title}-{here.names[unit]}.xlsx",
                key=f"template:{dataset}",
                on_click="ignore",
            )
    mend = link("upload", here.choices.params(), "到“数据报送”补报或更正", css="defined")
    more = f"共{len(found)}处，只列前{SHOWN_FINDINGS}处，请选单位或表格。" if len(found) > SHOWN_FINDINGS else ""
    table_html = f'<table class="rows"><tr><th>单位和对象</th><th>表格</th><th>所在位置</th></tr>{body}</table>'
    show(
        f"<h2>{KIND_NAMES[kind]}　<span class='quiet'>{KIND_MEANINGS[kind]}</span></h2>"
        + (table_html if body else '<p class="quiet">没有这一类问题。</p>')
        + f'<p class="foot">{more}　{mend}</p>'
    )
