"""报送记录, 数据质量, the search and the tables of the topic pages, with full, empty and single-unit data."""

from __future__ import annotations

import shutil
from datetime import datetime
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from config.settings import load_settings
from services.store import Store, open_store
from services.submit import accept, examine_upload
from tests.pages.conftest import ROOT, html_of, run_page
from tests.services.small_county import POLICE, take
from ui import session

pytestmark = pytest.mark.slow

DAY = "2024-03-31"
VIEWS = {
    "security.py": "测评到期日历和应急演练",
    "meetings.py": "考勤表",
    "evaluation.py": "等次、表扬和优秀案例库",
    "apps.py": "应用和场景",
    "reports.py": "各期报送和报告内容",
}
GRADED = """单位,系统名称,系统状态,部署位置,投用日期,上云日期,等保级别,等保测评日期,密评日期
县公安局,网格管理,在用,市政务云,2022-05-01,2023-03-01,三级,2023-04-20,2023-05-10
县公安局,出租屋管理,在用,自建机房,2022-06-01,,二级,2022-03-01,
海城镇,村务公开,在用,市政务云,2022-06-01,2022-06-01,三级,2023-03-31,
"""
SECURITY = """单位,事项,文件名称,完成日期,有效期至
县公安局,应急演练,消防演练,2023-04-01,
海城镇,应急演练,停电演练,2023-03-30,
"""
ATTENDANCE = """活动类型,活动名称,活动日期,应到单位,参加人,出席情况
培训,首期培训班,2023-01-12,县公安局,人员011,出席
培训,首期培训班,2023-01-12,海城镇,人员021,委托代会
联席会议,第一次联席会议,2024-03-20,县公安局,,请假
联席会议,第一次联席会议,2024-03-20,海城镇,,缺席
"""
EVALUATIONS = """单位,评价年度,评价日期,得分,等次,是否已确认,通报表扬日期
海城镇,2023年度,2024-01-20,95,优秀,是,2024-02-25
县公安局,2023年度,2024-01-20,61,不合格,否,
"""
CASES = """单位,案例名称,类别,入库日期,易复制易推广,推广应用单位
海城镇,网格随手报,社会治理,2024-03-01,是,县公安局
"""
SCENARIOS = """单位,应用名称,场景名称,上线日期,停用日期,累计用户数,累计办件数
海城镇,善美村居,村务公开,2023-02-01,,1200,30
县公安局,善美村居,户籍预约,2023-02-01,,800,
县公安局,民情地图,警情地图,2023-02-01,2023-12-01,5,5
"""
DUTIES = """单位,报告期,职责任务,工作举措,工作成效,存在问题,下一阶段计划,佐证材料
海城镇,2023年下半年,推进数字政府改革建设,举措,成效,问题,计划,
海城镇,2023年下半年,加快推动系统迁云上云,举措,成效,,,
"""
TASKS = """编号,来源,会议名称,交办日期,事项内容,牵头单位,完成时限,延期至,延期批准日期,办结日期,进展情况
督〔2023〕1号,联席会议,第一次联席会议,2023-06-01,网格数据共享,海城镇,2023-09-30,,,,正在办理
督〔2024〕1号,联席会议,第二次联席会议,2024-01-01,补齐专员,县公安局,2024-04-10,,,,
督〔2024〕2号,联席会议,第二次联席会议,2024-01-01,迁移系统,县公安局,2024-02-01,2024-06-30,2024-01-20,,
"""


@pytest.fixture(scope="module")
def rich_folder(made_stores: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The full store with every register that the tables of the topic pages read, made once."""
    folder = tmp_path_factory.mktemp("rich") / "store"
    shutil.copytree(made_stores["full"], folder)
    store = open_store(folder)
    files = {
        "政务信息系统清单二": GRADED, "安全管理台账": SECURITY, "会议培训考勤表": ATTENDANCE, "履职评价表": EVALUATIONS,
        "优秀案例库": CASES, "应用场景清单": SCENARIOS, "职责任务落实情况表": DUTIES, "督办事项台账": TASKS,
    }  # fmt: skip
    for name, text in files.items():
        take(store, text, f"{name}.csv", at=datetime(2024, 3, 25, 9))
    store.close()
    return folder


@pytest.fixture
def rich_store(store_folder: Path, rich_folder: Path) -> Store:
    shutil.copytree(rich_folder, store_folder)
    return session.open_once(str(load_settings().store))


def view(name: str, **params: str) -> str:
    page = run_page(name, as_of=DAY, view=VIEWS[name], **params)
    assert not page.exception
    return html_of(page)


@pytest.mark.parametrize("name", list(VIEWS))
@pytest.mark.parametrize("size", ["empty_store", "single_store", "full_store"])
def test_view_with_little_data_says_so_and_shows_no_rate(name: str, size: str, request: pytest.FixtureRequest) -> None:
    request.getfixturevalue(size)
    shown = view(name)
    assert "<h1>" in shown or size == "empty_store"
    assert "100.0%" not in shown.partition("<table")[2]


@pytest.mark.parametrize("name", list(VIEWS))
def test_view_before_anything_was_in_scope_says_so_and_shows_no_rate(full_store: Store, name: str) -> None:
    page = run_page(name, as_of="2022-06-01", view=VIEWS[name])
    assert not page.exception and "没有" in html_of(page)
    assert "%" not in html_of(page)


def test_calendar_tells_expired_due_and_untested_apart(rich_store: Store) -> None:
    shown = view("security.py")
    # 等保三级 12 months: 2023-04-20 → 2024-04-20, in 20 days; 2023-03-31 → 2024-03-31, today, in 0 days.
    # 等保二级 24 months: 2022-03-01 → 2024-03-01, 30 days ago. 密评: 2023-05-10 → 2024-05-10; 村务公开 has none.
    assert "应做等保测评和密评共5项：有效3项（其中60日内到期3项），已过期1项，未测评1项，无法回溯0项。" in shown
    assert "2024年3月1日到期，已过期30天" in shown
    assert "2024年4月20日到期，还有20天" in shown
    assert "<h2>2024年3月到期（1项）</h2>" in shown and "<h2>2024年5月到期（1项）</h2>" in shown


def test_calendar_lists_one_month_and_counts_twelve(rich_store: Store) -> None:
    shown = view("security.py", month="2024-05")
    assert "<h2>2024年5月到期（1项）</h2>" in shown and "2024年4月到期" not in shown
    # 等保测评 runs out in March and April, 密评 in May; a number leads to its month.
    (months,) = [part for part in shown.split("<table") if part.startswith(' class="months"')]
    assert [months.count(f"month=2024-{month:02d}") for month in (3, 4, 5, 6)] == [1, 1, 1, 0]
    assert "<th>24年3月</th>" in months and "<th>25年2月</th>" in months and "25年3月" not in months


def test_calendar_counts_drills_within_twelve_months(rich_store: Store) -> None:
    shown = view("security.py")
    # 2023-04-01 + 12 months ≥ 2024-03-31; 2023-03-30 + 12 months is over; 县教育局 sent no list.
    assert "近12个月已演练1/3个单位" in shown
    assert "上次演练2023年3月30日" in shown and "○ 未报台账" in shown


def test_calendar_names_other_units_systems_to_no_unit(rich_store: Store) -> None:
    shown = view("security.py", role="单位", own_unit="HF001")
    assert "村务公开" in shown
    assert "出租屋管理" not in shown and "网格管理" not in shown
    # The unit's own: 等保测评 in force until today, 密评 never done.
    assert "应做等保测评和密评共2项：有效1项（其中60日内到期1项），已过期0项，未测评1项" in shown


def test_attendance_matrix_tells_the_four_kinds_by_shape_and_word(rich_store: Store) -> None:
    shown = view("meetings.py")
    for mark in ("● 出席", "◐ 代会", "△ 请假", "■ 缺席"):
        assert mark in shown
    assert "共2次活动" in shown
    assert "首期培训班" not in view("meetings.py", activity="联席会议")


def test_evaluation_shows_confirmed_results_only(rich_store: Store) -> None:
    shown = view("evaluation.py")
    assert "★ 优秀" in shown and "通报表扬（1个单位次）" in shown
    assert "<tr><td><span>不合格</span></td><td><span>0</span></td></tr>" in shown
    assert "网格随手报" in shown and "2024年3月1日" in shown


def test_a_grade_below_the_best_is_no_failure_and_asks_for_no_reason(rich_store: Store) -> None:
    good = EVALUATIONS.splitlines()[0] + "\n县公安局,2023年度,2024-01-20,85,良好,是,\n"
    take(rich_store, good, "履职评价表二.csv", at=datetime(2024, 3, 26, 9))
    page = run_page("evaluation.py", as_of="2024-03-31", outcome="all")
    shown = html_of(page)
    assert '<span class="light good">优秀</span>' in shown and '<span class="light none">其他等次</span>' in shown
    assert "未达成" not in shown and "达成" not in shown
    assert [one.options for one in page.get("button_group") if "其他等次 1" in one.options]
    # A reason is asked for while the present is looked at.
    now = run_page("evaluation.py", outcome="all")
    assert "其他等次" in html_of(now)
    assert not [one for one in now.expander if one.label == "填写情况说明"]


def test_scenarios_count_users_of_those_online(rich_store: Store) -> None:
    shown = view("apps.py")
    # 善美村居: two scenarios of two units, 1200 + 800 = 2000 users, 30 cases (one not reported).
    assert '<td class="num">2</td><td class="num">2</td><td class="num">2 000</td><td class="num">30</td>' in shown
    assert "— 已停用" in shown and "未填报" in shown
    assert "村务公开" not in view("apps.py", app="民情地图")


def test_contents_matrix_counts_filled_parts_of_eight_clauses(rich_store: Store) -> None:
    shown = view("reports.py", unit="HF001")
    # First clause: 成效, 问题, 计划 = 3; second: 成效 = 1; six clauses without a line: 6 × 4 = 24 cells ○ 未报.
    assert "应写32格，已写4格" in shown
    assert shown.count("○ 未报</span>") == 24


def test_contents_of_a_report_neither_due_nor_filed_by_the_day_are_not_shown(rich_store: Store) -> None:
    # 2023年下半年 falls due on 2023-12-25 and was filed in March 2024.
    shown = html_of(run_page("reports.py", as_of="2023-12-24", view=VIEWS["reports.py"], unit="HF001"))
    assert "还没有单位报送职责任务落实情况表" in shown
    assert "应写32格" in html_of(run_page("reports.py", as_of="2023-12-25", view=VIEWS["reports.py"], unit="HF001"))


def test_progress_written_later_is_not_told_at_a_past_day(rich_store: Store) -> None:
    assert "进展：正在办理" in html_of(run_page("tasks.py"))
    for params in ({}, {"view": "事项办理", "task": "督〔2023〕1号"}):
        assert "正在办理" not in html_of(run_page("tasks.py", as_of="2023-12-31", **params))


def test_tasks_are_parted_by_their_day(rich_store: Store) -> None:
    page = run_page("tasks.py", as_of=DAY)
    assert not page.exception
    shown = html_of(page)
    for heading in ("逾期未办结（1件）", "15日内到期（1件）", "在办未到期（1件）", "批准延期（1件）"):
        assert heading in shown
    assert "2024年2月1日延期至2024年6月30日" in shown


def test_view_that_does_not_exist_shows_the_figures(full_store: Store) -> None:
    page = run_page("security.py", as_of=DAY, view="没有的视图")
    assert not page.exception
    assert "<th>达成／应计</th>" in html_of(page)


def test_record_lists_uploads_and_opens_one(full_store: Store) -> None:
    page = run_page("uploads.py")
    assert not page.exception
    shown = html_of(page)
    assert "共有5次报送" in shown
    assert "情况说明.csv" in shown and "新增1行" in shown
    assert "cloud_migrated" not in shown.partition("改动了什么")[2]
    # What waits for review makes no version and stands there all the same.
    text = "单位,系统名称,系统状态,部署位置,投用日期\n县公安局,接处警,在用,市政务云,2022年5月\n"
    accept(full_store, examine_upload(full_store, text.encode(), "又一张.csv", POLICE), POLICE)
    assert "共有6次报送" in html_of(page.run())


def test_record_filters_by_unit_and_table_from_the_address(full_store: Store) -> None:
    shown = html_of(run_page("uploads.py", unit="HF001", table="task"))
    assert "督办事项.csv" in shown
    assert "政务信息系统清单.csv" not in shown


def test_record_says_a_table_of_a_link_that_is_not_there(full_store: Store) -> None:
    assert "不在可选范围内" in run_page("uploads.py", table="没有的表").warning[0].value


def test_undo_needs_reason_and_tick_and_then_takes_the_version_back(full_store: Store) -> None:
    version = full_store.version()
    page = run_page("uploads.py").toggle(key=f"undo_look:{version}").set_value(True).run()
    assert "撤销后各表的变化" in html_of(page) and page.button(key=f"undo:{version}").disabled
    page.text_input(key=f"undo_reason:{version}").input("报错了表").run()
    page.checkbox(key=f"undo_sure:{version}").check().run()
    page.button(key=f"undo:{version}").click().run()
    assert not page.exception
    assert full_store.version() == version + 1
    assert "撤销：情况说明.csv" in html_of(page) and "报错了表" in html_of(page)


def test_undo_that_later_versions_forbid_says_which(full_store: Store) -> None:
    take(full_store, "单位,系统名称,系统状态,部署位置\n县公安局,接处警,在用,市政务云\n", "系统二.csv", POLICE)
    page = run_page("uploads.py", record="3").toggle(key="undo_look:3").set_value(True).run()
    assert "又报送了相同单位的同一张表" in page.error[0].value


@pytest.mark.parametrize("role", ["单位", "领导"])
def test_record_offers_undo_to_nobody_else(full_store: Store, role: str) -> None:
    page = run_page("uploads.py", role=role, own_unit="HF002")
    assert not page.exception
    assert not [one for one in page.button if str(one.key).startswith("undo")]


def test_leader_gets_no_original(full_store: Store) -> None:
    page = run_page("uploads.py", role="领导")
    assert [one.proto.label for one in page.get("download_button")] == ["导出记录（5条）"]
    assert "不能下载原件" in " ".join(one.value for one in page.caption)


def test_quality_counts_first_and_leads_to_mending(full_store: Store) -> None:
    page = run_page("quality.py", as_of=DAY)
    assert not page.exception
    shown = html_of(page)
    assert "未报单位" in shown and "到“数据报送”补报或更正" in shown
    listed = html_of(run_page("quality.py", as_of=DAY, finding="blank", unit="HF002"))
    # Both systems lack 等保级别 and 国产化: four cells.
    assert listed.count("“等保级别”未填") == 2 and listed.count("“是否国产化适配”未填") == 2
    assert "政务信息系统清单.csv" in listed and "第3行" in listed


def run_frame(**params: str) -> AppTest:
    frame = AppTest.from_file(str(ROOT / "frame.py"), default_timeout=30)
    for key, value in params.items():
        frame.query_params[key] = value
    return frame.run()


def test_search_in_the_address_shows_its_cards_in_place_of_the_page(full_store: Store) -> None:
    frame = run_frame(q="出租屋", as_of=DAY)
    assert not frame.exception
    shown = html_of(frame)
    assert "<h1>查找结果</h1>" in shown and "<h1>总览</h1>" not in shown
    assert "迁云经费不足，请县财政支持；责任人：人员011；承诺2024年6月30日前完成" in shown
    assert frame.sidebar.text_input[0].value == "出租屋"


def test_search_typed_in_the_sidebar_is_written_to_the_address(full_store: Store) -> None:
    frame = run_frame()
    frame.sidebar.text_input[0].input("县公安局").run()
    assert frame.query_params["q"] in ("县公安局", ["县公安局"])


def test_search_without_a_hit_says_what_can_be_asked(full_store: Store) -> None:
    assert "可以查单位的全称、简称或曾用名" in html_of(run_frame(q="没有的名称"))


def test_search_escapes_what_was_typed(full_store: Store) -> None:
    assert "<script>" not in html_of(run_frame(q="<script>alert(1)</script>"))
