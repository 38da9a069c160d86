"""核实确认单 of one unit: its figures with their 数据编号 and a place to sign as DOCX, its rows as xlsx."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time

from docx.oxml import parse_xml

from exports.official import BODY_HALF_POINTS, TITLE_HALF_POINTS, write_pages
from exports.plain_book import Sheet, write_book
from exports.stable_bytes import settle
from exports.text_fit import text_width
from exports.word_parts import FANGSONG, HEITI, KAITI, LINE_TWIPS, SONG_TITLE, paragraph, run, table
from metrics.sentences import show_date
from services.confirmations import Slip, SlipTable

SLIP_NAME = "核实确认单"
_WIDTH = 8845  # twips of the 156 mm between the margins
_SMALL = 21
_FIGURES = (("数据编号", 13), ("指标", 45), ("结果", 13), ("分子/分母", 13), ("另计", 16))


def export_slip(slip: Slip) -> bytes:
    """The slip as DOCX: what was sent, the unit's figures, and blanks for verdict, signature and seal."""
    made_at = datetime.combine(slip.as_of, time())
    elements = (parse_xml(text) for text in _parts(slip))
    return settle(write_pages(f"{SLIP_NAME}（{slip.unit.name}）", made_at, elements), slip.as_of)


def export_slip_rows(slip: Slip) -> bytes:
    """The unit's rows as xlsx, a sheet for each table of the round."""
    words = f"{slip.unit.name}　截至{show_date(slip.as_of)}"
    sheets = [
        Sheet(
            name=one.title,
            title=f"{one.title}（{len(one.rows)}行）",
            words=words,
            columns=(("序号", 6.0), *_columns(one)),
            rows=[[number, *cells] for number, cells in enumerate(one.rows, 1)]
            or [["", "没有资料", *[""] * (len(one.headers) - 1)]],
            frozen=2,
        )
        for one in slip.tables
    ]
    return write_book(sheets, f"{SLIP_NAME}明细（{slip.unit.name}）", slip.as_of)


def _columns(table: SlipTable) -> list[tuple[str, float]]:
    """Headers with widths that hold what stands in the column, within reason."""
    longest = [max(map(text_width, cells)) for cells in zip(table.headers, *table.rows, strict=True)]
    return [(header, min(30.0, max(8.0, 2.0 * most + 2))) for header, most in zip(table.headers, longest, strict=True)]


def _parts(slip: Slip) -> Iterator[str]:
    wanted = slip.round
    title = run(SLIP_NAME, SONG_TITLE, TITLE_HALF_POINTS)
    yield paragraph(title, align="center", style="Title", line=LINE_TWIPS + 80, snap=False)
    yield paragraph(run(f"（{wanted.name}）", KAITI, BODY_HALF_POINTS), align="center")
    yield paragraph(run(f"{slip.unit.name}：", FANGSONG, BODY_HALF_POINTS), before=200)
    yield _body(
        f"以下为截至{show_date(slip.as_of)}贵单位的报送情况和指标数字，逐行明细见所附电子表格。"
        "请核实后在下方写明意见，签字盖章后退回。"
    )
    yield _heading("一、报送情况")
    yield _table([["表格", "状态"], *([title, words] for title, words in slip.states)], [34, 16])
    yield _heading("二、指标数字")
    if slip.figures:
        rows = [[head for head, _ in _FIGURES]]
        rows += [[one.number, one.name, one.value, one.counted, one.aside] for one in slip.figures]
        yield _table(rows, [share for _, share in _FIGURES])
    else:
        yield _body("本次报送的表格不产生指标数字。")
    yield _heading("三、核实意见")
    yield _body("□　确认无误。")
    yield _body("□　有异议。请写明数据编号或表格行号、应为多少、依据：")
    yield from (paragraph("", keep=True) for _ in range(3))
    for words in (
        "经办人：　　　　　　　　联系电话：　　　　　　　",
        "单位负责人：　　　　　　（盖章）",
        "　　　　年　　月　　日",
    ):
        yield paragraph(run(words, FANGSONG, BODY_HALF_POINTS), align="left", left=200, keep=words[0] != "　")


def _body(text: str) -> str:
    return paragraph(run(text, FANGSONG, BODY_HALF_POINTS), first=200, align="left")


def _heading(text: str) -> str:
    return paragraph(run(text, HEITI, BODY_HALF_POINTS), first=200, align="left", keep=True)


def _table(rows: list[list[str]], shares: list[int]) -> str:
    widths = [round(_WIDTH * share / sum(shares)) for share in shares]
    made = [
        [
            paragraph(
                run(text, HEITI if place == 0 else FANGSONG, _SMALL),
                align="left" if place and column == (1 if len(shares) > 2 else 0) else "center",
                line=300,
                snap=False,
            )
            for column, text in enumerate(cells)
        ]
        for place, cells in enumerate(rows)
    ]
    return table(made, widths)
