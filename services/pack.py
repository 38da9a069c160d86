"""Builds a pack: asks metrics and listings once for everything a set of papers says. Counts nothing itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from config.reference import load_areas, phase_of
from metrics.figure import Scope
from metrics.listings import Explanation, list_changes, list_explanations, list_tasks, say_change
from metrics.sentences import show_date
from metrics.versions import known_point, present_point
from services.actor import Actor, NotAllowed
from services.agenda import Matter, read_agenda
from services.fingerprints import hash_definitions, hash_program
from services.pack_contents import Pack, PackMetric, PackUnit, Praise
from services.pack_json import from_json, to_json
from services.pack_metrics import read_metrics
from services.paper import quoted
from services.progress import CHANGE_MONTHS, add_months, comparable_day
from services.rows import hide_phones
from services.store import DEMO_MARKER, Store
from warehouse.lineage import rows_of
from warehouse.present import list_present_rows
from warehouse.register import list_units, short_names

__all__ = ["Occasion", "Pack", "build_pack", "from_json", "hide_phones", "to_json"]

_TITLES = {"试点期": "首席数据官制度试点工作情况", "推广期": "首席数据官制度试点和推广工作情况"}
_LATER_TITLE = "首席数据官工作情况"
_TRIES = 3


@dataclass(frozen=True, slots=True)
class Occasion:
    """What the papers are for. compared_on: the day changes count from, called compared_words (None: half a year before).

    areas: ids of the task areas to show, in this order; empty for all in the order of the plan.
    said_until: 情况说明 stand as they stood at the end of that day (None: all that has been said).
    """

    meeting: str = ""
    compared_on: date | None = None
    compared_words: str = "上次会议"
    areas: tuple[str, ...] = ()
    said_until: date | None = None


def build_pack(
    store: Store, as_of: date, scope: Scope | None = None, actor: Actor | None = None, *, agenda: Occasion | None = None
) -> Pack:
    """Everything the papers of one day say, all of it seen through one data version.

    Args:
        scope: narrows the units; empty for the whole county.
        actor: who asks. Papers leave the house, so they hold what the role 领导 may see, whoever asks; a unit's
            staff get the papers of their own unit.
        agenda: name of the meeting, the former one's day, the areas to show.

    Raises:
        NotAllowed: a unit's staff ask for another unit.
    """
    scope = _own_scope(scope or Scope(), actor)
    for _ in range(_TRIES):
        version = store.version()
        pack = _build(store, as_of, scope, agenda or Occasion())
        if store.version() == version:
            break
    return pack


def _own_scope(scope: Scope, actor: Actor | None) -> Scope:
    if actor is None or actor.role != "单位":
        return scope
    if scope.unit not in ("", actor.unit):
        raise NotAllowed(f"单位人员只能生成本单位的材料。其他单位的材料请由{actor.bureau}办理。")
    return Scope(unit=actor.unit)


def _build(store: Store, as_of: date, scope: Scope, occasion: Occasion) -> Pack:
    reader = Actor(name="材料", role="领导")
    phase, settings = phase_of(as_of), store.settings
    compared_on = comparable_day(store, occasion.compared_on or add_months(as_of, -CHANGE_MONTHS))
    compared_words = occasion.compared_words if occasion.compared_on else "半年前"
    present = present_point(store.warehouse, as_of)
    places = {unit.code: place for place, unit in enumerate(list_units(store.warehouse), 1)}
    metrics = read_metrics(
        store, as_of, scope, compared_on, compared_words, places, _read_said(store, as_of, occasion.said_until)
    )
    agenda = read_agenda(store, as_of, scope, (), reader, compared_on, said_until=occasion.said_until)
    names = short_names(list_units(store.warehouse))
    in_figures = {one.figure.unit for metric in metrics for one in metric.units}
    area_order = {area.id: area for area in load_areas()}
    return Pack(
        title=f"{settings.county_name}{_TITLES.get(phase.name, _LATER_TITLE)}",
        meeting=occasion.meeting,
        as_of=as_of,
        phase=phase.name,
        county_name=settings.county_name,
        bureau=settings.bureau,
        is_demo=(store.path / DEMO_MARKER).exists(),
        scope=scope,
        compared_on=compared_on,
        compared_words=compared_words,
        version=present.version,
        definitions=hash_definitions(),
        program=hash_program(),
        units=tuple(
            PackUnit(unit.code, places[unit.code], unit.name, unit.short_name, unit.kind, unit.batch)
            for unit in list_units(store.warehouse)
            if unit.code in in_figures
        ),
        areas=tuple(area_order[one] for one in occasion.areas or area_order),
        cards=phase.cards,
        metrics=metrics,
        matters=tuple(_clean_matter(one) for one in agenda.matters),
        tasks=tuple(
            replace(one, content=hide_phones(one.content), progress=hide_phones(one.progress))
            for one in list_tasks(store.warehouse, present, scope)
        ),
        deadlines=agenda.deadlines,
        changes=tuple(
            say_change(one, names) for one in list_changes(store.warehouse, phase.cards, compared_on, as_of, scope)
        )
        if compared_on
        else (),
        praise=_find_praise(store, as_of, metrics, in_figures),
    )


def _read_said(store: Store, as_of: date, until: date | None) -> list[Explanation]:
    known = present_point(store.warehouse, as_of) if until is None else known_point(store.warehouse, until)
    return list_explanations(store.warehouse, replace(known, as_of=as_of))


def _find_praise(store: Store, as_of: date, metrics: Sequence[PackMetric], units: set[str]) -> tuple[Praise, ...]:
    """Confirmed evaluations commended by the day, and cases taken into the library by then; nothing else is praise."""
    excellent = [
        one.row
        for metric in metrics
        if metric.metric.id == "evaluation_excellent"
        for one in metric.rows
        if one.row.outcome == "achieved" and one.row.row_id is not None
    ]
    stored = {one.row_id: one for one in rows_of(store.warehouse, "evaluation", [row.row_id or 0 for row in excellent])}
    praise = []
    for row in excellent:
        commended_on = stored[row.row_id].values["commended_on"] if row.row_id in stored else None
        if isinstance(commended_on, date) and commended_on <= as_of:
            praise.append(Praise(row.unit, f"{row.label}等次为优秀，{show_date(commended_on)}通报表扬", commended_on))
    for case in list_present_rows(store.warehouse, "good_case"):
        included_on = case["included_on"]
        if isinstance(included_on, date) and included_on <= as_of and case["unit"] in units:
            words = f"{quoted(hide_phones(str(case['title'])))}{show_date(included_on)}列入优秀案例库"
            praise.append(Praise(str(case["unit"]), words, included_on))
    return tuple(praise)


def _clean_matter(matter: Matter) -> Matter:
    return replace(matter, sentence=hide_phones(matter.sentence), since=hide_phones(matter.since))
