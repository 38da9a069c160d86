"""One process, one writer, a cursor for each query; the in-memory reference tables."""

import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from warehouse.commit import commit_upload
from warehouse.connect import NestedWrite, StoreInUse, Warehouse

ROOT = Path(__file__).resolve().parents[2]
OPEN_ONCE = """
import sys
from pathlib import Path
from warehouse.connect import StoreInUse, Warehouse
try:
    Warehouse.open(Path(sys.argv[1])).close()
except StoreInUse:
    sys.exit(3)
"""


def open_elsewhere(store):
    return subprocess.run([sys.executable, "-c", OPEN_ONCE, str(store)], cwd=ROOT, timeout=60).returncode


def test_second_process_is_told_that_the_store_is_in_use(warehouse):
    assert open_elsewhere(warehouse.store) == 3
    warehouse.close()
    assert open_elsewhere(warehouse.store) == 0


def test_second_opening_in_one_process_is_refused_until_the_first_is_closed(warehouse):
    with pytest.raises(StoreInUse):
        Warehouse.open(warehouse.store)
    warehouse.close()
    warehouse.close()
    with Warehouse.open(warehouse.store) as again:
        assert again.version() == 0


def test_store_gets_its_folders_for_its_owner_alone(warehouse):
    folders = {path.name: oct(path.stat().st_mode & 0o777) for path in warehouse.store.iterdir() if path.is_dir()}
    assert folders == dict.fromkeys(("originals", "attachments", "backups", "logs"), "0o700")


def test_other_database_file_lies_in_its_own_store(tmp_path):
    with Warehouse.open(tmp_path, database="other.duckdb") as opened:
        assert (opened.store, opened.path) == (tmp_path, tmp_path / "other.duckdb")
    with pytest.raises(ValueError):
        Warehouse.open(tmp_path, database="reference.duckdb")


def test_file_that_is_no_database_is_not_said_to_be_in_use(tmp_path):
    (tmp_path / "warehouse.duckdb").write_bytes(b"not a database at all" * 500)
    with pytest.raises(duckdb.Error):
        Warehouse.open(tmp_path)


def test_write_counts_up_and_an_exception_takes_everything_back(warehouse):
    with warehouse.write() as writer:
        assert (writer.version(), writer.take_upload_id(), writer.take_row_ids(5), writer.take_row_ids(1)) == (
            1,
            1,
            0,
            5,
        )
    with pytest.raises(KeyError), warehouse.write() as writer:
        writer.execute("insert into unit_name values ('HF001', '甲', null, null, 1, null)")
        writer.take_row_ids(100)
        raise KeyError
    assert warehouse.query("select version, last_upload_id, last_row_id, writes from clock") == [(1, 1, 6, 1)]
    assert warehouse.query("select * from unit_name") == []


def test_failed_statement_takes_everything_back(warehouse):
    with pytest.raises(duckdb.Error), warehouse.write() as writer:
        writer.execute("insert into nowhere values (1)")
    with warehouse.write(makes_version=False) as writer:
        assert writer.version() == 0
    assert warehouse.version() == 0


def test_write_inside_a_write_is_refused_and_the_outer_one_goes_on(warehouse):
    with warehouse.write(), pytest.raises(NestedWrite), warehouse.write():
        pass
    assert warehouse.version() == 1


def test_readers_see_the_former_state_until_the_commit(warehouse):
    with warehouse.write() as writer:
        writer.execute("insert into unit_name values ('HF001', '甲', null, null, 1, null)")
        assert writer.query("select code from unit_name") == [("HF001",)]
        assert (warehouse.version(), warehouse.query("select code from unit_name")) == (0, [])
    assert (warehouse.version(), warehouse.query("select code from unit_name")) == (1, [("HF001",)])


def test_engine_refuses_a_second_writer_that_got_past_the_lock(warehouse):
    with warehouse.write(), warehouse.snapshot() as other, pytest.raises(duckdb.TransactionException):
        other.execute("update clock set version = version + 1")
    assert warehouse.version() == 1


def test_many_threads_each_get_their_own_answer(warehouse):
    def ask(number):
        return warehouse.query("select sum(i) from range(?) r(i) where i % 3 <> 5", [number])[0][0]

    with ThreadPoolExecutor(16) as threads:
        assert list(threads.map(ask, range(1, 400))) == [n * (n - 1) // 2 for n in range(1, 400)]


def test_threads_that_commit_at_once_are_taken_one_after_the_other(warehouse, table, facts):
    def commit(number):
        row = {"unit": f"HF{number:03d}", "system_name": "甲", "state": "在用", "hosting": "其他"}
        rows = [table("system", [row | {"system_name": f"系统{n}"} for n in range(50)])]
        return commit_upload(warehouse, facts(str(number).encode()), rows, str(number).encode())

    with ThreadPoolExecutor(4) as threads:
        made = list(threads.map(commit, range(12)))
    assert sorted(one.version for one in made) == sorted(one.upload_id for one in made) == list(range(1, 13))
    assert warehouse.query("select count(*), count(distinct row_id), count(distinct opened_in) from system") == [
        (600, 600, 12)
    ]


def test_values_come_back_exact(warehouse):
    row = warehouse.query_dicts("select 0.1::decimal(18,6) as amount, date '2023-06-28' as day, ? as name", ["甲"])
    assert row == [{"amount": Decimal("0.100000"), "day": date(2023, 6, 28), "name": "甲"}]
    assert warehouse.query("select $a || $b", {"a": "甲", "b": "乙"}) == [("甲乙",)]


def test_reference_tables_are_seen_by_every_thread_and_replaced_whole(warehouse):
    days = [(date(2023, 1, 3), 1, None), (date(2023, 1, 4), 2, ["甲", "乙"])]
    warehouse.load_reference("working_day", {"day": "DATE", "number": "INTEGER", "words": "VARCHAR[]"}, days)
    with ThreadPoolExecutor(2) as threads:
        seen = threads.submit(warehouse.query, "from reference.working_day order by day").result()
    assert seen == days
    warehouse.load_reference("working_day", {"day": "DATE"}, [])
    assert warehouse.query("from reference.working_day") == []
    assert warehouse.version() == 0


def test_reference_table_of_many_rows_is_loaded_whole(warehouse):
    rows = [(number, f"第{number}个工作日") for number in range(20_000)]
    warehouse.load_reference("many", {"number": "BIGINT", "name": "VARCHAR"}, rows)
    assert warehouse.query("select count(*), count(distinct name), sum(number) from reference.many") == [
        (20_000, 20_000, 20_000 * 19_999 // 2)
    ]


def test_sql_cannot_reach_files_outside_the_store(warehouse, tmp_path):
    outside = tmp_path / "outside.csv"
    outside.write_text("a\n1\n")
    with pytest.raises(duckdb.PermissionException):
        warehouse.query(f"from read_csv('{outside}')")


def test_close_waits_for_the_writer(warehouse):
    begun, finish = threading.Event(), threading.Event()

    def write():
        with warehouse.write():
            begun.set()
            finish.wait(10)

    writer = threading.Thread(target=write)
    writer.start()
    begun.wait(10)
    closer = threading.Thread(target=warehouse.close)
    closer.start()
    closer.join(0.2)
    assert closer.is_alive()
    finish.set()
    writer.join(10)
    closer.join(10)
    with Warehouse.open(warehouse.store) as again:
        assert again.version() == 1
