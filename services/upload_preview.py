"""What accepting a received file would do, shown before it is confirmed: rows by key, and figures before and after."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from loaders.problems import Problem
from metrics.catalog import load_catalog
from metrics.counting import count_figures
from metrics.figure import COUNTY, Figure, Point
from services.actor import Actor
from services.older_lists import warn_of_older
from services.received import Draft, facts_of
from services.store import Store
from warehouse.commit import Preview, preview_upload, trial


class Refused(Exception):
    """The draft cannot count; `problems` say why, place by place."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("文件有问题，未入库。")
        self.problems = tuple(problems)


@dataclass(frozen=True)
class UploadPreview:
    """What accepting would do: rows by key, and headline figures (metric id, before, after) that would change.

    version: the data version it was computed at; `accept` takes it as `seen`.
    older: a warning for each present list that one of an earlier 填报日期 would replace.
    """

    rows: Preview
    headline: Sequence[tuple[str, Figure, Figure]]
    version: int
    older: tuple[Problem, ...] = ()


def preview(store: Store, draft: Draft, actor: Actor) -> UploadPreview:
    """Rows new, changed, unchanged and withdrawn by key, and the headline figures before and after.

    Begins, applies, counts and rolls back; nothing is stored.
    """
    refuse_unless_acceptable(draft)
    tables = draft.examined.tables
    version = store.version()
    metrics = touched_metrics({table.dataset for table in tables})
    day = draft.received_at.date()
    before = count_figures(store.warehouse, [Point(day, version)], metrics)
    with trial(store.warehouse, facts_of(draft, actor), tables) as tried:
        after = count_figures(tried.reader, [Point(day, tried.reader.version())], metrics)
    covered = {unit for table in tables for unit in table.covered_units}
    rows = preview_upload(store.warehouse, tables)
    return UploadPreview(rows, list_moved(before, after, covered), version, warn_of_older(store, tables))


def refuse_unless_acceptable(draft: Draft) -> None:
    """Raises Refused with the problems that stand in the way."""
    if not draft.is_acceptable:
        raise Refused([one for one in draft.examined.problems if one.severity != "warning"])


def list_moved(
    before: Sequence[Figure], after: Sequence[Figure], covered: set[str]
) -> list[tuple[str, Figure, Figure]]:
    """County figures and those of the covered units that differ, in catalogue order: metric id, before, after."""
    present = {(figure.metric, figure.unit): figure for figure in before}
    moved = []
    for figure in after:
        if figure.unit != COUNTY and figure.unit not in covered:
            continue
        earlier = present.get((figure.metric, figure.unit)) or Figure(figure.metric, figure.unit, figure.as_of, 0, 0)
        if _counts(earlier) != _counts(figure):
            moved.append((figure.metric, earlier, figure))
    return moved


def touched_metrics(datasets: set[str]) -> list[str]:
    """Metrics that rows of these datasets can move."""
    return [metric.id for metric in load_catalog().values() if datasets & {*metric.sources, metric.silent_dataset}]


def seen_record(looked: UploadPreview) -> dict[str, object]:
    """A preview in numbers: rows by kind of table, and each figure that moves with its counts before and after."""
    return {
        "tables": {
            one.dataset: {"new": one.new, "changed": one.changed, "unchanged": one.unchanged, "withdrawn": one.withdrawn}
            for one in looked.rows.tables
        },
        "figures": [
            {
                "metric": metric, "unit": after.unit,
                "before": [before.numerator, before.denominator], "after": [after.numerator, after.denominator],
            }
            for metric, before, after in looked.headline
        ],
    }  # fmt: skip


def _counts(figure: Figure) -> tuple[int, ...]:
    return (
        figure.numerator, figure.denominator, figure.exempt, figure.unreported, figure.unknown, figure.silent_units
    )  # fmt: skip
