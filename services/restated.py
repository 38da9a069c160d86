"""What the last meeting was shown and the pages count otherwise for the same day, because rows or rules changed since."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from metrics.catalog import Metric
from metrics.figure import UNFILLED, Figure
from metrics.sentences import short_name
from services.pack_contents import Pack
from services.pack_words import MEETING_WORDS, counted_words, value_words

_MOST_NAMED = 3


@dataclass(frozen=True, slots=True)
class Restated:
    """One figure of the meeting's day. published: as frozen; now: as the pages count it for that day."""

    metric: Metric
    published: Figure
    now: Figure

    @property
    def words(self) -> str:
        """公布60.7%，按现有资料当时为68.0%; the counts where the rounded figures are alike. Why is not said: not known here."""
        way = "按现有资料当时" if self.metric.basis == "dated" else "按当时资料"
        return f"公布{self._show(self.published, '', '时')}，{way}{self._show(self.now, '为', '')}"

    def _show(self, figure: Figure, before_value: str, before_nothing: str) -> str:
        if not figure.denominator:
            return f"{before_nothing}无数据"
        if figure.is_unfilled:
            return f"{before_nothing}{UNFILLED}"
        alike = value_words(self.metric, self.published) == value_words(self.metric, self.now)
        counts = f"（{counted_words(figure)}）" if alike else ""
        return f"{before_value}{value_words(self.metric, figure)}{counts}"


def published_in(pack: Pack) -> Mapping[str, Figure]:
    """Metric → pooled figure of a frozen meeting."""
    return {one.metric.id: one.county.figure for one in pack.metrics}


def find_restated(
    published: Mapping[str, Figure], before: Sequence[tuple[Metric, Figure | None]]
) -> tuple[Restated, ...]:
    """The figures counted now for the meeting's day that are not those published: another numerator or denominator."""
    return tuple(
        Restated(metric, then, now)
        for metric, now in before
        if now is not None
        and (then := published.get(metric.id)) is not None
        and (then.numerator, then.denominator) != (now.numerator, now.denominator)
    )


def tell_restated(pack: Pack, published: Mapping[str, Figure]) -> Pack:
    """The pack that says which of its headline figures were published otherwise."""
    before = [(one.metric, one.county.before) for one in pack.headlines()]
    return replace(pack, restated=say_restated(find_restated(published, before)))


def say_restated(found: Sequence[Restated]) -> str:
    """汇聚率上次会议公布60.7%，按现有资料当时为68.0%。 Several in one sentence; empty where there are none."""
    if len(found) == 1:
        return f"{short_name(found[0].metric)}{MEETING_WORDS}{found[0].words}。"
    named = "；".join(f"{short_name(one.metric)}{one.words}" for one in found[:_MOST_NAMED])
    more = f"；另有{len(found) - _MOST_NAMED}项" if len(found) > _MOST_NAMED else ""
    return f"{len(found)}项指标与{MEETING_WORDS}公布的数字不同：{named}{more}。" if found else ""
