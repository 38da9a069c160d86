"""Uploads that wait for review: kept whole, outside everything that counts, and decided once."""

import json
from datetime import datetime

import pytest

from warehouse import waiting
from warehouse.audit import list_entries
from warehouse.claims import ChangedMeanwhile
from warehouse.commit import commit_upload
from warehouse.connect import Warehouse
from warehouse.history import list_uploads, list_versions, undo_version
from warehouse.originals import HashDiffers, read_original
from warehouse.states import ACCEPTED, RETURNED, SUPERSEDED, UNDONE, WAITING

AT = datetime(2023, 3, 2, 10)
ROWS = [{"unit": "HF001", "system_name": "a", "state": "在用", "hosting": "其他"}]


@pytest.fixture
def keep(warehouse, table, facts):
    """Keep one table for review; returns its number."""

    def keep_rows(rows, content=b"x", *, dataset="system", seen_version=None, options="", **more):
        more.setdefault("covered", ("HF001",))
        return waiting.keep_waiting(
            warehouse,
            facts(content, unit="HF001", options=options),
            [table(dataset, rows, **more)],
            content,
            warnings=["w"],
            seen=json.dumps({"tables": {}}),
            at=AT,
            seen_version=seen_version,
        )[0]

    return keep_rows


@pytest.fixture
def accept(warehouse, table, facts, somebody):
    def accept_rows(number, rows, content=b"x", seen_version=None):
        made = [table("system", rows, covered=("HF001",))]
        sent = facts(content, unit="HF001")
        return waiting.accept_waiting(
            warehouse, number, sent, made, warnings=[], accepted_by=somebody, at=AT, seen_version=seen_version
        )

    return accept_rows


def state_of(warehouse, number):
    return waiting.list_waiting(warehouse, upload_id=number)[0].state


def test_waiting_upload_has_number_original_and_counts_but_no_version_row_or_coverage(warehouse, keep, state):
    before = state(warehouse)
    number = keep(ROWS, options="{}")
    (upload,) = list_uploads(warehouse)
    assert (upload.upload_id, upload.state, upload.version, upload.accepted_at) == (number, WAITING, None, None)
    assert (upload.tables[0].rows_read, upload.tables[0].opened, upload.options) == (1, 1, "{}")
    assert read_original(warehouse.store, upload.sha256) == b"x"
    assert warehouse.version() == 0 and list_versions(warehouse) == [] and state(warehouse) == before
    assert [one.action for one in list_entries(warehouse)] == ["送审"]


def test_accepted_under_its_number_with_sender_and_reviewer(warehouse, keep, accept, present, somebody):
    number = keep(ROWS)
    made = accept(number, ROWS)
    assert (made.upload_id, made.version) == (number, 1) and present("system", "system_name") == [("a",)]
    (upload,) = list_uploads(warehouse)
    assert (upload.state, upload.version, upload.received_at) == (ACCEPTED, 1, datetime(2023, 3, 1, 9, 30))
    record = waiting.list_waiting(warehouse)[0]
    assert (record.decided_by, record.decided_at) == (somebody.name, AT)
    undo_version(warehouse, 1, "试", somebody, AT)
    assert list_uploads(warehouse)[0].state == UNDONE and present("system", "system_name") == []


def test_decided_upload_is_decided_no_second_time(warehouse, keep, accept, somebody):
    number = keep(ROWS)
    waiting.return_waiting(warehouse, number, "缺行", somebody, AT)
    for act in (lambda: accept(number, ROWS), lambda: waiting.return_waiting(warehouse, number, "", somebody, AT)):
        with pytest.raises(waiting.AlreadyDecided) as told:
            act()
        assert (told.value.now.state, told.value.now.reason) == (RETURNED, "缺行")
    assert warehouse.version() == 0


def test_same_content_and_choices_wait_once_other_choices_replace(warehouse, keep):
    first = keep(ROWS)
    with pytest.raises(waiting.SameWaiting) as told:
        keep(ROWS)
    assert told.value.upload_id == first
    second = keep(ROWS, options="other")
    assert (state_of(warehouse, first), state_of(warehouse, second)) == (SUPERSEDED, WAITING)
    assert waiting.list_waiting(warehouse, upload_id=first)[0].replaced_by == second


def test_one_that_also_speaks_for_another_unit_goes_on_waiting(warehouse, keep, load):
    number = keep([*ROWS, ROWS[0] | {"unit": "HF002"}], covered=("HF001", "HF002"))
    load("system", ROWS, covered=("HF001",))
    assert state_of(warehouse, number) == WAITING
    load("system", [*ROWS, ROWS[0] | {"unit": "HF002"}], covered=("HF001", "HF002"))
    assert state_of(warehouse, number) == SUPERSEDED


def test_kept_only_while_what_was_seen_is_still_so(warehouse, keep, load, somebody):
    load("system", ROWS, covered=("HF001",))
    seen = warehouse.version()
    load("system", [ROWS[0] | {"unit": "HF002"}], covered=("HF002",))
    number = keep(ROWS, b"y", seen_version=seen)
    undo_version(warehouse, 1, "试", somebody, AT)
    with pytest.raises(ChangedMeanwhile) as told:
        keep(ROWS, b"z", seen_version=seen)
    assert told.value.versions == (3,)
    assert [one.upload_id for one in waiting.list_queue(warehouse)] == [number]


def test_file_of_another_hash_is_not_kept(warehouse, table, facts):
    with pytest.raises(HashDiffers):
        waiting.keep_waiting(warehouse, facts(b"x"), [table("system", ROWS)], b"other", warnings=[], seen="{}", at=AT)
    assert list_uploads(warehouse) == []


def test_commit_compares_only_what_it_speaks_for(warehouse, load, table, facts):
    load("task", [{"task_no": "1", "unit": "HF001"}])
    seen = warehouse.version()
    load("task", [{"task_no": "2", "unit": "HF001"}])
    again = [table("task", [{"task_no": "1", "unit": "HF001", "content": "x"}])]
    assert commit_upload(warehouse, facts(b"p"), again, b"p", seen=seen).version == 3
    with pytest.raises(ChangedMeanwhile) as told:
        commit_upload(warehouse, facts(b"q"), again, b"q", seen=seen)
    assert told.value.versions == (3,) and warehouse.version() == 3


def test_waiting_upload_survives_a_restart(tmp_path, table, facts):
    with Warehouse.open(tmp_path) as first:
        number, _ = waiting.keep_waiting(
            first, facts(b"x", unit="HF001"), [table("system", ROWS)], b"x", warnings=[], seen="{}", at=AT
        )
    with Warehouse.open(tmp_path) as again:
        assert [one.upload_id for one in waiting.list_queue(again)] == [number]
