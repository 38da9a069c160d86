"""一页纸: the county or one unit on one A4 page, as DOCX and as HTML. Both are written from one content.

Lines are of fixed height and every text is cut to one line, so the page can be counted before it is written: what does
not fit is left out and said to be left out.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time
from html import escape

from docx.oxml import parse_xml
from docx.oxml.ns import qn
from docx.shared import Mm

from exports.official import new_document, save
from exports.text_fit import shorten_clause
from exports.word_parts import FANGSONG, HEITI, SONG_TITLE, paragraph, run, table
from metrics.sentences import name_open, show_date
from services.agenda import days_words, deadline_words
from services.pack_contents import Pack, PackFigure, PackUnit
from services.pack_words import change_words, counted_words, light_words, say_compared, value_words
from services.paper import quoted

_EDGE = 15  # millimetres on every side
_ROW, _LINE = 4.55, 4.9  # heights in millimetres
_HEAD = 21.0
_ROOM = 297 - 2 * _EDGE - _HEAD - 5
_LINE_CHARACTERS = 54
_MOST_NAMES = 6
_TWIPS = 1440 / 25.4
_TEXT, _SMALL = 18, 17  # half points


@dataclass(frozen=True, slots=True)
class OnePage:
    """What stands on the page. shares: widths of the columns; lists: (heading, lines), each line one line long."""

    title: str
    subtitle: str
    header: tuple[str, ...]
    shares: tuple[int, ...]
    rows: tuple[tuple[str, ...], ...]
    lists: tuple[tuple[str, tuple[str, ...]], ...]


def compose_page(pack: Pack, unit: PackUnit | None = None) -> OnePage:
    """The content for a unit, or for the whole scope of the pack."""
    header, shares, rows = _unit_rows(pack, unit) if unit else _county_rows(pack)
    room = int((_ROOM - _ROW * (len(rows) + 1)) / _LINE)
    mark = "　演示数据" if pack.is_demo else ""
    name = unit.name if unit else pack.county_name if pack.scope_name == "全县" else pack.scope_name
    return OnePage(
        title=f"{name}首席数据官工作一页纸",
        subtitle=(
            f"{pack.meeting and f'{pack.meeting}　'}截至{show_date(pack.as_of)}　"
            f"{say_compared(pack.compared_on, pack.compared_words)}　数据第{pack.version}版{mark}"
        ),
        header=header,
        shares=shares,
        rows=rows,
        lists=_fit(_unit_lists(pack, unit) if unit else _county_lists(pack), room),
    )


def export_onepage_docx(pack: Pack, unit: PackUnit | None = None, page: OnePage | None = None) -> bytes:
    """The page as DOCX. page: its content, when it has been composed already."""
    page = page or compose_page(pack, unit)
    document = new_document(page.title, datetime.combine(pack.as_of, time()), author=pack.bureau)
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Mm(_EDGE)
    section.header_distance = section.footer_distance = Mm(8)
    final = document.element.body.find(qn("w:sectPr"))
    widths = _widths(page.shares)
    rows = [
        [
            _cell(text, HEITI if place == 0 else FANGSONG, "left" if column == 0 else "center")
            for column, text in enumerate(cells)
        ]
        for place, cells in enumerate((page.header, *page.rows))
    ]
    parts = [
        paragraph(run(page.title, SONG_TITLE, 36), align="center", line=540, snap=False),
        paragraph(run(page.subtitle, FANGSONG, _TEXT), align="center", line=300, snap=False),
        table(rows, widths, row_height=round(_ROW * _TWIPS) - 12),
    ]
    for heading, lines in page.lists:
        parts.append(paragraph(run(heading, HEITI, _TEXT), align="left", line=round(_LINE * _TWIPS), snap=False))
        parts += [
            paragraph(run(line, FANGSONG, _TEXT), align="left", line=round(_LINE * _TWIPS), snap=False)
            for line in lines
        ]
    for part in parts:
        final.addprevious(parse_xml(part))
    return save(document)


def export_onepage_html(pack: Pack, unit: PackUnit | None = None, page: OnePage | None = None) -> str:
    """The page as HTML that prints on one sheet: no script, no outside address."""
    page = page or compose_page(pack, unit)
    total = sum(page.shares)
    columns = "".join(f'<col style="width:{share * 100 / total:.2f}%">' for share in page.shares)
    head = "".join(f"<th>{escape(text)}</th>" for text in page.header)
    rows = "".join("<tr>" + "".join(f"<td>{escape(text)}</td>" for text in cells) + "</tr>" for cells in page.rows)
    lists = "".join(
        f"<h2>{escape(heading)}</h2>" + "".join(f"<p>{escape(line)}</p>" for line in lines)
        for heading, lines in page.lists
    )
    return (
        '<!doctype html><html lang="zh-CN"><head><meta charset="utf-8">'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
        f"<title>{escape(page.title)}</title><style>@page{{size:A4;margin:{_EDGE}mm}}"
        'body{font-family:"仿宋_GB2312","FangSong","仿宋","Noto Serif CJK SC","Noto Sans CJK SC",serif;color:#000;'
        f"width:{210 - 2 * _EDGE}mm;margin:0 auto;font-size:9pt;font-variant-numeric:tabular-nums}}"
        "h1{font-size:18pt;font-weight:500;text-align:center;line-height:27pt;margin:0}.sub{text-align:center;margin:0 0 1mm;line-height:15pt}"
        "table{border-collapse:collapse;table-layout:fixed;width:100%}"
        f"th,td{{border:0.5pt solid #404040;height:{_ROW}mm;line-height:{_ROW - 0.4}mm;padding:0 1mm;text-align:center;"
        "box-sizing:border-box;white-space:nowrap;overflow:hidden;font-weight:400}th{background:#ededed;font-weight:600}"
        "td:first-child{text-align:left}"
        f"h2,p{{font-size:9pt;line-height:{_LINE}mm;margin:0;white-space:nowrap;overflow:hidden}}"
        "@media screen{body{padding:8mm 0}}</style></head><body>"
        f'<h1>{escape(page.title)}</h1><p class="sub">{escape(page.subtitle)}</p>'
        f"<table><colgroup>{columns}</colgroup><tr>{head}</tr>{rows}</table>{lists}</body></html>"
    )


def _unit_rows(pack: Pack, unit: PackUnit) -> tuple[tuple[str, ...], tuple[int, ...], tuple[tuple[str, ...], ...]]:
    header = ("指标", "本单位", "分子/分母", pack.scope_name, "名次", "升降（百分点）", "状态", "数据编号")
    rows = []
    for one in pack.metrics:
        line = one.of(unit.code)
        is_shown = line and (
            line.figure.numerator if one.metric.is_count else line.figure.denominator or line.figure.silent_units
        )
        if line and is_shown:
            ranked = sum(each.rank is not None for each in one.units)
            rows.append((
                one.short_name, value_words(one.metric, line.figure), counted_words(line.figure),
                value_words(one.metric, one.county.figure), f"{line.rank}/{ranked}" if line.rank and not one.metric.is_count else "—",
                _points(line), light_words(line.light), line.number,
            ))  # fmt: skip
    return header, (26, 10, 10, 10, 8, 13, 13, 11), tuple(rows)


def _county_rows(pack: Pack) -> tuple[tuple[str, ...], tuple[int, ...], tuple[tuple[str, ...], ...]]:
    header = ("指标", "结果", "分子/分母", "已报单位", "另计", "升降（百分点）", "状态", "数据编号")
    rows = []
    for one in pack.metrics:
        figure = one.county.figure
        aside = figure.exempt + figure.unknown
        reported = (
            f"{figure.units_in_scope - figure.silent_units}/{figure.units_in_scope}" if figure.units_in_scope else "—"
        )
        rows.append((
            one.short_name, value_words(one.metric, figure), counted_words(figure), reported, str(aside) if aside else "",
            _points(one.county), light_words(one.county.light), one.county.number,
        ))  # fmt: skip
    return header, (26, 10, 11, 10, 6, 13, 13, 11), tuple(rows)


def _unit_lists(pack: Pack, unit: PackUnit) -> list[tuple[str, list[str]]]:
    asks = [f"{one.sentence.rstrip('。')}（{one.since}）" for one in pack.matters if one.unit == unit.code]
    asks += [
        f"{quoted(task.content)}（{task.task_no}），时限{show_date(task.due_on)}，{task.light.word}"
        for task in pack.tasks
        if task.unit == unit.code and task.closed_on is None and not task.is_overdue
    ]
    due = [
        f"{deadline_words(one, pack.names)}，{days_words(one)}"
        for one in pack.deadlines
        if one.unit == unit.code and one.kind != "task"
    ]
    return [
        ("提请协调和督办事项", asks),
        ("近期时限", due),
        ("尚未完成（先列目标已确认的指标）", _open_lines(pack, unit)),
    ]


def _county_lists(pack: Pack) -> list[tuple[str, list[str]]]:
    asks = [f"{pack.names[one.unit]}{one.sentence.rstrip('。')}（{one.since}）" for one in pack.matters]
    due = [f"{deadline_words(one, pack.names)}，{days_words(one)}" for one in pack.deadlines]
    # What was published otherwise stands first: there is room for few lines, and it says what the changes count from.
    changes = [pack.restated.rstrip("。")] if pack.restated else []
    changes += [one.partition("，")[2].rstrip("。") for one in pack.changes]
    lists = [("提请协调解决事项", asks), ("近期时限", due)]
    return [*lists, (f"自{show_date(pack.compared_on)}以来的变化", changes)] if pack.compared_on else lists


def _open_lines(pack: Pack, unit: PackUnit) -> list[str]:
    lines: list[tuple[bool, str]] = []
    for one in pack.metrics:
        words = name_open(one.metric, [packed.row for packed in one.rows if packed.row.unit == unit.code], _MOST_NAMES)
        if words and one.metric.id != "pilot_progress" and not one.metric.is_count:
            lines.append((one.metric.target is None, f"{one.short_name}：{words}"))
    return [text for _, text in sorted(lines, key=lambda line: line[0])]


def _fit(lists: list[tuple[str, list[str]]], room: int) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """As many lines as there is room for, headings counted; the last place says how many were left out."""
    wanted = [(heading, lines) for heading, lines in lists if lines]
    share = max(2, room // max(1, len(wanted)))
    fitted = []
    for place, (heading, lines) in enumerate(wanted):
        if room < 2:
            break
        most = min(room, share if place < len(wanted) - 1 else room) - 1
        shown = [shorten_clause(line, _LINE_CHARACTERS) for line in lines[:most]]
        if len(lines) > most:
            shown[-1] = f"另有{len(lines) - most + 1}项，见附表。"
        fitted.append((heading, tuple(shown)))
        room -= len(shown) + 1
    return tuple(fitted)


def _points(line: PackFigure) -> str:
    return change_words(line.change).removesuffix("个百分点") or "—"


def _cell(text: str, font: str, align: str) -> str:
    return paragraph(run(text, font, _SMALL), align=align, line=240, snap=False)


def _widths(shares: tuple[int, ...]) -> list[int]:
    whole = (210 - 2 * _EDGE) * _TWIPS
    return [round(whole * share / sum(shares)) for share in shares]
