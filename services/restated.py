"""What the last meeting was shown and the pages count otherwise for the same day, because rows or rules changed since."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from metrics.catalog import Metric
from metrics.figure import UNFILLED, Figure, Scope
from metrics.sentences import short_name
from services.actor import Actor
from services.compared import MEETING_WORDS, Compared
from services.meetings import MeetingRefused, frozen_pack
from services.pack_words import counted_words, value_words
from services.progress import Headline
from services.store import Store

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


def read_published(store: Store, compared: Compared, scope: Scope, actor: Actor) -> Mapping[str, Figure]:
    """Metric → pooled figure of the frozen meeting whose day is compared with.

    Empty without such a meeting, when it was frozen for another scope than the one looked at (unit staff see their own
    part of it only), and when what was frozen cannot be read, which the meeting's own page says.
    """
    if compared.meeting is None:
        return {}
    try:
        pack = frozen_pack(store, compared.meeting.id, actor)
    except MeetingRefused:
        return {}
    return {one.metric.id: one.county.figure for one in pack.metrics} if pack.scope == scope else {}


def find_restated(published: Mapping[str, Figure], headlines: Sequence[Headline]) -> tuple[Restated, ...]:
    """The headlines whose former figure is not the one published: another numerator or denominator."""
    return tuple(
        Restated(one.metric, then, one.before)
        for one in headlines
        if one.before is not None
        and (then := published.get(one.metric.id)) is not None
        and (then.numerator, then.denominator) != (one.before.numerator, one.before.denominator)
    )


def say_restated(found: Sequence[Restated]) -> str:
    """汇聚率上次会议公布60.7%，按现有资料当时为68.0%。 Several in one sentence; empty where there are none."""
    if len(found) == 1:
        return f"{short_name(found[0].metric)}{MEETING_WORDS}{found[0].words}。"
    named = "；".join(f"{short_name(one.metric)}{one.words}" for one in found[:_MOST_NAMED])
    more = f"；另有{len(found) - _MOST_NAMED}项" if len(found) > _MOST_NAMED else ""
    return f"{len(found)}项与{MEETING_WORDS}公布的不同：{named}{more}。" if found else ""
