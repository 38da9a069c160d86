"""Compares the staged rows of one dataset with the present ones by key and says what becomes of each row.

Two rows mean the same when every part of the key is equal, with one exception for a key's date. A unit may first
know only the month (stored as its last day) and later the day:

- an exact day within a stored month-precise month is that row, now with its day (the earliest such day, when the
  file has several);
- the month alone, when the stored row already has an exact day in it, is that row and keeps the day, provided only
  one such row is left to choose from: less precise information does not erase a day, and nothing is guessed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from config.contracts import Contract, Replaces
from warehouse.connect import Writer
from warehouse.incoming import IncomingTable, Kept
from warehouse.schema import quote
from warehouse.staging import IncomingInvalid, stage_tables, unknown_fields

Verdict = Literal["new", "changed", "unchanged", "withdrawn"]


@dataclass(frozen=True, slots=True)
class Group:
    """All tables of one dataset in one upload: together they are the list that is compared.

    units: per table, the units whose complete list the group is (only for replaces = units), and its nil units.
    """

    contract: Contract
    replaces: Replaces
    tables: tuple[IncomingTable, ...]

    @property
    def covered(self) -> list[tuple[str, int]]:
        """(unit, position of the first table that covers it)."""
        found: dict[str, int] = {}
        for position, table in enumerate(self.tables):
            units = set(table.covered_units)
            if self.replaces == "units":
                units.update(str(unit) for unit in set(table.columns.get("unit", ())))
            for unit in sorted(units):
                found.setdefault(unit, position)
        return sorted(found.items())


def group_tables(contracts: dict[str, Contract], tables: Sequence[IncomingTable]) -> list[Group]:
    """The tables of an upload by dataset, the unit register first; within a dataset in their order.

    Raises:
        IncomingInvalid: unknown dataset or field, a register without units replaced by units, mixed ways of replacing.
    """
    groups = []
    for dataset in sorted({table.dataset for table in tables}, key=lambda name: (name != "unit", name)):
        contract = contracts.get(dataset)
        if contract is None:
            raise IncomingInvalid(f"unknown dataset {dataset}")
        own = tuple(table for table in tables if table.dataset == dataset)
        ways = {table.replaces or contract.replaces for table in own}
        if len(ways) > 1:
            raise IncomingInvalid(f"{dataset}: one upload cannot replace in several ways")
        replaces = ways.pop()
        if replaces == "units" and contract.unit_field is None:
            raise IncomingInvalid(f"{dataset} has no units to replace by")
        for table in own:
            if unknown_fields(contract, table.columns):
                raise IncomingInvalid(f"{dataset} has no fields {unknown_fields(contract, table.columns)}")
        groups.append(Group(contract, replaces, own))
    return groups


def compare_group(writer: Writer, group: Group) -> tuple[Kept, ...]:
    """Stage a group and fill the temporary table `judged` (seq, row_id, verdict, table_no).

    seq is null for a withdrawn row, row_id for a new one. Returns the stored first days that were kept against a
    later one; the staged rows then already carry the kept value.
    """
    stage_tables(writer, group.contract, group.tables)
    _pair_as_told(writer, group)
    _pair_by_key(writer, group.contract)
    _pair_within_month(writer, group.contract)
    kept = _keep_earliest(writer, group.contract)
    _judge(writer, group)
    return kept


def _pair_as_told(writer: Writer, group: Group) -> None:
    """Begin `paired` with `told`: rows whose present row is named; one that has ended since makes a new row."""
    first, told = 1, []
    for table in group.tables:
        told += [(first + row, row_id) for row, row_id in table.replaced_rows.items()]
        first += len(table.source_rows)
    writer.execute("create or replace temp table told (seq bigint, row_id bigint)")
    if told:
        rows, row_ids = zip(*told, strict=True)
        writer.execute(
            f"""insert into told select named.seq, named.row_id
            from (select unnest(?::bigint[]) as seq, unnest(?::bigint[]) as row_id) named
                join {quote(group.contract.id)} t on t.row_id = named.row_id and t.closed_in is null""",
            [rows, row_ids],
        )
    writer.execute("create or replace temp table paired as from told")


def _pair_by_key(writer: Writer, contract: Contract) -> None:
    table = quote(contract.id)
    equal = " and ".join(f"s.{quote(name)} is not distinct from t.{quote(name)}" for name in contract.key)
    writer.execute(
        f"""insert into paired
        select s.seq, t.row_id from staged s join {table} t on t.closed_in is null and {equal}
        where s.seq not in (select seq from paired) and t.row_id not in (select row_id from paired)"""
    )


def _pair_within_month(writer: Writer, contract: Contract) -> None:
    dates = [name for name in contract.key if contract.field(name).type == "date"]
    for name in dates:
        _pair_one_date(writer, contract, name)


def _pair_one_date(writer: Writer, contract: Contract, name: str) -> None:
    table, column = quote(contract.id), quote(name)
    others = " and ".join(
        f"s.{quote(part)} is not distinct from t.{quote(part)}" for part in contract.key if part != name
    )
    writer.execute(
        f"""create or replace temp table near as
        with free_staged as (
            select *, coalesce(list_contains(month_precise, $name), false) as is_month
            from staged where seq not in (select seq from paired)
        ), free_stored as (
            select *, coalesce(list_contains(month_precise, $name), false) as is_month
            from {table} where closed_in is null and row_id not in (select row_id from paired)
        )
        select s.seq, t.row_id, s.is_month as is_month_now,
            row_number() over (partition by t.row_id order by s.{column}, s.seq) as place,
            count(*) over (partition by s.seq) as choices
        from free_staged s join free_stored t on {others}
            and date_trunc('month', s.{column}) = date_trunc('month', t.{column}) and s.is_month <> t.is_month""",
        {"name": name},
    )
    writer.execute(
        """insert into paired
        select seq, row_id from near where (not is_month_now and place = 1) or (is_month_now and choices = 1)"""
    )
    writer.execute(
        f"""update staged set {column} = t.{column},
            month_precise = nullif(list_filter(staged.month_precise, entry -> entry <> $name), [])
        from paired p, {table} t
        where p.seq = staged.seq and t.row_id = p.row_id and t.closed_in is null
            and p.seq not in (select seq from told) and coalesce(list_contains(staged.month_precise, $name), false)
            and not coalesce(list_contains(t.month_precise, $name), false)""",
        {"name": name},
    )


def _keep_earliest(writer: Writer, contract: Contract) -> tuple[Kept, ...]:
    """Take the stored day where the file offers a later one or none, and report the later ones."""
    kept: list[Kept] = []
    source = f"paired p, {quote(contract.id)} t"
    for field in contract.fields:
        if not field.earliest_kept:
            continue
        column = quote(field.name)
        same_row = "p.seq = staged.seq and t.row_id = p.row_id and t.closed_in is null"
        later = f"{same_row} and t.{column} is not null and (staged.{column} > t.{column} or staged.{column} is null)"
        parts = ", ".join(f"staged.{quote(name)}::varchar" for name in contract.key)
        rows = writer.query(
            f"""select [{parts}], t.{column}, staged.{column}, staged.sheet, staged.source_row
            from staged, {source} where {later} order by staged.seq"""
        )
        kept += [
            Kept(contract.id, tuple(key), field.name, stored, offered, sheet, row)
            for key, stored, offered, sheet, row in rows
        ]
        if rows:
            writer.execute(f"update staged set {column} = t.{column} from {source} where {later}")
    return tuple(kept)


def _judge(writer: Writer, group: Group) -> None:
    table = quote(group.contract.id)
    columns = [field.name for field in group.contract.fields] + ["month_precise", "pending"]
    differs = " or ".join(f"s.{quote(name)} is distinct from t.{quote(name)}" for name in columns)
    writer.execute("create or replace temp table covered (unit varchar, table_no integer)")
    if group.covered:
        units, positions = zip(*group.covered, strict=True)
        writer.execute("insert into covered select unnest(?::varchar[]), unnest(?::integer[])", [units, positions])
    scope, table_no = {
        "keys": ("false", "0"),
        "all": ("true", "0"),
        "units": (
            "t.unit in (select unit from covered)",
            "(select c.table_no from covered c where c.unit = t.unit)",
        ),
    }[group.replaces]
    writer.execute(
        f"""create or replace temp table judged as
        select s.seq, p.row_id, s.table_no,
            case when p.row_id is null then 'new' when {differs} then 'changed' else 'unchanged' end as verdict
        from staged s left join paired p on p.seq = s.seq
            left join {table} t on t.row_id = p.row_id and t.closed_in is null
        union all
        select null, t.row_id, {table_no}, 'withdrawn' from {table} t
        where t.closed_in is null and ({scope} or list_contains($withdrawn::bigint[], t.row_id))
            and t.row_id not in (select row_id from paired)""",
        {"withdrawn": [row_id for one in group.tables for row_id in one.withdrawn_rows]},
    )
