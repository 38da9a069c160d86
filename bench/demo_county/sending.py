"""What is sent: one upload with its tables, who sent it when, and what is expected to become of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from bench.demo_county.demands import demand_rows
from bench.demo_county.facts import SILENT_UNIT, rng_for
from bench.demo_county.handwriting import Style
from bench.demo_county.known import (
    Row,
    catalog_rows,
    function_rows,
    project_rows,
    roster_rows,
    scenario_rows,
    security_rows,
    system_rows,
    workplan_rows,
)  # fmt: skip
from bench.demo_county.people import data_officer
from bench.demo_county.untidy import NIL, Grid, draw_table

PLAIN = Style()
LISTS: dict[str, Callable[[Iterable[str], date], list[Row]]] = {
    "roster": roster_rows, "workplan": workplan_rows, "project": project_rows, "system": system_rows,
    "catalog": catalog_rows, "function": function_rows, "demand": demand_rows, "scenario": scenario_rows,
    "security": security_rows,
}  # fmt: skip


@dataclass(frozen=True)
class Table:
    """One table of a workbook: its rows, how it looks, who fills it in."""

    dataset: str
    rows: Sequence[Row]
    style: Style = field(default_factory=Style)
    unit: str = ""
    sheet: str = ""


@dataclass(frozen=True)
class Undo:
    """The bureau takes an accepted upload back."""

    at: datetime
    reason: str


@dataclass(frozen=True)
class Upload:
    """One file of a round. unit: whose staff sent it; empty: the bureau. on_behalf_of: code, in 代收.

    dataset: the kind, where it has to be named (exports of platforms); code_tables: ids of those its bare codes need.
    expect: accepted, refused, unchanged, waiting (for review) or returned; returned: the reason it was returned with.
    """

    file: str
    at: datetime
    grids: tuple[Grid, ...]
    unit: str = ""
    on_behalf_of: str = ""
    expect: str = "accepted"
    accept_incomplete: bool = False
    replaces: str = ""
    note: str = ""
    encoding: str = "utf-8"
    undo: Undo | None = None
    same_as: str = ""
    person: str = field(default="人员801")
    dataset: str = ""
    code_tables: tuple[str, ...] = ()
    returned: str = ""


@dataclass(frozen=True)
class Round:
    """One collection: its folder, its name and its uploads in order."""

    folder: str
    name: str
    uploads: tuple[Upload, ...]


def listed(dataset: str, codes: Sequence[str], day: date, style: Style = PLAIN, sheet: str = "") -> Table:
    """One of the units' own lists for some units on a day."""
    rows = LISTS[dataset](codes, day)
    if dataset in {"demand", "project"} and len(codes) > 1:
        silent = [code for code in codes if code != SILENT_UNIT and all(row["unit"] != code for row in rows)]
        rows = sorted(
            rows + [{"unit": code, NIL: True} for code in silent], key=lambda row: codes.index(str(row["unit"]))
        )
    return Table(dataset, rows, style, codes[0] if len(codes) == 1 else "", sheet)


def nil(dataset: str, unit: str, day: date) -> Table:
    """A 零报告: the headers and one word."""
    return Table(dataset, [], Style(line="one", dates="dash", title="{title}（零报告）"), unit, "零报告")


def send(
    file: str, at: str, *tables: Table, unit: str = "", on_behalf_of: str = "", expect: str = "accepted",
    accept_incomplete: bool = False, replaces: str = "", note: str = "", encoding: str = "utf-8",
    undo: Undo | None = None, same_as: str = "", hidden: Grid | None = None, stacked: bool = False,
    returned: str = "",
) -> Upload:  # fmt: skip
    """Draws the workbook. hidden: a further sheet; stacked: all tables one below the other in one sheet."""
    received = datetime.fromisoformat(at)
    grids = [_draw(file, number, table, received.date()) for number, table in enumerate(tables)]
    if stacked:
        grids = [_stack(grids)]
    if hidden:
        grids.append(hidden)
    return Upload(
        file=file, at=received, grids=tuple(grids), unit=unit, on_behalf_of=on_behalf_of, expect=expect,
        accept_incomplete=accept_incomplete, replaces=replaces, note=note, encoding=encoding, undo=undo, same_as=same_as,
        person=data_officer(unit, received.date()) if unit else "人员801", returned=returned,
    )  # fmt: skip


def _draw(file: str, number: int, table: Table, day: date) -> Grid:
    style = table.style
    if file.endswith((".csv", ".tsv")) or not style.is_typed:
        style = Style(**{**style.__dict__, "is_typed": False})
    grid = draw_table(table.dataset, table.rows, style, rng_for("hand", file, number), day, table.unit)
    if table.sheet == "零报告":
        grid.rows.append(["零报告"])
        return grid
    grid.name = table.sheet or grid.name
    return grid


def _stack(grids: Sequence[Grid]) -> Grid:
    whole = Grid("Sheet1")
    for grid in grids:
        down = len(whole.rows)
        whole.rows += grid.rows + [[], []]
        whole.merged += [(top + down, left, bottom + down, right) for top, left, bottom, right in grid.merged]
    return whole
