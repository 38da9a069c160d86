"""Checks that only warn: the rows count, but somebody should look. Each returns problems of severity warning."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import date

import numpy as np

from loaders.check import earliest
from loaders.draft import Draft
from loaders.problems import Problem
from loaders.spelling import fold_bare

PROJECT_STAGES = ("planned_on", "listed_on", "approved_on", "procured_on", "started_on", "accepted_on", "evaluated_on")
TWO_ROLES = ("数据专员", "政务专员")
# kind → field, its value (None: any), the field that should then be filled, code of the warning
EXPECTED = {
    "catalog": (("share_type", "有条件共享", "share_condition", "condition_missing"),),
    "system": (
        ("hosting", "市政务云", "cloud_on", "cloud_date_missing"),
        ("exempt_reason", None, "exempt_approval", "approval_missing"),
    ),
}
_TRAILING_NUMBER = re.compile(r"(.*[^0-9０-９.．])[0-9０-９]+")


def check_dates_ahead(draft: Draft, received_on: date) -> Iterator[Problem]:
    """Days after the day of upload in a column that tells what is done."""
    for field in draft.contract.fields:
        if field.type not in ("date", "day") or field.may_lie_ahead or not draft.has(field.name):
            continue
        ahead = [
            code
            for code, parsed in draft.parsed[field.name].items()
            if isinstance(parsed.value, date)
            and (parsed.value.replace(day=1) if parsed.is_month else parsed.value) > received_on
        ]
        for index in np.flatnonzero(np.isin(draft.sources[field.name], ahead)) if ahead else ():
            yield draft.problem("date_ahead", int(index), field.name, received_on=received_on)


def check_stages(draft: Draft) -> Iterator[Problem]:
    """Stages of a project of which a later one is dated before an earlier one; one warning per row."""
    if draft.contract.id != "project":
        return
    stages = [name for name in PROJECT_STAGES if draft.has(name)]
    for index, days in enumerate(zip(*(draft.values[name] for name in stages), strict=True)):
        before: tuple[str, date] | None = None
        for name, day in zip(stages, days, strict=True):
            if not isinstance(day, date):
                continue
            if before and day < before[1]:
                title = draft.contract.field(before[0]).title
                yield draft.problem("stages_out_of_order", index, name, earlier=title, earlier_on=before[1])
                break
            if before is None or day > before[1]:
                before = (name, earliest(draft, name, index, day))


def check_expected(draft: Draft) -> Iterator[Problem]:
    """有条件共享 without 共享条件, 市政务云 without 上云日期, 暂不上云原因 without approval.

    Where the sheet lacks the column altogether, once for the sheet.
    """
    for name, wanted, expected, code in EXPECTED.get(draft.contract.id, ()):
        values = draft.values[name]
        concerned = [
            index
            for index, (value, other) in enumerate(zip(values, draft.values[expected], strict=True))
            if other is None and (value == wanted if wanted else value is not None)
        ]
        if draft.has(expected):
            unreadable = {index for index, parsed in draft.faults(expected) if parsed.code}
            yield from (
                draft.problem(code, index, expected, extent="") for index in concerned if index not in unreadable
            )
        elif concerned:
            extent = f"（本表没有这一列，共{len(concerned)}行）"
            yield draft.problem(code, concerned[0], expected, extent=extent)


def check_two_roles(drafts: Sequence[Draft]) -> Iterator[Problem]:
    """One person of one unit who is 数据专员 and 政务专员 at the same time."""
    posts: dict[tuple[object, object], list[tuple[Draft, int, object]]] = defaultdict(list)
    for draft in drafts:
        columns = (draft.values[name] for name in ("unit", "name", "role"))
        for index, (unit, name, role) in enumerate(zip(*columns, strict=True)):
            if role in TWO_ROLES and unit and name:
                posts[unit, name].append((draft, index, role))
    for held in posts.values():
        for position, (draft, index, role) in enumerate(held):
            for other, other_index, other_role in held[:position]:
                if role != other_role and _meet(_term(draft, index), _term(other, other_index)):
                    yield draft.problem("two_roles", index, "role", other=f"第{other.rows[other_index]}行")
                    break


def check_system_names(
    drafts: Sequence[Draft], systems: Sequence[Draft], known_systems: Callable[[], Collection[str]] | None
) -> Iterator[Problem]:
    """Resources named exactly like a system, of this file or already known."""
    if not drafts:
        return
    names = {name for draft in systems for name in draft.values["system_name"] if name}
    names.update(known_systems() if known_systems else ())
    for draft in drafts:
        for index, name in enumerate(draft.values["resource_name"]):
            if name in names:
                yield draft.problem("named_like_system", index, "resource_name")


def check_running_names(draft: Draft) -> Iterator[Problem]:
    """Names of one unit that differ only by a trailing number, as a cell dragged downwards makes them; once each."""
    name = draft.contract.named_by
    if not draft.has(name):
        return
    alike: dict[tuple[object, str], dict[object, int]] = defaultdict(dict)
    for index, (unit, value) in enumerate(zip(draft.values["unit"], draft.values[name], strict=True)):
        if isinstance(value, str) and (found := _TRAILING_NUMBER.fullmatch(value)):
            alike[unit, found[1]].setdefault(value, index)
    for rows in alike.values():
        if len(rows) > 1:
            first, second, *_ = rows.values()
            words = {"other": f"第{draft.rows[first]}行", "count": len(rows)}
            yield draft.problem("running_names", second, name, **words)


def check_similar_names(drafts: Sequence[Draft]) -> Iterator[Problem]:
    """Names of one unit that differ only in punctuation, spaces, width or case; each but the first."""
    alike: dict[tuple[object, str], tuple[str, Draft, int]] = {}
    for draft in drafts:
        name = draft.contract.named_by
        if not draft.has(name):
            continue
        for index, (unit, value) in enumerate(zip(draft.values["unit"], draft.values[name], strict=True)):
            if isinstance(value, str):
                bare = fold_bare(value)
                written, other, row = alike.setdefault((unit, bare), (value, draft, index))
                if written != value:
                    sheet = "" if other.sheet.name == draft.sheet.name else f"“{other.sheet.name}”表"
                    yield draft.problem("similar_names", index, name, other=f"{sheet}第{other.rows[row]}行")


def _term(draft: Draft, index: int) -> tuple[date, date]:
    began, ended = draft.values["appointed_on"][index], draft.values["ended_on"][index]
    return began if isinstance(began, date) else date.min, ended if isinstance(ended, date) else date.max


def _meet(one: tuple[date, date], other: tuple[date, date]) -> bool:
    return one[0] < other[1] and other[0] < one[1]
