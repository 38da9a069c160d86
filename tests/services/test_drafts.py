"""Drafts: the order the plan asks for, the unit's own words, figures with numbers, gaps instead of invention."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from services.actor import NotAllowed
from services.county_draft import draft_county_paper
from services.drafts import CLAUSES, UnknownPeriod, draft_report, list_periods, read_period
from services.pack import build_pack
from services.paper import ordinal, quoted, sentence
from services.pilot_summary import draft_pilot_summary
from tests.services.filed_county import PHONE, fill
from tests.services.small_county import BUREAU, POLICE

pytestmark = pytest.mark.slow

DAY = date(2024, 1, 31)
PARTS = ["1.工作举措", "2.工作成效", "3.存在问题", "4.下一阶段计划", "5.佐证材料"]


def parts_of(paper, clause):
    """Title of the part → its text, below one clause."""
    texts = [block.text for block in paper.blocks]
    start = next(at for at, text in enumerate(texts) if text.endswith(f"）{clause}"))
    return dict(zip(texts[start + 1 : start + 11 : 2], texts[start + 2 : start + 12 : 2], strict=True))


@pytest.mark.parametrize(
    ("text", "period", "last_day"),
    [
        ("2023年上半年", "2023年上半年", date(2023, 6, 30)),
        ("2023下半年", "2023年下半年", date(2023, 12, 31)),
        ("2024h2", "2024年下半年", date(2024, 12, 31)),
        ("２０２４年 上半年", "2024年上半年", date(2024, 6, 30)),
    ],
)
def test_period_written_in_any_usual_way_is_read(text, period, last_day):
    assert read_period(text) == (period, last_day)


def test_period_that_is_none_is_refused_with_an_example():
    with pytest.raises(UnknownPeriod, match="2023年上半年"):
        read_period("下半年")


def test_report_has_three_duties_and_five_tasks_with_five_parts_each(store):
    fill(store)
    paper = draft_report(store, "HF001", "2023年下半年", BUREAU, today=DAY)
    headings = [block.text.partition("）")[2] for block in paper.blocks if block.level == 2]
    assert headings == list(CLAUSES)
    assert [block.text for block in paper.blocks if block.level == 3] == PARTS * 8
    assert [block.text for block in paper.blocks if block.level == 1] == [
        "一、总体情况",
        "二、职责落实情况",
        "三、重点任务完成情况",
    ]


def test_report_says_what_the_unit_wrote_beside_its_figures(store):
    fill(store)
    paper = draft_report(store, "HF001", "2023年下半年", BUREAU, today=DAY)
    cloud = parts_of(paper, "加快推动系统迁云上云")
    assert cloud["1.工作举措"] == "逐个系统定计划138****1234。"
    assert cloud["4.下一阶段计划"] == "明年完成。"
    # filed after the period's end, so at 31 December 2023 nothing was known (当时无报送)
    assert cloud["2.工作成效"] == "迁移系统1个。"
    assert PHONE not in "".join(block.text for block in paper.blocks)


def test_report_tells_an_item_that_is_not_closed_once(store):
    fill(store)
    paper = draft_report(store, "HF002", "2023年下半年", BUREAU, today=DAY)
    told = parts_of(paper, "推进数字政府改革建设")["3.存在问题"]
    # due on 20 November 2023 and still open: neither closed nor closed in time
    assert told.count("共享视频接口") == 1 and "共享视频接口尚未办结（到期事项办结率）" in told
    assert "未按期办结" not in told


def test_report_marks_what_nobody_filed_as_gaps(store):
    fill(store)
    paper = draft_report(store, "HF003", "2023年下半年", BUREAU, today=DAY)
    projects = parts_of(paper, "强化信息化项目全过程管理")
    assert set(projects.values()) == {f"〔待补充：{part[2:]}〕" for part in PARTS}


def test_report_lists_a_zero_under_problems_and_not_under_results(store):
    fill(store)
    # 县公安局: the only task due (2023-11-20) is open at the year's end
    paper = draft_report(store, "HF002", "2023年下半年", BUREAU, today=DAY)
    first = parts_of(paper, "推进数字政府改革建设")
    assert "到期事项办结率" not in first["2.工作成效"]
    assert "共享视频接口" in first["3.存在问题"]


def test_report_of_another_unit_is_refused_to_unit_staff(store):
    fill(store)
    with pytest.raises(NotAllowed):
        draft_report(store, "HF001", "2023年下半年", POLICE)
    assert draft_report(store, "HF002", "2023年下半年", POLICE, today=DAY).title.startswith("海丰县公安局")


def test_report_before_the_unit_joined_has_no_draft(store):
    with pytest.raises(KeyError):
        draft_report(store, "HF003", "2023年上半年", BUREAU)


def test_county_paper_keeps_the_official_order_and_a_day_in_every_paragraph_of_figures(store):
    fill(store)
    paper = draft_county_paper(build_pack(store, DAY), "汇报")
    assert [block.text for block in paper.blocks if block.level == 1] == [
        "一、总体情况", "二、主要做法和成效", "三、存在问题", "四、下一步工作",
    ]  # fmt: skip
    for block in paper.blocks:
        if "数据编号" in block.text:
            assert "截至2024年1月31日" in block.text


def test_county_paper_praises_confirmed_units_only_and_names_who_is_behind(store):
    fill(store)
    texts = [block.text for block in draft_county_paper(build_pack(store, DAY), "通报").blocks]
    praise = texts[next(at for at, text in enumerate(texts) if text.endswith("通报表扬和优秀案例")) + 1]
    assert "海城镇2023年度履职评价等次为优秀" in praise
    assert "县公安局" not in praise
    overdue = texts[next(at for at, text in enumerate(texts) if text.endswith("）督办事项")) + 2]
    assert (
        overdue
        == "截至2024年1月31日，1项督办事项逾期未办结：县公安局“共享视频接口”（督〔2023〕2号），时限2023年11月20日，逾期72天。"
    )


def test_brief_tells_overdue_tasks_once_and_asks_for_all_of_them_together(store):
    fill(store)
    texts = [block.text for block in draft_county_paper(build_pack(store, DAY), "汇报").blocks]
    assert sum("共享视频接口" in text for text in texts) == 1
    assert any(
        text.endswith(".逾期未办结的督办事项1项（县公安局督〔2023〕2号），请会议研究督促办结。") for text in texts
    )


def test_report_names_the_tables_its_figures_rest_on_and_says_a_whole_units_matter_without_a_rate(store):
    fill(store)
    paper = draft_report(store, "HF001", "2024年上半年", BUREAU, today=DAY)
    assert "；本单位“一官两员”齐备（“一官两员”齐备率，数据编号Z03-002）；" in paper.blocks[2].text
    assert parts_of(paper, "推进数字政府改革建设")["5.佐证材料"] == "数字来源于县政数局登记的《督办事项台账》。"
    cloud = parts_of(paper, "加快推动系统迁云上云")
    assert cloud["5.佐证材料"].endswith("数字来源于本单位报送的《政务信息系统清单》。")
    assert not any(ending in block.text for block in paper.blocks for ending in (".csv", ".xlsx", "、《"))


def test_units_that_owe_the_same_tables_are_named_together(store):
    fill(store)
    pack = build_pack(store, DAY)
    silent = replace(pack.metric("cloud_migrated").units[-1].figure, silent_units=1)
    cloud = replace(
        pack.metric("cloud_migrated"),
        units=tuple(
            replace(line, figure=replace(silent, unit=line.figure.unit)) for line in pack.metric("cloud_migrated").units
        ),
    )
    texts = [block.text for block in draft_county_paper(replace(pack, metrics=(cloud,)), "通报").blocks]
    assert "截至2024年1月31日，海城镇、县公安局、县教育局未报送政务信息系统清单。" in texts


def test_marks_inside_a_quotation_become_single_and_a_long_text_is_cut():
    assert quoted("补齐“一官两员”") == "“补齐‘一官两员’”"
    assert quoted("一二三四五", 4) == "“一二三四……”"


def test_notice_has_blanks_for_number_addressee_and_copies_and_the_brief_has_not(store):
    fill(store)
    pack = build_pack(store, DAY)
    notice, brief = draft_county_paper(pack, "通报"), draft_county_paper(pack, "汇报")
    assert [notice.doc_no, notice.addressee, notice.copies] == [
        "〔待补充：发文字号〕",
        "〔待补充：主送机关〕",
        "〔待补充：抄送机关〕",
    ]
    assert [brief.doc_no, brief.addressee, brief.copies] == ["", "", ""]
    assert any("提请协调解决事项" in block.text for block in brief.blocks)
    assert not any("提请协调解决事项" in block.text for block in notice.blocks)


@pytest.mark.parametrize(("number", "word"), [(1, "一"), (10, "十"), (11, "十一"), (20, "二十"), (23, "二十三")])
def test_ordinals_of_headings(number, word):
    assert ordinal(number) == word


@pytest.mark.parametrize(
    ("text", "closed"), [("甲", "甲。"), ("甲。", "甲。"), ("甲；", "甲。"), ("〔待补充：甲〕", "〔待补充：甲〕")]
)
def test_sentence_ends_in_one_full_stop(text, closed):
    assert sentence(text) == closed


def test_pilot_summary_has_three_duties_and_five_tasks_with_five_parts_and_marked_gaps(store):
    fill(store)
    paper = draft_pilot_summary(build_pack(store, DAY))
    for clause in CLAUSES:
        assert list(parts_of(paper, clause)) == PARTS
        assert parts_of(paper, clause)["1.工作举措"] == "〔待补充：工作举措〕"
    headings = [block.text for block in paper.blocks if block.level == 1]
    assert headings == ["一、总体情况", "二、职责落实情况", "三、试点任务完成情况", "四、经验和典型做法"]
    said = "".join(block.text for block in paper.blocks)
    assert PHONE not in said and "，数据编号Z12-000）" in said


def test_periods_offered_are_the_running_half_year_and_two_before_since_the_unit_joined():
    assert list_periods(DAY, date(2023, 2, 1)) == ("2024年上半年", "2023年下半年", "2023年上半年")
    assert list_periods(DAY, date(2023, 7, 1)) == ("2024年上半年", "2023年下半年")
    assert list_periods(DAY, None) == ()


def test_day_before_the_first_upload_is_said_to_have_none_not_nothing_to_count(store):
    one = build_pack(store, date(2023, 6, 30)).metric("cloud_migrated")
    assert one.headline == "政务信息系统上云率：当时无报送"
    assert one.finding == "截至2023年6月30日，当时无报送，政务信息系统上云率不能按当时资料统计。"
