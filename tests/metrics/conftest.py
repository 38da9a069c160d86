"""A small county in a fresh store: rows go in through the real commit, figures come out through the real queries."""

import hashlib
from datetime import date, datetime, time

import pytest

from config.contracts import load_contracts
from metrics.counting import count_figures
from metrics.figure import COUNTY, Point, Scope
from metrics.reference_tables import prepare_reference
from metrics.subjects import find_rows
from warehouse.commit import commit_upload
from warehouse.connect import Warehouse
from warehouse.incoming import IncomingTable, UploadFacts

PILOT_DAY = date(2023, 1, 3)


class County:
    """Short words for tests: accept rows, count figures, look at outcomes."""

    def __init__(self, warehouse):
        self.warehouse = warehouse

    def accept(self, dataset, rows, *, covered=None, nil=(), on=date(2023, 2, 1), accepted=None, replaces=None):
        """Commit one upload; by default it covers the units it names, and is accepted on its reporting day."""
        contract = load_contracts()[dataset]
        named = tuple(dict.fromkeys(row["unit"] for row in rows if "unit" in row))
        if covered is None:
            covered = named if contract.is_from_units and contract.replaces == "units" else ()
        table = IncomingTable(
            dataset=dataset,
            sheet="Sheet1",
            columns={field.name: [row.get(field.name) for row in rows] for field in contract.fields},
            source_rows=list(range(2, len(rows) + 2)),
            reported_on=on,
            covered_units=tuple(dict.fromkeys((*covered, *nil))),
            nil_units=tuple(nil),
            rows_read=len(rows),
            replaces=replaces,
        )
        at = datetime.combine(accepted or on, time(9))
        number = self.warehouse.version() + 1
        facts = UploadFacts(
            file_name=f"{contract.title}{number}.xlsx",
            sha256=hashlib.sha256(str(number).encode()).hexdigest(),
            size=1,
            format="xlsx",
            received_at=at,
            received_by="人员001",
            role="县政数局",
        )
        return commit_upload(self.warehouse, facts, [table], None, accepted_at=at).version

    def register(self, *units, on=PILOT_DAY):
        """Replace the register. A unit is a code, or a dict with what differs from a pilot department."""
        rows = []
        for number, unit in enumerate(units, 1):
            given = {"code": unit} if isinstance(unit, str) else unit
            usual = {
                "name": f"海丰县{given['code']}局",
                "short_name": f"县{given['code']}局",
                "kind": "县直部门",
                "batch": "首批试点",
                "joined_on": PILOT_DAY,
                "sort_no": number,
            }
            rows.append(usual | given)
        return self.accept("unit", rows, on=on)

    def figures(self, metric, *days, version=None, scope=None):
        version = self.warehouse.version() if version is None else version
        return count_figures(self.warehouse, [Point(day, version) for day in days], [metric], scope or Scope())

    def count(self, metric, day, **more):
        """unit → (numerator, denominator, exempt, unreported, unknown, silent units); the county under 全县."""
        return {figure.unit: tally(figure) for figure in self.figures(metric, day, **more)}

    def total(self, metric, day, **more):
        """The county's (numerator, denominator, exempt, unreported, unknown, silent units)."""
        return self.count(metric, day, **more)[COUNTY]

    def outcomes(self, metric, day, *, unit="", version=None):
        """key → outcome of every counted subject (unit → {key: outcome} is the caller's to build)."""
        point = Point(day, self.warehouse.version() if version is None else version)
        return {row.key: row.outcome for row in find_rows(self.warehouse, metric, point, unit=unit)}

    def unit_outcomes(self, metric, day):
        """unit → outcome, for relations with one subject for each unit."""
        point = Point(day, self.warehouse.version())
        return {row.unit: row.outcome for row in find_rows(self.warehouse, metric, point)}


def tally(figure):
    return (
        figure.numerator,
        figure.denominator,
        figure.exempt,
        figure.unreported,
        figure.unknown,
        figure.silent_units,
    )


@pytest.fixture
def county(tmp_path):
    with Warehouse.open(tmp_path / "store") as warehouse:
        prepare_reference(warehouse)
        yield County(warehouse)
