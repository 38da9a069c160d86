"""Takes an upload into the store in one transaction, whole or not at all; or tries what it would do.

The original is written and synced before the commit, so that no accepted upload lacks its file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from config.contracts import load_contracts
from warehouse.apply import TwoOpenRows, apply_upload
from warehouse.audit import Actor
from warehouse.claims import OF_VERSION, ChangedMeanwhile, refuse_changed
from warehouse.compare import group_tables
from warehouse.connect import Reader, Warehouse, Writer
from warehouse.incoming import Committed, IncomingTable, UploadFacts
from warehouse.originals import keep_original
from warehouse.preview import Preview, preview_upload
from warehouse.staging import IncomingInvalid

__all__ = [
    "ChangedMeanwhile",
    "Committed",
    "IncomingInvalid",
    "Preview",
    "Trial",
    "TwoOpenRows",
    "commit_upload",
    "preview_upload",
    "trial",
]


@dataclass(frozen=True, slots=True)
class Trial:
    """An upload applied but not accepted. `reader` answers as the warehouse would afterwards, in this thread only."""

    reader: Reader
    committed: Committed


def commit_upload(
    warehouse: Warehouse,
    facts: UploadFacts,
    tables: Sequence[IncomingTable],
    original: Path | bytes | None,
    warnings: object = (),
    accepted_at: datetime | None = None,
    reason: str = "",
    accepted_by: Actor | None = None,
    check: Callable[[Writer], None] | None = None,
    seen: int | None = None,
) -> Committed:
    """Accept an upload as the next version.

    Args:
        original: the file; None when it may not be kept or there is none (rows entered in the browser).
        warnings: anything JSON can hold; stored with the upload.
        accepted_at: default: when it was received.
        accepted_by: who accepts, when that is not the sender.
        check: looks inside the transaction, before anything is applied, whether what the user saw is still so;
            what it raises stops the commit.
        seen: the data version of the preview that was confirmed; None: nobody looked, nothing is compared.

    Raises:
        ChangedMeanwhile: later versions than `seen` touched the same rows; nothing is stored.
        staging.IncomingInvalid: the tables break what loaders promise; nothing is stored.
        originals.HashDiffers: the file is not the one of facts.sha256; nothing is stored.
        TwoOpenRows: nothing is stored.
    """
    groups = group_tables(load_contracts(), tables)
    if original is not None:
        keep_original(warehouse.store, original, facts.sha256)
    with warehouse.write() as writer:
        if check is not None:
            check(writer)
        at = accepted_at or facts.received_at
        made = apply_upload(writer, facts, groups, original is not None, warnings, at, reason, accepted_by)
        if seen is not None:
            refuse_changed(writer, OF_VERSION, made.version, seen, made.version)
        return made


@contextmanager
def trial(
    warehouse: Warehouse, facts: UploadFacts, tables: Sequence[IncomingTable], accepted_at: datetime | None = None
) -> Iterator[Trial]:
    """Apply an upload as the next version, let the caller look at the result, and roll it back.

    Readers see nothing of it and are not held up; another upload is accepted after the block ends.

    Raises:
        staging.IncomingInvalid, apply.TwoOpenRows: as commit_upload.
    """
    groups = group_tables(load_contracts(), tables)
    with warehouse.rolled_back() as writer:
        yield Trial(writer, apply_upload(writer, facts, groups, False, (), accepted_at or facts.received_at))
