"""督办事项 as acts: numbers, the figures they move, late approvals, who may do what, two people at once."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import date, datetime
from pathlib import Path

import pytest

from metrics.counting import count_figures
from metrics.figure import COUNTY, Point
from services.actor import Actor, NotAllowed
from services.registers import RowChanged
from services.store import Store, open_store
from services.supervision import (
    Act,
    do,
    find_task,
    next_task_numbers,
    plan_assignment,
    plan_cancelling,
    plan_closing,
    plan_extension,
    preview,
)
from services.task_history import Step, open_requests, read_history
from services.task_progress import add_progress, ask_for_closing, return_request
from tests.services.small_county import BUREAU, LEADER, POLICE, REGISTER, opened_copy, take
from warehouse.audit import list_entries
from warehouse.history import undo_version

pytestmark = pytest.mark.slow

SCHOOL = Actor(name="人员004", role="单位", unit="HF003", origin="测试")
TOWN = Actor(name="人员005", role="单位", unit="HF001", origin="测试")
NAMES = {"HF001": "海城镇", "HF002": "县公安局", "HF003": "县教育局"}
HELD = """编号,来源,会议名称,交办日期,事项内容,牵头单位,配合单位,完成时限,办结日期,进展情况
督〔2023〕9号,联席会议,第一次联席会议,2023-06-01,网格数据共享,县公安局,海城镇,2023-09-30,,正在办理
督〔2023〕12号,联席会议,第一次联席会议,2023-06-01,补齐空缺,县教育局,,2023-07-31,2023-07-20,已办结
"""
NOW = datetime(2023, 9, 20, 9)
TODAY = NOW.date()
OPEN = "督〔2023〕9号"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The store on disk, made once; each test works in a copy."""
    folder = tmp_path_factory.mktemp("made") / "store"
    with closing(open_store(folder)) as store:
        take(store, REGISTER, "单位名录.csv")
        take(store, HELD, "督办事项.csv", at=datetime(2023, 6, 5, 9))
    return folder


@pytest.fixture
def tasks(made: Path, tmp_path: Path) -> Iterator[Store]:
    """Two tasks: one open of 县公安局 with 海城镇 helping, one closed of 县教育局."""
    with opened_copy(made, tmp_path) as store:
        yield store


def assignment(store: Store, content: str = "新事项") -> Act:
    return plan_assignment(
        store, BUREAU, content=content, unit="HF002", assigned_on=TODAY, due_on=date(2023, 12, 31), co_units="县教育局"
    )


def extension(store: Store, approved: date, until: date = date(2023, 12, 31)) -> Act:
    return plan_extension(
        find_task(store, OPEN), BUREAU, extended_to=until, extended_on=approved, approver="人员009", reason="专线未到位",
        today=date(2023, 11, 1),
    )  # fmt: skip


def on_time(store: Store, day: date) -> tuple[int, int]:
    """Numerator and denominator of 督办事项按期办结率 for the county."""
    points = [Point(day, store.version())]
    figure = next(one for one in count_figures(store.warehouse, points, ["task_on_time"]) if one.unit == COUNTY)
    return figure.numerator, figure.denominator


def test_next_numbers_go_on_in_the_registers_style_and_begin_anew_each_year(tasks: Store) -> None:
    assert next_task_numbers(tasks.warehouse, date(2023, 9, 1), 2) == ("督〔2023〕13号", "督〔2023〕14号")
    assert next_task_numbers(tasks.warehouse, date(2024, 1, 8)) == ("督〔2024〕1号",)


def test_numbers_of_a_register_with_leading_zeros_keep_them(store: Store) -> None:
    assert next_task_numbers(store.warehouse, date(2024, 1, 8)) == ("督〔2024〕1号",)
    take(store, HELD.replace("督〔2023〕9号", "DB-2023-007").replace("督〔2023〕12号", "DB-2023-008"), "督办事项.csv")
    assert next_task_numbers(store.warehouse, date(2023, 9, 1)) == ("DB-2023-009",)


def test_number_of_an_item_that_was_taken_back_is_not_used_again(tasks: Store) -> None:
    made = do(tasks, assignment(tasks), BUREAU, now=NOW)
    assert made.task_no == "督〔2023〕13号"
    undo_version(tasks.warehouse, made.version or 0, "登记有误", BUREAU, NOW)
    assert next_task_numbers(tasks.warehouse, TODAY) == ("督〔2023〕14号",)


def test_two_people_assigning_at_once_get_two_numbers(tasks: Store) -> None:
    plans = [assignment(tasks, f"事项{number}") for number in range(8)]
    with ThreadPoolExecutor(2) as two:
        made = list(two.map(lambda act: do(tasks, act, BUREAU, now=NOW), plans))
    assert sorted(one.task_no for one in made) == sorted(f"督〔2023〕{number}号" for number in range(13, 21))
    held = {find_task(tasks, one.task_no).values["content"] for one in made}
    assert held == {f"事项{number}" for number in range(8)}


def test_closing_on_time_moves_the_figure_and_is_previewed_first(tasks: Store) -> None:
    day = date(2023, 10, 8)
    # Due before 10-08: 9号 (open) and 12号 (closed 7-20, due 7-31): 1/2.
    assert on_time(tasks, day) == (1, 2)
    act = plan_closing(find_task(tasks, OPEN), BUREAU, closed_on=date(2023, 9, 19), words="已核验", today=TODAY)
    moved = {(metric, after.unit): (before.numerator, after.numerator) for metric, before, after in
             preview(tasks, act, BUREAU, day).headline}  # fmt: skip
    assert moved["task_on_time", COUNTY] == (1, 2)
    assert on_time(tasks, day) == (1, 2)
    done = do(tasks, act, BUREAU, now=NOW)
    assert on_time(tasks, day) == (2, 2)
    assert done.words == "2023年9月19日办结销号，按期办结"
    with pytest.raises(NotAllowed, match="已于2023年9月19日销号"):
        plan_cancelling(find_task(tasks, OPEN), BUREAU, cancelled_on=TODAY, reason="重复", today=TODAY)


def test_extension_approved_in_time_counts_and_a_late_one_says_that_it_does_not(tasks: Store) -> None:
    day = date(2023, 11, 30)
    late = extension(tasks, approved=date(2023, 10, 9))
    assert "不算延期" in late.warning
    in_time = extension(tasks, approved=date(2023, 9, 28))
    assert in_time.warning == ""
    do(tasks, in_time, BUREAU, now=datetime(2023, 9, 28, 10))
    # 9号 is now due on 12-31, so only 12号 counts on 11-30: 1/1.
    assert on_time(tasks, day) == (1, 1)
    note = find_task(tasks, OPEN).values["note"]
    assert note == "2023年9月28日批准延期至2023年12月31日，批准人：人员009，原因：专线未到位"
    # A second one, approved after the original day, would put the first out of force: refused.
    with pytest.raises(NotAllowed, match="原来的延期也会失效"):
        extension(tasks, approved=date(2023, 10, 9), until=date(2024, 3, 31))


def test_late_extension_is_noted_and_does_not_count(tasks: Store) -> None:
    do(tasks, extension(tasks, approved=date(2023, 10, 9)), BUREAU, now=datetime(2023, 10, 9, 10))
    assert on_time(tasks, date(2023, 11, 30)) == (1, 2)
    words = [one.words for one in read_history(tasks, find_task(tasks, OPEN).row_id, NAMES) if one.kind == "extended"]
    assert words == ["延期至2023年12月31日，2023年10月9日批准；批准迟于原时限2023年9月30日，不计入，仍按原时限计"]


def test_cancelled_item_leaves_the_figures_and_carries_its_reason(tasks: Store) -> None:
    act = plan_cancelling(find_task(tasks, OPEN), BUREAU, cancelled_on=TODAY, reason="并入其他事项", today=TODAY)
    do(tasks, act, BUREAU, now=NOW)
    assert on_time(tasks, date(2023, 10, 8)) == (1, 1)
    assert find_task(tasks, OPEN).values["note"] == "2023年9月20日撤销，原因：并入其他事项"


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"content": "  "}, "请填写事项内容"),
        ({"unit": ""}, "请选择牵头单位"),
        ({"due_on": date(2023, 9, 1)}, "早于交办日期"),
    ],
)
def test_assignment_that_lacks_something_is_refused_in_words(tasks: Store, changes: dict, said: str) -> None:
    whole = {"content": "新事项", "unit": "HF002", "assigned_on": TODAY, "due_on": date(2023, 12, 31)}
    with pytest.raises(NotAllowed, match=said):
        plan_assignment(tasks, BUREAU, **(whole | changes))


def test_unit_and_leader_may_not_rule_over_items(tasks: Store) -> None:
    for actor in (POLICE, LEADER):
        with pytest.raises(NotAllowed, match="不能办理“督办事项销号”"):
            plan_closing(find_task(tasks, OPEN), actor, closed_on=TODAY, words="", today=TODAY)


def progress_told(tasks: Store, row_id: int) -> list[Step]:
    """The progress entries of an item, the latest first."""
    return [one for one in read_history(tasks, row_id, NAMES) if one.kind == "progress"][::-1]


def test_lead_and_co_unit_add_progress_the_latest_shows_and_former_ones_stay(tasks: Store) -> None:
    add_progress(tasks, OPEN, POLICE, day=date(2023, 9, 18), text="接口联调完成", now=NOW)
    add_progress(tasks, OPEN, TOWN, day=date(2023, 9, 19), text="网格员已培训，电话13800001234", now=NOW)
    row = find_task(tasks, OPEN)
    assert str(row.values["progress"]).startswith("2023年9月19日，海城镇：网格员已培训")
    entries = progress_told(tasks, row.row_id)
    assert [one.words for one in entries] == [
        "2023年9月19日，海城镇：网格员已培训，电话138****1234",
        "2023年9月18日，县公安局：接口联调完成",
        "正在办理",
    ]
    assert [one.who for one in entries] == ["人员005", "人员002", "人员001"]
    logged = list_entries(tasks.warehouse, action="登记督办进展")
    assert [(one.actor, one.unit) for one in logged] == [("人员005", "HF001"), ("人员002", "HF002")]


def test_foreign_unit_may_not_add_progress(tasks: Store) -> None:
    with pytest.raises(NotAllowed, match="不由本单位牵头或配合"):
        add_progress(tasks, OPEN, SCHOOL, day=TODAY, text="已完成", now=NOW)
    with pytest.raises(NotAllowed, match="还没有到"):
        add_progress(tasks, OPEN, POLICE, day=date(2023, 9, 21), text="已完成", now=NOW)


def test_two_units_adding_progress_at_once_lose_nothing(tasks: Store) -> None:
    def add(number: int) -> None:
        add_progress(tasks, OPEN, (POLICE, TOWN)[number % 2], day=TODAY, text=f"第{number}条", now=NOW)

    with ThreadPoolExecutor(2) as two:
        list(two.map(add, range(6)))
    entries = progress_told(tasks, find_task(tasks, OPEN).row_id)
    assert sorted(one.words.partition("：")[2] for one in entries[:-1]) == [f"第{number}条" for number in range(6)]


def test_act_on_an_item_that_moved_since_it_was_seen_is_refused(tasks: Store) -> None:
    act = plan_closing(find_task(tasks, OPEN), BUREAU, closed_on=TODAY, words="", today=TODAY)
    add_progress(tasks, OPEN, POLICE, day=TODAY, text="还差一个接口", now=NOW)
    with pytest.raises(RowChanged, match="还差一个接口"):
        do(tasks, act, BUREAU, now=NOW)
    assert find_task(tasks, OPEN).values["closed_on"] is None


def test_request_for_closing_waits_is_returned_and_ends_with_the_closing(tasks: Store) -> None:
    ask_for_closing(tasks, OPEN, POLICE, "接口已上线", now=NOW)
    assert open_requests(tasks)[OPEN].words == "接口已上线"
    with pytest.raises(NotAllowed, match="已有销号申请待核"):
        ask_for_closing(tasks, OPEN, TOWN, "同上", now=NOW)
    with pytest.raises(NotAllowed, match="不能退回销号申请"):
        return_request(tasks, OPEN, POLICE, "不行", now=NOW)
    return_request(tasks, OPEN, BUREAU, "请补充验收材料", now=datetime(2023, 9, 20, 10))
    with pytest.raises(NotAllowed, match="没有待核的销号申请"):
        return_request(tasks, OPEN, BUREAU, "请补充验收材料", now=NOW)
    ask_for_closing(tasks, OPEN, POLICE, "材料已补", now=datetime(2023, 9, 20, 11))
    act = plan_closing(find_task(tasks, OPEN), BUREAU, closed_on=TODAY, words="已核验", today=TODAY)
    do(tasks, act, BUREAU, now=datetime(2023, 9, 20, 12))
    assert open_requests(tasks) == {}
    steps = read_history(tasks, find_task(tasks, OPEN).row_id, NAMES)
    assert [one.kind for one in steps] == ["assigned", "progress", "asked", "asked", "asked", "closed"]
    assert steps[0].words == "联席会议，第一次联席会议，2023年6月1日交办，县公安局牵头，海城镇配合，时限2023年9月30日"
    assert steps[-1].reason == "已核验"


def test_undo_of_a_closing_reopens_the_item_and_shows_in_its_history(tasks: Store) -> None:
    done = do(
        tasks, plan_closing(find_task(tasks, OPEN), BUREAU, closed_on=TODAY, words="", today=TODAY), BUREAU, now=NOW
    )
    undo_version(tasks.warehouse, done.version or 0, "误销", BUREAU, datetime(2023, 9, 21, 9))
    row = find_task(tasks, OPEN)
    assert row.values["closed_on"] is None
    last = read_history(tasks, row.row_id, NAMES)[-1]
    assert (last.kind, last.reason) == ("withdrawn", "误销")
