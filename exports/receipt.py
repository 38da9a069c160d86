"""回执 as HTML that prints on one A4 page: no script, no outside address.

What does not fit (many tables, many problems) is left out and said to be left out.
"""

from __future__ import annotations

import math
from html import escape

from exports.text_fit import shorten, text_width
from loaders.problems import SEVERITY_NAMES
from metrics.sentences import show_date, show_moment
from services.receipts import ReceiptPaper, ReceiptTable

MOST_TABLES, FEW_UNITS = 8, 3
# Lines of the list of problems beside one table; a row of the table above takes the room of three of them.
LINES, LINES_OF_A_TABLE = 24, 3
LINE_CHARACTERS, LONGEST_PROBLEM = 44, 88  # full characters
STYLE = (
    "@page{size:A4;margin:18mm 20mm}"
    'body{font-family:"仿宋_GB2312","FangSong","仿宋","Noto Serif CJK SC","Noto Sans CJK SC",serif;color:#000;'
    "width:170mm;margin:0 auto;font-size:11pt;line-height:1.5;font-variant-numeric:tabular-nums}"
    "h1{font-size:20pt;font-weight:600;text-align:center;letter-spacing:.3em;margin:0 0 1mm}"
    ".no{text-align:center;margin:0 0 5mm}table{border-collapse:collapse;width:100%;margin:0 0 4mm}"
    "th,td{border:.5pt solid #404040;padding:1mm 2mm;text-align:left;vertical-align:top;overflow-wrap:anywhere}"
    "th{background:#ededed;font-weight:600}.facts th{width:26mm}.num{text-align:right;white-space:nowrap}.day,.tables th{white-space:nowrap}"
    "h2{font-size:11pt;margin:0 0 1mm}ol{margin:0 0 4mm;padding-left:7mm;font-size:9.5pt;line-height:1.35}"
    ".hash{font-size:8.5pt;font-family:monospace}.sign{text-align:right;margin-top:8mm}.small{font-size:9.5pt}"
    "@media screen{body{padding:10mm 0}}"
)


def export_receipt(paper: ReceiptPaper) -> bytes:
    """The receipt as an HTML file."""
    facts = [
        ("回执编号", escape(paper.number)),
        ("状态", f"<b>{escape(paper.state_words)}</b>"),
        ("文件", escape(paper.file_name) + f"（{_size_words(paper.size)}）"),
        ("文件校验值", f'<span class="hash">{escape(paper.sha256)}</span>'),
        ("报送时间", f"{show_moment(paper.received_at)}"),
        ("经办", escape(paper.sent_by) + (f"（代{escape(paper.on_behalf_of)}报送）" if paper.on_behalf_of else "")),
    ]
    if paper.taken_at is not None:
        facts.insert(5, ("入库时间", f"{show_moment(paper.taken_at)}"))
    rows = "".join(f"<tr><th>{name}</th><td>{words}</td></tr>" for name, words in facts)
    return (
        '<!doctype html><html lang="zh-CN"><head><meta charset="utf-8">'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
        f"<title>数据报送回执{escape(paper.number)}</title><style>{STYLE}</style></head><body>"
        f'<h1>数据报送回执</h1><p class="no">{escape(paper.product)}　第{escape(paper.number)}号</p>'
        f'<table class="facts">{rows}</table>{_tables_html(paper.tables)}{_problems_html(paper)}'
        f'<p class="sign">{escape(paper.bureau)}<br>{show_date((paper.taken_at or paper.received_at).date())}</p>'
        "</body></html>"
    ).encode()


def _tables_html(tables: tuple[ReceiptTable, ...]) -> str:
    body = "".join(
        f"<tr><td>{escape(one.title)}</td><td>{escape(_units_words(one.units))}</td>"
        f'<td class="day">{show_date(one.reported_on)}</td>'
        + (
            '<td colspan="4">零报告</td></tr>'
            if one.is_nil
            else "".join(
                f'<td class="num">{number}</td>' for number in (one.rows_read, one.opened, one.unchanged, one.pending)
            )
            + "</tr>"
        )
        for one in tables[:MOST_TABLES]
    )
    more = f'<p class="small">共{len(tables)}张表，只列前{MOST_TABLES}张。</p>' if len(tables) > MOST_TABLES else ""
    return (
        '<table class="tables"><tr><th>表格</th><th>单位</th><th>填报日期</th><th>读取行</th><th>新增变更行</th><th>不变行</th>'
        f"<th>待补正格</th></tr>{body}</table>{more}"
    )


def _problems_html(paper: ReceiptPaper) -> str:
    if not paper.problems and not paper.pending:
        return "<h2>遗留问题</h2><p>没有遗留问题。</p>"
    texts = [f"{SEVERITY_NAMES.get(one.severity, '提醒')}：{one.message}" for one in paper.problems]  # type: ignore[call-overload]
    shown = _fit(texts, LINES - LINES_OF_A_TABLE * min(len(paper.tables), MOST_TABLES))
    lines = "".join(f"<li>{escape(text)}</li>" for text in shown)
    more = f"，只列前{len(shown)}条" if len(shown) < len(paper.problems) else ""
    pending = f"，待补正{paper.pending}格" if paper.pending else ""
    return f"<h2>遗留问题（{len(paper.problems)}条{pending}{more}）</h2><ol>{lines}</ol>"


def _fit(texts: list[str], room: int) -> list[str]:
    """The first texts that fit into so many lines, each cut to two of them; at least one."""
    shown: list[str] = []
    for text in texts:
        cut = shorten(text, LONGEST_PROBLEM)
        room -= math.ceil(text_width(cut) / LINE_CHARACTERS)
        if shown and room < 0:
            break
        shown.append(cut)
    return shown


def _units_words(units: tuple[str, ...]) -> str:
    if not units:
        return "全部单位"
    names = "、".join(units[:FEW_UNITS])
    return f"{names}等{len(units)}个单位" if len(units) > FEW_UNITS else names


def _size_words(size: int) -> str:
    return f"{size / 1024**2:.1f}兆字节" if size >= 1024**2 else f"{max(1, round(size / 1024))}千字节"
