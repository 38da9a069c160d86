"""A fresh store for each test, and short ways to say what is uploaded and what is stored."""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime

import pytest

from config.contracts import load_contracts
from warehouse.commit import commit_upload
from warehouse.connect import Warehouse
from warehouse.incoming import IncomingTable, UploadFacts
from warehouse.schema import ROW_COLUMNS, as_known, quote
from warehouse.technical import TECHNICAL_TABLES

NOT_CONTENT = {"row_id", "opened_in", "closed_in", "upload_id", "sheet", "source_row"}


@dataclass(frozen=True)
class Somebody:
    name: str = "人员001"
    role: str = "县政数局"
    unit: str = ""
    on_behalf_of: str = ""
    origin: str = "测试"


def make_table(dataset, rows, *, reported_on=date(2023, 3, 1), sheet="Sheet1", **more):
    """An IncomingTable from a list of dicts; `month` in a row names its month-precise fields, `bad` its pending."""
    fields = {name for row in rows for name in row} - {"month", "bad"}
    columns = {name: [row.get(name) for row in rows] for name in sorted(fields)}
    return IncomingTable(
        dataset=dataset,
        sheet=sheet,
        columns=columns,
        source_rows=list(range(2, len(rows) + 2)),
        reported_on=reported_on,
        covered_units=more.pop("covered", ()),
        nil_units=more.pop("nil", ()),
        month_precise={number: row["month"] for number, row in enumerate(rows) if "month" in row},
        pending={number: row["bad"] for number, row in enumerate(rows) if "bad" in row},
        **more,
    )


def make_facts(content=b"x", **more):
    usual = {
        "file_name": "政务信息系统清单.xlsx",
        "sha256": hashlib.sha256(content).hexdigest(),
        "size": len(content),
        "format": "xlsx",
        "received_at": datetime(2023, 3, 1, 9, 30),
        "received_by": "人员001",
        "role": "县政数局",
    }
    return UploadFacts(**(usual | more))


def read_state(warehouse, version=None):
    """Everything known at a version, without the numbers that only say where it came from."""
    version = warehouse.version() if version is None else version
    state = {}
    for name in [*load_contracts(), "coverage", "promise", "unit_name"]:
        if name in TECHNICAL_TABLES:
            kept = [column for column in TECHNICAL_TABLES[name] if column not in NOT_CONTENT or name == "coverage"]
            kept = [column for column in kept if column not in ("opened_in", "closed_in")]
        else:
            fields = [field.name for field in load_contracts()[name].fields]
            kept = fields + [column for column in ROW_COLUMNS if column not in NOT_CONTENT]
        columns = ", ".join(quote(column) for column in kept)
        rows = warehouse.query(f"select {columns} from {as_known(name)}", {"version": version})
        if rows:
            state[name] = sorted(map(repr, rows))
    return state


@pytest.fixture
def warehouse(tmp_path):
    with Warehouse.open(tmp_path / "store") as opened:
        yield opened


@pytest.fixture
def somebody():
    return Somebody()


@pytest.fixture
def table():
    return make_table


@pytest.fixture
def facts():
    return make_facts


@pytest.fixture
def state():
    return read_state


@pytest.fixture
def load(warehouse):
    """Commit one table (or several) into the test's store; returns Committed."""
    serial = iter(range(1_000_000))

    def load_rows(dataset, rows, *, at=datetime(2023, 3, 1, 9, 30), **more):
        content = f"{dataset}{next(serial)}".encode()
        tables = rows if dataset == "several" else [make_table(dataset, rows, **more)]
        return commit_upload(warehouse, make_facts(content, received_at=at), tables, content)

    return load_rows


@pytest.fixture
def present(warehouse):
    """Present rows of a dataset: chosen fields, ordered by them."""

    def read(dataset, *fields):
        columns = ", ".join(quote(name) for name in fields)
        return warehouse.query(
            f"select {columns} from {as_known(dataset)} order by all", {"version": warehouse.version()}
        )

    return read
