"""An upload and its tables as lines of the record, whether it counts at once or waits."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

from warehouse.audit import local_time
from warehouse.connect import Writer
from warehouse.incoming import TableChange, UploadFacts


@dataclass(frozen=True, slots=True)
class Sender:
    """The sender of an upload as the one who acts."""

    facts: UploadFacts

    @property
    def name(self) -> str:
        return self.facts.received_by

    @property
    def role(self) -> str:
        return self.facts.role

    @property
    def unit(self) -> str:
        return self.facts.unit

    @property
    def on_behalf_of(self) -> str:
        return self.facts.on_behalf_of

    @property
    def origin(self) -> str:
        return self.facts.origin


def record_upload(
    writer: Writer,
    facts: UploadFacts,
    upload_id: int,
    state: str,
    version: int | None,
    accepted_at: datetime | None,
    has_original: bool,
    warnings: object,
) -> None:
    """Write down an upload; one that waited is written anew. version, accepted_at: None while it waits."""
    writer.execute("delete from upload where upload_id = ?", [upload_id])
    writer.execute("delete from upload_table where upload_id = ?", [upload_id])
    writer.execute(
        """insert into upload (upload_id, file_name, sha256, size, format, received_at, received_by, role, unit,
            on_behalf_of, origin, state, version, accepted_at, has_original, mapping, warnings,
            options)
        values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, map(?::varchar[], ?::varchar[]), ?, ?)""",
        [
            *(upload_id, facts.file_name, facts.sha256, facts.size, facts.format, local_time(facts.received_at)),
            *(facts.received_by, facts.role, facts.unit, facts.on_behalf_of, facts.origin, state, version),
            *(local_time(accepted_at) if accepted_at else None, has_original),
            *(list(facts.mapping), list(facts.mapping.values())),
            json.dumps(warnings, ensure_ascii=False, default=str),
            facts.options,
        ],
    )


def record_table(writer: Writer, upload_id: int, position: int, replaces: str, change: TableChange) -> None:
    """Write down one table of an upload: what it did, or (while it waits) what it would have done when confirmed."""
    writer.execute(
        "insert into upload_table values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            *(upload_id, position, change.dataset, change.sheet, replaces, change.rows_read),
            *(change.opened, change.closed, change.unchanged, change.pending, list(change.units)),
            *(change.is_nil, change.reported_on),
        ],
    )
