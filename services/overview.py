"""The first screen: the phase's headline figures, every unit by task area, and the sentence that says how it stands."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from config.reference import load_areas, phase_of
from metrics.catalog import load_catalog
from metrics.counting import count_figures
from metrics.figure import COUNTY, Scope
from metrics.lights import MET, MISSED, NEAR, NO_DATA, light_of
from metrics.sentences import short_name, show_date
from metrics.versions import points_by_basis
from services.progress import Headline, UnitLine, read_headlines
from services.store import Store
from warehouse.register import RegisterUnit, list_units

_UNLIT = "未定目标"
_MOST_NAMES = 3


@dataclass(frozen=True, slots=True)
class Overview:
    """The first screen. cells: (unit code, area id) → line of the area's lead metric."""

    phase: str
    headlines: tuple[Headline, ...]
    units: tuple[RegisterUnit, ...]
    cells: Mapping[tuple[str, str], UnitLine]


def read_overview(store: Store, as_of: date, scope: Scope, since: date | None) -> Overview:
    """The phase's headline figures with their change since a former day, and the unit × task-area matrix."""
    phase = phase_of(as_of)
    catalog = load_catalog()
    leads = {area.lead: area.id for area in load_areas()}
    register = {unit.code: unit for unit in list_units(store.warehouse)}
    cells: dict[tuple[str, str], UnitLine] = {}
    for same, points in points_by_basis(leads, [as_of], store.warehouse):
        for figure in count_figures(store.warehouse, points, same, scope):
            if figure.unit != COUNTY:
                unit, metric = register[figure.unit], catalog[figure.metric]
                cells[unit.code, leads[metric.id]] = UnitLine(unit, figure, light_of(metric, figure), None)
    units = {line.unit.code: line.unit for line in cells.values()}
    return Overview(
        phase=phase.name,
        headlines=tuple(read_headlines(store, phase.cards, as_of, scope, since)),
        units=tuple(sorted(units.values(), key=lambda unit: unit.sort_no)),
        cells=cells,
    )


def say_overview(overview: Overview, as_of: date, matter_count: int, since_words: str) -> str:
    """The first screen's sentence: how it stands, where it lags, what is to be decided.

    **…** marks what is to be seen first, ##…## what falls short. since_words: e.g. 半年前, 上次会议.
    """
    parts = [_say_lights(overview), _say_moves(overview, since_words), _say_lagging(overview)]
    if matter_count:
        parts.append(f"**{matter_count}件事提请协调**")
    return f"截至{show_date(as_of)}，{'；'.join(part for part in parts if part)}。"


def _say_lights(overview: Overview) -> str:
    by_word: dict[str, list[str]] = {}
    for one in overview.headlines:
        word = one.light.word if one.light else _UNLIT
        by_word.setdefault(word, []).append(short_name(one.metric))
    whole = f"{len(overview.headlines)}项主要指标"
    unlit = len(by_word.pop(_UNLIT, ()))
    if not by_word:
        return f"{whole}均未定目标，只列数字"
    parts = []
    for light in (MET, NEAR, MISSED, NO_DATA):
        if names := by_word.get(light.word):
            mark = "##" if light is MISSED else "**"
            parts.append(f"{mark}{len(names)}项{light.word}{mark}（{'、'.join(names)}）")
    return f"{whole}中{'，'.join(parts)}" + (f"，其余{unlit}项未定目标" if unlit else "")


def _say_moves(overview: Overview, since_words: str) -> str:
    changes = [one.change for one in overview.headlines if one.change is not None]
    moved = [
        f"{count}项{word}"
        for word, count in (
            ("上升", sum(change > 0 for change in changes)),
            ("下降", sum(change < 0 for change in changes)),
            ("持平", sum(not change for change in changes)),
        )
        if count
    ]
    return f"比{since_words}{'、'.join(moved)}" if moved else ""


def _say_lagging(overview: Overview) -> str:
    """The units with the most 未达标 task areas and those that filed nothing; nothing where one unit is shown."""
    if len(overview.units) < 2:
        return ""
    missed: Counter[str] = Counter()
    silent: Counter[str] = Counter()
    for (unit, _), line in overview.cells.items():
        missed[unit] += line.light is not None and line.light.code == MISSED.code
        silent[unit] += bool(line.figure.silent_units and not line.figure.denominator)
    return "；".join(
        part for part in (_say_most(overview, missed, "未达标"), _say_most(overview, silent, "未报")) if part
    )


def _say_most(overview: Overview, counts: Counter[str], word: str) -> str:
    """##县交通运输局、县教育局##各4类任务未达标; empty where the most are too many to be named."""
    most = max(counts.values(), default=0)
    names = [unit.short_name for unit in overview.units if most and counts[unit.code] == most]
    if not 0 < len(names) <= _MOST_NAMES:
        return ""
    return f"##{'、'.join(names)}##{'各' if len(names) > 1 else ''}{most}类任务{word}"
