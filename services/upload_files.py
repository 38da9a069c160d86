"""The files of 报送记录: the original as it came, and its marked copy made anew from it. Each taking is logged."""

from __future__ import annotations

import json
from datetime import datetime

from loaders.annotate import annotate_workbook
from loaders.examine import Options
from services.actor import MAY_UPLOAD, Actor, NotAllowed, require
from services.received import examine, read_options
from services.store import Store
from services.uploads import Entry, may_take
from warehouse.audit import add_entry
from warehouse.history import UploadRecord, list_uploads
from warehouse.originals import HashDiffers, original_path, read_original


def take_original(store: Store, entry: Entry, actor: Actor, *, now: datetime | None = None) -> bytes:
    """The file as it came. Raises NotAllowed with a Chinese sentence."""
    require(actor, MAY_UPLOAD, "下载原件")
    upload, content = _read(store, entry, actor)
    add_entry(
        store.warehouse, now or datetime.now(), actor, "下载原件", upload.file_name, "", {"upload": upload.upload_id}
    )
    return content


def take_marked_copy(store: Store, entry: Entry, actor: Actor, *, now: datetime | None = None) -> bytes:
    """问题标注表 of a kept file as xlsx: examined again with the choices made for it then. Raises NotAllowed."""
    require(actor, MAY_UPLOAD, "下载问题标注表")
    upload, _ = _read(store, entry, actor)
    sender = Actor(upload.received_by, upload.role, upload.unit, upload.on_behalf_of, upload.origin)  # type: ignore[arg-type]
    path = original_path(store.path, upload.sha256)
    options = read_options(json.loads(upload.options)) if upload.options else Options()
    found = examine(store, path, upload.file_name, sender, options, upload.received_at)
    marked = annotate_workbook(path, upload.file_name, found.workbook, found.problems, store.settings.limits)
    add_entry(
        store.warehouse,
        now or datetime.now(),
        actor,
        "下载问题标注表",
        upload.file_name,
        "",
        {"upload": upload.upload_id},
    )
    return marked


def list_hashes(store: Store) -> dict[int, str]:
    """Upload number → sha256 of its file."""
    return {one.upload_id: one.sha256 for one in list_uploads(store.warehouse)}


def _read(store: Store, entry: Entry, actor: Actor) -> tuple[UploadRecord, bytes]:
    if not may_take(entry, actor):
        raise NotAllowed(f"这份文件含有其他单位的数据，只能由{actor.bureau}下载。")
    if not entry.has_original or entry.upload_id is None:
        raise NotAllowed("这份文件没有留存原件。")
    (upload,) = list_uploads(store.warehouse, upload_id=entry.upload_id)
    try:
        return upload, read_original(store.path, upload.sha256)
    except FileNotFoundError:
        raise NotAllowed("原件不在数据目录中，可能已按规定清除，请联系技术人员。") from None
    except HashDiffers:
        raise NotAllowed("原件与入库时的校验值不一致，不能下载，请联系技术人员。") from None
