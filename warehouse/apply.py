"""The inside of a commit: one upload applied within an open transaction, which the caller ends either way.

Rows vanish, change and appear as the version the transaction is making. Only changes are stored: an unchanged row
keeps its row_id and where it came from.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from config.contracts import Contract
from warehouse.audit import Actor, add_entry
from warehouse.claims import OF_VERSION, put_aside
from warehouse.compare import Group, compare_group
from warehouse.connect import Writer
from warehouse.history import ACCEPTED, record_version
from warehouse.incoming import Committed, IncomingTable, Kept, TableChange, UploadFacts
from warehouse.mappings import remember_mapping
from warehouse.schema import quote
from warehouse.staging import key_text
from warehouse.upload_record import Sender, record_table, record_upload

STAGED_COLUMNS = ("sheet", "source_row", "month_precise", "pending")


class TwoOpenRows(Exception):
    """A key would have two present rows: a fault of this program; the transaction is rolled back."""


def apply_upload(
    writer: Writer,
    facts: UploadFacts,
    groups: Sequence[Group],
    has_original: bool,
    warnings: object,
    accepted_at: datetime,
    reason: str = "",
    accepted_by: Actor | None = None,
    upload_id: int | None = None,
) -> Committed:
    """The whole of a commit inside an open transaction; the caller commits or rolls back.

    upload_id: the number the upload was given when it began to wait; None: it takes the next one.
    """
    actor = accepted_by or Sender(facts)
    version = writer.version()
    upload_id = writer.take_upload_id() if upload_id is None else upload_id
    record_version(writer, "upload", actor, accepted_at, upload_id=upload_id, reason=reason)
    record_upload(writer, facts, upload_id, ACCEPTED, version, accepted_at, has_original, warnings)
    changes: list[TableChange] = []
    kept: list[Kept] = []
    for group in groups:
        kept += compare_group(writer, group)
        changes += _apply_group(writer, group, upload_id, len(changes))
        if facts.mapping:
            _remember(writer, group, facts, accepted_at)
    put_aside(writer, OF_VERSION, version, upload_id, accepted_at)
    counts = [f"{one.dataset} +{one.opened} -{one.closed} ={one.unchanged}" for one in changes]
    add_entry(writer, accepted_at, actor, "入库", facts.file_name, "", counts, version)
    return Committed(upload_id, version, tuple(changes), tuple(kept))


def refuse_two_open_rows(writer: Writer, contract: Contract) -> None:
    """Check, before the transaction ends, that no key of a dataset has two present rows."""
    sql = f"""select {key_text(contract)} from {quote(contract.id)} where closed_in is null
        group by 1 having count(*) > 1 limit 1"""
    if writer.query(sql):
        raise TwoOpenRows(f"{contract.id}: a key has two present rows in version {writer.version()}")


def _apply_group(writer: Writer, group: Group, upload_id: int, position: int) -> list[TableChange]:
    contract, version = group.contract, writer.version()
    table = quote(contract.id)
    _claim(writer, group)
    writer.execute(
        f"""update {table} set closed_in = $version where closed_in is null and row_id in
        (select row_id from judged where verdict in ('changed', 'withdrawn'))""",
        {"version": version},
    )
    staged = int(writer.query("select count(*) from staged")[0][0])
    columns = [*(field.name for field in contract.fields), *STAGED_COLUMNS]
    names = ", ".join(quote(name) for name in columns)
    writer.execute(
        f"""insert into {table} ({names}, row_id, opened_in, closed_in, upload_id)
        select {names}, $first + seq, $version, null, $upload_id
        from staged where seq in (select seq from judged where verdict in ('new', 'changed')) order by seq""",
        {"first": writer.take_row_ids(staged), "version": version, "upload_id": upload_id},
    )
    refuse_two_open_rows(writer, contract)
    _cover(writer, group, upload_id)
    _promise(writer, contract)
    if contract.id == "unit":
        _name_units(writer, group.tables[0])
    return record_tables(writer, group, upload_id, position)


def _claim(writer: Writer, group: Group) -> None:
    """Note what this version speaks for: it decides which earlier versions can still be undone."""
    claims = "insert into claim (version, dataset, unit, key) select $version, $dataset, * from"
    writer.execute(f"{claims} ({claimed(group)})", {"version": writer.version(), "dataset": group.contract.id})


def claimed(group: Group) -> str:
    """An SQL query for the unit and key of everything a compared group speaks for, before its rows are applied."""
    contract, table = group.contract, quote(group.contract.id)
    unit = "unit" if contract.unit_field else "null"
    if group.replaces == "all":
        return "select null, null"
    if group.replaces == "units":
        return f"""select unit, null from covered union
            select t.unit, null from {table} t join judged j on j.row_id = t.row_id and t.closed_in is null"""
    return f"""select {unit}, {key_text(contract)} from staged union
        select {unit}, {key_text(contract, "t")} from {table} t
        join judged j on j.row_id = t.row_id and t.closed_in is null"""


def _cover(writer: Writer, group: Group, upload_id: int) -> None:
    days: dict[str, list[IncomingTable]] = {}
    for table in group.tables:
        for unit in table.covered_units:
            days.setdefault(unit, []).append(table)
    for unit, position in group.covered:
        days.setdefault(unit, [group.tables[position]])
    for unit, tables in sorted(days.items()):
        reported_on = min(table.reported_on for table in tables)
        is_nil = all(unit in table.nil_units for table in tables)
        values = [upload_id, group.contract.id, unit, reported_on, is_nil, writer.version()]
        writer.execute("insert into coverage values (?, ?, ?, ?, ?, ?, null)", values)


def _promise(writer: Writer, contract: Contract) -> None:
    """Keep the first accepted value of the deadlines that units set for themselves."""
    for field in contract.fields:
        if field.first_promise:
            key, column = quote(contract.key[1]), quote(field.name)
            writer.execute(
                f"""insert into promise (dataset, unit, key, field, promised_on, opened_in)
                select $dataset, s.unit, s.{key}, $field, s.{column}, $version from staged s
                where s.{column} is not null and not exists (from promise p where p.closed_in is null
                    and p.dataset = $dataset and p.unit = s.unit and p.key = s.{key} and p.field = $field)
                order by s.seq""",
                {"dataset": contract.id, "field": field.name, "version": writer.version()},
            )


def _name_units(writer: Writer, table: IncomingTable) -> None:
    """Date the units' names: a name that differs from the one in force on the reporting day begins that day."""
    day = {"day": table.reported_on}
    in_force = """(select * from unit_name where closed_in is null and from_on <= $day
        qualify row_number() over (partition by code order by from_on desc, opened_in desc) = 1)"""
    writer.execute(
        f"""create or replace temp table renamed as
        select s.code, s.name, s.short_name from staged s left join {in_force} n on n.code = s.code
        where n.code is null or n.name is distinct from s.name or n.short_name is distinct from s.short_name""",
        day,
    )
    writer.execute(
        """update unit_name set closed_in = $version
        where closed_in is null and from_on = $day and code in (select code from renamed)""",
        day | {"version": writer.version()},
    )
    writer.execute(
        """insert into unit_name (code, name, short_name, from_on, opened_in)
        select code, name, short_name, $day, $version from renamed order by code""",
        day | {"version": writer.version()},
    )


def record_tables(writer: Writer, group: Group, upload_id: int, position: int) -> list[TableChange]:
    """Write down what a compared group does to the rows (or would do), table by table."""
    counts = {
        (table_no, verdict): count
        for table_no, verdict, count in writer.query("select table_no, verdict, count(*) from judged group by all")
    }
    changes = []
    for number, table in enumerate(group.tables):
        new, changed, unchanged, withdrawn = (
            counts.get((number, verdict), 0) for verdict in ("new", "changed", "unchanged", "withdrawn")
        )
        left = _units_left(writer, group.contract) if table.replaced_rows or table.withdrawn_rows else set()
        named = {str(unit) for unit in set(table.columns.get("unit", ()))}
        units = tuple(sorted({*table.covered_units, *named, *left}))
        change = TableChange(
            dataset=table.dataset,
            sheet=table.sheet,
            rows_read=table.rows_read or len(table.source_rows),
            opened=new + changed,
            closed=changed + withdrawn,
            unchanged=unchanged,
            pending=sum(len(cells) for cells in table.pending.values()),
            units=units,
            is_nil=bool(table.nil_units) and not len(table.source_rows),
            reported_on=table.reported_on,
        )
        record_table(writer, upload_id, position + number, group.replaces, change)
        changes.append(change)
    return changes


def _units_left(writer: Writer, contract: Contract) -> set[str]:
    """Units of the rows that this version ended: one of them may have lost its row to another unit."""
    if contract.unit_field is None:
        return set()
    sql = f"select distinct unit from {quote(contract.id)} where closed_in = $version and unit is not null"
    return {unit for (unit,) in writer.query(sql, {"version": writer.version()})}


def _remember(writer: Writer, group: Group, facts: UploadFacts, at: datetime) -> None:
    units = {unit for unit, _ in group.covered}
    unit = facts.unit or (units.pop() if len(units) == 1 else "")
    fields = {field.name for field in group.contract.fields}
    own = {header: field for header, field in facts.mapping.items() if field in fields}
    remember_mapping(writer, group.contract.id, unit, own, at)
