"""Builds a pack: asks metrics and listings once for everything a set of papers says. Counts nothing itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from config.contracts import load_contracts
from config.reference import load_areas, phase_of
from metrics.catalog import Metric, load_catalog
from metrics.counting import count_figures
from metrics.figure import COUNTY, Figure, Point, Scope, SubjectRow, change_in_points
from metrics.lights import describe_thresholds, light_of
from metrics.listings import Explanation, list_changes, list_explanations, list_tasks, say_change
from metrics.ranking import rank_units
from metrics.sentences import finding, short_name, show_date
from metrics.subjects import find_rows_of
from metrics.versions import points_by_basis, present_point
from services.actor import Actor, NotAllowed
from services.agenda import Matter, read_agenda
from services.data_numbers import data_number, metric_number
from services.fingerprints import hash_definitions, hash_program
from services.pack_contents import Pack, PackFigure, PackMetric, PackRow, PackUnit, Praise
from services.pack_json import from_json, to_json
from services.pack_words import say_headline
from services.paper import quoted
from services.progress import CHANGE_MONTHS, TrendFigure, add_months, comparable_day, looking_back_words, trend_days
from services.rows import explain, hide_phones
from services.store import DEMO_MARKER, Store
from warehouse.lineage import rows_of
from warehouse.present import list_present_rows
from warehouse.register import list_units

__all__ = ["Occasion", "Pack", "build_pack", "from_json", "hide_phones", "to_json"]

_TITLES = {"试点期": "首席数据官制度试点工作情况", "推广期": "首席数据官制度试点和推广工作情况"}
_LATER_TITLE = "首席数据官工作情况"
_TRIES = 3


@dataclass(frozen=True, slots=True)
class Occasion:
    """What the papers are for. compared_on: the day changes count from, called compared_words (None: half a year before).

    areas: ids of the task areas to show, in this order; empty for all in the order of the plan.
    """

    meeting: str = ""
    compared_on: date | None = None
    compared_words: str = "上次会议"
    areas: tuple[str, ...] = ()


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
        raise NotAllowed("单位人员只能生成本单位的材料。其他单位的材料请由县政数局办理。")
    return Scope(unit=actor.unit)


def _build(store: Store, as_of: date, scope: Scope, occasion: Occasion) -> Pack:
    reader = Actor(name="材料", role="领导")
    phase = phase_of(as_of)
    compared_on = comparable_day(store, occasion.compared_on or add_months(as_of, -CHANGE_MONTHS))
    compared_words = occasion.compared_words if occasion.compared_on else "半年前"
    present = present_point(store.warehouse, as_of)
    places = {unit.code: place for place, unit in enumerate(list_units(store.warehouse), 1)}
    metrics = _read_metrics(store, as_of, scope, compared_on, compared_words, places)
    agenda = read_agenda(store, as_of, scope, (), reader, compared_on)
    names = {unit.code: unit.short_name for unit in list_units(store.warehouse)}
    in_figures = {one.figure.unit for metric in metrics for one in metric.units}
    area_order = {area.id: area for area in load_areas()}
    return Pack(
        title=f"{store.settings.county_name}{_TITLES.get(phase.name, _LATER_TITLE)}",
        meeting=occasion.meeting,
        as_of=as_of,
        phase=phase.name,
        county_name=store.settings.county_name,
        bureau=store.settings.bureau,
        is_demo=(store.path / DEMO_MARKER).exists(),
        scope=scope,
        compared_on=compared_on,
        compared_words=compared_words,
        version=present.version,
        definitions=hash_definitions(),
        program=hash_program(),
        units=tuple(
            PackUnit(unit.code, places[unit.code], unit.name, unit.short_name or unit.name, unit.kind, unit.batch)
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


def _read_metrics(
    store: Store, as_of: date, scope: Scope, compared_on: date | None, compared_words: str, places: dict[str, int]
) -> tuple[PackMetric, ...]:
    catalog = {name: one for name, one in load_catalog().items() if not one.restricted}
    names = {unit.code: unit.short_name or unit.name for unit in list_units(store.warehouse)}
    days = trend_days(as_of)
    said = list_explanations(store.warehouse, Point(as_of, store.version()))
    found: dict[str, PackMetric] = {}
    for same, points in points_by_basis(
        catalog, sorted({*days, compared_on} if compared_on else days), store.warehouse
    ):
        figures: dict[tuple[str, date], list[Figure]] = {}
        for one in count_figures(store.warehouse, points, same, scope):
            figures.setdefault((one.metric, one.as_of), []).append(one)
        known = {point.as_of for point in points if point.version}
        point = next(one for one in points if one.as_of == as_of)
        rows: dict[str, list[SubjectRow]] = {name: [] for name in same}
        for row in find_rows_of(store.warehouse, same, point, scope):
            rows[row.metric].append(row)
        for name in same:
            metric = catalog[name]
            now = {one.unit: one for one in figures[name, as_of]}
            before = (
                {one.unit: one for one in figures[name, compared_on]} if compared_on and compared_on in known else {}
            )
            ranks = {figure.unit: rank for rank, figure in rank_units(list(now.values()))}
            lines = {
                code: _pack_figure(metric, one, before.get(code), ranks.get(code), places.get(code, 0))
                for code, one in now.items()
            }
            county = lines.pop(COUNTY)
            units = [line.figure for line in lines.values()]
            found[name] = PackMetric(
                metric=metric,
                number=metric_number(name),
                county=county,
                units=tuple(lines.values()),
                headline=say_headline(metric, county.figure, units, names, county.change, compared_words)
                if point.version
                else f"{short_name(metric)}：当时无报送",
                finding=finding(
                    metric, county.figure, units, names, as_of, before=county.before, before_words=compared_words
                )
                if point.version
                else f"截至{show_date(as_of)}，当时无报送，{short_name(metric)}不能按当时资料统计。",
                denominator=_denominator(metric, county.figure),
                looking_back=looking_back_words(metric, point),
                target=describe_thresholds(metric),
                sources=tuple(load_contracts()[source].title for source in metric.sources),
                trend=tuple(
                    TrendFigure(
                        day, next(one for one in figures[name, day] if one.unit == COUNTY) if day in known else None
                    )
                    for day in days
                ),
                rows=_pack_rows(rows[name], said),
            )
    return tuple(found[name] for name in catalog)


def _pack_figure(metric: Metric, one: Figure, before: Figure | None, rank: int | None, place: int) -> PackFigure:
    change = change_in_points(before, one) if before and not metric.is_count else None
    return PackFigure(data_number(metric.id, place), one, light_of(metric, one), rank, before, change)


def _pack_rows(rows: Sequence[SubjectRow], said: Sequence[Explanation]) -> tuple[PackRow, ...]:
    clean = (replace(row, key=hide_phones(row.key), label=hide_phones(row.label)) for row in rows)
    return tuple(PackRow(row, words) for row, words in zip(clean, explain(rows, said), strict=True))


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


def _denominator(metric: Metric, county: Figure) -> str:
    words = f"分母：{county.denominator}{metric.subject_noun}；考核范围{county.units_in_scope}个单位"
    if county.silent_units:
        words += f"，已报{county.units_in_scope - county.silent_units}个"
    return words
