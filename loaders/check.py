"""Checks that decide whether a file can count: unreadable cells, empty keys, duplicates, rights, order of dates.

Each check returns problems; none changes the table.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date

from config.contracts import Replaces
from loaders.draft import Draft
from loaders.match import UNIT_FIELD
from loaders.problems import Problem, load_catalogue

# The day something ends may not lie before the day it began.
BEGIN_AND_END = {"roster": ("appointed_on", "ended_on"), "unit": ("joined_on", "left_on")}
CLASSIFIED_FIELD = "is_classified"


def check_cells(draft: Draft) -> Iterator[Problem]:
    """Cells that cannot be read and required cells left blank; in a key either is a refusal."""
    for field in draft.contract.fields:
        if not draft.has(field.name):
            continue
        is_key = field.name in draft.contract.key
        for index, parsed in draft.faults(field.name):
            if not parsed.code:
                yield draft.problem("year_assumed", index, field.name, **parsed.words)
            elif is_key and load_catalogue()[parsed.code].severity == "error":
                reason = draft.problem(parsed.code, index, field.name, **parsed.words)
                yield draft.problem("key_unreadable", index, field.name, reason=reason.text, advice=reason.mend)
            else:
                yield draft.problem(parsed.code, index, field.name, **parsed.words)
        if field.required:
            for index in blank_rows(draft, field.name):
                yield draft.problem("key_empty" if is_key else "required_blank", index, field.name)


def check_classified(draft: Draft) -> Iterator[Problem]:
    """Rows that say of themselves that they are classified: the whole file goes back and nothing of it is kept."""
    if draft.has(CLASSIFIED_FIELD):
        for index, value in enumerate(draft.values[CLASSIFIED_FIELD]):
            if value is True:
                yield draft.problem("classified_row", index, CLASSIFIED_FIELD)


def check_order(draft: Draft) -> Iterator[Problem]:
    """离任 before 任命, 退出 before 纳入; a date known to the month only is taken kindly."""
    if draft.contract.id in BEGIN_AND_END:
        begin, end = BEGIN_AND_END[draft.contract.id]
        for index, (began, ended) in enumerate(zip(draft.values[begin], draft.values[end], strict=True)):
            if isinstance(began, date) and isinstance(ended, date) and ended < earliest(draft, begin, index, began):
                title = draft.contract.field(begin).title
                yield draft.problem("ends_before_begin", index, end, begin=title, began=began)


def check_rights(
    draft: Draft, allowed_units: frozenset[str] | None, name_of: Callable[[str], str]
) -> Iterator[Problem]:
    """Units outside the uploader's rights, each once, and the bureau's own kinds. name_of: unit code → full name."""
    if allowed_units is not None and not draft.contract.is_from_units:
        yield Problem("bureau_only_kind", draft.sheet.name, words={"kind": draft.contract.title})
        return
    if allowed_units is None or draft.contract.unit_field is None:
        return
    codes = draft.values[UNIT_FIELD]
    refused = {code for code in codes if code is not None} - allowed_units
    for code in dict.fromkeys(code for code in codes if code in refused):
        yield draft.problem("unit_not_allowed", codes.index(code), UNIT_FIELD, unit=name_of(str(code)))
    for code in draft.nil_units:
        if code not in allowed_units and code not in refused:
            sheet = draft.sheet.name
            yield Problem("unit_not_allowed", sheet, field=UNIT_FIELD, words={"unit": name_of(code)})


def check_replacing(draft: Draft, replaces: Replaces | None) -> Iterator[Problem]:
    """A way of replacing, chosen by the user, that the kind does not have."""
    if replaces == "units" and draft.contract.unit_field is None:
        yield Problem("cannot_replace_by_units", draft.sheet.name, words={"kind": draft.contract.title})


def check_duplicates(drafts: Sequence[Draft]) -> Iterator[Problem]:
    """Rows of one kind, over all tables of the file, that bear the same key; names both rows.

    A date known to the month only meets every day of its month: one of the two rows would update the other.
    """
    seen: dict[tuple[object, ...], tuple[Draft, int]] = {}
    by_month: dict[tuple[object, ...], list[tuple[Draft, int]]] = {}
    for draft in drafts:
        key = draft.contract.key
        unreadable = {index for name in key for index, parsed in draft.faults(name) if parsed.code}
        required = [name for name in key if draft.contract.field(name).required]
        unreadable.update(index for name in required for index in blank_rows(draft, name))
        for index, values in enumerate(zip(*(draft.values[name] for name in key), strict=True)):
            if index in unreadable:
                continue
            whole = tuple("" if value is None else value for value in values)
            first = seen.setdefault(whole, (draft, index))
            if first != (draft, index):
                yield _duplicate(draft, index, first)
            elif any(isinstance(value, date) for value in whole):
                month = tuple((value.year, value.month) if isinstance(value, date) else value for value in whole)
                by_month.setdefault(month, []).append(first)
    for same in by_month.values():
        if len(same) > 1 and (vague := next((one for one in same if _is_vague(*one)), None)):
            yield from (_duplicate(*other, vague) for other in same if other != vague)


def check_nil(drafts: Sequence[Draft]) -> Iterator[Problem]:
    """Units that declare 零报告 and report rows of the same kind in the same file."""
    reporting = {code for draft in drafts for code in (draft.values.get(UNIT_FIELD) or ())}
    for draft in drafts:
        for unit in draft.nil_units:
            if unit in reporting:
                row = next(iter(draft.body.nil), None)
                yield Problem("nil_among_rows", draft.sheet.name, row, field=UNIT_FIELD)


def blank_rows(draft: Draft, name: str) -> list[int]:
    """Indexes of rows whose cell of this field is blank or says nothing (not: cannot be read)."""
    if not draft.has(name):
        return [index for index, value in enumerate(draft.values[name]) if value is None]
    blank = {code for code, parsed in draft.parsed[name].items() if parsed.value is None and not parsed.code}
    return [index for index, code in enumerate(draft.sources[name].tolist()) if code in blank] if blank else []


def earliest(draft: Draft, name: str, index: int, day: date) -> date:
    """The earliest day a stored date may stand for: the first of its month when only the month is known."""
    return day.replace(day=1) if index in draft.months.get(name, ()) else day


def _is_vague(draft: Draft, index: int) -> bool:
    return any(index in draft.months.get(name, ()) for name in draft.contract.key)


def _duplicate(draft: Draft, index: int, first: tuple[Draft, int]) -> Problem:
    other, other_index = first
    sheet = "" if other.sheet.name == draft.sheet.name else f"“{other.sheet.name}”表"
    named = "、".join(
        f"{draft.contract.field(name).title}“{draft.problem('duplicate_key', index, name).found}”"
        for name in draft.contract.key
        if draft.has(name)
    )
    row = other.rows[other_index]
    return draft.problem(
        "duplicate_key", index, other=f"{sheet}第{row}行", key=named, other_sheet=other.sheet.name, other_row=row
    )
