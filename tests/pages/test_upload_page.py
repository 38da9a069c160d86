"""数据报送 through the page: problems by cell, columns mapped, 带问题入库, declarations, confirmation and receipt."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from streamlit.testing.v1 import AppTest

from services.actor import Actor
from services.received import list_drafts
from services.review import return_upload
from services.rounds import Plan, create_round
from services.store import Store
from services.submit import accept, examine_upload
from services.unchanged import draft_nil, draft_unchanged
from tests.pages.conftest import html_of, run_page
from tests.services.small_county import BUREAU, SYSTEMS, take
from ui.unit_tables import clicked_before

pytestmark = pytest.mark.slow

HEADER = "单位,系统名称,系统状态,部署位置,投用日期,上云日期\n"
BAD = HEADER + "县公安局,网格管理,运行中,市政务云,2022-05-01,2023-03-01\n"
# 出租屋管理 moves to the cloud: one row changed, one unchanged; 1/2 → 2/2.
GOOD = (
    HEADER
    + "县公安局,网格管理,在用,市政务云,2022-05-01,2023-03-01\n县公安局,出租屋管理,在用,市政务云,2022-06-01,2024-02-01\n"
)
UNIT = Actor("单位（单机模式）", "单位", "HF002", origin="本机浏览器")
LACKING = GOOD.replace("系统名称", "应用名字")


def dropped(*files: tuple[str, str], **params: str) -> AppTest:
    """The page after files were dropped and read."""
    page = run_page("upload.py", **params)
    page.file_uploader[0].set_value([(name, text.encode(), "text/csv") for name, text in files])
    page.run()
    assert not page.exception
    return page


def button(page: AppTest, label: str):  # type: ignore[no-untyped-def]
    return next(one for one in page.button if one.label.startswith(label))


def labels(page: AppTest) -> list[str]:
    return [one.label for one in page.button]


def test_leader_is_refused_in_words(full_store: Store) -> None:
    page = run_page("upload.py", role="领导")
    assert "只能查看" in page.info[0].value
    assert not page.get("file_uploader")


def test_bad_file_lists_the_cell_offers_mending_and_may_be_taken_incomplete(full_store: Store) -> None:
    page = dropped(("政务信息系统清单.csv", BAD))
    assert "可在网页上改1格" in str(page.get("button_group"))
    assert button(page, "按所改的重新检查").disabled
    assert not [one for one in labels(page) if one.startswith("确认入库")]
    next(one for one in page.checkbox if one.label.startswith("带问题入库")).check().run()
    assert "确认入库" in labels(page)


def test_good_file_previews_and_gives_a_receipt_after_the_tick(full_store: Store) -> None:
    version = full_store.version()
    page = dropped(("政务信息系统清单.csv", GOOD))
    shown = html_of(page)
    assert "50.0%　1/2" in shown and "100.0%　2/2" in shown
    assert button(page, "确认入库").disabled and full_store.version() == version
    page.checkbox[-1].check().run()
    button(page, "确认入库").click().run()
    assert not page.exception and full_store.version() == version + 1
    assert "<td>000006</td>" in html_of(page) and "已入库，数据第" in html_of(page)
    assert "已在别的窗口" not in html_of(page)  # nor is the file told to have gone elsewhere


def test_days_and_flags_of_changed_rows_are_written_out(full_store: Store) -> None:
    header = "单位,角色,姓名,是否班子成员,任命日期,备案日期\n"
    take(full_store, header + "县公安局,数据专员,人员091,否,2022-12-22,2023-01-05\n", "名单.csv", BUREAU)
    changed = header + "县公安局,数据专员,人员091,√,2022-12-22,2023.1.12\n县公安局,政务专员,人员092,否,2022年5月,\n"
    rows = html_of(dropped(("名单.csv", changed)))
    assert "县公安局　数据专员　人员091　2022年12月22日" in rows
    assert "是否班子成员：否改为是；备案日期：2023年1月5日改为2023年1月12日" in rows
    assert "县公安局　政务专员　人员092　2022年5月<" in rows and ">是否班子成员：否<" in rows


def test_new_row_is_told_with_its_first_cells_and_how_many_more_there_are(full_store: Store) -> None:
    header = "单位,系统名称,系统状态,部署位置,投用日期,上云日期,备注\n"
    row = "县公安局,接处警,在用,市政务云,2022年5月,2023-03-01,无线专网\n"
    shown = html_of(dropped(("清单.csv", header + row)))
    assert ">系统状态：在用；投用日期：2022年5月；部署位置：市政务云；上云日期：2023年3月1日；另有1列<" in shown


def test_older_list_is_warned_of_in_the_preview(full_store: Store) -> None:
    take(full_store, GOOD, "六月清单.csv", BUREAU, reported_on=date(2025, 6, 30))
    page = dropped(("三月清单.csv", f"填报日期：2025年3月31日\n{GOOD}"))
    (warning,) = [one.value for one in page.warning if "较早" in one.value]
    assert "2025年3月31日，早于县公安局现有清单的2025年6月30日；入库后将以这份较早的清单为准" in warning


def test_content_that_counts_already_is_said_before_it_is_confirmed(full_store: Store) -> None:
    page = dropped(("政务信息系统清单.csv", SYSTEMS))
    assert page.info[0].value.endswith("相同，已经入库，不必重报；确认也不会另记一次报送。")
    today = date.today()
    plan = Plan("季度更新", ("system",), today, today + timedelta(days=9))
    create_round(full_store, plan, BUREAU)
    page.run()
    assert page.info[0].value == "内容与第000003号报送（2024年1月5日）相同。确认后，按“无变化”记入报送任务“季度更新”。"


def test_same_content_dropped_twice_is_held_once_and_files_of_one_name_are_told_apart(full_store: Store) -> None:
    page = dropped(("清单.csv", GOOD), ("清单.csv", BAD), ("又一次.csv", GOOD))
    assert "与已收下的“清单.csv”内容相同，没有重复收" in html_of(page)
    options = next(one for one in page.selectbox if one.label == "查看文件").options
    assert len(options) == len(set(options)) == 2 and all("收到（" in one for one in options)


def test_unit_reads_what_it_owes_in_the_open_rounds(full_store: Store) -> None:
    today = date.today()
    create_round(full_store, Plan("季度更新<试>", ("system", "project"), today, today + timedelta(days=9)), BUREAU)
    shown = html_of(run_page("upload.py", role="单位", own_unit="HF002"))
    assert "“季度更新&lt;试&gt;”" in re.sub(r"</?a\b[^>]*>", "", shown)
    assert "本单位还有2张表未报：信息化项目台账、政务信息系统清单" in shown
    assert "季度更新" not in html_of(run_page("upload.py", role="单位", own_unit="HF000"))
    sent = accept(full_store, examine_upload(full_store, GOOD.encode(), "清单.csv", UNIT), UNIT)
    return_upload(full_store, int(sent.number), "缺少接处警系统", BUREAU)
    assert "政务信息系统清单（退回：缺少接处警系统）" in html_of(run_page("upload.py", role="单位", own_unit="HF002"))


def test_file_whose_state_changed_is_shown_with_its_new_state_in_the_picker(full_store: Store) -> None:
    page = dropped(("政务信息系统清单.csv", BAD))
    next(one for one in page.checkbox if one.label.startswith("带问题入库")).check().run()
    picker = next(one for one in page.selectbox if one.label == "查看文件")
    assert picker.proto.set_value and picker.proto.raw_value == "政务信息系统清单.csv（可入库）"


def test_file_of_a_unit_waits_for_review(full_store: Store) -> None:
    version = full_store.version()
    page = dropped(("政务信息系统清单.csv", GOOD), role="单位", own_unit="HF002")
    page.checkbox[-1].check().run()
    button(page, "确认送审").click().run()
    assert not page.exception and full_store.version() == version
    assert "待审核" in html_of(page)


def test_missing_column_is_offered_first_and_mapped_by_hand(full_store: Store) -> None:
    page = dropped(("政务信息系统清单.csv", LACKING))
    mapper = next(one for one in page.selectbox if one.label == "列“应用名字”对应")
    assert mapper.options[:2] == ["不读入", "系统名称（缺少的必填列）"]
    mapper.select_index(1)
    button(page, "按此重新检查").click().run()
    assert not page.exception and "确认入库" in labels(page)


def test_data_changed_meanwhile_is_said_and_nothing_is_taken(full_store: Store) -> None:
    page = dropped(("政务信息系统清单.csv", GOOD))
    page.checkbox[-1].check().run()
    take(full_store, HEADER + "县公安局,接处警,在用,自建机房,2022-01-01,\n", "别人报的.csv")
    version = full_store.version()
    button(page, "确认入库").click().run()
    assert not page.exception and full_store.version() == version
    assert "您查看之后" in html_of(page)


def test_draft_is_found_again_by_another_session(full_store: Store) -> None:
    dropped(("政务信息系统清单.csv", BAD))
    again = run_page("upload.py")
    assert again.selectbox[0].options == ["政务信息系统清单.csv（有错误）"]
    button(again, "移除此文件").click().run()
    assert not [one for one in run_page("upload.py").selectbox if one.label == "查看文件"]


def test_two_files_of_one_list_are_pointed_out_and_not_taken(full_store: Store) -> None:
    page = dropped(("甲.csv", GOOD), ("乙.csv", GOOD + "\n"))
    assert "在2个文件中都有" in page.warning[0].value
    assert not [one for one in labels(page) if one.startswith("确认入库")]


def test_two_files_of_one_list_are_pointed_out_to_a_unit_too(full_store: Store) -> None:
    page = dropped(("甲.csv", GOOD), ("乙.csv", GOOD + "\n"), role="单位", own_unit="HF002")
    assert "请移除多余的文件，只留一份" in page.warning[0].value


def test_spoiled_file_does_not_block_what_a_click_made(full_store: Store) -> None:
    made = draft_unchanged(full_store, UNIT, "system", "HF002", date(2024, 6, 30))
    page = dropped(("清单.csv", BAD), role="单位", own_unit="HF002")
    assert "确认送审" in labels(page) and not page.warning
    assert "同一张表另有一份可入库" in html_of(page) and "重复" not in html_of(page)
    nil = draft_nil(full_store, UNIT, "system", "HF002", date(2024, 6, 30))
    others = list_drafts(full_store, UNIT)
    assert len(others) == 3 and clicked_before([one for one in others if one.token != nil.token], nil) == [made.token]
