"""回执: what one upload's receipt says, read from the record, so that it can be printed again at any time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from config.contracts import load_contracts
from services.actor import Actor, NotAllowed
from services.store import Store
from services.submit import receipt_number
from services.uploads import Noted, standing_warnings
from warehouse.history import UploadRecord, list_uploads
from warehouse.register import list_units
from warehouse.states import ACCEPTED, WAITING


@dataclass(frozen=True, slots=True)
class ReceiptTable:
    """One table of the upload. is_nil: 零报告.  opened, closed, unchanged: rows."""

    title: str
    sheet: str
    units: tuple[str, ...]
    rows_read: int
    opened: int
    closed: int
    unchanged: int
    pending: int
    is_nil: bool
    reported_on: date


@dataclass(frozen=True, slots=True)
class ReceiptPaper:
    """One receipt. number: six digits.  problems: what was noted and still stands.  version: None while it waits.

    bureau: short name of who receives.  taken_at: when it counted, None while it waits.
    """

    product: str
    bureau: str
    number: str
    state: str
    state_words: str
    file_name: str
    sha256: str
    size: int
    received_at: datetime
    taken_at: datetime | None
    version: int | None
    sent_by: str
    on_behalf_of: str
    tables: tuple[ReceiptTable, ...]
    problems: tuple[Noted, ...]

    @property
    def pending(self) -> int:
        return sum(table.pending for table in self.tables)


def read_receipt(store: Store, number: str, actor: Actor) -> ReceiptPaper:
    """The receipt of an upload by its number. Raises NotAllowed for another unit's, or when there is none."""
    found = list_uploads(store.warehouse, upload_id=int(number)) if number.isdecimal() else []
    if not found:
        raise NotAllowed(f"没有编号为{number}的回执。")
    upload = found[0]
    units = {unit for table in upload.tables for unit in table.units}
    if actor.role == "单位" and actor.unit != upload.unit and units != {actor.unit}:
        raise NotAllowed("这份回执不是本单位的。")
    return _paper(store, upload)


def _paper(store: Store, upload: UploadRecord) -> ReceiptPaper:
    settings = store.settings
    names = {one.code: one.name for one in list_units(store.warehouse)}
    return ReceiptPaper(
        product=settings.product,
        bureau=settings.bureau,
        number=receipt_number(upload.upload_id),
        state=upload.state,
        state_words=_state_words(upload, settings.bureau),
        file_name=upload.file_name,
        sha256=upload.sha256,
        size=upload.size,
        received_at=upload.received_at,
        taken_at=upload.accepted_at,
        version=upload.version,
        sent_by=upload.received_by,
        on_behalf_of=names.get(upload.on_behalf_of, upload.on_behalf_of),
        tables=_tables(upload, names),
        problems=standing_warnings(upload),
    )


def _tables(upload: UploadRecord, names: Mapping[str, str]) -> tuple[ReceiptTable, ...]:
    contracts = load_contracts()
    return tuple(
        ReceiptTable(
            contracts[one.dataset].title, one.sheet, tuple(names.get(unit, unit) for unit in one.units), one.rows_read,
            one.opened, one.closed, one.unchanged, one.pending, one.is_nil, one.reported_on,
        )
        for one in upload.tables
    )  # fmt: skip


def _state_words(upload: UploadRecord, bureau: str) -> str:
    if upload.state == WAITING:
        return f"待{bureau}审核，审核通过后计入统计"
    if upload.state == ACCEPTED:
        return f"已入库，数据第{upload.version}版"
    return upload.state
