"""试点与推广, 信息化项目, 数据资源 and the bridge: what each says with full, empty and single-unit stores."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from urllib.parse import unquote

import pytest
from streamlit.testing.v1 import AppTest

from config.settings import load_settings
from services.store import Store, open_store
from tests.pages.conftest import html_of, run_page
from tests.services.small_county import take
from ui import session
from ui.charts import GREY

pytestmark = pytest.mark.slow

DAY = "2024-03-31"
PAGES = ("pilot.py", "projects.py", "resources.py")
PROJECTS = """建设单位,项目名称,预算金额（万元）,合同金额（万元）,已支付（万元）,立项日期,实施日期,计划完成日期,验收日期,项目状态,使用情况
县公安局,雪亮工程,1200.50,1180,600.25,2023-02-01,2023-04-01,2023-12-31,,正常,
县公安局,指挥平台,300,280,280,2023-02-01,2023-03-01,2023-06-30,2023-06-01,正常,少用
海城镇,智慧村居,80,,,,,2023-10-31,,正常,
"""
RESOURCES = """信息资源提供方,信息资源名称,来源系统,共享类型,更新周期,编目日期,发布日期,挂接日期
县公安局,户籍人口信息,网格管理,有条件共享,每月,2023-05-01,2023-06-01,
县公安局,视频点位信息,视频平台,不予共享,实时,,,
"""
FUNCTIONS = """单位,职能事项,产生数据,来源系统,是否已编目
县公安局,户政管理,户籍人口数据,网格管理,是
县公安局,犬只管理,养犬登记数据,养犬登记,否
"""


@pytest.fixture(scope="session")
def deep_folder(made_stores: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The full store with projects, resources and functions besides."""
    folder = tmp_path_factory.mktemp("deep") / "store"
    shutil.copytree(made_stores["full"], folder)
    store = open_store(folder)
    tables = {"信息化项目台账": PROJECTS, "公共数据资源清单": RESOURCES, "部门职能数据清单": FUNCTIONS}
    for name, text in tables.items():
        take(store, text, f"{name}.csv")
    store.close()
    return folder


@pytest.fixture
def deep_store(store_folder: Path, deep_folder: Path) -> Store:
    shutil.copytree(deep_folder, store_folder)
    return session.open_once(str(load_settings().store))


def words_of(page: AppTest) -> str:
    """The HTML without its tags, blanks closed up."""
    return re.sub(r"\s+", "", re.sub(r"<[^>]+>", "", html_of(page)))


def drawings_of(page: AppTest) -> list[str]:
    """The pictures of the two drawings along a time axis, as their SVG."""
    return [unquote(one) for one in re.findall(r'<div class="trend(?: wide)?"><img[^>]+src="([^"]+)"', html_of(page))]


@pytest.mark.parametrize("name", PAGES)
def test_page_of_depth_with_every_list_filed_runs_for_the_county_and_for_a_unit(deep_store: Store, name: str) -> None:
    assert not run_page(name, as_of=DAY).exception
    assert not run_page(name, as_of=DAY, unit="HF002").exception


@pytest.mark.parametrize("name", PAGES)
def test_page_of_depth_before_anything_happened_does_not_fail(deep_store: Store, name: str) -> None:
    assert not run_page(name, as_of="2022-06-30").exception


@pytest.mark.parametrize("name", PAGES)
def test_page_of_depth_with_empty_store_draws_no_chart(empty_store: Store, name: str) -> None:
    page = run_page(name, as_of=DAY)
    assert not page.exception
    assert drawings_of(page) == []


@pytest.mark.parametrize("name", PAGES)
def test_page_of_depth_has_no_latin_letters_in_its_words(deep_store: Store, name: str) -> None:
    page = run_page(name, as_of=DAY)
    words = words_of(page) + "".join(one.label for one in page.expander)
    assert re.findall(r"[A-Za-z]+", re.sub(r"[\w（）]+\.csv", "", words)) == []


def test_pilot_page_shows_the_matrix_with_shape_word_and_link(deep_store: Store) -> None:
    page = run_page("pilot.py", as_of=DAY)
    shown = html_of(page)
    assert "■ 未达成" in shown
    # 县公安局 filed its system list: a cell that leads to what it rests on.
    assert "row=HF002+%2F+list_system" in shown
    assert "● 达成" in shown
    assert "达成／应计" in words_of(page)


def test_pilot_page_draws_curve_and_lanes_in_chinese_with_their_words_beside(deep_store: Store) -> None:
    page = run_page("pilot.py", as_of=DAY)
    curve, *_, lanes = drawings_of(page)
    assert "争取全面推广：2023年12月31日前" in curve
    # Of the register's three units 县公安局 alone holds and filed all three posts: 1/3 = 33.3 %.
    assert ">33.3%（1/3）<" in curve
    assert "33.3%（1/3）" in words_of(page)
    # The plan asks for training by 31 January; none was held, so the lane has its day and its count, no bar.
    assert ">1月31日前<" in lanes
    assert ">12月31日争取全面推广<" in lanes
    for drawing in (curve, lanes):
        assert "Microsoft YaHei" in drawing
        assert not re.search(r"[A-Za-z]", "".join(re.findall(r"<text[^>]*>([^<]*)<", drawing)))


def test_roll_out_aim_is_drawn_in_grey_and_never_in_red(deep_store: Store) -> None:
    curve, *_, lanes = drawings_of(run_page("pilot.py", as_of=DAY))
    assert f'stroke="{GREY}"' in curve
    assert "#b3261e" not in curve + lanes


def test_project_page_shows_stages_money_and_the_three_lists(deep_store: Store) -> None:
    shown = words_of(run_page("projects.py", as_of=DAY))
    assert "在册项目3个所处阶段" in shown
    # 雪亮工程: in 实施 since 2023-04-01, 30+31+30+31+31+30+31+30+31+31+29+30 = 365 days up to 2024-03-31.
    assert "县公安局“雪亮工程”实施365天，自2023年4月1日" in shown
    # 1200.50 + 300 + 80 = 1580.50; contracts 1180 + 280 = 1460 of two projects; paid 600.25 + 280 = 880.25.
    assert "1,580.503/31,460.002/3880.252/3" in shown
    assert "海城镇“智慧村居”应于2023年10月31日完成，现未填阶段" in shown
    assert "县公安局“指挥平台”少用" in shown


def test_project_page_of_a_unit_lists_that_unit_alone(deep_store: Store) -> None:
    shown = words_of(run_page("projects.py", as_of=DAY, unit="HF001"))
    assert "在册项目1个所处阶段（海城镇）" in shown
    assert "雪亮工程”实施" not in shown


def test_resource_page_shows_filings_steps_cycles_and_what_is_not_catalogued(deep_store: Store) -> None:
    listed = words_of(run_page("resources.py", as_of=DAY, view="清单和对照"))
    assert "已报／应报1/31/31/30/3" in listed
    assert "县公安局2024年1月5日2024年1月5日2024年1月5日■未报" in listed
    assert "县公安局“出租屋管理”" in listed
    assert "县公安局“犬只管理”" in listed
    shown = words_of(run_page("resources.py", as_of=DAY))
    assert "编目1项应计2项，50.0%" in shown
    assert "挂接0项应计1项，0.0%，不计1项" in shown
    assert "实时1项不判断更新是否及时" in shown


def test_resource_page_compares_the_lists_both_ways(deep_store: Store) -> None:
    page = run_page("resources.py", as_of=DAY, view="清单和对照")
    labels = [one.label for one in page.expander]
    # 视频平台 stands in no system list; 出租屋管理 has no resource.
    assert "资源清单填写的来源系统在系统清单中对不上的名称（1个）" in labels
    assert "在用系统在资源清单的来源系统中对不上的名称（1个）" in labels
    assert "县公安局“视频平台”1项资源" in words_of(page)


def test_demands_have_a_view_of_their_own_with_a_picker(deep_store: Store) -> None:
    page = run_page("resources.py", as_of=DAY, view="数据需求")
    assert "没有等待中的数据需求。" in words_of(page)
    page.selectbox(key="unit").select("HF002").run()
    assert page.query_params["unit"] == "HF002"
    assert "等待答复或提供（县公安局）" in words_of(page)


def test_cloud_page_of_a_unit_counts_that_unit_alone(deep_store: Store) -> None:
    assert "在用系统2个的去向经" not in words_of(run_page("cloud.py", as_of=DAY, unit="HF001"))
    shown = words_of(run_page("cloud.py", as_of=DAY, unit="HF002"))
    assert "在用系统2个的去向（县公安局）" in shown
    assert "没有经批准暂不上云的系统。" in shown


def test_cloud_page_names_approvals_with_reason_and_paper(deep_store: Store) -> None:
    take(
        deep_store,
        "所属单位,系统名称,系统状态,部署位置,上线日期,暂不上云原因,暂不上云批准依据\n"
        "县公安局,警务办公系统,在用,自建机房,2022-06-01,涉及专网,海府办函〔2023〕9号\n",
        "清单三.csv",
    )
    shown = words_of(run_page("cloud.py"))
    assert "经批准暂不上云（1项）县公安局“警务办公系统”涉及专网；海府办函〔2023〕9号" in shown


def test_pooled_figure_of_a_filter_is_not_called_the_county(deep_store: Store) -> None:
    shown = words_of(run_page("cloud.py", as_of=DAY, kind="县直部门"))
    assert "竖线为县直部门50.0%" in shown and "全县" not in shown
    assert "全县" not in words_of(run_page("projects.py", as_of=DAY, kind="县直部门", unit="HF002"))


def test_bridge_names_what_moved_and_which_way_it_looks_back(deep_store: Store) -> None:
    page = run_page("resources.py", as_of="2023-07-31", metric="published")
    label = next(one.label for one in page.expander if "以来的变动" in one.label)
    assert label == "2023年1月31日以来的变动（全县）：新增达成1项"
    shown = words_of(page)
    assert "县公安局户籍人口信息未达成→达成" in shown
    assert "2023年1月31日与2023年7月31日比较；两个时点均按现有资料回算。" in shown


def test_bridge_before_anything_was_filed_says_so(deep_store: Store) -> None:
    # 上云率 looks back by the rows of the time; the first upload is of 2024-01-05, half a year before is 2023-09-30.
    assert "2023年9月30日当时无报送，不能比较" in words_of(run_page("cloud.py", as_of=DAY))


def test_bridge_without_moves_says_so_and_follows_the_unit(deep_store: Store) -> None:
    page = run_page("posts.py", as_of=DAY, unit="HF002")
    assert "2023年9月30日以来的变动（县公安局）：没有变动的" in words_of(page)
