"""A pack narrowed to one unit: what its own staff may take home of a pack of the whole county."""

from __future__ import annotations

from dataclasses import replace

from metrics.figure import Scope
from metrics.sentences import finding
from services.pack_contents import Pack, PackMetric
from services.pack_words import say_headline
from services.progress import TrendFigure


def narrow_pack(pack: Pack, unit: str) -> Pack:
    """The same results, of one unit only: nothing is counted again, other units' names and rows are left out.

    Metrics that do not concern the unit are dropped; so are trend and changes, which a pack keeps of the county alone.
    """
    metrics = tuple(own for one in pack.metrics if (own := _narrow_metric(pack, one, unit)) is not None)
    return replace(
        pack,
        scope=Scope(unit=unit),
        units=tuple(one for one in pack.units if one.code == unit),
        metrics=metrics,
        matters=tuple(one for one in pack.matters if one.unit == unit),
        tasks=tuple(one for one in pack.tasks if one.unit == unit),
        deadlines=tuple(one for one in pack.deadlines if one.unit == unit),
        changes=(),
        restated="",
        praise=tuple(one for one in pack.praise if one.unit == unit),
    )


def _narrow_metric(pack: Pack, one: PackMetric, unit: str) -> PackMetric | None:
    line = one.of(unit)
    if line is None:
        return None
    own, metric = line.figure, one.metric
    words = f"分母：{own.denominator}{metric.subject_noun}；考核范围1个单位"
    return replace(
        one,
        county=replace(line, rank=None),
        units=(replace(line, rank=None),),
        headline=say_headline(metric, own, [own], pack.names, line.change, pack.compared_words),
        finding=finding(
            metric, own, [own], pack.names, pack.as_of, before=line.before, before_words=pack.compared_words
        ),
        denominator=words + ("，已报0个" if own.silent_units else ""),
        trend=(TrendFigure(pack.as_of, own),),
        rows=tuple(row for row in one.rows if row.row.unit == unit),
    )
