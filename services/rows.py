"""The subjects behind a figure and the whole stored row of each: with 情况说明, provenance and masked phones."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from config.contracts import Field, load_contracts
from metrics.catalog import load_catalog
from metrics.figure import OPEN_OUTCOMES, Outcome, Point, Scope, SubjectRow
from metrics.listings.explanations import Explanation, find_explanation, list_explanations
from metrics.sentences import show_date
from metrics.subjects import find_rows
from metrics.versions import points_for
from services.actor import MAY_SEE_RESTRICTED, Actor
from services.store import Store
from warehouse.lineage import StoredRow, row_of

HIDDEN = "（限权内容）"
_PHONE = re.compile(r"(?<!\d)(?:1[3-9]\d[ -]?\d{4}[ -]?\d{4}|0\d{2,3}[-－ ]?\d{7,8})(?!\d)")


def find_behind(
    store: Store, metric: str, as_of: date, unit: str, outcomes: Sequence[Outcome], scope: Scope
) -> list[SubjectRow]:
    """The rows behind the figure that the page shows: seen through the same version as the figure itself."""
    point = points_for(metric, [as_of], store.warehouse)[0]
    return find_rows(store.warehouse, metric, point, unit, outcomes, scope)


def known_explanations(store: Store, as_of: date, unit: str = "") -> list[Explanation]:
    """Every standing 情况说明 (of one unit, when named); what has been said since the day is read too."""
    return list_explanations(store.warehouse, Point(as_of, store.version()), (), Scope(unit=unit))


def explain(rows: Sequence[SubjectRow], known: Sequence[Explanation]) -> list[str]:
    """Per row the words of its 情况说明: of the subject itself, else of the unit's whole metric, else empty."""
    return [words for words, _ in explain_lateness(rows, known)]


def explain_lateness(rows: Sequence[SubjectRow], known: Sequence[Explanation]) -> list[tuple[str, bool]]:
    """The same with whether the promised day is over at the row's day and the miss still stands."""
    said = {(one.unit, one.metric, one.subject): one for one in known}
    found: list[tuple[str, bool]] = []
    for row in rows:
        one = find_explanation(row, said) if row.outcome != "achieved" else None
        is_late = one is not None and row.outcome in OPEN_OUTCOMES and one.is_overdue(row.as_of)
        found.append((explanation_words(one, is_late=is_late) if one else "", is_late))
    return found


def explanation_words(said: Explanation, *, is_late: bool = False) -> str:
    """Reason, promised day and person of one 情况说明 in one line; telephone numbers in it are masked."""
    promised = promise_words(said.promised_on, is_late=is_late)
    person = f"责任人：{said.person}" if said.person else ""
    return hide_phones("；".join(part for part in (said.reason, promised, person) if part))


def promise_words(promised_on: date | None, *, is_late: bool) -> str:
    """承诺2024年6月30日前完成; is_late: that day is over and the miss stands; empty without a promise."""
    if promised_on is None:
        return ""
    words = f"{show_date(promised_on)}前完成"
    return f"承诺已逾期（应于{words}）" if is_late else f"承诺{words}"


def read_whole_row(store: Store, dataset: str, row_id: int) -> StoredRow:
    """The stored row with its provenance; KeyError when there is none."""
    return row_of(store.warehouse, dataset, row_id)


def row_words(row: StoredRow, actor: Actor, names: Mapping[str, str]) -> list[tuple[str, str]]:
    """Title and shown value of every column: unit names for codes, phones masked, restricted cells by role."""
    shown = []
    for field in load_contracts()[row.dataset].fields:
        value = row.values.get(field.name)
        if field.name in row.pending:
            text = f"{row.pending[field.name]}（待补正）"
        else:
            text = value_words(field, value, names, to_month=field.name in row.month_precise)
        if field.access == "personal" and text:
            text = mask(text)
        if field.access == "restricted" and actor.role not in MAY_SEE_RESTRICTED:
            text = HIDDEN
        shown.append((field.title, text or "未填报"))
    return shown


def value_words(field: Field, value: object, names: Mapping[str, str], *, to_month: bool = False) -> str:
    """One cell as a reader expects it; empty text when nothing is filled in."""
    if value is None or value == []:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, date):
        return f"{value.year}年{value.month}月" if to_month else show_date(value)
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if isinstance(value, list):
        return "、".join(str(one) for one in value)
    if field.type == "unit":
        return names.get(str(value), str(value))
    if field.type == "metric":
        metric = load_catalog().get(str(value))
        return metric.name if metric else str(value)
    return str(value)


def hide_phones(text: str) -> str:
    """The text with telephone numbers masked, as somebody may have typed one into a remark."""
    return _PHONE.sub(lambda found: mask(found[0]), text)


def mask(text: str) -> str:
    """A phone with its middle hidden: 138****1234; short numbers keep their last two digits."""
    return f"{text[:3]}****{text[-4:]}" if len(text) >= 11 else f"****{text[-2:]}"
