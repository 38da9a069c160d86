"""佐证材料 and 平台核对 on the pages: what is said without them, with them, and to whom acts are offered."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from config.code_tables import codes_of
from config.settings import load_settings
from metrics.listings.evidence import Belief
from services.attachments import RowKey, attach
from services.store import Store, open_store
from tests.pages.conftest import html_of, run_page
from tests.services.small_county import BUREAU, take
from ui import session
from ui.attachments import belief_line

pytestmark = pytest.mark.slow

DAY = "2024-03-31"
VIEW = "平台核对"
RESOURCES = """信息资源提供方,信息资源名称,共享类型,更新周期,编目日期,发布日期,挂接日期
县公安局,户籍人口信息,有条件共享,每月,2023-05-01,2023-06-01,
县公安局,视频点位信息,不予共享,实时,2023-05-01,,
"""
PLATFORM = """数源部门,目录名称,共享类型,目录状态,是否挂接
县公安局,户籍人口信息,0,已发布,是
海城镇,网格员信息,1,已发布,否
"""
CLOUD = """租户单位,业务系统名称,运行状态
县公安局,网格管理,运行中
县公安局,出租屋管理,运行中
"""


@pytest.fixture(scope="module")
def checked_folder(made_stores: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The full store with resources, both exports and one file at a system."""
    folder = tmp_path_factory.mktemp("checked") / "store"
    shutil.copytree(made_stores["full"], folder)
    store = open_store(folder)
    take(store, RESOURCES, "公共数据资源清单.csv")
    codes = codes_of({"share_type": "share_0_conditional"})
    take(store, PLATFORM, "目录导出.csv", dataset="platform_resource", codes=codes)
    take(store, CLOUD, "云资源.csv", dataset="cloud_resource")
    attach(store, RowKey("system", "HF002", ("HF002", "出租屋管理")), b"%PDF-1.4", "批准文件.pdf", BUREAU)
    store.close()
    return folder


@pytest.fixture
def checked_store(store_folder: Path, checked_folder: Path) -> Store:
    shutil.copytree(checked_folder, store_folder)
    return session.open_once(str(load_settings().store))


def test_check_of_resources_shows_both_sides_and_what_differs(checked_store: Store) -> None:
    page = run_page("resources.py", as_of=DAY, view=VIEW)
    html = html_of(page)
    assert not page.exception
    assert "全县清单有而平台没有1项，平台有而清单没有1项，两边都有而状态不一致1项" in html
    assert "县公安局“视频点位信息”" in html
    assert "海城镇“网格员信息”" in html
    assert "仅平台：挂接" in html
    assert "平台导出没有汇聚、按期更新的列" in html
    assert [one.label for one in page.expander] == ["上传数据资源平台导出"]


def test_check_of_systems_names_what_runs_on_the_cloud_unsaid(checked_store: Store) -> None:
    page = run_page("cloud.py", as_of=DAY, view=VIEW, role="领导")
    html = html_of(page)
    # 出租屋管理 is 自建机房 by the unit's list and runs on the city cloud.
    assert "县公安局“出租屋管理”" in html
    assert "仅平台：在市政务云" in html
    assert not page.expander


def test_without_an_export_the_check_says_so(full_store: Store) -> None:
    html = html_of(run_page("resources.py", as_of=DAY, view=VIEW))
    assert "还没有上传“数据资源平台导出”，以上数字均未经平台核对" in html


def test_figure_says_how_far_to_believe_it_and_its_rows_are_marked(checked_store: Store) -> None:
    html = html_of(run_page("cloud.py", as_of=DAY, outcome="all"))
    # Two systems: 网格管理 confirmed by the cloud's list, 出租屋管理 with a file.
    assert "所依据的2行中，有佐证1行，平台核对1行，没有只凭自报的行" in html
    assert html.count("● 有佐证") == 1
    assert "均为自报，尚无佐证材料" in html_of(run_page("posts.py", as_of=DAY))


def test_figure_over_a_register_of_the_bureau_is_not_called_the_units_own_word(full_store: Store) -> None:
    html = html_of(run_page("tasks.py", as_of=DAY))
    # One decision stands in the bureau's register of tasks.
    assert "所依据的1行均由县政数局登记" in html
    assert "自报" not in html


def test_line_of_belief_names_every_origin_of_its_rows() -> None:
    # 10 rows: 2 with evidence, 3 confirmed by a platform and 1 of them with both, 4 registered, the other 2 自报.
    line = belief_line(Belief(10, 2, 3, 1, 4), "县数据局")
    assert "所依据的10行中，有佐证2行，平台核对3行（其中1行两者都有），县数据局登记4行，其余2行为自报。" in line


def test_files_of_a_row_are_offered_by_role(checked_store: Store) -> None:
    row = {"unit": "HF002", "evidence": "system", "evidence_row": "HF002 / HF002 / 出租屋管理"}
    bureau = run_page("unit.py", as_of=DAY, **row)
    assert "批准文件.pdf" in html_of(bureau)
    assert "上传佐证材料" in [one.label for one in bureau.expander]
    leader = run_page("unit.py", as_of=DAY, role="领导", **row)
    assert "批准文件.pdf" in html_of(leader)
    assert "上传佐证材料" not in [one.label for one in leader.expander]
    other = run_page("unit.py", as_of=DAY, role="单位", own_unit="HF001", **row)
    assert "批准文件.pdf" not in html_of(other)
    assert "只能由该单位和县政数局查看" in html_of(other)
