"""Pictures and pieces of HTML: what they say, and that user text cannot become markup."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from urllib.parse import unquote

from metrics.catalog import load_catalog
from metrics.figure import COUNTY, Figure
from metrics.lights import light_of
from ui.charts import TrendPoint, draw_bar, draw_spark, draw_trend
from ui.links import Choices, address
from ui.markup import card_html, change_words, counted_words, light_mark, link, mark_numbers, short_percent

DAY = date(2024, 3, 31)


def figure(numerator: int, denominator: int, **more: int) -> Figure:
    return Figure("posts_filled", COUNTY, DAY, numerator, denominator, units_in_scope=3, **more)


def test_spark_with_one_value_is_not_drawn() -> None:
    assert draw_spark([None, Decimal("50.0")]) == ""


def test_trend_labels_its_ends_and_tells_every_month() -> None:
    points = [TrendPoint(date(2024, 1, 31), None, gap="当时无报送")]
    points += [TrendPoint(date(2024, 2, 29), Decimal("40.0"), "2/5"), TrendPoint(DAY, Decimal("60.0"), "3/5")]
    drawn = unquote(draw_trend(points, name="上云率"))
    assert "2024年1月31日：当时无报送" in drawn
    assert "2024年3月31日：60.0%（3/5）" in drawn
    assert ">40.0%<" in drawn and ">60.0%<" in drawn


def test_trend_with_one_point_says_why_there_is_none() -> None:
    assert "不足两期" in draw_trend([TrendPoint(DAY, Decimal("60.0"), "3/5")], name="上云率")


def test_trend_label_stands_off_a_line_that_falls_and_inside_the_picture() -> None:
    def label_under(*values: str) -> bool:
        """True when the last label stands under its point."""
        drawn = unquote(
            draw_trend(
                [TrendPoint(date(2024, month, 28), Decimal(value)) for month, value in enumerate(values, 1)], name="率"
            )
        )
        last = re.findall(r'<circle cx="\d+" cy="([\d.]+)"', drawn)[-1]
        label = re.findall(r'<text x="\d+" y="(\d+)"[^>]*paint-order', drawn)[-1]
        return float(label) > float(last)

    assert label_under("90", "40")  # the line comes from above
    assert not label_under("40", "80")
    assert label_under("60", "99")  # no room over it
    assert not label_under("30", "2")  # none under it


def test_bar_without_a_rate_is_an_empty_track() -> None:
    assert draw_bar(None, Decimal("50.0")) == '<div class="bar"><i style="left:50.0%"></i></div>'


def test_light_always_carries_shape_and_word() -> None:
    light = light_of(load_catalog()["posts_filled"], figure(1, 9))
    assert "■" in light_mark(light) and "未达标" in light_mark(light)
    assert "未达标" in light_mark(light, word=False)  # for screen readers


def test_card_with_nothing_counted_shows_a_dash_and_never_a_percent() -> None:
    html = card_html("上云率", figure(0, 0, silent_units=3), None, ["已报0/3个单位"], "", [])
    assert "—" in html and "%" not in html


def test_counted_words_tell_nothing_to_count_from_nothing_filed() -> None:
    metric = load_catalog()["cloud_migrated"]
    assert counted_words(metric, figure(55, 92, silent_units=1)) == "55/92"
    assert counted_words(metric, figure(0, 0, silent_units=2)) == "没有应上云系统"
    assert counted_words(metric, figure(0, 0, silent_units=3)) == ""


def test_user_text_is_escaped_in_cards_links_and_sentences() -> None:
    assert "<script>" not in card_html("<script>", figure(1, 2), None, ["<script>"], "", [])
    assert "<b>" not in mark_numbers("<b>")
    assert mark_numbers("**2项达标**，##县A局##<") == '<b>2项达标</b>，<b class="bad">县A局</b>&lt;'
    assert 'title="&quot;&gt;&lt;i&gt;"' in link("cloud", {}, "x", title='"><i>')


def test_short_percent_drops_only_a_zero_after_the_point() -> None:
    assert [short_percent(figure(*pair)) for pair in ((1, 1), (2, 3), (0, 5), (1, 10))] == [
        "100%",
        "66.7%",
        "0%",
        "10%",
    ]


def test_change_words_say_direction_and_unit() -> None:
    assert change_words(Decimal("4.1")) == "＋4.1个百分点"
    assert change_words(Decimal("-0.3")) == "－0.3个百分点"
    assert change_words(Decimal("0.0")) == "持平"
    assert change_words(None) == ""


def test_link_keeps_the_filters_and_leaves_empty_ones_out() -> None:
    params = Choices(as_of="2024-03-31", batch="首批试点", unit="HF001").params(metric="fresh")
    assert params == {"as_of": "2024-03-31", "batch": "首批试点", "metric": "fresh"}
    assert address("data", {"unit": "HF001"}) == "./data?unit=HF001"
