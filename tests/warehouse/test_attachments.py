"""Files at rows: they belong to the key, stay through uploads, are shown as of a version, and come back with a copy."""

from __future__ import annotations

import hashlib
from datetime import date, datetime

import pytest

from warehouse.attachments import (
    FOLDER,
    AlreadyAttached,
    AlreadyTakenOff,
    add_attachment,
    attached_sql,
    count_files,
    find_attachment,
    find_unit_of_row,
    key_of,
    key_sql,
    list_attachments,
    list_missing_attachments,
    take_off_attachment,
)
from warehouse.backup import backup, restore
from warehouse.originals import keep_original

AT = datetime(2023, 3, 2, 10)
PLAN = {"unit": "HF002", "title": "首席数据官工作方案", "issued_on": date(2023, 2, 1)}
RELIEF = {"unit": "HF002", "metric": "cloud_migrated", "reason": "专网", "approval": "海府办〔2023〕1号"}


@pytest.fixture
def attach(warehouse, somebody):
    """Keep a content and attach it to a row; returns the attachment's number."""

    def add(row, content=b"%PDF-1", name="方案.pdf"):
        sha256 = hashlib.sha256(content).hexdigest()
        keep_original(warehouse.store, content, sha256, FOLDER)
        with warehouse.write(makes_version=False) as writer:
            return add_attachment(
                writer, row, sha256=sha256, size=len(content), format="pdf", file_name=name, actor=somebody, at=AT
            )

    return add


def test_file_stays_with_its_row_when_the_row_is_left_changed_or_withdrawn(load, warehouse, attach):
    load("workplan", [PLAN], covered=("HF002",))
    row = key_of("workplan", PLAN)
    attach(row)
    load("workplan", [PLAN | {"issued_on": date(2023, 2, 9)}], covered=("HF002",))
    assert find_unit_of_row(warehouse, row) == "HF002"
    load("workplan", [PLAN | {"title": "另一份方案"}], covered=("HF002",))
    assert find_unit_of_row(warehouse, row) is None
    assert [one.file_name for one in list_attachments(warehouse, row)] == ["方案.pdf"]
    assert count_files(warehouse, "workplan", "HF002") == {("HF002", "首席数据官工作方案"): 1}
    assert warehouse.version() == 3  # attaching made none


def test_file_stays_when_a_month_of_the_key_becomes_a_day(load, warehouse, attach):
    load("exemption", [RELIEF | {"from_on": date(2023, 2, 28), "month": ("from_on",)}])
    row = key_of("exemption", RELIEF | {"from_on": date(2023, 2, 28)})
    attach(row)
    load("exemption", [RELIEF | {"from_on": date(2023, 2, 6)}])
    assert key_of("exemption", RELIEF | {"from_on": date(2023, 2, 6)}) == row
    stored = warehouse.query(f"select {key_sql('exemption', 'r')} from exemption r where closed_in is null")
    assert stored == [(list(row.key),)]


def test_file_taken_off_is_gone_now_and_still_seen_at_its_version(load, warehouse, attach, somebody):
    load("workplan", [PLAN], covered=("HF002",))
    row = key_of("workplan", PLAN)
    number = attach(row)
    load("workplan", [PLAN, PLAN | {"title": "乙"}], covered=("HF002",))
    with warehouse.write(makes_version=False) as writer:
        take_off_attachment(writer, number, "传错", somebody, AT)
    assert list_attachments(warehouse, row) == []
    former = list_attachments(warehouse, row, with_former=True)[0]
    assert (former.removed_reason, former.removed_by, former.closed_in) == ("传错", "人员001", 2)
    seen = {v: len(warehouse.query(f"select * from {attached_sql(str(v))}")) for v in (0, 1, 2)}
    assert seen == {0: 0, 1: 1, 2: 0}
    with warehouse.write(makes_version=False) as writer, pytest.raises(AlreadyTakenOff):
        take_off_attachment(writer, number, "再来", somebody, AT)
    attach(row)  # the same content may come back
    assert len(list_attachments(warehouse, row)) == 1


def test_same_content_twice_at_a_row_is_recognised_and_at_another_row_taken(load, warehouse, attach):
    load("workplan", [PLAN, PLAN | {"title": "乙"}], covered=("HF002",))
    attach(key_of("workplan", PLAN))
    with pytest.raises(AlreadyAttached):
        attach(key_of("workplan", PLAN), name="换个名字.pdf")
    attach(key_of("workplan", PLAN | {"title": "乙"}))
    assert len(list((warehouse.store / FOLDER).rglob("?" * 64))) == 1


def test_copy_holds_the_entries_and_a_restore_names_the_files_it_lacks(load, warehouse, attach, tmp_path):
    load("workplan", [PLAN], covered=("HF002",))
    number = attach(key_of("workplan", PLAN))
    backup(warehouse, tmp_path / "copy.duckdb")
    sha256 = find_attachment(warehouse, number).sha256
    assert list_missing_attachments(warehouse) == []
    done = restore(tmp_path / "elsewhere", tmp_path / "copy.duckdb")
    assert (done.facts.rows["attachment"], done.missing_attachments) == (1, (sha256,))
