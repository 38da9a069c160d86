"""Rounds by a small county worked by hand: made, changed, closed; what each table's state is derived from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services import review, submit
from services.actor import Actor, NotAllowed
from services.expected import Cell, Expected, count_cells, filed_on, judge, read_expected, say_expected
from services.history import undo
from services.reminders import owed_words
from services.rounds import (
    Plan,
    Round,
    RoundInvalid,
    change_round,
    check_doc_no,
    close_round,
    create_round,
    list_rounds,
    read_round,
    reopen_round,
)
from services.store import Store, open_store
from tests.services.small_county import BUREAU, LEADER, POLICE, REGISTER, SYSTEMS, take
from warehouse.audit import list_entries
from warehouse.filings import Filing
from warehouse.states import ACCEPTED, RETURNED, WAITING

pytestmark = pytest.mark.slow

PLAN = Plan("2024年一季度更新", ("system", "project", "demand"), date(2024, 1, 2), date(2024, 1, 10))
TOWN_SYSTEMS = """单位,系统名称,系统状态,部署位置,投用日期
海城镇,政务大厅叫号,在用,自建机房,2021-05-01
"""
POLICE_NIL = "填报单位：县公安局\n需求单位,提供单位,需求数据名称,提出日期,审核结果\n零报告\n"
PROJECTS = "建设单位,项目名称,项目状态\n县教育局,校园网改造,正常\n"
SCHOOL = Actor(name="人员004", role="单位", unit="HF003", origin="测试")


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Store, Round]]:
    """A round from 2 to 10 January 2024 over three units, with what came before and during it."""
    store = open_store(tmp_path_factory.mktemp("rounds"))
    take(store, REGISTER, "单位名录.csv", at=datetime(2023, 12, 1, 9))
    take(store, TOWN_SYSTEMS, "以前的清单.csv", at=datetime(2023, 12, 20, 9))
    made = create_round(store, PLAN, BUREAU, now=datetime(2024, 1, 2, 9))
    take(store, SYSTEMS, "系统清单.csv", POLICE, at=datetime(2024, 1, 10, 23, 59))  # the last minute is on time
    take(store, POLICE_NIL, "需求零报告.csv", POLICE, at=datetime(2024, 1, 12, 9))  # two days late
    take(store, TOWN_SYSTEMS + "\n", "海城镇清单.csv", at=datetime(2024, 1, 9, 9))  # entered by the bureau, unchanged
    wrong = take(store, PROJECTS, "教育局项目.csv", SCHOOL, at=datetime(2024, 1, 8, 9))
    undo(store, wrong.version, "填错表", BUREAU, now=datetime(2024, 1, 8, 10))
    yield store, made
    store.close()


def words(expected: Expected) -> dict[str, list[str]]:
    return {unit.code: [cell.words for cell in expected.of_unit(unit.code)] for unit in expected.units}


def test_every_cell_follows_from_the_uploads(county: tuple[Store, Round]) -> None:
    store, made = county
    expected = read_expected(store, made, date(2024, 1, 13), BUREAU)
    assert made.datasets == ("project", "system", "demand")  # in contract order
    assert words(expected) == {
        "HF001": ["逾期未报3日", "无变化", "逾期未报3日"],
        "HF002": ["逾期未报3日", "已报", "零报告（逾期报送2日）"],
        "HF003": ["逾期未报3日", "逾期未报3日", "逾期未报3日"],  # its project list was taken back
    }
    # 9 cells = 2 on time + 1 late + 6 overdue
    total = expected.total
    assert (total.expected, total.on_time, total.late, total.overdue) == (9, 2, 1, 6)
    assert (total.waiting, total.returned, total.missing, total.owed) == (0, 0, 0, 6)
    assert say_expected(expected) == (
        "应报**3**个单位**9**张表，已报**3**张（其中逾期报送1张），逾期未报**6**张；截止2024年1月10日（含当日），已过3日。"
    )


def test_counts_of_units_and_of_tables_add_up_to_the_whole(county: tuple[Store, Round]) -> None:
    store, made = county
    expected = read_expected(store, made, date(2024, 1, 13), BUREAU)
    by_unit = [count_cells(expected.of_unit(unit.code)) for unit in expected.units]
    by_table = [count_cells(expected.of_table(dataset)) for dataset in expected.datasets]
    for field in ("on_time", "late", "waiting", "returned", "missing", "overdue", "expected", "owed"):
        whole = getattr(expected.total, field)
        assert sum(getattr(one, field) for one in by_unit) == whole == sum(getattr(one, field) for one in by_table)


def test_before_the_deadline_nothing_is_overdue(county: tuple[Store, Round]) -> None:
    store, made = county
    expected = read_expected(store, made, date(2024, 1, 10), BUREAU)
    assert expected.total.overdue == 0
    assert words(expected)["HF003"] == ["未报", "未报", "未报"]


def test_a_past_day_shows_what_was_known_then(county: tuple[Store, Round]) -> None:
    store, made = county
    before = store.warehouse.query("select max(version) from version where made_at < '2024-01-08 09:30:00'")[0][0]
    expected = read_expected(store, made, date(2024, 1, 8), BUREAU, version=before)
    assert words(expected)["HF003"] == ["已报", "未报", "未报"]


def test_unit_staff_see_their_own_line_and_leaders_read_all(county: tuple[Store, Round]) -> None:
    store, made = county
    assert list(words(read_expected(store, made, date(2024, 1, 13), POLICE))) == ["HF002"]
    assert len(read_expected(store, made, date(2024, 1, 13), LEADER).units) == 3
    only_town = create_round(store, replace(PLAN, name="只问海城镇", units=("HF001",)), BUREAU)
    assert [one.name for one in list_rounds(store, POLICE)] == [made.name]
    with pytest.raises(NotAllowed, match="不涉及本单位"):
        read_round(store, only_town.round_id, POLICE)


@pytest.mark.parametrize("sender", [POLICE, BUREAU], ids=["unit", "bureau"])
def test_the_same_file_sent_again_for_a_new_round_is_no_change_there_and_only_once(store: Store, sender: Actor) -> None:
    first = take(store, SYSTEMS, "系统清单.csv", POLICE, at=datetime(2023, 12, 20, 9))
    made = create_round(store, PLAN, BUREAU, now=datetime(2024, 1, 2, 9))
    opening_later = replace(PLAN, name="二季度更新", opened_on=date(2024, 4, 1), deadline=date(2024, 4, 10))
    create_round(store, opening_later, BUREAU)
    again = take(store, SYSTEMS, "系统清单.csv", sender, at=datetime(2024, 1, 9, 9))
    assert not again.is_repeat and again.number != first.number
    (table,) = again.tables
    assert (table.opened, table.closed, table.unchanged) == (0, 0, 2)
    expected = read_expected(store, made, date(2024, 1, 9), BUREAU)
    assert words(expected)["HF002"] == ["未报", "无变化", "未报"]
    # It is expected no more, and the other round is not opened yet.
    third = take(store, SYSTEMS, "系统清单.csv", sender, at=datetime(2024, 1, 9, 10))
    assert third.is_repeat and third.number == again.number


def make_filing(state: str, at: datetime, *, upload_id: int = 1, **facts: object) -> Filing:
    usual: dict[str, object] = {
        "version": 5 if state == ACCEPTED else None, "reported_on": at.date(), "by_bureau": False, "is_nil": False,
        "changed": True, "file_name": "表.xlsx", "reason": "",
    }  # fmt: skip
    return Filing("HF001", "system", upload_id, state=state, received_at=at, **{**usual, **facts})  # type: ignore[arg-type]


ON, LATE = datetime(2024, 1, 9, 9), datetime(2024, 1, 12, 9)


@pytest.mark.parametrize(
    ("filings", "state", "standing", "late_days"),
    [
        ([], "逾期未报", "overdue", 5),
        ([(WAITING, ON)], "待审", "waiting", 0),
        ([(WAITING, LATE)], "待审", "waiting", 2),
        ([(RETURNED, ON)], "退回", "returned", 5),
        ([(RETURNED, ON), (WAITING, LATE)], "待审", "waiting", 2),
        ([(RETURNED, ON), (ACCEPTED, LATE)], "已报", "late", 2),
        ([(ACCEPTED, ON), (ACCEPTED, LATE)], "已报", "on_time", 0),
        ([(ACCEPTED, ON), (RETURNED, LATE)], "已报", "on_time", 0),
    ],
)
def test_state_of_one_cell_by_what_was_sent(
    county: tuple[Store, Round], filings: list[tuple[str, datetime]], state: str, standing: str, late_days: int
) -> None:
    made = [make_filing(one, at, upload_id=number) for number, (one, at) in enumerate(filings, 1)]
    cell = judge(county[1], "HF001", "system", made, date(2024, 1, 15))
    assert (cell.state, cell.standing, cell.late_days) == (state, standing, late_days)


def test_a_newer_upload_that_waits_is_said_beside_the_accepted_one(county: tuple[Store, Round]) -> None:
    sent = [make_filing(ACCEPTED, ON), make_filing(WAITING, LATE, upload_id=2)]
    assert judge(county[1], "HF001", "system", sent, date(2024, 1, 15)).is_followed


def test_what_the_bureau_enters_counts_on_the_day_the_table_names_within_the_round(county: tuple[Store, Round]) -> None:
    made = county[1]
    assert filed_on(made, make_filing(ACCEPTED, LATE, by_bureau=True, reported_on=date(2024, 1, 9))) == date(2024, 1, 9)
    assert filed_on(made, make_filing(ACCEPTED, LATE, by_bureau=True, reported_on=date(2023, 6, 1))) == date(2024, 1, 2)
    assert filed_on(made, make_filing(ACCEPTED, LATE, by_bureau=True, reported_on=date(2030, 1, 1))) == LATE.date()
    assert filed_on(made, make_filing(ACCEPTED, LATE, reported_on=date(2024, 1, 9))) == LATE.date()


def test_words_tell_late_reports_from_missing_ones() -> None:
    assert Cell("HF001", "system", "逾期未报", 3).words == "逾期未报3日"
    assert Cell("HF001", "system", "已报", 3).words == "已报（逾期报送3日）"
    assert Cell("HF001", "system", "退回", 3).words == "退回（已逾期3日）"


def test_closed_round_stays_as_it_was_until_it_is_reopened(store: Store) -> None:
    made = create_round(store, PLAN, BUREAU, now=datetime(2024, 1, 2, 9))
    closed = close_round(store, made, BUREAU)
    take(store, SYSTEMS, "系统清单.csv", POLICE, at=datetime(2024, 1, 6))
    assert read_expected(store, closed, date(2030, 1, 1), BUREAU).total.received == 0
    with pytest.raises(NotAllowed, match="已经结束"):
        close_round(store, closed, BUREAU)
    with pytest.raises(NotAllowed, match="已结束，不能修改"):
        change_round(store, closed, PLAN, BUREAU)
    with pytest.raises(NotAllowed, match="写明原因"):
        reopen_round(store, closed, " ", BUREAU)
    opened = reopen_round(store, closed, "县公安局补报", BUREAU)
    assert opened.is_open
    assert read_expected(store, opened, date(2024, 1, 8), BUREAU).total.received == 1
    entry = list_entries(store.warehouse, action="重新开放报送任务")[0]
    assert "县公安局补报" in entry.after
    assert [one.action for one in list_entries(store.warehouse)][:3] == ["重新开放报送任务", "入库", "结束报送任务"]


def test_waiting_and_returned_uploads_show_and_a_closing_keeps_them(store: Store) -> None:
    made = create_round(store, replace(PLAN, datasets=("system",)), BUREAU, now=datetime(2024, 1, 2, 9))

    def send(text: str, at: datetime) -> int:
        draft = submit.examine_upload(store, text.encode(), "清单.csv", POLICE, now=at)
        return int(submit.accept(store, draft, POLICE, now=at).number)

    def state(one: Round, day: date = date(2024, 1, 9)) -> Cell:
        return read_expected(store, one, day, BUREAU).cells["HF002", "system"]

    first = send(SYSTEMS, datetime(2024, 1, 5, 9))
    assert (state(made).words, state(made).filing.upload_id) == ("待审", first)  # type: ignore[union-attr]
    review.return_upload(store, first, "少报一个系统。", BUREAU, now=datetime(2024, 1, 6, 9))
    returned = state(made)
    assert (returned.words, returned.filing.reason) == ("退回", "少报一个系统。")  # type: ignore[union-attr]
    assert owed_words(returned) == "政务信息系统清单：退回，退回原因：少报一个系统"
    second = send(SYSTEMS + "县公安局,接处警,在用,自建机房,2022-01-01,\n", datetime(2024, 1, 11, 9))
    closed = close_round(store, made, BUREAU)
    review.accept_upload(store, second, BUREAU)
    assert state(closed).words == "待审（逾期报送1日）"  # as it was at the closing
    opened = reopen_round(store, closed, "已审核", BUREAU)
    assert state(opened).words == "已报（逾期报送1日）"


def test_two_people_at_once_do_not_overwrite_each_other(store: Store) -> None:
    seen = create_round(store, PLAN, BUREAU, now=datetime(2024, 1, 2, 9))
    other = replace(BUREAU, name="人员009")
    change_round(store, seen, replace(PLAN, note="第一个人的说明"), other)
    with pytest.raises(NotAllowed, match="“人员009”刚刚改过这项任务"):
        change_round(store, seen, replace(PLAN, note="第二个人的说明"), BUREAU)
    assert read_round(store, seen.round_id, BUREAU).note == "第一个人的说明"


@pytest.mark.parametrize("actor", [POLICE, LEADER], ids=["unit", "leader"])
def test_only_the_bureau_runs_rounds(store: Store, actor: Actor) -> None:
    with pytest.raises(NotAllowed, match="不能新建报送任务"):
        create_round(store, PLAN, actor)
    made = create_round(store, PLAN, BUREAU)
    for act in (lambda: change_round(store, made, PLAN, actor), lambda: close_round(store, made, actor)):
        with pytest.raises(NotAllowed, match="请由县政数局办理"):
            act()


def test_every_fault_of_a_plan_is_told_at_once_and_nothing_is_stored(store: Store) -> None:
    bad = Plan(
        " ",
        ("task",),
        date(2024, 2, 2),
        date(2024, 2, 1),
        doc_no="海政数[2024]5号",
        units=("HF999",),
        contact_phone="12",
    )
    with pytest.raises(RoundInvalid) as refused:
        create_round(store, bad, BUREAU)
    told = "".join(refused.value.problems)
    for part in ("任务名称", "六角括号〔〕", "task", "HF999", "截止日期早于发出日期", "联系电话“12”"):
        assert part in told
    assert list_rounds(store, BUREAU) == []


@pytest.mark.parametrize(
    ("doc_no", "is_good"),
    [
        ("海政数〔2025〕5号", True), ("海府办函〔2025〕12号", True), ("海政数〔2025〕05号", False), ("海政数【2025】5号", False),
        ("海政数〔25〕5号", False), ("〔2025〕5号", False), ("海政数〔2025〕第5号", False), ("海政数(2025)5号", False),
    ],
)  # fmt: skip
def test_document_number_has_its_brackets_and_no_leading_zero(doc_no: str, is_good: bool) -> None:
    assert (check_doc_no(doc_no) == []) is is_good


def test_default_units_are_those_in_scope_on_the_day(store: Store) -> None:
    early = create_round(store, replace(PLAN, opened_on=date(2023, 8, 31), deadline=date(2023, 9, 9)), BUREAU)
    assert early.units == ("HF001", "HF002")  # 县教育局 joined on 1 September
    assert create_round(store, replace(PLAN, name="后来的"), BUREAU).units == ("HF001", "HF002", "HF003")


SENT = st.lists(
    st.tuples(st.sampled_from([ACCEPTED, WAITING, RETURNED]), st.integers(0, 20), st.booleans(), st.booleans()),
    max_size=5,
)


@settings(max_examples=150, deadline=None)
@given(sent=st.lists(SENT, min_size=1, max_size=6), days=st.integers(0, 30))
def test_whatever_is_sent_every_cell_has_one_standing_and_the_counts_add_up(
    sent: list[list[tuple[str, int, bool, bool]]], days: int
) -> None:
    made = Round("任何任务", ("system",), ("HF001",), date(2024, 1, 2), date(2024, 1, 10))
    day = made.opened_on + timedelta(days)
    cells = []
    for table in sent:
        filings = [
            make_filing(
                state, datetime(2024, 1, 2, 9) + timedelta(after), upload_id=number, is_nil=nil, changed=changed
            )
            for number, (state, after, nil, changed) in enumerate(table, 1)
        ]
        cell = judge(made, "HF001", "system", filings, day)
        states = {state for state, *_ in table}
        assert (cell.state in ("已报", "零报告", "无变化")) == (ACCEPTED in states)
        assert cell.is_owed == (not states & {ACCEPTED, WAITING})
        assert (cell.filing is None) == (not table)
        assert cell.late_days == 0 or cell.standing != "on_time"
        cells.append(cell)
    tally = count_cells(cells)
    assert tally.expected == len(cells)
    assert tally.owed + tally.waiting + tally.received == tally.expected
