"""Rounds, reminders and confirmations as stored: numbers, revisions, and nothing half-written."""

from datetime import date, datetime

import pytest

from warehouse.connect import Warehouse
from warehouse.rounds import (
    Confirmation,
    Reminder,
    Round,
    RoundChanged,
    add_confirmation,
    add_reminder,
    add_round,
    change_answer,
    change_round,
    find_round,
    list_confirmations,
    list_reminders,
    list_rounds,
)

AT = datetime(2024, 1, 2, 9)
PLAN = Round("一季度更新", ("system", "catalog"), ("HF002", "HF001"), date(2024, 1, 2), date(2024, 1, 10), note="备注")


def added(warehouse, plan=PLAN):
    with warehouse.write(makes_version=False) as writer:
        return add_round(writer, plan, AT, "人员001")


def test_round_comes_back_as_it_was_stored_and_makes_no_version(warehouse):
    made = added(warehouse)
    assert (made.round_id, made.revision, made.changed_by, made.is_open) == (1, 1, "人员001", True)
    assert find_round(warehouse, 1) == made
    assert find_round(warehouse, 2) is None
    assert warehouse.version() == 0
    assert warehouse.writes() == 1


def test_rounds_are_listed_the_latest_first(warehouse):
    first = added(warehouse)
    second = added(warehouse, Round("二季度更新", ("system",), ("HF001",), date(2024, 4, 1), date(2024, 4, 10)))
    assert list_rounds(warehouse) == [second, first]


def test_change_needs_the_revision_that_is_stored(warehouse):
    seen = added(warehouse)
    with warehouse.write(makes_version=False) as writer:
        changed = change_round(writer, seen, AT, "人员002")
    assert changed.revision == 2
    with pytest.raises(RoundChanged) as refused, warehouse.write(makes_version=False) as writer:
        change_round(writer, seen, AT, "人员003")
    assert refused.value.by == "人员002"
    assert list_rounds(warehouse) == [changed]


def test_what_fails_leaves_nothing(warehouse):
    with pytest.raises(ZeroDivisionError), warehouse.write(makes_version=False) as writer:
        add_round(writer, PLAN, AT, "人员001")
        _ = 1 / 0
    assert list_rounds(warehouse) == []
    assert added(warehouse).round_id == 1


def test_answer_is_written_once_over_what_was_seen(warehouse):
    with warehouse.write(makes_version=False) as writer:
        for unit in ("HF001", "HF002"):
            add_reminder(writer, Reminder(0, 1, unit, AT, "人员001", "电话", ("system",)))
        add_reminder(writer, Reminder(0, 9, "HF001", AT, "人员001", "电话", ()))
    latest, first = list_reminders(warehouse, 1)
    assert (latest.reminder_id, first.reminder_id, first.datasets, first.answer) == (2, 1, ("system",), "")
    with warehouse.write(makes_version=False) as writer:
        change_answer(writer, first, "明日报", AT)
    with pytest.raises(RoundChanged), warehouse.write(makes_version=False) as writer:
        change_answer(writer, first, "后天报", AT)
    assert [one.answer for one in list_reminders(warehouse, 1)] == ["", "明日报"]


def test_replies_are_kept_all_the_latest_first(warehouse):
    for agreed in (False, True):
        with warehouse.write(makes_version=False) as writer:
            add_confirmation(
                writer, Confirmation(0, 1, "HF001", agreed, "", date(2024, 1, 9), "人员011", AT, "人员001")
            )
    assert [(one.confirmation_id, one.is_agreed) for one in list_confirmations(warehouse, 1)] == [(2, True), (1, False)]
    assert list_confirmations(warehouse, 2) == []


def test_everything_is_there_after_the_store_is_opened_again(tmp_path):
    with Warehouse.open(tmp_path / "store") as opened:
        made = added(opened)
    with Warehouse.open(tmp_path / "store") as opened:
        assert list_rounds(opened) == [made]
