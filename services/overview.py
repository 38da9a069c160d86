"""The first screen: the phase's headline figures, every unit by task area, and the sentence that says how it stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from config.reference import load_areas, phase_of
from metrics.catalog import load_catalog
from metrics.counting import count_figures
from metrics.figure import COUNTY, Scope
from metrics.lights import light_of
from metrics.sentences import show_date
from metrics.versions import points_by_basis
from services.progress import Headline, UnitLine, read_headlines
from services.store import Store
from warehouse.register import RegisterUnit, list_units


@dataclass(frozen=True, slots=True)
class Overview:
    """The first screen. cells: (unit code, area id) → line of the area's lead metric."""

    phase: str
    headlines: tuple[Headline, ...]
    units: tuple[RegisterUnit, ...]
    cells: Mapping[tuple[str, str], UnitLine]


def read_overview(store: Store, as_of: date, scope: Scope, since: date) -> Overview:
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
    """The first screen's sentence; **…** marks what is to be seen first. since_words: e.g. 半年前, 上次会议."""
    by_word: dict[str, list[str]] = {}
    for one in overview.headlines:
        word = one.light.word if one.light else "未定目标"
        by_word.setdefault(word, []).append(one.metric.name.partition("（")[0])
    parts = []
    for word in ("达标", "基本达标", "未达标", "无数据"):
        if names := by_word.get(word):
            parts.append(f"**{len(names)}项{word}**（{'、'.join(names)}）")
    if names := by_word.get("未定目标"):
        parts.append(f"{len(names)}项未定目标、只列数字")
    body = f"{len(overview.headlines)}项主要指标中{'，'.join(parts)}"
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
    if moved:
        body += f"；与{since_words}相比{'、'.join(moved)}"
    if matter_count:
        body += f"；**{matter_count}件事提请协调**"
    return f"截至{show_date(as_of)}，{body}。"
