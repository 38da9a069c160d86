"""Reminders and confirmations of a round: the text from its facts, the record, who may do what."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime

import pytest

from services.actor import NotAllowed
from services.confirmations import list_confirmations, note_confirmation, read_slips
from services.expected import Expected, read_expected
from services.reminders import find_specialists, list_reminders, note_answer, note_reminders, write_reminder
from services.rounds import Plan, create_round
from services.store import Store, open_store
from tests.services.filed_county import fill
from tests.services.small_county import BUREAU, LEADER, POLICE, REGISTER, take
from warehouse.audit import list_entries

CALLED = datetime(2024, 1, 12, 9, 30)
NOW = datetime(2024, 1, 12, 10)


@pytest.fixture
def asked(filed: Store) -> Expected:
    """A round on the tables of the filed county: 2 to 10 January, looked at on the 12th."""
    plan = Plan(
        f"一季度更新{filed.warehouse.writes()}", ("roster", "system", "scenario"), date(2024, 1, 2), date(2024, 1, 10),
        doc_no="海政数〔2024〕3号", contact="人员801", contact_phone="0660-6600801",
    )  # fmt: skip
    return read_expected(filed, create_round(filed, plan, BUREAU, now=datetime(2024, 1, 2)), date(2024, 1, 12), BUREAU)


@pytest.fixture(scope="module")
def filed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    store = open_store(tmp_path_factory.mktemp("chasing"))
    take(store, REGISTER, "单位名录.csv")
    fill(store)  # roster and systems of 海城镇 and 县公安局, on 5 January
    yield store
    store.close()


def test_reminder_names_all_that_is_owed_the_deadline_and_whom_to_ask(filed: Store, asked: Expected) -> None:
    town, _, school = asked.units
    assert write_reminder(filed, asked, town) == (
        "海城镇人民政府：\n"
        f"“{asked.round.name}”（海政数〔2024〕3号）要求于2024年1月10日前（含当日）报送，现已超过2日。"
        "截至2024年1月12日，贵单位尚有1张表未报：\n"
        "1. 应用场景清单：逾期未报2日。\n"
        "请尽快报送。本期确无内容的，请报“零报告”；与上期相比没有变化的，请报“本期无变化”。\n"
        "联系人：人员801，0660-6600801。\n"
        "县政数局　2024年1月12日"
    )
    assert "尚有3张表未报" in write_reminder(filed, asked, school)


def test_nothing_owed_no_reminder(filed: Store, asked: Expected) -> None:
    done = replace(asked, round=replace(asked.round, datasets=("system",)))
    assert write_reminder(filed, done, asked.units[0]) == ""


def test_specialists_come_with_masked_phones(filed: Store, asked: Expected) -> None:
    assert {
        code: [(one.name, one.masked) for one in people] for code, people in find_specialists(filed, asked).items()
    } == {"HF001": [("人员102", "138****1234")]}


def test_reminders_are_recorded_for_several_units_at_once_and_answered_later(filed: Store, asked: Expected) -> None:
    assert note_reminders(filed, asked, ["HF001", "HF003"], "电话", CALLED, BUREAU, now=NOW) == 2
    latest, earlier = list_reminders(filed, asked.round, BUREAU)
    assert (latest.unit, latest.datasets) == ("HF003", ("roster", "system", "scenario"))
    assert (earlier.unit, earlier.datasets, earlier.way, earlier.reminded_by) == (
        "HF001",
        ("scenario",),
        "电话",
        "人员001",
    )
    note_answer(filed, earlier, " 明日报送 ", BUREAU)
    with pytest.raises(NotAllowed, match="刚刚改过"):
        note_answer(filed, earlier, "后天报送", BUREAU)  # seen before somebody answered it
    assert list_reminders(filed, asked.round, BUREAU)[1].answer == "明日报送"
    assert list_reminders(filed, asked.round, POLICE) == []
    assert {"登记催办", "登记催办答复"} <= {entry.action for entry in list_entries(filed.warehouse)}


@pytest.mark.parametrize(
    ("units", "way", "at", "actor", "words"),
    [
        (["HF001"], "电话", CALLED, LEADER, "不能登记催办"),
        (["HF001"], "电话", CALLED, POLICE, "不能登记催办"),
        (["HF001"], "鸽子", CALLED, BUREAU, "不在可选范围内"),
        (["HF001"], "电话", datetime(2024, 1, 12, 11), BUREAU, "晚于现在"),
        (["HF001"], "电话", datetime(2024, 1, 1), BUREAU, "早于任务发出日期"),
        (["HF001", "HF009"], "电话", CALLED, BUREAU, "没有欠报"),
        ([], "电话", CALLED, BUREAU, "请先选择"),
    ],
)
def test_refused_reminders_leave_no_record(filed: Store, asked: Expected, units, way, at, actor, words) -> None:
    with pytest.raises(NotAllowed, match=words):
        note_reminders(filed, asked, units, way, at, actor, now=NOW)
    assert list_reminders(filed, asked.round, BUREAU) == []


def test_slip_holds_the_units_own_figures_and_rows_without_what_may_not_leave(filed: Store, asked: Expected) -> None:
    slip = next(iter(read_slips(filed, asked, ["HF002"])))
    cloud = next(one for one in slip.figures if one.number == "Z12-003")  # third unit of the register, with 县本级
    # 网格管理 is on the cloud, 出租屋管理 is not: 1 of 2
    assert (cloud.value, cloud.counted) == ("50.0%", "1/2")
    roster, systems, scenarios = slip.tables
    assert [row[0] for row in systems.rows] == ["出租屋管理", "网格管理"]
    assert "是否国产化适配" not in systems.headers
    assert "备注" not in systems.headers
    assert [row[roster.headers.index("联系电话")] for row in roster.rows] == ["138****1234"]
    assert scenarios.rows == ()
    assert dict(slip.states)["应用场景清单"] == "逾期未报2日"


def test_replies_are_recorded_by_the_bureau_or_by_the_unit_itself(filed: Store, asked: Expected) -> None:
    day = date(2024, 1, 12)
    note_confirmation(filed, asked.round, "HF002", False, "上云数应为2", day, "人员104", POLICE, now=NOW)
    note_confirmation(filed, asked.round, "HF002", True, "", day, "人员104", BUREAU, now=NOW)
    replies = list_confirmations(filed, asked.round, BUREAU)
    assert [(one.is_agreed, one.words, one.noted_by) for one in replies] == [
        (True, "", "人员001"), (False, "上云数应为2", "人员002"),
    ]  # fmt: skip
    for unit, agreed, words, by, actor, told in (
        ("HF001", True, "", "人员101", POLICE, "不能登记这个单位"),
        ("HF002", False, " ", "人员104", BUREAU, "请写明哪一项"),
        ("HF002", True, "", " ", BUREAU, "请填写确认人"),
        ("HF000", True, "", "人员100", BUREAU, "不在本任务"),
        ("HF002", True, "", "人员104", LEADER, "不能登记这个单位"),
    ):
        with pytest.raises(NotAllowed, match=told):
            note_confirmation(filed, asked.round, unit, agreed, words, day, by, actor, now=NOW)
    assert len(list_confirmations(filed, asked.round, BUREAU)) == 2
