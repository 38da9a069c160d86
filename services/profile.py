"""One unit's file (一单位一档): people, milestones, figures beside the county's, what is missing, uploads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from metrics.catalog import Metric, load_catalog
from metrics.figure import OPEN_OUTCOMES, Point, Scope, SubjectRow
from metrics.listings import Explanation, Holder, Vacancy, list_holders, list_vacancies
from metrics.subjects import find_rows
from metrics.versions import points_for, present_point
from services.actor import Actor
from services.explaining import OverduePromise, list_overdue_promises
from services.progress import UnitFigure, may_see, read_unit
from services.rows import explain, known_explanations
from services.store import Store
from warehouse.history import UploadRecord, list_uploads
from warehouse.register import RegisterUnit

MILESTONES = "pilot_progress"


@dataclass(frozen=True, slots=True)
class ToDo:
    """What one figure still lacks: the missed and unreported subjects, each with its 情况说明 or ""."""

    metric: Metric
    rows: tuple[SubjectRow, ...]
    explanations: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Profile:
    """All that the unit's page shows at one day."""

    unit: RegisterUnit
    holders: tuple[Holder, ...]
    vacancies: tuple[Vacancy, ...]
    milestones: tuple[SubjectRow, ...]
    figures: tuple[UnitFigure, ...]
    to_do: tuple[ToDo, ...]
    uploads: tuple[UploadRecord, ...]
    promises: tuple[OverduePromise, ...]


def read_profile(store: Store, unit: RegisterUnit, as_of: date, actor: Actor) -> Profile:
    """The unit's file at a day; restricted figures only for roles that may see them."""
    scope = Scope(unit=unit.code)
    present = present_point(store.warehouse, as_of)
    metrics = [one.id for one in load_catalog().values() if may_see(one, actor)]
    figures = read_unit(store, unit, metrics, as_of)
    said = known_explanations(store, as_of, unit.code)
    return Profile(
        unit=unit,
        holders=tuple(list_holders(store.warehouse, present, scope)),
        vacancies=tuple(list_vacancies(store.warehouse, present, scope)),
        milestones=tuple(find_rows(store.warehouse, MILESTONES, present, unit.code)),
        figures=tuple(figures),
        to_do=tuple(_find_open(store, one, unit, as_of, said) for one in figures if _has_open(one)),
        uploads=tuple(list_uploads(store.warehouse, unit=unit.code)),
        promises=tuple(list_overdue_promises(store, as_of, scope, actor)),
    )


def _has_open(one: UnitFigure) -> bool:
    """Every miss or blank is to be done; milestones have their own list, and 全面推广 repeats 齐备 for one unit."""
    is_said_elsewhere = one.metric.id == MILESTONES or one.metric.population == "register"
    return one.own.numerator < one.own.denominator and not one.metric.is_count and not is_said_elsewhere


def _find_open(store: Store, one: UnitFigure, unit: RegisterUnit, as_of: date, said: Sequence[Explanation]) -> ToDo:
    point: Point = points_for(one.metric.id, [as_of], store.warehouse)[0]
    rows = find_rows(store.warehouse, one.metric.id, point, unit.code, OPEN_OUTCOMES)
    return ToDo(one.metric, tuple(rows), tuple(explain(rows, said)))
