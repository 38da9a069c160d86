"""Where an upload, looked at as of now, is not what its sender saw when confirming it; in sentences."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from config.contracts import load_contracts
from loaders.problems import SEVERITY_NAMES
from metrics.catalog import load_catalog
from metrics.figure import COUNTY
from services.upload_preview import UploadPreview, seen_record

VERDICTS = {"new": "新增", "changed": "变更", "unchanged": "不变", "withdrawn": "撤下"}


def compare_problems(before: Sequence[Mapping[str, Any]], after: Sequence[Mapping[str, Any]]) -> list[str]:
    """What the check says now and did not say then, and what it said then and says no more; problem records."""
    said, now = (Counter((one["severity"], one["message"]) for one in side) for side in (before, after))
    return [
        *(f"现在新查出{SEVERITY_NAMES[severity]}：{message}" for severity, message in now - said),
        *(f"当时的{SEVERITY_NAMES[severity]}现在没有了：{message}" for severity, message in said - now),
    ]


def compare_seen(before: Mapping[str, Any], looked: UploadPreview | None, names: Mapping[str, str]) -> list[str]:
    """Rows by kind of table, and the figures of the units themselves, where they are not as the sender saw them.

    County figures are left out: they move with every other unit.  before: as seen_record wrote it.  names: unit code
    → short name.
    """
    if looked is None:
        return ["现在检查不能通过，不能入库，请退回单位修改。"]
    now: Mapping[str, Any] = seen_record(looked)
    none = dict.fromkeys(VERDICTS, 0)
    words = [
        f"{load_contracts()[dataset].title}：单位确认时{_rows(was)}，现在{_rows(is_now)}。"
        for dataset in dict.fromkeys((*before["tables"], *now["tables"]))
        if (was := before["tables"].get(dataset, none)) != (is_now := now["tables"].get(dataset, none))
    ]
    was_moved, moves = _own_figures(before), _own_figures(now)
    for place in dict.fromkeys((*was_moved, *moves)):
        if was_moved.get(place) != moves.get(place):
            metric, unit = place
            name = load_catalog()[metric].name if metric in load_catalog() else metric
            then, today = _move(was_moved.get(place)), _move(moves.get(place))
            words.append(f"{names.get(unit, unit)}{name}：单位确认时{then}，现在{today}。")
    return words


def _own_figures(seen: Mapping[str, Any]) -> dict[tuple[str, str], tuple[list[int], list[int]]]:
    return {
        (one["metric"], one["unit"]): (one["before"], one["after"]) for one in seen["figures"] if one["unit"] != COUNTY
    }


def _rows(counts: Mapping[str, int]) -> str:
    return "、".join(f"{name}{counts[verdict]}行" for verdict, name in VERDICTS.items())


def _move(figure: tuple[list[int], list[int]] | None) -> str:
    if figure is None:
        return "不变"
    before, after = figure
    return f"由{before[0]}/{before[1]}变为{after[0]}/{after[1]}"
