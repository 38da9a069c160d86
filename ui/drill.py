"""From a figure to its cells: pick unit and outcome, see the rows, open one whole row, take the rows away as a workbook."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import streamlit as st

from exports.rows import export_rows
from metrics.catalog import Metric
from metrics.figure import COUNTY, OPEN_OUTCOMES, Figure, Outcome, SubjectRow
from metrics.listings.evidence import find_evidenced
from metrics.sentences import short_name, show_date
from services.attachments import key_of_row
from services.progress import Topic
from services.rows import explain, find_behind, known_explanations, read_whole_row, row_words
from ui import cache
from ui.acts import show_done
from ui.attachments import show_attachments
from ui.choose import outcomes_text, pick_outcomes, write_address
from ui.explaining import offer_explaining
from ui.markup import link, outcome_mark, show
from ui.session import KEY_OUTCOMES, KEY_ROW, KEY_UNIT, Look

SHOWN_ROWS = 60


def pick_unit(look: Look, topic: Topic, label: str = "单位（也可点左表单位名称）") -> str:
    """The picker beside every click on a unit; returns the unit's code or "" for the county."""
    codes = ["", *(line.unit.code for line in topic.lines)]
    chosen = look.choices.unit if look.choices.unit in codes else ""
    if look.choices.unit and not chosen:
        st.warning(f"{look.names[look.choices.unit]}不在当前考核范围或筛选范围内，以下为{look.scope_name}明细。")
    st.session_state[KEY_UNIT] = chosen
    st.selectbox(
        label,
        codes,
        format_func=lambda code: look.names[code] if code else look.scope_name,
        key=KEY_UNIT,
        on_change=_write_unit,
    )
    if chosen:
        words = f"看{escape(look.names[chosen])}的“一官两员”和待办事项"
        show(f'<p class="foot">{link("unit", look.choices.params(unit=chosen), words, css="defined")}</p>')
    return chosen


def show_rows(look: Look, topic: Topic, unit: str, area: str) -> None:
    """The rows behind the chosen unit's figure (or the county's), by outcome."""
    metric = topic.headline.metric
    figure = next((line.figure for line in topic.lines if line.unit.code == unit), topic.headline.county)
    counts = _counts(figure)
    if not any(counts.values()):
        show(f'<p class="quiet">{_nothing_words(look, figure, unit)}</p>')
        return
    chosen = pick_outcomes(metric, counts, unit, KEY_OUTCOMES)
    rows = cache.subject_rows(look, metric.id, unit, chosen)
    row_key = _pick_row(look, rows, unit)
    if row_key is not None:
        _show_whole_row(look, rows[row_key])
    params = look.choices.params(metric=metric.id, unit=unit, outcome=outcomes_text(chosen))
    show_done()
    _show_table(look, metric, rows, unit, area, params, rows[row_key].key if row_key is not None else "")
    whose = look.actor.unit if look.actor.role == "单位" else unit
    misses = cache.subject_rows(look, metric.id, whose, OPEN_OUTCOMES)
    offer_explaining(look, misses, whose, rows[row_key] if row_key is not None else None)
    st.download_button(
        "下载这些明细",
        data=lambda: _workbook(look, topic, figure, unit, chosen),
        file_name=f"{short_name(metric)}明细-{look.names.get(unit, look.scope_name)}-{look.as_of:%Y%m%d}.xlsx",
        key=f"download:{metric.id}",
        on_click="ignore",
    )


def _write_unit() -> None:
    write_address({"row": "", "outcome": "", "unit": st.session_state[KEY_UNIT]})


def _write_row() -> None:
    write_address({"row": st.session_state[KEY_ROW] or ""})


def _pick_row(look: Look, rows: Sequence[SubjectRow], unit: str) -> int | None:
    """The picker beside every click on a row; returns the place of the row chosen."""
    places = {_row_id(row): place for place, row in enumerate(rows)}
    asked = st.query_params.get("row", "")
    if asked and asked not in places:
        st.warning("链接中的明细行已不在当前结果中。")
    shown = list(places)[:SHOWN_ROWS]
    if asked in places and asked not in shown:
        shown.append(asked)
    st.session_state[KEY_ROW] = asked if asked in places else None
    st.selectbox(
        "查看整行和来源（也可点下表对象）",
        shown,
        index=None,
        key=KEY_ROW,
        format_func=lambda one: (
            rows[places[one]].label + ("" if unit else f"（{look.names.get(rows[places[one]].unit, '')}）")
        ),
        placeholder="请选择",
        on_change=_write_row,
    )
    return places.get(asked)


def _row_id(row: SubjectRow) -> str:
    return f"{row.unit} / {row.key}"


def _counts(figure: Figure) -> dict[Outcome, int]:
    return {
        "achieved": figure.numerator,
        "missed": figure.denominator - figure.numerator - figure.unreported,
        "exempt": figure.exempt,
        "unreported": figure.unreported,
        "unknown": figure.unknown,
    }


def _nothing_words(look: Look, figure: Figure, unit: str) -> str:
    name = escape(look.names.get(unit, look.scope_name))
    return f"{name}未报送，没有可列的明细。" if figure.silent_units else f"{name}没有应统计的对象。"


def _show_table(
    look: Look,
    metric: Metric,
    rows: Sequence[SubjectRow],
    unit: str,
    area: str,
    params: dict[str, str],
    chosen: str,
) -> None:
    shown = rows[:SHOWN_ROWS]
    notes = explain(shown, known_explanations(look.store, look.as_of, unit))
    with_files = find_evidenced(look.store.warehouse, shown, look.version)
    body = ""
    for row, note in zip(shown, notes, strict=True):
        on = ' class="on"' if chosen and row.key == chosen else ""
        unit_name = look.names.get(row.unit, row.unit)
        name = "" if unit or unit_name == row.label else f"{escape(unit_name)}　"
        mark = '　<span class="light good">● 有佐证</span>' if (row.dataset, row.row_id) in with_files else ""
        said = f'<div class="quiet">情况说明：{escape(note)}</div>' if note else ""
        body += (
            f"<tr{on}><td>{name}{link(area, {**params, 'row': _row_id(row)}, escape(row.label))}{mark}{said}</td>"
            f'<td class="out">{outcome_mark(metric, row.outcome, shape=False)}</td>'
            f'<td class="place">{escape(_place_words(row))}</td></tr>'
        )
    more = (
        f'<p class="foot">共{len(rows)}项，只列前{SHOWN_ROWS}项；请先选单位或结果，或下载全部。</p>'
        if len(rows) > SHOWN_ROWS
        else ""
    )
    head = "<thead><tr><th>对象</th><th>结果</th><th>来源</th></tr></thead>"
    show(f'<div class="behind"><table class="rows">{head}<tbody>{body}</tbody></table></div>{more}')


def _show_whole_row(look: Look, row: SubjectRow) -> None:
    """The row as it was filed, and where it stands: file, sheet, row, version, who and when."""
    title = f"<h2>{escape(row.label)}　<span class='quiet'>{escape(look.names.get(row.unit, row.unit))}</span></h2>"
    if row.row_id is None:
        where = f"依据文件“{escape(row.file)}”。" if row.file else "没有对应的填报行：该项尚未填报或岗位空缺。"
        show(f'<div class="whole-row">{title}<p class="quiet">{where}</p></div>')
        return
    stored = read_whole_row(look.store, row.dataset, row.row_id)
    cells = "".join(
        f"<dt>{escape(name)}</dt><dd>{escape(text)}</dd>" for name, text in row_words(stored, look.actor, look.names)
    )
    on_behalf = f"，代{look.names.get(stored.on_behalf_of, stored.on_behalf_of)}报送" if stored.on_behalf_of else ""
    kept = "原件已留存" if stored.has_original else "原件未留存"
    show(
        f'<div class="whole-row">{title}<dl>{cells}</dl><p class="foot">来源：{escape(stored.file_name)}，'
        f"“{escape(stored.sheet)}”表{f'第{stored.source_row}行' if stored.source_row else ''}；"
        f"{show_date(stored.accepted_at.date())}由{escape(stored.made_by)}入库"
        f"{escape(on_behalf)}，数据第{stored.version}版，{kept}。</p></div>"
    )
    show_attachments(look, key_of_row(stored))


def _place_words(row: SubjectRow) -> str:
    if not row.file:
        return "无填报行"
    return f"{row.file}　第{row.row}行" if row.row else row.file


def _workbook(look: Look, topic: Topic, figure: Figure, unit: str, chosen: tuple[Outcome, ...]) -> bytes:
    metric = topic.headline.metric
    rows = find_behind(look.store, metric.id, look.as_of, unit, chosen, look.scope)
    notes = explain(rows, known_explanations(look.store, look.as_of, unit))
    return export_rows(metric, figure, rows, notes, {**look.names, COUNTY: look.scope_name}, topic.looking_back)
