"""情况说明 where a miss is seen: who may explain which, what is written, and which promises are over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from metrics.catalog import load_catalog
from metrics.figure import OPEN_OUTCOMES, Point, Scope, SubjectRow
from metrics.listings.explanations import Explanation, find_misses, list_explanations
from metrics.sentences import show_date
from metrics.versions import points_for
from services.actor import Actor, NotAllowed, Role
from services.progress import may_see
from services.registers import Edit, Receipt, Refused, RowChanged, commit_edits
from services.store import Store
from warehouse.edits import Moved, RowState, list_present

DATASET = "explanation"
MAY_EXPLAIN: frozenset[Role] = frozenset({"县政数局", "技术员", "单位"})
LONGEST_TEXT = 300


@dataclass(frozen=True, slots=True)
class Said:
    """A present 情况说明 as it was seen, to be written anew. row_id, opened_in: of its row."""

    row_id: int
    opened_in: int
    reason: str
    promised_on: date | None
    person: str


@dataclass(frozen=True, slots=True)
class OverduePromise:
    """A promise whose day is over while the miss stands. labels: what is missed; days: since the promised day."""

    said: Explanation
    labels: tuple[str, ...]
    days: int


def may_explain(actor: Actor, unit: str) -> bool:
    """The bureau for every unit, a unit for itself."""
    return actor.role in MAY_EXPLAIN and (actor.role != "单位" or actor.unit == unit)


def subject_of(row: SubjectRow) -> str:
    """What stands under 对象: the key where a reader knows it from the label, else the label."""
    return row.key if row.key and row.key in row.label else row.label


def find_said(store: Store, unit: str, metric: str, subject: str) -> Said | None:
    """What stands about exactly this subject ("": the whole figure)."""
    row = _find_row(store, unit, metric, subject)
    return _as_said(row) if row else None


def explain_miss(
    store: Store,
    actor: Actor,
    *,
    unit: str,
    metric: str,
    subject: str,
    reason: str,
    promised_on: date | None,
    person: str,
    seen: Said | None,
    day: date,
    now: datetime | None = None,
) -> Receipt:
    """Writes a 情况说明, or writes the one that was seen anew; no figure moves.

    subject: "" for the whole figure of the unit.  day: the day shown; a new promise may not lie before it.
    Raises NotAllowed, registers.Refused, RowChanged (somebody else wrote meanwhile), StoreFailed.
    """
    if not may_explain(actor, unit):
        raise NotAllowed(f"情况说明只能由本单位或者{actor.bureau}填写。")
    if not may_see(load_catalog()[metric], actor):
        raise NotAllowed("当前身份不能查看该指标。")
    if not reason.strip():
        raise NotAllowed("请填写原因说明。")
    if len(reason.strip()) > LONGEST_TEXT:
        raise NotAllowed(f"原因说明超过{LONGEST_TEXT}字，请精简。")
    if promised_on is not None and promised_on < day and (seen is None or promised_on != seen.promised_on):
        raise NotAllowed(f"承诺完成日期{show_date(promised_on)}已经过去，请填写{show_date(day)}及以后的日期。")
    values: dict[str, object] = {
        "unit": unit, "metric": metric, "subject": subject, "reason": reason.strip(), "promised_on": promised_on,
        "person": person.strip(),
    }  # fmt: skip
    edit = Edit(values, seen.row_id if seen else None, seen.opened_in if seen else None)
    try:
        return commit_edits(store, DATASET, [edit], actor, now=now, action="填写情况说明")
    except Refused as refused:
        taken = _find_row(store, unit, metric, subject)
        if (
            taken is None
            or (seen and seen.opened_in == taken.opened_in)
            or any(one.code != "row_exists" for one in refused.problems)
        ):
            raise
        raise RowChanged(store, DATASET, [Moved(None, taken)]) from refused


def list_overdue_promises(store: Store, as_of: date, scope: Scope, actor: Actor) -> list[OverduePromise]:
    """Promises over by the day whose miss still stands, in the register's order; restricted figures by role."""
    catalog = load_catalog()
    known = list_explanations(store.warehouse, Point(as_of, store.version()), (), scope)
    late = [one for one in known if one.is_overdue(as_of) and may_see(catalog[one.metric], actor)]
    misses: dict[int, list[str]] = {}
    for metric in dict.fromkeys(one.metric for one in late):
        point = points_for(metric, [as_of], store.warehouse)[0]
        for miss in find_misses(store.warehouse, metric, point, scope):
            if miss.explanation is not None:
                misses.setdefault(miss.explanation.row_id, []).append(miss.row.label)
    return [
        OverduePromise(one, tuple(misses[one.row_id]), (as_of - one.promised_on).days)
        for one in late
        if one.row_id in misses and one.promised_on is not None
    ]


def explainable(rows: Sequence[SubjectRow], actor: Actor) -> list[SubjectRow]:
    """The rows that are missed or unreported and that this actor may explain; what a count leaves out is no miss."""
    catalog = load_catalog()
    return [
        row
        for row in rows
        if row.outcome in OPEN_OUTCOMES and not catalog[row.metric].is_count and may_explain(actor, row.unit)
    ]


def _find_row(store: Store, unit: str, metric: str, subject: str) -> RowState | None:
    for one in list_present(store.warehouse, DATASET):
        values = one.values
        if (values["unit"], values["metric"], values["subject"] or "") == (unit, metric, subject):
            return one
    return None


def _as_said(one: RowState) -> Said:
    promised_on = one.values["promised_on"]
    return Said(
        one.row_id,
        one.opened_in,
        str(one.values["reason"] or ""),
        promised_on if isinstance(promised_on, date) else None,
        str(one.values["person"] or ""),
    )
