"""Tables follow the contracts by themselves; renames come from numbered migrations, from every former version."""

from dataclasses import replace
from pathlib import Path

import duckdb
import pytest

from config.contracts import Field, load_contracts
from warehouse import schema, technical
from warehouse.connect import Warehouse

FORMER = sorted((Path(__file__).parent / "schemas").glob("*.sql"))


def columns_of(connection):
    found = {}
    for table, column, kind in connection.execute(
        "select table_name, column_name, data_type from duckdb_columns() where not internal"
    ).fetchall():
        found.setdefault(table, {})[column] = kind
    return found


@pytest.fixture
def connection():
    with duckdb.connect() as opened:
        yield opened


def test_every_contract_has_a_table_with_its_fields_and_the_row_columns(warehouse):
    for contract in load_contracts().values():
        described = warehouse.query(f"describe {schema.quote(contract.id)}")
        assert [row[0] for row in described] == [field.name for field in contract.fields] + list(schema.ROW_COLUMNS)
    assert {row[0]: row[1] for row in warehouse.query("describe project")}["budget_wan"] == "DECIMAL(18,6)"
    assert set(technical.VERSIONED_KEYS) <= set(technical.TECHNICAL_TABLES)


def test_field_added_to_a_contract_becomes_a_column_and_keeps_the_rows(connection):
    contracts = load_contracts()
    schema.bring_up(connection, contracts)
    connection.execute("insert into workplan (unit, title, row_id) values ('HF001', '方案', 1)")
    plan = contracts["workplan"]
    wider = replace(plan, fields=(*plan.fields, Field("page_count", "页数", "count")))
    schema.bring_up(connection, contracts | {"workplan": wider})
    assert connection.execute("select unit, title, row_id, page_count from workplan").fetchall() == [
        ("HF001", "方案", 1, None)
    ]


def test_opening_again_changes_nothing(connection):
    schema.bring_up(connection)
    before = columns_of(connection)
    connection.execute("update clock set version = 7")
    schema.bring_up(connection)
    assert columns_of(connection) == before
    assert connection.execute("select version from clock").fetchall() == [(7,)]
    assert connection.execute("select number from schema_version").fetchall() == [(1,)]


def test_field_of_another_type_needs_a_migration(connection):
    contracts = load_contracts()
    schema.bring_up(connection, contracts)
    plan = contracts["workplan"]
    fields = tuple(replace(one, type="date") if one.name == "note" else one for one in plan.fields)
    with pytest.raises(schema.ColumnTypeChanged, match=r"workplan\.note"):
        schema.bring_up(connection, contracts | {"workplan": replace(plan, fields=fields)})


RENAMES = (
    schema.Migration(1, "first schema", ()),
    schema.Migration(2, "title becomes name", ("alter table workplan rename column title to plan_name",)),
    schema.Migration(3, "name becomes heading", ("alter table workplan rename column plan_name to heading",)),
)


def renamed(title):
    contracts = load_contracts()
    plan = contracts["workplan"]
    fields = tuple(replace(one, name=title) if one.name == "title" else one for one in plan.fields)
    return contracts | {"workplan": replace(plan, key=("unit", title), fields=fields)}


@pytest.mark.parametrize(("number", "title"), [(1, "title"), (2, "plan_name"), (3, "heading")])
def test_rename_arrives_from_every_former_version_with_its_values(connection, number, title):
    schema.bring_up(connection, renamed(title), RENAMES[:number])
    connection.execute(f"insert into workplan (unit, {title}) values ('HF001', '方案')")
    schema.bring_up(connection, renamed("heading"), RENAMES)
    assert connection.execute("select unit, heading from workplan").fetchall() == [("HF001", "方案")]
    assert "title" not in columns_of(connection)["workplan"]
    assert connection.execute("select number from schema_version order by 1").fetchall() == [(1,), (2,), (3,)]


def test_failing_migration_leaves_the_file_as_it_was(connection):
    schema.bring_up(connection)
    before = columns_of(connection)
    broken = schema.Migration(2, "broken", ("alter table workplan rename column title to heading", "select nonsense"))
    with pytest.raises(duckdb.Error):
        schema.bring_up(connection, renamed("heading"), (*schema.MIGRATIONS, broken))
    assert columns_of(connection) == before
    schema.bring_up(connection)


def test_file_of_a_later_program_is_refused(tmp_path):
    with Warehouse.open(tmp_path) as warehouse, warehouse.write() as writer:
        writer.execute("insert into schema_version values (99, 'later', null)")
    with pytest.raises(schema.StoreTooNew):
        Warehouse.open(tmp_path)


def test_there_is_a_kept_schema_for_every_migration_number():
    assert [int(path.stem) for path in FORMER] == [migration.number for migration in schema.MIGRATIONS]


@pytest.mark.parametrize("path", FORMER, ids=lambda path: path.stem)
def test_store_of_every_former_version_becomes_the_present_one(connection, path):
    connection.execute(path.read_text(encoding="utf-8"))
    schema.bring_up(connection)
    arrived = columns_of(connection)
    for table, columns in schema.tables(load_contracts()).items():
        assert arrived[table].items() >= columns.items()
