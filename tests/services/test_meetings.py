"""Meetings: who may prepare and see them, two people at once, freezing, the check before, decisions that become 督办事项."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest

from metrics.listings import list_tasks
from metrics.versions import present_point
from services.actor import NotAllowed
from services.explaining import explain_miss, find_said
from services.history import undo
from services.meeting_check import check_before
from services.meetings import (
    AgendaItem,
    Meeting,
    MeetingChanged,
    MeetingDamaged,
    MeetingRefused,
    MeetingUnknown,
    amend,
    amend_decision,
    confirm_decisions,
    discard,
    drop_decision,
    freeze,
    frozen_pack,
    last_meeting,
    list_decisions,
    list_meetings,
    prepare,
    read_meeting,
    record_decision,
)
from services.pack import Occasion, build_pack, to_json
from services.store import Store, open_store
from tests.services.filed_county import fill
from tests.services.small_county import BUREAU, LEADER, POLICE, REGISTER, opened_copy, take
from warehouse.audit import list_entries
from warehouse.meetings import FrozenTexts, keep_results

pytestmark = pytest.mark.slow

DAY = date(2024, 1, 31)
NOW = datetime(2024, 1, 31, 10)
AGENDA = (AgendaItem("area", "security", "等保"), AgendaItem("area", "cloud"), AgendaItem("unit", "HF001", "先讲"))


@pytest.fixture(scope="module")
def filed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("filed") / "store"
    with closing(open_store(folder)) as store:
        take(store, REGISTER, "单位名录.csv")
        fill(store)
    return folder


@pytest.fixture
def store(filed: Path, tmp_path: Path) -> Iterator[Store]:
    with opened_copy(filed, tmp_path) as opened:
        yield opened


def prepared(store: Store, **words: object) -> Meeting:
    return prepare(
        store,
        BUREAU,
        **{"name": "第一次联席会议", "held_on": DAY, "as_of": DAY, "agenda": AGENDA, "notes": "内部"} | words,
    )


def test_meeting_of_a_role_that_may_not_prepare_is_refused(store):
    meeting = prepared(store)
    for actor in (LEADER, POLICE):
        with pytest.raises(NotAllowed):
            prepare(store, actor, name="会议", held_on=DAY, as_of=DAY)
        with pytest.raises(NotAllowed):
            amend(store, meeting, actor, notes="改")
        with pytest.raises(NotAllowed):
            freeze(store, meeting, actor, now=NOW)
        with pytest.raises(NotAllowed):
            check_before(store, meeting, actor)
    assert list_meetings(store, LEADER) == [meeting]
    assert list_meetings(store, POLICE) == []
    with pytest.raises(MeetingUnknown):
        read_meeting(store, meeting.id, POLICE)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ({"name": " "}, "名称不能为空"),
        ({"as_of": date(2024, 2, 1)}, "晚于会议日期"),
        ({"agenda": (AgendaItem("area", "云"),)}, "“云”不是现有的重点任务"),
        ({"agenda": (AgendaItem("unit", "HF009"),)}, "“HF009”不是现有的单位"),
        ({"agenda": (AGENDA[0], AGENDA[0])}, "重复"),
    ],
)
def test_meeting_that_cannot_be_is_refused_in_words(store, words, said):
    with pytest.raises(MeetingRefused, match=said):
        prepared(store, **words)
    assert list_meetings(store, BUREAU) == []


def test_second_of_two_people_is_told_and_overwrites_nothing(store):
    seen = prepared(store)
    first = amend(store, seen, BUREAU, notes="甲的话", agenda=[AGENDA[1]])
    for act in (lambda: amend(store, seen, BUREAU, notes="乙的话"), lambda: freeze(store, seen, BUREAU, now=NOW)):
        with pytest.raises(MeetingChanged, match="已由他人修改"):
            act()
    assert list_meetings(store, BUREAU) == [first]
    discard(store, first, BUREAU)
    with pytest.raises(MeetingChanged, match="删除"):
        amend(store, first, BUREAU, notes="丙的话")


def test_frozen_meeting_shows_what_was_counted_in_the_order_of_its_agenda_and_never_changes(store):
    former = freeze(
        store, prepared(store, name="上次会议", held_on=date(2023, 12, 1), as_of=date(2023, 11, 30)), BUREAU, now=NOW
    )
    meeting, shares = prepared(store), []
    frozen = freeze(store, meeting, BUREAU, now=NOW, progress=lambda share, words: shares.append(share))
    assert shares == sorted(shares) and shares[-1] == 1
    expected = build_pack(store, DAY, agenda=Occasion("第一次联席会议", former.as_of, areas=("security", "cloud")))
    pack = frozen_pack(store, frozen.id, BUREAU)
    assert to_json(pack) == to_json(expected)
    assert [area.id for area in pack.areas] == ["security", "cloud"]
    assert pack.matters
    assert (frozen.state, frozen.frozen_version) == ("已冻结", store.version())
    assert last_meeting(store, DAY) == former
    assert last_meeting(store, date(2024, 2, 1)) == frozen
    for act in (
        lambda: amend(store, frozen, BUREAU, notes="改"),
        lambda: freeze(store, meeting, BUREAU, now=NOW),
        lambda: discard(store, frozen, BUREAU),
    ):
        with pytest.raises(MeetingChanged, match="已冻结"):
            act()
    assert list_entries(store.warehouse, action="冻结会议")[0].subject == "第一次联席会议"


def test_meeting_of_a_past_day_shows_what_had_been_said_by_the_end_of_that_day(store):
    said = {
        "unit": "HF002", "metric": "cloud_migrated", "subject": "出租屋管理", "promised_on": None, "person": "",
    }  # fmt: skip
    day = date(2024, 2, 15)  # the figures are those of 31 January, the room was told until 15 February
    first = find_said(store, "HF002", "cloud_migrated", "出租屋管理")
    explain_miss(store, BUREAU, **said, reason="当日说明，请协调", seen=first, day=DAY, now=datetime(2024, 2, 15, 8))
    second = find_said(store, "HF002", "cloud_migrated", "出租屋管理")
    explain_miss(store, BUREAU, **said, reason="会后改写", seen=second, day=DAY, now=datetime(2024, 2, 16, 8))
    explain_miss(
        store, BUREAU, unit="HF001", metric="cloud_migrated", subject="", reason="会后才说，请协调", promised_on=None,
        person="", seen=None, day=DAY, now=datetime(2024, 2, 16, 9),
    )  # fmt: skip
    meeting = prepared(store, held_on=day, agenda=())
    pack = frozen_pack(store, freeze(store, meeting, BUREAU, now=datetime(2024, 3, 1, 9)).id, BUREAU)
    assert {one.explanation for one in pack.metric("cloud_migrated").rows} == {"", "当日说明，请协调"}
    assert [one.sentence for one in pack.matters if one.metric == "cloud_migrated"] == ["“出租屋管理”当日说明，请协调"]
    # 会前核对 follows the same day.
    explain_miss(
        store, BUREAU, unit="HF002", metric="posts_filled", subject="", reason="会后才说", promised_on=None, person="",
        seen=None, day=DAY, now=datetime(2024, 2, 16, 10),
    )  # fmt: skip
    for held_on, is_chased in ((day, True), (date(2024, 2, 16), False)):
        checked = check_before(store, prepared(store, held_on=held_on, agenda=()), BUREAU)
        chased = {one.unit for one in checked.unexplained if one.metric.id == "posts_filled"}
        assert ("HF002" in chased) is is_chased
    # Papers made without a meeting say what is known now.
    now = {one.explanation for one in build_pack(store, DAY).metric("cloud_migrated").rows}
    assert now == {"", "会后改写", "会后才说，请协调"}


def test_meeting_of_a_day_to_come_cannot_be_frozen_and_an_unfrozen_one_has_no_figures(store):
    meeting = prepared(store)
    with pytest.raises(MeetingRefused, match="还没有到"):
        freeze(store, meeting, BUREAU, now=datetime(2024, 1, 30, 10))
    with pytest.raises(MeetingRefused, match="还没有冻结"):
        frozen_pack(store, meeting.id, LEADER)


def test_unit_staff_see_of_a_frozen_meeting_their_own_part_only(store):
    frozen = freeze(store, prepared(store), BUREAU, now=NOW)
    seen = read_meeting(store, frozen.id, POLICE)
    assert (seen.notes, seen.agenda) == ("", (AgendaItem("area", "security"), AgendaItem("area", "cloud")))
    own = frozen_pack(store, frozen.id, POLICE)
    text = to_json(own)
    assert "海城镇" not in text and "HF001" not in text
    whole = frozen_pack(store, frozen.id, LEADER)
    for one in own.metrics:
        assert one.county.figure == whole.metric(one.metric.id).of("HF002").figure
    assert own.scope_name == "县公安局"


def test_results_that_are_damaged_or_of_another_form_are_told_and_not_shown(store):
    frozen = freeze(store, prepared(store), BUREAU, now=NOW)
    with store.warehouse.write(makes_version=False) as writer:
        writer.execute("update meeting_results set results = definitions")
    with pytest.raises(MeetingDamaged, match="不予显示"):
        frozen_pack(store, frozen.id, BUREAU)
    with store.warehouse.write(makes_version=False) as writer:
        writer.execute("delete from meeting_results")
        keep_results(writer, frozen, FrozenTexts('{"title": "另一种程序"}', {}))
    with pytest.raises(MeetingRefused, match="另一版本的程序"):
        frozen_pack(store, frozen.id, BUREAU)


def test_check_before_names_the_silent_the_moved_and_the_unexplained(store):
    freeze(store, prepared(store, name="上次会议", held_on=date(2023, 8, 31), as_of=date(2023, 8, 31)), BUREAU, now=NOW)
    found = check_before(store, prepared(store, agenda=()), BUREAU)
    assert (found.compared_on, found.has_last_meeting, found.is_clear) == (date(2023, 8, 31), True, False)
    assert {one.unit for one in found.silent if one.dataset == "system"} == {"HF003"}
    # task 1 was closed on 20 August, due 1 September: nothing was due on 31 August, 1 of 2 now
    closed = next(one for one in found.moves if one.metric.id == "task_on_time")
    assert (closed.before.denominator, closed.after.numerator, closed.after.denominator) == (0, 1, 2)
    assert {one.unit for one in closed.subjects} == {"HF001", "HF002"}
    posts = {one.unit: one.labels for one in found.unexplained if one.metric.id == "posts_filled"}
    assert posts["HF002"] == ("数据专员", "政务专员")
    assert all(one.metric.target is not None for one in found.unexplained)


def test_decisions_become_tasks_once_confirmed_after_the_meeting(store):
    frozen = freeze(store, prepared(store), BUREAU, now=NOW)
    words = {"content": "完成出租屋管理系统迁移", "unit": "HF002", "due_on": date(2024, 6, 30), "co_units": "县教育局"}
    first, second, third = (record_decision(store, frozen.id, BUREAU, **words) for _ in range(3))
    second = amend_decision(store, second, BUREAU, content="补齐“一官两员”,\n并备案", unit="HF001")
    drop_decision(store, third, BUREAU)
    version = store.version()
    confirmed = confirm_decisions(store, frozen.id, BUREAU, [first.id, second.id], now=NOW)
    assert store.version() == version + 1
    assert [one.task_no for one in confirmed] == ["会〔2024〕1-1号", "会〔2024〕1-2号"]
    assert list_decisions(store, frozen.id, LEADER) == confirmed
    assert list_decisions(store, frozen.id, POLICE) == confirmed[:1]
    tasks = {one.task_no: one for one in list_tasks(store.warehouse, present_point(store.warehouse, DAY))}
    made = tasks["会〔2024〕1-1号"]
    assert (made.content, made.unit, made.co_units) == (words["content"], "HF002", "县教育局")
    assert (made.source, made.meeting, made.assigned_on, made.due_on) == (
        "联席会议",
        "第一次联席会议",
        DAY,
        words["due_on"],
    )
    assert tasks["会〔2024〕1-2号"].unit == "HF001"
    for act in (
        lambda: amend_decision(store, confirmed[0], BUREAU, content="改"),
        lambda: drop_decision(store, confirmed[0], BUREAU),
        lambda: confirm_decisions(store, frozen.id, BUREAU, [first.id], now=NOW),
    ):
        with pytest.raises(MeetingChanged):
            act()
    assert store.version() == version + 1


def test_decision_that_cannot_be_is_refused_in_words(store):
    meeting = prepared(store)
    good = {"content": "事项", "unit": "HF002", "due_on": DAY}
    for words, said in (
        ({"content": " "}, "不能为空"),
        ({"unit": "HF099"}, "HF099"),
        ({"due_on": date(2024, 1, 30)}, "早于会议日期"),
    ):
        with pytest.raises(MeetingRefused, match=said):
            record_decision(store, meeting.id, BUREAU, **good | words)
    with pytest.raises(NotAllowed):
        record_decision(store, meeting.id, POLICE, **good)
    with pytest.raises(MeetingUnknown):
        record_decision(store, 9, BUREAU, **good)
    draft = record_decision(store, meeting.id, BUREAU, **good)
    with pytest.raises(MeetingRefused, match="会后"):
        confirm_decisions(store, meeting.id, BUREAU, [draft.id], now=datetime(2024, 1, 30, 10))
    with pytest.raises(MeetingRefused, match="会议决定"):
        discard(store, meeting, BUREAU)
    unread, version = amend_decision(store, draft, BUREAU, content="无"), store.version()
    with pytest.raises(MeetingRefused, match="没有列入督办事项"):
        confirm_decisions(store, meeting.id, BUREAU, [unread.id], now=NOW)
    assert store.version() == version
    assert [one.state for one in list_decisions(store, meeting.id, BUREAU)] == ["草稿"]


def test_confirmation_that_broke_off_is_repeated_without_doubling(store):
    frozen = freeze(store, prepared(store), BUREAU, now=NOW)
    draft = record_decision(store, frozen.id, BUREAU, content="事项", unit="HF002", due_on=DAY)
    done = confirm_decisions(store, frozen.id, BUREAU, [draft.id], now=NOW)[0]
    with store.warehouse.write(makes_version=False) as writer:
        writer.execute("update decision set state = '草稿', version = null")
    again = confirm_decisions(store, frozen.id, BUREAU, [draft.id], now=NOW)[0]
    assert (again.task_no, again.version) == (done.task_no, done.version)
    assert again == replace(done, revision=again.revision)


def test_decision_whose_task_was_undone_is_told_so_and_can_be_confirmed_again_or_dropped(store):
    frozen = freeze(store, prepared(store), BUREAU, now=NOW)
    words = {"content": "完成出租屋管理系统迁移", "unit": "HF002", "due_on": date(2024, 6, 30)}
    kept, other = (record_decision(store, frozen.id, BUREAU, **words) for _ in range(2))
    first = confirm_decisions(store, frozen.id, BUREAU, [kept.id, other.id], now=NOW)
    undo(store, first[0].version, "议定有误", BUREAU, now=NOW)
    assert [one.state for one in list_decisions(store, frozen.id, BUREAU)] == ["已撤销", "已撤销"]
    assert list_decisions(store, frozen.id, POLICE) == []
    # The very same workbook counts again after the undo.
    second = confirm_decisions(store, frozen.id, BUREAU, [kept.id, other.id], now=NOW)
    assert [one.task_no for one in second] == [one.task_no for one in first]
    undo(store, second[0].version, "议定有误", BUREAU, now=NOW)
    again = confirm_decisions(store, frozen.id, BUREAU, [kept.id], now=NOW)
    assert [one.task_no for one in again] == [first[0].task_no]
    gone = list_decisions(store, frozen.id, BUREAU)[1]
    assert gone.state == "已撤销"
    drop_decision(store, gone, BUREAU)
    assert list_decisions(store, frozen.id, BUREAU) == again
    with pytest.raises(MeetingChanged):
        drop_decision(store, again[0], BUREAU)
    tasks = list_tasks(store.warehouse, present_point(store.warehouse, DAY))
    assert [one.task_no for one in tasks if one.meeting] == [first[0].task_no]
