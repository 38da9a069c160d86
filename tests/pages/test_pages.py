"""Every page with full, empty and single-unit data, and what each must say."""

from __future__ import annotations

import re
from datetime import date

import pytest

from metrics.counting import count_figures
from metrics.figure import COUNTY, Point
from services.store import Store
from tests.pages.conftest import html_of, run_page
from ui.navigation import GROUPS

pytestmark = pytest.mark.slow

PAGES = sorted(entry.file for entries in GROUPS.values() for entry in entries)
DAY = "2024-03-31"


@pytest.mark.parametrize("name", PAGES)
def test_page_with_full_store_shows_its_title_without_a_fault(full_store: Store, name: str) -> None:
    page = run_page(name, as_of=DAY)
    assert not page.exception
    assert "<h1>" in html_of(page)


@pytest.mark.parametrize("name", PAGES)
def test_page_with_a_single_unit_that_filed_nothing_shows_no_rate_of_zero_or_hundred(
    single_store: Store, name: str
) -> None:
    page = run_page(name, as_of=DAY)
    assert not page.exception
    # 海城镇 is one unit: nothing filed counts as 未填报 or 未报, never as a full score.
    assert "100.0%" not in html_of(page)


@pytest.mark.parametrize("name", [name for name in PAGES if name != "upload.py"])
def test_page_with_empty_store_does_not_fail(empty_store: Store, name: str) -> None:
    assert not run_page(name, as_of=DAY).exception


@pytest.mark.parametrize("name", PAGES)
def test_page_before_anything_was_in_scope_shows_no_rate(full_store: Store, name: str) -> None:
    # The first units joined on 2023-01-03; nothing was filed, appointed or due before.
    page = run_page(name, as_of="2022-12-31")
    assert not page.exception
    # 全面推广覆盖率 alone counts the whole register from the start: none of it is covered yet.
    others = re.sub(r"<tr><td><a[^>]*metric=rollout_coverage.*?</tr>", "", html_of(page))
    assert not re.search(r"\d+\.\d%", others)


def test_overview_cards_show_the_counted_figures(full_store: Store) -> None:
    shown = html_of(run_page("overview.py", as_of=DAY))
    point = Point(date(2024, 3, 31), full_store.version())
    # 县公安局: 网格管理 is on the cloud, 出租屋管理 is not: 1/2 = 50.0 %; the two other units filed no list: 已报1/3.
    county = next(one for one in count_figures(full_store.warehouse, [point], ["cloud_migrated"]) if one.unit == COUNTY)
    assert (county.numerator, county.denominator) == (1, 2)
    assert "50.0<small>%</small>" in shown
    assert "已报1/3个单位" in shown


def test_overview_names_the_matters_with_who_and_since_when(full_store: Store) -> None:
    shown = html_of(run_page("overview.py", as_of=DAY))
    # 2023-09-30 → 2024-03-31: 31+30+31+31+29+31 = 183 days.
    assert "海城镇“网格数据共享”逾期183天未办结" in shown
    assert "县公安局“出租屋管理”迁云经费不足，请县财政支持" in shown
    assert "2件事提请协调" in shown
    # 未达标 by task area: posts and training of 海城镇 … the sentence names who lags, in the colour of 未达标.
    assert re.search(r'<b class="bad">[县海].+?</b>(各)?\d类任务(未达标|未报)', shown)


def test_overview_before_an_explanation_was_filed_does_not_know_it(full_store: Store) -> None:
    assert "迁云经费不足" not in html_of(run_page("overview.py", as_of="2023-12-31"))


def test_topic_with_a_unit_shows_its_rows_and_the_file_they_stand_in(full_store: Store) -> None:
    shown = html_of(run_page("cloud.py", as_of=DAY, unit="HF002"))
    assert "出租屋管理" in shown
    assert "政务信息系统清单.csv　第3行" in shown


def test_topic_with_a_row_shows_the_whole_row_with_lineage(full_store: Store) -> None:
    shown = html_of(run_page("cloud.py", as_of=DAY, unit="HF002", row="HF002 / 出租屋管理"))
    assert "<dt>部署位置</dt><dd>自建机房</dd>" in shown
    assert "第3行；2024年1月5日由人员001入库，数据第3版，原件已留存。" in shown


def test_topic_outcome_picker_narrows_the_rows(full_store: Store) -> None:
    page = run_page("cloud.py", as_of=DAY, unit="HF002", outcome="achieved")
    assert "网格管理</a>" in html_of(page)
    assert "出租屋管理</a>" not in html_of(page)


def test_topic_with_a_row_that_is_gone_says_so(full_store: Store) -> None:
    page = run_page("cloud.py", as_of=DAY, unit="HF002", row="HF002 / 没有的系统")
    assert [one.value for one in page.warning] == ["链接中的明细行已不在当前结果中。"]


def test_phone_in_a_whole_row_is_masked(full_store: Store) -> None:
    shown = html_of(run_page("posts.py", as_of=DAY, unit="HF002", row="HF002 / 数据专员"))
    assert "138****0012" in shown
    assert "13800000012" not in shown


@pytest.mark.parametrize("role", ["单位", "领导"])
def test_restricted_metric_is_hidden_from_other_roles(full_store: Store, role: str) -> None:
    page = run_page("security.py", as_of=DAY, role=role, metric="localised")
    assert "国产化适配率" not in html_of(page)
    assert "当前身份不能查看" in page.warning[0].value
    assert "国产化适配率" not in html_of(run_page("unit.py", as_of=DAY, role=role, unit="HF002"))
    assert "国产化适配率" not in html_of(run_page("definitions.py", as_of=DAY, role=role))


def test_restricted_metric_is_shown_to_the_bureau(full_store: Store) -> None:
    shown = html_of(run_page("security.py", as_of=DAY, metric="localised"))
    assert "metric=localised" in shown and "均未填报" in shown


def test_unit_page_shows_posts_gaps_and_neighbours(full_store: Store) -> None:
    shown = html_of(run_page("unit.py", as_of=DAY, unit="HF001"))
    assert "人员021" in shown
    assert "■ 空缺" in shown  # 数据专员 and 政务专员
    assert "下一个：县公安局" in shown
    assert "<b>“一官两员”齐备率</b>　“一官两员”有缺口" in shown
    assert "<b>全面推广覆盖率</b>" not in shown  # would say the same once more


def test_unit_page_tells_what_is_to_be_done_in_words_and_gives_the_sheet(full_store: Store) -> None:
    page = run_page("unit.py", as_of=DAY, unit="HF002")
    shown = html_of(page)
    assert re.search(r"县公安局\d+项有目标的指标中.*待办事项涉及\d+项指标。", shown)
    assert "<b>政务信息系统上云率</b>　出租屋管理尚未上云" in shown
    assert [one.label for one in page.get("download_button")][:2] == ["一页纸（文档）", "一页纸（网页，可打印）"]
    other = run_page("unit.py", as_of=DAY, unit="HF002", role="单位", own_unit="HF001")
    assert not [one.label for one in other.get("download_button") if one.label.startswith("一页纸")]


def test_unit_page_before_the_unit_joined_says_since_when_and_offers_no_sheet(full_store: Store) -> None:
    page = run_page("unit.py", as_of="2022-12-31", unit="HF002")
    assert "县公安局没有应统计的有目标指标，2023年1月3日纳入。" in html_of(page)
    assert "还没有报送过。" in html_of(page)  # what was sent later is not known on that day
    assert not [one.label for one in page.get("download_button") if one.label.startswith("一页纸")]


def test_definitions_search_narrows_the_cards(full_store: Store) -> None:
    page = run_page("definitions.py")
    page.selectbox[0].select("全部任务").run()
    page.text_input(key="definition_search").input("密评").run()
    headings = html_of(page)
    assert "密评有效率" in headings
    assert "到会率" not in headings
