"""审核: what a unit sends waits, is looked at as of now, accepted, returned or put aside by something newer."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import date, datetime

import pytest

from services import history, review, submit
from services.actor import Actor, NotAllowed
from services.figures import list_figures
from services.settings import change_settings, list_settings
from services.store import Store
from tests.services.small_county import BUREAU, LEADER, POLICE, REGISTER, SYSTEMS, take
from warehouse.audit import list_entries as list_log
from warehouse.history import list_uploads, list_versions
from warehouse.originals import read_original

pytestmark = pytest.mark.slow

SECOND = Actor(name="人员009", role="县政数局", origin="测试")
LATER = SYSTEMS + "县公安局,接处警,在用,自建机房,2022-01-01,\n"
EXPLAINED = "单位,指标,对象,原因说明,承诺完成日期,责任人\n县公安局,cloud_migrated,{},经费不足,2024-06-30,人员104\n"
MORNING = datetime(2024, 1, 5, 9)


def send(store: Store, text: str, name: str = "清单.csv", actor: Actor = POLICE, **options: object) -> submit.Receipt:
    """A unit's upload, confirmed: it waits."""
    draft = submit.examine_upload(store, text.encode(), name, actor, options=submit.Options(**options), now=MORNING)
    return submit.accept(store, draft, actor, seen=store.version(), now=MORNING)


def states(store: Store) -> list[str]:
    """States of the uploads in the order they came, the register left out."""
    return [one.state for one in reversed(list_uploads(store.warehouse))][1:]


def systems(store: Store) -> list[str]:
    return [
        name for (name,) in store.warehouse.query("select system_name from system where closed_in is null order by 1")
    ]


def at_once(*acts: Callable[[], object]) -> list[object]:
    """Runs the acts in threads that start together; answers what each returned or raised."""
    answers: list[object] = [None] * len(acts)
    together = threading.Barrier(len(acts))

    def run(place: int, act: Callable[[], object]) -> None:
        together.wait()
        try:
            answers[place] = act()
        except Exception as error:
            answers[place] = error

    threads = [threading.Thread(target=run, args=each) for each in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def test_confirmed_upload_of_a_unit_waits_and_counts_nowhere(store: Store) -> None:
    receipt = send(store, SYSTEMS, accept_incomplete=True)
    assert (receipt.state, receipt.version, receipt.number) == ("待审核", None, "000002")
    assert [(one.dataset, one.opened) for one in receipt.tables] == [("system", 2)]
    assert store.version() == 1 and systems(store) == []
    assert list_figures(store, [date(2024, 1, 5)], ["cloud_migrated"], BUREAU)[-1].denominator == 0
    (upload, _) = list_uploads(store.warehouse)
    assert read_original(store.path, upload.sha256) == SYSTEMS.encode()
    assert [one.subject for one in list_log(store.warehouse, action="送审")] == ["清单.csv"]


def test_upload_of_a_unit_counts_at_once_where_review_is_off(store: Store) -> None:
    change_settings(store, list_settings(store, BUREAU), {"is_review_on": "否"}, BUREAU)
    assert send(store, SYSTEMS).state == "已入库" and systems(store) == ["出租屋管理", "网格管理"]


def test_queue_names_unit_rows_remarks_and_what_the_unit_saw(store: Store) -> None:
    take(store, SYSTEMS, "清单.csv", POLICE)
    send(store, LATER.replace("2022-06-01", "2022-06-31"), "带问题.csv", accept_incomplete=True)
    (line,) = review.list_queue(store, BUREAU)
    assert (line.file_name, line.unit, line.units, line.datasets) == ("带问题.csv", "HF002", ("HF002",), ("system",))
    assert (line.rows_read, line.problem_count, line.pending, line.is_clean) == (3, 1, 1, False)
    # 出租屋管理 loses its unreadable day, 接处警 is new, 网格管理 stays.
    assert line.seen == (review.Seen("system", new=1, changed=1, unchanged=1, withdrawn=0),)


def test_accepted_upload_is_redone_exactly_with_sender_and_reviewer_recorded(store: Store) -> None:
    wrong = SYSTEMS.replace("2022-06-01", "2022-06-31").replace("投用日期", "何时启用的")
    options = {"accept_incomplete": True, "mapping": {"何时启用的": "launched_on"}, "reported_on": date(2023, 12, 31)}
    sent = send(store, wrong, **options)
    taken = review.accept_upload(store, int(sent.number), BUREAU, seen=store.version(), now=datetime(2024, 1, 8, 10))
    assert (taken.number, taken.version, taken.tables[0].pending) == (sent.number, 2, 1)
    assert taken.tables[0].reported_on == date(2023, 12, 31)
    assert store.warehouse.query("select launched_on, pending['launched_on'] from system order by 1 nulls last") == [
        (date(2022, 5, 1), None), (None, "2022-06-31"),
    ]  # fmt: skip
    upload = list_uploads(store.warehouse)[0]
    assert (upload.state, upload.received_by, upload.unit, upload.version) == ("已入库", "人员002", "HF002", 2)
    newest = list_versions(store.warehouse)[0]
    assert (newest.made_by, newest.made_at, newest.upload_id) == ("人员001", datetime(2024, 1, 8, 10), upload.upload_id)
    assert list_log(store.warehouse, action="入库")[0].actor == "人员001"


def test_same_content_waiting_twice_is_recognised(store: Store) -> None:
    first = send(store, SYSTEMS)
    again = send(store, SYSTEMS, "改了名字.csv")
    assert again.is_repeat and (again.number, again.state) == (first.number, "待审核")
    review.accept_upload(store, int(first.number), BUREAU)
    third = send(store, SYSTEMS)
    assert third.is_repeat and (third.number, third.state, third.version) == (first.number, "已入库", 2)


def test_earlier_content_sent_again_takes_the_place_of_a_list_that_waits(store: Store) -> None:
    review.accept_upload(store, int(send(store, SYSTEMS).number), BUREAU)
    send(store, LATER)
    back = send(store, SYSTEMS)
    assert (back.is_repeat, back.state) == (False, "待审核")
    assert states(store) == ["已入库", "已替代", "待审核"]


def test_newer_upload_of_the_same_unit_and_table_takes_the_place_of_a_waiting_one(store: Store) -> None:
    first = send(store, SYSTEMS)
    send(store, LATER)
    assert states(store) == ["已替代", "待审核"]
    with pytest.raises(review.AlreadyDecided, match="由同一单位后来报送的第000003号替代"):
        review.accept_upload(store, int(first.number), BUREAU)
    # The bureau's own upload of the list does the same.
    take(store, SYSTEMS.replace("网格管理", "网格化管理"), "局里.csv")
    assert states(store) == ["已替代", "已替代", "已入库"] and review.list_queue(store, BUREAU) == []


def test_newer_upload_of_some_keys_leaves_the_waiting_one_and_is_left_by_its_acceptance(store: Store) -> None:
    older = send(store, EXPLAINED.format("网格管理") + EXPLAINED.format("出租屋管理").splitlines()[1])
    newer = send(store, EXPLAINED.format("网格管理"), "更正.csv")
    assert states(store) == ["待审核", "待审核"]
    review.accept_upload(store, int(older.number), BUREAU)
    assert [one.number for one in review.list_queue(store, BUREAU)] == [newer.number]


def test_review_of_an_unchanged_county_differs_nowhere(store: Store) -> None:
    sent = send(store, SYSTEMS)
    seen = review.read_review(store, int(sent.number), BUREAU)
    assert seen.differences == () and seen.preview is not None
    assert (seen.preview.rows.tables[0].new, store.version()) == (2, 1)


def test_review_says_where_it_differs_from_what_the_unit_saw(store: Store) -> None:
    take(store, SYSTEMS.replace("网格管理", "网格化管理"), "先前.csv")
    sent = send(store, LATER)
    # Somebody in the bureau mends the unit's list by keys: it does not take the place of the whole list that waits.
    take(store, "单位,系统名称,系统状态,部署位置\n县公安局,网格管理,在用,市政务云\n", "补录.csv", replaces="keys")
    assert states(store) == ["已入库", "待审核", "已入库"]
    rows, *figures = review.read_review(store, int(sent.number), BUREAU).differences
    assert rows == (
        "政务信息系统清单：单位确认时新增2行、变更0行、不变1行、撤下1行，现在新增1行、变更1行、不变1行、撤下1行。"
    )
    # Then 1 of 2 on the cloud became 1 of 3; now 2 of 3 become 1 of 3.
    assert "县公安局政务信息系统上云率（应上尽上口径）：单位确认时由1/2变为1/3，现在由2/3变为1/3。" in figures
    with pytest.raises(submit.ChangedSince, match="第3版"):
        review.accept_upload(store, int(sent.number), BUREAU, seen=2)
    assert states(store)[1] == "待审核" and store.version() == 3


def test_list_older_than_the_present_one_is_not_clean_and_said_at_review(store: Store) -> None:
    take(store, LATER, "六月清单.csv", reported_on=date(2023, 6, 30))
    sent = send(store, SYSTEMS, reported_on=date(2023, 3, 31))
    (line,) = review.list_queue(store, BUREAU)
    assert not line.is_clean
    found = review.read_review(store, int(sent.number), BUREAU)
    assert found.preview is not None and "早于县公安局现有清单的2023年6月30日" in found.preview.older[0].text
    assert found.differences == ()


def test_upload_that_cannot_be_taken_any_more_is_said_and_stays(store: Store) -> None:
    sent = send(store, SYSTEMS)
    without_police = "".join(line for line in REGISTER.splitlines(keepends=True) if not line.startswith("HF002"))
    take(store, without_police, "名录二.csv")
    looked = review.read_review(store, int(sent.number), BUREAU)
    assert looked.preview is None and looked.differences[-1].startswith("现在检查不能通过")
    assert any("现在新查出退回" in one and "县公安局" in one for one in looked.differences)
    with pytest.raises(submit.Refused):
        review.accept_upload(store, int(sent.number), BUREAU)
    assert states(store)[0] == "待审核"


def test_clean_ones_are_accepted_together_and_the_others_say_why_not(store: Store) -> None:
    clean = send(store, SYSTEMS)
    town = Actor(name="人员004", role="单位", unit="HF001", origin="测试")
    remarked = send(
        store,
        "单位,系统名称,系统状态,部署位置,投用日期,备用列\n海城镇,村务公开,在用,自建机房,2022-01-01,甲\n",
        "镇.csv",
        town,
    )
    words: list[str] = []
    numbers = [int(one.number) for one in (remarked, clean)]
    outcomes = review.accept_clean(store, numbers, BUREAU, shown=lambda done, total, word: words.append(word))
    assert [(one.file_name, one.version) for one in outcomes] == [("清单.csv", 2), ("镇.csv", None)]
    assert "逐份审核" in outcomes[1].words and words == ["正在入库：清单.csv", "正在入库：镇.csv", "完成"]
    assert systems(store) == ["出租屋管理", "网格管理"] and states(store) == ["已入库", "待审核"]


def test_returned_upload_carries_its_reason_and_can_be_sent_again(store: Store) -> None:
    sent = send(store, SYSTEMS)
    with pytest.raises(NotAllowed, match="必须写明原因"):
        review.return_upload(store, int(sent.number), "  ", BUREAU)
    review.return_upload(store, int(sent.number), "缺少接处警系统", BUREAU, now=datetime(2024, 1, 8, 10))
    assert states(store) == ["已退回"] and store.version() == 1
    with pytest.raises(review.AlreadyDecided, match="已由人员001于2024年1月8日10:00退回，原因：缺少接处警系统"):
        review.accept_upload(store, int(sent.number), SECOND)
    assert list_log(store.warehouse, action="退回")[0].after == '{"reason": "缺少接处警系统"}'
    assert send(store, SYSTEMS).state == "待审核" and states(store) == ["已退回", "待审核"]


@pytest.mark.parametrize("actor", [POLICE, LEADER], ids=["unit", "leader"])
def test_queue_and_decisions_are_the_bureaus(store: Store, actor: Actor) -> None:
    number = int(send(store, SYSTEMS).number)
    for act in (
        lambda: review.list_queue(store, actor),
        lambda: review.read_review(store, number, actor),
        lambda: review.accept_upload(store, number, actor),
        lambda: review.return_upload(store, number, "不对", actor),
    ):
        with pytest.raises(NotAllowed):
            act()
    assert states(store) == ["待审核"]


def test_original_gone_from_the_store_is_said_in_chinese(store: Store) -> None:
    sent = send(store, SYSTEMS)
    for path in (store.path / "originals").rglob("*"):
        if path.is_file() and path.read_bytes() == SYSTEMS.encode():
            path.unlink()
    with pytest.raises(NotAllowed, match="原件不在数据目录中"):
        review.accept_upload(store, int(sent.number), BUREAU)


def test_two_confirm_the_same_list_at_once_and_the_second_sees_what_changed(store: Store) -> None:
    drafts = [
        submit.examine_upload(store, text.encode(), name, BUREAU)
        for text, name in ((SYSTEMS, "甲.csv"), (LATER, "乙.csv"))
    ]
    seen = [submit.preview(store, draft, BUREAU).version for draft in drafts]
    answers = at_once(*(
        (lambda draft=draft, version=version: submit.accept(store, draft, BUREAU, seen=version))
        for draft, version in zip(drafts, seen, strict=True)
    ))  # fmt: skip
    (lost,) = [place for place, one in enumerate(answers) if isinstance(one, submit.ChangedSince)]
    assert isinstance(answers[1 - lost], submit.Receipt) and store.version() == 2
    assert "第2版" in str(answers[lost]) and "再确认" in str(answers[lost])
    again = submit.preview(store, drafts[lost], BUREAU)
    assert submit.accept(store, drafts[lost], BUREAU, seen=again.version).version == 3


def test_upload_of_another_unit_meanwhile_does_not_disturb(store: Store) -> None:
    draft = submit.examine_upload(store, SYSTEMS.encode(), "清单.csv", BUREAU)
    seen = submit.preview(store, draft, BUREAU).version
    take(store, "单位,系统名称,系统状态,部署位置\n海城镇,村务公开,在用,自建机房\n", "镇.csv")
    assert submit.accept(store, draft, BUREAU, seen=seen).version == 3


def test_undo_meanwhile_counts_as_a_change(store: Store) -> None:
    made = take(store, SYSTEMS, "清单.csv", POLICE)
    draft = submit.examine_upload(store, LATER.encode(), "清单二.csv", BUREAU)
    seen = submit.preview(store, draft, BUREAU).version
    answers = at_once(
        lambda: history.undo(store, made.version or 0, "报错表", SECOND),
        lambda: submit.accept(store, draft, BUREAU, seen=seen),
    )
    # Whichever came first, the other one is told and nothing is silently overwritten.
    refused = [one for one in answers if isinstance(one, (submit.ChangedSince, NotAllowed))]
    assert len(refused) == 1 and store.version() == 3
    if isinstance(answers[0], int):
        assert systems(store) == [] and isinstance(answers[1], submit.ChangedSince)
    else:
        assert systems(store) == ["出租屋管理", "接处警", "网格管理"]


def test_two_of_the_bureau_decide_on_the_same_upload_and_one_is_told(store: Store) -> None:
    number = int(send(store, SYSTEMS).number)
    answers = at_once(
        lambda: review.accept_upload(store, number, BUREAU, seen=1),
        lambda: review.return_upload(store, number, "重复报送", SECOND),
        lambda: review.accept_upload(store, number, SECOND, seen=1),
    )
    told = [one for one in answers if isinstance(one, review.AlreadyDecided)]
    assert len(told) == 2 and states(store) in (["已入库"], ["已退回"])
    assert store.version() == (2 if states(store) == ["已入库"] else 1)


def test_same_file_confirmed_in_two_windows_counts_once(store: Store) -> None:
    drafts = [submit.examine_upload(store, SYSTEMS.encode(), "清单.csv", BUREAU) for _ in range(2)]
    answers = at_once(*((lambda draft=draft: submit.accept(store, draft, BUREAU)) for draft in drafts))
    assert sorted(one.is_repeat for one in answers) == [False, True] and store.version() == 2  # type: ignore[attr-defined]
