"""The offline copy: one file, nothing from outside, everything findable, nothing that a unit typed runs."""

from __future__ import annotations

import re
from html import unescape

from exports.offline import export_offline
from tests.services.filed_county import FORMULAS, PHONE, SCRIPT


def test_copy_has_no_outside_address_and_forbids_them(any_pack):
    page = export_offline(any_pack)
    assert not re.search(r"(src|href)=\"(?!#)", page)
    assert "http" not in page.replace("http-equiv", "") and "url(" not in page and "@import" not in page
    assert "default-src 'none'" in page


def test_typed_markup_is_text(pack):
    page = export_offline(pack)
    assert SCRIPT not in page
    assert SCRIPT in unescape(page)
    assert page.count("<script>") == 1
    assert FORMULAS[0] in page and PHONE not in page


def test_every_figure_and_every_row_is_in_the_copy(pack):
    page = export_offline(pack)
    for one in pack.figures():
        assert one.number in page
    for one in pack.metrics:
        section = page.partition(f'<section class="metric" id="{one.metric.id}">')[2].partition("</section>")[0]
        assert f"明细（{len(one.rows)}条）" in section
        assert one.metric.definition in unescape(section)


def test_bars_are_drawn_for_units_with_something_to_show(pack):
    page = export_offline(pack)
    cloud = page.partition('id="cloud_migrated"')[2].partition("</section>")[0]
    bars = re.findall(r'<rect [^>]*width="([\d.]+)"', cloud)
    # 300 units wide at 100 %: 海城镇 33.3 %, 县公安局 50.0 %, 县教育局 has sent nothing
    assert bars == ["99.9", "150.0", "0.0"]


def test_copy_says_nothing_in_latin_letters(any_pack):
    page = re.sub(r"<(script|style)>.*?</\1>", "", export_offline(any_pack), flags=re.DOTALL)
    text = unescape(re.sub(r"<[^>]+>", " ", page))
    allowed = re.compile(r"Z\d{2,}(-\d{3})?|@SUM\(A1\)|<script>alert\(1\)</script>|\.csv|Sheet1")
    assert not re.findall(r"[A-Za-z]+", allowed.sub("", text))
