"""What happened to the store: its state in numbers, uploads and versions, undo, backup and restore."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from time import monotonic

from metrics.counting import count_figures
from metrics.figure import Figure, Point
from services.actor import MAY_UNDO, Actor, NotAllowed, require
from services.store import Store
from services.upload_preview import list_moved, touched_metrics
from warehouse import backup
from warehouse.audit import add_entry
from warehouse.backup_record import BY_TERMINAL, add_made
from warehouse.effect import DatasetEffect, list_claims, list_effects
from warehouse.history import CannotUndo, list_uploads, list_versions, undo_trial, undo_version
from warehouse.present import count_present_rows
from warehouse.schema import StoreTooNew

KIND_NAMES = {"upload": "报送", "undo": "撤销", "correction": "更正"}


@dataclass(frozen=True)
class UndoPreview:
    """What an undo would do: rows by kind of table, and figures (metric id, before, after) that would change."""

    effects: tuple[DatasetEffect, ...]
    headline: tuple[tuple[str, Figure, Figure], ...]


@dataclass(frozen=True, slots=True)
class StoreState:
    """version, and per dataset a record of dataset, rows, units, last_accepted_at (ISO text or None)."""

    version: int
    datasets: tuple[dict[str, object], ...]

    def as_record(self) -> dict[str, object]:
        return {"version": self.version, "datasets": list(self.datasets)}


def describe_store(store: Store) -> StoreState:
    """What the store holds now: present rows and units per dataset, and the last accepted upload of each."""
    last: dict[str, str] = {}
    for upload in reversed(list_uploads(store.warehouse)):
        if upload.accepted_at is not None:
            last.update({table.dataset: upload.accepted_at.isoformat() for table in upload.tables})
    records: list[dict[str, object]] = [
        {"dataset": dataset, "rows": rows, "units": units, "last_accepted_at": last.get(dataset)}
        for dataset, rows, units in count_present_rows(store.warehouse)
    ]
    return StoreState(store.version(), tuple(records))


def list_history(store: Store, dataset: str | None = None) -> Sequence[dict[str, object]]:
    """One record per version, newest first; with a dataset, only versions that carried one of its tables."""
    uploads = {upload.upload_id: upload for upload in list_uploads(store.warehouse)}
    records = []
    for one in list_versions(store.warehouse):
        upload = uploads.get(one.upload_id) if one.upload_id is not None else None
        tables = upload.tables if upload is not None else ()
        datasets = list(dict.fromkeys(table.dataset for table in tables))
        if dataset is not None and dataset not in datasets:
            continue
        is_upload = one.kind == "upload"
        records.append(
            {
                "version": one.version, "kind": KIND_NAMES[one.kind],
                "made_at": one.made_at.isoformat(sep=" ", timespec="minutes"), "made_by": one.made_by,
                "on_behalf_of": one.on_behalf_of, "file": one.file_name, "datasets": datasets,
                "opened": sum(table.opened for table in tables) if is_upload else None,
                "closed": sum(table.closed for table in tables) if is_upload else None,
                "state": f"已由版本{one.undone_by}撤销" if one.undone_by else "有效", "reason": one.reason,
            }
        )  # fmt: skip
    return records


def undo(store: Store, version: int, reason: str, actor: Actor, *, now: datetime | None = None) -> int:
    """Restores the state before `version` as a new version and returns its number; audited.

    Raises NotAllowed with a Chinese sentence when the version cannot be taken back.
    """
    require(actor, MAY_UNDO, "撤销已入库的报送")
    if not reason.strip():
        raise NotAllowed("撤销必须写明原因。")
    try:
        return undo_version(store.warehouse, version, reason.strip(), actor, now or datetime.now())
    except CannotUndo as refusal:
        raise NotAllowed(_why_not(store, version, refusal)) from refusal


def preview_undo(
    store: Store, version: int, actor: Actor, *, day: date | None = None, now: datetime | None = None
) -> UndoPreview:
    """What taking a version back would do, without doing it: rows by kind, and headline figures at a day.

    day: default today.  Raises NotAllowed with a Chinese sentence when the version cannot be taken back.
    """
    require(actor, MAY_UNDO, "撤销已入库的报送")
    at = now or datetime.now()
    day = day or at.date()
    claimed = list_claims(store.warehouse).get(version, [])
    metrics = touched_metrics({dataset for dataset, _ in claimed})
    before = count_figures(store.warehouse, [Point(day, store.version())], metrics)
    try:
        with undo_trial(store.warehouse, version, actor, at) as tried:
            effects = tuple(list_effects(tried, tried.version()))
            after = count_figures(tried, [Point(day, tried.version())], metrics)
    except CannotUndo as refusal:
        raise NotAllowed(_why_not(store, version, refusal)) from refusal
    return UndoPreview(effects, tuple(list_moved(before, after, {unit for _, unit in claimed})))


def back_up(store: Store, output: Path, actor: Actor, *, now: datetime | None = None) -> str:
    """Copies the database into `output`, opens the copy and compares its row counts; returns a Chinese sentence.

    Raises NotAllowed when there is nothing to copy (the wrong folder, most likely), a file is there already, or the copy
    is not sound (nothing is left behind then).
    """
    if not store.version():
        raise NotAllowed(
            f"数据目录{store.path}里还没有数据，没有备份。请用环境变量CDO_STORE指明看板所用的数据目录后重试。"
        )
    begun = monotonic()
    try:
        made = backup.backup(store.warehouse, output)
    except FileExistsError:
        raise NotAllowed(f"{output}已经存在，请换一个文件名。") from None
    except backup.CopyFailed as fault:
        raise NotAllowed(f"没有写成{output}，没有留下备份文件。请检查文件夹是否存在、磁盘是否已满：{fault}") from fault
    except backup.BackupUnsound as fault:
        raise NotAllowed("备份核对不一致，没有留下备份文件。请检查磁盘后重试。") from fault
    at = now or datetime.now()
    with store.warehouse.write(makes_version=False) as writer:
        add_made(writer, BY_TERMINAL, made, None, monotonic() - begun, "", actor, at)
        add_entry(writer, at, actor, "备份", f"{BY_TERMINAL}备份", "", f"{made.path}（数据第{made.version}版）")
    return (
        f"已备份到{output}（第{made.version}版，共{made.row_count}行，打开核对无误）。"
        f"原件和附件另在{store.path}的originals、attachments文件夹，请一并复制。"
    )


def bring_back(folder: Path, database: str, source: Path) -> str:
    """Replaces the database by a verified backup; the former one is put aside, not deleted. Returns a Chinese sentence.

    Raises NotAllowed when the file is no usable backup; nothing is changed then.
    """
    try:
        restored = backup.restore(folder, source, database=database)
    except FileNotFoundError:
        raise NotAllowed(f"没有{source}这个文件。") from None
    except (backup.BackupUnsound, StoreTooNew) as fault:
        raise NotAllowed(f"{source}不是可用的备份文件，或由更新的程序版本生成，没有恢复。") from fault
    words = f"已恢复到第{restored.facts.version}版。"
    if restored.aside:
        words += f"原数据库移到{restored.aside}。"
    if restored.missing_originals:
        words += f"有{len(restored.missing_originals)}份原件不在本数据目录，请从备份处复制originals文件夹。"
    if restored.missing_attachments:
        words += f"有{len(restored.missing_attachments)}份佐证材料不在本数据目录，请从备份处复制attachments文件夹。"
    return words


def no_version_words(store: Store, version: int, *, first: int = 1) -> str:
    """That there is no such version, and which there are. first: the lowest that may be named (0: before any data)."""
    last = store.version()
    if not last:
        return f"没有版本{version}，数据目录{store.path}里还没有数据。"
    known = f"只有版本{last}" if last == first else f"现有版本为{first}至{last}"
    return f"没有版本{version}，{known}。"


def _why_not(store: Store, version: int, refusal: CannotUndo) -> str:
    if refusal.later:
        later = "、".join(str(one) for one in refusal.later)
        return f"版本{version}之后，版本{later}又报送了相同单位的同一张表。请先撤销这些版本，或重新报送正确的表。"
    known = {one.version: one for one in list_versions(store.warehouse)}.get(version)
    if known is None:
        return no_version_words(store, version)
    if known.undone_by:
        return f"版本{version}已由版本{known.undone_by}撤销，不能再次撤销。"
    return f"版本{version}本身是一次撤销，不能再撤销。如需恢复，请重新报送原来的表。"
