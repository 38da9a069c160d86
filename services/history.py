"""What happened to the store: its state in numbers, uploads and versions, undo, backup and restore."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from config.contracts import load_contracts
from services.actor import MAY_UNDO, Actor, NotAllowed, require
from services.store import Store
from warehouse import backup
from warehouse.history import CannotUndo, list_uploads, list_versions, undo_version
from warehouse.schema import quote

KIND_NAMES = {"upload": "报送", "undo": "撤销", "correction": "更正"}


def describe_store(store: Store) -> dict[str, object]:
    """Version, and per dataset the present rows, units and the last accepted upload (instants as ISO text)."""
    last: dict[str, str] = {}
    for upload in reversed(list_uploads(store.warehouse)):
        if upload.accepted_at is not None:
            last.update({table.dataset: upload.accepted_at.isoformat() for table in upload.tables})
    return {
        "version": store.version(),
        "datasets": [
            {"dataset": dataset, "rows": rows, "units": units, "last_accepted_at": last.get(dataset)}
            for dataset, rows, units in _count_present(store)
        ],
    }


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


def back_up(store: Store, output: Path) -> str:
    """Copies the database into `output`, opens the copy and compares its row counts; returns a Chinese sentence."""
    made = backup.backup(store.warehouse, output)
    return f"已备份到{output}，打开核对无误，共{made.row_count}行。原件在{store.path / 'originals'}，请一并复制。"


def bring_back(folder: Path, database: str, source: Path) -> str:
    """Replaces the database by a verified backup; the former one is put aside, not deleted."""
    aside = backup.restore(folder, source, database=database).aside
    return f"已从{source}恢复。" + (f"原数据库移至{aside}。" if aside else "")


def _why_not(store: Store, version: int, refusal: CannotUndo) -> str:
    if refusal.later:
        later = "、".join(str(one) for one in refusal.later)
        return f"版本{version}之后，版本{later}又报送了相同单位的同一张表。请先撤销这些版本，或重新报送正确的表。"
    known = {one.version: one for one in list_versions(store.warehouse)}.get(version)
    if known is None:
        return f"没有版本{version}，现有版本为1至{store.version()}。"
    if known.undone_by:
        return f"版本{version}已由版本{known.undone_by}撤销，不能再次撤销。"
    return f"版本{version}本身是一次撤销，不能再撤销。如需恢复，请重新报送原来的表。"


def _count_present(store: Store) -> list[tuple[str, int, int]]:
    """dataset, present rows, distinct units; one query per dataset."""
    counted = []
    for contract in load_contracts().values():
        unit = "unit" if contract.unit_field is not None else "code"
        sql = f"select count(*), count(distinct {quote(unit)}) from {quote(contract.id)} where closed_in is null"
        rows, units = store.warehouse.query(sql)[0]
        counted.append((contract.id, rows, units))
    return counted
