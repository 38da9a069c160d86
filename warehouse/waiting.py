"""Uploads that wait for review: kept with their original, accepted as a version later, or returned. They never count.

An upload that waits has its number, its original and what was seen when it was confirmed; its rows are read again
from the original when it is accepted, so nothing of it lies among the rows that count.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from config.contracts import load_contracts
from warehouse.apply import apply_upload, claimed, record_tables
from warehouse.audit import Actor, add_entry, local_time
from warehouse.claims import OF_VERSION, OF_WAITING, put_aside, refuse_changed
from warehouse.compare import compare_group, group_tables
from warehouse.connect import Reader, Warehouse, Writer
from warehouse.history import UploadRecord, list_uploads
from warehouse.incoming import Committed, IncomingTable, TableChange, UploadFacts
from warehouse.originals import keep_original
from warehouse.states import RETURNED, WAITING
from warehouse.upload_record import Sender, record_upload


class AlreadyDecided(Exception):
    """The upload does not wait any more: somebody else decided, or a newer one took its place."""

    def __init__(self, now: WaitingRecord) -> None:
        super().__init__(f"upload {now.upload_id} is {now.state}")
        self.now = now


class SameWaiting(Exception):
    """The same content of the same sender waits already, under the number `upload_id`."""

    def __init__(self, upload_id: int) -> None:
        super().__init__(f"upload {upload_id} waits with the same content")
        self.upload_id = upload_id


@dataclass(frozen=True, slots=True)
class WaitingRecord:
    """What is known of an upload that waits or waited. seen: JSON text of the services.

    decided_at, decided_by, reason: by the review; replaced_by: number of the newer upload that took its place.
    """

    upload_id: int
    state: str
    seen: str
    decided_at: datetime | None
    decided_by: str
    reason: str
    replaced_by: int | None


def keep_waiting(
    warehouse: Warehouse,
    facts: UploadFacts,
    tables: Sequence[IncomingTable],
    original: Path | bytes,
    *,
    warnings: object,
    seen: str,
    at: datetime,
    seen_version: int | None = None,
) -> tuple[int, tuple[TableChange, ...]]:
    """Keep an upload for review; waiting ones that it takes the place of become 已替代. No version is made.

    Returns:
        Its number, and what each table would change now.

    Raises:
        SameWaiting, ChangedMeanwhile, staging.IncomingInvalid, originals.HashDiffers: nothing is stored.
    """
    groups = group_tables(load_contracts(), tables)
    keep_original(warehouse.store, original, facts.sha256)
    with warehouse.write(makes_version=False) as writer:
        _refuse_same(writer, facts)
        upload_id = writer.take_upload_id()
        record_upload(writer, facts, upload_id, WAITING, None, None, True, warnings)
        writer.execute("insert into waiting (upload_id, seen, reason) values (?, ?, '')", [upload_id, seen])
        changes: list[TableChange] = []
        for group in groups:
            compare_group(writer, group)
            changes += record_tables(writer, group, upload_id, len(changes))
            writer.execute(
                f"insert into waiting_claim select $upload_id, $dataset, * from ({claimed(group)})",
                {"upload_id": upload_id, "dataset": group.contract.id},
            )
        if seen_version is not None:
            refuse_changed(writer, OF_WAITING, upload_id, seen_version, writer.version() + 1)
        replaced = put_aside(writer, OF_WAITING, upload_id, upload_id, at)
        add_entry(writer, at, Sender(facts), "送审", facts.file_name, "", {"upload": upload_id, "replaces": replaced})
    return upload_id, tuple(changes)


def accept_waiting(
    warehouse: Warehouse,
    upload_id: int,
    facts: UploadFacts,
    tables: Sequence[IncomingTable],
    *,
    warnings: object,
    accepted_by: Actor,
    at: datetime,
    seen_version: int | None = None,
) -> Committed:
    """Take a waiting upload in as the next version, under the number it has.

    Raises:
        AlreadyDecided, ChangedMeanwhile, staging.IncomingInvalid, apply.TwoOpenRows: nothing is stored.
    """
    groups = group_tables(load_contracts(), tables)
    with warehouse.write() as writer:
        _require_waiting(writer, upload_id)
        made = apply_upload(writer, facts, groups, True, warnings, at, "", accepted_by, upload_id)
        if seen_version is not None:
            refuse_changed(writer, OF_VERSION, made.version, seen_version, made.version)
        _decide(writer, upload_id, accepted_by, at, "")
        return made


def return_waiting(warehouse: Warehouse, upload_id: int, reason: str, actor: Actor, at: datetime) -> None:
    """Return a waiting upload to its sender; the original stays. No version is made.

    Raises:
        AlreadyDecided: nothing is changed.
    """
    with warehouse.write(makes_version=False) as writer:
        _require_waiting(writer, upload_id)
        writer.execute("update upload set state = ? where upload_id = ?", [RETURNED, upload_id])
        _decide(writer, upload_id, actor, at, reason)
        (upload,) = list_uploads(writer, upload_id=upload_id)
        add_entry(writer, at, actor, "退回", upload.file_name, {"upload": upload_id}, {"reason": reason})


def list_waiting(reader: Reader, *, upload_id: int | None = None) -> list[WaitingRecord]:
    """Every upload that waits or ever waited, in the order of their numbers; or the one with a number."""
    rows = reader.query(
        """select w.upload_id, u.state, w.seen, w.decided_at, coalesce(w.decided_by, ''), w.reason,
            w.replaced_by
        from waiting w join upload u on u.upload_id = w.upload_id
        where $upload_id is null or w.upload_id = $upload_id order by w.upload_id""",
        {"upload_id": upload_id},
    )
    return [WaitingRecord(*row) for row in rows]


def list_queue(reader: Reader) -> list[UploadRecord]:
    """The uploads that wait now, the one that waits longest first."""
    return [one for one in reversed(list_uploads(reader)) if one.state == WAITING]


def _refuse_same(writer: Writer, facts: UploadFacts) -> None:
    same = writer.query(
        "select upload_id from upload where state = ? and sha256 = ? and unit = ? and options = ? order by 1 limit 1",
        [WAITING, facts.sha256, facts.unit, facts.options],
    )
    if same:
        raise SameWaiting(same[0][0])


def _require_waiting(writer: Writer, upload_id: int) -> None:
    (now,) = list_waiting(writer, upload_id=upload_id)
    if now.state != WAITING:
        raise AlreadyDecided(now)


def _decide(writer: Writer, upload_id: int, actor: Actor, at: datetime, reason: str) -> None:
    writer.execute(
        "update waiting set decided_at = ?, decided_by = ?, reason = ? where upload_id = ?",
        [local_time(at), actor.name, reason, upload_id],
    )
