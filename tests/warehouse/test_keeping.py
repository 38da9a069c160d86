"""Originals, the log, remembered mappings and present rows: small rooms of the store."""

import hashlib
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone

import pytest

from warehouse import audit, originals
from warehouse.commit import commit_upload
from warehouse.mappings import remember_mapping, remembered_mappings
from warehouse.present import list_present_rows

A, B = "HF001", "HF002"
NOW = datetime(2023, 5, 1, 10)


def sha256(content):
    return hashlib.sha256(content).hexdigest()


def test_original_is_kept_once_under_its_hash(tmp_path):
    source = tmp_path / "清单.xlsx"
    source.write_bytes(b"content" * 500_000)
    name = sha256(source.read_bytes())
    path = originals.keep_original(tmp_path, source, name)
    assert path == tmp_path / "originals" / name[:2] / name
    stamp = path.stat().st_mtime_ns
    assert originals.keep_original(tmp_path, source, name) == path
    assert path.stat().st_mtime_ns == stamp
    assert originals.read_original(tmp_path, name) == source.read_bytes()
    assert [one.name for one in path.parent.iterdir()] == [name]


def test_content_with_another_hash_is_not_kept(tmp_path):
    with pytest.raises(originals.HashDiffers):
        originals.keep_original(tmp_path, b"one", sha256(b"two"))
    assert [path for path in (tmp_path / "originals").rglob("*") if path.is_file()] == []


def test_changed_or_absent_original_is_not_handed_out(tmp_path):
    path = originals.keep_original(tmp_path, b"one", sha256(b"one"))
    path.write_bytes(b"changed")
    with pytest.raises(originals.HashDiffers):
        originals.read_original(tmp_path, sha256(b"one"))
    with pytest.raises(FileNotFoundError):
        originals.read_original(tmp_path, sha256(b"two"))


@pytest.mark.parametrize("name", ["", "../../etc/passwd", "A" * 64, "0" * 63])
def test_name_that_is_no_hash_leads_nowhere(tmp_path, name):
    with pytest.raises(ValueError):
        originals.original_path(tmp_path, name)


def test_missing_originals_are_named(warehouse, table, facts):
    row = {"unit": A, "title": "方案"}
    commit_upload(warehouse, facts(b"1"), [table("workplan", [row])], b"1")
    commit_upload(warehouse, facts(b"2"), [table("workplan", [row])], None)
    assert originals.list_missing(warehouse) == []
    originals.original_path(warehouse.store, sha256(b"1")).unlink()
    assert originals.list_missing(warehouse) == [sha256(b"1")]


def test_log_keeps_before_and_after_and_makes_no_version(warehouse, somebody):
    first = audit.add_entry(warehouse, NOW, somebody, "查看电话", "HF001 人员002")
    second = audit.add_entry(warehouse, NOW, somebody, "设置", "目标", {"目标": "90"}, {"目标": "95"})
    assert (first, second, warehouse.version()) == (1, 2, 0)
    latest, earlier = audit.list_entries(warehouse)
    assert (latest.before, latest.after) == ('{"目标": "90"}', '{"目标": "95"}')
    assert (earlier.action, earlier.actor, earlier.origin, earlier.before) == ("查看电话", "人员001", "测试", "")
    assert [one.entry_id for one in audit.list_entries(warehouse, action="设置", limit=1)] == [2]
    assert [one.entry_id for one in audit.list_entries(warehouse, start=1)] == [1]


def test_log_of_a_unit_has_what_it_did_and_what_was_done_for_it(warehouse, somebody):
    for own, behalf in (("HF001", ""), ("", "HF001"), ("HF002", "")):
        audit.add_entry(warehouse, NOW, replace(somebody, unit=own, on_behalf_of=behalf), "入库", "清单.csv")
    audit.add_entry(warehouse, NOW, somebody, "设置", "目标")
    assert [one.entry_id for one in audit.list_entries(warehouse, unit="HF001")] == [2, 1]
    assert audit.count_entries(warehouse, unit="HF001") == 2
    assert audit.count_entries(warehouse, action="入库") == 3
    assert audit.list_actions(warehouse) == ["入库", "设置"]


def test_log_entry_falls_with_its_transaction(warehouse, somebody):
    with pytest.raises(KeyError), warehouse.write() as writer:
        audit.add_entry(writer, NOW, somebody, "撤销", "x")
        raise KeyError
    assert audit.list_entries(warehouse) == []


def test_moment_with_a_zone_is_kept_as_local_time():
    zoned = datetime(2023, 5, 1, 10, tzinfo=timezone(timedelta(hours=8)))
    assert audit.local_time(zoned) == zoned.astimezone().replace(tzinfo=None)
    assert audit.local_time(NOW) == NOW


def test_mapping_is_remembered_per_unit_and_kind_and_the_last_one_holds(warehouse):
    remember_mapping(warehouse, "system", A, {"上云时间点": "cloud_on", "说明2": "note"}, NOW)
    remember_mapping(warehouse, "system", A, {"上云时间点": "cloud_due_on"}, NOW)
    remember_mapping(warehouse, "system", "", {"所在": "hosting"}, NOW)
    assert remembered_mappings(warehouse) == {
        ("system", A): {"上云时间点": "cloud_due_on", "说明2": "note"},
        ("system", ""): {"所在": "hosting"},
    }
    assert warehouse.version() == 0


def test_mapping_of_an_accepted_upload_is_remembered_for_its_unit(warehouse, table, facts):
    row = {"unit": A, "system_name": "甲", "state": "在用", "hosting": "其他"}
    mapped = facts(b"1", mapping={"上云时间点": "cloud_on", "页": "no_field_of_this_kind"})
    commit_upload(warehouse, mapped, [table("system", [row])], b"1")
    assert remembered_mappings(warehouse) == {("system", A): {"上云时间点": "cloud_on"}}


def test_present_rows_are_those_of_a_unit_or_of_all(load, warehouse):
    post = {"role": "数据专员", "name": "人员002", "appointed_on": date(2023, 6, 30), "month": ("appointed_on",)}
    load("roster", [post | {"unit": A, "bad": {"filed_on": "待定"}}, post | {"unit": B}], covered=(A, B))
    rows = list_present_rows(warehouse, "roster", A)
    assert [(row["unit"], row["name"], row["month_precise"]) for row in rows] == [(A, "人员002", ["appointed_on"])]
    assert len(list_present_rows(warehouse, "roster")) == 2
