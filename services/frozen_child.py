"""Counts under the definitions that lie beside it: started as a process of its own in a folder laid out for one recount.

The folder holds this program's `config`, `metrics` and `warehouse`, a copy of the database, and the definitions of a
frozen meeting in the place of the present ones. Reads one JSON object from standard input (database: file name; groups:
version, as_of and metrics) and writes one (figures: metric, unit and the counts; light: code or null).
"""

from __future__ import annotations

import json
import sys
from datetime import date
from pathlib import Path

from metrics.catalog import load_catalog
from metrics.counting import count_figures
from metrics.figure import Point
from metrics.lights import light_of
from metrics.reference_tables import prepare_reference
from warehouse.connect import Warehouse


def main() -> None:
    """Answers one request."""
    request = json.load(sys.stdin)
    catalog = load_catalog()
    figures = []
    with Warehouse.open(Path.cwd(), database=request["database"]) as warehouse:
        prepare_reference(warehouse)
        for group in request["groups"]:
            known = [name for name in group["metrics"] if name in catalog]
            point = Point(date.fromisoformat(group["as_of"]), group["version"])
            for one in count_figures(warehouse, [point], known):
                light = light_of(catalog[one.metric], one)
                counts = [
                    one.numerator, one.denominator, one.exempt, one.unreported, one.unknown, one.silent_units,
                    one.units_in_scope,
                ]  # fmt: skip
                figures.append(
                    {"metric": one.metric, "unit": one.unit, "counts": counts, "light": light.code if light else None}
                )
    json.dump({"figures": figures}, sys.stdout)


if __name__ == "__main__":
    main()
