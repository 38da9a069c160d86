"""Received files that nobody confirmed yet: examined, listed again after a break, examined anew, marked, dropped.

A received file lies in the store's private incoming folder, beside a note of who sent it and what was chosen, until it
is confirmed or dropped, at most a day. Where a secrecy mark or ID numbers were found not even that is kept.
"""

from __future__ import annotations

import contextlib
import json
import secrets
import shutil
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from loaders.annotate import annotate_workbook
from loaders.examine import Examined, Options, ReadResult, examine_file
from loaders.problems import Problem
from loaders.units import KnownUnit, UnitNames
from metrics.catalog import load_catalog
from services.actor import MAY_UPLOAD, Actor, NotAllowed, require
from services.mended_cells import remarks_on_mended
from services.older_lists import warn_of_older
from services.store import Store, StoreFailed
from warehouse.incoming import UploadFacts
from warehouse.mappings import remembered_mappings
from warehouse.present import list_system_names
from warehouse.register import list_units

INCOMING = "incoming"
KEPT_SECONDS = 24 * 3600


@dataclass(frozen=True)
class Draft:
    """A received file and what was found in it; `path` is None when nothing of it may be kept."""

    token: str
    file_name: str
    path: Path | None
    examined: Examined
    options: Options
    received_at: datetime

    @property
    def is_acceptable(self) -> bool:
        return self.examined.is_acceptable(self.options.accept_incomplete)


def unit_names(store: Store) -> UnitNames:
    """The present unit register as a finder of names."""
    return UnitNames(
        [
            KnownUnit(
                code=unit.code, name=unit.name, short_name=unit.short_name, aliases=tuple(unit.aliases),
                former_names=tuple(unit.former_names), kind=unit.kind, batch=unit.batch, sort_no=unit.sort_no,
                has_left=unit.left_on is not None and unit.left_on <= date.today(),
            )
            for unit in list_units(store.warehouse)
        ],
        store.settings.county_name,
    )  # fmt: skip


def examine_upload(
    store: Store,
    content: bytes | Path,
    file_name: str,
    actor: Actor,
    *,
    options: Options | None = None,
    now: datetime | None = None,
    already_read: ReadResult | None = None,
) -> Draft:
    """Receives one file and finds everything wrong with it; stores no row.

    content: the bytes, or the path of a file which is copied.  already_read: what reading the same file answered.
    Raises NotAllowed for a role that may not file, StoreFailed when the disk takes no more.
    """
    require(actor, MAY_UPLOAD, "报送数据")
    received_at = now or datetime.now()
    options = options or Options()
    token = secrets.token_hex(8)
    path = store.path / INCOMING / token / "file"
    try:
        path.parent.mkdir(parents=True)
        if isinstance(content, Path):
            shutil.copyfile(content, path)
        else:
            path.write_bytes(content)
        _note(path, file_name, actor, options, received_at)
    except OSError as error:
        shutil.rmtree(path.parent, ignore_errors=True)
        raise StoreFailed(error, needs_restart=False) from error
    return _drafted(store, token, path, file_name, actor, options, received_at, already_read)


def re_examine(store: Store, draft: Draft, actor: Actor, options: Options) -> Draft:
    """The same file looked at again under other options (kind named, columns mapped, 带问题入库)."""
    if draft.path is None:
        raise NotAllowed("该文件未留存，请修改后重新上传。")
    if not draft.path.exists():
        raise NotAllowed("该文件已在别处确认或移除，请刷新页面后重新上传。")
    with contextlib.suppress(OSError):  # without the new note the draft comes back under its former options
        _note(draft.path, draft.file_name, actor, options, draft.received_at)
    return _drafted(store, draft.token, draft.path, draft.file_name, actor, options, draft.received_at)


def owner_of(actor: Actor) -> tuple[int, str, str]:
    """Whose drafts they are: the account's, without one the role's, whatever holder and bureau are called by now."""
    return actor.account_id, actor.role, actor.unit


def list_drafts(store: Store, actor: Actor) -> list[Draft]:
    """What the actor sent within a day and neither confirmed nor dropped, examined anew, the earliest first.

    Drafts older than that are removed, whoever sent them.
    """
    found = []
    for note in sorted((store.path / INCOMING).glob("*/note.json")):
        said = _read_note(note)
        if said is None or (said.get("account", 0), said["role"], said["unit"]) != owner_of(actor):
            continue
        options, received_at = read_options(said["options"]), datetime.fromisoformat(said["received_at"])
        path = note.with_name("file")
        if path.exists():
            found.append(_drafted(store, note.parent.name, path, said["file_name"], actor, options, received_at))
    _clear_old(store)
    return sorted(found, key=lambda one: (one.received_at, one.token))


def marked_copy(store: Store, draft: Draft) -> bytes:
    """问题标注表: the file with its bad cells marked, as xlsx."""
    if draft.path is None:
        raise NotAllowed("该文件含涉密标识或身份证号，未留存，不能生成标注表。")
    found = draft.examined
    return annotate_workbook(draft.path, draft.file_name, found.workbook, found.problems, store.settings.limits)


def drop(store: Store, draft: Draft) -> None:
    """Forgets a draft and its file."""
    shutil.rmtree(store.path / INCOMING / draft.token, ignore_errors=True)


def examine(
    store: Store,
    path: Path,
    file_name: str,
    actor: Actor,
    options: Options,
    received_at: datetime,
    already_read: ReadResult | None = None,
) -> Examined:
    """Reads and checks one file with the present register, mappings and rights of the actor; keeps nothing."""
    if actor.allowed_units is not None:
        options = replace(options, allowed_units=actor.allowed_units)
    remembered = remembered_mappings(store.warehouse)
    found = examine_file(
        path, file_name, units=unit_names(store), metrics=metric_ids(), received_on=received_at.date(),
        options=options, limits=store.settings.limits, already_read=already_read,
        known_systems=lambda: list_system_names(store.warehouse),
        remembered=lambda dataset, unit: remembered.get((dataset, unit or ""), {}),
    )  # fmt: skip
    return replace(found, problems=(*found.problems, *warn_of_older(store, found.tables)))


def facts_of(draft: Draft, actor: Actor) -> UploadFacts:
    """Who sent which file, as the store writes it down."""
    return UploadFacts(
        file_name=draft.file_name, sha256=draft.examined.sha256, size=draft.examined.size,
        format=draft.examined.format, received_at=draft.received_at, received_by=actor.name, role=actor.role,
        unit=actor.unit, on_behalf_of=actor.on_behalf_of, origin=actor.origin, mapping=dict(draft.options.mapping),
        options=json.dumps(options_record(draft.options), ensure_ascii=False, sort_keys=True),
    )  # fmt: skip


def problem_record(problem: Problem) -> dict[str, object]:
    """One problem as the plain record that the terminal prints and the store keeps."""
    return {
        "code": problem.code, "severity": problem.severity, "sheet": problem.sheet, "row": problem.row,
        "column": problem.column, "field": problem.field, "found": problem.found, "message": problem.message,
    }  # fmt: skip


def metric_ids() -> Mapping[str, str]:
    """Both spellings a workbook may use for a metric, id and 名称, to the id."""
    catalog = load_catalog().values()
    return {**{metric.id: metric.id for metric in catalog}, **{metric.name: metric.id for metric in catalog}}


def options_record(options: Options) -> dict[str, object]:
    """What the user chose for a file, as plain values; the rights of the sender are not part of it."""
    return {
        "dataset": options.dataset,
        "reported_on": options.reported_on.isoformat() if options.reported_on else None,
        "replaces": options.replaces,
        "accept_incomplete": options.accept_incomplete,
        "mapping": dict(options.mapping),
        "default_unit": options.default_unit,
        "codes": {field: dict(table) for field, table in options.codes.items()},
    }


def read_options(record: Mapping[str, object]) -> Options:
    """The options that options_record wrote down."""
    day = record["reported_on"]
    return Options(**{**record, "reported_on": date.fromisoformat(str(day)) if day else None})  # type: ignore[arg-type]


def _drafted(
    store: Store, token: str, path: Path, file_name: str, actor: Actor, options: Options, received_at: datetime,
    already_read: ReadResult | None = None,
) -> Draft:  # fmt: skip
    examined = examine(store, path, file_name, actor, options, received_at, already_read)
    examined = replace(examined, problems=(*examined.problems, *remarks_on_mended(path.parent)))
    if not examined.keeps_original:
        shutil.rmtree(path.parent, ignore_errors=True)
    return Draft(token, file_name, path if examined.keeps_original else None, examined, options, received_at)


def _note(path: Path, file_name: str, actor: Actor, options: Options, received_at: datetime) -> None:
    said = {
        "file_name": file_name, "account": actor.account_id, "role": actor.role, "unit": actor.unit,
        "received_at": received_at.isoformat(), "options": options_record(options),
    }  # fmt: skip
    path.with_name("note.json").write_text(json.dumps(said, ensure_ascii=False), encoding="utf-8")


def _read_note(path: Path) -> dict | None:
    """None for a note that was cut short, or whose draft was dropped just now."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None


def _clear_old(store: Store) -> None:
    for folder in (store.path / INCOMING).glob("*"):
        with contextlib.suppress(OSError):
            if time.time() - folder.stat().st_mtime > KEPT_SECONDS:
                shutil.rmtree(folder, ignore_errors=True)
