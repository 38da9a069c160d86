"""What units sent of the tables of a round: accepted, waiting and returned uploads, unit by unit. Reads only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from warehouse.audit import local_time
from warehouse.connect import Reader
from warehouse.rounds import Round
from warehouse.schema import quote
from warehouse.states import ACCEPTED, RETURNED, WAITING


@dataclass(frozen=True, slots=True)
class Filing:
    """One upload as far as it concerns one table of one unit. version: None while it waits or when it was returned.

    by_bureau: the bureau entered it (代收). changed: it opened or ended a row of the unit. reason: why it was returned.
    """

    unit: str
    dataset: str
    upload_id: int
    version: int | None
    state: str
    received_at: datetime
    reported_on: date
    by_bureau: bool
    is_nil: bool
    changed: bool
    file_name: str
    reason: str


def list_filings(reader: Reader, wanted: Round, version: int, until: datetime | None = None) -> list[Filing]:
    """What the round's units sent of its tables since the day it was opened, in the order of receipt.

    Args:
        version: accepted uploads count as known then; one undone by then is left out.
        until: the moment that goes with the version: what was decided later waited then. None: now.
    """
    rows = reader.query(
        """with sent as (
            select upload_id, dataset, reported_on, is_nil, unnest(units) as unit from upload_table
            where list_contains($datasets, dataset))
        select t.unit, t.dataset, u.upload_id, if(u.version <= $version, u.version, null) as known_version,
            case when u.version <= $version then $accepted
                when u.state = $returned and ($until is null or w.decided_at <= $until) then $returned
                else $waiting end as known_state,
            u.received_at, min(t.reported_on), u.role is distinct from '单位',
            bool_and(coalesce(c.is_nil, t.is_nil)), u.file_name, coalesce(w.reason, '')
        from upload u join sent t on t.upload_id = u.upload_id
            left join coverage c on c.upload_id = t.upload_id and c.dataset = t.dataset and c.unit = t.unit
                and c.opened_in <= $version and (c.closed_in is null or c.closed_in > $version)
            left join waiting w on w.upload_id = u.upload_id
            left join version b on b.undoes = u.version and b.version <= $version
        where list_contains($units, t.unit) and u.received_at >= $opened_on
            and case when u.version <= $version then b.version is null
                else ($until is null or u.received_at <= $until)
                    and (u.state in ($waiting, $returned) or (u.version > $version and w.upload_id is not null)) end
        group by all order by u.received_at, u.upload_id""",
        {
            "datasets": list(wanted.datasets),
            "units": list(wanted.units),
            "opened_on": wanted.opened_on,
            "version": version,
            "until": local_time(until) if until else None,
            "accepted": ACCEPTED,
            "waiting": WAITING,
            "returned": RETURNED,
        },
    )
    changed = _list_changed(reader, wanted)
    return [
        Filing(
            unit=unit,
            dataset=dataset,
            upload_id=upload_id,
            version=known_version,
            state=state,
            received_at=received_at,
            reported_on=reported_on,
            by_bureau=by_bureau,
            is_nil=is_nil,
            changed=(dataset, unit, known_version) in changed,
            file_name=file_name,
            reason=reason,
        )
        for (
            unit, dataset, upload_id, known_version, state, received_at, reported_on, by_bureau, is_nil, file_name, reason,
        ) in rows
    ]  # fmt: skip


def _list_changed(reader: Reader, wanted: Round) -> set[tuple[str, str, int | None]]:
    """(dataset, unit, version): the versions that opened or ended a row of the unit."""
    found: set[tuple[str, str, int | None]] = set()
    for dataset in wanted.datasets:
        table = quote(dataset)
        rows = reader.query(
            f"select distinct unit, opened_in from {table} union "
            f"select distinct unit, closed_in from {table} where closed_in is not null"
        )
        found |= {(dataset, unit, version) for unit, version in rows}
    return found
