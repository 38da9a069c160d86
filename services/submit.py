"""One upload's way: received → examined → previewed → accepted, kept for review or refused; nothing counts before `accept`."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from config.contracts import load_contracts
from loaders.examine import Options
from loaders.match import UNIT_FIELD
from loaders.problems import Problem
from metrics.sentences import show_moment
from services.actor import MAY_UPLOAD, Actor, NotAllowed, require
from services.mended_cells import keep_first_file
from services.received import (
    INCOMING,
    Draft,
    drop,
    examine_upload,
    facts_of,
    list_drafts,
    marked_copy,
    metric_ids,
    problem_record,
    re_examine,
    unit_names,
)
from services.repeated import Repeat, find_repeat
from services.store import Store
from services.upload_preview import Refused, UploadPreview, preview, refuse_unless_acceptable, seen_record
from warehouse.commit import ChangedMeanwhile, commit_upload
from warehouse.connect import Reader, Writer
from warehouse.history import ACCEPTED, WAITING, UploadRecord, find_upload_by_hash, list_versions
from warehouse.incoming import Committed, TableChange
from warehouse.originals import original_path
from warehouse.waiting import SameWaiting, keep_waiting

__all__ = [
    "INCOMING",
    "Actor",
    "ChangedSince",
    "Draft",
    "Options",
    "Receipt",
    "Refused",
    "UploadPreview",
    "accept",
    "accept_at_once",
    "drop",
    "examine_upload",
    "list_drafts",
    "marked_copy",
    "metric_ids",
    "preview",
    "problem_record",
    "re_examine",
    "receipt_number",
    "unit_names",
]


class ChangedSince(Exception):
    """What the confirmed preview showed has changed meanwhile; nothing is stored. Look at a new preview, then confirm.

    versions: what was made meanwhile. The text is a Chinese sentence for the user.
    """

    def __init__(self, reader: Reader, versions: tuple[int, ...]) -> None:
        known = {one.version: one for one in list_versions(reader)}
        said = "；".join(
            f"第{one}版，{show_moment(known[one].made_at)}，{known[one].made_by}" for one in versions if one in known
        )
        super().__init__(f"您查看之后，同一单位的同一张表又有了改动（{said}）。本次没有入库，请看过新的变化后再确认。")
        self.versions = versions


@dataclass(frozen=True)
class Receipt:
    """One confirmed upload, or the earlier one that already holds the same content (`is_repeat`).

    version: None while it waits.  state: 已入库 or 待审核.
    kept: a warning for each first day that the upload tried to move later and that was kept.
    """

    number: str
    version: int | None
    tables: tuple[TableChange, ...]
    kept: tuple[Problem, ...] = ()
    is_repeat: bool = False
    state: str = ACCEPTED


class _Repeated(Exception):
    """The same content counts already."""

    def __init__(self, earlier: UploadRecord) -> None:
        super().__init__(earlier.upload_id)
        self.receipt = Receipt(receipt_number(earlier.upload_id), earlier.version, (), is_repeat=True)


def accept(
    store: Store, draft: Draft, actor: Actor, *, seen: int | None = None, now: datetime | None = None
) -> Receipt:
    """Takes the whole file in one act; what a unit sends waits for review, where review is on.

    The same content accepted before (and not undone since), or waiting already, changes nothing; unless it says
    something all the same (services.repeated): rows that it would change now, 无变化 for an open round.

    Args:
        seen: data version of the preview that was confirmed; None: nothing is compared (terminal, scripts).

    Raises:
        Refused: with the problems.
        NotAllowed: role or unit may not, or the file is gone.
        ChangedSince: later versions touched the same dataset and units or keys; nothing is stored.
        StoreFailed: the disk takes no more; nothing is stored.
    """
    if actor.role == "单位" and store.settings.is_review_on:
        return _keep_for_review(store, draft, actor, seen, now or datetime.now())
    return accept_at_once(store, draft, actor, seen=seen, now=now)


def accept_at_once(
    store: Store, draft: Draft, actor: Actor, *, seen: int | None = None, now: datetime | None = None
) -> Receipt:
    """`accept` without review, whoever sends: for what was reviewed elsewhere, such as a replay."""
    _require_ready(store, draft, actor)
    at = now or datetime.now()
    repeat = find_repeat(store, draft, actor, at.date())
    try:
        made = commit_upload(
            store.warehouse, facts_of(draft, actor), draft.examined.tables, draft.path,
            warnings=[problem_record(problem) for problem in draft.examined.problems],
            accepted_at=at, seen=seen, check=lambda writer: _refuse_repeated(writer, draft, repeat),
        )  # fmt: skip
    except _Repeated as repeated:
        drop(store, draft)
        return repeated.receipt
    except ChangedMeanwhile as changed:
        raise ChangedSince(store.warehouse, changed.versions) from changed
    drop(store, draft)
    return Receipt(receipt_number(made.upload_id), made.version, made.tables, kept_days(made))


def receipt_number(upload_id: int) -> str:
    """The number printed on a receipt: 报送第000057号 → 000057."""
    return f"{upload_id:06d}"


def kept_days(made: Committed) -> tuple[Problem, ...]:
    """A warning for each first day that was kept against a later one."""
    return tuple(
        Problem(
            "first_day_kept", sheet=one.sheet, row=one.source_row, field=one.field,
            title=load_contracts()[one.dataset].field(one.field).title,
            found=one.offered.isoformat() if one.offered else "",
            words={"stored": one.stored, "offered": one.offered or "空白"},
        )
        for one in made.kept
    )  # fmt: skip


def _require_ready(store: Store, draft: Draft, actor: Actor) -> None:
    require(actor, MAY_UPLOAD, "报送数据")
    refuse_unless_acceptable(draft)
    _refuse_foreign(draft, actor)
    if draft.path is not None and draft.path.exists():
        keep_first_file(store.path, draft.path.parent)
    elif draft.path is not None and not original_path(store.path, draft.examined.sha256).exists():
        raise NotAllowed("这份文件已在别处确认或移除，请刷新页面后重新上传。")


def _refuse_foreign(draft: Draft, actor: Actor) -> None:
    """Whoever examined it: unit staff send their own unit's lists and none of the bureau's registers."""
    allowed = actor.allowed_units
    if allowed is None:
        return
    for table in draft.examined.tables:
        named = {*table.covered_units, *map(str, table.columns.get(UNIT_FIELD, ()))}
        if not load_contracts()[table.dataset].is_from_units or not named <= allowed:
            raise NotAllowed(f"只能报送本单位的表。其他单位的表和{actor.bureau}的台账，请由{actor.bureau}办理。")


def _keep_for_review(store: Store, draft: Draft, actor: Actor, seen: int | None, now: datetime) -> Receipt:
    """Keeps the upload as 待审核, with what its sender saw; it counts nowhere."""
    _require_ready(store, draft, actor)
    repeat = find_repeat(store, draft, actor, now.date())
    if repeat is not None and repeat.says_nothing:
        drop(store, draft)
        return Receipt(receipt_number(repeat.earlier.upload_id), repeat.earlier.version, (), is_repeat=True)
    looked = preview(store, draft, actor)
    try:
        upload_id, tables = keep_waiting(
            store.warehouse, facts_of(draft, actor), draft.examined.tables, _original(draft),
            warnings=[problem_record(problem) for problem in draft.examined.problems],
            seen=json.dumps(seen_record(looked), ensure_ascii=False), at=now, seen_version=seen,
        )  # fmt: skip
    except SameWaiting as same:
        drop(store, draft)
        return Receipt(receipt_number(same.upload_id), None, (), is_repeat=True, state=WAITING)
    except ChangedMeanwhile as changed:
        raise ChangedSince(store.warehouse, changed.versions) from changed
    drop(store, draft)
    return Receipt(receipt_number(upload_id), None, tables, state=WAITING)


def _original(draft: Draft) -> Path:
    if draft.path is None:
        raise NotAllowed("该文件未留存，不能送审。")
    return draft.path


def _refuse_repeated(writer: Writer, draft: Draft, repeat: Repeat | None) -> None:
    """Within the transaction: what was accepted meanwhile with the same content is a repeat all the same."""
    earlier = find_upload_by_hash(writer, draft.examined.sha256)
    if earlier is None or earlier.version is None:
        return
    if repeat is None or repeat.says_nothing or repeat.earlier.upload_id != earlier.upload_id:
        raise _Repeated(earlier)
