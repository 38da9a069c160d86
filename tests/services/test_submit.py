"""The way of one upload through the services: examined, previewed, accepted, refused, repeated."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from metrics.figure import COUNTY
from services import history, submit
from services.actor import NotAllowed
from services.figures import list_figures, list_rows
from services.store import Store
from tests.services.small_county import BUREAU, LEADER, POLICE, SYSTEMS, take
from warehouse.audit import list_entries

DAY = date(2024, 1, 5)


def migrated(store: Store) -> tuple[int, int]:
    figure = list_figures(store, [DAY], ["cloud_migrated"], BUREAU)[-1]
    assert figure.unit == COUNTY
    return figure.numerator, figure.denominator


def test_accept_clean_list_counts_its_rows(store: Store) -> None:
    receipt = take(store, SYSTEMS, "政务信息系统清单.csv", POLICE)
    assert (receipt.number, receipt.version) == ("000002", 2)
    assert [(table.dataset, table.opened, table.units) for table in receipt.tables] == [("system", 2, ("HF002",))]
    assert migrated(store) == (1, 2)


def test_accept_same_content_twice_changes_nothing(store: Store) -> None:
    first = take(store, SYSTEMS, "清单.csv", POLICE)
    again = take(store, SYSTEMS, "改了名字的清单.csv", POLICE)
    assert again.is_repeat and again.version == first.version and again.number == first.number
    assert store.version() == first.version


def test_accept_earlier_content_again_after_another_list_brings_it_back(store: Store) -> None:
    take(store, SYSTEMS, "清单.csv", POLICE)
    take(store, "".join(SYSTEMS.splitlines(keepends=True)[:-1]), "少一行.csv", POLICE)
    assert migrated(store) != (1, 2)
    back = take(store, SYSTEMS, "清单.csv", POLICE)
    assert not back.is_repeat and back.tables[0].opened == 1
    assert migrated(store) == (1, 2)
    assert take(store, SYSTEMS, "清单.csv", POLICE).is_repeat


def test_accept_same_content_with_a_column_mapped_by_hand_reads_the_column(store: Store) -> None:
    text = SYSTEMS.replace("上云日期", "迁入时间")
    take(store, text, "清单.csv", POLICE)
    mapped = take(store, text, "清单.csv", POLICE, mapping={"迁入时间": "cloud_on"})
    assert not mapped.is_repeat and mapped.tables[0].opened == 1
    assert migrated(store) == (1, 2)


REGISTERS = {
    "report": "报送单位,报告类型,报告期,报送日期\n县公安局,半年度工作总结,2023年上半年,2023-06-20\n",
    "task": "编号,交办日期,事项内容,牵头单位,完成时限\n督〔2023〕9号,2023-06-01,开放接口,县公安局,2023-07-01\n",
    "evaluation": "单位,评价年度,评价日期,得分,等次\n县公安局,2023年度,2024-01-02,99,优秀\n",
    "exemption": "单位,指标,原因,批准依据,生效日期\n县公安局,cloud_migrated,专网,海数领〔2023〕1号,2023-06-01\n",
    "unit": "单位编号,单位全称,类别,批次,排序\nHF002,海丰县公安局,县直部门,首批试点,1\n",
}


@pytest.mark.parametrize("dataset", REGISTERS)
def test_unit_staff_may_not_send_a_register_of_the_bureau(store: Store, dataset: str) -> None:
    draft = submit.examine_upload(store, REGISTERS[dataset].encode(), "台账.csv", POLICE)
    assert [one.code for one in draft.examined.refusals] == ["bureau_only_kind"]
    by_bureau = submit.examine_upload(store, REGISTERS[dataset].encode(), "台账.csv", BUREAU)
    assert by_bureau.is_acceptable and [one.dataset for one in by_bureau.examined.tables] == [dataset]
    with pytest.raises(NotAllowed, match="由县政数局办理"):
        submit.accept(store, by_bureau, POLICE)
    assert store.version() == 1


def test_unit_staff_may_not_confirm_what_the_bureau_received_of_another_unit(store: Store) -> None:
    draft = submit.examine_upload(store, SYSTEMS.replace("县公安局", "县教育局").encode(), "清单.csv", BUREAU)
    with pytest.raises(NotAllowed, match="只能报送本单位的表"):
        submit.accept(store, draft, POLICE)
    assert store.version() == 1


def test_accept_refused_draft_raises_with_every_problem_and_stores_nothing(store: Store) -> None:
    wrong = SYSTEMS.replace("在用,市政务云", "使用中,市政务云").replace("县公安局,出租屋管理", "县公安分局,出租屋管理")
    draft = submit.examine_upload(store, wrong.encode(), "清单.csv", BUREAU)
    with pytest.raises(submit.Refused) as refused:
        submit.accept(store, draft, BUREAU)
    assert {problem.row for problem in refused.value.problems} == {2, 3}
    assert store.version() == 1


def test_accept_incomplete_keeps_the_bad_cell_as_pending_until_mended(store: Store) -> None:
    wrong = SYSTEMS.replace("2022-06-01", "2022-06-31")
    receipt = take(store, wrong, "清单.csv", POLICE, accept_incomplete=True)
    assert receipt.tables[0].pending == 1
    kept = store.warehouse.query(
        "select launched_on, pending['launched_on'] from system where pending is not null and cardinality(pending) > 0"
    )
    assert kept == [(None, "2022-06-31")]
    mended = take(store, SYSTEMS, "清单.csv", POLICE)
    assert (mended.tables[0].opened, mended.tables[0].unchanged) == (1, 1)


def test_examine_foreign_unit_is_refused_for_a_unit_and_allowed_for_the_bureau(store: Store) -> None:
    foreign = SYSTEMS.replace("县公安局", "海城镇")
    assert not submit.examine_upload(store, foreign.encode(), "清单.csv", POLICE).is_acceptable
    assert submit.examine_upload(store, foreign.encode(), "清单.csv", BUREAU).is_acceptable


def test_examine_by_a_leader_is_not_allowed(store: Store) -> None:
    with pytest.raises(NotAllowed, match="领导"):
        submit.examine_upload(store, SYSTEMS.encode(), "清单.csv", LEADER)


def test_examine_classified_workbook_leaves_no_file_behind(store: Store) -> None:
    secret = SYSTEMS.replace("投用日期,上云日期", "投用日期,是否涉密").replace("2022-06-01,", "2022-06-01,是")
    draft = submit.examine_upload(store, secret.encode(), "清单.csv", BUREAU)
    assert draft.path is None and not draft.is_acceptable
    assert not [path for path in (store.path / submit.INCOMING).rglob("*") if path.is_file()]
    with pytest.raises(NotAllowed, match="未留存"):
        submit.marked_copy(store, draft)


def test_preview_says_rows_and_figures_that_move_and_stores_nothing(store: Store) -> None:
    take(store, SYSTEMS, "清单.csv", POLICE)
    later = (
        SYSTEMS.replace("自建机房,2022-06-01,", "市政务云,2022-06-01,2023-12-01")
        + "县公安局,接处警,在用,自建机房,2022-01-01,\n"
    )
    draft = submit.examine_upload(store, later.encode(), "清单2.csv", POLICE, now=datetime(2024, 1, 5, 10))
    seen = submit.preview(store, draft, POLICE)
    (table,) = seen.rows.tables
    assert (table.new, table.changed, table.unchanged, table.withdrawn) == (1, 1, 1, 0)
    moved = {
        (metric, before.unit): (before.numerator, before.denominator, after.numerator, after.denominator)
        for metric, before, after in seen.headline
    }
    # before 1 of 2 on the city cloud; after 2 of 3
    assert moved["cloud_migrated", COUNTY] == (1, 2, 2, 3)
    assert moved["cloud_migrated", "HF002"] == (1, 2, 2, 3)
    assert store.version() == 2 and migrated(store) == (1, 2)


def test_accept_later_report_day_keeps_the_first_and_says_so(store: Store) -> None:
    line = "报送单位,报告类型,报告期,报送日期\n县公安局,半年度工作总结,2023年上半年,{}\n"
    take(store, line.format("2023-06-20"), "报告.csv")
    receipt = take(store, line.format("2023-06-30"), "报告2.csv")
    assert [problem.code for problem in receipt.kept] == ["first_day_kept"]
    assert "已有首次日期2023年6月20日，本次填“2023年6月30日”" in receipt.kept[0].message
    assert store.warehouse.query("select received_on from report where closed_in is null") == [(date(2023, 6, 20),)]


def test_list_of_an_earlier_day_than_the_present_one_is_warned_of_and_taken(store: Store) -> None:
    both = SYSTEMS + "县教育局,学籍管理,在用,自建机房,2022-06-01,\n"
    take(store, both, "六月清单.csv", reported_on=date(2023, 6, 30))
    older = f"填报日期：2023年3月31日\n{both}县教育局,招生报名,在用,自建机房,2022-06-01,\n"
    draft = submit.examine_upload(store, older.encode(), "三月清单.csv", BUREAU, now=datetime(2024, 1, 6, 9))
    (warning,) = draft.examined.problems
    assert (warning.code, warning.severity) == ("older_list", "warning")
    assert warning.text == (
        "“政务信息系统清单”的填报日期为2023年3月31日，早于县公安局、县教育局现有清单的2023年6月30日；"
        "入库后将以这份较早的清单为准。"
    )
    assert submit.preview(store, draft, BUREAU).older == (warning,)
    submit.accept_at_once(store, draft, BUREAU)
    same_day = submit.examine_upload(
        store, both.encode(), "六月清单.csv", BUREAU, options=submit.Options(reported_on=date(2023, 3, 31))
    )
    assert same_day.examined.problems == ()


def test_preview_warns_of_a_later_list_taken_since_the_file_was_received(store: Store) -> None:
    older = submit.Options(reported_on=date(2023, 3, 31))
    draft = submit.examine_upload(store, SYSTEMS.encode(), "三月清单.csv", BUREAU, options=older)
    assert submit.preview(store, draft, BUREAU).older == ()
    take(store, SYSTEMS + "县公安局,接处警,在用,市政务云,2022-05-01,2023-03-01\n", "六月清单.csv")
    (warning,) = submit.preview(store, draft, BUREAU).older
    assert "早于县公安局现有清单的2024年1月5日" in warning.text


def test_rows_added_by_key_are_not_compared_with_the_day_of_the_list(store: Store) -> None:
    take(store, SYSTEMS, "六月清单.csv", reported_on=date(2023, 6, 30))
    by_key = submit.Options(reported_on=date(2023, 3, 31), replaces="keys")
    draft = submit.examine_upload(store, SYSTEMS.encode(), "补充.csv", BUREAU, options=by_key)
    assert draft.examined.problems == ()


def test_drop_forgets_the_file(store: Store) -> None:
    draft = submit.examine_upload(store, SYSTEMS.encode(), "清单.csv", POLICE)
    assert draft.path is not None and draft.path.exists()
    submit.drop(store, draft)
    assert not draft.path.exists()


def test_undo_restores_the_figures_and_allows_the_same_file_again(store: Store) -> None:
    receipt = take(store, SYSTEMS, "清单.csv", POLICE)
    assert history.undo(store, receipt.version, "报错表", BUREAU) == 3
    assert migrated(store) == (0, 0)
    assert take(store, SYSTEMS, "清单.csv", POLICE).version == 4
    assert migrated(store) == (1, 2)


@pytest.mark.parametrize("actor", [POLICE, LEADER])
def test_undo_by_a_unit_or_a_leader_is_not_allowed(store: Store, actor: submit.Actor) -> None:
    receipt = take(store, SYSTEMS, "清单.csv", POLICE)
    with pytest.raises(NotAllowed):
        history.undo(store, receipt.version, "误报", actor)
    assert store.version() == receipt.version


def test_undo_below_a_later_upload_names_what_stands_in_the_way(store: Store) -> None:
    first = take(store, SYSTEMS, "清单.csv", POLICE)
    take(store, SYSTEMS.replace("网格管理", "网格化管理"), "清单2.csv", POLICE)
    with pytest.raises(NotAllowed, match="版本3"):
        history.undo(store, first.version, "误报", BUREAU)


def test_rows_of_a_restricted_metric_are_kept_from_leaders(store: Store) -> None:
    take(store, SYSTEMS, "清单.csv", POLICE)
    with pytest.raises(NotAllowed):
        list_rows(store, "localised", DAY, LEADER)
    assert len(list_rows(store, "localised", DAY, BUREAU)) == 2


def test_rows_name_file_sheet_row_and_version(store: Store) -> None:
    take(store, SYSTEMS, "清单.csv", POLICE)
    (row,) = list_rows(store, "cloud_migrated", DAY, BUREAU, outcomes=("achieved",))
    assert (row.unit, row.label, row.file, row.row, row.version) == ("HF002", "网格管理", "清单.csv", 2, 2)


def test_every_act_is_audited_with_its_actor(store: Store) -> None:
    receipt = take(store, SYSTEMS, "清单.csv", POLICE)
    history.undo(store, receipt.version, "报错表", BUREAU)
    entries = [(one.actor, one.role, one.unit, one.action) for one in list_entries(store.warehouse)]
    assert ("人员002", "单位", "HF002", "入库") in entries
    assert ("人员001", "县政数局", "", "撤销") in entries
