"""Files attached to rows: kept by the sha256 of their content under attachments/, never opened.

An attachment belongs to a row's dataset and key, not to a stored row: it stays when an upload leaves, changes or
withdraws the row. Attaching makes no version of the data; opened_in and closed_in say which data version was the
last when the file was attached and taken off, so that a look at a former version shows what was attached by then.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from config.contracts import Field, load_contracts
from warehouse.audit import Actor, local_time
from warehouse.connect import Reader, Warehouse, Writer
from warehouse.numbering import insert_numbered
from warehouse.originals import original_path
from warehouse.schema import quote

FOLDER = "attachments"
_COLUMNS = """attachment_id, dataset, unit, key, sha256, size, format, file_name, attached_at, attached_by, role,
    opened_in, closed_in, removed_at, removed_by, removed_reason"""


class AlreadyAttached(Exception):
    """The same content is attached to the same row."""


class AlreadyTakenOff(Exception):
    """Somebody else took the file off before."""


@dataclass(frozen=True, slots=True)
class RowKey:
    """Which row of a kind, whatever version of it. unit: code of the unit it belongs to.

    key: every part of the contract's key as text, in the contract's order; an empty part is "", a date its month.
    """

    dataset: str
    unit: str
    key: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Attachment:
    """One file at a row. format: pdf, ofd, jpg or png. closed_in, removed_…: None and "" while it is attached."""

    attachment_id: int
    row: RowKey
    sha256: str
    size: int
    format: str
    file_name: str
    attached_at: datetime
    attached_by: str
    role: str
    opened_in: int
    closed_in: int | None
    removed_at: datetime | None
    removed_by: str
    removed_reason: str


def key_of(dataset: str, values: Mapping[str, object]) -> RowKey:
    """The key under which the files of a row are kept; values: field → value as stored."""
    parts = tuple(_part(field, values[field.name]) for field in _key(dataset))
    return RowKey(dataset, str(values.get("unit") or ""), parts)


def key_sql(dataset: str, alias: str) -> str:
    """The same key as an SQL expression over a row of the dataset's table; varchar[]."""
    return "[" + ", ".join(_part_sql(field, f"{alias}.{quote(field.name)}") for field in _key(dataset)) + "]"


def attached_sql(version: str) -> str:
    """(dataset, key) with at least one file attached at a version, as a parenthesised relation."""
    known = f"opened_in <= {version} and (closed_in is null or closed_in > {version})"
    return f"(select distinct dataset, key from attachment where {known})"


def add_attachment(
    writer: Writer, row: RowKey, *, sha256: str, size: int, format: str, file_name: str, actor: Actor, at: datetime
) -> int:
    """Attach a file that is already kept; returns its number.

    Raises:
        AlreadyAttached: the row has a file with this content.
    """
    if any(one.sha256 == sha256 for one in list_attachments(writer, row)):
        raise AlreadyAttached(f"{sha256} is attached to {row}")
    columns = (
        "attachment_id", "dataset", "unit", "key", "sha256", "size", "format", "file_name", "attached_at",
        "attached_by", "role", "on_behalf_of", "opened_in",
    )  # fmt: skip
    values = [
        row.dataset, row.unit, list(row.key), sha256, size, format, file_name, local_time(at),
        actor.name, actor.role, actor.on_behalf_of, writer.version(),
    ]  # fmt: skip
    return insert_numbered(writer, "attachment", columns, values)


def take_off_attachment(writer: Writer, attachment_id: int, reason: str, actor: Actor, at: datetime) -> None:
    """End an attachment; the entry and its file stay.

    Raises:
        KeyError: there is no such attachment.
        AlreadyTakenOff: it was ended before.
    """
    if find_attachment(writer, attachment_id).closed_in is not None:
        raise AlreadyTakenOff(str(attachment_id))
    writer.execute(
        """update attachment set closed_in = ?, removed_at = ?, removed_by = ?, removed_reason = ?
        where attachment_id = ?""",
        [writer.version(), local_time(at), actor.name, reason, attachment_id],
    )


def list_attachments(reader: Reader, row: RowKey, *, with_former: bool = False) -> list[Attachment]:
    """The files at a row, oldest first; with those taken off, when asked for."""
    found = reader.query(
        f"""select {_COLUMNS} from attachment where dataset = ? and key = ?::varchar[] and (? or closed_in is null)
        order by attachment_id""",
        [row.dataset, list(row.key), with_former],
    )
    return [_read(one) for one in found]


def find_attachment(reader: Reader, attachment_id: int) -> Attachment:
    """One attachment, also one taken off. Raises KeyError."""
    found = reader.query(f"select {_COLUMNS} from attachment where attachment_id = ?", [attachment_id])
    if not found:
        raise KeyError(attachment_id)
    return _read(found[0])


def count_files(reader: Reader, dataset: str, unit: str) -> dict[tuple[str, ...], int]:
    """Key → number of files attached to a unit's rows of a kind; also rows that are gone from the list."""
    found = reader.query(
        """select key, count(*) from attachment where dataset = ? and unit = ? and closed_in is null
        group by key order by key""",
        [dataset, unit],
    )
    return {tuple(key): int(files) for key, files in found}


def find_unit_of_row(reader: Reader, row: RowKey) -> str | None:
    """Code of the unit the present row with this key belongs to; None when no present row has it."""
    found = reader.query(
        f"select r.unit from {quote(row.dataset)} r where r.closed_in is null and {key_sql(row.dataset, 'r')} = ?::varchar[]",
        [list(row.key)],
    )
    return str(found[0][0]) if found else None


def list_missing_attachments(warehouse: Warehouse) -> list[str]:
    """sha256 of every attached file, also of one taken off, that is not in the store."""
    found = warehouse.query("select distinct sha256 from attachment order by sha256")
    return [sha256 for (sha256,) in found if not original_path(warehouse.store, sha256, FOLDER).exists()]


def _key(dataset: str) -> Sequence[Field]:
    contract = load_contracts()[dataset]
    return [contract.field(name) for name in contract.key]


def _part(field: Field, value: object) -> str:
    # A unit may first know the month of a date and later its day; the row stays the same (compare), so its files do.
    if field.type == "date" and isinstance(value, date):
        return f"{value:%Y-%m}"
    return "" if value is None else str(value)


def _part_sql(field: Field, column: str) -> str:
    text = f"strftime({column}, '%Y-%m')" if field.type == "date" else f"{column}::varchar"
    return f"coalesce({text}, '')"


def _read(row: tuple) -> Attachment:
    number, dataset, unit, key, *facts, removed_by, reason = row
    return Attachment(number, RowKey(dataset, unit, tuple(key)), *facts, removed_by or "", reason or "")  # type: ignore[call-arg]
