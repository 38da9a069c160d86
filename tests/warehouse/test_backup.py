"""Copies made while the store is open, verified, brought back; the former database is put aside."""

from datetime import datetime

import duckdb
import pytest

from warehouse.backup import BackupUnsound, backup, restore, verify
from warehouse.connect import StoreInUse, Warehouse
from warehouse.schema import StoreTooNew

A = "HF001"
NOW = datetime(2023, 5, 1, 10)


def system(name):
    return {"unit": A, "system_name": name, "state": "在用", "hosting": "其他", "bad": {"note": "？"}}


def test_backup_of_an_open_store_holds_every_state(load, warehouse, tmp_path, state):
    load("system", [system("甲"), system("乙")], covered=(A,))
    load("system", [system("甲")], covered=(A,))
    out = tmp_path / "copies" / "备份'一.duckdb"
    made = backup(warehouse, out)
    assert (made.version, made.made_at, made.rows["system"], made.rows["upload"]) == (
        2,
        datetime(2023, 3, 1, 9, 30),
        2,
        2,
    )
    assert made == verify(out)
    assert [path.name for path in (warehouse.store / "backups").iterdir()] == []
    with Warehouse.open(out.parent, database=out.name) as copy:
        assert [state(copy, version) for version in (1, 2)] == [state(warehouse, version) for version in (1, 2)]


def test_backup_does_not_overwrite(warehouse, tmp_path):
    backup(warehouse, tmp_path / "copy.duckdb")
    with pytest.raises(FileExistsError):
        backup(warehouse, tmp_path / "copy.duckdb")


def test_store_works_on_after_a_backup(load, warehouse, tmp_path, present):
    backup(warehouse, tmp_path / "one.duckdb")
    load("system", [system("甲")], covered=(A,))
    assert backup(warehouse, tmp_path / "two.duckdb").version == 1
    assert verify(tmp_path / "one.duckdb").version == 0
    assert present("system", "system_name") == [("甲",)]


def test_restore_brings_back_and_puts_the_present_aside(load, warehouse, tmp_path, state):
    load("system", [system("甲")], covered=(A,))
    before, copy = state(warehouse), tmp_path / "copy.duckdb"
    backup(warehouse, copy)
    load("system", [system("乙")], covered=(A,))
    with pytest.raises(StoreInUse):
        restore(warehouse.store, copy)
    warehouse.close()
    done = restore(warehouse.store, copy, at=NOW)
    assert (done.facts.version, done.former_version, done.missing_originals) == (1, 2, ())
    assert done.aside == warehouse.store / "backups" / "warehouse-20230501-100000.duckdb"
    assert verify(done.aside).version == 2
    with Warehouse.open(warehouse.store) as again:
        assert (again.version(), state(again)) == (1, before)
    assert restore(warehouse.store, done.aside, at=NOW).aside.name == "warehouse-20230501-100000-2.duckdb"


def test_restore_into_a_new_store_names_the_originals_it_lacks(load, warehouse, tmp_path):
    load("system", [system("甲")], covered=(A,))
    backup(warehouse, tmp_path / "copy.duckdb")
    done = restore(tmp_path / "elsewhere", tmp_path / "copy.duckdb")
    assert (done.aside, done.former_version, len(done.missing_originals)) == (None, None, 1)


def test_restore_over_a_broken_database_puts_it_aside_too(load, warehouse, tmp_path):
    backup(warehouse, tmp_path / "copy.duckdb")
    warehouse.close()
    warehouse.path.write_bytes(b"broken" * 1000)
    done = restore(warehouse.store, tmp_path / "copy.duckdb", at=NOW)
    assert done.former_version is None and done.aside.read_bytes().startswith(b"broken")
    with Warehouse.open(warehouse.store) as again:
        assert again.version() == 0


def test_file_that_is_no_store_is_not_restored(warehouse, tmp_path):
    (tmp_path / "text.duckdb").write_text("not a database" * 1000)
    duckdb.connect(str(tmp_path / "empty.duckdb")).close()
    warehouse.close()
    for name in ("text.duckdb", "empty.duckdb"):
        with pytest.raises(BackupUnsound):
            restore(warehouse.store, tmp_path / name)
    with pytest.raises(FileNotFoundError):
        restore(warehouse.store, tmp_path / "none.duckdb")
    assert list((warehouse.store / "backups").iterdir()) == []


def test_copy_of_a_later_program_or_with_lost_versions_is_not_restored(load, warehouse, tmp_path):
    load("system", [system("甲")], covered=(A,))
    for name, change in (
        ("later", "insert into schema_version values (99, '', null)"),
        ("lost", "delete from version"),
    ):
        backup(warehouse, tmp_path / f"{name}.duckdb")
        with duckdb.connect(str(tmp_path / f"{name}.duckdb")) as connection:
            connection.execute(change)
    warehouse.close()
    with pytest.raises(StoreTooNew):
        restore(warehouse.store, tmp_path / "later.duckdb")
    with pytest.raises(BackupUnsound):
        restore(warehouse.store, tmp_path / "lost.duckdb")
