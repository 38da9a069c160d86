"""佐证材料: files attached to rows, who may attach, read and take them off; every act is logged.

Files are kept by their hash and handed out as they came; the program never opens one.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from config.contracts import Field, load_contracts
from services.actor import MAY_UPLOAD, Actor, NotAllowed, require
from services.attached_file import AttachmentRefused, check_file, clean_name
from services.rows import value_words
from services.store import Store
from warehouse.attachments import (
    FOLDER,
    AlreadyAttached,
    AlreadyTakenOff,
    Attachment,
    RowKey,
    add_attachment,
    count_files,
    find_attachment,
    find_unit_of_row,
    key_of,
    list_attachments,
    take_off_attachment,
)
from warehouse.audit import add_entry
from warehouse.lineage import StoredRow
from warehouse.originals import HashDiffers, keep_original, read_original
from warehouse.present import list_present_rows

__all__ = [
    "EVIDENCE_NAMES",
    "Attachment",
    "AttachmentRefused",
    "EvidenceRow",
    "RowKey",
    "attach",
    "key_of_row",
    "list_at_row",
    "list_evidence_rows",
    "may_attach",
    "read_attachment",
    "take_off",
]

# Kinds whose rows may carry files, each with what is expected there.
EVIDENCE_NAMES = {
    "workplan": "盖章方案",
    "project": "专属意见",
    "system": "暂不上云批准文件",
    "security": "制度、预案和评估材料",
    "report": "报告正文",
    "task": "会议纪要和办结材料",
    "good_case": "案例材料",
    "exemption": "批准文件",
    "duty": "佐证材料",
}
MUCH_TEXT = 28


@dataclass(frozen=True, slots=True)
class EvidenceRow:
    """One row of a unit that may carry files. is_present: False when it is gone from the list and only its files are left."""

    row: RowKey
    label: str
    is_present: bool
    file_count: int


def key_of_row(row: StoredRow) -> RowKey | None:
    """The key of a stored row; None for a kind whose rows carry no files."""
    return key_of(row.dataset, row.values) if row.dataset in EVIDENCE_NAMES else None


def may_attach(row: RowKey, actor: Actor) -> bool:
    """True for the bureau, and for a unit at its own rows."""
    return actor.role in MAY_UPLOAD and (actor.allowed_units is None or row.unit in actor.allowed_units)


def may_read(row: RowKey, actor: Actor) -> bool:
    """True for everybody but the staff of other units."""
    return actor.allowed_units is None or row.unit in actor.allowed_units


def list_at_row(store: Store, row: RowKey, actor: Actor) -> tuple[list[Attachment], list[Attachment]]:
    """The files at a row and those that were taken off, oldest first; empty for who may not read them."""
    if not may_read(row, actor):
        return [], []
    known = list_attachments(store.warehouse, row, with_former=True)
    return [one for one in known if one.removed_at is None], [one for one in known if one.removed_at is not None]


def list_evidence_rows(store: Store, dataset: str, unit: str, names: Mapping[str, str]) -> list[EvidenceRow]:
    """A unit's present rows of a kind by key, each with its files; then rows gone from the list that still have files."""
    counts = count_files(store.warehouse, dataset, unit)
    found = []
    for values in list_present_rows(store.warehouse, dataset, unit):
        row = key_of(dataset, values)
        found.append(EvidenceRow(row, _label(dataset, values, names), True, counts.pop(row.key, 0)))
    gone = [EvidenceRow(RowKey(dataset, unit, key), _key_label(dataset, key), False, n) for key, n in counts.items()]
    return [*found, *gone]


def attach(
    store: Store, row: RowKey, content: bytes, file_name: str, actor: Actor, *, now: datetime | None = None
) -> Attachment:
    """Keeps a file and attaches it to a present row.

    Raises:
        NotAllowed: not this actor's row, or the row is no longer in the list.
        AttachmentRefused: the file is not one that may be kept, or is attached already.
        StoreFailed: the store could not be written.
    """
    _require(row, actor, "上传佐证材料")
    name = clean_name(file_name)
    format = check_file(content, name, store.settings.limits)
    at = now or datetime.now()
    sha256 = hashlib.sha256(content).hexdigest()
    keep_original(store.path, content, sha256, FOLDER)
    with store.warehouse.write(makes_version=False) as writer:
        if find_unit_of_row(writer, row) != row.unit:
            raise NotAllowed("这一行已不在现有清单中，或已改由其他单位负责，没有上传。请刷新页面后重试。")
        try:
            number = add_attachment(
                writer, row, sha256=sha256, size=len(content), format=format, file_name=name, actor=actor, at=at
            )
        except AlreadyAttached:
            raise AttachmentRefused(f"“{name}”的内容与这一行已有的材料完全相同，没有重复上传。") from None
        add_entry(writer, at, actor, "上传佐证材料", name, "", _record(row, sha256))
        return find_attachment(writer, number)


def take_off(store: Store, attachment_id: int, reason: str, actor: Actor, *, now: datetime | None = None) -> None:
    """Takes a file off its row; the file and the entry stay. Raises NotAllowed with a Chinese sentence."""
    found = find_attachment(store.warehouse, attachment_id)
    _require(found.row, actor, "取下佐证材料")
    if not reason.strip():
        raise NotAllowed("取下佐证材料必须写明原因。")
    at = now or datetime.now()
    with store.warehouse.write(makes_version=False) as writer:
        try:
            take_off_attachment(writer, attachment_id, reason.strip(), actor, at)
        except AlreadyTakenOff:
            raise NotAllowed(f"“{found.file_name}”已由他人取下，请刷新页面查看。") from None
        before = _record(found.row, found.sha256)
        add_entry(writer, at, actor, "取下佐证材料", found.file_name, before, {"reason": reason.strip()})


def read_attachment(
    store: Store,
    attachment_id: int,
    actor: Actor,
    *,
    act: Literal["下载", "查看"] = "下载",
    now: datetime | None = None,
) -> bytes:
    """The file as it came; reading it is written into the log. Raises NotAllowed with a Chinese sentence."""
    found = find_attachment(store.warehouse, attachment_id)
    if not may_read(found.row, actor):
        raise NotAllowed(f"这是其他单位的佐证材料，只能由该单位和{actor.bureau}查看。")
    try:
        content = read_original(store.path, found.sha256, FOLDER)
    except FileNotFoundError:
        raise NotAllowed(f"“{found.file_name}”不在数据目录中，请联系技术人员从备份中恢复。") from None
    except HashDiffers:
        raise NotAllowed(f"“{found.file_name}”与上传时的校验值不一致，不能下载，请联系技术人员。") from None
    add_entry(
        store.warehouse, now or datetime.now(), actor, f"{act}佐证材料", found.file_name, "",
        {"attachment": attachment_id},
    )  # fmt: skip
    return content


def _require(row: RowKey, actor: Actor, act: str) -> None:
    require(actor, MAY_UPLOAD, act)
    if row.dataset not in EVIDENCE_NAMES:
        raise NotAllowed(f"“{load_contracts()[row.dataset].title}”的行不附佐证材料。")
    if not may_attach(row, actor):
        raise NotAllowed(f"只能在本单位的行上{act}。其他单位的行请由该单位或{actor.bureau}办理。")


def _record(row: RowKey, sha256: str) -> dict[str, object]:
    return {"dataset": row.dataset, "unit": row.unit, "key": list(row.key), "sha256": sha256}


def _label(dataset: str, values: Mapping[str, object], names: Mapping[str, str]) -> str:
    """The row as its reader knows it: the parts of its key without the unit, for a task what it is about."""
    contract = load_contracts()[dataset]
    fields = [contract.field(name) for name in contract.key if name != "unit"]
    if dataset == "task":
        fields.append(contract.field("content"))
    return "　".join(filter(None, (_short(one, values.get(one.name), names) for one in fields)))


def _short(field: Field, value: object, names: Mapping[str, str]) -> str:
    text = value_words(field, value, names)
    return f"{text[:MUCH_TEXT]}……" if len(text) > MUCH_TEXT else text


def _key_label(dataset: str, key: tuple[str, ...]) -> str:
    parts = zip(load_contracts()[dataset].key, key, strict=True)
    return "　".join(part for name, part in parts if name != "unit" and part)
