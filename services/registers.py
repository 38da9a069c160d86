"""The bureau's registers kept in the browser: rows listed, checked, previewed and committed like an upload.

Several people may edit at once: an edit is refused only where somebody changed the same row since it was seen.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from config.contracts import load_contracts
from loaders.problems import Problem
from metrics.counting import count_figures
from metrics.figure import Point
from services.actor import Actor, NotAllowed, Role
from services.figures import full_names
from services.register_edits import Edit, Prepared, entered_facts, prepare_edits, rows_of
from services.register_history import RowEvent, kept_days, list_events, moved_words, provenance_words
from services.rows import value_words
from services.store import Store
from services.submit import Receipt, problem_record, receipt_number
from services.upload_preview import Refused, UploadPreview, list_moved, touched_metrics
from warehouse.audit import add_entry
from warehouse.commit import commit_upload, preview_upload, trial
from warehouse.connect import Reader, Writer
from warehouse.edits import Moved, RowState, find_moved, key_of, list_present
from warehouse.incoming import IncomingTable

__all__ = [
    "REGISTERS",
    "Edit",
    "NotAllowed",
    "Receipt",
    "Refused",
    "RegisterRow",
    "RowChanged",
    "UploadPreview",
    "check_edits",
    "commit_edits",
    "entered_facts",
    "list_rows",
    "may_edit",
    "preview_edits",
    "row_history",
]

_BUREAU: frozenset[Role] = frozenset({"县政数局", "技术员"})
# Dataset → who may edit its rows here; the units themselves only their own rows.
REGISTERS: Mapping[str, frozenset[Role]] = {
    "report": _BUREAU,
    "task": _BUREAU,
    "activity": _BUREAU,
    "evaluation": _BUREAU,
    "good_case": _BUREAU,
    "exemption": _BUREAU,
    "explanation": _BUREAU | {"单位"},
    "unit": _BUREAU,
}


@dataclass(frozen=True, slots=True)
class RegisterRow:
    """One present row. opened_in: the version it counts from; an Edit carries it as `seen`.

    pending: field → original text of cells marked 待补正.  provenance: where it came from, by whom and when.
    """

    row_id: int
    opened_in: int
    values: Mapping[str, object]
    month_precise: tuple[str, ...]
    pending: Mapping[str, str]
    provenance: str


class RowChanged(Exception):
    """Somebody else changed a row since it was seen; nothing is stored. The text is a Chinese sentence for the user.

    moved: was (as seen; None for a row one wanted to add), now (None when it was taken out), row by row.
    """

    def __init__(self, store: Store, dataset: str, moved: Sequence[Moved]) -> None:
        names = full_names(store)
        super().__init__("".join(moved_words(dataset, one, names) for one in moved))
        self.moved = tuple(moved)


def may_edit(dataset: str, actor: Actor) -> bool:
    return actor.role in REGISTERS.get(dataset, frozenset())


def list_rows(store: Store, dataset: str, actor: Actor, *, unit: str = "", text: str = "") -> list[RegisterRow]:
    """The present rows, in protocol order where they name a unit; of a unit code, or with a text in any column.

    Unit staff see their own rows only. Raises NotAllowed for a register the actor may not edit.
    """
    _require(dataset, actor)
    names = full_names(store)
    order = {code: number for number, code in enumerate(names)}
    fields = load_contracts()[dataset].fields
    allowed = actor.allowed_units
    wanted = text.strip()
    found = []
    for one in list_present(store.warehouse, dataset):
        owner = str(one.values.get("unit") or one.values.get("code") or "")
        if (unit and owner != unit) or (allowed is not None and owner not in allowed):
            continue
        words = [value_words(field, one.values[field.name], names) for field in fields]
        if wanted and not any(wanted in said for said in (*words, *one.pending.values())):
            continue
        found.append((_place(dataset, one, order.get(owner, len(order))), one))
    return [_as_row(one) for _, one in sorted(found, key=lambda pair: pair[0])]


def _place(dataset: str, one: RowState, unit_order: int) -> tuple[str, int, str]:
    """Tasks and activities by their day, everything else by unit in protocol order; then by the rest of the key."""
    day = {"task": "assigned_on", "activity": "held_on"}.get(dataset)
    key = key_of(load_contracts()[dataset], one.values)
    return str(one.values[day] or "") if day else "", unit_order if dataset != "task" else 0, key


def row_history(store: Store, dataset: str, row_id: int, actor: Actor) -> list[RowEvent]:
    """Who entered, changed or took out one row, when and what; the latest first. Raises NotAllowed."""
    _require(dataset, actor)
    return list_events(store, dataset, row_id, full_names(store))


def check_edits(
    store: Store, dataset: str, edits: Sequence[Edit], actor: Actor, *, today: date | None = None
) -> tuple[Problem, ...]:
    """Everything wrong with the edits, as for an upload; row: the number of the edit, from 1.

    Raises RowChanged, NotAllowed.
    """
    return _prepare(store, dataset, edits, actor, today or date.today(), None).problems


def preview_edits(
    store: Store, dataset: str, edits: Sequence[Edit], actor: Actor, *, now: datetime | None = None
) -> UploadPreview:
    """What committing would do: rows by key, and headline figures before and after. Nothing is stored.

    Raises Refused, RowChanged, NotAllowed.
    """
    at = now or datetime.now()
    prepared = _prepare(store, dataset, edits, actor, at.date(), None)
    tables = [accepted_table(prepared)]
    version = store.version()
    metrics = touched_metrics({dataset})
    before = count_figures(store.warehouse, [Point(at.date(), version)], metrics)
    with trial(store.warehouse, entered_facts(actor, at), tables) as tried:
        after = count_figures(tried.reader, [Point(at.date(), tried.reader.version())], metrics)
    moved = list_moved(before, after, set(prepared.units))
    return UploadPreview(preview_upload(store.warehouse, tables), moved, version)


def commit_edits(
    store: Store,
    dataset: str,
    edits: Sequence[Edit],
    actor: Actor,
    *,
    reason: str = "",
    now: datetime | None = None,
    action: str = "登记台账",
    reported_on: date | None = None,
) -> Receipt:
    """Takes the edits as one version; rows of other people are untouched.

    reason: needed to withdraw a row.  action: the word in the log.  reported_on: the day a unit's new name begins.
    Raises Refused (with the problems), RowChanged, NotAllowed, StoreFailed.
    """
    at = now or datetime.now()
    if any(one.withdraw for one in edits) and not reason.strip():
        raise NotAllowed("撤回登记的行必须写明原因。")
    prepared = _prepare(store, dataset, edits, actor, at.date(), reported_on)
    table = accepted_table(prepared)
    preview = preview_upload(store.warehouse, [table]).tables[0]
    if not (preview.new or preview.changed or preview.withdrawn):
        raise Refused([Problem("nothing_changed")])
    made = commit_upload(
        store.warehouse, entered_facts(actor, at), [table], None,
        warnings=[problem_record(problem) for problem in prepared.problems], accepted_at=at, reason=reason.strip(),
        check=_guard(store, prepared, actor, at, reason.strip(), action),
    )  # fmt: skip
    return Receipt(receipt_number(made.upload_id), made.version, made.tables, kept_days(made, full_names(store)))


def _prepare(
    store: Store, dataset: str, edits: Sequence[Edit], actor: Actor, today: date, reported_on: date | None
) -> Prepared:
    _require(dataset, actor)
    _refuse_moved(store, store.warehouse, dataset, _seen(edits), (), ())
    return prepare_edits(store, dataset, edits, actor, today, reported_on)


def _guard(
    store: Store, prepared: Prepared, actor: Actor, at: datetime, reason: str, action: str
) -> Callable[[Writer], None]:
    """Within the transaction: the rows are still as prepared; then the act is entered in the log."""
    dataset = prepared.contract.id
    seen = {row_id: one.opened_in for row_id, one in prepared.before.items()}

    def check(writer: Writer) -> None:
        _refuse_moved(store, writer, dataset, seen, prepared.new_keys, prepared.before)
        was = [one.values for one in prepared.before.values()]
        becomes = {"rows": rows_of(prepared.table), "withdrawn": list(accepted_table(prepared).withdrawn_rows)}
        after = becomes | {"reason": reason} if reason else becomes
        add_entry(writer, at, actor, action, prepared.contract.title, was or "", after, writer.version())

    return check


def _seen(edits: Sequence[Edit]) -> dict[int, int | None]:
    return {one.row_id: one.seen for one in edits if one.row_id is not None}


def _refuse_moved(
    store: Store,
    reader: Reader,
    dataset: str,
    seen: Mapping[int, int | None],
    new_keys: Sequence[str] | frozenset[str],
    leaving: Mapping[int, RowState] | Sequence[int],
) -> None:
    moved = find_moved(reader, dataset, seen, new_keys, leaving)
    if moved:
        raise RowChanged(store, dataset, moved)


def _require(dataset: str, actor: Actor) -> None:
    if not may_edit(dataset, actor):
        title = load_contracts()[dataset].title
        raise NotAllowed(f"当前身份为“{actor.role_name}”，不能登记或修改“{title}”。请由{actor.bureau}办理。")


def accepted_table(prepared: Prepared) -> IncomingTable:
    """The table of edits that nothing stands against; raises Refused."""
    if prepared.table is None or not prepared.is_acceptable:
        raise Refused([one for one in prepared.problems if one.severity != "warning"])
    return prepared.table


def _as_row(one: RowState) -> RegisterRow:
    return RegisterRow(one.row_id, one.opened_in, one.values, one.month_precise, one.pending, provenance_words(one))
