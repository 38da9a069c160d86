"""Papers of a county that reported nothing, and of figures nobody filled in: neither is a success, neither is a zero."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO

from docx import Document
from pptx import Presentation

from exports.papers import export_paper
from metrics.lights import light_of
from services.county_draft import draft_county_paper
from services.pack_titles import find_problems, say_problems


def slides_of(pack):
    deck = Presentation(BytesIO(export_paper(pack, "deck")))
    return ["\n".join(shape.text_frame.text for shape in slide.shapes if shape.has_text_frame) for slide in deck.slides]


def without_entries(pack, metric):
    """The pack as if nothing of one metric had been filled in."""
    one = pack.metric(metric)
    blank = [
        replace(line, figure=(own := replace(line.figure, numerator=0, unreported=line.figure.denominator)),
                light=light_of(one.metric, own), change=None)
        for line in (one.county, *one.units)
    ]  # fmt: skip
    metrics = tuple(
        replace(other, county=blank[0], units=tuple(blank[1:])) if other is one else other for other in pack.metrics
    )
    return replace(pack, metrics=metrics)


def test_empty_county_is_not_said_to_have_no_open_items(packs):
    said = "\n".join(slides_of(packs["空"]))
    assert "尚无数据，不能统计未达成事项" in said and "尚无数据，不能统计各单位未达标任务" in said
    assert "没有未达成事项" not in said and "没有未达标单位" not in said
    draft = Document(BytesIO(export_paper(packs["空"], "brief")))
    assert any("尚无数据，不能统计未达成事项" in one.text for one in draft.paragraphs)
    assert say_problems(packs["县"], []) == "没有未达成事项"
    assert find_problems(packs["县"])


def test_figure_nobody_filled_in_is_no_zero_on_deck_and_draft(pack):
    blank = without_entries(pack, "cloud_migrated")
    number = pack.metric("cloud_migrated").county.number
    count = blank.metric("cloud_migrated").county.figure.denominator
    (area,) = (text for text in slides_of(blank) if f"数据编号 {number}　依据" in text)
    assert f"未填报\n0/{count}" in area and "\n0.0%" not in area
    said = "".join(block.text for block in draft_county_paper(blank, "汇报").blocks)
    assert f"无法计算（0/{count}，数据编号{number}）" in said
