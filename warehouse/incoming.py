"""What travels from the loaders into the warehouse: checked tables, column by column, and facts of the upload."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from config.contracts import Replaces


@dataclass(frozen=True, slots=True)
class IncomingTable:
    """One checked table of one kind, ready to commit.

    columns: every field of the contract → one Python value per row (str, date, bool, int, Decimal,
        list[str] or None); fields of type unit hold the unit's code, metric fields the metric's id.
    source_rows: per row, the row number in the sheet (from 1); None where there is no sheet.
    month_precise: row index → names of date fields known to the month only (value: its last day).
    pending: row index → {field: original text} of cells taken as 未填报 and marked 待补正.
    covered_units: codes whose complete present list this table is (empty for registers by key).
    nil_units: those of them that declared 零报告.
    replaced_rows: row index → row_id of the present row it takes the place of, whatever their keys; for rows edited
        one by one. withdrawn_rows: row_ids of present rows that end, whatever the table replaces.
    """

    dataset: str
    sheet: str
    columns: Mapping[str, Sequence[object]]
    source_rows: Sequence[int | None]
    reported_on: date
    covered_units: tuple[str, ...] = ()
    nil_units: tuple[str, ...] = ()
    month_precise: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    pending: Mapping[int, Mapping[str, str]] = field(default_factory=dict)
    rows_read: int = 0
    replaces: Replaces | None = None  # None: as the contract says
    replaced_rows: Mapping[int, int] = field(default_factory=dict)
    withdrawn_rows: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class UploadFacts:
    """Who sent which file, when and from where.

    mapping: left-over header → field, as mapped by hand for this upload.
    options: everything chosen for the file, JSON text of the services, so that the file can be examined again alike.
    """

    file_name: str
    sha256: str
    size: int
    format: str
    received_at: datetime
    received_by: str
    role: str
    unit: str = ""
    on_behalf_of: str = ""
    origin: str = ""
    mapping: Mapping[str, str] = field(default_factory=dict)
    options: str = ""


@dataclass(frozen=True, slots=True)
class TableChange:
    """What committing one table did, in rows."""

    dataset: str
    sheet: str
    rows_read: int
    opened: int
    closed: int
    unchanged: int
    pending: int
    units: tuple[str, ...]
    is_nil: bool
    reported_on: date


@dataclass(frozen=True, slots=True)
class Kept:
    """A first day that an upload tried to move later (or to blank) and that was kept; a 更正 can change it.

    key: the parts of the row's key as text, in the contract's order.  sheet, source_row: where it was offered.
    """

    dataset: str
    key: tuple[str, ...]
    field: str
    stored: date
    offered: date | None
    sheet: str
    source_row: int


@dataclass(frozen=True, slots=True)
class Committed:
    """One accepted upload: its number, the version it made and what it changed."""

    upload_id: int
    version: int
    tables: tuple[TableChange, ...]
    kept: tuple[Kept, ...] = ()
